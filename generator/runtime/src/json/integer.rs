//! Integers in JSON, which include 1.0 and 1e3.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Unexpected, Visitor};
use serde_json::Value;

use crate::json::digits;

/// An integer, a float, or a collection of only these.
pub trait ReadInteger: Sized {
    /// Reads the value.
    ///
    /// # Errors
    /// If the value is not of this type.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

/// Reads such a value where serde requires a seed.
pub(crate) struct Seed<T>(pub(crate) PhantomData<T>);

impl<'de, T: ReadInteger> DeserializeSeed<'de> for Seed<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::read(deserializer)
    }
}

struct Reader<T>(PhantomData<T>);

/// Implements reading for integer types.
macro_rules! integers {
    ($($ty:ident $method:ident;)*) => {
        $(
            impl ReadInteger for $ty {
                fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    deserializer.$method(Reader(PhantomData::<$ty>))
                }
            }

            impl Visitor<'_> for Reader<$ty> {
                type Value = $ty;

                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str(stringify!($ty))
                }

                fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<$ty, E> {
                    $ty::try_from(value).map_err(|_| E::invalid_value(Unexpected::Signed(value), &self))
                }

                fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<$ty, E> {
                    $ty::try_from(value).map_err(|_| E::invalid_value(Unexpected::Unsigned(value), &self))
                }

                fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<$ty, E> {
                    whole(value)
                        .and_then(|whole| $ty::try_from(whole).ok())
                        .ok_or_else(|| E::invalid_type(Unexpected::Float(value), &self))
                }
            }
        )*
    };
}

integers! {
    i32 deserialize_i32;
    i64 deserialize_i64;
    u32 deserialize_u32;
    u64 deserialize_u64;
}

/// Returns a float without a fraction as an integer, if it fits in 64 bits.
pub(crate) fn whole(value: f64) -> Option<i128> {
    let is_whole = value.fract() == 0.0 && value.abs() <= 18_446_744_073_709_552_000.0;
    #[allow(clippy::cast_possible_truncation, reason = "the range is checked")]
    (is_whole && digits::may_be_taken(value)).then_some(value as i128)
}

impl<T: ReadInteger> ReadInteger for Option<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OrNull<T>(PhantomData<T>);

        impl<'de, T: ReadInteger> Visitor<'de> for OrNull<T> {
            type Value = Option<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an integer or null")
            }

            fn visit_unit<E: serde::de::Error>(self) -> Result<Option<T>, E> {
                Ok(None)
            }

            fn visit_none<E: serde::de::Error>(self) -> Result<Option<T>, E> {
                Ok(None)
            }

            fn visit_some<D: Deserializer<'de>>(self, some: D) -> Result<Option<T>, D::Error> {
                T::read(some).map(Some)
            }
        }

        deserializer.deserialize_option(OrNull(PhantomData))
    }
}

impl<T: ReadInteger> ReadInteger for Vec<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Items<T>(PhantomData<T>);

        impl<'de, T: ReadInteger> Visitor<'de> for Items<T> {
            type Value = Vec<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a sequence")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<T>, A::Error> {
                let mut all = Vec::new();
                while let Some(item) = items.next_element_seed(Seed(PhantomData))? {
                    all.push(item);
                }
                Ok(all)
            }
        }

        deserializer.deserialize_seq(Items(PhantomData))
    }
}

impl<T: ReadInteger> ReadInteger for BTreeMap<String, T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<T>(PhantomData<T>);

        impl<'de, T: ReadInteger> Visitor<'de> for Entries<T> {
            type Value = BTreeMap<String, T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(
                self,
                mut map: A,
            ) -> Result<BTreeMap<String, T>, A::Error> {
                let mut all = BTreeMap::new();
                while let Some(key) = map.next_key()? {
                    all.insert(key, map.next_value_seed(Seed(PhantomData))?);
                }
                Ok(all)
            }
        }

        deserializer.deserialize_map(Entries(PhantomData))
    }
}

/// Returns whether a value contains an integer that is written as a float.
pub(crate) fn has_whole_float(value: &Value) -> bool {
    match value {
        Value::Number(number) => {
            number.is_f64() && number.as_f64().is_some_and(|value| whole(value).is_some())
        }
        Value::Array(items) => items.iter().any(has_whole_float),
        Value::Object(properties) => properties.values().any(has_whole_float),
        _ => false,
    }
}

