//! Items, as prettyplease lays them out, with blank lines between functions.

use proc_macro2::Delimiter;

use super::code::Kind;
use super::lines::{Breaks, INDENT};
use super::writer::Writer;

impl Writer<'_> {
    /// Items up to an end: what has a body is between blank lines.
    pub(super) fn items(&mut self, end: usize) {
        let mut after_block = false;
        while self.at < end {
            let is_block = self.is_block();
            if after_block || is_block && !self.lines.is_empty() {
                self.lines.blank();
            }
            after_block = is_block;
            self.item();
        }
    }

    /// Whether the item that begins here is a function, or has items.
    fn is_block(&self) -> bool {
        let mut at = self.at;
        while self.code.is(at, "#") {
            at = self.code.after(at.saturating_add(1));
        }
        if self.code.is(at, "pub") {
            at = at.saturating_add(1);
            if matches!(self.code.kind(at), Some(Kind::Open(..))) {
                at = self.code.after(at);
            }
        }
        match self.code.text(at) {
            "impl" | "fn" => true,
            "mod" => self.code.close_of(at.saturating_add(2)).is_some(),
            _ => false,
        }
    }

    /// An item, or a member of an `impl`.
    pub(super) fn item(&mut self) {
        self.attributes();
        self.visibility();
        match self.code.text(self.at) {
            "fn" => self.function(),
            "impl" => self.implementation(),
            "struct" | "enum" => self.definition(),
            "static" | "const" => self.constant(),
            "type" => self.alias(),
            "use" => self.import(),
            "mod" => self.module(),
            _ => {
                self.macro_call();
                if self.take(";") {
                    self.lines.word(";");
                }
                self.lines.newline();
            }
        }
    }

    pub(super) fn visibility(&mut self) {
        // The group of an item begins before its visibility.
        if !self.is("pub") {
            return;
        }
        self.token();
        if let Some(Kind::Open(Delimiter::Parenthesis, _)) = self.kind() {
            self.grouped("(", ")", |writer, end| {
                while writer.at < end {
                    writer.token();
                }
            });
        }
        self.lines.word(" ");
    }

    /// The word that begins an item, and the name after it.
    pub(super) fn head(&mut self) {
        self.token();
        self.lines.word(" ");
        self.token();
        if self.is("<") {
            self.generics(0);
        }
    }

    /// A line that ends with the start of a block, and what is in it.
    pub(super) fn body(&mut self, inside: impl FnOnce(&mut Self, usize)) {
        let end = self.close();
        self.at = self.at.saturating_add(1);
        if self.at == end {
            self.lines.word("{}");
        } else {
            self.lines.word("{");
            self.lines.stop();
            self.lines.newline();
            self.lines.indent(INDENT);
            inside(self, end);
            self.lines.indent(-INDENT);
            self.lines.word("}");
        }
        self.at = end.saturating_add(1);
    }

    fn function(&mut self) {
        self.lines.begin(Breaks::All, INDENT);
        self.head();
        self.grouped("(", ")", |writer, end| {
            writer.lines.stop();
            if writer.at < end {
                writer.list(0, end, |writer, _| writer.argument());
            }
        });
        if self.take("->") {
            self.lines.begin(Breaks::All, -INDENT);
            self.lines.word(" -> ");
            self.ty();
            self.lines.end();
        }
        self.lines.word(" ");
        self.body(Self::statements);
        self.lines.newline();
    }

    fn argument(&mut self) {
        if self.is("&") {
            self.token();
            if self.kind() == Some(Kind::Lifetime) {
                self.token();
                self.lines.word(" ");
            }
        }
        if self.take("mut") {
            self.lines.word("mut ");
        }
        self.token();
        if self.take(":") {
            self.lines.word(": ");
            self.ty();
        }
    }

    fn implementation(&mut self) {
        self.lines.begin(Breaks::All, INDENT);
        self.lines.begin(Breaks::Needed, -INDENT);
        self.lines.begin(Breaks::All, INDENT);
        self.token();
        if self.is("<") {
            self.generics(0);
        }
        self.lines.end();
        self.lines.word(" ");
        self.ty();
        if self.take("for") {
            self.lines.space();
            self.lines.word("for ");
            self.ty();
        }
        self.lines.end();
        self.lines.word(" ");
        self.body(|writer, end| {
            let (mut is_first, mut after_function) = (true, false);
            while writer.at < end {
                let is_function = writer.is_block();
                if !is_first && (is_function || after_function) {
                    writer.lines.blank();
                }
                (is_first, after_function) = (false, is_function);
                writer.item();
            }
        });
        self.lines.newline();
    }

    /// A struct or an enum.
    fn definition(&mut self) {
        self.lines.begin(Breaks::All, INDENT);
        let is_struct = self.is("struct");
        self.head();
        if let Some(Kind::Open(Delimiter::Brace, _)) = self.kind() {
            self.lines.word(" ");
            self.body(|writer, end| {
                while writer.at < end {
                    writer.attributes();
                    if is_struct {
                        writer.field();
                    } else {
                        writer.variant();
                    }
                    writer.take(",");
                    writer.lines.word(",");
                    writer.lines.newline();
                }
            });
        } else {
            self.unnamed();
            self.take(";");
            self.lines.word(";");
            self.lines.end();
        }
        self.lines.newline();
    }

    fn field(&mut self) {
        self.visibility();
        self.token();
        self.take(":");
        self.lines.word(": ");
        self.ty();
    }

    fn variant(&mut self) {
        self.token();
        match self.kind() {
            Some(Kind::Open(Delimiter::Parenthesis, _)) => {
                self.lines.begin(Breaks::All, INDENT);
                self.unnamed();
                self.lines.end();
            }
            Some(Kind::Open(Delimiter::Brace, _)) => {
                self.lines.word(" ");
                self.body(|writer, end| {
                    while writer.at < end {
                        writer.attributes();
                        writer.field();
                        writer.take(",");
                        writer.lines.word(",");
                        writer.lines.newline();
                    }
                });
            }
            _ => {}
        }
    }

    /// Fields without names.
    fn unnamed(&mut self) {
        if self.is_end() || self.is(";") {
            return;
        }
        self.grouped("(", ")", |writer, end| {
            writer.lines.zero();
            writer.items_of(end, |writer, _| {
                writer.visibility();
                writer.ty();
            });
        });
    }

    fn constant(&mut self) {
        self.lines.begin(Breaks::All, 0);
        self.head();
        self.take(":");
        self.lines.word(": ");
        self.ty();
        self.take("=");
        self.lines.word(" = ");
        self.lines.stop();
        let end = self
            .find(self.code.len(), &[";"])
            .unwrap_or(self.code.len());
        self.expression(end);
        self.take(";");
        self.lines.word(";");
        self.lines.end();
        self.lines.newline();
    }

    fn alias(&mut self) {
        self.lines.begin(Breaks::All, INDENT);
        self.head();
        self.take("=");
        self.lines.word(" = ");
        self.lines.stop();
        self.lines.begin(Breaks::Needed, -INDENT);
        self.ty();
        self.lines.end();
        self.take(";");
        self.lines.word(";");
        self.lines.end();
        self.lines.newline();
    }

    pub(super) fn import(&mut self) {
        self.token();
        self.lines.word(" ");
        while !self.is(";") && !self.is_end() {
            if let Some(Kind::Open(Delimiter::Brace, _)) = self.kind() {
                self.import_group();
            } else {
                self.import_name();
            }
        }
        self.take(";");
        self.lines.word(";");
        self.lines.newline();
    }

    fn import_name(&mut self) {
        if self.take("as") {
            self.lines.word(" as ");
        }
        self.token();
    }

    fn import_group(&mut self) {
        let end = self.close();
        self.at = self.at.saturating_add(1);
        let is_single = self.find(end, &[","]).is_none();
        if is_single {
            while self.at < end {
                self.import_name();
            }
        } else {
            self.lines.begin(Breaks::All, INDENT);
            self.lines.word("{");
            self.lines.zero();
            self.lines.begin(Breaks::Needed, 0);
            while self.at < end {
                if self.take(",") {
                    self.lines.word(",");
                    self.lines.space();
                } else {
                    self.import_name();
                }
            }
            self.lines.end();
            self.lines.last(",");
            self.lines.word("}");
            self.lines.end();
        }
        self.at = end.saturating_add(1);
    }

    fn module(&mut self) {
        self.head();
        if self.take(";") {
            self.lines.word(";");
        } else {
            self.lines.word(" ");
            self.body(|writer, end| {
                // Written as in a file of its own, then indented.
                let mut inner = Writer::new(writer.code);
                inner.at = writer.at;
                inner.items(end);
                writer.lines.nested(&inner.lines.finish());
            });
        }
        self.lines.newline();
    }
}
