//! Findings about a description, each with a stable code, a place and a next step.
//!
//! Stages push [`Diagnostic`]s into one [`Diagnostics`]. A [`Place`] names a node, not a line: lines and
//! columns are looked up once, by [`report`](crate::report), for what is really shown.

mod code;
mod nearest;
mod place;

pub use code::Code;
pub use nearest::nearest;
pub(crate) use nearest::nearest_counted;
pub use place::{Origin, Part, Place};

use std::fmt;

/// How much a diagnostic matters.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is generated.
    Error,
    /// Legal, or clear enough to continue, but likely not what was meant.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// Returns the text form: `error`, `warning` or `note`.
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

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What it is about.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// Where it is.
    pub place: Place,
    /// What was expected at the place; empty where the message says it.
    pub label: String,
    /// Related places, each with a label.
    pub related: Vec<(Place, String)>,
    /// What to do next.
    pub help: Option<String>,
    /// What is generated in spite of the error where broken parts are left out; empty where the part is left out.
    pub(crate) otherwise: &'static str,
}

impl Diagnostic {
    /// Returns a finding of a given severity.
    pub fn new(severity: Severity, code: Code, place: Place, message: impl Into<String>) -> Self {
        Diagnostic {
            code,
            severity,
            message: message.into(),
            place,
            label: String::new(),
            related: Vec::new(),
            help: None,
            otherwise: "",
        }
    }

    /// Returns a finding that stops the generation.
    pub fn error(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, place, message)
    }

    /// Returns a finding that does not stop the generation.
    pub fn warning(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, place, message)
    }

    /// Returns a remark.
    pub fn note(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, place, message)
    }

    /// Adds a few words beside the marked text.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Adds what to do next.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds what is generated in spite of the error where broken parts are left out.
    pub(crate) fn otherwise(mut self, otherwise: &'static str) -> Self {
        self.otherwise = otherwise;
        self
    }

    /// Adds the help "did you mean" with the candidate closest to a misspelt word, or other help if none is close. The
    /// candidates are few: for those from a description there is `Diagnostics::suggest`.
    pub fn suggest<'a>(
        self,
        wrong: &str,
        candidates: impl IntoIterator<Item = &'a str>,
        otherwise: impl Into<String>,
    ) -> Self {
        self.did_you_mean(nearest(wrong, candidates), otherwise)
    }

    fn did_you_mean(self, near: Option<&str>, otherwise: impl Into<String>) -> Self {
        match near {
            Some(near) => self.help(format!("did you mean `{near}`?")),
            None => self.help(otherwise),
        }
    }

    /// Adds a related place.
    pub fn related(mut self, place: Place, label: impl Into<String>) -> Self {
        self.related.push((place, label.into()));
        self
    }
}

/// The findings of a run.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    /// What comparisons for suggestions have cost.
    spent: usize,
}

impl Diagnostics {
    /// Returns an empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Adds a finding with the help of [`Diagnostic::suggest`] for candidates from a description.
    pub(crate) fn suggest<'a>(
        &mut self,
        found: Diagnostic,
        wrong: &str,
        candidates: impl IntoIterator<Item = &'a str>,
        otherwise: impl Into<String>,
    ) {
        let near = self.nearest(wrong, candidates);
        self.push(found.did_you_mean(near, otherwise));
    }

    /// Returns the nearest candidate from a description: nothing once too many have been compared.
    pub(crate) fn nearest<'a>(
        &mut self,
        wanted: &str,
        candidates: impl IntoIterator<Item = &'a str>,
    ) -> Option<&'a str> {
        nearest_counted(&mut self.spent, wanted, candidates)
    }

    /// Adds several findings.
    pub fn extend(&mut self, others: impl IntoIterator<Item = Diagnostic>) {
        self.list.extend(others);
    }

    /// Returns the findings, in the order they were made.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter()
    }

    /// Whether there are no findings.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether one of them stops the generation.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// Returns how many findings have the given severity. [`Diagnostics::placed`] may show fewer: it leaves out
    /// repetitions.
    pub fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|d| d.severity == severity).count()
    }

    /// Removes and returns the errors that fulfil a condition.
    pub(crate) fn take_errors(
        &mut self,
        mut of_which: impl FnMut(&Diagnostic) -> bool,
    ) -> Vec<Diagnostic> {
        let is_taken = |d: &mut Diagnostic| d.severity == Severity::Error && of_which(d);
        self.list.extract_if(.., is_taken).collect()
    }

    /// Keeps the findings that fulfil a condition.
    pub(crate) fn retain(&mut self, of_which: impl FnMut(&Diagnostic) -> bool) {
        self.list.retain(of_which);
    }

    /// Moves the findings of a file to another one, which has taken all of its nodes.
    pub(crate) fn move_file(&mut self, from: u16, to: u16) {
        for diagnostic in &mut self.list {
            let related = diagnostic.related.iter_mut().map(|(place, _)| place);
            for place in related.chain([&mut diagnostic.place]) {
                if place.file() == from {
                    *place = place.in_file(to);
                }
            }
        }
    }

    /// Turns warnings into errors.
    pub fn deny_warnings(&mut self) {
        for diagnostic in &mut self.list {
            if diagnostic.severity == Severity::Warning {
                diagnostic.severity = Severity::Error;
            }
        }
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

/// Returns whether a character only changes the direction in which the visible text runs.
pub(crate) fn is_direction_mark(c: char) -> bool {
    matches!(
        c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}
