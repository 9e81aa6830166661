//! Names of the types that belong to operations.

use std::collections::BTreeMap;

use super::responses::event_kinds;
use crate::diagnostic::Diagnostics;
use crate::ir::Operation;
use crate::names::member::Member;
use crate::names::role::Role;
use crate::names::scope::{self, Assigned};
use crate::names::statics::contents;

/// The types that an operation may have. In a collision, a later kind gives way to an earlier one; only the requests
/// are sure to have distinct names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Request,
    Error,
    Output,
    Headers,
    Body,
    ErrorHeaders,
    /// The events at this index.
    Event(usize),
    /// The form of the content at this index.
    Form(usize),
    /// The marker type of the operation: it is hidden, so it gives way to all others.
    Operation,
}

/// Names the types of operations after their methods, so that the names always correspond.
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
        let member = |suffix: &str| {
            let words = [method.text.as_str(), suffix];
            Member::from_words(Role::Type, &words, operation.origin)
        };
        for ((kind, suffix), rank) in KINDS.into_iter().zip(0..) {
            keys.push((index, kind));
            members.push(member(suffix).rank(rank));
        }
        for (place, _) in event_kinds(operation).iter().enumerate() {
            keys.push((index, Kind::Event(place)));
            members.push(member("Event").rank(6));
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
        members.push(member("Operation").rank(8));
    }
    let given = scope::assign(Role::Type, &[], &members, &mut Diagnostics::new());
    let given = given.into_iter().map(|given| given.text);
    keys.into_iter().zip(given).collect()
}
