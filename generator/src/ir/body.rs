//! Request bodies.

use serde_json::Value;

use super::{
    Docs, Encoding, MediaType, NameHint, Parameter, ParameterPresence, RareRules, Sensitivity, Type,
};
use crate::source::Origin;

/// The request body of an operation.
#[derive(Clone, Debug)]
pub struct Body {
    /// `required`.
    pub presence: ParameterPresence,
    /// The ways to write it, in the order of the document. Media types that say no more than JSON are one way where
    /// their types are the same.
    pub contents: Vec<BodyContent>,
    /// Its documentation in the description.
    pub docs: Docs,
    /// Where it is in the description.
    pub origin: Origin,
}

/// One way to write a request body.
#[derive(Clone, Debug)]
pub struct BodyContent {
    /// The media type to send. For a range, such as `image/*`, the caller names it.
    pub media_type: MediaType,
    /// How the value is written.
    pub kind: BodyKind,
    /// The rules that are checked before sending.
    pub rules: RareRules,
    /// `example`, or the first of `examples`.
    pub example: Option<Value>,
    /// Where it is in the description.
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
        /// The properties with their own encoding.
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
    /// How it is written.
    pub encoding: Encoding,
}

/// One part of a multipart body.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The name of the part; for a part without a name, its name in messages.
    pub wire: String,
    /// What its identifier is made from.
    pub name: NameHint,
    /// Whether it must be given.
    pub presence: ParameterPresence,
    /// What identifies it among the parts.
    pub place: PartPlace,
    /// One part, or one for each value.
    pub count: PartCount,
    /// The type of its value in the description; where there are several parts, the type of the list.
    pub ty: Type,
    /// What it holds.
    pub kind: PartKind,
    /// The headers that the description declares for it, except its content type.
    pub headers: Vec<Parameter>,
    /// The content type to send, where it is not the default one for the kind.
    pub content_type: Option<MediaType>,
    /// The rules that are checked before sending.
    pub rules: RareRules,
    /// Its documentation in the description.
    pub docs: Docs,
    /// Whether its value is a secret.
    pub sensitivity: Sensitivity,
    /// Where it is in the description.
    pub origin: Origin,
}

/// What identifies a part among the parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartPlace {
    /// By its name.
    Named,
    /// By its position in the list.
    Position,
    /// By nothing: any number of such parts follow those with a position.
    Item,
}

/// How often a part may occur.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartCount {
    /// Once.
    One,
    /// Once for each value.
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
    /// A value serialized in a style, as one part or several.
    Styled(Type, Encoding),
}

impl BodyKind {
    /// Returns the type of the value that is written, or of each of several; `None` where it is given as text, bytes or
    /// parts.
    #[must_use]
    pub fn value_type(&self) -> Option<&Type> {
        match self {
            Self::Json(ty) | Self::Scalar(ty) | Self::JsonLines(ty) | Self::Form { ty, .. } => {
                Some(ty)
            }
            Self::Multipart(_) | Self::Text | Self::Binary => None,
        }
    }
}

impl PartKind {
    /// Returns the type of the value that is written; `None` for a file.
    #[must_use]
    pub fn value_type(&self) -> Option<&Type> {
        match self {
            Self::File => None,
            Self::Text(ty) | Self::Json(ty) | Self::Styled(ty, _) => Some(ty),
        }
    }
}
