//! Which operations the caller selects, and what they need.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, Severity, nearest};
use crate::ir::Method;
use crate::openapi::Version;
use crate::source::{Node, Origin, Sources};

use super::views::{DocumentView, OperationView, PathItemView, View};

/// The operations to generate: those that a pattern of `only` matches (all, where there is none), without those that a
/// pattern of `except` matches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Patterns of the operations to generate.
    pub only: Vec<Pattern>,
    /// Patterns of the operations to leave out.
    pub except: Vec<Pattern>,
}

/// A pattern of operations: `tag:NAME`, `op:OPERATION_ID` or `path:/PATH`, where `*` stands for any text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    by: By,
    text: String,
}

/// The property of an operation that a pattern is compared with.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum By {
    Tag,
    Id,
    Path,
}

impl By {
    const ALL: [(&'static str, By); 3] = [("tag", By::Tag), ("op", By::Id), ("path", By::Path)];
}

impl FromStr for Pattern {
    type Err = String;

    fn from_str(text: &str) -> Result<Pattern, String> {
        let parts = text.split_once(':');
        let known = |(prefix, text): (&str, &str)| {
            let (_, by) = By::ALL.into_iter().find(|(name, _)| *name == prefix)?;
            let text = text.to_owned();
            (!text.is_empty()).then_some(Pattern { by, text })
        };
        let expected = || "write `tag:NAME`, `op:OPERATION_ID` or `path:/PATH`; `*` is any text";
        parts.and_then(known).ok_or_else(|| expected().to_owned())
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefix = By::ALL.iter().find(|(_, by)| *by == self.by);
        write!(f, "{}:{}", prefix.map_or("", |(name, _)| name), self.text)
    }
}

/// An operation with the properties that patterns are compared with.
pub(super) struct Candidate<'s> {
    pub(super) path: &'s str,
    items: Vec<PathItemView<'s>>,
    written: Node<'s>,
    /// The method, or its name where that is not a valid one.
    pub(super) method: Result<Method, &'s str>,
    pub(super) operation: OperationView<'s>,
}

impl<'s> Candidate<'s> {
    /// Returns the values that a pattern is compared with.
    fn subjects(&self, by: By) -> Vec<&'s str> {
        match by {
            By::Tag => self.operation.tags().map(|(name, _)| name).collect(),
            By::Id => self.operation.id().into_iter().collect(),
            By::Path => vec![self.path],
        }
    }

    fn is_matched(&self, pattern: &Pattern) -> bool {
        let subjects = self.subjects(pattern.by);
        subjects.iter().any(|text| matches(&pattern.text, text))
    }
}

/// Whether a pattern matches a text.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut text) = text.strip_prefix(head) else {
        return false;
    };
    // Text between two stars is taken where it occurs first; the text must end with the last part.
    let mut parts = rest.split('*').peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return text.ends_with(part);
        }
        match text.split_once(part) {
            Some((_, after)) => text = after,
            None => return false,
        }
    }
    true
}

/// The selected operations, and what they need.
#[derive(Clone, Debug)]
pub struct Chosen {
    operations: BTreeSet<Origin>,
    /// Every node of those operations, of what they refer to, and of what applies to all operations.
    needed: BTreeSet<Origin>,
    /// The nodes that contain those.
    around: BTreeSet<Origin>,
}

impl Chosen {
    /// Finds the selected operations; `None` where that is all of them. Patterns that match nothing are reported.
    pub fn of(
        sources: &Sources,
        version: Version,
        selection: &Selection,
        diagnostics: &mut Diagnostics,
    ) -> Option<Chosen> {
        if *selection == Selection::default() {
            return None;
        }
        let all = candidates(sources, version);
        let document = DocumentView::new(sources.root(), version);
        let place = document.node().get("paths").unwrap_or(document.node());
        let place = place.at_key();
        let patterns = [("only", &selection.only), ("except", &selection.except)];
        let before = diagnostics.count(Severity::Error);
        for (option, patterns) in patterns {
            for pattern in patterns {
                if !all.iter().any(|candidate| candidate.is_matched(pattern)) {
                    diagnostics.push(unmatched(option, pattern, &all, place));
                }
            }
        }
        let is_any = |patterns: &[Pattern], candidate: &Candidate<'_>| {
            patterns.iter().any(|pattern| candidate.is_matched(pattern))
        };
        let is_chosen = |candidate: &&Candidate<'_>| {
            (selection.only.is_empty() || is_any(&selection.only, candidate))
                && !is_any(&selection.except, candidate)
        };
        let chosen: Vec<&Candidate<'_>> = all.iter().filter(is_chosen).collect();
        let has_errors = diagnostics.count(Severity::Error) > before;
        if chosen.is_empty() && !all.is_empty() && !has_errors {
            let message = "no operation is left to generate";
            diagnostics.push(
                Diagnostic::error(Code::Selection, place, message)
                    .help("exclude less, or select more"),
            );
        }
        Some(needs(sources, &chosen))
    }

    /// Whether an operation is selected.
    pub(super) fn has(&self, operation: OperationView<'_>) -> bool {
        self.operations.contains(&operation.origin())
    }

    /// Whether a selected operation needs a schema.
    pub(super) fn needs(&self, schema: Node<'_>) -> bool {
        self.needed.contains(&schema.origin())
    }

    /// Whether a place belongs to the selected operations; findings elsewhere do not concern the caller.
    pub(crate) fn concerns(&self, sources: &Sources, place: Place) -> bool {
        let origin = place.origin();
        matches!(place, Place::Text { .. })
            || (sources.is_own(origin.file()) && origin.file() != 0)
            || self.needed.contains(&origin)
            || self.around.contains(&origin)
    }
}

