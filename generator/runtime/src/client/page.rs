//! A page of a list.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

use crate::error::failure::{Error, Reason};
use crate::json::integer::whole;
use crate::json::write;

/// One page of a list. The default is a page without items, which ends the list.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// The items, in their order.
    pub items: Vec<T>,
    /// The number of items on all pages, where the server sends it.
    pub total: Option<u64>,
    /// The number of the last page, where pages are numbered and the server sends it.
    pub last: Option<u64>,
    /// The cursor of the next page, where the list has cursors. `None` or an empty one ends the list.
    pub next: Option<String>,
    /// Whether there is another page, where the server sends that.
    pub more: Option<bool>,
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            total: None,
            last: None,
            next: None,
            more: None,
        }
    }
}

impl<T> From<Vec<T>> for Page<T> {
    fn from(items: Vec<T>) -> Self {
        Self {
            items,
            ..Self::default()
        }
    }
}

/// Returns a value that is a whole number, or a string that has one.
pub fn count<T: Serialize + ?Sized>(value: &T) -> Option<u64> {
    match write::to_value(value).ok()? {
        Value::String(text) => text.trim().parse().ok(),
        value => value
            .as_u64()
            .or_else(|| whole(value.as_f64()?)?.try_into().ok()),
    }
}

/// A list cannot be read to its end: the server sent a page a second time, or too many pages without items in a row, or
/// did not say where the next page is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepeatedPage(Problem);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Problem {
    Again,
    Empty(u32),
    Nowhere,
}

impl RepeatedPage {
    pub(super) fn again() -> RepeatedPage {
        RepeatedPage(Problem::Again)
    }

    pub(super) fn empty(count: u32) -> RepeatedPage {
        RepeatedPage(Problem::Empty(count))
    }

    pub(super) fn nowhere() -> RepeatedPage {
        RepeatedPage(Problem::Nowhere)
    }
}

impl fmt::Display for RepeatedPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Problem::Again => {
                f.write_str("the server gave the same page a second time: the list has no end")
            }
            Problem::Empty(count) => {
                write!(f, "the server gave {count} pages without items in a row")
            }
            Problem::Nowhere => f.write_str("the server says that the list goes on, but not where"),
        }
    }
}

impl std::error::Error for RepeatedPage {}

impl<E> From<RepeatedPage> for Error<E> {
    fn from(error: RepeatedPage) -> Self {
        let reason = match error.0 {
            Problem::Again => Reason::RepeatedPage,
            Problem::Empty(count) => Reason::EmptyPages(count),
            Problem::Nowhere => Reason::NoNextPage,
        };
        Self::new(reason)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::count;

    #[test]
    fn a_total_is_a_number_or_the_text_of_one() {
        assert_eq!(count(&json!(7)), Some(7));
        assert_eq!(count(&json!(" 7 ")), Some(7));
        assert_eq!(count(&7.0), Some(7));
        assert_eq!(count(&json!(7.0)), Some(7));
        for other in [
            json!("many"),
            json!(-1),
            json!(null),
            json!([7]),
            json!(7.5),
        ] {
            assert_eq!(count(&other), None, "{other}");
        }
    }
}
