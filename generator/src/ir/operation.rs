//! Operations: parameters, bodies, responses, paging.

use serde_json::Value;

use super::{
    Docs, Lifecycle, MediaType, NameHint, Paging, Rules, SecurityAlternative, Server, Type,
};
use crate::source::Origin;

/// An HTTP method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Method {
    /// GET
    Get,
    /// PUT
    Put,
    /// POST
    Post,
    /// DELETE
    Delete,
    /// OPTIONS
    Options,
    /// HEAD
    Head,
    /// PATCH
    Patch,
    /// TRACE
    Trace,
    /// OpenAPI 3.2 `query` and `additionalOperations`, in capitals as sent.
    Other(String),
}

/// One operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// `operationId`, or method and path where it has none.
    pub name: NameHint,
    /// Its `operationId` as written.
    pub id: Option<String>,
    /// The method.
    pub method: Method,
    /// The path template.
    pub path: PathTemplate,
    /// What the description says of it.
    pub docs: Docs,
    /// `deprecated`.
    pub lifecycle: Lifecycle,
    /// Indexes into [`Api::tags`](super::Api::tags).
    pub tags: Vec<usize>,
    /// Path-level and operation-level parameters, merged; path parameters in template order first,
    /// then the others in document order.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<Body>,
    /// The responses that mean success, in the order in which they are matched: exact statuses ascending,
    /// then ranges, then `default`, which is a success where no other response is.
    pub successes: Vec<Response>,
    /// The other responses, in the order in which they are matched. Of their media types one is read: JSON,
    /// else text.
    pub errors: Vec<Response>,
    /// What the responses may be, without parameters: those of the successes first.
    pub accept: Vec<String>,
    /// Alternatives in the order of the document; empty: no authorisation.
    pub security: Vec<SecurityAlternative>,
    /// Servers of the operation or its path, where they differ from the API's.
    pub servers: Option<Vec<Server>>,
    /// `x-paging`.
    pub paging: Option<Paging>,
    /// Whether it may be repeated after it may have reached the server.
    pub repeat: Repeat,
    /// The operation's key in its path item.
    pub origin: Origin,
}

impl Operation {
    /// The ways in which it can succeed: each success with each of its contents. Where there are several, the
    /// result is one of them.
    pub fn outputs(&self) -> impl Iterator<Item = (&Response, Option<&ResponseContent>)> {
        self.successes.iter().flat_map(|response| {
            let empty = response.contents.is_empty().then_some(None);
            let contents = response.contents.iter().map(Some);
            empty
                .into_iter()
                .chain(contents)
                .map(move |content| (response, content))
        })
    }
}

/// Whether an operation may be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// By its method (RFC 9110, 9.2.2) or `x-idempotent: true`.
    Idempotent,
    /// Only where nothing was sent.
    OnlyUnsent,
}

/// A path template (OpenAPI "Path Templating").
#[derive(Clone, Debug, PartialEq)]
pub struct PathTemplate {
    /// As written, with a leading slash and without a fragment. What follows a `?` is a part of the query
    /// that every call has.
    pub text: String,
    /// The names between braces, in order.
    pub names: Vec<String>,
}

/// Where a parameter is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Location {
    /// A part of the path.
    Path,
    /// A part of the query.
    Query,
    /// OpenAPI 3.2 `querystring`: the whole query.
    QueryString,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
}

impl Location {
    /// The style where the description names none (OpenAPI "Parameter Object", `style`).
    #[must_use]
    pub fn default_style(self) -> Style {
        match self {
            Self::Path | Self::Header => Style::Simple,
            Self::Query | Self::QueryString | Self::Cookie => Style::Form,
        }
    }
}

/// How a value is written (OpenAPI "Style Values").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `simple`
    Simple,
    /// `label`
    Label,
    /// `matrix`
    Matrix,
    /// `form`
    Form,
    /// `spaceDelimited`
    SpaceDelimited,
    /// `pipeDelimited`
    PipeDelimited,
    /// `deepObject`
    DeepObject,
    /// 3.2 `cookie`
    Cookie,
}

impl Style {
    /// Whether values are exploded where the description does not say (OpenAPI "Parameter Object", `explode`).
    #[must_use]
    pub fn default_explode(self) -> Explode {
        match self {
            Self::Form | Self::Cookie | Self::DeepObject => Explode::Yes,
            _ => Explode::No,
        }
    }
}

/// Whether arrays and objects are written as one value or several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Explode {
    /// One value each.
    Yes,
    /// One value for all.
    No,
}

