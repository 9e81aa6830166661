//! Diagnostics ready to be shown to people and to programs: with lines, columns and excerpts.

mod github;
mod human;
mod json;
mod repeated;
mod sarif;
#[cfg(test)]
mod tests;

pub use github::{github_left_out, github_line};
pub use human::{Color, human, human_repeated};
pub use json::{json_line, left_out_line};
pub use repeated::{Repeated, repeated};
pub use sarif::sarif;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::limits::{
    EXCERPT_BYTES, EXCERPT_LINE_BYTES, EXCERPT_LINES, LONG_LINE_AFTER, LONG_LINE_BEFORE,
};
use crate::lower::Skipped;
use crate::source::{Location, Origin, Sources, Tree, printable};
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
    /// Related places, each with a label.
    pub related: Vec<Related>,
    /// The text to show, the place itself first.
    pub excerpts: Vec<Excerpt>,
}

impl Placed {
    /// Whether it stops the generation.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// A place that is related to a diagnostic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// The file.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// How it is related to the diagnostic.
    pub label: String,
}

/// Lines of a file with parts of them marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The file.
    pub file: String,
    /// The first line of `text`, from 1.
    pub first_line: usize,
    /// The lines.
    pub text: String,
    /// Set if `text` is only a part of one long line, and may not begin at column 1.
    pub cut: Option<Cut>,
    /// The marked parts; the place of the diagnostic comes first in the first excerpt.
    pub marks: Vec<Mark>,
}

/// The place that is marked in a part of a long line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The JSON pointer of the node, for people; empty for text that is no document.
    pub pointer: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// A marked part of an excerpt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Bytes of the excerpt's text, on character boundaries.
    pub span: Range<usize>,
    /// A few words beside the mark.
    pub label: String,
    /// Whether it is the place of the diagnostic.
    pub primary: bool,
}

/// An operation or a schema that is left out, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// `operation` or `schema`.
    pub kind: &'static str,
    /// The `operationId` of an operation, or its method and path; the name of a schema.
    pub name: String,
    /// What cannot be generated.
    pub reason: String,
    /// The file that has the cause.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The JSON pointer of the cause in its file.
    pub pointer: String,
}

impl LeftOut {
    /// Returns what is left out, with the place of the cause.
    pub fn of(kind: &'static str, skipped: &Skipped, sources: &Sources) -> LeftOut {
        let found = sources.locate(skipped.place);
        let place = found
            .as_ref()
            .map(|(tree, at)| (tree.path(), at.line, at.column));
        let (file, line, column) = place.unwrap_or(("", 1, 1));
        LeftOut {
            kind,
            name: printable(&skipped.name),
            reason: printable(&skipped.reason),
            file: file.to_owned(),
            line,
            column,
            pointer: sources.pointer(skipped.place.origin()),
        }
    }
}

impl Diagnostics {
    /// Returns the findings with their lines and columns, sorted by file and position, each finding once.
    pub fn placed(&self, sources: &Sources) -> Vec<Placed> {
        let mut found: Vec<(u16, Location, &Tree, &Diagnostic)> = self
            .iter()
            .filter_map(|diagnostic| {
                let (tree, location) = sources.locate(diagnostic.place)?;
                let file = sources.written(diagnostic.place.origin()).file();
                Some((file, location, tree, diagnostic))
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
}

fn place(sources: &Sources, tree: &Tree, location: Location, diagnostic: &Diagnostic) -> Placed {
    let (line, column) = (location.line, location.column);
    let origin = diagnostic.place.origin();
    let mut wanted = vec![Wanted {
        tree,
        location,
        label: &diagnostic.label,
        primary: true,
        origin,
    }];
    wanted.extend(related(sources, diagnostic));
    let related = wanted.iter().skip(1).map(|other| Related {
        file: other.tree.path().to_owned(),
        line: other.location.line,
        column: other.location.column,
        label: printable(other.label),
    });
    Placed {
        severity: diagnostic.severity,
        code: diagnostic.code,
        message: printable(&diagnostic.message),
        file: tree.path().to_owned(),
        line,
        column,
        pointer: sources.pointer(origin),
        help: diagnostic.help.as_deref().map(printable),
        related: related.collect(),
        excerpts: excerpts(sources, &wanted),
    }
}

/// A part of a file to mark.
struct Wanted<'a> {
    tree: &'a Tree,
    location: Location,
    label: &'a str,
    primary: bool,
    origin: Origin,
}

/// Returns the related places of a diagnostic, including the place in an overlay that contributed to its node.
fn related<'a>(
    sources: &'a Sources,
    diagnostic: &'a Diagnostic,
) -> impl Iterator<Item = Wanted<'a>> {
    let meeting = sources.meeting(diagnostic.place.origin());
    let related = diagnostic.related.iter();
    let related = related.map(|(place, label)| (*place, label.as_str()));
    related.chain(meeting).filter_map(move |(place, label)| {
        let (tree, location) = sources.locate(place)?;
        Some(Wanted {
            tree,
            location,
            label,
            primary: false,
            origin: place.origin(),
        })
    })
}

