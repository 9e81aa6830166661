//! What writes code token by token: its lists and attributes.

use proc_macro2::Delimiter;

use super::code::{Code, Kind};
use super::lines::{Breaks, INDENT, Lines};

/// Writes code, token by token.
pub(super) struct Writer<'c> {
    pub(super) code: &'c Code,
    pub(super) at: usize,
    pub(super) lines: Lines,
    /// Whether this is the input of a macro, to which nothing can be added.
    pub(super) is_table: bool,
}

/// Items as text.
pub(super) fn items(code: &Code) -> String {
    let mut writer = Writer::new(code);
    writer.items(code.len());
    writer.lines.finish()
}

/// The attributes of a file as text.
pub(super) fn attributes(code: &Code) -> String {
    let mut writer = Writer::new(code);
    writer.attributes();
    writer.lines.finish()
}

/// A call of a macro: its input is laid out as the statements of a function would be.
pub(super) fn table(name: &Code, input: &Code) -> String {
    let mut writer = Writer::new(name);
    while !writer.is_end() {
        writer.token();
    }
    let mut lines = writer.lines;
    lines.word("! {");
    lines.newline();
    lines.indent(INDENT);
    let mut writer = Writer::new(input);
    (writer.lines, writer.is_table) = (lines, true);
    writer.statements(input.len());
    writer.lines.indent(-INDENT);
    writer.lines.word("}");
    writer.lines.newline();
    writer.lines.finish()
}

/// A module in a file.
pub(super) fn module(head: &Code, inner: &str) -> String {
    let mut writer = Writer::new(head);
    writer.attributes();
    writer.visibility();
    writer.head();
    if inner.is_empty() {
        writer.lines.word(" {}");
    } else {
        writer.lines.word(" {");
        writer.lines.newline();
        writer.lines.indent(INDENT);
        writer.lines.nested(inner);
        writer.lines.indent(-INDENT);
        writer.lines.word("}");
    }
    writer.lines.newline();
    writer.lines.finish()
}

impl<'c> Writer<'c> {
    pub(super) fn new(code: &'c Code) -> Self {
        Self {
            code,
            at: 0,
            lines: Lines::default(),
            is_table: false,
        }
    }

    // Tokens.

    pub(super) fn kind(&self) -> Option<Kind> {
        self.code.kind(self.at)
    }

    pub(super) fn is(&self, text: &str) -> bool {
        self.code.is(self.at, text)
    }

    pub(super) fn next_is(&self, text: &str) -> bool {
        self.code.is(self.at.saturating_add(1), text)
    }

    pub(super) fn is_end(&self) -> bool {
        matches!(self.kind(), None | Some(Kind::Close(_)))
    }

    /// Writes a token.
    pub(super) fn token(&mut self) {
        self.lines.word(self.code.text(self.at));
        self.at = self.at.saturating_add(1);
    }

    /// Goes on to the next token if this one is the word or operator.
    pub(super) fn take(&mut self, text: &str) -> bool {
        let found = self.is(text);
        if found {
            self.at = self.at.saturating_add(1);
        }
        found
    }

    /// The end of the group that begins here.
    pub(super) fn close(&self) -> usize {
        self.code.close_of(self.at).unwrap_or(self.at)
    }

    /// The first of these words or operators before an end, outside of groups and generics.
    pub(super) fn find(&self, end: usize, strings: &[&str]) -> Option<usize> {
        self.find_from(self.at, end, strings)
    }

    pub(super) fn find_from(&self, from: usize, end: usize, strings: &[&str]) -> Option<usize> {
        let mut depth = 0_usize;
        let mut at = from;
        while at < end {
            if matches!(self.code.kind(at), Some(Kind::Operator | Kind::Word)) {
                match self.code.text(at) {
                    "<" => depth = depth.saturating_add(1),
                    ">" => depth = depth.saturating_sub(1),
                    text if depth == 0 && strings.contains(&text) => return Some(at),
                    _ => {}
                }
            }
            at = self.code.after(at);
        }
        None
    }

    // Lists.

    /// The items of the group that begins here, each written by `item` up to an end; `last` is what is put after the
    /// last item where the list is broken.
    pub(super) fn list(&mut self, indent: isize, end: usize, item: impl Fn(&mut Self, usize)) {
        self.lines.begin(Breaks::All, indent);
        self.lines.zero();
        self.items_of(end, |writer, stop| item(writer, stop));
        self.lines.end();
    }

