//! Reads values from text: scalar bodies, and headers in the style `simple`.
//!
//! Text has no type, so the Rust type decides: `1` is a number if a number is expected, and a string if a string is.

use std::borrow::Cow;

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, Error as _, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::{Error, Value};

use crate::json::digits::{self, plainly};
use crate::json::integer::with_integers;

/// Reads a value from text; `explode` determines the form of an object's properties.
pub(crate) fn from_text<T: DeserializeOwned>(text: &str, explode: bool) -> Option<T> {
    of(Text::new(text, explode))
}

/// Reads the value of a header. The targets of links (RFC 8288) are between `<` and `>`, and may contain commas.
pub(crate) fn from_header<T: DeserializeOwned>(
    text: &str,
    explode: bool,
    any: AnyIs,
    has_links: bool,
) -> Option<T> {
    let quotes = match has_links {
        true => Quotes::AndTargets,
        false => Quotes::Double,
    };
    of(Text {
        quotes,
        any,
        ..Text::new(text, explode)
    })
}

fn of<T: DeserializeOwned>(typed: Text<'_>) -> Option<T> {
    let as_string = || T::deserialize(IntoDeserializer::<Error>::into_deserializer(typed.text));
    let with_nulls = || {
        T::deserialize(Text {
            has_nulls: true,
            ..typed
        })
    };
    let read = T::deserialize(typed).or_else(|_| with_nulls());
    read.or_else(|_| as_string()).ok()
}

/// Reads a list of values that are not split further.
pub(crate) fn from_lines<T: DeserializeOwned>(lines: &[&str]) -> Option<T> {
    let items = lines.iter().map(|text| Text {
        is_item: true,
        ..Text::new(text, false)
    });
    T::deserialize(SeqDeserializer::new(items)).ok()
}

/// A text that is read as the expected type.
#[derive(Clone, Copy)]
struct Text<'a> {
    text: &'a str,
    explode: bool,
    /// Whether it is one of several values: a nested value is JSON.
    is_item: bool,
    /// Whether `null` and an empty text among several values are null. For a string they are text.
    has_nulls: bool,
    quotes: Quotes,
    any: AnyIs,
}

/// How a value is read if its Rust type allows several types.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum AnyIs {
    /// As a number or a boolean if it looks like one, and otherwise as a string.
    Guessed,
    /// As a string.
    String,
    /// As a list.
    List,
    /// As an object.
    Fields,
}

/// The quotes in which a delimiter has no meaning.
#[derive(Clone, Copy, PartialEq)]
enum Quotes {
    /// Double quotes.
    Double,
    /// Double quotes, and `<` and `>`.
    AndTargets,
}

impl<'a> Text<'a> {
    fn new(text: &'a str, explode: bool) -> Self {
        Text {
            text,
            explode,
            is_item: false,
            has_nulls: false,
            quotes: Quotes::Double,
            any: AnyIs::Guessed,
        }
    }

    fn item(self, text: &'a str) -> Self {
        Text {
            text: text.trim(),
            is_item: true,
            any: AnyIs::Guessed,
            ..self
        }
    }

    fn items(self) -> impl Iterator<Item = Self> {
        let pieces = match self.text.trim().is_empty() {
            true => Vec::new(),
            false => split_outside(self.text, ',', self.quotes),
        };
        pieces.into_iter().map(move |piece| self.item(piece))
    }

    /// Returns the elements of a list: empty ones are to be ignored (RFC 9110, 5.6.1.2).
    fn listed(self) -> impl Iterator<Item = Self> {
        self.items().filter(|item| !item.text.is_empty())
    }
}

/// Splits at a delimiter, except between double quotes (RFC 9110, 5.6.4).
pub(crate) fn split(text: &str, delimiter: char) -> Vec<&str> {
    split_outside(text, delimiter, Quotes::Double)
}

