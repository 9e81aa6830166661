//! A page of a list, and where it is.

use std::fmt;

use crate::error::failure::{Error, Reason};

/// One page, as the server gave it. The default is a page without items, which ends the list.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// The items, in their order.
    pub items: Vec<T>,
    /// How many items there are on all pages, where the server says so.
    pub total: Option<u64>,
    /// The cursor of the next page, where the list goes by cursor. None or an empty one ends the list.
    pub next: Option<String>,
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            total: None,
            next: None,
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

/// The list has no end: the server gave a page a second time, or one page without items after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepeatedPage {
    /// The value that the last page was asked for with.
    position: String,
    /// How many pages without items there were, unless a page was repeated.
    empty: Option<u32>,
}

impl RepeatedPage {
    pub(crate) fn again(position: &Position) -> RepeatedPage {
        RepeatedPage {
            position: position.to_string(),
            empty: None,
        }
    }

    pub(crate) fn empty(position: &Position, count: u32) -> RepeatedPage {
        RepeatedPage {
            position: position.to_string(),
            empty: Some(count),
        }
    }
}

impl fmt::Display for RepeatedPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.empty {
            None => f.write_str("the server gave the same page a second time: the list has no end"),
            Some(count) => write!(f, "the server gave {count} pages without items in a row"),
        }
    }
}

impl std::error::Error for RepeatedPage {}

impl<E> From<RepeatedPage> for Error<E> {
    fn from(error: RepeatedPage) -> Self {
        let reason = match error.empty {
            None => Reason::RepeatedPage,
            Some(count) => Reason::EmptyPages(count),
        };
        Self::new(reason).at_position(error.position)
    }
}

/// Which page comes next.
#[derive(Clone)]
pub(crate) enum Position {
    /// After this many items.
    Offset(u64),
    /// The page of this number.
    Number(u64),
    Cursor(Option<String>),
}

/// The value that a call asks for the page with.
impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Offset(number) | Self::Number(number) => number.fmt(f),
            Self::Cursor(cursor) => f.write_str(cursor.as_deref().unwrap_or_default()),
        }
    }
}
