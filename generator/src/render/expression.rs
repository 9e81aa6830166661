//! Expressions, as prettyplease lays them out.

use proc_macro2::Delimiter;

use super::code::Kind;
use super::lines::{Break, Breaks, INDENT};
use super::writer::Writer;

/// What separates the operands of an operator, by how loosely it binds.
const OPERATORS: &[&[&str]] = &[&["||"], &["&&"], &["==", "!="]];

impl Writer<'_> {
    /// An expression, up to an end.
    pub(super) fn expression(&mut self, end: usize) {
        self.expression_at(end, false);
    }

    /// An expression; `starts` says whether it is the first of its line.
    pub(super) fn expression_at(&mut self, end: usize, starts: bool) {
        if self.is("|") || self.is("||") || self.is("move") {
            return self.closure(end);
        }
        if self.take("return") {
            self.lines.word("return ");
            return self.expression(end);
        }
        for operators in OPERATORS {
            let mut stops = Vec::new();
            let mut from = self.code.after(self.at);
            while let Some(stop) = self.find_from(from, end, operators) {
                stops.push(stop);
                from = stop.saturating_add(1);
            }
            if !stops.is_empty() {
                return self.binary(&stops, end);
            }
        }
        match self.kind() {
            Some(Kind::Operator) if !self.is("::") && !self.is("<") => {
                let is_reference = self.is("&");
                self.token();
                if is_reference && self.take("mut") {
                    self.lines.word("mut ");
                }
                self.expression(end);
            }
            _ => self.chain(end, starts),
        }
    }

    fn binary(&mut self, stops: &[usize], end: usize) {
        for _ in stops {
            self.lines.begin(Breaks::Needed, INDENT);
            self.lines.begin(Breaks::Needed, -INDENT);
        }
        let mut next = stops.iter().copied().chain([end]);
        self.expression(next.next().unwrap_or(end));
        for (stop, next) in stops.iter().zip(next) {
            self.at = *stop;
            self.lines.end();
            self.lines.space();
            self.token();
            self.lines.word(" ");
            self.expression(next);
            self.lines.end();
        }
    }

    fn closure(&mut self, end: usize) {
        self.lines.begin(Breaks::Needed, 0);
        if self.take("move") {
            self.lines.word("move ");
        }
        self.lines.begin(Breaks::All, INDENT);
        self.lines.word("|");
        if !self.take("||") {
            self.at = self.at.saturating_add(1);
            self.lines.zero();
            while !self.is("|") && !self.is_end() {
                self.one_pattern();
                if self.take(",") {
                    self.lines.word(",");
                    self.lines.space();
                }
            }
            self.at = self.at.saturating_add(1);
        }
        self.lines.word("|");
        self.lines.break_with(Break {
            flat: " ",
            offset: -INDENT,
            ..Break::default()
        });
        self.lines.end();
        self.lines.stop();
        if self.is_block_like(end) || self.is_call(end) {
            self.expression(end);
        } else {
            self.wrapped(end, false, "");
        }
        self.lines.end();
    }

    /// The body of a closure or an arm: in a block where it does not fit.
    pub(super) fn wrapped(&mut self, end: usize, starts: bool, flat: &'static str) {
        let (open, close) = if self.is_table {
            ("", flat)
        } else {
            ("{", "}")
        };
        self.lines.begin(Breaks::All, INDENT);
        self.lines.break_with(Break {
            before: open,
            ..Break::default()
        });
        self.expression_at(end, starts);
        if self.is_table {
            self.lines.word(flat);
        } else {
            self.lines.break_with(Break {
                flat,
                after: close,
                offset: -INDENT,
                ..Break::default()
            });
        }
        self.lines.end();
    }

    /// What is called, and the calls, fields and `?` after it.
    fn chain(&mut self, end: usize, starts: bool) {
        let start = self.at;
        let atom = self.atom_end(end);
        // Up to the last `.`, the chain is a group.
        let (mut dots, mut at) = (Vec::new(), atom);
        while at < end {
            if self.code.is(at, ".") {
                dots.push(at);
            }
            at = self.code.after(at);
        }
        let is_short = starts
            && atom == start.saturating_add(1)
            && self.code.kind(start) == Some(Kind::Word)
            && self.code.text(start).len() <= 4
            && dots.first() == Some(&atom);
        if dots.is_empty() {
            self.atom(end);
        } else {
            self.lines.begin(Breaks::All, INDENT);
            self.lines.begin(Breaks::All, -INDENT);
            self.atom(end);
            self.lines.end();
        }
        while self.at < end {
            match self.kind() {
                Some(Kind::Operator) if self.is(".") => {
                    let is_last = dots.last() == Some(&self.at);
                    self.member(is_short && self.at == atom, is_short && dots.len() == 1);
                    if is_last {
                        self.lines.end();
                    }
                }
                Some(Kind::Open(Delimiter::Parenthesis, _)) => self.arguments(),
                Some(Kind::Open(Delimiter::Bracket, _)) => {
                    self.grouped("[", "]", |writer, end| writer.expression(end));
                }
                _ => self.token(),
            }
        }
    }

    /// A field or a call of a method.
    fn member(&mut self, follows_short: bool, is_alone: bool) {
        if !follows_short {
            self.lines.zero();
        }
        self.token();
        self.token();
        if self.is("::") {
            self.token();
            self.generics(INDENT);
        }
        if matches!(self.kind(), Some(Kind::Open(Delimiter::Parenthesis, _))) {
            self.lines
                .begin(Breaks::All, if is_alone { -INDENT } else { 0 });
            self.arguments();
            self.lines.end();
        }
    }

    fn arguments(&mut self) {
        self.grouped("(", ")", |writer, end| {
            let is_single = writer
                .find(end, &[","])
                .is_none_or(|comma| comma.saturating_add(1) == end);
            if writer.at == end {
            } else if is_single && writer.is_block_like(end) {
                writer.expression(end);
            } else {
                writer.list(INDENT, end, Self::expression);
            }
        });
    }

    /// A literal, a path, a struct, a macro, an array or what is in parentheses.
    fn atom(&mut self, end: usize) {
        match self.kind() {
            Some(Kind::Open(Delimiter::Parenthesis, _)) => self.tuple(Self::expression),
            Some(Kind::Open(Delimiter::Bracket, _)) => self.array(),
            Some(Kind::Word | Kind::Operator) => {
                let path_end = self.path_end();
                match self.code.kind(path_end).filter(|_| path_end < end) {
                    Some(Kind::Open(Delimiter::Brace, _)) => {
                        self.lines.begin(Breaks::All, INDENT);
                        self.lines.begin(Breaks::Needed, -INDENT);
                        self.path(true);
                        self.lines.end();
                        self.lines.word(" ");
                        self.grouped("{", "}", |writer, end| {
                            writer.fields(end, Self::field_value);
                            writer.lines.end_if_within(34);
                        });
                    }
                    Some(Kind::Operator) if self.code.is(path_end, "!") => self.macro_call(),
                    _ => self.path(true),
                }
            }
            _ => self.token(),
        }
    }

    fn field_value(&mut self, end: usize) {
        self.token();
        if self.take(":") {
            self.lines.word(":");
            if self.is_table {
                self.lines.begin(Breaks::All, INDENT);
                self.lines.space();
            } else {
                self.lines.word(" ");
                self.lines.begin(Breaks::Needed, 0);
            }
            self.expression(end);
            self.lines.end();
        }
    }

    fn array(&mut self) {
        let end = self.close();
        let is_simple = (self.at.saturating_add(1)..end).all(|at| {
            let text = self.code.text(at);
            self.code.is(at, ",")
                || text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty()
        });
        if !is_simple {
            return self.grouped("[", "]", |writer, end| {
                if writer.at < end {
                    writer.list(INDENT, end, Self::expression);
                }
            });
        }
        if self.at.saturating_add(1) == end {
            return self.grouped("[", "]", |_, _| ());
        }
        self.lines.begin(Breaks::All, INDENT);
        self.grouped("[", "]", |writer, end| {
            writer.lines.zero();
            writer.lines.begin(Breaks::Needed, 0);
            while writer.at < end {
                writer.token();
                if writer.take(",") && writer.at < end {
                    writer.lines.word(",");
                    writer.lines.space();
                }
            }
            writer.lines.end();
            writer.lines.last(",");
        });
        self.lines.end();
    }

    /// A call of a macro, whose input is taken as it is.
    pub(super) fn macro_call(&mut self) {
        self.path(true);
        self.token();
        let (open, close) = match self.kind() {
            Some(Kind::Open(Delimiter::Bracket, _)) => ("[", "]"),
            _ => ("(", ")"),
        };
        self.grouped(open, close, |writer, end| {
            if writer.at == end {
                return;
            }
            writer.lines.begin(Breaks::All, INDENT);
            writer.lines.zero();
            writer.lines.begin(Breaks::Needed, 0);
            writer.macro_tokens(end);
            writer.lines.end();
            writer.lines.last("");
            writer.lines.end();
        });
    }

    fn macro_tokens(&mut self, end: usize) {
        let (mut is_glued, mut after_word) = (true, false);
        while self.at < end {
            let is_group = matches!(self.kind(), Some(Kind::Open(..)));
            let is_tight = [",", ";", "::", "."].iter().any(|mark| self.is(mark));
            if self.is(".") {
                self.lines.zero();
            } else if !is_glued && !is_tight && !(after_word && is_group) {
                self.lines.space();
            }
            is_glued = self.is("::") || self.is(".");
            after_word = matches!(self.kind(), Some(Kind::Word | Kind::Literal));
            match self.kind() {
                Some(Kind::Open(Delimiter::Parenthesis, _)) => {
                    self.grouped("(", ")", Self::macro_tokens);
                }
                Some(Kind::Open(Delimiter::Bracket, _)) => {
                    self.grouped("[", "]", Self::macro_tokens);
                }
                _ => self.token(),
            }
        }
    }

    /// Whether the expression up to an end needs no group of its own as the only argument.
    fn is_block_like(&self, end: usize) -> bool {
        let is_whole = |at: usize| self.code.after(at) == end;
        match self.kind() {
            Some(Kind::Open(Delimiter::Parenthesis, _)) => {
                let inner = self.at.saturating_add(1);
                let close = self.close();
                is_whole(self.at)
                    && (inner == close || self.find_from(inner, close, &[","]).is_some())
            }
            Some(Kind::Open(..)) => is_whole(self.at),
            Some(Kind::Operator) if self.is("|") || self.is("||") => true,
            Some(Kind::Word) => {
                let path_end = self.path_end();
                let is_struct = matches!(
                    self.code.kind(path_end),
                    Some(Kind::Open(Delimiter::Brace, _))
                );
                is_struct && is_whole(path_end)
            }
            _ => false,
        }
    }

    /// Whether the expression is a call of a function.
    fn is_call(&self, end: usize) -> bool {
        let path_end = self.path_end();
        self.kind() == Some(Kind::Word)
            && matches!(
                self.code.kind(path_end),
                Some(Kind::Open(Delimiter::Parenthesis, _))
            )
            && self.code.after(path_end) == end
    }

    /// Where the path that begins here ends.
    pub(super) fn path_end(&self) -> usize {
        let mut at = self.at;
        loop {
            if self.code.is(at, "::") {
                at = at.saturating_add(1);
            }
            if self.code.is(at, "<") {
                let mut depth = 0_usize;
                loop {
                    match self.code.text(at) {
                        "<" => depth = depth.saturating_add(1),
                        ">" => depth = depth.saturating_sub(1),
                        _ if self.code.kind(at).is_none() => return at,
                        _ => {}
                    }
                    at = self.code.after(at);
                    if depth == 0 {
                        break;
                    }
                }
            } else if self.code.kind(at) == Some(Kind::Word) {
                at = at.saturating_add(1);
            } else {
                return at;
            }
            if !self.code.is(at, "::") {
                return at;
            }
        }
    }

    /// Where the first part of a chain ends.
    fn atom_end(&self, end: usize) -> usize {
        let after = match self.kind() {
            Some(Kind::Word | Kind::Operator) => {
                let path_end = self.path_end();
                match self.code.kind(path_end) {
                    Some(Kind::Open(Delimiter::Brace, _)) => self.code.after(path_end),
                    Some(Kind::Operator) if self.code.is(path_end, "!") => {
                        self.code.after(path_end.saturating_add(1))
                    }
                    _ => path_end,
                }
            }
            _ => self.code.after(self.at),
        };
        after.min(end)
    }
}
