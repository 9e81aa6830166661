//! Schemas with keywords that have no effect.

use std::collections::BTreeSet;

use super::super::formats;
use super::super::keyword::{TYPES, constraints};
use super::super::version::Version;
use super::Lint;
use super::words::is_slip;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::{Node, shorten};

/// Returns the types that a schema declares, without null.
fn types(node: Node<'_>) -> Vec<&str> {
    let declared = node.get("type");
    let several = declared.into_iter().flat_map(Node::items);
    let all = declared.into_iter().chain(several).filter_map(Node::as_str);
    all.filter(|name| *name != "null").collect()
}

fn is_of(declared: &str, of: &str) -> bool {
    declared == of || (of == "number" && declared == "integer")
}

/// Reports keywords that have no effect on the declared type.
pub(super) fn keywords(_: &Lint<'_, '_>, node: Node<'_>, found: &mut Diagnostics) {
    let types = types(node);
    // An unknown type is reported by itself.
    if types.is_empty() || types.iter().any(|name| !TYPES.contains(name)) {
        return;
    }
    for (keyword, value, of) in constraints(node) {
        if types.iter().any(|declared| is_of(declared, of)) {
            continue;
        }
        let message = format!(
            "`{keyword}` has no effect on type `{}`",
            types.join("` or `")
        );
        let article = if matches!(of, "object" | "array") {
            "an"
        } else {
            "a"
        };
        found.push(
            Diagnostic::warning(Code::IneffectiveKeyword, value.at_key(), message)
                .label(format!("a constraint on {article} {of}"))
                .help(format!("remove it, or write `type: {of}`")),
        );
    }
}

/// Reports `nullable` without `type`, which has no effect according to OpenAPI 3.0.3. In a composition it has the
/// meaning that tools give it.
pub(super) fn null_of_no_type(lint: &Lint<'_, '_>, node: Node<'_>, found: &mut Diagnostics) {
    const COMPOSED: [&str; 8] = [
        "type", "$ref", "allOf", "anyOf", "oneOf", "not", "enum", "const",
    ];
    let is_part = |list: Node<'_>| list.key().is_some_and(|key| COMPOSED.contains(&key));
    let Some(nullable) = node.get("nullable").filter(|_| node.flag("nullable")) else {
        return;
    };
    if lint.version != Version::V30
        || COMPOSED.iter().any(|key| node.get(key).is_some())
        || node.parent().is_some_and(is_part)
    {
        return;
    }
    // Without other keywords, any value may be intended.
    let (severity, meant) = match constraints(node).next() {
        Some((_, _, of)) => (Severity::Warning, of),
        None => (Severity::Note, "string"),
    };
    let message = "`nullable` has no effect without `type`: any value is allowed already";
    found.push(
        Diagnostic::new(
            severity,
            Code::IneffectiveKeyword,
            nullable.at_key(),
            message,
        )
        .help(format!(
            "add the intended type, such as `type: {meant}`, or remove `nullable`"
        )),
    );
}

/// Reports a misspelt `format`, and one that belongs to another type.
pub(super) fn format(_: &Lint<'_, '_>, node: Node<'_>, found: &mut Diagnostics) {
    let Some(format) = node.get("format") else {
        return;
    };
    let Some(name) = format.as_str() else { return };
    let types = types(node);
    let finding = |message| Diagnostic::warning(Code::MisspeltFormat, format.at_value(), message);
    let Some(wanted) = formats::type_of(name) else {
        if let Some(near) = formats::known().find(|known| is_slip(name, known)) {
            let message = format!("`{}` is not a format", shorten(name));
            found.push(finding(message).help(format!("write `format: {near}`")));
        }
        return;
    };
    // Numbers are also sent as strings, so that no digit is lost.
    let fits = |declared: &&str| {
        *declared == "string" || (wanted != "string" && is_of(declared, "number"))
    };
    // On an array or object, the format may be meant for its parts.
    let may_be_meant = |declared: &&str| matches!(*declared, "array" | "object");
    if types.is_empty()
        || types
            .iter()
            .any(|declared| fits(declared) || may_be_meant(declared))
    {
        return;
    }
    let message = format!(
        "`{name}` is not a format of type `{}`",
        types.join("` or `")
    );
    found.push(finding(message).help(format!("write `type: {wanted}`, or remove the format")));
}