    pub(super) fn items_of(&mut self, end: usize, item: impl Fn(&mut Self, usize)) {
        while self.at < end {
            let stop = self.find(end, &[","]).unwrap_or(end);
            item(self, stop);
            self.at = stop.saturating_add(1);
            if self.at < end {
                self.lines.word(",");
                self.lines.space();
            } else {
                self.lines.last(self.trailing(stop < end));
            }
        }
    }

    /// The comma after the last item of a broken list; the input of a table has none that was not emitted.
    pub(super) fn trailing(&self, is_there: bool) -> &'static str {
        if self.is_table && !is_there { "" } else { "," }
    }

    /// The group that begins here.
    pub(super) fn grouped(
        &mut self,
        open: &str,
        close: &str,
        inside: impl FnOnce(&mut Self, usize),
    ) {
        let end = self.close();
        self.lines.word(open);
        self.at = self.at.saturating_add(1);
        inside(self, end);
        self.at = end.saturating_add(1);
        self.lines.word(close);
    }

    // Attributes.

    /// The attributes that begin here, a line each.
    pub(super) fn attributes(&mut self) {
        while self.take("#") {
            let hash = if self.take("!") { "#!" } else { "#" };
            let end = self.close();
            self.at = self.at.saturating_add(1);
            let value = self.at.saturating_add(2);
            let docs = (self.is("doc") && self.code.kind(value) == Some(Kind::Literal))
                .then(|| unescaped(self.code.text(value)))
                .flatten()
                .filter(|text| hash == "#!" || !text.starts_with('/') && !text.contains("\n/"));
            if let Some(text) = docs {
                let mark = if hash == "#!" { "//!" } else { "///" };
                for line in text.split('\n') {
                    self.lines.whole(&[mark, line.trim_end_matches(' ')]);
                }
            } else {
                self.lines.begin(Breaks::All, 0);
                self.lines.word(hash);
                self.lines.word("[");
                self.attribute(end);
                self.lines.word("]");
                self.lines.end();
                self.lines.newline();
            }
            self.at = end.saturating_add(1);
        }
    }

    fn attribute(&mut self, end: usize) {
        if self.next_is("=") && self.code.is(self.at.saturating_add(3), "!") {
            self.token();
            self.at = self.at.saturating_add(1);
            self.lines.word(" = ");
            return self.macro_call();
        }
        self.attribute_tokens(end, false);
    }

    fn attribute_tokens(&mut self, end: usize, is_inside: bool) {
        let mut after_word = false;
        while self.at < end {
            match self.kind() {
                Some(Kind::Open(Delimiter::Parenthesis, _)) => {
                    let close = self.close();
                    self.at = self.at.saturating_add(1);
                    self.lines.word("(");
                    self.lines.begin(Breaks::All, INDENT);
                    self.lines.zero();
                    self.attribute_tokens(close, true);
                    self.lines.end();
                    self.lines.word(")");
                    self.at = close.saturating_add(1);
                    after_word = false;
                    continue;
                }
                Some(Kind::Operator) if self.is("=") => {
                    self.lines.word(" = ");
                    self.at = self.at.saturating_add(1);
                    after_word = false;
                    continue;
                }
                Some(Kind::Operator) if self.is(",") => {
                    self.at = self.at.saturating_add(1);
                    after_word = false;
                    if self.at == end {
                        self.lines.last(",");
                        return;
                    }
                    self.lines.word(",");
                    self.lines.space();
                    continue;
                }
                Some(Kind::Operator) => after_word = false,
                _ if after_word => self.lines.space(),
                _ => after_word = true,
            }
            self.token();
        }
        if is_inside {
            self.lines.last("");
        }
    }
}

/// The text of a string literal; none where it is not a plain one.
fn unescaped(literal: &str) -> Option<String> {
    let inner = literal.strip_prefix('"')?.strip_suffix('"')?;
    if !inner.contains('\\') {
        return Some(inner.to_owned());
    }
    let mut text = String::with_capacity(inner.len());
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            text.push(character);
            continue;
        }
        match characters.next()? {
            'n' => text.push('\n'),
            'r' => text.push('\r'),
            't' => text.push('\t'),
            '0' => text.push('\0'),
            'x' => {
                let digits: String = characters.by_ref().take(2).collect();
                text.push(char::from(u8::from_str_radix(&digits, 16).ok()?));
            }
            'u' => {
                let digits: String = characters
                    .by_ref()
                    .skip(1)
                    .take_while(|digit| *digit != '}')
                    .collect();
                text.push(char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?);
            }
            other => text.push(other),
        }
    }
    Some(text)
}
