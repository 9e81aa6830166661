//! What is known of one document.

use serde::Serialize;

/// What is known of one document.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Row {
    /// The file's name.
    pub(crate) document: String,
    /// The package that it becomes.
    #[serde(skip)]
    pub(crate) package: String,
    pub(crate) operations: usize,
    pub(crate) generated: usize,
    /// The operations that were left out, each with the reason.
    pub(crate) skipped: Vec<String>,
    pub(crate) types: usize,
    pub(crate) lines: usize,
    #[serde(rename = "ms")]
    pub(crate) milliseconds: f64,
    /// Errors in the description, or in reading it.
    pub(crate) errors: Vec<String>,
    pub(crate) warnings: usize,
    /// The message of a panic of the generator, which is always a mistake in the generator.
    pub(crate) panic: Option<String>,
    #[serde(rename = "compile")]
    pub(crate) compiled: Option<Compiled>,
}

/// The result of compiling a crate.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Compiled {
    pub(crate) errors: usize,
    pub(crate) warnings: usize,
    /// The compiler's time for this crate; `None` if cargo had compiled it in an earlier run.
    pub(crate) seconds: Option<f64>,
    #[serde(skip)]
    pub(crate) messages: Vec<String>,
}

impl Row {
    pub(crate) fn is_good(&self) -> bool {
        let compiles = self
            .compiled
            .as_ref()
            .is_none_or(|c| c.errors + c.warnings == 0);
        self.panic.is_none() && self.errors.is_empty() && compiles
    }
}
