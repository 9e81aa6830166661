//! Which objects keep properties that the description does not have.

use std::collections::BTreeSet;

use crate::ir::{Additional, TypeId, TypeKind, Types, UnionStrategy};

/// Returns the objects that keep them: those that are received and sent, so that what a newer server added comes back
/// to it, and the variants of unions without a tag that are received, since several may share a value.
pub(super) fn kept(
    types: &Types,
    sent: &BTreeSet<TypeId>,
    received: &BTreeSet<TypeId>,
) -> BTreeSet<TypeId> {
    let unions = types.entries().filter_map(|(id, def)| match &def.kind {
        TypeKind::Union(union) if received.contains(&id) => Some(union),
        _ => None,
    });
    let untagged = unions.filter(|union| !matches!(union.strategy, UnionStrategy::Tagged { .. }));
    let variants = untagged.flat_map(|union| &union.variants);
    let variants = variants.filter_map(|variant| Some(types.object(&variant.ty)?.0));
    let both = sent.intersection(received).copied();
    both.chain(variants)
        .filter(|id| match types.get(*id).map(|def| &def.kind) {
            Some(TypeKind::Struct(object)) => matches!(object.additional, Additional::Ignored),
            _ => false,
        })
        .collect()
}
