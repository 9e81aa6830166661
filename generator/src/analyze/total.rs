//! Which types have `Eq` and `Hash`.

use std::collections::BTreeSet;

use crate::ir::graph::Graph;
use crate::ir::{Additional, Number, Type, TypeDef, TypeId, TypeKind, Types};

/// Returns the types that hold a floating-point number somewhere, which equals itself only where it is one.
pub(super) fn with_floats(types: &Types, mentioned_by: &Graph) -> BTreeSet<TypeId> {
    let own = types.entries().filter(|(_, def)| holds_float(def));
    mentioned_by.reach(own.map(|(id, _)| id.0))
}

fn holds_float(def: &TypeDef) -> bool {
    match &def.kind {
        TypeKind::Struct(object) => {
            let additional = match &object.additional {
                Additional::Ignored => None,
                Additional::Typed(ty) => Some(ty),
            };
            let fields = object.fields.iter().map(|field| &field.ty);
            fields.chain(additional).any(is_float)
        }
        TypeKind::Union(union) => union.variants.iter().any(|variant| is_float(&variant.ty)),
        TypeKind::Newtype(ty) | TypeKind::Alias(ty) => is_float(ty),
        TypeKind::StringEnum(_) | TypeKind::IntEnum(_) => false,
    }
}

/// Whether a value may be or hold a floating-point number, apart from what its named types hold.
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
