//! Who uses a type: requests, responses, errors, and the tags of the operations.

use std::collections::BTreeSet;

use crate::ir::graph::{Graph, mentioned, named_in};
use crate::ir::{Api, BodyKind, Operation, PartKind, Response, ResponseKind, TypeId};

/// The types that are reached.
pub(super) struct Usage {
    /// What requests name themselves.
    pub(super) roots: Vec<u32>,
    /// From requests.
    pub(super) sent: BTreeSet<TypeId>,
    /// From responses.
    pub(super) received: BTreeSet<TypeId>,
    /// From responses of errors.
    pub(super) in_errors: BTreeSet<TypeId>,
    /// By type: the first tags of the operations that reach it.
    pub(super) tags: Vec<Vec<Option<usize>>>,
}

pub(super) fn of(api: &Api) -> Usage {
    let graph = Graph::new(&api.types, mentioned);
    let (mut sent, mut successes, mut errors) = (Vec::new(), Vec::new(), Vec::new());
    let mut by_tag: Vec<Vec<u32>> = vec![Vec::new(); api.tags.len()];
    let mut untagged = Vec::new();
    for operation in &api.operations {
        let [own_sent, own_successes, own_errors] = roots(operation);
        // An operation is in the module of its first tag.
        let first = operation.tags.first();
        let tagged = first.and_then(|tag| by_tag.get_mut(*tag));
        let tagged = tagged.unwrap_or(&mut untagged);
        for (own, all) in [
            (own_sent, &mut sent),
            (own_successes, &mut successes),
            (own_errors, &mut errors),
        ] {
            tagged.extend_from_slice(&own);
            all.extend(own);
        }
    }
    for parameter in &api.client_parameters {
        named_in(&parameter.ty, &mut sent);
        named_in(&parameter.ty, &mut untagged);
    }
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
    let in_errors = graph.reach(errors);
    let mut received = graph.reach(successes);
    received.extend(&in_errors);
    Usage {
        sent: graph.reach(sent.iter().copied()),
        roots: sent,
        received,
        in_errors,
        tags,
    }
}

/// The types that an operation sends, those of its successes, and those of its errors.
fn roots(operation: &Operation) -> [Vec<u32>; 3] {
    let mut roots = [Vec::new(), Vec::new(), Vec::new()];
    let [own_sent, own_successes, own_errors] = &mut roots;
    sent(operation, own_sent);
    for response in &operation.successes {
        received(response, own_successes);
    }
    for response in &operation.errors {
        received(response, own_errors);
    }
    roots
}

/// The types of what an operation sends.
fn sent(operation: &Operation, found: &mut Vec<u32>) {
    for parameter in &operation.parameters {
        named_in(&parameter.ty, found);
    }
    for content in operation.body.iter().flat_map(|body| &body.contents) {
        match &content.kind {
            BodyKind::Json(ty) | BodyKind::JsonLines(ty) | BodyKind::Form { ty, .. } => {
                named_in(ty, found)
            }
            BodyKind::Multipart(parts) => parts.iter().for_each(|part| match &part.kind {
                PartKind::Text(ty) | PartKind::Json(ty) => named_in(ty, found),
                PartKind::File => {}
            }),
            BodyKind::Text | BodyKind::Binary => {}
        }
    }
}

/// The types of what a response holds.
fn received(response: &Response, found: &mut Vec<u32>) {
    for content in &response.contents {
        match &content.kind {
            ResponseKind::Json(ty)
            | ResponseKind::JsonLines(ty)
            | ResponseKind::Events(Some(ty)) => named_in(ty, found),
            ResponseKind::Events(None) | ResponseKind::Text | ResponseKind::Binary => {}
        }
    }
    for header in &response.headers {
        named_in(&header.ty, found);
    }
}
