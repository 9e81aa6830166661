//! What scalars of YAML mean: the core schema of YAML 1.2.

use super::build::Builder;
use super::tree::{Kind, Text};
use serde_yaml::Number;

/// A value that holds no others.
#[derive(Copy, Clone)]
pub(super) struct Scalar {
    pub(super) kind: Kind,
    pub(super) value: Text,
    /// The same as a key, which is text whatever it looks like.
    pub(super) key: Text,
}

/// Reads a scalar that is written at a byte of the file, after its quotation mark, or elsewhere in another way. Nothing
/// for one that is not a valid value for its tag.
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

/// Returns what unquoted text means.
fn meaning(builder: &mut Builder<'_>, text: &str, written: Text) -> (Kind, Text) {
    let bool = |len| (Kind::Bool, Text { start: 0, len });
    match text {
        "" | "~" | "null" | "Null" | "NULL" => (Kind::Null, Text::default()),
        "true" | "True" | "TRUE" => bool(1),
        "false" | "False" | "FALSE" => bool(0),
        _ => match number(text) {
            // A number keeps the text that it is written with, such as `1.10`, which a float would lose.
            Some(number) if is_literal(text, &number) => (Kind::Number, written),
            Some(number) => (Kind::Number, builder.keep(&number)),
            None => (Kind::String, written),
        },
    }
}

/// Returns a number as JSON writes it.
fn number(text: &str) -> Option<String> {
    if !text.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first)) {
        return None;
    }
    let large = || {
        let has_zeros = text.trim_start_matches(['+', '-']).starts_with('0');
        let large = text.parse().map(|number: i128| number.to_string());
        let large = large.or_else(|_| text.parse().map(|number: u128| number.to_string()));
        large.ok().filter(|_| !has_zeros)
    };
    match text.parse::<Number>() {
        // The debug form has an exponent where the plain one would have hundreds of digits.
        Ok(number) if number.is_f64() => Some(format!("{:?}", number.as_f64()?)),
        Ok(number) => Some(number.to_string()),
        Err(_) => large(),
    }
}

fn is_literal(text: &str, number: &str) -> bool {
    let value = text.parse::<f64>();
    value.is_ok_and(|value| number.parse() == Ok(value))
}
