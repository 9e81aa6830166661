//! Diagnostics with their lines and columns, free of the documents they came from.

use super::{Code, Diagnostic, Place, Severity};
use crate::source::{Location, Sources, Tree};
use std::collections::BTreeSet;
use std::ops::Range;

/// A diagnostic that is ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// How much it matters.
    pub severity: Severity,
    /// What it is about.
    pub code: Code,
    /// What is wrong.
    pub message: String,
    /// The file, as named by the caller.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The JSON pointer of the node in its file; empty for the root and for text that is no document.
    pub pointer: String,
    /// What to do next.
    pub help: Option<String>,
    /// The text to show, the place itself first.
    pub excerpts: Vec<Excerpt>,
}

/// A line of a file with a part of it marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The file.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column of the mark in characters, from 1.
    pub column: usize,
    /// The line; a long one is cut around the mark.
    pub text: String,
    /// Whether something was cut off at the line's start, so that columns in `text` are not those of the file.
    pub cut: bool,
    /// The marked bytes of `text`, on character boundaries.
    pub mark: Range<usize>,
    /// A few words beside the mark.
    pub label: String,
}

/// Places all, sorted by file and position, each finding once.
pub(super) fn place_all(diagnostics: &[Diagnostic], sources: &Sources) -> Vec<Placed> {
    let mut found: Vec<(u16, Location, &Tree, &Diagnostic)> = diagnostics
        .iter()
        .filter_map(|diagnostic| {
            let (tree, location) = sources.locate(diagnostic.place)?;
            Some((diagnostic.place.file(), location, tree, diagnostic))
        })
        .collect();
    found.sort_by(|(file_a, a, _, x), (file_b, b, _, y)| {
        let key = |file: &u16, at: &Location, d: &Diagnostic| {
            (*file, at.span.start, at.span.end, d.severity, d.code)
        };
        key(file_a, a, x)
            .cmp(&key(file_b, b, y))
            .then_with(|| x.message.cmp(&y.message))
    });
    let mut seen = BTreeSet::new();
    found.retain(|(file, location, _, d)| {
        seen.insert((
            *file,
            location.span.start,
            location.span.end,
            d.code,
            &d.message,
        ))
    });
    found
        .into_iter()
        .map(|(_, location, tree, diagnostic)| place(sources, tree, location, diagnostic))
        .collect()
}

fn place(sources: &Sources, tree: &Tree, location: Location, diagnostic: &Diagnostic) -> Placed {
    let pointer = match diagnostic.place {
        Place::Node { origin, .. } => sources.pointer(origin),
        Place::Text { .. } => String::new(),
    };
    let mut excerpts = vec![excerpt(tree, &location, "")];
    for (place, label) in &diagnostic.related {
        if let Some((tree, location)) = sources.locate(*place) {
            excerpts.push(excerpt(tree, &location, label));
        }
    }
    Placed {
        severity: diagnostic.severity,
        code: diagnostic.code,
        message: diagnostic.message.clone(),
        file: tree.path().to_owned(),
        line: location.line,
        column: location.column,
        pointer,
        help: diagnostic.help.clone(),
        excerpts,
    }
}

/// How many characters of a line are shown before and after the start of the mark.
const SHOWN_BEFORE: usize = 60;
const SHOWN_AFTER: usize = 100;

/// The first line of a location.
fn excerpt(tree: &Tree, location: &Location, label: &str) -> Excerpt {
    let line = tree.line_range(location.line).unwrap_or_default();
    let start = location.span.start.clamp(line.start, line.end);
    let end = location.span.end.clamp(start, line.end);
    let text = tree.text();
    let before = text.get(line.start..start).unwrap_or_default();
    let after = text.get(start..line.end).unwrap_or_default();
    let cut_at = before
        .char_indices()
        .rev()
        .nth(SHOWN_BEFORE)
        .map(|(at, c)| at + c.len_utf8());
    let shown_before = before.get(cut_at.unwrap_or(0)..).unwrap_or_default();
    let shown_after_len = after
        .char_indices()
        .nth(SHOWN_AFTER)
        .map_or(after.len(), |(at, _)| at);
    let shown_after = after.get(..shown_after_len).unwrap_or_default();
    let mut shown = String::new();
    if cut_at.is_some() {
        shown.push('…');
    }
    shown.push_str(shown_before);
    let mark_start = shown.len();
    shown.push_str(shown_after);
    let mark_end = mark_start + (end - start).min(shown_after.len());
    if shown_after.len() < after.len() {
        shown.push('…');
    }
    Excerpt {
        file: tree.path().to_owned(),
        line: location.line,
        column: location.column,
        text: shown,
        cut: cut_at.is_some(),
        mark: mark_start..mark_end,
        label: label.to_owned(),
    }
}
