//! The output of the commands: results go to standard output, everything else to standard error, with colours only on a
//! terminal.
//!
//! A reader that stops reading (`… | head`) is not a failure of the command. Any other error of printing a result is,
//! such as a full disk: the reader would take a part of the result for all of it.

use std::cell::RefCell;
use std::io::{self, Write as _};

use anstyle::{AnsiColor, Style};
use generator::source::printable;

const ERROR: Style = AnsiColor::Red.on_default().bold();

/// The stream of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Stream {
    /// Standard output.
    Result,
    /// Standard error.
    Beside,
}

/// A line, and the stream to which it is printed.
pub(crate) type Said = (Stream, String);

/// The two streams.
#[derive(Debug, Default)]
pub struct Terminal {
    /// The lines printed since [`keep`](Self::keep), if it was called.
    kept: RefCell<Option<Vec<Said>>>,
    /// The first error of printing a result.
    failed: RefCell<Option<io::Error>>,
}

impl Terminal {
    /// Prints a line of the result.
    pub fn line(&self, text: &str) {
        self.say(&(Stream::Result, text.to_owned()));
    }

    /// Prints a stored line again.
    pub(crate) fn say(&self, said: &Said) {
        let (stream, text) = said;
        match stream {
            Stream::Result => self.result(&format!("{text}\n")),
            Stream::Beside => drop(writeln!(anstream::stderr(), "{text}")),
        }
        if let Some(kept) = &mut *self.kept.borrow_mut() {
            kept.push(said.clone());
        }
    }

    /// Stores the lines that are printed from now on.
    pub(crate) fn keep(&self) {
        self.kept.replace(Some(Vec::new()));
    }

    /// Returns the stored lines.
    pub(crate) fn kept(&self) -> Vec<Said> {
        self.kept.take().unwrap_or_default()
    }

    /// Prints text of the result unchanged.
    pub fn text(&self, text: &str) {
        self.result(text);
    }

    fn result(&self, text: &str) {
        let mut stdout = anstream::stdout();
        let printed = write!(stdout, "{text}").and_then(|()| stdout.flush());
        let failure = printed.err();
        if let Some(failure) = failure.filter(|e| e.kind() != io::ErrorKind::BrokenPipe) {
            self.failed.borrow_mut().get_or_insert(failure);
        }
    }

    /// Returns whether the whole result was printed, and prints why not.
    pub(crate) fn is_complete(&self) -> bool {
        let Some(failure) = self.failed.take() else {
            return true;
        };
        self.error(&format!("the result cannot be printed: {failure}"));
        false
    }

    /// Prints a line that is not part of the result.
    pub fn remark(&self, text: &str) {
        self.say(&(Stream::Beside, text.to_owned()));
    }

    /// Prints why the command failed, for a cause outside of a description.
    pub fn error(&self, text: &str) {
        // It may quote a file that somebody else wrote.
        let lines: Vec<String> = text.split('\n').map(printable).collect();
        let text = lines.join("\n");
        let _ = writeln!(anstream::stderr(), "{ERROR}error{ERROR:#}: {text}");
    }
}
