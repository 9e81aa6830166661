//! Code that fits a line, as prettyplease writes it: most of what is laid out for the first time.
//!
//! What does not fit is broken here where that is as simple as a line for each row, and left to prettyplease otherwise. A
//! test compares both.

use std::ops::Range;

use proc_macro2::Delimiter;

use super::code::{Code, Kind};
use super::source::{MARGIN, STRUCT};
use super::spaced::Writer;
use super::split;
use crate::names::is_keyword;

/// What follows a piece of code on its last line.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Nothing.
    Nothing,
    /// A comma.
    Comma,
    /// The brace of what it is the head of.
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

/// A piece of code that begins in this column: its attributes, a line each, and a line for the rest; the parameters of a
/// function may have lines of their own. `None` where it is not as simple as that.
pub(super) fn written(code: &Code, range: Range<usize>, margin: usize, end: End) -> Option<String> {
    let mut text = Text {
        text: String::new(),
        margin,
    };
    let mut at = range.start;
    while at < range.end && code.is(at, "#") {
        let inner = at.saturating_add(1);
        let after = code.after(inner);
        match code.comment(at) {
            Some(comment) => comment.split('\n').for_each(|line| text.comment(line)),
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
        _ => match line(code, rest.clone()) {
            Some(short) if text.fits(short.len() + end.text().len()) => {
                text.line(&[&short, end.text()])?;
            }
            Some(_) if end == End::Nothing => text.chain(code, rest)?,
            _ => return None,
        },
    }
    Some(text.text)
}

/// Lines of text.
struct Text {
    text: String,
    margin: usize,
}

impl Text {
    /// Whether a line of so many letters is short enough.
    fn fits(&self, length: usize) -> bool {
        self.margin.saturating_add(length) <= MARGIN
    }

    /// Adds a line; `None` where it is too long.
    fn line(&mut self, parts: &[&str]) -> Option<()> {
        let is_short = self.fits(parts.iter().map(|part| part.len()).sum());
        self.unbroken(parts);
        is_short.then_some(())
    }

    /// Adds a line, however long it is.
    fn unbroken(&mut self, parts: &[&str]) {
        self.text.extend(std::iter::repeat_n(' ', self.margin));
        self.text.extend(parts.iter().copied());
        self.text.push('\n');
    }

    /// Adds a line for each row.
    fn rows(&mut self, rows: &[String]) -> Option<()> {
        self.margin = self.margin.saturating_add(4);
        let all = rows.iter().try_for_each(|row| self.line(&[row, ","]));
        self.margin = self.margin.saturating_sub(4);
        all
    }

    fn comment(&mut self, line: &str) {
        self.unbroken(&["///", line.trim_end_matches(' ')]);
    }

    /// The head of a function, with a line for each parameter where they do not fit one.
    fn function(
        &mut self,
        code: &Code,
        range: Range<usize>,
        parameters: Range<usize>,
    ) -> Option<()> {
        let name = line(code, range.start..parameters.start)?;
        let rows = rows(code, parameters.start)?;
        let mut result = line(code, parameters.end.saturating_add(1)..range.end)?;
        if !result.is_empty() {
            result.insert(0, ' ');
        }
        let flat = rows.join(", ");
        let length = [&name, "(", &flat, ")"].concat().len();
        if self.fits(length + result.len() + " {".len()) {
            return self.line(&[&name, "(", &flat, ")", &result, " {"]);
        }
        // With so little behind them parameters stay on their line, and the result is broken.
        let next = result.find('<');
        let next = next.map_or(result.len() + " {".len(), |at| at + "<".len());
        if rows.is_empty() || self.fits(length + next) || result.contains(['(', '[', '+']) {
            return None;
        }
        self.line(&[&name, "("])?;
        self.rows(&rows)?;
        self.line(&[")", &result, " {"])
    }

    /// A `use` of several, with as many on a line as fit.
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
            // The comma of the last one has no place to be in.
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

    /// A `match`, or `let x = match`, with a line for each arm, and three for one that is too long.
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
            self.line(&[&value, if is_return { ";" } else { "" }])?;
            self.margin -= 4;
            self.line(&["}"])?;
        }
        self.margin -= 4;
        let end = code.after(open) < range.end;
        self.line(&["}", if end { ";" } else { "" }])
    }

    /// The literal of a struct.
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

    /// A static whose value is a call, with a line for each method that is called on that.
    fn chain(&mut self, code: &Code, range: Range<usize>) -> Option<()> {
        let mut inner = range.clone();
        if !code.is(range.start, "static") {
            return None;
        }
        let value = inner.find(|at| code.is(*at, "="))?;
        let is_open = |at: &usize| matches!(code.kind(*at), Some(Kind::Open(..)));
        let open = inner.find(is_open)?;
        let name = line(code, range.start..open)?;
        let arguments = rows(code, open)?;
        let methods = methods(code, code.after(open)..range.end)?;
        let flat = arguments.join(", ");
        let is_blocklike = !matches!(code.kind(open.saturating_add(1)), Some(Kind::Literal));
        if value.saturating_add(1) == open || arguments.is_empty() || is_blocklike {
            return None;
        }
        let Some((last, methods)) = methods.split_last() else {
            self.unbroken(&[&name, "("]);
            self.rows(&arguments)?;
            return self.line(&[");"]);
        };
        if self.fits(name.len() + flat.len() + "()".len()) {
            self.line(&[&name, "(", &flat, ")"])?;
            self.margin += 4;
        } else {
            self.unbroken(&[&name, "("]);
            self.margin += 4;
            self.rows(&arguments)?;
            self.line(&[")"])?;
        }
        for method in methods {
            self.line(&[method])?;
        }
        self.line(&[last, ";"])
    }
}

