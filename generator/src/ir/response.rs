//! Responses.

use std::time::Duration;

use super::{Docs, Lifecycle, MediaType, NameHint, ParameterPresence, Sensitivity, Type};
use crate::source::Origin;

/// A documented response.
#[derive(Clone, Debug)]
pub struct Response {
    /// Its key in the description.
    pub status: StatusPattern,
    /// The first and the last status for which it is used, after earlier responses did not match.
    pub statuses: (u16, u16),
    /// The ways to read the body, in the order of the document. Empty: there is no body.
    pub contents: Vec<ResponseContent>,
    /// Declared headers.
    pub headers: Vec<ResponseHeader>,
    /// Its documentation in the description.
    pub docs: Docs,
    /// Where it is in the description.
    pub origin: Origin,
}

/// A response that rejects a request because the service is busy (`x-busy`): nothing has changed, and the request may
/// be sent again.
#[derive(Clone, Debug)]
pub struct Busy {
    /// The first and the last status.
    pub statuses: (u16, u16),
    /// The error codes in the body, of which one must match; empty: any.
    pub codes: Vec<String>,
    /// How long to wait before the request is sent again.
    pub interval: Option<Duration>,
    /// Where it is in the description.
    pub origin: Origin,
}

/// The key of a response in the description.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StatusPattern {
    /// `404`.
    Exact(u16),
    /// `4XX`, by its first digit.
    Range(u8),
    /// `default`.
    Default,
}

/// One way to read the body of a response.
#[derive(Clone, Debug)]
pub struct ResponseContent {
    /// The media type that is read in this way.
    pub media_type: MediaType,
    /// Other media types that are read in the same way.
    pub others: Vec<MediaType>,
    /// How the body is read.
    pub kind: ResponseKind,
}

impl Response {
    /// Whether the received media type decides how the body is read. For events it does so even where no other media
    /// type is documented: text of another type is read as a stream without events.
    pub fn is_read_by_media_type(&self) -> bool {
        match self.contents.as_slice() {
            [only] => matches!(only.kind, ResponseKind::Events(_)),
            contents => contents.len() > 1,
        }
    }

    /// Returns the status of a success with a single status.
    fn exact_success(&self) -> Option<u16> {
        match self.status {
            StatusPattern::Exact(status @ 200..=299) => Some(status),
            _ => None,
        }
    }
}

impl ResponseContent {
    /// Returns every media type that is read in this way.
    pub fn media_types(&self) -> impl Iterator<Item = &MediaType> {
        std::iter::once(&self.media_type).chain(&self.others)
    }
}

/// The documented successes as which a success with another status is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UndocumentedSuccess {
    /// For a response with a body.
    pub with_body: Option<u16>,
    /// For a response without a body.
    pub empty: Option<u16>,
}

impl UndocumentedSuccess {
    /// Finds the documented successes for other statuses; `None` where every success is documented.
    pub(super) fn of(successes: &[Response]) -> Option<Self> {
        let is_2xx = |response: &&Response| response.statuses.0 < 300;
        let listed: Vec<&Response> = successes.iter().filter(is_2xx).collect();
        // Without a documented success, any success is a response without a body.
        if listed.is_empty() {
            let any = Some(200);
            return Some(UndocumentedSuccess {
                with_body: any,
                empty: any,
            });
        }
        let exact: Option<Vec<u16>> = listed.iter().map(|known| known.exact_success()).collect();
        let exact = exact?;
        if let [status] = exact.as_slice() {
            return Some(UndocumentedSuccess {
                with_body: Some(*status),
                empty: Some(*status),
            });
        }
        let of = |has_body: bool| {
            let listed = listed.iter().zip(&exact);
            listed
                .filter(|(known, _)| known.contents.is_empty() != has_body)
                .map(|(_, status)| *status)
                .collect::<Vec<_>>()
        };
        let empty = of(false).first().copied();
        let with_body = match of(true).as_slice() {
            [] => empty,
            [only] => Some(*only),
            _ => None,
        };
        Some(UndocumentedSuccess { with_body, empty })
    }
}

