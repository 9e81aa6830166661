//! Syntax errors in JSON. The scan continues after an error as long as it is clear where values end, so that all errors
//! are reported.

mod brackets;
mod scalars;
mod words;

use std::ops::Range;

use super::{MERGE_CONFLICT, MERGE_CONFLICT_HELP, Slip, invisible_name, is_invisible};
use crate::limits::{EXCERPT_LINE_BYTES, JSON_SLIPS};
use crate::source::pointer::escape;
use crate::source::shorten::shorten;
use brackets::Askew;

/// Returns why a text is not JSON; empty if only the parser knows.
pub(in crate::source) fn explain_json(text: &str) -> Vec<Slip> {
    let mut scan = Scan {
        text,
        at: 0,
        open: Vec::new(),
        wants: Wants::Value,
        last: 0..0,
        indent: 0,
        begins_line: true,
        askew: None,
        slips: Vec::new(),
    };
    while scan.slips.len() < JSON_SLIPS && scan.step().is_some() {}
    scan.slips
}

/// What is expected next.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Wants {
    Value,
    Key,
    Colon,
    /// A comma, or the end of the object or array.
    Comma,
}

/// An object or an array that is open.
struct Open {
    at: usize,
    is_map: bool,
    /// The indentation of its line.
    indent: usize,
    /// The key of the entry that is being read.
    key: Range<usize>,
    /// The number of commas so far.
    index: usize,
}

struct Scan<'t> {
    text: &'t str,
    at: usize,
    open: Vec<Open>,
    wants: Wants,
    /// The previous token.
    last: Range<usize>,
    /// The indentation of the line of the token, and whether the token is the first in the line.
    indent: usize,
    begins_line: bool,
    /// The first bracket that begins a line with another indentation than that of its opening bracket.
    askew: Option<Askew>,
    slips: Vec<Slip>,
}

impl<'t> Scan<'t> {
    /// Reads a token; `None` at the end of the text, or where the rest cannot be understood.
    fn step(&mut self) -> Option<()> {
        let rest = self.text.get(self.at..)?;
        let after = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        let (blank, rest) = rest.split_at_checked(rest.len() - after.len())?;
        self.at += blank.len();
        let line = blank.rfind('\n');
        self.begins_line = line.is_some() || self.last.is_empty();
        if self.begins_line {
            self.indent = blank.len() - line.map_or(0, |line| line + 1);
        }
        let Some(c) = rest.chars().next() else {
            return self.end();
        };
        match c {
            '{' | '[' => self.begin(c),
            '}' | ']' => self.close(c),
            ',' | ';' => self.comma(c),
            ':' | '=' => self.colon(rest),
            '"' => self.string(),
            '\'' | '`' | '“' | '”' | '„' | '‘' | '’' => self.other_quotes(c),
            '#' => self.comment(rest.find('\n').unwrap_or(rest.len())),
            '/' if rest.starts_with("//") => self.comment(rest.find('\n').unwrap_or(rest.len())),
            '/' if rest.starts_with("/*") => {
                self.comment(rest.find("*/").map_or(rest.len(), |end| end + 2))
            }
            '<' => self.foreign(rest),
            _ if is_invisible(c) => {
                let message = format!("the character {} is no space to JSON", invisible_name(c));
                self.say(self.at..self.at + c.len_utf8(), message, "remove it");
                self.at += c.len_utf8();
                Some(())
            }
            _ => self.word(rest),
        }
    }

    fn say(&mut self, span: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        let slip = Slip::new(span, message, help);
        self.push(slip);
    }

    /// Reports an error. In a long line, the path to it is added.
    fn push(&mut self, mut slip: Slip) {
        let around = |side: Option<&str>, is_end: bool| {
            let side = side.unwrap_or_default();
            let found = if is_end {
                side.find('\n')
            } else {
                side.rfind('\n').map(|at| side.len() - at)
            };
            found.unwrap_or(side.len())
        };
        let at = slip.span.start;
        let line = around(self.text.get(..at), false) + around(self.text.get(at..), true);
        if line > EXCERPT_LINE_BYTES {
            slip.label = format!("in `{}`", shorten(&self.pointer()));
        }
        self.slips.push(slip);
    }

    fn pointer(&self) -> String {
        let step = |open: &Open| match open.is_map {
            true => escape(
                self.text
                    .get(open.key.clone())
                    .unwrap_or_default()
                    .trim_matches('"'),
            ),
            false => open.index.to_string(),
        };
        self.open
            .iter()
            .fold(String::new(), |path, open| path + "/" + &step(open))
    }

