//! Booleans and numbers that a server sends as strings.
//!
//! Where the description has a boolean, `"true"` is unambiguous. A valid body has no extra cost.

use serde_json::Value;

use crate::json::digits;
use crate::json::pointer::tokens;

/// Takes the boolean or number at a JSON pointer out of its string, and those in all other items of the arrays on the
/// path. Returns whether there was one.
pub(super) fn unquote(value: &mut Value, pointer: &str) -> bool {
    let tokens: Vec<String> = tokens(pointer).collect();
    unquote_at(value, &tokens)
}

fn unquote_at(value: &mut Value, path: &[String]) -> bool {
    match (value, path.split_first()) {
        (Value::Array(items), Some((_, rest))) => {
            let found = items.iter_mut().map(|item| unquote_at(item, rest));
            found.fold(false, |found, item| found | item)
        }
        (Value::Object(properties), Some((token, rest))) => properties
            .get_mut(token)
            .is_some_and(|value| unquote_at(value, rest)),
        (value, None) => {
            let scalar = value.as_str().and_then(scalar);
            let is_one = scalar.is_some();
            if let Some(scalar) = scalar {
                *value = scalar;
            }
            is_one
        }
        _ => false,
    }
}

/// Parses a boolean or a number, unless digits would be lost.
fn scalar(text: &str) -> Option<Value> {
    let is_plain = |value: &Value| match value {
        Value::Bool(_) => true,
        // Not `is_f64`: with serde_json's `arbitrary_precision`, a long integer is no float.
        Value::Number(number) => {
            number.is_i64() || number.is_u64() || text.contains(['.', 'e', 'E'])
        }
        _ => false,
    };
    // With serde_json's parser: another one would be compiled in addition.
    let plain = digits::plain(text.as_bytes());
    let value = serde_json::from_slice(plain.as_deref().unwrap_or(text.as_bytes())).ok();
    value.filter(|value| is_plain(value) && text.trim() == text)
}
