//! Code that fits on a line, in the style of prettyplease: this is most of what is laid out for the first time.
//!
//! Code that does not fit is broken here where that is as simple as a line for each row, and left to prettyplease
//! otherwise. A test compares the results.

use std::ops::Range;

use proc_macro2::Delimiter;

use super::code::{Code, Kind};
use super::source::{MARGIN, STRUCT, indent, push_comment};
use super::spaced::Writer;
use super::split;
use crate::names::is_keyword;

/// The text after a piece of code on its last line.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Nothing.
    Nothing,
    /// A comma.
    Comma,
    /// The opening brace of an item, after its head.
    Brace,
}

impl End {
    fn text(self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::Comma => ",",
            Self::Brace => " {",
        }
    }
}

/// Returns the lines of a piece of code: one line for each attribute and one for the rest; the parameters of a function
/// may have lines of their own. `None` if it needs a more complex layout.
pub(super) fn written(code: &Code, range: Range<usize>, margin: usize, end: End) -> Option<String> {
    let mut text = Text {
        text: String::with_capacity(256),
        margin,
    };
    let mut at = range.start;
    while at < range.end && code.is(at, "#") {
        let inner = at.saturating_add(1);
        let after = code.after(inner);
        match code.comment(at) {
            Some(comment) => {
                indent(&mut text.text, margin);
                push_comment(&mut text.text, &comment, margin);
            }
            None => {
                let inner = inner.saturating_add(1)..after.saturating_sub(1);
                text.line(&["#[", &line(code, inner)?, "]"])?;
            }
        }
        at = after;
    }
    let rest = at..range.end;
    if rest.is_empty() {
        return Some(text.text);
    }
    match (end, braces(code, rest.clone())) {
        (End::Brace, _) => match parameters(code, rest.clone()) {
            Some((open, close)) => text.function(code, rest, open..close)?,
            None => text.line(&[&line(code, rest)?, end.text()])?,
        },
        (End::Nothing, Some(open)) if code.is(open.wrapping_sub(1), "::") => {
            text.uses(code, rest, open)?;
        }
        (End::Nothing, Some(open)) => match scrutinee(code, rest.start) {
            true => text.arms(code, rest, open)?,
            false => text.literal(code, rest, open)?,
        },
        // prettyplease adds a semicolon.
        _ if code.is(rest.start, "return") => return None,
        _ if code.is(rest.start, "static") => text.constant(code, rest)?,
        _ => text.line(&[&line(code, rest)?, end.text()])?,
    }
    Some(text.text)
}

/// Lines of text with a margin.
pub(super) struct Text {
    text: String,
    pub(super) margin: usize,
}

impl Text {
    /// Whether a line with this number of bytes is short enough.
    pub(super) fn fits(&self, length: usize) -> bool {
        self.margin.saturating_add(length) <= MARGIN
    }

    /// Adds a line; `None` if it is too long.
    pub(super) fn line(&mut self, parts: &[&str]) -> Option<()> {
        let is_short = self.fits(parts.iter().map(|part| part.len()).sum());
        self.unbroken(parts);
        is_short.then_some(())
    }

    /// Adds a line of any length.
    pub(super) fn unbroken(&mut self, parts: &[&str]) {
        indent(&mut self.text, self.margin);
        self.text.extend(parts.iter().copied());
        self.text.push('\n');
    }

    /// Adds a line for each row.
    pub(super) fn rows(&mut self, rows: &[String]) -> Option<()> {
        self.margin = self.margin.saturating_add(4);
        let all = rows.iter().try_for_each(|row| self.line(&[row, ","]));
        self.margin = self.margin.saturating_sub(4);
        all
    }

    /// Writes the head of a function, with a line for each parameter if they do not fit on one line.
    fn function(
        &mut self,
        code: &Code,
        range: Range<usize>,
        parameters: Range<usize>,
    ) -> Option<()> {
        let name = line(code, range.start..parameters.start)?;
        let rows = rows(code, parameters.start)?;
        let flat = rows.join(", ");
        let short = line(code, parameters.end.saturating_add(1)..range.end)?;
        let gap = if short.is_empty() { "" } else { " " };
        let parts = [&name, "(", &flat, ")", gap, &short, " {"];
        if self.fits(parts.iter().map(|part| part.len()).sum()) {
            return self.line(&parts);
        }
        if rows.is_empty() {
            return None;
        }
        self.line(&[&name, "("])?;
        self.rows(&rows)?;
        self.line(&[")", gap, &short, " {"])
    }

