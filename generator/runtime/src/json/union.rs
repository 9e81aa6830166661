//! Functions that read unions: first into memory, then as the matching variant.

mod tables;

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{DeserializeOwned, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::json::error as json_error;
use crate::json::integer::{whole, with_integers};
use crate::json::write::to_value;
use crate::value::date_time::{Date, DateTime};
use crate::value::text::json_text;

/// Reads a value into memory, and converts it with `make`.
///
/// # Errors
/// If the input is no JSON, and the error of `make`, with the place of the value.
pub fn union<'de, T, D, F>(deserializer: D, make: F) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    F: FnOnce(Value) -> Result<T, serde_json::Error>,
{
    deserializer.deserialize_any(UnionVisitor(make))
}

/// Converts the value while it is visited: a later error would get a place after it.
struct UnionVisitor<F>(F);

impl<F> UnionVisitor<F> {
    fn make<T, E>(self, value: Value) -> Result<T, E>
    where
        F: FnOnce(Value) -> Result<T, serde_json::Error>,
        E: serde::de::Error,
    {
        (self.0)(value).map_err(E::custom)
    }
}

impl<'de, T, F> Visitor<'de> for UnionVisitor<F>
where
    F: FnOnce(Value) -> Result<T, serde_json::Error>,
{
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<T, E> {
        self.make(value.into())
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<T, E> {
        self.make(value.into())
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<T, E> {
        self.make(value.into())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<T, E> {
        self.make(value.into())
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<T, E> {
        self.make(value.into())
    }

    fn visit_string<E: serde::de::Error>(self, value: String) -> Result<T, E> {
        self.make(value.into())
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<T, E> {
        self.make(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<T, A::Error> {
        let value = Value::deserialize(SeqAccessDeserializer::new(items))?;
        self.make(value)
    }

    fn visit_map<A: MapAccess<'de>>(self, properties: A) -> Result<T, A::Error> {
        let value = Value::deserialize(MapAccessDeserializer::new(properties))?;
        self.make(value)
    }
}

/// Returns the discriminator, the property of an object that names its variant of a union, as a string.
pub fn tag<'a>(value: &'a Value, property: &str) -> Option<&'a str> {
    value.get(property)?.as_str()
}

/// Returns a discriminator that is an integer.
pub fn integer_tag(value: &Value, property: &str) -> Option<i64> {
    let value = value.get(property)?;
    let whole = || whole(value.as_f64()?).and_then(|whole| i64::try_from(whole).ok());
    value.as_i64().or_else(whole)
}

/// Returns a discriminator that is a number.
pub fn number_tag(value: &Value, property: &str) -> Option<f64> {
    value.get(property)?.as_f64()
}

/// Returns a discriminator that is a boolean.
pub fn bool_tag(value: &Value, property: &str) -> Option<bool> {
    value.get(property)?.as_bool()
}

/// Writes a variant of a union, with its discriminator if the value does not have it.
///
/// # Errors
/// Those of the serializer.
pub fn tagged<T: Serialize, S: Serializer>(
    property: &str,
    tag: impl Into<Value>,
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut json = to_value(value).map_err(serde::ser::Error::custom)?;
    if let Value::Object(object) = &mut json {
        object.entry(property).or_insert_with(|| tag.into());
    }
    json.serialize(serializer)
}

/// Writes an unknown value of a union. If it has the tag of a variant, it was not received like this, and must be a
/// valid value of that variant.
///
/// # Errors
/// The error of reading the value as that variant, and those of the serializer.
pub fn unknown<T: DeserializeOwned, S: Serializer>(
    value: &Value,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    if T::deserialize(value).is_err()
        && let Err(wrong) = json_error::from_slice::<T>(json_text(value).as_bytes())
    {
        return Err(serde::ser::Error::custom(wrong.of_value()));
    }
    value.serialize(serializer)
}

/// Returns whether the value is an object whose property is missing, null, or one of these values.
pub fn may_be_tagged<T: PartialEq<Value>>(value: &Value, property: &str, tags: &[T]) -> bool {
    value.is_object() && (lacks(value, property) || is_tagged(value, property, tags))
}

/// Returns whether the value is an object whose property has this shape.
pub fn has_inside(value: &Value, property: &str, shape: fn(&Value) -> bool) -> bool {
    value.get(property).is_some_and(shape)
}

/// Returns whether the value does not have the property, or has null there.
pub fn lacks(value: &Value, property: &str) -> bool {
    value.get(property).is_none_or(Value::is_null)
}

/// Returns whether the value is an object with this property, which may be null.
pub fn has(value: &Value, property: &str) -> bool {
    value.get(property).is_some()
}

/// Reads a variant that was selected by its discriminator or shape.
///
/// # Errors
/// If the value is not a `T`, with the place inside the value.
pub fn variant<T: DeserializeOwned>(value: &Value) -> Result<T, serde_json::Error> {
    T::deserialize(value).or_else(|_| {
        // The error of a value in memory has no position. Reading it again as text finds the position.
        json_error::from_slice::<T>(json_text(value).as_bytes())
            .map_err(|placed| serde_json::Error::custom(placed.inside()))
    })
}

/// Returns the value as a `T`, if it is one.
pub fn try_variant<T: DeserializeOwned>(value: &Value) -> Option<T> {
    variant(value).ok()
}

/// Returns whether the value is a 64-bit integer, however it is written.
pub fn is_integer(value: &Value) -> bool {
    value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|value| whole(value).is_some())
}

/// Returns whether the value is an integer that is written without a fraction, which 2.0 is not.
pub fn is_written_integer(value: &Value) -> bool {
    value.is_i64() || value.is_u64()
}

/// Numbers in a union with integers.
pub trait Numbers {
    /// Returns them as JSON if all are whole, so that they would be taken for integers.
    fn to_json(&self) -> Option<Value>;
}

impl Numbers for f64 {
    fn to_json(&self) -> Option<Value> {
        (self.fract() == 0.0).then(|| Value::from(*self))
    }
}

impl<T: Numbers> Numbers for Vec<T> {
    fn to_json(&self) -> Option<Value> {
        let mut items = Vec::with_capacity(self.len());
        for item in self {
            items.push(item.to_json()?);
        }
        Some(Value::Array(items))
    }
}

/// Writes numbers that are not read as integers: 2.0, not 2.
///
/// # Errors
/// Those of the serializer, and for numbers that JSON does not have.
pub fn with_fraction<T: Numbers + Serialize, S: Serializer>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match value.to_json() {
        Some(json) => serializer.serialize_some(&json),
        None => value.serialize(serializer),
    }
}

/// Returns whether the value is a number that a float represents exactly.
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "that is what it looks for"
)]
pub fn is_number(value: &Value) -> bool {
    let is_kept = |integer: i128| integer as f64 as i128 == integer;
    match (value.as_i64(), value.as_u64()) {
        (Some(integer), _) => is_kept(integer.into()),
        (None, Some(integer)) => is_kept(integer.into()),
        _ => value.is_number(),
    }
}

/// Returns whether the value is one of these strings.
pub fn is_one_of(value: &Value, strings: &[&str]) -> bool {
    value.as_str().is_some_and(|text| strings.contains(&text))
}

/// Returns whether the value is a string of this format, which must be one of the mutually exclusive formats.
pub fn is_of_format(value: &Value, format: &str) -> bool {
    let Some(text) = value.as_str() else {
        return false;
    };
    match format {
        "ipv4" => text.parse::<Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<Ipv6Addr>().is_ok(),
        "date" => Date::parse(text).is_ok(),
        "date-time" => DateTime::parse(text).is_ok(),
        "uuid" => is_uuid(text),
        _ => false,
    }
}

/// Returns whether a text is a UUID (RFC 9562, 4).
fn is_uuid(text: &str) -> bool {
    let is_hex = |byte: u8| byte.is_ascii_hexdigit();
    let groups = text.split('-');
    let lengths = groups.map(|group| match group.bytes().all(is_hex) {
        true => group.len(),
        false => 0,
    });
    lengths.eq([8, 4, 4, 4, 12])
}

/// Returns whether the value is an array whose items all have this shape.
pub fn is_array_of(value: &Value, shape: fn(&Value) -> bool) -> bool {
    value
        .as_array()
        .is_some_and(|items| items.iter().all(shape))
}

/// Returns whether the value is neither `[]` nor `{}`.
pub fn is_not_empty(value: &Value) -> bool {
    match value {
        Value::Array(items) => !items.is_empty(),
        Value::Object(properties) => !properties.is_empty(),
        _ => true,
    }
}

/// Returns whether the value is an object with all of these properties.
pub fn has_all(value: &Value, properties: &[&str]) -> bool {
    value.is_object() && properties.iter().all(|property| has(value, property))
}

/// Returns whether the value is an object whose property has one of these values.
pub fn is_tagged<T: PartialEq<Value>>(value: &Value, property: &str, tags: &[T]) -> bool {
    let is_tag = |value: &Value| tags.iter().any(|tag| tag == value);
    value.get(property).is_some_and(|value| {
        is_tag(value) || value.is_f64() && is_tag(&with_integers(value.clone()))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{is_integer, is_not_empty, is_number, is_of_format};

    #[test]
    fn an_integer_that_a_float_would_round_is_no_number() {
        for exact in [json!(3), json!(-0.5), json!(1e300), json!(1_u64 << 63)] {
            assert!(is_number(&exact), "{exact}");
        }
        for other in [
            json!(9_007_199_254_740_993_u64),
            json!(u64::MAX),
            json!(i64::MAX),
            json!("3"),
        ] {
            assert!(!is_number(&other), "{other}");
        }
    }

    #[test]
    fn an_integer_may_have_a_fraction_of_zeros() {
        for integer in [json!(-3), json!(u64::MAX), json!(2.0)] {
            assert!(is_integer(&integer), "{integer}");
        }
        for other in [json!(2.5), json!(1e30), json!("2")] {
            assert!(!is_integer(&other), "{other}");
        }
    }

    #[test]
    fn an_array_or_an_object_without_content_is_empty() {
        for value in [json!([null]), json!({"a": null}), json!(""), json!(null)] {
            assert!(is_not_empty(&value), "{value}");
        }
        assert!(!is_not_empty(&json!([])) && !is_not_empty(&json!({})));
    }

    #[test]
    fn a_string_is_of_one_of_the_formats_at_most() {
        let formats = ["ipv4", "ipv6", "date", "date-time", "uuid"];
        for (text, format) in [
            ("192.0.2.1", "ipv4"),
            ("2001:db8::1", "ipv6"),
            ("2026-01-02", "date"),
            ("2026-01-02T03:04:05Z", "date-time"),
            ("5560df16-cebf-4473-95c4-d1b573c16e79", "uuid"),
            ("5560df16cebf447395c4d1b573c16e79", ""),
            ("192.0.2", ""),
            ("soon", ""),
        ] {
            let is_of = |known: &&str| is_of_format(&json!(text), known);
            let of: Vec<_> = formats.into_iter().filter(is_of).collect();
            assert_eq!(of.concat(), format, "{text}");
        }
        assert!(!is_of_format(&json!(1), "ipv4"));
    }
}
