//! Code as a flat list of tokens: the text of all of them in one string, operators as single tokens, groups with the
//! distance to their end.

use std::fmt::Write;
use std::ops::Range;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

use super::source::{MARKED, Source, unescaped};

/// A token.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    /// The kind of the token.
    pub(super) kind: Kind,
    start: usize,
    end: usize,
}

/// The kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An identifier or a keyword.
    Word,
    /// A literal or a lifetime.
    Literal,
    /// An operator, e.g. `::`.
    Operator,
    /// The start of a group, and the distance to its end.
    Open(Delimiter, usize),
    /// The end of a group.
    Close(Delimiter),
}

impl Kind {
    /// Returns the delimiter, if the token is one.
    pub(super) fn delimiter(self) -> Option<&'static str> {
        match self {
            Self::Open(Delimiter::Parenthesis, _) => Some("("),
            Self::Open(Delimiter::Bracket, _) => Some("["),
            Self::Open(Delimiter::Brace, _) => Some("{"),
            Self::Close(Delimiter::Parenthesis) => Some(")"),
            Self::Close(Delimiter::Bracket) => Some("]"),
            Self::Close(Delimiter::Brace) => Some("}"),
            _ => None,
        }
    }
}

/// The operators of several characters in emitted code; an operator comes before those that it begins with.
pub(super) const OPERATORS: &[&str] = &["..=", "::", "->", "=>", "..", "&&", "||", "==", "!="];

/// The number of tokens of a doc comment with one attribute: `#`, `[`, `doc`, `=`, its text, `]`.
const COMMENT: usize = 6;

/// A piece of code.
#[derive(Debug, Default)]
pub(super) struct Code {
    text: String,
    tokens: Vec<Token>,
}

impl Code {
    /// Returns the tokens of a stream.
    pub(super) fn of(stream: TokenStream) -> Self {
        let mut code = Self::default();
        code.append(stream);
        code
    }

    pub(super) fn append(&mut self, stream: TokenStream) {
        let mut trees = stream.into_iter().peekable();
        while let Some(tree) = trees.next() {
            let start = self.text.len();
            let kind = match tree {
                TokenTree::Group(group) => {
                    let (delimiter, inner) = (group.delimiter(), group.stream());
                    // The tokens of a stream that is not shared are moved out of it, not cloned.
                    drop(group);
                    let open = self.open(delimiter);
                    self.append(inner);
                    self.close(open, delimiter);
                    continue;
                }
                // Writing to a string cannot fail.
                TokenTree::Ident(word) => {
                    let _ = write!(self.text, "{word}");
                    Kind::Word
                }
                TokenTree::Literal(literal) => {
                    let _ = write!(self.text, "{literal}");
                    Kind::Literal
                }
                TokenTree::Punct(mark) => {
                    self.text.push(mark.as_char());
                    let mut is_joint = mark.spacing() == Spacing::Joint;
                    while is_joint && let Some(TokenTree::Punct(next)) = trees.peek() {
                        self.text.push(next.as_char());
                        let operator = self.text.get(start..).unwrap_or_default();
                        if !OPERATORS.contains(&operator) {
                            self.text.pop();
                            break;
                        }
                        is_joint = next.spacing() == Spacing::Joint;
                        trees.next();
                    }
                    if let (true, Some(TokenTree::Ident(word))) =
                        (mark.as_char() == '\'', trees.peek())
                    {
                        let _ = write!(self.text, "{word}");
                        trees.next();
                        Kind::Literal
                    } else {
                        Kind::Operator
                    }
                }
            };
            let end = self.text.len();
            self.tokens.push(Token { kind, start, end });
        }
    }

    /// Reserves space for the tokens of a text.
    pub(super) fn reserve(&mut self, length: usize) {
        self.text.reserve(length);
        self.tokens.reserve(length / 4);
    }

    /// Adds a token that is not a delimiter.
    pub(super) fn push(&mut self, kind: Kind, text: &str) {
        let start = self.text.len();
        self.text.push_str(text);
        let end = self.text.len();
        self.tokens.push(Token { kind, start, end });
    }

    /// Begins a group; returns the index of its first token.
    pub(super) fn open(&mut self, delimiter: Delimiter) -> usize {
        let (at, place) = (self.tokens.len(), self.text.len());
        self.tokens.push(Token {
            kind: Kind::Open(delimiter, 0),
            start: place,
            end: place,
        });
        at
    }

