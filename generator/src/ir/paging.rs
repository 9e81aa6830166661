//! Lists whose items come in pages.

use super::{Integer, Type, TypeId};

/// `x-paging`, with its properties resolved in the type of the response.
#[derive(Clone, Debug)]
pub struct Paging {
    /// How the next page is requested.
    pub kind: PagingKind,
    /// The success that holds a page, by its index in [`Operation::outputs`](super::Operation::outputs).
    pub output: usize,
    /// The path to the items.
    pub items: PropertyPath,
    /// The type of one item.
    pub item: Type,
    /// Where the total number of items is, if the response has it.
    pub total: Option<Total>,
    /// The path to the number of pages, for paging by page number.
    pub pages: Option<(PropertyPath, TotalKind)>,
    /// The property that says whether there is another page.
    pub flag: Option<PageFlag>,
    /// How many items a page has where the request does not say it: the default of the parameter for its size.
    pub default_limit: Option<u64>,
}

/// How the next page is requested.
#[derive(Clone, Debug)]
pub enum PagingKind {
    /// By the number of items to skip.
    Offset {
        /// The parameter for that number.
        offset: PageParameter,
        /// The first offset, unless the caller gives another one.
        first: u64,
        /// The parameter for the size of a page.
        limit: Option<PageParameter>,
    },
    /// By the number of the page.
    Page {
        /// The parameter for the page number.
        page: PageParameter,
        /// The number of the first page.
        first: u64,
        /// The parameter for the size of a page.
        limit: Option<PageParameter>,
    },
    /// By a cursor in the body of the response; instead of it, the response may hold the URL of the next page.
    Cursor {
        /// The parameter for the cursor.
        cursor: PageParameter,
        /// The path to the next cursor.
        next: PropertyPath,
        /// The type of the cursor.
        ty: CursorType,
    },
    /// By a cursor in a header of the response.
    HeaderCursor {
        /// The query parameter for the cursor.
        cursor: PageParameter,
        /// The name of the header.
        header: String,
    },
    /// By the id of the last item of the page.
    Marker {
        /// The parameter for the id.
        marker: PageParameter,
        /// The path to the id in an item.
        id: PropertyPath,
        /// The type of the id.
        ty: CursorType,
    },
    /// By the URL of the next page in the body of the response.
    Url(PropertyPath),
    /// By the `Link` header with this relation.
    Link(String),
}

impl PagingKind {
    /// Returns the query parameters that ask for a page, by their places in
    /// [`Operation::parameters`](super::Operation::parameters).
    pub(crate) fn parameters(&self) -> impl Iterator<Item = usize> {
        let (position, limit) = match self {
            Self::Offset {
                offset: position,
                limit,
                ..
            }
            | Self::Page {
                page: position,
                limit,
                ..
            } => (Some(position), limit.as_ref()),
            Self::Cursor { cursor, .. }
            | Self::HeaderCursor { cursor, .. }
            | Self::Marker { marker: cursor, .. } => (Some(cursor), None),
            Self::Url(_) | Self::Link(_) => (None, None),
        };
        let parameters = position.into_iter().chain(limit);
        parameters.filter_map(|parameter| match parameter {
            PageParameter::Query(index) => Some(*index),
            PageParameter::Body(_) => None,
        })
    }
}

/// Where a request holds the position of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageParameter {
    /// In a query parameter, by its index in [`Operation::parameters`](super::Operation::parameters).
    Query(usize),
    /// In the body, at a JSON pointer.
    Body(String),
}

/// Where the total number of items is.
#[derive(Clone, Debug)]
pub enum Total {
    /// In a property of the response.
    Body(PropertyPath, TotalKind),
    /// In this header.
    Header(String),
}

/// A property that says whether there is another page.
#[derive(Clone, Debug)]
pub struct PageFlag {
    /// The path to the property.
    pub path: PropertyPath,
    /// What `true` means.
    pub meaning: FlagMeaning,
}

/// The meaning of `true` in a property about a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlagMeaning {
    /// There is another page.
    More,
    /// This is the last page.
    Last,
}

/// How the total number of items is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TotalKind {
    /// As an integer.
    Integer(Integer),
    /// As a number, which is meant to be whole.
    Number,
    /// As a string, or as a string or a number.
    Text,
}

/// The type of a cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CursorType {
    /// A string.
    String,
    /// An integer, sent as text.
    Integer(Integer),
}

/// The path from a response to one of its properties.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PropertyPath {
    /// The same path as a JSON pointer.
    pub pointer: String,
    /// The number of nested types of the response that allow null.
    pub nulls: usize,
    /// From the outermost property to the innermost; empty for the response itself.
    pub steps: Vec<PropertyStep>,
}

/// One property on a path.
#[derive(Clone, Debug, PartialEq)]
pub struct PropertyStep {
    /// The object type.
    pub owner: TypeId,
    /// The property, by its index in [`Struct::fields`](super::Struct::fields).
    pub field: usize,
    /// The number of nested types of its value that allow null, apart from its presence.
    pub nulls: usize,
}