/// Reports duplicates in lists. No value is valid by a schema that `oneOf` lists twice.
pub(super) fn lists(_: &Lint<'_, '_>, node: Node<'_>, found: &mut Diagnostics) {
    for key in ["required", "type", "tags", "oneOf", "anyOf", "allOf"] {
        let mut known = BTreeSet::new();
        let items = node.items_of(key);
        let items = items.filter_map(|item| Some((item, item.as_str().or(item.reference())?)));
        for (item, text) in items.filter(|(_, text)| !known.insert(*text)) {
            let message = format!("`{key}` lists `{}` twice", shorten(text));
            found.push(
                Diagnostic::warning(Code::DuplicateValue, item.at_value(), message)
                    .help("remove one of them"),
            );
        }
    }
}

/// Reports leading and trailing white space in values and names, and characters without a width, which an author does
/// not notice.
pub(super) fn white_space(_: &Lint<'_, '_>, node: Node<'_>, found: &mut Diagnostics) {
    let values = node.items_of("enum").chain(node.get("const"));
    let values = values.filter_map(|value| Some((value.as_str()?, value.at_value(), "value")));
    let properties = node.entries_of("properties");
    let names = properties.map(|(name, value)| (name, value.at_key(), "property"));
    // The name of a parameter.
    let name = node
        .get("name")
        .and_then(|name| Some((name.as_str()?, name)));
    let name = name.map(|(text, name)| (text, name.at_value(), "name"));
    for (text, place, what) in values.chain(names).chain(name) {
        // Characters that join or separate letters are intended.
        if let Some(c) = text
            .chars()
            .find(|c| "\u{200b}\u{2060}\u{feff}".contains(*c))
        {
            let message = format!("the {what} `{}` has an invisible character", shorten(text));
            let diagnostic = Diagnostic::warning(Code::WhiteSpace, place, message);
            found.push(diagnostic.help(format!("remove the character U+{:04X}", u32::from(c))));
        }
        let trimmed = text.trim();
        if !trimmed.is_empty() && trimmed != text {
            let message = format!(
                "the {what} `{}` has leading or trailing white space",
                shorten(text)
            );
            let diagnostic = Diagnostic::warning(Code::WhiteSpace, place, message);
            found.push(diagnostic.help(format!("write `{}`", shorten(trimmed))));
        }
    }
}

/// Reports properties that are both read-only and write-only.
pub(super) fn both_ways(_: &Lint<'_, '_>, node: Node<'_>, found: &mut Diagnostics) {
    let flag = |key| node.get(key).filter(|_| node.flag(key));
    if let (Some(read), Some(write)) = (flag("readOnly"), flag("writeOnly")) {
        let message = "a property cannot be both read-only and write-only; neither applies";
        found.push(
            Diagnostic::warning(Code::WrongDirection, write.at_key(), message)
                .related(read.at_key(), "read-only here")
                .help("keep one of the two, or neither"),
        );
    }
}

/// Reports parts of `allOf` that forbid additional properties, and so the properties of other parts.
pub(super) fn closed_parts(lint: &Lint<'_, '_>, node: Node<'_>, found: &mut Diagnostics) {
    let Some(all_of) = node.get("allOf") else {
        return;
    };
    let parts = || all_of.items().map(|part| (part, lint.follow(part)));
    let others = parts().map(|(_, part)| part).chain([node]);
    let properties = others.filter_map(|part| part.get("properties"));
    let names: BTreeSet<&str> = properties
        .flat_map(Node::entries)
        .map(|(name, _)| name)
        .collect();
    for (part, target) in parts() {
        let closed = target.get("additionalProperties");
        let closed = closed.filter(|value| value.as_bool() == Some(false));
        let Some(closed) = closed.filter(|_| target.get("patternProperties").is_none()) else {
            continue;
        };
        let known = target.get("properties");
        let is_known = |name: &str| known.is_some_and(|known| known.get(name).is_some());
        let Some(name) = names.iter().find(|name| !is_known(name)) else {
            continue;
        };
        let message = format!(
            "this part allows no other properties, so that `{}` can never be there",
            shorten(name)
        );
        found.push(
            Diagnostic::warning(Code::ClosedPart, part.at_value(), message)
                .related(closed.at_key(), "it is closed here")
                .help("remove `additionalProperties: false` from the part, or write `unevaluatedProperties: false` beside `allOf` (3.1)"),
        );
    }
}
