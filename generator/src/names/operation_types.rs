//! Names of the types that belong to operations.

use std::collections::BTreeMap;

use super::member::{Member, MethodWords};
use super::responses::event_kinds;
use super::role::Role;
use super::scope::{self, Assigned};
use super::statics::contents;
use crate::diagnostic::Diagnostics;
use crate::ir::Operation;

/// The types that an operation may have. Only the requests of all operations are sure to be free of collisions;
/// the others give way in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Request,
    Error,
    Output,
    Headers,
    Body,
    ErrorHeaders,
    /// Of the events of this place.
    Event(usize),
    /// Of the content of this index.
    Form(usize),
    /// What the request is of: hidden, so it gives way to all others.
    Operation,
}

/// The types of an operation are named after its method, so that the two are never out of step.
pub(super) fn type_names(
    operations: &[Operation],
    methods: &[Assigned],
) -> BTreeMap<(usize, Kind), String> {
    const KINDS: [(Kind, &str); 6] = [
        (Kind::Request, ""),
        (Kind::Error, "Error"),
        (Kind::Output, "Output"),
        (Kind::Headers, "Headers"),
        (Kind::Body, "Body"),
        (Kind::ErrorHeaders, "ErrorHeaders"),
    ];
    let mut keys = Vec::new();
    let mut members = Vec::new();
    for (index, (operation, method)) in operations.iter().zip(methods).enumerate() {
        let words = MethodWords::of(&method.text);
        for ((kind, suffix), rank) in KINDS.into_iter().zip(0..) {
            keys.push((index, kind));
            members.push(Member::of_method(&words, suffix, operation.origin).rank(rank));
        }
        for (place, _) in event_kinds(operation).iter().enumerate() {
            keys.push((index, Kind::Event(place)));
            members.push(Member::of_method(&words, "Event", operation.origin).rank(6));
        }
        let all = contents(operation).enumerate();
        let forms = all.filter(|(_, (_, parts))| parts.is_some());
        for (first, (content, (body, _))) in forms.enumerate() {
            let mut words = vec![method.text.clone(), "Form".to_owned()];
            if first > 0 {
                words.insert(1, body.media_type.family_and_subtype().1.to_owned());
            }
            keys.push((index, Kind::Form(content)));
            members.push(Member::from_words(Role::Type, &words, body.origin).rank(7));
        }
        keys.push((index, Kind::Operation));
        members.push(Member::of_method(&words, "Operation", operation.origin).rank(8));
    }
    let given = scope::assign(Role::Type, &[], &members, &mut Diagnostics::new());
    let given = given.into_iter().map(|given| given.text);
    keys.into_iter().zip(given).collect()
}