/// How the body of a response is read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ResponseKind {
    /// JSON.
    Json(Type),
    /// A scalar as text, or as JSON where the response says that it is JSON.
    Scalar(Type),
    /// Text, also XML and other structured text that is passed through.
    Text,
    /// Bytes, as a stream.
    Binary,
    /// Server-sent events.
    Events(EventData),
    /// JSON lines and JSON sequences.
    JsonLines(Type),
    /// Multipart: a stream of parts.
    Parts,
}

impl ResponseKind {
    /// Returns the types of the values that the body holds.
    pub(crate) fn types(&self) -> impl Iterator<Item = &Type> {
        let (one, events) = match self {
            Self::Json(ty) | Self::Scalar(ty) | Self::JsonLines(ty) => (Some(ty), None),
            Self::Events(data) => (None, Some(data)),
            Self::Text | Self::Binary | Self::Parts => (None, None),
        };
        let events = events.into_iter().flat_map(EventData::types);
        one.into_iter().chain(events)
    }
}

/// What the `data` of server-sent events holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum EventData {
    /// Text.
    Text,
    /// JSON.
    Json(Type),
    /// It depends on the name of the event.
    Named(Vec<NamedEvent>),
}

impl EventData {
    /// Returns the types of `data`, where it is JSON.
    pub fn types(&self) -> impl Iterator<Item = &Type> {
        let (one, several) = match self {
            EventData::Text => (None, None),
            EventData::Json(ty) => (Some(ty), None),
            EventData::Named(events) => (None, Some(events)),
        };
        let several = several.into_iter().flatten();
        one.into_iter()
            .chain(several.filter_map(|event| event.data.as_ref()))
    }
}

/// Server-sent events with certain names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NamedEvent {
    /// The names; empty: all other events.
    pub names: Vec<String>,
    /// The type of `data` where it is JSON; `None`: it is text.
    pub data: Option<Type>,
    /// Its documentation in the description.
    pub docs: Docs,
}

/// A header of a response.
#[derive(Clone, Debug)]
pub struct ResponseHeader {
    /// The name of the header as written.
    pub wire: String,
    /// What its identifier is made from.
    pub name: NameHint,
    /// Whether the response always has it.
    pub presence: ParameterPresence,
    /// The type of its value.
    pub ty: Type,
    /// How the value is written.
    pub style: HeaderStyle,
    /// Its documentation in the description.
    pub docs: Docs,
    /// `deprecated`.
    pub lifecycle: Lifecycle,
    /// Whether the value is a secret.
    pub sensitivity: Sensitivity,
}

/// How the value of a header is serialized.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderStyle {
    /// `simple`: values separated by commas; keys are values too.
    Simple,
    /// `simple`, exploded: `key=value`.
    Exploded,
    /// JSON.
    Json,
    /// One value for each line, as in `Set-Cookie`.
    Lines,
    /// `simple`, for a union without numbers and booleans: a string.
    Text,
    /// `simple`, for a union of arrays.
    List,
    /// `simple`, for a union of objects.
    Fields,
    /// `simple`, exploded, for a union of objects.
    ExplodedFields,
}

/// Returns the headers of several responses, each one once: as a string where its types differ, and as required where
/// all responses require it.
pub(super) fn headers_of(responses: &[Response]) -> Vec<ResponseHeader> {
    let mut headers: Vec<ResponseHeader> = Vec::new();
    for header in responses.iter().flat_map(|response| &response.headers) {
        let same = |known: &&mut ResponseHeader| known.wire.eq_ignore_ascii_case(&header.wire);
        let Some(known) = headers.iter_mut().find(same) else {
            let has = |response: &Response| {
                response.headers.iter().any(|other| {
                    other.wire.eq_ignore_ascii_case(&header.wire)
                        && other.presence == ParameterPresence::Required
                })
            };
            let mut header = header.clone();
            if !responses.iter().all(has) {
                header.presence = ParameterPresence::Optional;
            }
            headers.push(header);
            continue;
        };
        if header.sensitivity == Sensitivity::Secret {
            known.sensitivity = Sensitivity::Secret;
        }
        if (&known.ty, known.style) != (&header.ty, header.style) {
            known.ty = Type::text();
            known.style = HeaderStyle::Simple;
        }
    }
    headers
}
