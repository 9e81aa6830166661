//! Code that fits a line, as prettyplease writes it: most of what is laid out for the first time.
//!
//! What does not fit, and what prettyplease breaks even if it fits (braces), is left to it. A test compares both.

use std::ops::Range;

use super::code::{Code, Kind};
use super::source::MARGIN;
use super::spaced::Writer;
use super::split;

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
    if at < range.end {
        match parameters(code, at..range.end) {
            Some((open, close)) if end == End::Brace => {
                head(code, &mut text, [at, open, close, range.end])?;
            }
            _ => text.line(&[&line(code, at..range.end)?, end.text()])?,
        }
    }
    Some(text.text)
}

/// Lines of text.
struct Text {
    text: String,
    margin: usize,
}

impl Text {
    /// Adds a line; `None` where it is too long.
    fn line(&mut self, parts: &[&str]) -> Option<()> {
        let start = self.text.len();
        self.text.extend(std::iter::repeat_n(' ', self.margin));
        self.text.extend(parts.iter().copied());
        let length = self.text.len().saturating_sub(start);
        self.text.push('\n');
        (length <= MARGIN).then_some(())
    }

    fn comment(&mut self, line: &str) {
        self.text.extend(std::iter::repeat_n(' ', self.margin));
        self.text.extend(["///", line.trim_end_matches(' '), "\n"]);
    }
}

/// Code on one line.
fn line(code: &Code, range: Range<usize>) -> Option<String> {
    let is_tail = !code.is(range.end.saturating_sub(1), ";");
    // prettyplease adds a semicolon to these.
    if is_tail && code.is(range.start, "return") {
        return None;
    }
    let mut writer = Writer::new(code);
    writer.tokens(range.start, range.end);
    writer.is_certain.then_some(writer.text)
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

/// The head of a function, with a line for each parameter where they do not fit one.
fn head(code: &Code, text: &mut Text, [start, open, close, end]: [usize; 4]) -> Option<()> {
    let name = line(code, start..open)?;
    let rows = split::rows(code, open.saturating_add(1)..close);
    let rows: Vec<String> = rows.map(|row| line(code, row)).collect::<Option<_>>()?;
    let mut result = line(code, close.saturating_add(1)..end)?;
    if !result.is_empty() {
        result.insert(0, ' ');
    }
    let length = text.margin
        + name.len()
        + "()".len()
        + rows
            .iter()
            .map(|row| row.len() + ", ".len())
            .sum::<usize>()
            .saturating_sub(", ".len());
    let fits = |rest: usize| length.saturating_add(rest) <= MARGIN;
    if fits(result.len().saturating_add(" {".len())) {
        return text.line(&[&name, "(", &rows.join(", "), ")", &result, " {"]);
    }
    // With so little behind them parameters stay on their line, and the result is broken.
    let next = result
        .find('<')
        .map_or(result.len() + " {".len(), |at| at + 1);
    if rows.is_empty() || fits(next) || result.contains(['(', '[', '+']) {
        return None;
    }
    text.line(&[&name, "("])?;
    text.margin += 4;
    for row in &rows {
        text.line(&[row, ","])?;
    }
    text.margin -= 4;
    text.line(&[")", &result, " {"])
}