    /// Ends the group that began at a token.
    pub(super) fn close(&mut self, at: usize, delimiter: Delimiter) {
        let distance = self.tokens.len().saturating_sub(at);
        if let Some(open) = self.tokens.get_mut(at) {
            open.kind = Kind::Open(delimiter, distance);
        }
        self.tokens.push(Token {
            kind: Kind::Close(delimiter),
            start: 0,
            end: 0,
        });
    }

    /// Returns these tokens as text that syn can read, after some other text. A third of the output is documentation,
    /// which needs no layout, so a mark replaces each run of doc comments.
    pub(super) fn source(&self, before: &str, range: Range<usize>) -> Source {
        let mut source = Source {
            text: before.to_owned(),
            comments: Vec::new(),
        };
        let mut at = range.start;
        while at < range.end {
            if let Some(first) = self.comment(at) {
                let mut lines = first;
                at = at.saturating_add(COMMENT);
                while let Some(next) = self.comment(at) {
                    lines.push('\n');
                    lines.push_str(&next);
                    at = at.saturating_add(COMMENT);
                }
                source.comments.push(lines);
                source.text.push_str(MARKED);
                continue;
            }
            source.text.push_str(self.written(at));
            source.text.push(' ');
            at = at.saturating_add(1);
        }
        source
    }

    /// Returns a token as it is written.
    pub(super) fn written(&self, at: usize) -> &str {
        let delimiter = self.kind(at).and_then(Kind::delimiter);
        delimiter.unwrap_or_else(|| self.text(at))
    }

    /// Returns the text of the doc comment, of one attribute, that begins at a token.
    pub(super) fn comment(&self, at: usize) -> Option<String> {
        self.documented(self.is(at, "#").then(|| at.saturating_add(1))?)
    }

    /// Returns the text of the inner attribute that begins at a token, if it is a doc comment.
    pub(super) fn inner_comment(&self, at: usize) -> Option<String> {
        self.documented(at.saturating_add(2))
    }

    fn documented(&self, open: usize) -> Option<String> {
        if !self.is(open.saturating_add(1), "doc") {
            return None;
        }
        let after = self.after(open);
        let literal = self.text(open.saturating_add(3));
        let text = literal.strip_prefix('"')?.strip_suffix('"')?;
        (after == open.saturating_add(COMMENT).saturating_sub(1)).then(|| unescaped(text))
    }

    /// Returns the number of tokens.
    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Returns the kind of a token.
    pub(super) fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    /// Returns the text of a token; empty for delimiters, and where there is no token.
    pub(super) fn text(&self, at: usize) -> &str {
        let token = self.tokens.get(at);
        let text = token.and_then(|token| self.text.get(token.start..token.end));
        text.unwrap_or_default()
    }

    /// Whether a token is a given word or operator.
    pub(super) fn is(&self, at: usize, text: &str) -> bool {
        self.text(at) == text
    }

    /// Returns the end of the group that begins at a token.
    pub(super) fn close_of(&self, at: usize) -> Option<usize> {
        match self.kind(at)? {
            Kind::Open(_, distance) => Some(at.saturating_add(distance)),
            _ => None,
        }
    }

    /// Returns the token after a token, or after the group that begins there.
    pub(super) fn after(&self, at: usize) -> usize {
        self.close_of(at).unwrap_or(at).saturating_add(1)
    }

    /// Returns the code without some of its tokens: at each token, `replace` returns a range of tokens and the part of
    /// it that is kept.
    pub(super) fn replaced(
        mut self,
        mut replace: impl FnMut(&Self, usize) -> Option<(Range<usize>, Range<usize>)>,
    ) -> Self {
        let mut kept: Vec<Token> = Vec::with_capacity(self.tokens.len());
        let mut open = Vec::new();
        let mut at = 0;
        while let Some(token) = self.tokens.get(at).copied() {
            if let Some((all, part)) = replace(&self, at) {
                kept.extend_from_slice(self.tokens.get(part).unwrap_or_default());
                at = all.end;
                continue;
            }
            match token.kind {
                Kind::Open(..) => open.push(kept.len()),
                Kind::Close(delimiter) => {
                    let start = open.pop().unwrap_or_default();
                    let distance = kept.len().saturating_sub(start);
                    if let Some(start) = kept.get_mut(start) {
                        start.kind = Kind::Open(delimiter, distance);
                    }
                }
                _ => {}
            }
            kept.push(token);
            at = at.saturating_add(1);
        }
        self.tokens = kept;
        self
    }
}