    /// Accepts a value or a key; `None` if none can be there.
    fn take(&mut self, span: Range<usize>, is_key: bool) -> Option<()> {
        if self.wants == Wants::Comma && !self.open.is_empty() {
            let last = self.last.clone();
            if last.end == span.start && self.text.get(..last.end)?.ends_with('"') {
                let help = r#"write a quote inside of a string as `\"`, or `,` between two values"#;
                self.say(span, "text after the closing quote of a string", help);
                return None;
            }
            self.say(last, "no comma after this", "write `,` between two values");
            self.comma_read();
        }
        match self.wants {
            Wants::Key if is_key => {
                if let Some(open) = self.open.last_mut() {
                    open.key = span.clone();
                }
                self.wants = Wants::Colon;
            }
            Wants::Key => {
                let opened = self.open.last()?.at;
                let help =
                    "close the object with `}` before it, or write a key, such as `\"name\": `";
                let slip = Slip::new(span, "a value without a key in an object", help);
                self.push(slip.related(opened..opened + 1, "the object"));
                return None;
            }
            Wants::Value => self.wants = Wants::Comma,
            Wants::Colon => {
                let key = self.last.clone();
                let help = format!("write `{}: `", self.shown(&key));
                self.say(key, "no colon after the key", help);
                self.wants = Wants::Comma;
            }
            Wants::Comma => return self.after_end(span),
        }
        self.last = span.clone();
        self.at = span.end;
        Some(())
    }

    fn after_end(&mut self, span: Range<usize>) -> Option<()> {
        let help = "remove it, or one of the brackets before it";
        self.say(span, "text after the end of the document", help);
        None
    }

    fn no_value(&mut self, key: Range<usize>) {
        let help = format!("write `{}: …`", self.shown(&key));
        self.say(key, "a key without a value", help);
    }

    /// Returns the current key of the innermost object.
    fn key(&self) -> Option<Range<usize>> {
        let open = self.open.last().filter(|open| open.is_map)?;
        Some(open.key.clone())
    }

    fn shown(&self, span: &Range<usize>) -> String {
        shorten(self.text.get(span.clone()).unwrap_or_default())
    }

    fn comma_read(&mut self) {
        let is_map = self.open.last_mut().is_some_and(|open| {
            open.index += 1;
            open.is_map
        });
        self.wants = if is_map { Wants::Key } else { Wants::Value };
    }

    fn comma(&mut self, c: char) -> Option<()> {
        let at = self.at..self.at + 1;
        if c == ';' {
            self.say(at.clone(), "`;` is not part of JSON's syntax", "write `,`");
        }
        match self.wants {
            Wants::Comma if self.open.is_empty() => return self.after_end(at),
            Wants::Comma => self.comma_read(),
            Wants::Colon => {
                self.no_value(self.last.clone());
                self.comma_read();
            }
            Wants::Value
                if self.text.get(self.last.clone()) != Some(",") && self.key().is_some() =>
            {
                self.no_value(self.key().unwrap_or_default());
                self.comma_read();
            }
            Wants::Key | Wants::Value => {
                let message = "nothing before this comma";
                self.say(at.clone(), message, "remove it, or write what it follows");
                self.comma_read();
            }
        }
        self.last = at.clone();
        self.at = at.end;
        Some(())
    }

    fn colon(&mut self, rest: &str) -> Option<()> {
        let len = if rest.starts_with("=>") || rest.starts_with(":=") {
            2
        } else {
            1
        };
        let span = self.at..self.at + len;
        let written = self.shown(&span);
        match (self.wants, self.open.last()) {
            (Wants::Colon, _) => {}
            (Wants::Comma, Some(open)) if !open.is_map => {
                let opened = open.at;
                let help =
                    "close the array with `]` before it, or write `{` before it and `}` after it";
                let slip = Slip::new(self.last.clone(), "a key in an array", help);
                self.push(slip.related(opened..opened + 1, "the array"));
                return None;
            }
            (Wants::Comma, Some(_)) => {
                self.say(
                    span,
                    "a second colon in one entry",
                    "write `,` between two entries",
                );
                return None;
            }
            _ => {
                self.say(
                    span,
                    "nothing before this colon",
                    "write a key before it, or remove it",
                );
                return None;
            }
        }
        if written != ":" {
            self.say(
                span.clone(),
                format!("`{written}` is not part of JSON's syntax"),
                "write `:`",
            );
        }
        self.wants = Wants::Value;
        self.last = span.clone();
        self.at = span.end;
        Some(())
    }

    fn comment(&mut self, len: usize) -> Option<()> {
        let span = self.at..self.at + len;
        let line = self
            .text
            .get(span.clone())?
            .lines()
            .next()?
            .trim_end()
            .len();
        let help = "remove it, or write the description in YAML, which has comments with `#`";
        self.say(self.at..self.at + line, "JSON has no comments", help);
        self.at = span.end;
        Some(())
    }

    /// Reports the output of another program, which is not JSON.
    fn foreign(&mut self, rest: &str) -> Option<()> {
        let span = self.at..self.at + rest.lines().next()?.trim_end().len();
        if rest.starts_with("<<<<<<<") {
            self.say(span, MERGE_CONFLICT, MERGE_CONFLICT_HELP);
        } else {
            self.say(
                span,
                "no value begins with `<`",
                "put text in quotes, and write what a placeholder stands for",
            );
        }
        None
    }
}
