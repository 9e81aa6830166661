//! Which objects keep properties that the description does not declare.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Additional, TypeId, TypeKind, Types, UnionStrategy};

/// How an object treats properties that the description does not declare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// They are not kept.
    Ignored,
    /// They can be read. They are not sent back: a server whose description forbids other properties would refuse the
    /// request.
    Read,
    /// They can be read and are sent back.
    SentBack,
}

/// Returns the objects that keep such properties. These are objects that are both received and sent, so that what a
/// newer server added is sent back to it. They are also the variants of received unions without a tag, since several
/// variants may match a value: one may allow what another one forbids.
pub(super) fn kept(
    types: &Types,
    sent: &BTreeSet<TypeId>,
    received: &BTreeSet<TypeId>,
) -> BTreeMap<TypeId, Unknown> {
    let unions = types.entries().filter_map(|(id, def)| match &def.kind {
        TypeKind::Union(union) if received.contains(&id) => Some(union),
        _ => None,
    });
    let untagged = unions.filter(|union| !matches!(union.strategy, UnionStrategy::Tagged { .. }));
    let variants = untagged.flat_map(|union| &union.variants);
    let variants = variants.filter_map(|variant| Some(types.object(&variant.ty)?.0));
    let variants: BTreeSet<TypeId> = variants.collect();
    let both = sent.intersection(received).copied();
    let all = both.chain(variants.iter().copied());
    let kept = all.filter_map(|id| match &types.get(id)?.kind {
        TypeKind::Struct(object) => match object.additional {
            Additional::Ignored => Some((id, Unknown::SentBack)),
            Additional::Forbidden if variants.contains(&id) => Some((id, Unknown::SentBack)),
            Additional::Forbidden => Some((id, Unknown::Read)),
            Additional::Typed(_) => None,
        },
        _ => None,
    });
    kept.collect()
}
