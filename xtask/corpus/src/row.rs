//! What is known of one document.

use serde_json::json;

/// What is known of one document.
#[derive(Debug, Default)]
pub(crate) struct Row {
    /// The file's name.
    pub(crate) document: String,
    /// The package that it becomes.
    pub(crate) package: String,
    pub(crate) operations: usize,
    pub(crate) generated: usize,
    /// The operations that were left out, each with the reason.
    pub(crate) skipped: Vec<String>,
    pub(crate) types: usize,
    pub(crate) lines: usize,
    pub(crate) milliseconds: f64,
    /// Errors in the description, or in reading it.
    pub(crate) errors: Vec<String>,
    pub(crate) warnings: usize,
    /// What the generator said when it panicked: always a mistake in the generator.
    pub(crate) panic: Option<String>,
    pub(crate) compiled: Option<Compiled>,
}

/// What the compiler said.
#[derive(Debug, Default)]
pub(crate) struct Compiled {
    pub(crate) errors: usize,
    pub(crate) warnings: usize,
    /// The compiler's own time for this crate; none where cargo had it from an earlier run.
    pub(crate) seconds: Option<f64>,
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

    pub(crate) fn json(&self) -> serde_json::Value {
        let compile = self.compiled.as_ref().map(|compiled| {
            json!({
                "errors": compiled.errors,
                "warnings": compiled.warnings,
                "seconds": compiled.seconds,
            })
        });
        json!({
            "document": self.document,
            "operations": self.operations,
            "generated": self.generated,
            "skipped": self.skipped,
            "types": self.types,
            "lines": self.lines,
            "ms": self.milliseconds,
            "errors": self.errors,
            "warnings": self.warnings,
            "panic": self.panic,
            "compile": compile,
        })
    }
}
