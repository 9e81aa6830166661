//! Paths that match the same requests, or that lack a slash.

use std::collections::BTreeMap;

use super::Lint;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::limits::COMPARED_PATHS;
use crate::source::{Node, shorten};

pub(super) fn lint<'s>(lint: &Lint<'s, '_>, paths: Node<'s>, found: &mut Diagnostics) {
    without_slash(lint, paths, found);
    ambiguous(lint, paths, found);
}

/// Reports `/pets{id}`, where `/pets` exists or where the parameter is an identifier.
fn without_slash<'s>(lint: &Lint<'s, '_>, paths: Node<'s>, found: &mut Diagnostics) {
    for (path, node) in paths.entries() {
        let mut end = 0;
        let slip = path.split('/').find_map(|segment| {
            end += segment.len() + 1;
            let (word, name) = glued(segment)?;
            let (before, after) = path.split_at_checked(end - 1 - segment.len() + word.len())?;
            let is_slip = is_identifier(name) || paths.get(before).is_some();
            (is_slip && !belongs_to_word(lint, node, name)).then_some((before, after))
        });
        if let Some((before, after)) = slip {
            let message = format!("`{}` lacks a slash before its parameter", shorten(path));
            let diagnostic = Diagnostic::warning(Code::PathTemplate, node.at_key(), message);
            let help = format!("write `{}/{}`", shorten(before), shorten(after));
            found.push(diagnostic.help(help));
        }
    }
}

/// Returns the word and the parameter of a segment such as `pets{id}`; not for short words, such as in `v{version}`.
fn glued(segment: &str) -> Option<(&str, &str)> {
    let (word, name) = segment.strip_suffix('}')?.split_once('{')?;
    let is_word = word.len() > 2 && word.ends_with(|c: char| c.is_ascii_alphabetic());
    // `{?page}` and `{.format}` bring their delimiters (RFC 6570).
    let has_delimiter = name.starts_with(['?', '&', '.', ';', '/']);
    (is_word && !name.contains('{') && !has_delimiter).then_some((word, name))
}

/// Whether a parameter continues the word before it, such as a file extension, or has a style with a prefix.
fn belongs_to_word<'s>(lint: &Lint<'s, '_>, item: Node<'s>, name: &str) -> bool {
    let style = declared(lint, item, name).and_then(|parameter| parameter.get_str("style"));
    let name = name.to_ascii_lowercase();
    let is_end = ["extension", "ext", "format", "suffix"];
    is_end.iter().any(|end| name.ends_with(end)) || matches!(style, Some("matrix" | "label"))
}

/// Reports two paths of which neither is more specific than the other.
fn ambiguous<'s>(lint: &Lint<'s, '_>, paths: Node<'s>, found: &mut Diagnostics) {
    let mut known: BTreeMap<usize, Vec<Path<'_>>> = BTreeMap::new();
    for (path, item) in paths.entries().filter(|(path, _)| path.contains('{')) {
        let path = Path {
            segments: path.split('/').collect(),
            item,
        };
        let alike = known.entry(path.segments.len()).or_default();
        let mut others = alike.iter().take(COMPARED_PATHS);
        let other = others.find(|other| overlap(lint, &path, other));
        if let Some(other) = other {
            let shown = |path: &Path<'_>| shorten(&path.segments.join("/"));
            let message = format!(
                "a URL can match `{}` as well as `{}`",
                shown(&path),
                shown(other)
            );
            let place = item.at_key();
            found.push(
                Diagnostic::warning(Code::AmbiguousPaths, place, message)
                    .related(other.item.at_key(), "the other one")
                    .help("give one of the two another segment, so that the server need not guess"),
            );
        }
        alike.push(path);
    }
}

struct Path<'s> {
    segments: Vec<&'s str>,
    item: Node<'s>,
}

