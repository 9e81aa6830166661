//! The keys of error bodies.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, Visitor};

/// The keys that services use, in lower case without `_` and `-`; of several in an object the first here counts.
pub(super) const KEYS: [(&str, Field); 22] = [
    ("errorcode", Field::Code),
    ("errcode", Field::Code),
    ("code", Field::Code),
    ("errormsg", Field::Message),
    ("errormessage", Field::Message),
    ("errmsg", Field::Message),
    ("message", Field::Message),
    ("msg", Field::Message),
    ("errordescription", Field::Message),
    // RFC 9457; a list of mistakes in FastAPI.
    ("detail", Field::Message),
    ("faultstring", Field::Message),
    ("description", Field::Message),
    ("reason", Field::Message),
    ("title", Field::Message),
    // A code of OAuth 2, or a message.
    ("error", Field::Error),
    ("errors", Field::List),
    ("issues", Field::List),
    ("requestid", Field::Id),
    ("traceid", Field::Id),
    ("loc", Field::Place),
    ("location", Field::Place),
    ("path", Field::Place),
];

/// What a key says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Code,
    Message,
    Error,
    /// Mistakes by their place, or a list of them.
    List,
    Id,
    /// Where the mistake is that the object is about.
    Place,
}

/// Whether a key of [`KEYS`] is a usual name of a field, too.
pub(super) fn may_be_field(rank: usize) -> bool {
    let name = KEYS.get(rank).map(|key| key.0);
    matches!(name, Some("code" | "description" | "reason" | "title"))
}

/// Reads a key as its place in [`KEYS`], or as the text that it is.
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
        let mut plain = key.to_ascii_lowercase();
        plain.retain(|character| !matches!(character, '_' | '-'));
        let mut known = KEYS.iter().enumerate();
        let known = known.find(|(_, known)| known.0 == plain);
        Ok(known
            .map(|(rank, known)| (known.1, rank))
            .ok_or_else(|| key.to_owned()))
    }
}
