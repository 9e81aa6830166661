//! Which types are checked before they are sent.

use std::collections::BTreeSet;

use super::usage;
use crate::ir::graph::{Graph, innermost};
use crate::ir::{Access, Additional, Api, Struct, Type, TypeDef, TypeId, TypeKind, UnionStrategy};

/// Returns the types that are checked: those in requests that contain something to check. `both` has the types that are
/// sent and received.
pub(super) fn checked(api: &Api, both: &BTreeSet<TypeId>) -> BTreeSet<TypeId> {
    let types = &api.types;
    let mut sent = Vec::new();
    for operation in &api.operations {
        usage::sent(operation, |ty| looked_into(ty, &mut sent));
    }
    for parameter in &api.client_parameters {
        looked_into(&parameter.ty, &mut sent);
    }
    // A union whose variants cannot be discriminated is not checked inside, nor is a variant without a tag.
    let graph = Graph::new(types, |def, found| match &def.kind {
        TypeKind::Union(union) => {
            let is_tagged = matches!(union.strategy, UnionStrategy::Tagged { .. });
            let known = union.variants.iter().filter(|variant| {
                union.strategy != UnionStrategy::Ambiguous
                    && !(is_tagged && variant.tags.is_empty())
            });
            for variant in known {
                looked_into(&variant.ty, found);
            }
        }
        // Properties that only the server sends are not checked.
        TypeKind::Struct(object) => {
            let sent = object
                .fields
                .iter()
                .filter(|field| field.access != Access::ReadOnly);
            sent.for_each(|field| looked_into(&field.ty, found));
            if let Additional::Typed(ty) = &object.additional {
                looked_into(ty, found);
            }
        }
        _ => def.held().into_iter().for_each(|ty| looked_into(ty, found)),
    });
    let own = types.entries();
    let own =
        own.filter(|(id, def)| has_own(def) || both.contains(id) && has_required_of_client(def));
    let holding = graph.reversed().reach(own.map(|(id, _)| id.0));
    &holding & &graph.reach(sent)
}

/// Collects the named type with whose table a value is checked. The items of a tuple are checked by a keyword of the
/// tuple.
fn looked_into(ty: &Type, found: &mut Vec<u32>) {
    if let Type::Named(TypeId(id)) = innermost(ty) {
        found.push(*id);
    }
}

/// Returns the properties that only the client sends, and that are required.
pub(super) fn required_of_client(object: &Struct) -> impl Iterator<Item = &str> {
    let fields = object.fields.iter();
    let fields =
        fields.filter(|field| field.access == Access::WriteOnly && field.presence.is_required());
    fields.map(|field| field.wire.as_str())
}

/// Whether a type has properties that only the client sends, and that are required.
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
            let has_rules = known.any(|variant| !variant.rules.is_empty());
            union.strategy != UnionStrategy::Ambiguous && has_rules || !union.beside.is_empty()
        }
        _ => false,
    };
    fields || !def.rules.is_empty()
}
