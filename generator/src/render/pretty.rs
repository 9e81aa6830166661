//! Lays out items with prettyplease, and adds blank lines between functions, which prettyplease does not write.

use std::ops::Range;
use std::sync::Arc;

use super::code::Code;
use super::known::{Known, Layouts};
use super::line::{self, End};
use super::place::Place;
use super::source::Marks;
use super::split::{self, Part};
use crate::emit::Members;

/// Lays out items and their members one by one. Most of them only differ from an earlier one in comments, names and
/// strings, and are taken from memory.
#[derive(Default)]
pub(super) struct Printer {
    pub(super) known: Arc<Known>,
    pub(super) layouts: Layouts,
}

impl Printer {
    /// Returns a printer that shares the layouts of other printers.
    pub(super) fn knowing(known: &Arc<Known>) -> Self {
        Self {
            known: Arc::clone(known),
            layouts: Layouts::default(),
        }
    }

    /// Returns items as text. If they are not valid Rust, which is a bug of the generator, they are left as they are,
    /// so that the compiler reports it.
    pub(super) fn items(&mut self, code: &Code) -> String {
        self.parts(code, 0..code.len(), Self::item)
    }

    /// Returns code as text: items, the head of an item, members of an `impl`, or a row.
    pub(super) fn at(&mut self, place: Place, code: &Code) -> String {
        let all = 0..code.len();
        match place {
            Place::Item => self.items(code),
            Place::Attribute => self.piece(code, all, &Frame::ATTRIBUTE),
            Place::Head(members) => {
                let (after, end, _) = members.frames();
                self.piece(code, all, &Frame::head(after, end))
            }
            Place::Member(Members::Items) => self.parts(code, all, Self::member),
            Place::Member(members) => {
                let (.., member) = members.frames();
                self.piece(code, all, &member)
            }
        }
    }

    /// Returns items or members, with blank lines around those that need them.
    fn parts(
        &mut self,
        code: &Code,
        range: Range<usize>,
        layout: fn(&mut Self, &Code, Part) -> String,
    ) -> String {
        let mut text = String::new();
        let mut after_block = false;
        for part in split::parts(code, range) {
            let is_block = part.is_block;
            if after_block || is_block && !text.is_empty() {
                text.push('\n');
            }
            after_block = is_block;
            text.push_str(&layout(self, code, part));
        }
        text
    }

    fn item(&mut self, code: &Code, part: Part) -> String {
        let Some((open, members)) = part.members else {
            return self.piece(code, part.range, &Frame::ITEM);
        };
        let head = part.range.start..open;
        let inner = open.saturating_add(1)..part.range.end.saturating_sub(1);
        let (after, end, member) = members.frames();
        let head = self.piece(code, head, &Frame::head(after, end));
        let inner = match members {
            Members::Items => self.parts(code, inner, Self::member),
            Members::Fields | Members::Variants => {
                self.pieces(code, split::rows(code, inner), &member)
            }
            Members::Statements => self.pieces(code, split::statements(code, inner), &member),
        };
        [&head, &inner, "}\n"].concat()
    }

    fn member(&mut self, code: &Code, part: Part) -> String {
        let (.., member) = Members::Items.frames();
        let Some((open, Members::Statements)) = part.members else {
            return self.piece(code, part.range, &member);
        };
        let head = Frame {
            after: "{a}}",
            end: "        a\n    }\n}\n",
            marks: Marks::Shortest,
            last: End::Brace,
            ..member
        };
        let body = Frame {
            before: "impl A{fn a(){",
            start: "impl A {\n    fn a() {\n",
            after: "}}",
            end: "    }\n}\n",
            marks: Marks::Short,
            margin: 8,
            last: End::Nothing,
        };
        let inner = open.saturating_add(1)..part.range.end.saturating_sub(1);
        let head = self.piece(code, part.range.start..open, &head);
        let body: String = split::statements(code, inner)
            .map(|range| match split::long_literal(code, range.clone()) {
                Some(rows) => self.literal(code, rows),
                None => self.piece(code, range, &body),
            })
            .collect();
        [&head, &body, "    }\n"].concat()
    }

    /// Returns a literal of `Self` that is so long that each of its fields has a line.
    fn literal(&mut self, code: &Code, rows: Range<usize>) -> String {
        // The comma counts towards the width of each field except the last one.
        let row = Frame {
            before: "impl A{fn a(){Self{",
            start: "impl A {\n    fn a() {\n        Self {\n",
            after: ",so_long_that_each_field_has_a_line}}}",
            end: "            so_long_that_each_field_has_a_line,\n        }\n    }\n}\n",
            marks: Marks::Short,
            margin: 12,
            last: End::Comma,
        };
        let last = Frame {
            before: "impl A{fn a(){Self{so_long_that_each_field_has_a_line,",
            start: "impl A {\n    fn a() {\n        Self {\n            so_long_that_each_field_has_a_line,\n",
            after: "}}}",
            end: "        }\n    }\n}\n",
            marks: Marks::Short,
            margin: 12,
            last: End::Comma,
        };
        let mut text = "        Self {\n".to_owned();
        let mut rows = split::rows(code, rows).peekable();
        while let Some(range) = rows.next() {
            let frame = if rows.peek().is_some() { &row } else { &last };
            text.push_str(&self.piece(code, range, frame));
        }
        text + "        }\n"
    }