/// How a parameter's value becomes text.
#[derive(Clone, Debug, PartialEq)]
pub enum Encoding {
    /// By `schema` and `style`.
    Style {
        /// `style`
        style: Style,
        /// `explode`
        explode: Explode,
        /// `allowReserved`
        reserved: Reserved,
    },
    /// By `content` with a JSON media type.
    Json,
    /// By `content` with another media type: text as it is.
    Text,
}

/// Whether reserved characters are percent-encoded in a query value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reserved {
    /// They are.
    Encode,
    /// `allowReserved: true`.
    Allow,
}

/// A parameter of an operation.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// The wire name with its hint.
    pub wire: String,
    /// What its identifier is made from.
    pub name: NameHint,
    /// Where it is sent.
    pub location: Location,
    /// How.
    pub encoding: Encoding,
    /// `required`.
    pub presence: ParameterPresence,
    /// Who sets it.
    pub scope: ParameterScope,
    /// The type of its value.
    pub ty: Type,
    /// What is checked before sending.
    pub rules: Rules,
    /// What the description says of it.
    pub docs: Docs,
    /// `deprecated`.
    pub lifecycle: Lifecycle,
    /// `schema.default`: what the server takes when it is absent.
    pub default: Option<Value>,
    /// `example`, or the first of `examples`.
    pub example: Option<Value>,
    /// Redacted in Debug and logs.
    pub sensitivity: Sensitivity,
    /// Where it stands.
    pub origin: Origin,
}

/// Whether a parameter must be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterPresence {
    /// `required: true`.
    Required,
    /// May be left out.
    Optional,
}

/// Who sets a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterScope {
    /// Each call.
    Call,
    /// The client, once: the index into [`Api::client_parameters`](super::Api::client_parameters).
    Client(usize),
}

/// Whether a value may be shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sensitivity {
    /// It may.
    #[default]
    Plain,
    /// `x-sensitive: true` or `format: password`.
    Secret,
}

/// The request body of an operation.
#[derive(Clone, Debug)]
pub struct Body {
    /// `required`.
    pub presence: ParameterPresence,
    /// The ways to write it, in the order of the document. Media types that say no more than JSON are one
    /// where the type is the same.
    pub contents: Vec<BodyContent>,
    /// What the description says of it.
    pub docs: Docs,
    /// Where it stands.
    pub origin: Origin,
}

/// One way to write a request body.
#[derive(Clone, Debug)]
pub struct BodyContent {
    /// The media type to send. A range, such as `image/*`, is one that the caller names.
    pub media_type: MediaType,
    /// How the value is written.
    pub kind: BodyKind,
    /// What is checked before sending.
    pub rules: Rules,
    /// `example`, or the first of `examples`.
    pub example: Option<Value>,
    /// Where it stands.
    pub origin: Origin,
}

/// How a request body is written.
#[derive(Clone, Debug, PartialEq)]
pub enum BodyKind {
    /// JSON (`application/json`, `*+json`).
    Json(Type),
    /// `application/x-www-form-urlencoded`: an object type, with the properties that are not written
    /// in the default way (form, exploded).
    Form {
        /// The object.
        ty: Type,
        /// Per property.
        encodings: Vec<PropertyEncoding>,
    },
    /// `multipart/form-data` and other multipart types.
    Multipart(Vec<Part>),
    /// JSON lines and JSON sequences: a stream of values.
    JsonLines(Type),
    /// Text, also XML and other structured text that is passed through.
    Text,
    /// Bytes, as a stream.
    Binary,
}

/// How one property of a form is written.
#[derive(Clone, Debug, PartialEq)]
pub struct PropertyEncoding {
    /// The property.
    pub wire: String,
    /// How.
    pub encoding: Encoding,
}

/// One part of a multipart body.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The part's name.
    pub wire: String,
    /// What its identifier is made from.
    pub name: NameHint,
    /// Must it be given.
    pub presence: ParameterPresence,
    /// One part, or one a value.
    pub count: PartCount,
    /// What it holds.
    pub kind: PartKind,
    /// The content type to send where it is not the usual one for the kind.
    pub content_type: Option<String>,
    /// What is checked before sending.
    pub rules: Rules,
    /// What the description says of it.
    pub docs: Docs,
    /// Where it stands.
    pub origin: Origin,
}

/// How often a part may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartCount {
    /// Once.
    One,
    /// As often as there are values.
    Many,
}

/// What a part holds.
#[derive(Clone, Debug, PartialEq)]
pub enum PartKind {
    /// Bytes with a file name, as a stream.
    File,
    /// A scalar as text.
    Text(Type),
    /// A JSON value.
    Json(Type),
}

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
