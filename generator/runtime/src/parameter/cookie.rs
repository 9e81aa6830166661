//! Serializes arguments of the `Cookie` header.
//!
//! OpenAPI percent-encodes them like those of a query. But many servers do not decode cookies, so only characters that
//! a cookie must not contain (RFC 6265, 4.1.1) are encoded: wherever possible, the value is the same with and without
//! decoding.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::Value;

use crate::parameter::definition::{ArgumentErrorKind, InvalidArgument, Parameter, Style};
use crate::parameter::encode::{expand_reserved, refuse_delimiter, triples};
use crate::parameter::shape::{Shape, as_it_is};

/// Characters that the value of a cookie must not contain.
const VALUE: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b',').add(b';').add(b'\\');

/// The same, and the sign that decoding would change.
const DECODED: &AsciiSet = &VALUE.add(b'%');

/// Characters that the name of a cookie, which is a token, must not contain.
const NAME: &AsciiSet = &DECODED
    .add(b'(')
    .add(b')')
    .add(b'/')
    .add(b':')
    .add(b'<')
    .add(b'=')
    .add(b'>')
    .add(b'?')
    .add(b'@')
    .add(b'[')
    .add(b']')
    .add(b'{')
    .add(b'}');

/// Encodes a name or a value.
type Encode = fn(&str) -> Cow<'_, str>;

/// Serializes an argument of the `Cookie` header and appends its `name=value` pairs, which are to be joined with `; `.
///
/// # Errors
/// If the style is `cookie`, which does not encode, and a key or value has a character that is not allowed in a cookie,
/// or one of several values has a comma.
pub fn cookie(
    parameter: &Parameter,
    value: &Value,
    pairs: &mut Vec<String>,
) -> Result<(), InvalidArgument> {
    let Some(shape) = Shape::of(parameter, value) else {
        return Ok(());
    };
    let (name, encode): (Encode, Encode) = match parameter.style {
        Style::Cookie => (as_it_is, as_it_is),
        // The caller has already serialized the value (OpenAPI 3.1.1, Appendix D).
        Style::Text => (encoded_name, encoded_unless_fit),
        _ if parameter.allow_reserved => (encoded_name, reserved_stay),
        _ => (encoded_name, encoded),
    };
    let mut push = |key: &str, value: &str| {
        if !is_sendable(key) || key.contains('=') || !is_sendable(unquoted(value)) {
            let problem = ArgumentErrorKind::NotInCookie;
            return Err(InvalidArgument::new(parameter.name, problem));
        }
        pairs.push(format!("{key}={value}"));
        Ok(())
    };
    match shape {
        Shape::List(items) if parameter.explode => {
            let name = name(parameter.name);
            items.iter().try_for_each(|item| push(&name, &encode(item)))
        }
        Shape::Fields(fields) if parameter.explode => fields
            .iter()
            .try_for_each(|(key, value)| push(&name(key), &encode(value))),
        shape if shape.is_empty() => Ok(()),
        shape => {
            if parameter.style == Style::Cookie {
                refuse_delimiter(parameter, &shape, ',')?;
            }
            push(&name(parameter.name), &shape.joined(",", false, encode))
        }
    }
}

/// Returns a value without the quotation marks that may enclose it (RFC 6265, 4.1.1).
fn unquoted(text: &str) -> &str {
    let inner = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    inner.unwrap_or(text)
}

/// Returns whether a text can be sent without encoding. Commas separate values; no server is known to reject them.
fn is_sendable(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_graphic() && !b";\"\\".contains(&byte))
}

/// Returns a value unchanged if decoding does not change it, and otherwise percent-encoded in full: a server may not
/// decode a value that is encoded only in part.
fn encoded(text: &str) -> Cow<'_, str> {
    match is_sendable(text) && !text.contains(',') && triples(text).next().is_none() {
        true => text.into(),
        false => utf8_percent_encode(text, DECODED).into(),
    }
}

fn encoded_unless_fit(text: &str) -> Cow<'_, str> {
    match is_sendable(unquoted(text)) {
        true => text.into(),
        false => encoded(text),
    }
}

fn encoded_name(text: &str) -> Cow<'_, str> {
    utf8_percent_encode(text, NAME).into()
}

fn reserved_stay(text: &str) -> Cow<'_, str> {
    expand_reserved(text, DECODED).into()
}
