//! Which types are checked before they are sent.

use std::collections::BTreeSet;

use crate::ir::graph::{Graph, mentioned, named_in};
use crate::ir::{Access, Additional, Struct, TypeDef, TypeId, TypeKind, Types, UnionStrategy};

/// The types that are checked: those that requests reach and that hold something to check. `sent` is what
/// requests name themselves, `both` are the types that are sent and received.
pub(super) fn checked(types: &Types, sent: Vec<u32>, both: &BTreeSet<TypeId>) -> BTreeSet<TypeId> {
    // A union whose variants cannot be discriminated is not looked into, nor is a variant without a tag.
    let graph = Graph::new(types, |def, found| match &def.kind {
        TypeKind::Union(union) => {
            let is_tagged = matches!(union.strategy, UnionStrategy::Tagged { .. });
            let known = union.variants.iter().filter(|variant| {
                union.strategy != UnionStrategy::Ambiguous
                    && !(is_tagged && variant.tags.is_empty())
            });
            for variant in known {
                named_in(&variant.ty, found);
            }
        }
        // What only the server sends is not looked into.
        TypeKind::Struct(object) => {
            let sent = object
                .fields
                .iter()
                .filter(|field| field.access != Access::ReadOnly);
            sent.for_each(|field| named_in(&field.ty, found));
            if let Additional::Typed(ty) = &object.additional {
                named_in(ty, found);
            }
        }
        _ => mentioned(def, found),
    });
    let own = types.entries();
    let own =
        own.filter(|(id, def)| has_own(def) || both.contains(id) && has_required_of_client(def));
    let holding = graph.reversed().reach(own.map(|(id, _)| id.0));
    &holding & &graph.reach(sent)
}

/// The properties that only the client sends, and must send.
pub(super) fn required_of_client(object: &Struct) -> impl Iterator<Item = &str> {
    let fields = object.fields.iter();
    let fields =
        fields.filter(|field| field.access == Access::WriteOnly && field.presence.is_required());
    fields.map(|field| field.wire.as_str())
}

/// Whether a type has such properties.
pub(super) fn has_required_of_client(def: &TypeDef) -> bool {
    matches!(&def.kind, TypeKind::Struct(object) if required_of_client(object).next().is_some())
}

fn has_own(def: &TypeDef) -> bool {
    let fields = match &def.kind {
        TypeKind::Struct(object) => object
            .fields
            .iter()
            .any(|field| field.access != Access::ReadOnly && !field.rules.is_empty()),
        TypeKind::Union(union) => {
            let mut known = union.variants.iter();
            union.strategy != UnionStrategy::Ambiguous
                && known.any(|variant| !variant.rules.is_empty())
        }
        _ => false,
    };
    fields || !def.rules.is_empty()
}
