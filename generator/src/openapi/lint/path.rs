//! Paths that a request cannot choose between, or that lack a slash.

use std::collections::BTreeMap;

use super::Lint;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::limits::COMPARED_PATHS;
use crate::source::{Node, shorten};

pub(super) fn lint(lint: &Lint<'_, '_>, paths: Node<'_>, found: &mut Diagnostics) {
    without_slash(paths, found);
    ambiguous(lint, paths, found);
}

/// `/pets{id}` beside `/pets`.
fn without_slash(paths: Node<'_>, found: &mut Diagnostics) {
    for (path, node) in paths.entries() {
        let Some((before, after)) = path.split_once('{') else {
            continue;
        };
        let is_word = before.ends_with(|c: char| c.is_ascii_alphabetic());
        let is_end = after.ends_with('}') || after.contains("}/");
        if is_word && is_end && paths.get(before).is_some() {
            let message = format!("`{}` lacks a slash before its parameter", shorten(path));
            let diagnostic =
                Diagnostic::warning(Code::PathTemplate, node.origin().at_key(), message);
            let help = format!("write `{}/{{{}`", shorten(before), shorten(after));
            found.push(diagnostic.help(help));
        }
    }
}

/// Two paths of which neither is more exact than the other. Where both have text in the place of an identifier, which no
/// server gives to anything, that is worth a note.
fn ambiguous(lint: &Lint<'_, '_>, paths: Node<'_>, found: &mut Diagnostics) {
    let mut known: BTreeMap<usize, Vec<Path<'_>>> = BTreeMap::new();
    for (path, item) in paths.entries().filter(|(path, _)| path.contains('{')) {
        let path = Path {
            segments: path.split('/').collect(),
            item,
        };
        let alike = known.entry(path.segments.len()).or_default();
        let mut others = alike.iter().take(COMPARED_PATHS);
        let other = others.find_map(|other| Some((other, overlap(lint, &path, other)?)));
        if let Some((other, severity)) = other {
            let shown = |path: &Path<'_>| shorten(&path.segments.join("/"));
            let message = format!(
                "a URL can match `{}` as well as `{}`",
                shown(&path),
                shown(other)
            );
            let place = item.origin().at_key();
            found.push(
                Diagnostic::new(severity, Code::AmbiguousPaths, place, message)
                    .related(other.item.origin().at_key(), "the other one")
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

/// How much it matters that each of two paths has a parameter where the other has text, where they agree elsewhere.
fn overlap(lint: &Lint<'_, '_>, one: &Path<'_>, other: &Path<'_>) -> Option<Severity> {
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for (a, b) in one
        .segments
        .iter()
        .copied()
        .zip(other.segments.iter().copied())
    {
        match (parameter(a), parameter(b)) {
            (Some(_), Some(_)) => {}
            (Some(name), None) if !b.contains('{') => first.push((name, b)),
            (None, Some(name)) if !a.contains('{') => second.push((name, a)),
            (None, None) if a == b => {}
            _ => return None,
        }
    }
    let is_overlap =
        !first.is_empty() && !second.is_empty() && share_a_method(one.item, other.item);
    let takes = |path: &Path<'_>, all: &[(&str, &str)]| {
        all.iter()
            .all(|(name, text)| takes(lint, path.item, name, text))
    };
    if !is_overlap || !takes(one, &first) || !takes(other, &second) {
        return None;
    }
    let mut names = first.iter().chain(&second);
    Some(match names.all(|(name, _)| is_identifier(name)) {
        true => Severity::Note,
        false => Severity::Warning,
    })
}

/// Returns the name of a segment that is a parameter.
fn parameter(segment: &str) -> Option<&str> {
    let name = segment.strip_prefix('{')?.strip_suffix('}')?;
    (!name.contains(['{', '}'])).then_some(name)
}

/// Whether a parameter takes a text: strings of which nothing more is said do.
fn takes(lint: &Lint<'_, '_>, item: Node<'_>, name: &str, text: &str) -> bool {
    let operations = item.entries().map(|(_, operation)| operation);
    let lists = [item]
        .into_iter()
        .chain(operations)
        .filter_map(|owner| owner.get("parameters"));
    let mut parameters = lists
        .flat_map(Node::items)
        .map(|parameter| lint.follow(parameter));
    let declared = parameters.find(|parameter| parameter.get_str("name") == Some(name));
    let schema = declared
        .and_then(|parameter| parameter.get("schema"))
        .map(|schema| lint.follow(schema));
    schema.is_none_or(|schema| {
        let is_string = schema
            .get("type")
            .is_none_or(|ty| ty.as_str() == Some("string"));
        let mut listed = schema
            .get("enum")
            .into_iter()
            .flat_map(Node::items)
            .peekable();
        let is_listed = listed.peek().is_none() || listed.any(|value| value.as_str() == Some(text));
        let is_other = ["format", "pattern", "const", "allOf", "oneOf", "anyOf"];
        is_string && is_listed && is_other.iter().all(|key| schema.get(key).is_none())
    })
}

fn is_identifier(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [
        "id", "uuid", "hash", "number", "key", "sid", "slug", "token",
    ]
    .iter()
    .any(|end| name.ends_with(end))
}

fn share_a_method(one: Node<'_>, other: Node<'_>) -> bool {
    one.entries().any(|(method, operation)| {
        operation.get("responses").is_some() && other.get(method).is_some()
    })
}
