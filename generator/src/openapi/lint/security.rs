//! Security schemes that are unused or exclude each other, and scopes that no flow has.

use std::collections::{BTreeMap, BTreeSet};

use super::Lint;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::openapi::Object;
use crate::source::{Node, shorten};

/// Returns the names of the schemes in security requirements, each with its scopes.
fn required<'s>(lint: &Lint<'s, '_>, root: Node<'s>) -> impl Iterator<Item = (&'s str, Node<'s>)> {
    let requirements = lint.all(Object::Operation).chain([root]);
    let requirements = requirements.filter_map(|node| node.get("security"));
    requirements.flat_map(Node::items).flat_map(Node::entries)
}

/// Reports OAuth 2 scopes that no flow has. Where no flow has any scope, they are documented elsewhere.
pub(super) fn scopes(lint: &Lint<'_, '_>, root: Node<'_>, found: &mut Diagnostics) {
    let components = root.get("components");
    let schemes = components.and_then(|components| components.get("securitySchemes"));
    let mut known: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (name, scheme) in schemes.into_iter().flat_map(Node::entries) {
        let flows = lint.follow(scheme).entries_of("flows");
        let scopes = flows.flat_map(|(_, flow)| flow.entries_of("scopes"));
        known.insert(name, scopes.map(|(scope, _)| scope).collect());
    }
    known.retain(|_, scopes| !scopes.is_empty());
    for (name, scopes) in required(lint, root) {
        let Some(known) = known.get(name) else {
            continue;
        };
        for scope in scopes.items() {
            let text = scope.as_str().unwrap_or_default();
            if known.contains(text) {
                continue;
            }
            let message = format!(
                "no flow of `{}` has the scope `{}`",
                shorten(name),
                shorten(text)
            );
            let otherwise = "add it to the `scopes` of a flow, or remove it";
            let unknown = Diagnostic::warning(Code::UnknownScope, scope.at_value(), message);
            found.suggest(unknown, text, known.iter().copied(), otherwise);
        }
    }
}

/// Reports schemes that are required together but need the same place, such as the only `Authorization` header.
pub(super) fn together(lint: &Lint<'_, '_>, root: Node<'_>, found: &mut Diagnostics) {
    let components = root.get("components");
    let Some(schemes) = components.and_then(|components| components.get("securitySchemes")) else {
        return;
    };
    let owners = lint.all(Object::Operation).chain([root]);
    let requirements = owners.filter_map(|node| node.get("security"));
    for requirement in requirements.flat_map(Node::items) {
        let mut taken: BTreeMap<String, (&str, Node<'_>)> = BTreeMap::new();
        for (name, node) in requirement.entries() {
            let place = schemes
                .get(name)
                .and_then(|scheme| place(lint.follow(scheme)));
            let Some(place) = place else { continue };
            let Some((first, other)) = taken.get(&place) else {
                taken.insert(place, (name, node));
                continue;
            };
            let (name, first) = (shorten(name), shorten(first));
            let message = format!(
                "`{name}` goes into the {place}, as `{first}` beside it does: only one of them is sent"
            );
            let help = format!(
                "write alternatives as separate items: `[{{{first}: []}}, {{{name}: []}}]`"
            );
            found.push(
                Diagnostic::warning(Code::Unsupported, node.at_key(), message)
                    .related(other.at_key(), format!("`{first}`"))
                    .help(help),
            );
        }
    }
}

/// Returns the place of the request that a scheme needs for itself.
fn place(scheme: Node<'_>) -> Option<String> {
    match scheme.get_str("type")? {
        "http" | "oauth2" | "openIdConnect" => Some("header `authorization`".to_owned()),
        "apiKey" => {
            let name = scheme.get_str("name")?;
            match scheme.get_str("in")? {
                "header" => Some(format!("header `{}`", name.to_ascii_lowercase())),
                location => Some(format!("{location} `{name}`")),
            }
        }
        _ => None,
    }
}

/// Reports schemes that no operation uses.
pub(super) fn unused(
    lint: &Lint<'_, '_>,
    root: Node<'_>,
    components: Node<'_>,
    found: &mut Diagnostics,
) {
    let mut used: BTreeSet<&str> = required(lint, root).map(|(name, _)| name).collect();
    let Some(schemes) = components.get("securitySchemes") else {
        return;
    };
    let references = schemes.entries();
    let references = references.filter_map(|(_, scheme)| scheme.get_str("$ref"));
    used.extend(references.filter_map(|to| to.strip_prefix("#/components/securitySchemes/")));
    // A misspelt name is reported where it is used.
    if used.iter().any(|name| schemes.get(name).is_none()) {
        return;
    }
    for (name, scheme) in schemes.entries().filter(|(name, _)| !used.contains(name)) {
        let message = format!("no operation uses the security scheme `{}`", shorten(name));
        let help = format!(
            "add `security: [{{{}: []}}]` to the document or to operations, or remove the scheme",
            shorten(name)
        );
        found.push(Diagnostic::warning(Code::UnusedComponent, scheme.at_key(), message).help(help));
    }
}
