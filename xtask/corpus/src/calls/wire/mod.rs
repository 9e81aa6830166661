//! Reads back what was sent, only by the tables of OpenAPI ("Style Values", "Encoding Object"), RFC 6570, RFC 7578 and
//! RFC 9110: no code here is shared with the runtime or the generator.

mod body;
mod multipart;
mod pairs;
mod style;

use serde_json::Value;

use crate::exact::Exact;
pub(super) use body::{form_equals, lines};
pub(super) use multipart::{Part, parts};
pub(super) use pairs::{Pairs, decoded};
pub(super) use style::{Place, Style, StyleName};

/// A value as it was read.
#[derive(Debug, PartialEq)]
pub(super) enum Read {
    Absent,
    One(String),
    List(Vec<String>),
    Fields(Vec<(String, String)>),
}

/// The shape of a value, which determines how a style writes it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    One,
    List,
    Fields,
}

impl Shape {
    pub(super) fn of(value: &Value) -> Shape {
        match value {
            Value::Array(_) => Shape::List,
            Value::Object(_) => Shape::Fields,
            _ => Shape::One,
        }
    }
}

impl Read {
    /// Whether it is this value. Null is not written, not even in arrays and objects; empty arrays and objects have no
    /// text.
    pub(super) fn equals(&self, value: &Value) -> bool {
        match (self, value) {
            (Read::Absent, Value::Null) => true,
            (Read::Absent, Value::Array(items)) => items.iter().all(Value::is_null),
            (Read::Absent, Value::Object(fields)) => fields.values().all(Value::is_null),
            (Read::One(text), value) => is_text_of(value, text),
            (Read::List(strings), Value::Array(items)) => {
                let items: Vec<_> = items.iter().filter(|item| !item.is_null()).collect();
                items.len() == strings.len()
                    && items
                        .iter()
                        .zip(strings)
                        .all(|(item, text)| is_text_of(item, text))
            }
            (Read::Fields(pairs), Value::Object(fields)) => {
                let fields: Vec<_> = fields
                    .iter()
                    .filter(|(_, value)| !value.is_null())
                    .collect();
                fields.len() == pairs.len()
                    && fields.iter().all(|(key, value)| {
                        let of_key = pairs.iter().find(|(name, _)| name == *key);
                        of_key.is_some_and(|(_, text)| is_text_of(value, text))
                    })
            }
            _ => false,
        }
    }
}

/// Whether a text is that of a value: a string is written unchanged, everything else as JSON.
pub(super) fn is_text_of(value: &Value, text: &str) -> bool {
    match value {
        Value::String(own) => own == text,
        _ => is_json_of(value, text),
    }
}

/// Whether a text is a value as JSON.
pub(super) fn is_json_of(value: &Value, text: &str) -> bool {
    match (Exact::read(&value.to_string()), Exact::read(text)) {
        (Ok(value), Ok(read)) => value == read,
        _ => false,
    }
}

/// Returns a value as a server reads it after reserved expansion, which does not encode what is already percent-encoded
/// (RFC 6570, 3.2.3; OpenAPI 3.2, `allowReserved`).
pub(super) fn expanded(value: &Value) -> Value {
    match value {
        Value::String(text) => decoded(text).into(),
        Value::Array(items) => items.iter().map(expanded).collect(),
        Value::Object(fields) => {
            let fields = fields.iter();
            fields
                .map(|(key, value)| (key.clone(), expanded(value)))
                .collect()
        }
        other => other.clone(),
    }
}

/// Checks that what was read in a style is this value.
pub(super) fn equal(style: Style, value: &Value, read: Option<Read>) -> Result<(), String> {
    let is_equal = match &read {
        Some(Read::One(text)) if style.name == StyleName::Json => is_json_of(value, text),
        Some(read) => read.equals(value),
        None => false,
    };
    match is_equal {
        true => Ok(()),
        false => Err(format!("{value} is read as {read:?}")),
    }
}
