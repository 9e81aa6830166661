//! Who uses a type: requests, answers, errors, and the tags of the operations.

use crate::ir::{
    Access, Api, Body, BodyKind, Operation, PartKind, Presence, Reach, Response, ResponseKind,
    TypeDef, TypeKind, Usage,
};

use super::graph::{Graph, Seen, mentioned, named_in};

/// Fills [`Usage`] of every type.
pub(super) fn mark(api: &mut Api) {
    let graph = Graph::new(&api.types, mentioned);
    let mut seen = Seen::default();
    let mut request = Vec::new();
    let mut response = Vec::new();
    let mut error = Vec::new();
    let mut by_tag: Vec<Vec<u32>> = vec![Vec::new(); api.tags.len()];
    let mut untagged = Vec::new();
    for operation in &api.operations {
        let mut own = Vec::new();
        sent(operation, &mut own);
        request.extend_from_slice(&own);
        for (responses, list) in [
            (&operation.successes, &mut response),
            (&operation.errors, &mut error),
        ] {
            let from = own.len();
            for response in responses {
                received(response, &mut own);
            }
            list.extend_from_slice(own.get(from..).unwrap_or_default());
        }
        // An operation stands in the module of its first tag.
        if let Some(roots) = operation.tags.first().and_then(|tag| by_tag.get_mut(*tag)) {
            roots.extend_from_slice(&own);
        }
        if operation.tags.is_empty() {
            untagged.extend_from_slice(&own);
        }
    }
    for known in &api.client_parameters {
        named_in(&known.parameter.ty, &mut request);
        named_in(&known.parameter.ty, &mut untagged);
    }
    let mut usage = vec![Usage::default(); api.types.len()];
    let mut at = |id: u32, set: &dyn Fn(&mut Usage)| {
        if let Some(usage) = usage.get_mut(id as usize) {
            set(usage);
        }
    };
    graph.reach(&request, &mut seen, |id| {
        at(id, &|usage| usage.in_request = Reach::Yes)
    });
    graph.reach(&response, &mut seen, |id| {
        at(id, &|usage| usage.in_response = Reach::Yes)
    });
    graph.reach(&error, &mut seen, |id| {
        at(id, &|usage| usage.in_error = Reach::Yes)
    });
    let checked: Vec<u32> = (0u32..)
        .zip(api.types.iter())
        .filter(|(_, def)| has_rules(def))
        .map(|(id, _)| id)
        .collect();
    graph.reversed().reach(&checked, &mut seen, |id| {
        at(id, &|usage| usage.checked = Reach::Yes)
    });
    graph.reach(&untagged, &mut seen, |id| {
        at(id, &|usage| usage.tags.push(None))
    });
    for (tag, roots) in by_tag.iter().enumerate() {
        graph.reach(roots, &mut seen, |id| {
            at(id, &|usage| usage.tags.push(Some(tag)))
        });
    }
    for (def, usage) in api.types.iter_mut().zip(usage) {
        def.usage = usage;
    }
}

/// What only one side sends cannot be demanded of a type that both sides use.
pub(super) fn relax_one_way_properties(api: &mut Api) {
    for def in api.types.iter_mut() {
        let sent = def.usage.in_request == Reach::Yes;
        let received = def.usage.in_response == Reach::Yes || def.usage.in_error == Reach::Yes;
        let TypeKind::Struct(object) = &mut def.kind else {
            continue;
        };
        for field in &mut object.fields {
            let lacking = match field.access {
                Access::ReadOnly => sent,
                Access::WriteOnly => received,
                Access::Both => false,
            };
            if lacking {
                field.presence = match field.presence {
                    Presence::Required => Presence::Optional,
                    Presence::RequiredNullable => Presence::OptionalNullable,
                    optional => optional,
                };
            }
        }
    }
}

/// The types of what an operation sends.
fn sent(operation: &Operation, found: &mut Vec<u32>) {
    for parameter in &operation.parameters {
        named_in(&parameter.ty, found);
    }
    for content in operation
        .body
        .iter()
        .flat_map(|Body { contents, .. }| contents)
    {
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

/// Whether values of a type are checked by rules of its own.
fn has_rules(def: &TypeDef) -> bool {
    let fields = match &def.kind {
        TypeKind::Struct(object) => object.fields.iter().any(|field| !field.rules.is_empty()),
        _ => false,
    };
    fields || !def.rules.is_empty()
}
