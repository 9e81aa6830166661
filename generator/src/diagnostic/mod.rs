//! What the generator has to say about a description: each with a stable code, a place and a next
//! step.
//!
//! Stages push [`Diagnostic`]s into one [`Diagnostics`]. A [`Place`] names a node, not a line: lines and
//! columns are looked up once, by [`Diagnostics::placed`], for what is really shown.

mod code;
mod human;
mod json;
mod nearest;
mod placed;
#[cfg(test)]
mod tests;

pub use code::Code;
pub use human::{Color, human};
pub use json::json_line;
pub use nearest::nearest;
pub use placed::{Excerpt, Mark, Placed};

use std::fmt;

use crate::source::{Origin, Sources};

/// How much a diagnostic matters.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is generated.
    Error,
    /// Legal or clear enough to go on with, but likely not what was meant.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// The text form: `error`, `warning` or `note`.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Which text of a node is meant.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// The key under which the node stands (the value itself for items and the root).
    Key,
    /// The value.
    Value,
}

/// What a diagnostic points at.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// A node of a document.
    Node {
        /// The node.
        origin: Origin,
        /// Its key or its value.
        part: Part,
    },
    /// A range of a file's text, for text that is neither a key nor a value.
    Text {
        /// The node that it belongs to; the root for text that never became nodes.
        origin: Origin,
        /// First byte.
        start: u32,
        /// One past the last byte.
        end: u32,
    },
}

impl Place {
    /// The key under which a node stands.
    pub fn key(origin: Origin) -> Self {
        Place::Node {
            origin,
            part: Part::Key,
        }
    }

    /// The value of a node.
    pub fn value(origin: Origin) -> Self {
        Place::Node {
            origin,
            part: Part::Value,
        }
    }

    /// The file that the place is in.
    pub fn file(self) -> u16 {
        match self {
            Place::Node { origin, .. } | Place::Text { origin, .. } => origin.file(),
        }
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What it is about.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// Where.
    pub place: Place,
    /// Other places that belong to it, each with a few words.
    pub related: Vec<(Place, String)>,
    /// What to do next.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A finding of a given severity.
    pub fn new(severity: Severity, code: Code, place: Place, message: impl Into<String>) -> Self {
        Diagnostic {
            code,
            severity,
            message: message.into(),
            place,
            related: Vec::new(),
            help: None,
        }
    }

    /// A finding that stops the generation.
    pub fn error(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, place, message)
    }

    /// A finding that does not.
    pub fn warning(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, place, message)
    }

    /// A remark.
    pub fn note(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, place, message)
    }

    /// Adds what to do next.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds another place that belongs to it.
    pub fn related(mut self, place: Place, label: impl Into<String>) -> Self {
        self.related.push((place, label.into()));
        self
    }
}

/// The findings of a run.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// An empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Adds several findings.
    pub fn extend(&mut self, others: impl IntoIterator<Item = Diagnostic>) {
        self.list.extend(others);
    }

    /// The findings, in the order they were made.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether one of them stops the generation.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// How many findings have the given severity. [`Diagnostics::placed`] may show fewer: it leaves out
    /// repetitions.
    pub fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|d| d.severity == severity).count()
    }

    /// Turns warnings into errors.
    pub fn deny_warnings(&mut self) {
        for diagnostic in &mut self.list {
            if diagnostic.severity == Severity::Warning {
                diagnostic.severity = Severity::Error;
            }
        }
    }

    /// Looks up lines and columns; sorted by file and position, each finding once.
    pub fn placed(&self, sources: &Sources) -> Vec<Placed> {
        placed::place_all(&self.list, sources)
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}
