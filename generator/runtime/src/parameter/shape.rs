//! Values in the form in which styles serialize them.

use std::borrow::Cow;
use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::parameter::definition::{Parameter, Style};
use crate::value::text::json_text;

/// All characters except letters, digits and `-._~`.
pub(crate) const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A value in the form in which styles serialize it. Nulls have no text and are left out as in RFC 6570, except in
/// JSON.
pub(crate) enum Shape<'a> {
    Scalar(Cow<'a, str>),
    List(Vec<Cow<'a, str>>),
    Fields(Vec<(&'a str, Cow<'a, str>)>),
}

impl<'a> Shape<'a> {
    pub(crate) fn of(parameter: &Parameter, value: &'a Value) -> Option<Self> {
        match value {
            Value::Array(items) if parameter.style == Style::JsonItems => {
                let items = items.iter().map(|item| json_text(item).into());
                Some(Self::List(items.collect()))
            }
            _ if matches!(parameter.style, Style::Json | Style::JsonItems) => {
                Some(Self::Scalar(json_text(value).into()))
            }
            Value::Null => None,
            _ if parameter.style == Style::Text => Some(Self::Scalar(text(value))),
            Value::Array(items) => Some(Self::List(strings(items))),
            Value::Object(fields) => {
                let mut kept = Vec::with_capacity(fields.len());
                for (key, value) in fields {
                    if !value.is_null() {
                        kept.push((key.as_str(), text(value)));
                    }
                }
                Some(Self::Fields(kept))
            }
            scalar => Some(Self::Scalar(text(scalar))),
        }
    }

    /// Returns whether it is an empty array or object.
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::Scalar(_) => false,
            Self::List(items) => items.is_empty(),
            Self::Fields(fields) => fields.is_empty(),
        }
    }

    /// Returns whether one of several values, or the key of one, passes a test.
    pub(crate) fn any(&self, test: impl Fn(&str) -> bool) -> bool {
        match self {
            Self::Scalar(_) => false,
            Self::List(items) => items.iter().any(|item| test(item)),
            Self::Fields(fields) => fields.iter().any(|(key, value)| test(key) || test(value)),
        }
    }

    /// Returns whether a key contains a character.
    pub(crate) fn has_in_key(&self, character: char) -> bool {
        match self {
            Self::Fields(fields) => fields.iter().any(|(key, _)| key.contains(character)),
            Self::Scalar(_) | Self::List(_) => false,
        }
    }

    /// Returns the values in sequence, each key of an object before its value.
    pub(crate) fn flat(self) -> Vec<Cow<'a, str>> {
        match self {
            Self::Scalar(text) => vec![text],
            Self::List(items) => items,
            Self::Fields(fields) => {
                let mut flat = Vec::with_capacity(2 * fields.len());
                for (key, value) in fields {
                    flat.push(key.into());
                    flat.push(value);
                }
                flat
            }
        }
    }

    /// Joins the values, each serialized by `encode`; exploded, the properties of an object are `key=value`.
    pub(crate) fn joined(
        &self,
        separator: &str,
        explode: bool,
        encode: fn(&str) -> Cow<'_, str>,
    ) -> String {
        match self {
            Self::Scalar(text) => encode(text).into_owned(),
            Self::List(items) => join(items, separator, encode),
            Self::Fields(fields) => {
                let equals = if explode { "=" } else { separator };
                let mut text = String::new();
                for (index, (key, value)) in fields.iter().enumerate() {
                    let before = if index == 0 { "" } else { separator };
                    // Writing to a String cannot fail.
                    let _ = write!(text, "{before}{}{equals}{}", encode(key), encode(value));
                }
                text
            }
        }
    }
}

/// Joins values, each serialized by `encode`.
pub(super) fn join(
    values: &[Cow<'_, str>],
    separator: &str,
    encode: fn(&str) -> Cow<'_, str>,
) -> String {
    let mut text = String::new();
    for (index, value) in values.iter().enumerate() {
        text.push_str(if index == 0 { "" } else { separator });
        text.push_str(&encode(value));
    }
    text
}

/// Serializes a value as the text that it is.
pub(super) fn as_it_is(text: &str) -> Cow<'_, str> {
    text.into()
}

/// Returns whether a value is neither an object nor an array.
pub(super) fn is_plain(value: &Value) -> bool {
    !value.is_object() && !value.is_array()
}

/// Returns the items of an array as text, without nulls.
pub(super) fn strings(items: &[Value]) -> Vec<Cow<'_, str>> {
    let items = items.iter().filter(|item| !item.is_null());
    items.map(text).collect()
}

/// Returns a value as text. A value nested deeper than the style allows is written as JSON.
pub(crate) fn text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => text.into(),
        other => json_text(other).into(),
    }
}

/// Returns JSON in ASCII: servers read other bytes of a header in different encodings.
pub(super) fn ascii_json(text: &str) -> String {
    let mut ascii = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            ' '..='~' => ascii.push(character),
            other => {
                for unit in other.encode_utf16(&mut [0; 2]) {
                    // Writing to a String cannot fail.
                    let _ = write!(ascii, "\\u{unit:04x}");
                }
            }
        }
    }
    ascii
}

/// Percent-encodes all characters except unreserved ones.
pub(crate) fn reserved(text: &str) -> Cow<'_, str> {
    utf8_percent_encode(text, RESERVED).into()
}