/// Code on one line.
fn line(code: &Code, range: Range<usize>) -> Option<String> {
    let mut writer = Writer::new(code);
    writer.tokens(range.start, range.end);
    writer.is_certain.then_some(writer.text)
}

/// The rows in a group, each on one line.
fn rows(code: &Code, open: usize) -> Option<Vec<String>> {
    let rows = split::rows(code, open.saturating_add(1)..code.close_of(open)?);
    rows.map(|row| line(code, row)).collect()
}

/// Where the braces begin with which these tokens end, or end but for a semicolon.
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

/// Whether a statement that ends with braces is a `match`, or binds one.
fn scrutinee(code: &Code, start: usize) -> bool {
    let is_let = code.is(start, "let") && code.is(start.saturating_add(2), "=");
    code.is(start, "match") || is_let && code.is(start.saturating_add(3), "match")
}

/// Whether a path may begin with this word.
fn is_name(word: &str) -> bool {
    matches!(word, "Self" | "crate" | "super") || !is_keyword(word)
}

/// The calls of methods that these tokens are, up to the semicolon.
fn methods(code: &Code, range: Range<usize>) -> Option<Vec<String>> {
    let mut methods = Vec::new();
    let mut at = range.start;
    while !code.is(at, ";") {
        let open = at.saturating_add(2);
        if !code.is(at, ".") || !matches!(code.kind(open), Some(Kind::Open(..))) {
            return None;
        }
        methods.push(line(code, at..code.after(open))?);
        at = code.after(open);
    }
    (at.saturating_add(1) == range.end).then_some(methods)
}

/// Where the parameters of a function begin and end, if this is the head of one.
fn parameters(code: &Code, range: Range<usize>) -> Option<(usize, usize)> {
    let mut at = range.start;
    while !code.is(at, "fn") {
        at = code.after(at);
        if at >= range.end {
            return None;
        }
    }
    let is_open = |at: &usize| {
        code.kind(*at)
            .and_then(Kind::delimiter)
            .is_some_and(|delimiter| delimiter == "(")
    };
    let open = (at..range.end).find(is_open)?;
    Some((open, code.close_of(open)?))
}