    fn pieces(
        &mut self,
        code: &Code,
        pieces: impl Iterator<Item = Range<usize>>,
        frame: &Frame,
    ) -> String {
        pieces.map(|range| self.piece(code, range, frame)).collect()
    }

    fn piece(&mut self, code: &Code, range: Range<usize>, frame: &Frame) -> String {
        let Some(text) = line::written(code, range.clone(), frame.margin, frame.last) else {
            return self.pretty(code, range, frame);
        };
        #[cfg(test)]
        assert_eq!(text, self.pretty(code, range, frame));
        text
    }

    /// Returns a piece of code as prettyplease lays it out.
    fn pretty(&mut self, code: &Code, range: Range<usize>, frame: &Frame) -> String {
        let mut piece = |marks| {
            let mut source = code.source(frame.before, range.clone(), marks);
            source.text.push_str(frame.after);
            let item = self.laid_out(&source.text);
            let part = item.strip_prefix(frame.start);
            let part = part.and_then(|part| part.strip_suffix(frame.end));
            source.filled(part.unwrap_or(&item))
        };
        let text = piece(frame.marks).or_else(|| piece(Marks::Exact));
        text.unwrap_or_default()
    }

    fn laid_out(&mut self, source: &str) -> Arc<str> {
        if let Some(known) = self.known.piece(source) {
            return known;
        }
        // The memory is not locked during the layout.
        let text: Arc<str> = laid_out(source.to_owned()).into();
        self.known.keep_piece(source, &text);
        text
    }
}

impl Members {
    /// Returns the code that turns a head into an item: braces with a member inside, so that the lines of the head
    /// break as in the real item, and the output of prettyplease for this code. The last part is the code around a
    /// single member.
    const fn frames(self) -> (&'static str, &'static str, Frame) {
        match self {
            Self::Items => (
                "{const _: A = A;}",
                "    const _: A = A;\n}\n",
                Frame::inner("impl A{", "impl A {\n", Marks::Short, End::Nothing),
            ),
            Self::Fields => (
                "{a: A}",
                "    a: A,\n}\n",
                Frame::inner("struct A{", "struct A {\n", Marks::Shortest, End::Comma),
            ),
            Self::Variants => (
                "{A}",
                "    A,\n}\n",
                Frame::inner("enum A{", "enum A {\n", Marks::Shortest, End::Comma),
            ),
            Self::Statements => (
                "{a}",
                "    a\n}\n",
                Frame::inner("fn a(){", "fn a() {\n", Marks::Short, End::Nothing),
            ),
        }
    }
}

/// The code that turns a piece of code into an item, and the output of prettyplease for it.
struct Frame {
    before: &'static str,
    after: &'static str,
    start: &'static str,
    end: &'static str,
    /// What first replaces names.
    marks: Marks,
    /// The column in which the piece begins.
    margin: usize,
    /// The text after the piece.
    last: End,
}

impl Frame {
    /// The frame for a whole item.
    const ITEM: Self = Self {
        before: "",
        after: "",
        start: "",
        end: "",
        marks: Marks::Short,
        margin: 0,
        last: End::Nothing,
    };

    /// The frame for an attribute of an item.
    const ATTRIBUTE: Self = Self {
        after: "struct S;",
        end: "struct S;\n",
        ..Self::ITEM
    };

    /// The frame for the code before the braces of an item.
    const fn head(after: &'static str, end: &'static str) -> Self {
        Self {
            before: "",
            after,
            start: "",
            end,
            marks: Marks::Shortest,
            margin: 0,
            last: End::Brace,
        }
    }

    /// The frame for the code between the braces of an item.
    const fn inner(before: &'static str, start: &'static str, marks: Marks, last: End) -> Self {
        Self {
            before,
            after: "}",
            start,
            end: "}\n",
            marks,
            margin: 4,
            last,
        }
    }
}

/// Returns one item as prettyplease writes it.
fn laid_out(source: String) -> String {
    match syn::parse_file(&source) {
        Ok(file) => prettyplease::unparse(&file),
        Err(_) => source + "\n",
    }
}

/// Returns the attributes of a file as text, one on each line.
pub(super) fn attributes(code: &Code) -> String {
    let (mut text, mut at) = (String::new(), 0);
    let is_line = |line: &String| !line.contains('\n');
    while let Some(line) = code.inner_comment(at).filter(is_line) {
        text.extend(["//!", line.trim_end(), "\n"]);
        at = code.after(at.saturating_add(2));
    }
    let source = code.source("", at..code.len(), Marks::None);
    let Ok(file) = syn::parse_file(&source.text) else {
        return text + &source.text + "\n";
    };
    let one = |attribute| {
        let file = syn::File {
            shebang: None,
            frontmatter: None,
            attrs: vec![attribute],
            items: Vec::new(),
        };
        prettyplease::unparse(&file).trim_end().to_owned() + "\n"
    };
    text.extend(file.attrs.into_iter().map(one));
    text
}

/// Returns a module inside a file, from its head with empty braces and its items after layout.
pub(super) fn module(head: &str, inner: &str) -> String {
    if inner.is_empty() {
        return head.to_owned();
    }
    let head = head.trim_end().trim_end_matches("{}");
    let mut text = format!("{head}{{\n");
    for line in inner.lines() {
        let margin = if line.is_empty() { "" } else { "    " };
        text.extend([margin, line, "\n"]);
    }
    text + "}\n"
}
