//! Components that nothing uses.

use std::collections::BTreeSet;

use super::{Lint, security};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::limits::SCHEMA_CHAIN;
use crate::openapi::Object;
use crate::openapi::rules::is_component_name;
use crate::source::{Node, shorten};

pub(super) fn lint(lint: &Lint<'_, '_>, root: Node<'_>, found: &mut Diagnostics) {
    let has_operations = lint.all(Object::Operation).next().is_some();
    let Some(components) = root.get("components") else {
        return;
    };
    // A file of shared parts has no operations. A misspelt reference, after which a component looks unused, is reported
    // itself.
    if !has_operations || found.has_errors() {
        return;
    }
    security::unused(lint, root, components, found);
    let used = used(lint);
    for (kind, map) in components.entries() {
        let severity = match kind {
            // A schema may be meant as a type for programs, such as a message of another protocol.
            "schemas" => Severity::Note,
            "parameters" | "responses" | "requestBodies" | "headers" | "pathItems" => {
                Severity::Warning
            }
            _ => continue,
        };
        // An invalid name is reported by itself, and references encode it.
        let unused = map
            .entries()
            .filter(|(name, _)| !used.contains(&(kind, *name)) && is_component_name(name));
        for (name, node) in unused {
            if extends_a_union(lint, node) || has_other_names(node) {
                continue;
            }
            let message = format!("nothing refers to `#/components/{kind}/{}`", shorten(name));
            let place = node.at_key();
            found.push(
                Diagnostic::new(severity, Code::UnusedComponent, place, message)
                    .help("refer to it where it is needed, or remove it"),
            );
        }
    }
}

/// Returns the kinds and names of the components to which any string refers, even in extensions and examples.
fn used<'s>(lint: &Lint<'s, '_>) -> BTreeSet<(&'s str, &'s str)> {
    let mut used = BTreeSet::new();
    for node in lint.sources.nodes() {
        let Some(text) = node.as_str() else { continue };
        // Few strings contain a `#`, and a single character is found faster.
        let fragment = text.contains('#').then(|| text.split_once("#/components/"));
        if let Some((_, pointer)) = fragment.flatten() {
            let mut steps = pointer.split('/');
            used.extend(steps.next().zip(steps.next()));
        } else if node.parent().and_then(Node::key) == Some("mapping")
            || node.key() == Some("defaultMapping")
        {
            used.insert(("schemas", text));
        }
    }
    used
}

/// Whether references may name a schema by an identifier of its own.
fn has_other_names(schema: Node<'_>) -> bool {
    ["$id", "$anchor", "$dynamicAnchor"]
        .iter()
        .any(|keyword| schema.get(keyword).is_some())
}

/// Whether a schema extends one with a discriminator, so that it is a variant of a union.
fn extends_a_union(lint: &Lint<'_, '_>, schema: Node<'_>) -> bool {
    let mut chain = vec![schema];
    let mut at = 0;
    while let Some(schema) = chain.get(at).copied() {
        at += 1;
        for part in schema.items_of("allOf") {
            let base = lint.follow(part);
            if base.get("discriminator").is_some() {
                return true;
            }
            if chain.len() < SCHEMA_CHAIN {
                chain.push(base);
            }
        }
    }
    false
}
