//! Which types have `Eq` and `Hash`.

use std::collections::BTreeSet;

use crate::ir::graph::Graph;
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
    let mut left = vec![ty];
    while let Some(ty) = left.pop() {
        match ty {
            Type::Number(Number::F64) => return true,
            Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => left.push(inner),
            Type::Tuple(items) => left.extend(items),
            _ => {}
        }
    }
    false
}
