//! `cargo xtask overlay`: prints a description after overlays were applied.

use std::process::ExitCode;

use generator::report::{Color, Placed, human};

use crate::cli::OverlayArgs;
use crate::engine::{self, Description};
use crate::terminal::Terminal;

/// Runs the command.
pub(crate) fn run(args: &OverlayArgs, terminal: &Terminal) -> ExitCode {
    let mut description = Description::new(&args.description);
    description.overlays.clone_from(&args.overlays);
    let overlaid = match engine::overlaid(&description) {
        Ok(overlaid) => overlaid,
        Err(message) => {
            terminal.error(&message);
            return ExitCode::FAILURE;
        }
    };
    for finding in &overlaid.findings {
        terminal.remark(&format!("{}\n", human(finding, Color::Ansi)));
    }
    terminal.text(&overlaid.text);
    match overlaid.findings.iter().any(Placed::is_error) {
        true => ExitCode::FAILURE,
        false => ExitCode::SUCCESS,
    }
}
