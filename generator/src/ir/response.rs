//! Responses.

use super::{Docs, Lifecycle, MediaType, NameHint, ParameterPresence, Type};
use crate::source::Origin;

/// A documented response.
#[derive(Clone, Debug)]
pub struct Response {
    /// Its key in the description.
    pub status: StatusPattern,
    /// The first and the last status that it is taken for, once those before it are ruled out.
    pub statuses: (u16, u16),
    /// The ways to read the body, in the order of the document; empty: no body.
    pub contents: Vec<ResponseContent>,
    /// Declared headers.
    pub headers: Vec<ResponseHeader>,
    /// What the description says of it.
    pub docs: Docs,
    /// Where it stands.
    pub origin: Origin,
}

/// The key of a response in the description.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StatusPattern {
    /// `404`.
    Exact(u16),
    /// `4XX`: the first digit.
    Range(u8),
    /// `default`.
    Default,
}

/// One way to read the body of a response.
#[derive(Clone, Debug)]
pub struct ResponseContent {
    /// The media type that is read in this way.
    pub media_type: MediaType,
    /// Others that are.
    pub others: Vec<MediaType>,
    /// How the body is read.
    pub kind: ResponseKind,
}

/// How the body of a response is read.
#[derive(Clone, Debug, PartialEq)]
pub enum ResponseKind {
    /// JSON.
    Json(Type),
    /// Text, also XML and other structured text that is passed through.
    Text,
    /// Bytes, as a stream.
    Binary,
    /// Server-sent events; the type of `data` where it is JSON, else text.
    Events(Option<Type>),
    /// JSON lines and JSON sequences.
    JsonLines(Type),
}

/// A header of a response.
#[derive(Clone, Debug)]
pub struct ResponseHeader {
    /// The header's name as written.
    pub wire: String,
    /// What its identifier is made from.
    pub name: NameHint,
    /// Whether it is promised.
    pub presence: ParameterPresence,
    /// The type of its value.
    pub ty: Type,
    /// What the description says of it.
    pub docs: Docs,
    /// `deprecated`.
    pub lifecycle: Lifecycle,
}
