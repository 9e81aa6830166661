//! Names of the parts of an operation's responses.

use super::status::{media_variant, status_name};
use crate::diagnostic::Diagnostics;
use crate::ir::{
    EventData, NamedEvent, Operation, Response, ResponseContent, ResponseHeader, ResponseKind,
};
use crate::names::member::Member;
use crate::names::role::{FieldName, Role, VariantName};
use crate::names::scope;

/// Returns the fields of a struct of headers.
pub(super) fn header_fields(
    headers: &[ResponseHeader],
    diagnostics: &mut Diagnostics,
) -> Vec<FieldName> {
    let headers = headers.iter();
    let members = headers.map(|header| Member::new(Role::Field, &header.name));
    scope::names(&[], members, diagnostics)
}

/// Returns the variants of responses: the status, and the media type where a status has several.
pub(super) fn variants<'a>(
    contents: impl Iterator<Item = (&'a Response, Option<&'a ResponseContent>)>,
) -> Vec<VariantName> {
    let mut names: Vec<VariantName> = Vec::new();
    for (response, content) in contents {
        names.push(match content {
            Some(content) if response.contents.len() > 1 => {
                let alike = response.contents.iter().filter(|other| {
                    let (_, subtype) = other.media_type.family_and_subtype();
                    subtype == content.media_type.family_and_subtype().1
                });
                media_variant(response.status, &content.media_type, alike.count(), &names)
            }
            _ => status_name(response.status),
        });
    }
    names
}

/// Returns the events of a content, where their data depends on their names.
pub(crate) fn named_events(content: &ResponseContent) -> Option<&[NamedEvent]> {
    match &content.kind {
        ResponseKind::Events(EventData::Named(events)) => Some(events),
        _ => None,
    }
}

/// Returns the distinct lists of events in an operation.
pub(super) fn event_kinds(operation: &Operation) -> Vec<&[NamedEvent]> {
    let mut kinds = Vec::new();
    for (_, content) in operation.outputs() {
        let events = content.and_then(named_events);
        kinds.extend(events.filter(|events| !kinds.contains(events)));
    }
    kinds
}

/// Returns the variants of events, named after the events; the one for all other names is `Other`.
pub(super) fn event_variants(operation: &Operation, events: &[NamedEvent]) -> Vec<VariantName> {
    let members = events.iter().map(|event| {
        let name = event.names.first().cloned();
        let name = name.unwrap_or_else(|| "other".to_owned());
        Member::from_word(Role::Variant, &name, operation.origin)
    });
    scope::names(&["Unknown"], members, &mut Diagnostics::new())
}
