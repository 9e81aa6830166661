//! Items as prettyplease lays them out, with blank lines between functions, which it does not write.

use std::ops::Range;
use std::sync::Arc;

use super::code::Code;
use super::known::{Known, Layouts};
use super::line::{self, End};
use super::place::Place;
use super::source::Marks;
use super::split::{self, Part};
use crate::emit::Members;

/// Lays out items and their members, each by itself, and from memory where one was laid out before that
/// differs by its comments, names and strings alone: most of them.
#[derive(Default)]
pub(super) struct Printer {
    pub(super) known: Arc<Known>,
    pub(super) layouts: Layouts,
}

impl Printer {
    /// Returns one that also knows what others know.
    pub(super) fn knowing(known: &Arc<Known>) -> Self {
        Self {
            known: Arc::clone(known),
            layouts: Layouts::default(),
        }
    }

    /// Items as text. What is not Rust, a mistake of the generator, is written as it is, for the compiler to report.
    pub(super) fn items(&mut self, code: &Code) -> String {
        self.parts(code, 0..code.len(), Self::item)
    }

    /// Code as text: the items, the head of one, members of an `impl`, or a row.
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

    /// Items or members, with a blank line between those that are set apart.
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

    /// A literal of `Self` that is so long that each of its fields has a line.
    fn literal(&mut self, code: &Code, rows: Range<usize>) -> String {
        // A comma belongs to the width of a field unless it is the last one.
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

    /// A piece of code as prettyplease lays it out.
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
        // Others are not kept waiting while it is laid out.
        let text: Arc<str> = laid_out(source.to_owned()).into();
        self.known.keep_piece(source, &text);
        text
    }
}

impl Members {
    /// What makes an item of a head: the braces with a member in them, so that the lines of the head break where they
    /// do, and how prettyplease writes those. Then what is around a member alone.
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

/// What makes an item of a piece of code, and how prettyplease writes that.
struct Frame {
    before: &'static str,
    after: &'static str,
    start: &'static str,
    end: &'static str,
    /// What stands for names at first.
    marks: Marks,
    /// The column in which it begins.
    margin: usize,
    /// What follows it.
    last: End,
}

impl Frame {
    /// For a whole item.
    const ITEM: Self = Self {
        before: "",
        after: "",
        start: "",
        end: "",
        marks: Marks::Short,
        margin: 0,
        last: End::Nothing,
    };

    /// For an attribute of an item.
    const ATTRIBUTE: Self = Self {
        after: "struct S;",
        end: "struct S;\n",
        ..Self::ITEM
    };

    /// For what is before the braces of an item.
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

    /// For what is between the braces of an item.
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

/// One item as prettyplease writes it.
fn laid_out(source: String) -> String {
    match syn::parse_file(&source) {
        Ok(file) => prettyplease::unparse(&file),
        Err(_) => source + "\n",
    }
}

/// The attributes of a file as text, a line each.
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

/// A module in a file, of its head with empty braces and of items that are laid out.
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