fn split_outside(text: &str, delimiter: char, quotes: Quotes) -> Vec<&str> {
    // The character that closes the current quotes.
    let mut close = None;
    let mut escaped = false;
    let is_delimiter = |char: char| {
        let was_escaped = std::mem::take(&mut escaped);
        match (close, char) {
            (Some(_), _) if was_escaped => {}
            (Some('"'), '\\') => escaped = true,
            (Some(end), _) if end == char => close = None,
            (None, '"') => close = Some('"'),
            (None, '<') if quotes == Quotes::AndTargets => close = Some('>'),
            _ => {}
        }
        char == delimiter && close.is_none()
    };
    let pieces: Vec<&str> = text.split(is_delimiter).collect();
    // A quote that is not closed is an ordinary character.
    match close {
        None => pieces,
        Some(_) => text.split(delimiter).collect(),
    }
}

/// Returns a value without quotes and escapes.
pub(crate) fn unquoted(text: &str) -> Cow<'_, str> {
    let quoted = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    match quoted {
        None => text.into(),
        Some(quoted) => {
            let mut plain = String::with_capacity(quoted.len());
            let mut chars = quoted.chars();
            while let Some(char) = chars.next() {
                plain.extend(match char {
                    '\\' => chars.next(),
                    char => Some(char),
                });
            }
            plain.into()
        }
    }
}

impl<'de> IntoDeserializer<'de, Error> for Text<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Text<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.any {
            AnyIs::Guessed => {}
            AnyIs::String => return visitor.visit_str(self.text),
            AnyIs::List => return self.deserialize_seq(visitor),
            AnyIs::Fields => return self.deserialize_map(visitor),
        }
        let text = self.text.trim();
        let is_scalar = matches!(text, "true" | "false")
            || text.starts_with(|first: char| first == '-' || first.is_ascii_digit());
        let plain = is_scalar.then(|| digits::plain(text.as_bytes())).flatten();
        let json = plain.as_deref().unwrap_or(text.as_bytes());
        let scalar = is_scalar.then(|| serde_json::from_slice::<Value>(json).ok());
        let scalar = plainly(|| scalar.flatten().map(with_integers)).unwrap_or_default();
        // With serde_json's `arbitrary_precision`, a number that is deserialized may be a map.
        if let Some(integer) = scalar.as_u64() {
            return visitor.visit_u64(integer);
        }
        if let Some(integer) = scalar.as_i64() {
            return visitor.visit_i64(integer);
        }
        // The digits of an integer that does not fit in 64 bits are kept.
        let is_kept = text.contains(|char: char| !(char.is_ascii_digit() || char == '-'));
        match (scalar.as_bool(), scalar.as_f64().filter(|_| is_kept)) {
            (Some(is_true), _) => visitor.visit_bool(is_true),
            (None, Some(float)) => plainly(|| visitor.visit_f64(float)),
            (None, None) => visitor.visit_str(self.text),
        }
    }

    /// Also accepts `True`, as Python and .NET write it.
    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.text.trim() {
            text if text.eq_ignore_ascii_case("true") => visitor.visit_bool(true),
            text if text.eq_ignore_ascii_case("false") => visitor.visit_bool(false),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_str(self.text)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_str(self.text)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_str(self.text)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.text.trim() {
            "" | "null" if self.has_nulls || !self.is_item => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.is_item {
            return serde_json::Deserializer::from_slice(self.text.as_bytes())
                .deserialize_seq(visitor);
        }
        visitor.visit_seq(SeqDeserializer::new(self.listed()))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.is_item {
            return serde_json::Deserializer::from_slice(self.text.as_bytes())
                .deserialize_map(visitor);
        }
        let pairs: Option<Vec<(Text<'_>, Text<'_>)>> = if self.explode {
            let pairs = self.listed().map(|item| {
                let (key, value) = item.text.split_once('=')?;
                Some((item.item(key), item.item(value)))
            });
            pairs.collect()
        } else {
            let items: Vec<Text<'_>> = self.items().collect();
            let pairs = items.chunks(2).map(|pair| match pair {
                [key, value] => Some((*key, *value)),
                _ => None,
            });
            pairs.collect()
        };
        let pairs = pairs.ok_or_else(|| Error::custom("a key without a value"))?;
        visitor.visit_map(MapDeserializer::new(pairs.into_iter()))
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct
        tuple tuple_struct struct enum ignored_any
    }
}
