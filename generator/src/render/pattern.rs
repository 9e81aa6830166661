//! Types and patterns, as prettyplease lays them out.

use proc_macro2::Delimiter;

use super::code::Kind;
use super::lines::{Break, Breaks, INDENT};
use super::writer::Writer;

impl Writer<'_> {
    /// A type.
    pub(super) fn ty(&mut self) {
        match self.kind() {
            Some(Kind::Operator) if self.is("&") => {
                self.token();
                if self.kind() == Some(Kind::Lifetime) {
                    self.token();
                    self.lines.word(" ");
                }
                if self.take("mut") {
                    self.lines.word("mut ");
                }
                self.ty();
            }
            Some(Kind::Word) if self.is("impl") || self.is("dyn") => {
                self.token();
                self.lines.word(" ");
                self.ty();
                while self.take("+") {
                    self.lines.word(" + ");
                    self.ty();
                }
            }
            Some(Kind::Open(Delimiter::Parenthesis, _)) => self.tuple(|writer, _| writer.ty()),
            Some(Kind::Open(Delimiter::Bracket, _)) => self.grouped("[", "]", |writer, end| {
                writer.ty();
                if writer.take(";") {
                    writer.lines.word("; ");
                    writer.expression(end);
                }
            }),
            Some(Kind::Word | Kind::Operator) => self.path(false),
            _ => self.token(),
        }
    }

    /// A path; in an expression, generics are written with `::`.
    pub(super) fn path(&mut self, in_expression: bool) {
        loop {
            if self.is("::") && !self.next_is("<") {
                self.token();
            }
            self.token();
            if self.is("::") && self.next_is("<") {
                self.token();
                self.generics(INDENT);
            } else if self.is("<") && !in_expression {
                self.generics(INDENT);
            } else if !in_expression
                && matches!(self.kind(), Some(Kind::Open(Delimiter::Parenthesis, _)))
            {
                self.signature();
            }
            if !self.is("::") {
                return;
            }
        }
    }

    /// The arguments and the result of a closure's type.
    fn signature(&mut self) {
        self.lines.begin(Breaks::All, INDENT);
        self.grouped("(", ")", |writer, end| {
            if writer.at < end {
                writer.lines.zero();
                writer.items_of(end, |writer, _| writer.ty());
            }
        });
        if self.take("->") {
            self.lines.word(" -> ");
            self.ty();
        }
        self.lines.end();
    }

    /// The generics that begin here.
    pub(super) fn generics(&mut self, indent: isize) {
        self.token();
        self.lines.begin(Breaks::All, indent);
        self.lines.zero();
        while !self.is(">") && !self.is_end() {
            if self.kind() == Some(Kind::Lifetime) {
                self.token();
            } else {
                self.ty();
                if self.take(":") {
                    self.lines.begin(Breaks::Needed, INDENT);
                    self.lines.word(": ");
                    self.ty();
                    while self.take("+") {
                        self.lines.space();
                        self.lines.word("+ ");
                        self.ty();
                    }
                    self.lines.end();
                }
                if self.take("=") {
                    self.lines.word(" = ");
                    self.ty();
                }
            }
            let is_comma = self.take(",");
            if is_comma && !self.is(">") {
                self.lines.word(",");
                self.lines.space();
            } else {
                self.lines.last(self.trailing(is_comma));
            }
        }
        self.lines.end();
        self.token();
    }

    /// A tuple, or what is in parentheses.
    pub(super) fn tuple(&mut self, item: impl Fn(&mut Self, usize)) {
        self.grouped("(", ")", |writer, end| match writer.find(end, &[","]) {
            _ if writer.at == end => {}
            None => item(writer, end),
            Some(comma) if comma.saturating_add(1) == end => {
                writer.lines.begin(Breaks::All, INDENT);
                writer.lines.zero();
                item(writer, comma);
                writer.lines.word(",");
                writer.lines.last("");
                writer.lines.end();
            }
            Some(_) => writer.list(INDENT, end, item),
        });
    }

    // Patterns.

    /// A pattern, up to an end.
    pub(super) fn pattern(&mut self, end: usize) {
        let guard = self.find(end, &["if"]);
        let stop = guard.unwrap_or(end);
        if self.find(stop, &["|"]).is_some() {
            let is_simple = (self.at..stop).all(|at| {
                let is_literal = self.code.kind(at) == Some(Kind::Literal);
                is_literal || self.code.is(at, "|") || self.code.is(at, "_")
            });
            let breaks = if is_simple {
                Breaks::Needed
            } else {
                Breaks::All
            };
            self.lines.begin(breaks, 0);
            while self.at < stop {
                if self.take("|") {
                    self.lines.space();
                    self.lines.word("| ");
                }
                self.one_pattern();
            }
            self.lines.end();
        } else {
            self.one_pattern();
        }
        if guard.is_some() {
            self.at = stop.saturating_add(1);
            self.lines.word(" if ");
            self.expression(end);
        }
    }

    pub(super) fn one_pattern(&mut self) {
        match self.kind() {
            Some(Kind::Operator) => {
                self.token();
                self.one_pattern();
            }
            Some(Kind::Literal) => {
                self.token();
                if self.is("..=") || self.is("..") {
                    self.token();
                    self.token();
                }
            }
            Some(Kind::Word) if self.is("mut") || self.is("ref") => {
                self.token();
                self.lines.word(" ");
                self.one_pattern();
            }
            Some(Kind::Open(Delimiter::Parenthesis, _)) => {
                self.tuple(|writer, stop| writer.pattern(stop));
            }
            Some(Kind::Word) => {
                // A struct's group begins before its path.
                let start = self.at;
                let path_end = self.path_end();
                if matches!(
                    self.code.kind(path_end),
                    Some(Kind::Open(Delimiter::Brace, _))
                ) {
                    self.lines.begin(Breaks::All, INDENT);
                    self.path(true);
                    self.lines.word(" ");
                    self.grouped("{", "}", |writer, end| {
                        writer.fields(end, Self::field_pattern);
                        writer.lines.end();
                    });
                    return;
                }
                self.at = start;
                self.path(true);
                if matches!(self.kind(), Some(Kind::Open(Delimiter::Parenthesis, _))) {
                    self.grouped("(", ")", |writer, end| {
                        if writer.at < end {
                            writer.list(INDENT, end, |writer, stop| writer.pattern(stop));
                        }
                    });
                }
            }
            _ => self.token(),
        }
    }

    fn field_pattern(&mut self, end: usize) {
        if self.code.is(self.at.saturating_add(1), ":") {
            self.token();
            self.at = self.at.saturating_add(1);
            self.lines.word(": ");
        }
        self.pattern(end);
    }

    /// The fields of a struct's pattern or value.
    pub(super) fn fields(&mut self, end: usize, field: impl Fn(&mut Self, usize)) {
        if self.at == end {
            return;
        }
        self.lines.space();
        while self.at < end {
            let stop = self.find(end, &[","]).unwrap_or(end);
            if self.take("..") {
                self.lines.word("..");
                if self.at < stop {
                    self.expression(stop);
                }
                self.lines.break_with(Break {
                    flat: " ",
                    offset: -INDENT,
                    ..Break::default()
                });
            } else {
                field(self, stop);
                if stop.saturating_add(1) < end {
                    self.lines.word(",");
                    self.lines.space();
                } else {
                    let before = self.trailing(stop < end);
                    self.lines.break_with(Break {
                        flat: " ",
                        before,
                        offset: -INDENT,
                        ..Break::default()
                    });
                }
            }
            self.at = stop.saturating_add(1);
        }
    }
}
