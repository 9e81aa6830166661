//! What the commands print: results to standard output, the rest to standard error, colour only where
//! a terminal shows it.
//!
//! A reader that went away (`… | head`) is no failure of the command, so errors of printing are left
//! alone; the exit code tells how the command ended.

use std::cell::RefCell;
use std::io::Write as _;

use anstyle::{AnsiColor, Style};

const ERROR: Style = AnsiColor::Red.on_default().bold();

/// Where a line is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Stream {
    /// Standard output.
    Result,
    /// Standard error.
    Beside,
}

/// A line, and where it is printed.
pub(crate) type Said = (Stream, String);

/// The two streams.
#[derive(Debug, Default)]
pub struct Terminal {
    /// The lines since they are to be kept.
    kept: RefCell<Option<Vec<Said>>>,
}

impl Terminal {
    /// A line of the result.
    pub fn line(&self, text: &str) {
        self.say(&(Stream::Result, text.to_owned()));
    }

    /// Prints a line again.
    pub(crate) fn say(&self, said: &Said) {
        let (stream, text) = said;
        let _ = match stream {
            Stream::Result => writeln!(anstream::stdout(), "{text}"),
            Stream::Beside => writeln!(anstream::stderr(), "{text}"),
        };
        if let Some(kept) = &mut *self.kept.borrow_mut() {
            kept.push(said.clone());
        }
    }

    /// Keeps the lines that are printed from now on.
    pub(crate) fn keep(&self) {
        self.kept.replace(Some(Vec::new()));
    }

    /// Returns the lines that were kept.
    pub(crate) fn kept(&self) -> Vec<Said> {
        self.kept.take().unwrap_or_default()
    }

    /// Text of the result, as it is.
    pub fn text(&self, text: &str) {
        let _ = write!(anstream::stdout(), "{text}");
    }

    /// A line beside the result.
    pub fn remark(&self, text: &str) {
        self.say(&(Stream::Beside, text.to_owned()));
    }

    /// Why the command failed, where no description is to blame.
    pub fn error(&self, text: &str) {
        let _ = writeln!(anstream::stderr(), "{ERROR}error{ERROR:#}: {text}");
    }
}
