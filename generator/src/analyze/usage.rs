//! The users of a type: requests, responses, errors, and the tags of the operations.

use std::collections::BTreeSet;

use crate::ir::graph::{Graph, named_in};
use crate::ir::{Api, BodyKind, Operation, Response, Type, TypeId};

/// The types that operations use.
pub(super) struct Usage {
    /// Those in requests.
    pub(super) sent: BTreeSet<TypeId>,
    /// Those in responses, including errors.
    pub(super) received: BTreeSet<TypeId>,
    /// Those that are generated: all that operations and the parameters of the client use, and named schemas.
    pub(super) generated: BTreeSet<TypeId>,
    /// For each type, the first tags of the operations that use it.
    pub(super) tags: Vec<Vec<Option<usize>>>,
    /// For each type, lists of tags: from each list one tag must be enabled. Empty where the type always exists.
    pub(super) gates: Vec<BTreeSet<Vec<usize>>>,
}

/// Collects the types that operations use, through the types that each type mentions.
pub(super) fn of(api: &Api, graph: &Graph) -> Usage {
    let (mut sent, mut received) = (Vec::new(), Vec::new());
    let mut by_tag: Vec<Vec<u32>> = vec![Vec::new(); api.tags.len()];
    let mut untagged = Vec::new();
    for operation in &api.operations {
        let (own_sent, own_received) = roots(operation);
        // An operation is in the module of its first tag.
        let first = operation.tags.first();
        let tagged = first.and_then(|tag| by_tag.get_mut(*tag));
        let tagged = tagged.unwrap_or(&mut untagged);
        tagged.extend(own_sent.iter().chain(&own_received));
        sent.extend(own_sent);
        received.extend(own_received);
    }
    for parameter in &api.client_parameters {
        named_in(&parameter.ty, &mut sent);
        named_in(&parameter.ty, &mut untagged);
    }
    let named = (0u32..).zip(&api.types).filter(|(_, def)| def.is_named);
    let kept = named.map(|(id, _)| id).chain(untagged.iter().copied());
    let kept: Vec<u32> = kept.chain(by_tag.iter().flatten().copied()).collect();
    let mut tags = vec![Vec::new(); api.types.len()];
    let by_tag = by_tag.into_iter().enumerate();
    let by_tag = by_tag.map(|(tag, roots)| (Some(tag), roots));
    for (tag, roots) in std::iter::once((None, untagged)).chain(by_tag) {
        for id in graph.reach(roots) {
            if let Some(tags) = tags.get_mut(id.index()) {
                tags.push(tag);
            }
        }
    }
    Usage {
        generated: graph.reach(kept),
        gates: gates(graph, &tags),
        sent: graph.reach(sent),
        received: graph.reach(received),
        tags,
    }
}

/// Returns the lists of tags for each type. A type that operations use exists with any of their tags, and so does all
/// that it refers to; a type that no operation uses exists with all that it refers to.
fn gates(graph: &Graph, tags: &[Vec<Option<usize>>]) -> Vec<BTreeSet<Vec<usize>>> {
    let of_tags = |tags: &Vec<Option<usize>>| {
        let tags: Option<Vec<usize>> = tags.iter().copied().collect();
        tags.filter(|tags| !tags.is_empty()).into_iter().collect()
    };
    let mut gates: Vec<BTreeSet<Vec<usize>>> = tags.iter().map(of_tags).collect();
    let is_unreached = |at: &u32| tags.get(*at as usize).is_some_and(Vec::is_empty);
    let users = graph.reversed();
    let mut changed: Vec<u32> = (0..u32::try_from(tags.len()).unwrap_or(u32::MAX)).collect();
    while let Some(at) = changed.pop() {
        let own = gates.get(at as usize).cloned().unwrap_or_default();
        for user in users.targets(at).iter().filter(|user| is_unreached(user)) {
            let Some(of_user) = gates.get_mut(*user as usize) else {
                continue;
            };
            let before = of_user.len();
            of_user.extend(own.iter().cloned());
            if of_user.len() > before {
                changed.push(*user);
            }
        }
    }
    gates
}

/// Returns the types that an operation sends, and those that it receives.
pub(super) fn roots(operation: &Operation) -> (Vec<u32>, Vec<u32>) {
    let (mut own_sent, mut own_received) = (Vec::new(), Vec::new());
    sent(operation, |ty| named_in(ty, &mut own_sent));
    for response in operation.responses() {
        received(response, &mut own_received);
    }
    (own_sent, own_received)
}

/// Visits the types in what an operation sends.
pub(super) fn sent(operation: &Operation, mut visit: impl FnMut(&Type)) {
    for parameter in &operation.parameters {
        visit(&parameter.ty);
    }
    for content in operation.contents() {
        content.kind.value_type().into_iter().for_each(&mut visit);
        if let BodyKind::Multipart(parts) = &content.kind {
            for part in parts {
                visit(&part.ty);
                part.headers.iter().for_each(|header| visit(&header.ty));
            }
        }
    }
}

/// Collects the types in a response.
fn received(response: &Response, found: &mut Vec<u32>) {
    for content in &response.contents {
        content.kind.types().for_each(|ty| named_in(ty, found));
    }
    for header in &response.headers {
        named_in(&header.ty, found);
    }
}
