//! `cargo xtask check`: reports the findings in descriptions, without writing files.

use std::process::ExitCode;
use std::time::Instant;

use generator::{Layout, Options};

use crate::cli::{CheckArgs, MessageFormat};
use crate::engine::{self, Description};
use crate::findings::{Printer, chosen, totals};
use crate::memory::timed;
use crate::terminal::Terminal;

/// Runs the command.
pub(crate) fn run(args: &CheckArgs, terminal: &Terminal) -> ExitCode {
    let started = Instant::now();
    let reading = &args.reading;
    let descriptions: Vec<Description> = args
        .descriptions
        .iter()
        .map(|path| Description::new(path).with(reading))
        .collect();
    let options = Options {
        deny_warnings: reading.deny_warnings,
        ..Options::new("checked", Layout::Crate)
    };
    let output = match engine::check(&descriptions, &options) {
        Ok(output) => output,
        Err(message) => {
            terminal.error(&message);
            return ExitCode::FAILURE;
        }
    };
    let printer = Printer {
        format: reading.message_format,
        all: reading.all,
        terminal,
    };
    printer.findings(&output);
    if let Some(summary) = printer.summary(&output, 0) {
        terminal.line(&timed(&summary, started));
    }
    if reading.message_format == MessageFormat::Human {
        let found = totals(&output).unwrap_or_else(|| "nothing found".to_owned());
        let counts = [Some(found), chosen(&output)];
        let counts: Vec<String> = counts.into_iter().flatten().collect();
        let seconds = started.elapsed().as_secs_f64();
        terminal.line(&format!("{} ({seconds:.2} s)", counts.join(", ")));
    }
    match output.errors {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}
