//! Errors of decoding, with their place in the body.
//!
//! serde_json reports a line and a column. They are converted to a JSON pointer by scanning the text again, so decoding
//! itself has no extra cost, and no second set of generic code is compiled.

mod place;

use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::json::budget;
use crate::json::digits;
use crate::json::integer::with_integers;
use crate::json::nulls::{self, MOST_PLACES};
use crate::json::quoted;
use crate::json::surrogates;
use crate::value::escaped::Escaped;
use crate::value::text::{beginning, json_text};

/// A body does not match its type; the error has the place inside it, but not the value, which may be a secret.
#[derive(Debug, Default)]
pub struct JsonError {
    pointer: String,
    message: String,
}

impl JsonError {
    /// Returns the JSON pointer of the wrong value; empty for the whole body.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// Returns what is wrong, without the value.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns the error of a whole body.
    #[cfg(any(feature = "events", feature = "parts"))]
    pub(crate) fn of_whole(message: &str) -> JsonError {
        JsonError {
            pointer: String::new(),
            message: message.to_owned(),
        }
    }

    /// Returns the error without line and column, which are those of another text.
    fn without_place(mut self) -> JsonError {
        self.message = without_place(&self.message).to_owned();
        self
    }

    /// Formats the error for a value that is not a body.
    pub(crate) fn of_value(&self) -> String {
        let message = without_place(&self.message);
        match self.pointer.as_str() {
            "" => message.to_owned(),
            pointer => format!("`{pointer}`: {message}"),
        }
    }

    /// Formats the error as the message of another one, whose place is outside this value.
    pub(crate) fn inside(&self) -> String {
        let message = without_place(&self.message);
        format!("{}{INSIDE}{message}", self.pointer)
    }
}

/// Returns the message without line and column.
fn without_place(message: &str) -> &str {
    let place = message.rsplit_once(" at line ");
    place.map_or(message, |(text, _)| text)
}

/// How much of a pointer is shown, in characters: the server chooses its keys.
const SHOWN: usize = 200;

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = Escaped(&self.message);
        if self.pointer.is_empty() {
            return write!(f, "the body: {message}");
        }
        let (pointer, mark) = match beginning(&self.pointer, SHOWN) {
            Some(begin) => (begin, "…"),
            None => (self.pointer.as_str(), ""),
        };
        write!(f, "`{}{mark}` in the body: {message}", Escaped(pointer))
    }
}

impl std::error::Error for JsonError {}

/// Decodes a JSON body. An unpaired surrogate is read as U+FFFD. Nulls in arrays or maps are left out if the type does
/// not allow them; booleans and numbers in strings are read as such if the type requires that.
///
/// # Errors
/// If the body is no JSON or not a `T`, with the place inside it.
pub fn from_slice<T: DeserializeOwned>(body: &[u8]) -> Result<T, JsonError> {
    let mut decoded = None;
    let left = budget::left();
    decode(body, &mut |text| {
        // Of the values that are read one after the other, only one takes memory.
        decoded = None;
        budget::set_left(left);
        decoded = Some(serde_json::from_slice(text)?);
        Ok(())
    })?;
    decoded.ok_or_else(JsonError::default)
}

/// Decodes a value that was read from a body with plain integers.
pub(crate) fn from_plain<T: DeserializeOwned>(value: &Value) -> Result<T, JsonError> {
    digits::plainly(|| from_slice(json_text(value).as_bytes()))
}

/// Returns a body after its byte order mark, which some servers send and a parser may ignore (RFC 8259, section 8.1).
pub(crate) fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
}

/// Reads a text as some type.
type Read<'r> = dyn FnMut(&[u8]) -> serde_json::Result<()> + 'r;

// Not generic, so that each type is compiled for one reader and in one place.
fn decode(body: &[u8], read: &mut Read<'_>) -> Result<(), JsonError> {
    let body = without_mark(body);
    #[cfg(feature = "float")]
    if let Some(body) = crate::json::integer::without_long(body) {
        decode_short(&body, read).map_err(|mut error| {
            if error.message.starts_with("number out of range") {
                error.message = "a whole number of more digits than are kept".to_owned();
            }
            error.without_place()
        })?;
        // With serde_json's `arbitrary_precision`, any JSON keeps all digits: those of the original.
    }
    decode_short(body, read)
}

