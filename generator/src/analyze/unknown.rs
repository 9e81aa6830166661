//! Which objects keep properties that the description does not declare.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Additional, Type, TypeId, TypeKind, Types, UnionStrategy};

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
/// variants may match a value. What one of them forbids is sent back if another one may allow it.
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
    let (mut variants, mut beside_open) = (BTreeSet::new(), BTreeSet::new());
    for union in untagged {
        let objects = union.variants.iter();
        let objects = objects.filter_map(|variant| Some(types.object(&variant.ty)?.0));
        variants.extend(objects.clone());
        if union.variants.iter().any(|one| may_allow(types, &one.ty)) {
            beside_open.extend(objects);
        }
    }
    let both = sent.intersection(received).copied();
    let all = both.chain(variants.iter().copied());
    let kept = all.filter_map(|id| match &types.get(id)?.kind {
        TypeKind::Struct(object) => match object.additional {
            Additional::Ignored => Some((id, Unknown::SentBack)),
            Additional::Forbidden if beside_open.contains(&id) => Some((id, Unknown::SentBack)),
            Additional::Forbidden => Some((id, Unknown::Read)),
            Additional::Typed(_) => None,
        },
        _ => None,
    });
    kept.collect()
}

/// Whether a type may have objects with any properties.
fn may_allow(types: &Types, ty: &Type) -> bool {
    match types.resolve_null(ty).0 {
        Type::Any | Type::Map(_) => true,
        Type::Named(id) => types.get(*id).is_some_and(|def| match &def.kind {
            TypeKind::Struct(object) => !matches!(object.additional, Additional::Forbidden),
            TypeKind::StringEnum(_) | TypeKind::IntEnum(_) => false,
            TypeKind::Union(_) | TypeKind::Newtype(_) | TypeKind::Alias(_) => true,
        }),
        _ => false,
    }
}
