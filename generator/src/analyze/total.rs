//! Which types have `Eq` and `Hash`.

use std::collections::BTreeSet;

use crate::ir::graph::{Graph, innermost};
use crate::ir::{Number, Type, TypeId, Types};

/// Returns the types that contain a floating-point number, which does not always equal itself.
pub(super) fn with_floats(types: &Types, mentioned_by: &Graph) -> BTreeSet<TypeId> {
    let own = types
        .entries()
        .filter(|(_, def)| def.held().into_iter().any(is_float));
    mentioned_by.reach(own.map(|(id, _)| id.0))
}

/// Whether a value may be or contain a floating-point number, apart from its named types.
fn is_float(ty: &Type) -> bool {
    match innermost(ty) {
        Type::Number(Number::F64) => true,
        Type::Tuple(items) => items.iter().any(is_float),
        _ => false,
    }
}
