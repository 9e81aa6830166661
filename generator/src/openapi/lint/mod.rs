//! Findings about what is legal but likely wrong: a reader would say that the author meant something else.
//!
//! A rule checks an object of one kind, or the whole document. There is no rule for what somebody may intend.
//! `generator/LINTS.md` says how to accept a finding, and which rules of other linters have an equivalent here.

mod components;
mod direction;
mod document;
mod media;
mod message;
mod path;
mod pattern;
mod schema;
mod security;
mod server;
#[cfg(test)]
mod tests;
mod words;
mod yaml;

use super::definition::Object;
use super::version::Version;
use super::walk::Seen;
use crate::diagnostic::Diagnostics;
use crate::limits::OBJECTS_OF_THREAD;
use crate::parallel::both;
use crate::source::{Node, Origin, Sources};

/// A document that has been checked.
struct Lint<'s, 'd> {
    sources: &'s Sources,
    version: Version,
    seen: &'d Seen,
    /// Its objects, in document order.
    objects: Vec<(Node<'s>, Object)>,
}

/// Checks an object.
type Rule = for<'s> fn(&Lint<'s, '_>, Node<'s>, &mut Diagnostics);

const RULES: &[(Object, Rule)] = &[
    (Object::Schema, schema::keywords),
    (Object::Schema, schema::null_of_no_type),
    (Object::Schema, schema::format),
    (Object::Schema, schema::both_ways),
    (Object::Schema, schema::closed_parts),
    (Object::Schema, schema::lists),
    (Object::Schema, schema::white_space),
    (Object::Schema, yaml::words),
    (Object::Schema, document::dialect),
    (Object::Schema, pattern::lint),
    (Object::Parameter, schema::white_space),
    (Object::Parameter, message::both_examples),
    (Object::Parameter, message::default_of_required),
    (Object::Parameter, message::style_of_content),
    (Object::Header, message::both_examples),
    (Object::Header, message::style_of_content),
    (Object::Example, message::both_examples),
    (Object::MediaType, message::both_examples),
    (Object::MediaType, message::without_schema),
    (Object::MediaType, message::both_encodings),
    (Object::Encoding, message::both_encodings),
    (Object::RequestBody, message::no_media_type),
    (Object::RequestBody, message::same_but_for_case),
    (Object::Response, message::same_but_for_case),
    (Object::Responses, message::same_status),
    (Object::Encoding, message::same_but_for_case),
    (Object::SecurityScheme, message::http_scheme),
    (Object::MediaType, media::name),
    (Object::MediaType, media::encoding),
    (Object::Server, server::slash_at_end),
    (Object::Server, server::url),
    (Object::PathItem, message::bodies),
    (Object::Operation, message::operation_id),
    (Object::Operation, schema::lists),
    (Object::Operation, message::without_success),
    (Object::Paths, path::lint),
    (Object::OpenApi, document::ids),
    (Object::OpenApi, document::tags),
    (Object::OpenApi, document::dialect),
    (Object::OpenApi, components::lint),
    (Object::OpenApi, security::scopes),
    (Object::OpenApi, security::together),
    (Object::OpenApi, direction::lint),
];

/// Reports what is legal but likely wrong in a document that has been checked.
pub(super) fn lint(
    sources: &Sources,
    version: Version,
    seen: &Seen,
    diagnostics: &mut Diagnostics,
) {
    let lint = Lint {
        sources,
        version,
        seen,
        objects: seen.objects(sources).collect(),
    };
    let look_at = |objects: &[(Node<'_>, Object)], found: &mut Diagnostics| {
        for (node, object) in objects {
            for (_, rule) in RULES.iter().filter(|(of, _)| of == object) {
                rule(&lint, *node, found);
            }
        }
    };
    // The first object is the whole document, whose rules take as long as those of all others.
    let (document, parts) = lint.objects.split_at(lint.objects.len().min(1));
    let of_parts = || {
        let mut found = Diagnostics::new();
        look_at(parts, &mut found);
        found
    };
    let is_worth_it = parts.len() >= OBJECTS_OF_THREAD;
    let (found, ()) = both(is_worth_it, of_parts, || look_at(document, diagnostics));
    diagnostics.extend(found);
}

impl<'s> Lint<'s, '_> {
    /// Returns the objects of a kind, in document order.
    fn all(&self, of: Object) -> impl Iterator<Item = Node<'s>> {
        let objects = self.objects.iter();
        objects.filter_map(move |(node, object)| (*object == of).then_some(*node))
    }

    fn object_at(&self, origin: Origin) -> Option<Object> {
        self.seen.object_at(origin)
    }

    /// Returns the object at the end of references: the node itself where it is not a reference.
    fn follow(&self, node: Node<'s>) -> Node<'s> {
        self.sources.follow(node).unwrap_or(node)
    }
}
