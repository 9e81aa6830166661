//! Types that contain themselves.

use crate::ir::{Api, Storage, Type, TypeDef, TypeKind, UnionStrategy};

use super::graph::{Graph, held_in_place, named_in};

/// An alias cannot mention itself, whatever stands in between: `type Tree = Vec<Tree>` needs a type of its
/// own.
pub(super) fn name_recursive_aliases(api: &mut Api) {
    let graph = Graph::new(&api.types, |def, found| {
        if let TypeKind::Alias(ty) = &def.kind {
            named_in(ty, found);
        }
    });
    let components = graph.components();
    for (at, def) in (0u32..).zip(api.types.iter_mut()) {
        if components.is_cyclic(at)
            && let TypeKind::Alias(ty) = &mut def.kind
        {
            let ty = std::mem::replace(ty, Type::Any);
            def.kind = TypeKind::Newtype(ty);
        }
    }
}

/// Boxes what would make a type infinitely large.
pub(super) fn box_recursion(api: &mut Api) {
    let graph = Graph::new(&api.types, in_place);
    let components = graph.components();
    for (at, def) in (0u32..).zip(api.types.iter_mut()) {
        if !components.is_cyclic(at) {
            continue;
        }
        let storage = |ty: &Type| match held_in_place(ty) {
            Some(to) if components.is_cycle(at, to) => Storage::Boxed,
            _ => Storage::Inline,
        };
        match &mut def.kind {
            TypeKind::Struct(object) => {
                for field in &mut object.fields {
                    field.storage = storage(&field.ty);
                }
            }
            TypeKind::Union(union) => {
                for variant in &mut union.variants {
                    variant.storage = storage(&variant.ty);
                }
            }
            _ => {}
        }
    }
}

/// The named types that are part of a value's own size.
fn in_place(def: &TypeDef, found: &mut Vec<u32>) {
    match &def.kind {
        TypeKind::Struct(object) => found.extend(
            object
                .fields
                .iter()
                .filter_map(|field| held_in_place(&field.ty)),
        ),
        // What cannot be told is kept as JSON.
        TypeKind::Union(union) if union.strategy == UnionStrategy::Untold => {}
        TypeKind::Union(union) => {
            found.extend(
                union
                    .variants
                    .iter()
                    .filter_map(|variant| held_in_place(&variant.ty)),
            );
        }
        TypeKind::Alias(ty) | TypeKind::Newtype(ty) => found.extend(held_in_place(ty)),
        TypeKind::StringEnum(_) | TypeKind::IntEnum(_) => {}
    }
}
