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
    /// What the generator said when it panicked: always a mistake in the generator.
    pub(crate) panic: Option<String>,
    #[serde(rename = "compile")]
    pub(crate) compiled: Option<Compiled>,
}

/// What the compiler said.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Compiled {
    pub(crate) errors: usize,
    pub(crate) warnings: usize,
    /// The compiler's own time for this crate; none where cargo had it from an earlier run.
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
