//! What the commands print: results to standard output, the rest to standard error, colour only where
//! a terminal shows it.
//!
//! A reader that went away (`… | head`) is no failure of the command, so errors of printing are left
//! alone; the exit code tells how the command ended.

use std::io::Write as _;

use anstyle::{AnsiColor, Style};

const ERROR: Style = AnsiColor::Red.on_default().bold();

/// The two streams.
#[derive(Debug, Default)]
pub struct Terminal;

impl Terminal {
    /// A line of the result.
    pub fn line(&self, text: &str) {
        let _ = writeln!(anstream::stdout(), "{text}");
    }

    /// Text of the result, as it is.
    pub fn text(&self, text: &str) {
        let _ = write!(anstream::stdout(), "{text}");
    }

    /// A line beside the result.
    pub fn remark(&self, text: &str) {
        let _ = writeln!(anstream::stderr(), "{text}");
    }

    /// Why the command failed, where no description is to blame.
    pub fn error(&self, text: &str) {
        let _ = writeln!(anstream::stderr(), "{ERROR}error{ERROR:#}: {text}");
    }
}