    /// Writes a `use` of several names, with as many on each line as fit.
    fn uses(&mut self, code: &Code, range: Range<usize>, open: usize) -> Option<()> {
        let parent = line(code, range.start..open)?;
        let names = rows(code, open)?;
        let flat = names.join(", ");
        if names.len() < 2 {
            return None;
        }
        if self.fits(parent.len() + flat.len() + "{};".len()) {
            return self.line(&[&parent, "{", &flat, "};"]);
        }
        self.line(&[&parent, "{"])?;
        self.margin += 4;
        let mut filled = String::new();
        for (at, name) in names.iter().enumerate() {
            // The last name needs no space for a comma.
            let comma = usize::from(at + 1 < names.len());
            if !filled.is_empty() && !self.fits(filled.len() + " ".len() + name.len() + comma) {
                self.unbroken(&[&filled]);
                filled.clear();
            }
            let gap = if filled.is_empty() { "" } else { " " };
            filled.extend([gap, name, ","]);
        }
        self.unbroken(&[&filled]);
        self.margin -= 4;
        self.line(&["};"])
    }

    /// Writes a `match`, or `let x = match`, with a line for each arm, and three lines for an arm that is too long.
    fn arms(&mut self, code: &Code, range: Range<usize>, open: usize) -> Option<()> {
        self.line(&[&line(code, range.start..open)?, " {"])?;
        self.margin += 4;
        let close = code.close_of(open)?;
        for row in split::rows(code, open.saturating_add(1)..close) {
            let mut inner = row.clone();
            let arrow = inner.find(|at| code.is(*at, "=>"))?;
            let pattern = line(code, row.start..arrow)?;
            let value = line(code, arrow.saturating_add(1)..row.end)?;
            let is_return = code.is(arrow.saturating_add(1), "return");
            let length = pattern.len() + " => ".len() + value.len();
            if self.fits(length + ",".len()) {
                self.line(&[&pattern, " => ", &value, ","])?;
                continue;
            }
            if self.fits(length) {
                return None;
            }
            self.line(&[&pattern, " => {"])?;
            self.margin += 4;
            let end = if is_return { ";" } else { "" };
            self.line(&[&value, end])?;
            self.margin -= 4;
            self.line(&["}"])?;
        }
        self.margin -= 4;
        let end = code.after(open) < range.end;
        self.line(&["}", if end { ";" } else { "" }])
    }

    /// Writes the literal of a struct.
    fn literal(&mut self, code: &Code, range: Range<usize>, open: usize) -> Option<()> {
        let mut path = range.start..open;
        let is_path = path.all(|at| match at.saturating_sub(range.start) % 2 {
            0 => code.kind(at) == Some(Kind::Word) && is_name(code.text(at)),
            _ => code.is(at, "::"),
        });
        if !is_path || code.after(open) < range.end {
            return None;
        }
        let name = line(code, range.start..open)?;
        let rows = rows(code, open)?;
        let flat = rows.join(", ");
        let length = [&name, " { ", &flat, " "].concat().len();
        if length <= STRUCT && self.fits(length + "}".len()) {
            return self.line(&[&name, " { ", &flat, " }"]);
        }
        self.line(&[&name, " {"])?;
        self.rows(&rows)?;
        self.line(&["}"])
    }
}

/// Returns code on one line.
pub(super) fn line(code: &Code, range: Range<usize>) -> Option<String> {
    let mut writer = Writer::new(code);
    writer.tokens(range.start, range.end);
    writer.is_certain.then_some(writer.text)
}

/// Returns the rows in a group, each on one line.
pub(super) fn rows(code: &Code, open: usize) -> Option<Vec<String>> {
    let rows = split::rows(code, open.saturating_add(1)..code.close_of(open)?);
    rows.map(|row| line(code, row)).collect()
}

/// Returns the start of the braces at the end of these tokens, before an optional semicolon.
fn braces(code: &Code, range: Range<usize>) -> Option<usize> {
    let end = match code.is(range.end.wrapping_sub(1), ";") {
        true => range.end.saturating_sub(1),
        false => range.end,
    };
    let mut at = range.start;
    while code.after(at) < end {
        at = code.after(at);
    }
    let is_brace = matches!(code.kind(at), Some(Kind::Open(Delimiter::Brace, _)));
    is_brace.then_some(at)
}

/// Whether a statement that ends with braces is a `match`, or a `let` with one.
fn scrutinee(code: &Code, start: usize) -> bool {
    let is_let = code.is(start, "let") && code.is(start.saturating_add(2), "=");
    code.is(start, "match") || is_let && code.is(start.saturating_add(3), "match")
}

/// Whether a path may begin with a word.
fn is_name(word: &str) -> bool {
    matches!(word, "Self" | "crate" | "super") || !is_keyword(word)
}

/// Whether a token opens a list of arguments.
pub(super) fn is_open(code: &Code, at: usize) -> bool {
    matches!(code.kind(at), Some(Kind::Open(Delimiter::Parenthesis, _)))
}

/// Returns the start and the end of the parameters, if these tokens are the head of a function.
fn parameters(code: &Code, range: Range<usize>) -> Option<(usize, usize)> {
    let mut at = range.start;
    while !code.is(at, "fn") {
        at = code.after(at);
        if at >= range.end {
            return None;
        }
    }
    let open = (at..range.end).find(|at| is_open(code, *at))?;
    Some((open, code.close_of(open)?))
}

#[cfg(test)]
mod tests;
