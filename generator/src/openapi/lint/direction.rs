//! Read-only properties of values that are only sent, write-only properties of values that are only received, and
//! defaults of required properties.

use std::collections::{BTreeMap, BTreeSet};

use super::Lint;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::openapi::Object;
use crate::source::{Kind, Node, Origin, shorten};

/// The side that sends a value.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Sender {
    Client,
    Server,
}

impl Sender {
    fn other(self) -> Sender {
        match self {
            Sender::Client => Sender::Server,
            Sender::Server => Sender::Client,
        }
    }
}

pub(super) fn lint(lint: &Lint<'_, '_>, root: Node<'_>, found: &mut Diagnostics) {
    let flag = |node: Node<'_>| match (node.flag("readOnly"), node.flag("writeOnly")) {
        (true, false) => Some(("readOnly", Sender::Server, "server", "client")),
        (false, true) => Some(("writeOnly", Sender::Client, "client", "server")),
        // A property with both flags is reported by another rule.
        _ => None,
    };
    let flagged = lint
        .all(Object::Schema)
        .filter_map(|node| Some((node, flag(node)?)));
    let flagged: Vec<_> = flagged.collect();
    let defaults: Vec<_> = lint
        .all(Object::Schema)
        .flat_map(|schema| defaults(lint, schema))
        .collect();
    if flagged.is_empty() && defaults.is_empty() {
        return;
    }
    let reached = reached(lint, root);
    for (schema, name, default) in defaults {
        let has = |sender| reached.contains(&(schema.origin(), sender));
        if has(Sender::Client) && !has(Sender::Server) {
            let text = shorten(name.as_str().unwrap_or_default());
            let message = format!("`{text}` is required, so its default is never used");
            found.push(
                Diagnostic::note(Code::RequiredDefault, name.at_value(), message)
                    .related(default.at_key(), "the default")
                    .help("remove it from `required`, or remove `default`"),
            );
        }
    }
    for (node, (flag, sender, sends, other)) in flagged {
        let has = |sender| reached.contains(&(node.origin(), sender));
        let mut around = std::iter::successors(node.parent(), |node| node.parent());
        // Properties inside a reported property are not reported again.
        let is_new = !around.any(|node| node.flag(flag));
        let is_lost = has(sender.other()) && !has(sender);
        let Some(field) = node.get(flag).filter(|_| is_new && is_lost) else {
            continue;
        };
        let message = format!(
            "this is never sent: `{flag}` leaves it to the {sends}, and only the {other} sends what contains it"
        );
        found.push(
            Diagnostic::warning(Code::WrongDirection, field.at_key(), message)
                .help(format!("remove the property, or `{flag}`")),
        );
    }
}

/// Returns the entries of `required` whose properties have a default. A property with `enum` or `const` is left out,
/// since its default is often the value for this variant.
fn defaults<'s>(
    lint: &Lint<'s, '_>,
    schema: Node<'s>,
) -> impl Iterator<Item = (Node<'s>, Node<'s>, Node<'s>)> {
    let properties = schema.get("properties");
    let names = schema.items_of("required");
    names.filter_map(move |name| {
        let property = lint.follow(properties?.get(name.as_str()?)?);
        let is_listed = property.get("enum").is_some() || property.get("const").is_some();
        let default = property.get("default").filter(|_| !is_listed)?;
        Some((schema, name, default))
    })
}

/// Returns the objects and arrays that each side sends.
fn reached<'s>(lint: &Lint<'s, '_>, root: Node<'s>) -> BTreeSet<(Origin, Sender)> {
    // A value of a base with a discriminator may be one of the schemas that extend it.
    let mut extending: BTreeMap<Origin, Vec<Node<'_>>> = BTreeMap::new();
    for schema in lint.all(Object::Schema) {
        for part in schema.items_of("allOf") {
            extending
                .entry(lint.follow(part).origin())
                .or_default()
                .push(schema);
        }
    }
    let start = [("paths", Sender::Client), ("webhooks", Sender::Server)];
    let mut open: Vec<(Node<'_>, Sender)> = start
        .into_iter()
        .filter_map(|(key, sender)| Some((root.get(key)?, sender)))
        .collect();
    let mut reached = BTreeSet::new();
    while let Some((node, sender)) = open.pop() {
        if !reached.insert((node.origin(), sender)) {
            continue;
        }
        let object = lint.object_at(node.origin());
        let sender = match object {
            Some(Object::Responses | Object::Callback) => sender.other(),
            _ => sender,
        };
        open.extend(node.reference().map(|_| (lint.follow(node), sender)));
        if node.get("discriminator").is_some() {
            let variants = extending.get(&node.origin()).into_iter().flatten();
            open.extend(variants.map(|variant| (*variant, sender)));
        }
        // Not the response `default`.
        let has_values = !matches!(object, None | Some(Object::Responses | Object::Callback));
        let is_value = |key: &str| {
            has_values && matches!(key, "example" | "examples" | "default" | "enum" | "const")
        };
        let holds = |value: &Node<'_>| matches!(value.kind(), Kind::Map | Kind::Seq);
        let entries = node.entries().filter(|(_, value)| holds(value));
        let entries = entries
            .filter(|(key, _)| !is_value(key))
            .map(|(_, value)| value);
        let items = node.items().filter(holds);
        open.extend(entries.chain(items).map(|value| (value, sender)));
    }
    reached
}

#[cfg(test)]
mod tests {
    use crate::openapi::lint::tests::of_item;

    #[test]
    fn the_response_default_is_received() {
        let flagged = |flag: &str| {
            of_item(&format!(
                "{{get: {{operationId: a, responses: {{default: {{description: A., content: {{application/json: {{schema: {{type: object, properties: {{a: {{type: string, {flag}: true}}}}}}}}}}}}}}}}}}"
            ))
        };
        assert_eq!(flagged("writeOnly"), ["wrong-direction"]);
        assert_eq!(flagged("readOnly"), [""; 0]);
    }
}
