//! Whole numbers that a float has no place for.
//!
//! A `number` is an `f64`, which rounds whole numbers beyond 2^53. Where its object keeps what the description does not
//! have, the number as it came is kept there too, and is sent back as long as the float is the one that was read.

use std::cell::Cell;
use std::fmt;

use serde::de::{Deserializer, Visitor};
use serde_json::{Number, Value};

use crate::json::integer::ReadInteger;
use crate::value::unknown_fields::UnknownFields;

thread_local! {
    /// The number that the last float was read from, where it was rounded. Serde carries nothing but values.
    static ROUNDED: Cell<Option<Number>> = const { Cell::new(None) };
}

/// Takes the number that the last float was read from, where it was rounded.
pub(super) fn take_rounded() -> Option<Number> {
    ROUNDED.take()
}

/// Keeps a number that was rounded, where the object keeps what has no place in it.
#[cold]
pub(super) fn keep(number: Number, unknown: Option<&mut UnknownFields>, name: Option<&&str>) {
    if let (Some(fields), Some(name)) = (unknown, name) {
        fields.insert((*name).to_owned(), Value::Number(number));
    }
}

/// The number that a field was read from, if it was rounded to the float that the field still has.
pub(super) fn kept<'f>(fields: &'f UnknownFields, name: &str, float: f64) -> Option<&'f Value> {
    let is_it = |value: &&Value| value.as_f64() == Some(float);
    fields.get(name).filter(is_it)
}

struct Float;

impl Float {
    fn whole(number: impl Into<i128> + Into<Number> + Copy, float: f64) -> f64 {
        #[allow(clippy::cast_possible_truncation, reason = "a float of 64 bits fits")]
        let read = float as i128;
        if read != number.into() {
            ROUNDED.set(Some(number.into()));
        }
        float
    }
}

impl Visitor<'_> for Float {
    type Value = f64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("f64")
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<f64, E> {
        Ok(value)
    }

    #[allow(clippy::cast_precision_loss, reason = "what is lost is kept")]
    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<f64, E> {
        Ok(Self::whole(value, value as f64))
    }

    #[allow(clippy::cast_precision_loss, reason = "what is lost is kept")]
    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<f64, E> {
        Ok(Self::whole(value, value as f64))
    }
}

impl<'de> ReadInteger<'de> for f64 {
    fn read<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_f64(Float)
    }
}

#[cfg(test)]
#[allow(unreachable_pub, reason = "the table makes what a client would offer")]
mod tests {
    use serde_json::json;

    use crate::value::{Nullable, UnknownFields};

    #[derive(Clone, Debug, PartialEq)]
    struct Amounts {
        a: f64,
        b: Option<f64>,
        c: Option<f64>,
        d: Nullable<f64>,
        unknown: UnknownFields,
    }

    crate::model! {
        Amounts {
            a: required_number::<f64>(0, "a"),
            b: required_number::<Option<f64>>(1, "b"),
            c: optional_number::<f64>(2, "c"),
            d: nullable_number::<f64>(3, "d"),
            ..unknown(unknown)
        }
    }

    #[test]
    fn a_whole_number_that_a_float_rounds_is_kept_until_the_field_is_changed() {
        let text = r#"{"a":9007199254740993,"b":-9007199254740993,"c":18446744073709551615,"d":9007199254740995}"#;
        let write = |amounts: &Amounts| serde_json::to_string(amounts).unwrap();
        let mut amounts: Amounts = serde_json::from_str(text).unwrap();
        assert_eq!(amounts.a, 9_007_199_254_740_992.0);
        assert_eq!(
            amounts.unknown.get("a"),
            Some(&json!(9_007_199_254_740_993_u64))
        );
        assert_eq!(write(&amounts), text);
        let copied: Amounts =
            serde_json::from_value(serde_json::to_value(&amounts).unwrap()).unwrap();
        assert_eq!(write(&copied), text);
        (amounts.a, amounts.c, amounts.d) = (1.5, None, Nullable::Null);
        assert_eq!(
            write(&amounts),
            r#"{"a":1.5,"b":-9007199254740993,"d":null}"#
        );
        let text = r#"{"a":9007199254740992,"b":null,"c":2,"d":null,"x":1}"#;
        let whole: Amounts = serde_json::from_str(text).unwrap();
        assert_eq!(
            whole
                .unknown
                .iter()
                .map(|(name, _)| name)
                .collect::<Vec<_>>(),
            ["x"]
        );
        assert!(serde_json::from_str::<Amounts>(r#"{"a":"1","b":1}"#).is_err());
    }
}
