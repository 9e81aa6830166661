//! The values of YAML scalars in the core schema of YAML 1.2.

use crate::source::build::Builder;
use crate::source::tree::{Kind, Text};
use serde_yaml::Number;

/// A value that is not a container.
#[derive(Copy, Clone)]
pub(super) struct Scalar {
    pub(super) kind: Kind,
    pub(super) value: Text,
    /// The same text as a key, which is always a string.
    pub(super) key: Text,
}

/// Reads a scalar that begins at a byte of the file, after its quotation mark, if it is written there unchanged. `None`
/// if it is not a valid value for its tag.
pub(super) fn read(
    builder: &mut Builder<'_>,
    text: &str,
    at: u32,
    is_plain: bool,
    tag: Option<&str>,
) -> Option<Scalar> {
    let key = builder.keep_at(text, at);
    let (kind, value) = match tag {
        Some("str") => (Kind::String, key),
        Some(_) => meaning(builder, text, key),
        None if is_plain => meaning(builder, text, key),
        None => (Kind::String, key),
    };
    let fits = match tag {
        Some("bool") => kind == Kind::Bool,
        Some("null") => kind == Kind::Null,
        Some("int") => kind == Kind::Number && !builder.text_of(value).contains(['.', 'e', 'n']),
        Some("float") => kind == Kind::Number,
        _ => true,
    };
    fits.then_some(Scalar { kind, value, key })
}

/// Returns the value of an unquoted text.
fn meaning(builder: &mut Builder<'_>, text: &str, written: Text) -> (Kind, Text) {
    let bool = |len| (Kind::Bool, Text { start: 0, len });
    match text {
        "" | "~" | "null" | "Null" | "NULL" => (Kind::Null, Text::default()),
        "true" | "True" | "TRUE" => bool(1),
        "false" | "False" | "FALSE" => bool(0),
        _ => match number(text) {
            // A number keeps its text, such as `1.10`, which a float would lose.
            Some(number) if is_literal(text, &number) => (Kind::Number, written),
            Some(number) => (Kind::Number, builder.keep(&number)),
            None => (Kind::String, written),
        },
    }
}

/// Returns a number in the syntax of JSON.
fn number(text: &str) -> Option<String> {
    // JSON, and so OpenAPI, has neither `.inf` nor `.nan`.
    let has_digits = text.contains(|character: char| character.is_ascii_digit());
    if !has_digits
        || !text.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first))
    {
        return None;
    }
    let large = || {
        let has_zeros = text.trim_start_matches(['+', '-']).starts_with('0');
        let large = text.parse().map(|number: i128| number.to_string());
        let large = large.or_else(|_| text.parse().map(|number: u128| number.to_string()));
        large.ok().filter(|_| !has_zeros)
    };
    match text.parse::<Number>() {
        // `Debug` writes an exponent where `Display` would write hundreds of digits.
        Ok(number) if number.is_f64() => Some(format!("{:?}", number.as_f64()?)),
        Ok(number) => Some(number.to_string()),
        Err(_) => large(),
    }
}

fn is_literal(text: &str, number: &str) -> bool {
    let value = text.parse::<f64>();
    value.is_ok_and(|value| number.parse() == Ok(value))
}
