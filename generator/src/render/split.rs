//! Splits code into items, so that each is laid out by itself.

use std::ops::Range;

use proc_macro2::Delimiter;

use super::code::{Code, Kind};
use crate::emit::Members;

/// An item, or a member of one.
pub(super) struct Part {
    /// Its tokens.
    pub(super) range: Range<usize>,
    /// The start and the kind of its members, if they are laid out one by one.
    pub(super) members: Option<(usize, Members)>,
    /// Whether a blank line separates it from what is before it: an `impl`, a function, a module.
    pub(super) is_block: bool,
}

/// Whether code begins with an item that a blank line separates from what is before it.
pub(super) fn is_block(code: &Code) -> bool {
    let mut parts = parts(code, 0..code.len());
    parts.next().is_some_and(|part| part.is_block)
}

/// Returns the items, or the members of an `impl`, in these tokens.
pub(super) fn parts(code: &Code, range: Range<usize>) -> impl Iterator<Item = Part> {
    let mut next = range.start;
    std::iter::from_fn(move || {
        let part = (next < range.end).then(|| part(code, next..range.end))?;
        next = part.range.end;
        Some(part)
    })
}

/// Returns the fields or variants in these tokens, without the commas after them.
pub(super) fn rows(code: &Code, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut next = range.start;
    std::iter::from_fn(move || {
        let start = next;
        let end = (start < range.end).then(|| end_of_row(code, start, range.end))?;
        next = end.saturating_add(1);
        Some(start..end)
    })
}

/// Returns the statements in these tokens; one without a semicolon is part of the next.
pub(super) fn statements(code: &Code, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut next = range.start;
    std::iter::from_fn(move || {
        let start = next;
        while next < range.end {
            next = code.after(next);
            if code.is(next.saturating_sub(1), ";") {
                break;
            }
        }
        (start < next).then_some(start..next)
    })
}

/// Returns the comma after a row, or the end of the rows. Angle brackets are always those of generics, since there are
/// no comparisons.
pub(super) fn end_of_row(code: &Code, mut at: usize, end: usize) -> usize {
    let mut depth = 0_usize;
    while at < end && !(depth == 0 && code.is(at, ",")) {
        if code.is(at, "<") {
            depth = depth.saturating_add(1);
        } else if code.is(at, ">") {
            depth = depth.saturating_sub(1);
        }
        at = code.after(at);
    }
    at
}

/// Returns the first item in these tokens. It ends with its braces, or with `;` if it may have braces before its end.
fn part(code: &Code, range: Range<usize>) -> Part {
    let start = range.start;
    let keyword = keyword(code, range.clone());
    let has_value = matches!(keyword, "const" | "static" | "type" | "use");
    let mut at = start;
    while at < range.end {
        let after = code.after(at);
        if !has_value && matches!(code.kind(at), Some(Kind::Open(Delimiter::Brace, _))) {
            let members = match keyword {
                "impl" => Some(Members::Items),
                "struct" => Some(Members::Fields),
                "enum" => Some(Members::Variants),
                "fn" => Some(Members::Statements),
                _ => None,
            };
            let members = members.filter(|_| after > at.saturating_add(2));
            return Part {
                range: start..after,
                members: members.map(|members| (at, members)),
                is_block: matches!(keyword, "fn" | "impl" | "mod"),
            };
        }
        at = after;
        if code.is(at.saturating_sub(1), ";") {
            break;
        }
    }
    Part {
        range: start..at,
        members: None,
        is_block: false,
    }
}

/// Returns the keyword that identifies the kind of an item.
fn keyword(code: &Code, range: Range<usize>) -> &str {
    let mut at = range.start;
    while at < range.end {
        let is_before = match code.text(at) {
            "#" | "async" | "pub" | "unsafe" => true,
            "const" => code.is(at.saturating_add(1), "fn"),
            _ => matches!(code.kind(at), Some(Kind::Open(..))),
        };
        if !is_before {
            break;
        }
        at = code.after(at);
    }
    code.text(at)
}
