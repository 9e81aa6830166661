//! Request bodies.

use serde_json::Value;

use super::{Docs, Encoding, MediaType, NameHint, Parameter, ParameterPresence, RareRules, Type};
use crate::source::Origin;

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
    pub rules: RareRules,
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
    /// A scalar as text.
    Scalar(Type),
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
    /// The part's name; of one without a name, what messages call it.
    pub wire: String,
    /// What its identifier is made from.
    pub name: NameHint,
    /// Whether it must be given.
    pub presence: ParameterPresence,
    /// How it is found among the others.
    pub place: PartPlace,
    /// One part, or one for each value.
    pub count: PartCount,
    /// The type of its value as the description has it: of several parts that of all.
    pub ty: Type,
    /// What it holds.
    pub kind: PartKind,
    /// The headers that the description has for it, beside its content type.
    pub headers: Vec<Parameter>,
    /// The content type to send where it is not the usual one for the kind.
    pub content_type: Option<MediaType>,
    /// What is checked before sending.
    pub rules: RareRules,
    /// What the description says of it.
    pub docs: Docs,
    /// Where it stands.
    pub origin: Origin,
}

/// How a part is found among the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartPlace {
    /// By its name.
    Named,
    /// By its position: that of the part in the list.
    Position,
    /// It has no place of its own: any number of such parts come after those that have one.
    Item,
}

/// How often a part may occur.
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
    /// A value in a style, as one part or several.
    Styled(Type, Encoding),
}

impl PartKind {
    /// Returns the type of the value that is written; none of a file.
    #[must_use]
    pub fn value_type(&self) -> Option<&Type> {
        match self {
            Self::File => None,
            Self::Text(ty) | Self::Json(ty) | Self::Styled(ty, _) => Some(ty),
        }
    }
}
