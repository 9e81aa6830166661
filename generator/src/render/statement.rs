//! Statements, as prettyplease lays them out.

use proc_macro2::Delimiter;

use super::code::Kind;
use super::lines::{Breaks, INDENT};
use super::writer::Writer;

impl Writer<'_> {
    /// Statements up to an end.
    pub(super) fn statements(&mut self, end: usize) {
        while self.at < end {
            match self.code.text(self.at) {
                "let" => self.binding(end),
                "static" | "const" | "use" | "fn" | "#" => self.item(),
                "if" | "for" | "match" => {
                    self.lines.begin(Breaks::Needed, 0);
                    self.compound();
                    if self.take(";") {
                        self.lines.word(";");
                    }
                    self.lines.newline();
                }
                _ => self.statement(end),
            }
        }
    }

    fn binding(&mut self, end: usize) {
        let end = self.find(end, &[";"]).unwrap_or(end);
        let value = self.find(end, &["="]).unwrap_or(end);
        self.lines.begin(Breaks::Needed, 0);
        self.token();
        self.lines.word(" ");
        self.pattern(self.find(value, &[":"]).unwrap_or(value));
        if self.take(":") {
            self.lines.word(": ");
            self.ty();
        }
        if self.take("=") {
            self.lines.word(" = ");
            self.lines.stop();
            self.expression(end);
        }
        self.lines.end();
        self.lines.word(";");
        self.at = end.saturating_add(1);
        self.lines.newline();
    }

    fn statement(&mut self, end: usize) {
        let stop = self.find(end, &[";"]).unwrap_or(end);
        self.lines.begin(Breaks::Needed, 0);
        if let Some(value) = self.find(stop, &["="]) {
            self.lines.begin(Breaks::Needed, 0);
            self.expression(value);
            self.take("=");
            self.lines.word(" = ");
            self.lines.stop();
            self.expression(stop);
            self.lines.end();
        } else {
            self.expression_at(stop, true);
        }
        if self.take(";") {
            self.lines.word(";");
        }
        self.lines.end();
        self.lines.newline();
    }

    /// `if`, `for` or `match`.
    fn compound(&mut self) {
        let kind = self.code.text(self.at);
        let open = self.block_of();
        self.token();
        self.lines.word(" ");
        match kind {
            "if" => {
                self.lines.begin(Breaks::All, INDENT);
                self.lines.begin(Breaks::All, -INDENT);
                self.condition(open);
                self.lines.end();
            }
            "for" => {
                self.lines.begin(Breaks::Needed, 0);
                let end = self.find(open, &["in"]).unwrap_or(open);
                self.pattern(end);
                self.take("in");
                self.lines.word(" in ");
                self.lines.stop();
                self.condition(open);
            }
            _ => {
                self.lines.begin(Breaks::Needed, 0);
                self.condition(open);
            }
        }
        self.body(|writer, end| match kind {
            "match" => writer.arms(end),
            _ => writer.statements(end),
        });
    }

    /// Where the block of an `if`, a `for` or a `match` begins.
    fn block_of(&self) -> usize {
        let mut at = self.at;
        while !matches!(
            self.code.kind(at),
            None | Some(Kind::Open(Delimiter::Brace, _))
        ) {
            at = self.code.after(at);
        }
        at
    }

    fn condition(&mut self, end: usize) {
        self.lines.begin(Breaks::All, 0);
        if self.take("let") {
            self.lines.begin(Breaks::Needed, 0);
            self.lines.word("let ");
            self.lines.begin(Breaks::Needed, 0);
            let value = self.find(end, &["="]).unwrap_or(end);
            self.pattern(value);
            self.lines.end();
            self.take("=");
            self.lines.word(" = ");
            self.lines.stop();
            self.lines.begin(Breaks::Needed, 0);
            let needs_line = self.is_operation(end);
            self.expression(end);
            self.lines.end();
            self.lines.end();
            self.gap(needs_line);
        } else {
            let needs_line = self.is_operation(end);
            self.expression(end);
            self.gap(needs_line);
        }
        self.lines.end();
    }

    fn gap(&mut self, needs_line: bool) {
        if needs_line {
            self.lines.space();
        } else {
            self.lines.word(" ");
        }
    }

    /// Whether an expression is more than a path, a literal, or a call of one.
    fn is_operation(&self, end: usize) -> bool {
        self.find(end, &[".", "&&", "||", "==", "!="]).is_some()
            || (self.at.saturating_add(1)..end)
                .any(|at| matches!(self.code.kind(at), Some(Kind::Open(Delimiter::Bracket, _))))
    }

    fn arms(&mut self, end: usize) {
        while self.at < end {
            self.attributes();
            let arrow = self.find(end, &["=>"]).unwrap_or(end);
            self.lines.begin(Breaks::Needed, 0);
            self.pattern(arrow);
            self.take("=>");
            self.lines.word(" => ");
            self.arm(end);
            self.take(",");
            self.lines.newline();
        }
    }

    fn arm(&mut self, end: usize) {
        match self.kind() {
            Some(Kind::Open(Delimiter::Brace, _)) => {
                let close = self.close();
                let inner = self.at.saturating_add(1);
                let is_statement = matches!(
                    self.code.text(inner),
                    "if" | "for" | "match" | "let" | "static"
                );
                if is_statement || inner == close || self.find_from(inner, close, &[";"]).is_some()
                {
                    self.body(Self::statements);
                } else {
                    self.at = inner;
                    self.wrapped(close, true, ",");
                    self.at = close.saturating_add(1);
                }
            }
            Some(Kind::Word) if self.is("match") || self.is("if") => {
                self.lines.word("{");
                self.lines.newline();
                self.lines.indent(INDENT);
                self.lines.begin(Breaks::Needed, 0);
                self.compound();
                self.lines.newline();
                self.lines.indent(-INDENT);
                self.lines.word("}");
            }
            _ => {
                let stop = self.find(end, &[","]).unwrap_or(end);
                self.lines.stop();
                self.wrapped(stop, true, ",");
            }
        }
    }
}
