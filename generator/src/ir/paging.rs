//! Lists that come page by page.

use super::{Integer, Type, TypeId};

/// `x-paging`, its properties found in the type of the response.
#[derive(Clone, Debug)]
pub struct Paging {
    /// How the next page is asked for.
    pub kind: PagingKind,
    /// The success that holds a page, by its place in [`Operation::outputs`](super::Operation::outputs).
    pub output: usize,
    /// The way to the items.
    pub items: PropertyPath,
    /// The type of one item.
    pub item: Type,
    /// The total number of items.
    pub total: Option<Total>,
    /// The way to the number of pages, where they are asked for by their number.
    pub pages: Option<(PropertyPath, TotalKind)>,
    /// What says whether there is another page.
    pub flag: Option<PageFlag>,
}

/// How the next page is asked for.
#[derive(Clone, Debug)]
pub enum PagingKind {
    /// By the number of items to skip.
    Offset {
        /// The parameter that takes it.
        offset: PageParameter,
        /// Where a list begins, unless the caller says.
        first: u64,
        /// The parameter for the size of a page.
        limit: Option<PageParameter>,
    },
    /// By the number of the page.
    Page {
        /// The parameter that takes it.
        page: PageParameter,
        /// The number of the first page.
        first: u64,
        /// The parameter for the size of a page.
        limit: Option<PageParameter>,
    },
    /// By a cursor that the response holds, or by the URL of the next page in its place.
    Cursor {
        /// The parameter that takes it.
        cursor: PageParameter,
        /// The way to the next one.
        next: PropertyPath,
        /// What it is.
        ty: CursorType,
    },
    /// By a cursor that a header of the response has.
    HeaderCursor {
        /// The query parameter that takes it.
        cursor: PageParameter,
        /// The header.
        header: String,
    },
    /// By the id of the last item.
    Marker {
        /// The parameter that takes it.
        marker: PageParameter,
        /// The way to it in the item.
        id: PropertyPath,
        /// What it is.
        ty: CursorType,
    },
    /// By the URL of the next page, which the response holds.
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

/// What takes the position of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageParameter {
    /// A query parameter, by its place in [`Operation::parameters`](super::Operation::parameters).
    Query(usize),
    /// The value at a JSON pointer in the body.
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
    /// The way to it.
    pub path: PropertyPath,
    /// The same as a JSON pointer.
    pub pointer: String,
    /// What it means.
    pub meaning: FlagMeaning,
}

/// What a property that is true says of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlagMeaning {
    /// There is another page.
    More,
    /// There is none.
    Last,
}

/// How the total number of items is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TotalKind {
    /// As an integer.
    Integer(Integer),
    /// As a string, or as either.
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

/// The way from a response to one of its properties.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PropertyPath {
    /// How often the type of the response allows null.
    pub nulls: usize,
    /// From the outermost property to the innermost; none where it is the response itself.
    pub steps: Vec<PropertyStep>,
}

/// A property of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct PropertyStep {
    /// The object.
    pub owner: TypeId,
    /// The property, by its place in [`Struct::fields`](super::Struct::fields).
    pub field: usize,
    /// How often its type allows null, beside its presence.
    pub nulls: usize,
}