/// Returns the operations under `paths`.
pub(super) fn candidates(sources: &Sources, version: Version) -> Vec<Candidate<'_>> {
    let document = DocumentView::new(sources.root(), version);
    let mut found = Vec::new();
    for (path, written) in document.paths() {
        if sources.follow(written).is_err() {
            continue;
        }
        let items = PathItemView::new(written, version).layers(sources);
        let operations = PathItemView::operations_of(&items, sources, |_, _| {});
        found.extend(operations.into_iter().map(|(method, operation)| Candidate {
            path,
            items: items.clone(),
            written,
            method,
            operation,
        }));
    }
    found
}

fn unmatched(option: &str, pattern: &Pattern, all: &[Candidate<'_>], place: Place) -> Diagnostic {
    let message = format!("`--{option} {pattern}` matches no operation");
    let known: BTreeSet<&str> = all
        .iter()
        .flat_map(|candidate| candidate.subjects(pattern.by))
        .collect();
    let near = nearest(&pattern.text, known.iter().copied());
    let help = match (near, known.is_empty()) {
        (Some(near), _) => {
            let text = near.to_owned();
            format!("did you mean `{}`?", Pattern { text, ..*pattern })
        }
        (None, true) => "no operation has one; select operations by path".to_owned(),
        (None, false) => "`*` stands for any text, such as in `path:/pets*`".to_owned(),
    };
    Diagnostic::error(Code::Selection, place, message).help(help)
}

/// Finds the nodes that operations need.
fn needs(sources: &Sources, chosen: &[&Candidate<'_>]) -> Chosen {
    let root = sources.root();
    let components = root.get("components");
    let mut open: Vec<Node<'_>> = root
        .entries()
        .filter(|(key, _)| !matches!(*key, "paths" | "webhooks" | "components"))
        .map(|(_, node)| node)
        .collect();
    open.extend(components.and_then(|all| all.get("securitySchemes")));
    let mut around = BTreeSet::from([root.origin()]);
    around.extend(root.get("paths").map(Node::origin));
    for candidate in chosen {
        open.push(candidate.operation.node());
        around.insert(candidate.written.origin());
        open.extend(candidate.written.get("$ref"));
        for item in &candidate.items {
            let shared = ["parameters", "servers", "summary", "description"];
            open.extend(shared.iter().filter_map(|key| item.node().get(key)));
        }
    }
    let mut needed = BTreeSet::new();
    reach(sources, open, &mut needed);
    // A schema that extends one with a discriminator is a possible value of it.
    let schemas = || components.and_then(|all| all.get("schemas"));
    loop {
        let missing = schemas().into_iter().flat_map(Node::entries);
        let missing: Vec<Node<'_>> = missing
            .map(|(_, schema)| schema)
            .filter(|schema| !needed.contains(&schema.origin()))
            .filter(|schema| extends_needed(sources, *schema, &needed))
            .collect();
        if missing.is_empty() {
            break;
        }
        reach(sources, missing, &mut needed);
    }
    for origin in &needed {
        let mut at = sources.node(*origin);
        while let Some(parent) = at.parent() {
            // The ancestors of a needed node are found when that node is visited.
            if needed.contains(&parent.origin()) {
                break;
            }
            around.insert(parent.origin());
            at = parent;
        }
    }
    Chosen {
        operations: chosen
            .iter()
            .map(|candidate| candidate.operation.origin())
            .collect(),
        needed,
        around,
    }
}

fn extends_needed(sources: &Sources, schema: Node<'_>, needed: &BTreeSet<Origin>) -> bool {
    let bases = schema.items_of("allOf");
    let mut bases = bases.filter_map(|base| sources.target(base));
    bases.any(|base| base.get("discriminator").is_some() && needed.contains(&base.origin()))
}

/// Adds nodes, the nodes inside them and the nodes that they refer to.
fn reach<'s>(sources: &'s Sources, mut open: Vec<Node<'s>>, needed: &mut BTreeSet<Origin>) {
    while let Some(node) = open.pop() {
        if !needed.insert(node.origin()) {
            continue;
        }
        open.extend(node.entries().map(|(_, child)| child));
        open.extend(node.items());
        open.extend(sources.target(node));
        open.extend(sources.dynamic_target(node));
        if let Some(mapping) = node.get("discriminator").and_then(|it| it.get("mapping")) {
            let named = mapping.entries().filter_map(|(_, value)| value.as_str());
            open.extend(named.filter_map(|text| {
                let by_name = format!("#/components/schemas/{text}");
                let target = sources
                    .resolve(node, text)
                    .or_else(|_| sources.resolve(node, &by_name));
                target.ok()
            }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_is_any_text() {
        for (pattern, text) in [
            ("/pets/*", "/pets/{id}/toys"),
            ("*", ""),
            ("*Pets", "listPets"),
            ("list*By*", "listPetsByOwner"),
            ("a*b*b", "abcb"),
        ] {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [
            ("/pets/*", "/pets"),
            ("Pets", "listPets"),
            ("a*b", "abc"),
            ("ab*b", "ab"),
        ] {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
    }
}
