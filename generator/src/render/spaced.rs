//! Tokens with the spaces that prettyplease puts between them on a line.

use proc_macro2::Delimiter;

use super::code::{Code, Kind};

/// What comes before a token, as far as it decides whether a space is needed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// The start of the line, or a token without a space after it.
    Start,
    /// A word, a literal or the end of a group.
    Word,
    /// A token with a space after it.
    Spaced,
}

/// The keywords with a space after them, whatever follows, like lifetimes.
const APART: &[&str] = &[
    "as", "const", "dyn", "for", "in", "let", "match", "mut", "ref", "return", "static", "type",
];

/// Writes tokens on one line.
pub(super) struct Writer<'c> {
    code: &'c Code,
    pub(super) text: String,
    before: Before,
    /// Whether the parameters of a closure are being written.
    is_closure: bool,
    /// Whether prettyplease certainly does not break this code if the line is short enough.
    pub(super) is_certain: bool,
}

impl<'c> Writer<'c> {
    pub(super) fn new(code: &'c Code) -> Self {
        Self {
            code,
            text: String::with_capacity(128),
            before: Before::Start,
            is_closure: false,
            is_certain: true,
        }
    }

    /// Begins a line.
    pub(super) fn begin(&mut self) {
        (self.before, self.is_closure) = (Before::Start, false);
    }

    pub(super) fn tokens(&mut self, from: usize, to: usize) {
        for at in from..to {
            self.token(at);
        }
    }

    fn token(&mut self, at: usize) {
        let text = self.code.text(at);
        let kind = self.code.kind(at);
        let delimiter = kind.and_then(Kind::delimiter).unwrap_or_default();
        match kind {
            Some(Kind::Open(group, _)) => {
                self.is_certain &= matches!(group, Delimiter::Parenthesis | Delimiter::Bracket);
                self.space(self.before == Before::Spaced);
                self.text.push_str(delimiter);
                self.before = Before::Start;
            }
            Some(Kind::Close(_)) => {
                // A trailing comma, or that of a tuple with one element.
                self.is_certain &= !self.code.is(at.wrapping_sub(1), ",");
                self.text.push_str(delimiter);
                self.before = Before::Word;
            }
            // A trailing comma, which only a broken line has.
            Some(Kind::Operator) if text == "," && self.code.is(at.saturating_add(1), ">") => {}
            Some(Kind::Operator) => {
                self.is_certain &= self.is_plain(at, text);
                self.operator(text);
            }
            _ => {
                self.is_certain &= text != "where";
                self.space(self.before != Before::Start);
                self.text.push_str(text);
                let is_apart = match kind {
                    Some(Kind::Word) => APART.contains(&text),
                    _ => text.starts_with('\''),
                };
                self.before = if is_apart {
                    Before::Spaced
                } else {
                    Before::Word
                };
            }
        }
    }

    /// Whether an operator has its usual meaning here.
    fn is_plain(&self, at: usize, text: &str) -> bool {
        let before = at.wrapping_sub(1);
        let is_after_value = self.before == Before::Word;
        match text {
            "::" => is_after_value && !self.code.is(before, "impl"),
            "<" | "=" | "?" | "&&" | "||" | "==" | "!=" => is_after_value,
            "&" | "*" | "!" => !is_after_value,
            "|" => self.is_closure || !is_after_value,
            "," | "..=" | ":" | ";" | "." | "->" | "+" | ">" => true,
            _ => false,
        }
    }

    fn operator(&mut self, text: &str) {
        let (space_before, after) = match text {
            "," | ":" | ";" => (false, Before::Spaced),
            "=>" | "->" | "+" | "=" | "&&" | "||" | "==" | "!=" => (true, Before::Spaced),
            // The parameters of a closure begin where no operand comes before.
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
            ">" | "?" => (false, Before::Word),
            _ => (false, Before::Start),
        };
        self.space(space_before && self.before != Before::Start);
        self.text.push_str(text);
        self.before = after;
    }

    fn space(&mut self, is_wanted: bool) {
        if is_wanted {
            self.text.push(' ');
        }
    }
}