/// Returns the excerpts that show some places; those close to each other are shown in one excerpt.
fn excerpts(sources: &Sources, wanted: &[Wanted<'_>]) -> Vec<Excerpt> {
    let mut trees = wanted.iter().map(|one| one.tree);
    let first = trees.next();
    let close = trees.all(|tree| first.is_some_and(|first| std::ptr::eq(tree, first)));
    match close.then(|| together(wanted)).flatten() {
        Some(excerpt) => vec![excerpt],
        None => wanted
            .iter()
            .map(|one| together(std::slice::from_ref(one)).unwrap_or_else(|| part(sources, one)))
            .collect(),
    }
}

/// Returns the lines of a file from the first to the last of some places, unless that is too much to show.
fn together(wanted: &[Wanted<'_>]) -> Option<Excerpt> {
    let tree = wanted.first()?.tree;
    let first_line = wanted.iter().map(|one| one.location.line).min()?;
    let last_line = wanted.iter().map(|one| one.location.line).max()?;
    let start = tree.line_range(first_line)?.start;
    let end = tree.line_range(last_line)?.end;
    if last_line - first_line > EXCERPT_LINES || end - start > EXCERPT_BYTES {
        return None;
    }
    let text = tree.text().get(start..end)?;
    if text.lines().any(|line| line.len() > EXCERPT_LINE_BYTES) {
        return None;
    }
    let marks = wanted.iter().filter_map(|one| {
        let line = tree.line_range(one.location.line)?;
        let from = one.location.span.start.clamp(line.start, line.end);
        let to = one.location.span.end.clamp(from, line.end);
        Some(Mark {
            span: from - start..to - start,
            label: printable(one.label),
            primary: one.primary,
        })
    });
    Some(Excerpt {
        file: printable(tree.path()),
        first_line,
        text: text.to_owned(),
        cut: None,
        marks: marks.collect(),
    })
}

/// Returns the part of a long line around a place.
fn part(sources: &Sources, wanted: &Wanted<'_>) -> Excerpt {
    let Wanted {
        tree,
        location,
        label,
        primary,
        origin,
    } = wanted;
    let line = tree.line_range(location.line).unwrap_or_default();
    let start = location.span.start.clamp(line.start, line.end);
    let end = location.span.end.clamp(start, line.end);
    let before = tree.text().get(line.start..start).unwrap_or_default();
    let after = tree.text().get(start..line.end).unwrap_or_default();
    let skipped = before
        .char_indices()
        .rev()
        .nth(LONG_LINE_BEFORE)
        .map_or(0, |(at, c)| at + c.len_utf8());
    let shown_len = after
        .char_indices()
        .nth(LONG_LINE_AFTER)
        .map_or(after.len(), |(at, _)| at);
    let ellipsis = |cut: bool| if cut { "…" } else { "" };
    let left = [
        ellipsis(skipped > 0),
        before.get(skipped..).unwrap_or_default(),
    ]
    .concat();
    let right = after.get(..shown_len).unwrap_or_default();
    let span = left.len()..left.len() + (end - start).min(right.len());
    Excerpt {
        file: printable(tree.path()),
        first_line: location.line,
        text: [&left, right, ellipsis(shown_len < after.len())].concat(),
        cut: Some(Cut {
            pointer: printable(&sources.pointer(*origin)),
            line: location.line,
            column: location.column,
        }),
        marks: vec![Mark {
            span,
            label: printable(label),
            primary: *primary,
        }],
    }
}