/// Converts the whole numbers of a value to integers.
pub(crate) fn with_integers(mut value: Value) -> Value {
    make_integers(&mut value);
    value
}

/// Converts the whole numbers of a value to integers, for types that are read only by serde.
fn make_integers(value: &mut Value) {
    match value {
        Value::Number(number) if number.is_f64() => {
            let whole = number.as_f64().and_then(whole);
            let integer = whole.and_then(|whole| {
                let unsigned = u64::try_from(whole).ok().map(Value::from);
                unsigned.or_else(|| i64::try_from(whole).ok().map(Value::from))
            });
            if let Some(integer) = integer {
                *value = integer;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(make_integers),
        Value::Object(properties) => properties.values_mut().for_each(make_integers),
        _ => {}
    }
}

/// Returns a body without the integers that do not fit in 64 bits and would lose digits as a float; `None` if it has
/// none.
///
/// A number that no reader accepts stands in the place of each: it is skipped where the value is not read, and an error
/// where it is.
#[cfg(feature = "float")]
pub(crate) fn without_long(body: &[u8]) -> Option<Vec<u8>> {
    digits::replaced(body, |number| {
        let is_lost = number.len() >= 20 && loses_digits(number);
        is_lost.then(|| "1e999".to_owned())
    })
}

#[cfg(feature = "float")]
fn loses_digits(number: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(number) else {
        return false;
    };
    let is_whole = text
        .trim_start_matches('-')
        .bytes()
        .all(|byte| byte.is_ascii_digit());
    let is_kept = || text.parse::<u64>().is_ok() || text.parse::<i64>().is_ok();
    is_whole
        && !is_kept()
        // With serde_json's parser: that of `core` would be compiled in addition.
        && serde_json::from_slice::<f64>(number)
            // Like Rust, other programs may write such a float with its shortest digits.
            .is_ok_and(|float| format!("{float:.0}") != text && float.to_string() != text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read<T: ReadInteger>(text: &str) -> Result<T, serde_json::Error> {
        T::read(&mut serde_json::Deserializer::from_str(text))
    }

    #[test]
    fn whole_numbers_are_integers_however_they_are_written() {
        assert_eq!(read::<i64>("1.0").unwrap(), 1);
        assert_eq!(read::<u32>("1e3").unwrap(), 1000);
        assert_eq!(
            read::<BTreeMap<String, Vec<Option<i32>>>>(r#"{"a": [1.0, null, 2]}"#).unwrap(),
            BTreeMap::from([("a".to_owned(), vec![Some(1), None, Some(2)])])
        );
        for wrong in ["1.5", "1e19", "\"1\"", "null"] {
            assert!(read::<i64>(wrong).is_err(), "{wrong}");
        }
        assert!(read::<i32>("3e9").is_err());
        let error = read::<i64>("1.5").unwrap_err().to_string();
        assert!(
            error.contains("floating point `1.5`, expected i64"),
            "{error}"
        );
        let mut value = json!([1.0, {"a": 1.5}, {"a": -2.0}]);
        make_integers(&mut value);
        assert_eq!(value, json!([1, {"a": 1.5}, {"a": -2}]));
    }

    #[cfg(feature = "float")]
    #[test]
    fn digits_that_would_be_lost_are_found() {
        let lost = |text: &str| {
            without_long(text.as_bytes()).map(|left| String::from_utf8(left).unwrap_or_default())
        };
        let one = r#"{"a": 123456789012345678901234567890}"#;
        assert_eq!(lost(one).as_deref(), Some(r#"{"a": 1e999}"#));
        let several = "[-12345678901234567890123, 1, 12345678901234567890124]";
        assert_eq!(lost(several).as_deref(), Some("[1e999, 1, 1e999]"));
        for kept in [
            "18446744073709551615",
            "-9223372036854775808",
            "100000000000000000000",
            "123456789012345680000",
            "-123456789012345683968",
            "0.12345678901234567890123",
            "1e30",
            r#""\"123456789012345678901234567890""#,
        ] {
            assert_eq!(lost(kept), None, "{kept}");
        }
    }
}
