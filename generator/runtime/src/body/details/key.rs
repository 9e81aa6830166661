//! The keys of error bodies.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, Visitor};

/// The keys that services use, in lower case without `_` and `-`; the first one in this order is preferred.
pub(super) const KEYS: [(&str, Field); 31] = [
    ("errorcode", Field::Code),
    ("errcode", Field::Code),
    ("code", Field::Code),
    // In Elasticsearch, Anthropic's and OpenStack's APIs; `__type` in JSON of AWS.
    ("type", Field::Type),
    ("errormsg", Field::Message),
    ("errormessage", Field::Message),
    ("errmsg", Field::Message),
    ("message", Field::Message),
    ("msg", Field::Message),
    ("exceptionmessage", Field::Message),
    ("errordescription", Field::Message),
    // RFC 9457; a list of errors in FastAPI.
    ("detail", Field::Message),
    ("faultstring", Field::Message),
    ("description", Field::Message),
    ("brief", Field::Message),
    ("reason", Field::Message),
    ("title", Field::Message),
    // A code in OAuth 2, elsewhere a message.
    ("error", Field::Error),
    ("errors", Field::List),
    ("validationerrors", Field::List),
    ("exceptiondetail", Field::List),
    ("issues", Field::List),
    ("extra", Field::List),
    ("details", Field::List),
    // Kubernetes.
    ("causes", Field::List),
    ("requestid", Field::Id),
    ("traceid", Field::Id),
    ("loc", Field::Place),
    ("location", Field::Place),
    ("path", Field::Place),
    ("key", Field::Place),
];

/// The meaning of a key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Code,
    /// A code beside a message, unless it is a URI.
    Type,
    Message,
    Error,
    /// Errors by path, or a list of them.
    List,
    Id,
    /// The path to the erroneous value.
    Place,
}

/// Returns whether a key of [`KEYS`] is also a usual name of a field.
pub(super) fn may_be_field(rank: usize) -> bool {
    let name = KEYS.get(rank).map(|key| key.0);
    matches!(
        name,
        Some("code" | "description" | "reason" | "title" | "type")
    )
}

/// The role of a value in the object that contains it.
#[derive(Clone, Copy)]
pub(super) enum Slot<'a> {
    Whole,
    /// The value of one of [`KEYS`], with its index.
    Keyed(Field, usize),
    /// An entry of a list of errors, or all errors of one path.
    Entry(Option<&'a str>),
    /// The value of another key.
    Field(&'a str),
    /// An item of a list below such a key.
    FieldItem(&'a str),
    Other,
}

/// Returns the code that a type of an error is, without its namespace. RFC 9457 has a URI there, which is none.
pub(super) fn code_of_type(text: &str) -> Option<String> {
    let name = text.rsplit('#').next().unwrap_or(text);
    let is_code =
        |character: char| character.is_alphanumeric() || matches!(character, '_' | '-' | '.');
    (name.chars().all(is_code) && name != "error").then(|| name.to_owned())
}

/// Reads a key as its index in [`KEYS`], or as its text.
pub(super) struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Result<(Field, usize), String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Key {
    type Value = Result<(Field, usize), String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Self::Value, E> {
        Ok(known(key).ok_or_else(|| key.to_owned()))
    }
}

/// Returns the meaning of a key with its index in [`KEYS`].
pub(super) fn known(key: &str) -> Option<(Field, usize)> {
    let mut plain = key.to_ascii_lowercase();
    plain.retain(|character| !matches!(character, '_' | '-'));
    let mut known = KEYS.iter().enumerate();
    let known = known.find(|(_, known)| known.0 == plain);
    known.map(|(rank, known)| (known.1, rank))
}
