//! The inputs of the runtime's macros, which are not Rust: a row a line.

use proc_macro2::Delimiter;

use super::code::{Code, Kind};
use super::split::end_of_row;

/// A call of a macro with `NAME { rows }` or `match NAME { rows }` as its input.
pub(super) fn table(name: &Code, input: &Code) -> String {
    let mut writer = Writer {
        code: input,
        text: (0..name.len())
            .map(|at| name.written(at))
            .collect::<String>()
            + "! {\n    ",
        before: Before::Start,
        is_closure: false,
    };
    let open = (0..input.len())
        .find(|at| matches!(input.kind(*at), Some(Kind::Open(Delimiter::Brace, _))));
    let end = open.unwrap_or(input.len());
    writer.tokens(0, end);
    if let Some(close) = open.and_then(|open| input.close_of(open)) {
        writer.text.push_str(" {");
        let mut at = end.saturating_add(1);
        while at < close {
            writer.text.push_str("\n        ");
            (writer.before, writer.is_closure) = (Before::Start, false);
            let row = at;
            at = end_of_row(input, at, close);
            writer.tokens(row, at);
            if input.is(at, ",") || !input.is(row, "..") {
                writer.text.push(',');
            }
            at = at.saturating_add(1);
        }
        writer.text.push_str("\n    }");
    }
    writer.text + "\n}\n"
}

/// What is before a token, as far as it decides whether there is a space.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// Nothing, or what no space follows.
    Start,
    /// A word, a literal or the end of a group.
    Word,
    /// What a space follows.
    Spaced,
}

struct Writer<'c> {
    code: &'c Code,
    text: String,
    before: Before,
    /// Whether the parameters of a closure have begun.
    is_closure: bool,
}

impl Writer<'_> {
    fn tokens(&mut self, from: usize, to: usize) {
        for at in from..to {
            self.token(at);
        }
    }

    fn token(&mut self, at: usize) {
        let text = self.code.text(at);
        let kind = self.code.kind(at);
        let delimiter = kind.and_then(Kind::delimiter).unwrap_or_default();
        match kind {
            Some(Kind::Open(..)) => {
                self.space(self.before == Before::Spaced);
                self.text.push_str(delimiter);
                self.before = Before::Start;
            }
            Some(Kind::Close(_)) => {
                self.text.push_str(delimiter);
                self.before = Before::Word;
            }
            Some(Kind::Operator) => self.operator(text),
            _ => {
                self.space(self.before != Before::Start);
                self.text.push_str(text);
                self.before = Before::Word;
            }
        }
    }

    fn operator(&mut self, text: &str) {
        let (space_before, after) = match text {
            "," | ":" => (false, Before::Spaced),
            "=>" | "=" | "&&" | "||" | "==" | "!=" => (true, Before::Spaced),
            // The parameters of a closure begin where no operand is before.
            "|" if self.is_closure => {
                self.is_closure = false;
                (false, Before::Spaced)
            }
            "|" if self.before != Before::Word => {
                self.is_closure = true;
                (self.before == Before::Spaced, Before::Start)
            }
            "|" => (true, Before::Spaced),
            "&" | "!" | "*" | ".." => (self.before == Before::Spaced, Before::Start),
            ">" => (false, Before::Word),
            _ => (false, Before::Start),
        };
        self.space(space_before);
        self.text.push_str(text);
        self.before = after;
    }

    fn space(&mut self, is_wanted: bool) {
        if is_wanted {
            self.text.push(' ');
        }
    }
}
