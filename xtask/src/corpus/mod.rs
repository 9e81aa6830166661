//! `cargo xtask corpus`: the generator, and the compiler, over a folder of real descriptions.

mod compile;
mod generate;
mod table;
mod validate;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::json;

use crate::cli::CorpusArgs;
use crate::terminal::Terminal;

pub(crate) use compile::time_rustc;

/// How many messages of a document to print; the rest is in its log.
const SHOWN_MESSAGES: usize = 3;

/// What is known of one document.
#[derive(Debug, Default)]
struct Row {
    /// The file's name.
    document: String,
    /// The package that it becomes.
    package: String,
    operations: usize,
    generated: usize,
    /// The operations that were left out, each with the reason.
    skipped: Vec<String>,
    types: usize,
    lines: usize,
    milliseconds: f64,
    /// Errors in the description, or in reading it.
    errors: Vec<String>,
    warnings: usize,
    /// What the generator said when it panicked: always a mistake in the generator.
    panic: Option<String>,
    compiled: Option<Compiled>,
    validated: Option<validate::Validated>,
}

/// What the compiler said.
#[derive(Debug, Default)]
struct Compiled {
    errors: usize,
    warnings: usize,
    /// The compiler's own time for this crate; none where cargo had it from an earlier run.
    seconds: Option<f64>,
    messages: Vec<String>,
}

impl Row {
    fn is_good(&self) -> bool {
        let compiles = self
            .compiled
            .as_ref()
            .is_none_or(|c| c.errors + c.warnings == 0);
        let right = self
            .validated
            .as_ref()
            .is_none_or(|validated| validated.wrong.is_empty());
        self.panic.is_none() && self.errors.is_empty() && compiles && right
    }

    fn json(&self) -> serde_json::Value {
        let compile = self.compiled.as_ref().map(|compiled| {
            json!({
                "errors": compiled.errors,
                "warnings": compiled.warnings,
                "seconds": compiled.seconds,
            })
        });
        let validate = self.validated.as_ref().map(|validated| {
            json!({
                "checked": validated.checked,
                "wrong": validated.wrong,
                "refused": validated.refused,
                "left_out": validated.left_out,
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
            "validate": validate,
        })
    }
}

/// Runs the command.
pub(crate) fn run(args: &CorpusArgs, terminal: &Terminal) -> ExitCode {
    match execute(args, terminal) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            terminal.error(&message);
            ExitCode::FAILURE
        }
    }
}

fn execute(args: &CorpusArgs, terminal: &Terminal) -> Result<bool, String> {
    let documents = documents(&args.folder)?;
    let jobs = args
        .jobs
        .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get));
    if args.validate {
        validate::is_available()?;
    }
    let work = (args.compile || args.validate)
        .then(|| work_folder(args))
        .transpose()?;
    let mut rows = generate::all(&documents, work.as_deref(), jobs);
    if let Some(work) = &work {
        compile::all(work, &mut rows, jobs)?;
        if args.validate {
            validate::all(work, &documents, &mut rows)?;
        }
    }
    for row in &rows {
        tell_details(row, terminal);
    }
    if args.json {
        for row in &rows {
            terminal.line(&row.json().to_string());
        }
        terminal.line(&json!({ "totals": table::totals(&rows).json() }).to_string());
    } else {
        terminal.line(table::render(&rows).trim_end());
    }
    Ok(rows.iter().all(Row::is_good))
}

fn tell_details(row: &Row, terminal: &Terminal) {
    let document = &row.document;
    if let Some(panic) = &row.panic {
        terminal.error(&format!("{document}: the generator panicked: {panic}"));
    }
    let messages = row
        .compiled
        .as_ref()
        .map(|c| c.messages.as_slice())
        .unwrap_or_default();
    let wrong = row
        .validated
        .as_ref()
        .map(|v| v.wrong.as_slice())
        .unwrap_or_default();
    for list in [row.errors.as_slice(), messages, wrong] {
        for message in list.iter().take(SHOWN_MESSAGES) {
            terminal.remark(&format!("{document}: {}", message.trim_end()));
        }
        if list.len() > SHOWN_MESSAGES {
            terminal.remark(&format!("{document}: {} more", list.len() - SHOWN_MESSAGES));
        }
    }
    for skipped in &row.skipped {
        terminal.remark(&format!("{document}: left out: {skipped}"));
    }
}

/// The descriptions in the folder, by name.
fn documents(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries =
        std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut documents = Vec::new();
    for entry in entries {
        let path = entry
            .map_err(|error| format!("{}: {error}", folder.display()))?
            .path();
        let extension = path.extension().and_then(|extension| extension.to_str());
        if path.is_file() && matches!(extension, Some("yaml" | "yml" | "json")) {
            documents.push(path);
        }
    }
    documents.sort();
    if documents.is_empty() {
        return Err(format!(
            "{} has no description (*.yaml, *.yml, *.json)",
            folder.display()
        ));
    }
    Ok(documents)
}

/// Where the crates go: beside this program in cargo's target folder.
fn work_folder(args: &CorpusArgs) -> Result<PathBuf, String> {
    if let Some(work) = &args.work {
        return Ok(work.clone());
    }
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let target = program
        .ancestors()
        .nth(2)
        .ok_or("cannot tell cargo's target folder; use --work")?;
    Ok(target.join("corpus"))
}