/// Whether each of two paths has a parameter where the other has literal text, and they are equal elsewhere. If the
/// first such parameter is an identifier, the paths do not count as ambiguous: no identifier is equal to the text, and
/// servers look for the text first.
fn overlap<'s>(lint: &Lint<'s, '_>, one: &Path<'s>, other: &Path<'s>) -> bool {
    let (mut first, mut second) = (Vec::new(), Vec::new());
    let mut before = "";
    let pairs = one.segments.iter().copied();
    for (a, b) in pairs.zip(other.segments.iter().copied()) {
        let (side, name, text) = match (parameter(a), parameter(b)) {
            (Some(_), Some(_)) => continue,
            (Some(name), None) if !b.contains('{') => (&mut first, name, b),
            (None, Some(name)) if !a.contains('{') => (&mut second, name, a),
            (None, None) if a == b => {
                before = a;
                continue;
            }
            _ => return false,
        };
        side.push((name, text));
        let is_first = first.len() + second.len() == 1;
        if is_first && (is_identifier(name) || is_one_of(name, before)) {
            return false;
        }
    }
    let takes = |path: &Path<'s>, all: &[(&str, &str)]| {
        all.iter()
            .all(|(name, text)| takes(lint, path.item, name, text))
    };
    !first.is_empty()
        && !second.is_empty()
        && share_a_method(one.item, other.item)
        && takes(one, &first)
        && takes(other, &second)
}

/// Whether a parameter is the singular of the segment before it, as in `/assets/{asset}`.
fn is_one_of(name: &str, things: &str) -> bool {
    let letters = |text: &str| text.replace(['-', '_'], "").to_ascii_lowercase();
    let (name, things) = (letters(name), letters(things));
    let stem = things.strip_suffix("ies").or(things.strip_suffix("es"));
    let stem = stem.or(things.strip_suffix('s'));
    name.len() > 2 && stem.is_some_and(|stem| name.starts_with(stem))
}

/// Returns the name of a segment that is a parameter.
fn parameter(segment: &str) -> Option<&str> {
    let name = segment.strip_prefix('{')?.strip_suffix('}')?;
    (!name.contains(['{', '}'])).then_some(name)
}

/// Whether a parameter may have a text as its value, as strings without further keywords may.
fn takes<'s>(lint: &Lint<'s, '_>, item: Node<'s>, name: &str, text: &str) -> bool {
    let schema = declared(lint, item, name)
        .and_then(|parameter| parameter.get("schema"))
        .map(|schema| lint.follow(schema));
    schema.is_none_or(|schema| {
        let is_string = schema
            .get("type")
            .is_none_or(|ty| ty.as_str() == Some("string"));
        let mut listed = schema.items_of("enum").peekable();
        let is_listed = listed.peek().is_none() || listed.any(|value| value.as_str() == Some(text));
        let is_other = ["format", "pattern", "const", "allOf", "oneOf", "anyOf"];
        is_string && is_listed && is_other.iter().all(|key| schema.get(key).is_none())
    })
}

/// Returns the parameter of this name that a path or one of its operations declares.
fn declared<'s>(lint: &Lint<'s, '_>, item: Node<'s>, name: &str) -> Option<Node<'s>> {
    let operations = item.entries().map(|(_, operation)| operation);
    let lists = [item]
        .into_iter()
        .chain(operations)
        .filter_map(|owner| owner.get("parameters"));
    let mut parameters = lists
        .flat_map(Node::items)
        .map(|parameter| lint.follow(parameter));
    parameters.find(|parameter| parameter.get_str("name") == Some(name))
}

fn is_identifier(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [
        "id", "uuid", "hash", "number", "key", "sid", "slug", "token", "address",
    ]
    .iter()
    .any(|end| name.ends_with(end))
}

fn share_a_method(one: Node<'_>, other: Node<'_>) -> bool {
    one.entries().any(|(method, operation)| {
        operation.get("responses").is_some() && other.get(method).is_some()
    })
}
