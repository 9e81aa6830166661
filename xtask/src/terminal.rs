//! What the commands print: results to standard output, the rest to standard error, colour only where
//! a terminal shows it.
//!
//! A reader that went away (`… | head`) is no failure of the command, so errors of printing are left
//! alone; the exit code tells how the command ended.

use std::io::Write as _;

use anstyle::{AnsiColor, Style};

use crate::cli::MessageFormat;

const ERROR: Style = AnsiColor::Red.on_default().bold();

/// The two streams.
#[derive(Debug, Default)]
pub(crate) struct Terminal;

impl Terminal {
    /// A line of the result.
    pub(crate) fn line(&self, text: &str) {
        let _ = writeln!(anstream::stdout(), "{text}");
    }

    /// Text that is part of the result for a person, but not for a program that reads JSON lines.
    pub(crate) fn note(&self, text: &str, format: MessageFormat) {
        let _ = match format {
            MessageFormat::Human => write!(anstream::stdout(), "{text}"),
            MessageFormat::Json => write!(anstream::stderr(), "{text}"),
        };
    }

    /// A line beside the result.
    pub(crate) fn remark(&self, text: &str) {
        let _ = writeln!(anstream::stderr(), "{text}");
    }

    /// Why the command failed, where no description is to blame.
    pub(crate) fn error(&self, text: &str) {
        let _ = writeln!(anstream::stderr(), "{ERROR}error{ERROR:#}: {text}");
    }
}