/// Decodes a body whose numbers lose no digits.
fn decode_short(body: &[u8], read: &mut Read<'_>) -> Result<(), JsonError> {
    digits::exactly(body, &mut |text| {
        let read = decode_text(text, read).or_else(|error| match surrogates::replaced(text) {
            Some(whole) => decode(&whole, read),
            None => repaired(text, &error.pointer, read).ok_or(error),
        });
        read.map_err(|error| match std::ptr::eq(text, body) {
            true => error,
            false => error.without_place(),
        })
    })
}

/// Decodes a body again, without nulls that the types do not allow, and with booleans and numbers taken out of strings,
/// beginning with the value at a pointer.
#[cold]
fn repaired(body: &[u8], pointer: &str, read: &mut Read<'_>) -> Option<()> {
    let mut pointer = pointer.to_owned();
    let mut value: Value = serde_json::from_slice(body).ok()?;
    for _ in 0..MOST_PLACES {
        if !nulls::remove(&mut value, &pointer) && !quoted::unquote(&mut value, &pointer) {
            return None;
        }
        match decode_text(json_text(&value).as_bytes(), read) {
            Ok(()) => return Some(()),
            Err(error) => pointer = error.pointer,
        }
    }
    None
}

fn decode_text(body: &[u8], read: &mut Read<'_>) -> Result<(), JsonError> {
    read(body).or_else(|source| {
        // A type that is read only by serde does not accept 1.0 as an integer.
        let integers = serde_json::from_slice(body).map(|value| json_text(&with_integers(value)));
        let again = integers.ok().and_then(|text| read(text.as_bytes()).ok());
        again.ok_or_else(|| of_serde(body, &source))
    })
}

#[cold]
fn of_serde(body: &[u8], source: &serde_json::Error) -> JsonError {
    let text = source.to_string();
    let mut pointer = place::pointer(body, source.line(), source.column());
    let message = match text.split_once(INSIDE) {
        Some((inside, rest)) => {
            pointer.push_str(inside);
            rest
        }
        None => &text,
    };
    JsonError {
        pointer,
        message: message_without_value(message),
    }
}

/// Separates pointer and message in the error of a value that was first read into memory: serde only passes text. A
/// server cannot inject it, since messages do not contain values.
const INSIDE: &str = "\u{0}: ";

/// Returns a serde message without the value that it quotes.
fn message_without_value(text: &str) -> String {
    for kind in ["invalid type: ", "invalid value: "] {
        if let Some(rest) = text.strip_prefix(kind)
            && let (Some(word), Some(at)) =
                (rest.split([' ', ',']).next(), rest.rfind(", expected"))
        {
            let expected = rest.get(at..).unwrap_or_default();
            return format!("{kind}{}{}", json_word(word), json_words(expected));
        }
    }
    match text.split_once(" `") {
        Some((start, rest)) if start.starts_with("unknown ") => {
            let expected = rest.rfind("expected").and_then(|at| rest.get(at..));
            format!("{start}, {}", expected.unwrap_or_default())
        }
        _ => text.to_owned(),
    }
}

/// Returns the word of JSON for one of serde's, where that differs.
fn json_word(word: &str) -> &str {
    match word {
        "sequence" => "array",
        "map" => "object",
        "floating" => "number",
        word => word,
    }
}

/// Returns what serde expected in words of JSON, without a place that is the beginning of the body.
fn json_words(expected: &str) -> String {
    let expected = expected
        .strip_suffix(" at line 1 column 0")
        .unwrap_or(expected);
    let word = |serde, json| {
        expected
            .strip_prefix(serde)
            .map(|rest| format!("{json}{rest}"))
    };
    word(", expected a sequence", ", expected an array")
        .or_else(|| word(", expected a map", ", expected an object"))
        .unwrap_or_else(|| expected.to_owned())
}

#[cfg(test)]
mod tests;
