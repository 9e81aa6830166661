//! Lays out items with prettyplease, and adds blank lines between functions, which prettyplease does not write.

use std::ops::Range;

use super::code::Code;
use super::line::{self, End};
use super::place::Place;
use super::split::{self, Part};
use crate::emit::Members;

/// Returns items as text. If they are not valid Rust, which is a bug of the generator, they are left as they are,
/// so that the compiler reports it.
pub(super) fn items(code: &Code) -> String {
    parts(code, 0..code.len(), item)
}

/// Returns code as text: items, the head of an item, members of an `impl`, or a row.
pub(super) fn at(place: Place, code: &Code) -> String {
    let all = 0..code.len();
    match place {
        Place::Item => items(code),
        Place::Attribute => piece(code, all, &Frame::ATTRIBUTE),
        Place::Head(members) => {
            let (after, end, _) = members.frames();
            piece(code, all, &Frame::head(after, end))
        }
        Place::Member(Members::Items) => parts(code, all, member),
        Place::Member(members) => {
            let (.., frame) = members.frames();
            piece(code, all, &frame)
        }
    }
}

/// Returns items or members, with blank lines before those that need them.
fn parts(code: &Code, range: Range<usize>, layout: fn(&Code, Part) -> String) -> String {
    let mut text = String::new();
    for part in split::parts(code, range) {
        if part.is_block && !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&layout(code, part));
    }
    text
}

fn item(code: &Code, part: Part) -> String {
    let Some((open, members)) = part.members else {
        return piece(code, part.range, &Frame::ITEM);
    };
    let head = part.range.start..open;
    let inner = open.saturating_add(1)..part.range.end.saturating_sub(1);
    let (after, end, frame) = members.frames();
    let head = piece(code, head, &Frame::head(after, end));
    let inner = match members {
        Members::Items => parts(code, inner, member),
        Members::Fields | Members::Variants => pieces(code, split::rows(code, inner), &frame),
        Members::Statements => pieces(code, split::statements(code, inner), &frame),
    };
    [&head, &inner, "}\n"].concat()
}

fn member(code: &Code, part: Part) -> String {
    let (.., frame) = Members::Items.frames();
    let Some((open, Members::Statements)) = part.members else {
        return piece(code, part.range, &frame);
    };
    let head = Frame {
        after: "{a}}",
        end: "        a\n    }\n}\n",
        last: End::Brace,
        ..frame
    };
    let body = Frame {
        before: "impl A{fn a(){",
        start: "impl A {\n    fn a() {\n",
        after: "}}",
        end: "    }\n}\n",
        margin: 8,
        last: End::Nothing,
    };
    let inner = open.saturating_add(1)..part.range.end.saturating_sub(1);
    let head = piece(code, part.range.start..open, &head);
    let body = pieces(code, split::statements(code, inner), &body);
    [&head, &body, "    }\n"].concat()
}

fn pieces(code: &Code, pieces: impl Iterator<Item = Range<usize>>, frame: &Frame) -> String {
    pieces.map(|range| piece(code, range, frame)).collect()
}

fn piece(code: &Code, range: Range<usize>, frame: &Frame) -> String {
    let Some(text) = line::written(code, range.clone(), frame.margin, frame.last) else {
        return pretty(code, range, frame);
    };
    #[cfg(test)]
    assert_eq!(text, pretty(code, range, frame));
    text
}

/// Returns a piece of code as prettyplease lays it out.
fn pretty(code: &Code, range: Range<usize>, frame: &Frame) -> String {
    let mut source = code.source(frame.before, range);
    source.text.push_str(frame.after);
    let item = laid_out(&source.text);
    let part = item.strip_prefix(frame.start);
    let part = part.and_then(|part| part.strip_suffix(frame.end));
    source.filled(part.unwrap_or(&item))
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
                Frame::inner("impl A{", "impl A {\n", End::Nothing),
            ),
            Self::Fields => (
                "{a: A}",
                "    a: A,\n}\n",
                Frame::inner("struct A{", "struct A {\n", End::Comma),
            ),
            Self::Variants => (
                "{A}",
                "    A,\n}\n",
                Frame::inner("enum A{", "enum A {\n", End::Comma),
            ),
            Self::Statements => (
                "{a}",
                "    a\n}\n",
                Frame::inner("fn a(){", "fn a() {\n", End::Nothing),
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
            after,
            end,
            last: End::Brace,
            ..Self::ITEM
        }
    }

    /// The frame for the code between the braces of an item.
    const fn inner(before: &'static str, start: &'static str, last: End) -> Self {
        Self {
            before,
            after: "}",
            start,
            end: "}\n",
            margin: 4,
            last,
        }
    }
}

/// Returns one item as prettyplease writes it.
fn laid_out(source: &str) -> String {
    match syn::parse_file(source) {
        Ok(file) => prettyplease::unparse(&file),
        Err(_) => format!("{source}\n"),
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
    let source = code.source("", at..code.len());
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
