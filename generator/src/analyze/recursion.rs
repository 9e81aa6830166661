//! Types that contain themselves.

use std::collections::BTreeSet;

use crate::ir::graph::{Graph, held_in_place};
use crate::ir::{Type, TypeDef, TypeId, TypeKind, Types};

/// Returns the fields and variants that must be boxed, since they would make a type infinitely large.
pub(super) fn boxed(types: &Types) -> BTreeSet<(TypeId, usize)> {
    let graph = Graph::new(types, |def, found| {
        found.extend(in_place(def).filter_map(held_in_place));
    });
    let components = graph.components();
    let mut boxed = BTreeSet::new();
    for (id, def) in types.entries() {
        let recursive = in_place(def)
            .enumerate()
            .filter(|(_, ty)| held_in_place(ty).is_some_and(|to| components.is_cycle(id.0, to)));
        boxed.extend(recursive.map(|(at, _)| (id, at)));
    }
    boxed
}

/// Returns the types that are stored in a value itself: those of its fields or variants, in their order.
fn in_place(def: &TypeDef) -> Box<dyn Iterator<Item = &Type> + '_> {
    match &def.kind {
        TypeKind::Struct(object) => Box::new(object.fields.iter().map(|field| &field.ty)),
        TypeKind::Union(union) => Box::new(union.variants.iter().map(|variant| &variant.ty)),
        TypeKind::Alias(ty) | TypeKind::Newtype(ty) => Box::new(std::iter::once(ty)),
        TypeKind::StringEnum(_) | TypeKind::IntEnum(_) => Box::new(std::iter::empty()),
    }
}
