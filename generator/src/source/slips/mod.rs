//! The most likely mistake of an author where a parser stopped: described in the author's terms, at the cause.

mod brackets;
mod json;
mod layout;
mod marks;
mod neighbours;
mod outline;
mod scalars;

pub(super) use json::explain_json;

use granit_parser::ErrorKind;
use std::ops::Range;

use super::Origin;
use super::shorten::shorten;
use crate::diagnostic::{Code, Diagnostic, Place};
use outline::Outline;

/// A mistake that explains why a text cannot be read.
pub(super) struct Slip {
    span: Range<usize>,
    message: String,
    /// What was expected; empty where the message says it.
    label: String,
    help: String,
    /// A related place, with a label.
    related: Option<(Range<usize>, &'static str)>,
}

impl Slip {
    fn new(span: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Slip {
            span,
            message: message.into(),
            label: String::new(),
            help: help.into(),
            related: None,
        }
    }

    fn related(mut self, span: Range<usize>, label: &'static str) -> Self {
        self.related = Some((span, label));
        self
    }

    /// Returns the diagnostic, in a file, near a node.
    pub(super) fn diagnostic(self, code: Code, file: u16, node: u32) -> Diagnostic {
        let place = |span: Range<usize>| Place::Text {
            origin: Origin::new(file, node),
            start: span.start as u32,
            end: span.end as u32,
        };
        let found = Diagnostic::error(code, place(self.span), self.message);
        let found = found.label(self.label).help(self.help);
        match self.related {
            Some((span, label)) => found.related(place(span), label),
            None => found,
        }
    }
}

/// A rule that recognizes a mistake from the lines and from the error of the parser, which is missing if the second
/// parser stopped.
type Rule = fn(&Outline<'_>, Option<&ErrorKind>) -> Option<Slip>;

/// The rules; the first one that recognizes the cause is used.
const RULES: &[Rule] = &[
    scalars::merge_conflict,
    scalars::control,
    scalars::invisible,
    scalars::tab,
    scalars::directive,
    scalars::escape,
    scalars::quote,
    marks::entity,
    marks::typographic,
    marks::wide_colon,
    marks::key,
    scalars::indicator,
    marks::item,
    brackets::bracket,
    brackets::after_bracket,
    layout::no_space,
    neighbours::first_item,
    neighbours::displaced,
    layout::colon_in_text,
    layout::continued,
    layout::no_entry,
    layout::column,
];

/// Explains why a parser stopped at a place.
pub(super) fn explain(text: &str, at: usize, kind: Option<&ErrorKind>) -> Option<Slip> {
    let outline = Outline::of(text, at);
    RULES.iter().find_map(|rule| rule(&outline, kind))
}

/// Explains a key that is an object or an array, which begins at a place.
pub(super) fn key_of_entries(text: &str, at: usize) -> Slip {
    let rest = text.get(at..).unwrap_or_default();
    let line = rest.lines().next().unwrap_or_default();
    let first = line.chars().next().unwrap_or_default();
    let closed = line.find(['}', ']']).filter(|_| matches!(first, '{' | '['));
    let Some(key) = closed.and_then(|end| line.get(..=end)) else {
        let message = "a key is an object or an array here";
        return Slip::new(at..at + 1, message, "write the key as text");
    };
    let what = if first == '{' {
        "an object"
    } else {
        "an array"
    };
    let message = format!("the key begins with `{first}`, so that YAML reads {what}");
    let help = format!("put it in quotes: `{}`", quoted(key));
    Slip::new(at..at + key.len(), message, help)
}

const MERGE_CONFLICT: &str = "a merge conflict is left in the file";
const MERGE_CONFLICT_HELP: &str =
    "keep one of the two versions, and remove the lines `<<<<<<<`, `=======` and `>>>>>>>`";

/// Whether a character looks like a space or is invisible.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}')
        || (c.is_whitespace() && !c.is_ascii())
}

/// Returns the name of an invisible character in messages.
fn invisible_name(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// Returns a text in suitable quotes.
fn quoted(text: &str) -> String {
    let text = shorten(text);
    if !text.contains('\'') {
        format!("'{text}'")
    } else if !text.contains(['"', '\\']) {
        format!("\"{text}\"")
    } else {
        format!("'{}'", text.replace('\'', "''"))
    }
}
