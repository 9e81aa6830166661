//! The whole document: tags, operationIds, and the dialect of its schemas.

use std::collections::{BTreeMap, BTreeSet};

use super::Lint;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::openapi::Object;
use crate::openapi::version::Version;
use crate::source::{Node, shorten};

/// Reports ids that only differ in case.
pub(super) fn ids(lint: &Lint<'_, '_>, _: Node<'_>, found: &mut Diagnostics) {
    let mut known: BTreeMap<String, (&str, Node<'_>)> = BTreeMap::new();
    for operation in lint.all(Object::Operation) {
        let Some(node) = operation.get("operationId") else {
            continue;
        };
        let id = node.as_str().unwrap_or_default();
        let (first, other) = *known.entry(id.to_lowercase()).or_insert((id, node));
        if first != id {
            let message = format!(
                "`{}` and `{}` differ in case only",
                shorten(id),
                shorten(first)
            );
            found.push(
                Diagnostic::warning(Code::OperationId, node.at_value(), message)
                    .related(other.at_value(), "the other one")
                    .help("rename one of the two, so that it says what only that operation does"),
            );
        }
    }
}

/// Reports tags that are declared twice, tags that are not declared where others are, and tags that are above
/// themselves. Tags with nearly the same name get the same name in Rust, which is reported where the name is made.
pub(super) fn tags(lint: &Lint<'_, '_>, root: Node<'_>, found: &mut Diagnostics) {
    let mut declared: BTreeMap<&str, Node<'_>> = BTreeMap::new();
    for tag in root.items_of("tags") {
        let Some(name) = tag.get_str("name") else {
            continue;
        };
        if let Some(known) = declared.insert(name, tag) {
            let message = format!("the tag `{}` is declared twice", shorten(name));
            found.push(
                Diagnostic::warning(Code::Tags, tag.at_value(), message)
                    .related(known.at_value(), "the first time")
                    .help("remove one of the two"),
            );
        }
    }
    // Without any declared tag, undeclared tags are intended.
    if declared.is_empty() {
        return;
    }
    let mut said = BTreeSet::new();
    let uses = lint
        .all(Object::Operation)
        .filter_map(|operation| operation.get("tags"));
    let parents = declared.values().filter_map(|tag| tag.get("parent"));
    let parents = parents.filter(|_| lint.version >= Version::V32);
    for tag in uses.flat_map(Node::items).chain(parents) {
        let Some(name) = tag.as_str() else { continue };
        if declared.contains_key(name) || !said.insert(name) {
            continue;
        }
        let message = format!("the tag `{}` is not declared", shorten(name));
        let undeclared = Diagnostic::warning(Code::Tags, tag.at_value(), message);
        let otherwise = "declare it below `tags`, like the others";
        found.suggest(undeclared, name, declared.keys().copied(), otherwise);
    }
    let mut seen = BTreeSet::new();
    for name in declared.keys() {
        let mut path = Vec::new();
        let mut next = Some(*name);
        while let Some(name) = next.filter(|name| seen.insert(*name)) {
            path.push(name);
            next = declared.get(name).and_then(|tag| tag.get_str("parent"));
        }
        let circular = next.filter(|name| path.contains(name));
        if let Some(parent) = circular.and_then(|name| declared.get(name)?.get("parent")) {
            let message = "the tag is its own parent, or that of a tag above it";
            found.push(
                Diagnostic::warning(Code::Tags, parent.at_value(), message)
                    .help("remove `parent` from one of these tags"),
            );
        }
    }
}

/// Reports that schemas are of another dialect of JSON Schema than that of OpenAPI, in which they are read.
pub(super) fn dialect(lint: &Lint<'_, '_>, node: Node<'_>, found: &mut Diagnostics) {
    let dialects = ["jsonSchemaDialect", "$schema"].map(|key| node.get(key));
    for dialect in dialects.into_iter().flatten() {
        let uri = dialect.as_str().unwrap_or_default();
        let known = [
            "//json-schema.org/draft/2020-12/",
            "//spec.openapis.org/oas/3.",
        ];
        // In OpenAPI 3.0 the fields are unknown.
        if lint.version == Version::V30 || known.iter().any(|known| uri.contains(known)) {
            continue;
        }
        let message = "the schemas are read as JSON Schema 2020-12, not in this dialect";
        found.push(
            Diagnostic::note(Code::Ignored, dialect.at_value(), message)
                .help("remove the field, and write the schemas in JSON Schema 2020-12"),
        );
    }
}
