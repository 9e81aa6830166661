//! A piece of code to its items, so that each is laid out by itself.

use std::ops::Range;

use proc_macro2::Delimiter;

use super::code::{Code, Kind};

/// An item, or a member of an `impl`.
pub(super) struct Part {
    /// Its tokens.
    pub(super) range: Range<usize>,
    /// Where its braces begin, where it is an `impl`.
    pub(super) members: Option<usize>,
    /// Whether it is set apart by blank lines: an `impl`, a function, a module.
    pub(super) is_block: bool,
}

/// The items or members that these tokens are.
pub(super) fn parts(code: &Code, range: Range<usize>) -> impl Iterator<Item = Part> {
    let mut next = range.start;
    std::iter::from_fn(move || {
        let part = (next < range.end).then(|| part(code, next..range.end))?;
        next = part.range.end;
        Some(part)
    })
}

/// The first item of these tokens: it ends with its braces, or, where it may have braces in its middle, with `;`.
fn part(code: &Code, range: Range<usize>) -> Part {
    let start = range.start;
    let keyword = keyword(code, range.clone());
    let has_value = matches!(keyword, "const" | "static" | "type" | "use");
    let mut at = start;
    while at < range.end {
        let after = code.after(at);
        if !has_value && matches!(code.kind(at), Some(Kind::Open(Delimiter::Brace, _))) {
            return Part {
                range: start..after,
                members: (keyword == "impl" && after > at.saturating_add(2)).then_some(at),
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

/// The keyword by which one knows what an item is.
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
