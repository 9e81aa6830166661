//! What the author of a YAML text most likely did where a parser gave up, in their words and at the cause.

mod layout;
mod outline;
mod scalars;

use granit_parser::ErrorKind;
use std::ops::Range;

use super::Origin;
use super::shorten::shorten;
use crate::diagnostic::{Code, Diagnostic, Place};
use outline::Outline;

/// A slip that explains why a text cannot be read.
pub(super) struct Slip {
    span: Range<usize>,
    message: String,
    help: String,
    /// Another place that belongs to it.
    related: Option<(Range<usize>, &'static str)>,
}

impl Slip {
    fn new(span: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Slip {
            span,
            message: message.into(),
            help: help.into(),
            related: None,
        }
    }

    fn related(mut self, span: Range<usize>, label: &'static str) -> Self {
        self.related = Some((span, label));
        self
    }

    /// Returns the finding, in a file, near a node.
    pub(super) fn diagnostic(self, file: u16, node: u32) -> Diagnostic {
        let place = |span: Range<usize>| Place::Text {
            origin: Origin::new(file, node),
            start: span.start as u32,
            end: span.end as u32,
        };
        let found = Diagnostic::error(Code::YamlSyntax, place(self.span), self.message);
        let found = found.help(self.help);
        match self.related {
            Some((span, label)) => found.related(place(span), label),
            None => found,
        }
    }
}

/// A rule that recognizes a slip: from the lines, and from what the parser said, unless the second parser gave up.
type Rule = fn(&Outline<'_>, Option<&ErrorKind>) -> Option<Slip>;

/// The rules; the first that knows the cause is taken.
const RULES: &[Rule] = &[
    scalars::merge_conflict,
    scalars::invisible,
    scalars::tab,
    scalars::directive,
    scalars::escape,
    scalars::quote,
    scalars::indicator,
    layout::bracket,
    layout::after_bracket,
    layout::no_space,
    layout::colon_in_text,
    layout::continued,
    layout::no_entry,
    layout::column,
];

/// Explains why a parser gave up at a place.
pub(super) fn explain(text: &str, at: usize, kind: Option<&ErrorKind>) -> Option<Slip> {
    let outline = Outline::of(text, at);
    RULES.iter().find_map(|rule| rule(&outline, kind))
}

/// Explains a key that is an object or an array, and begins at a place.
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

/// Returns a text in the quotes that it needs.
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
