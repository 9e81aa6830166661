//! Functions that generated `Serialize` implementations call, the counterpart of [`read`](super::read).

use std::collections::BTreeMap;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::Value;

#[cfg(feature = "float")]
use crate::json::exact;
#[cfg(any(feature = "float", feature = "multipart"))]
use crate::json::finite::{as_text, as_value};
use crate::value::nullable::Nullable;
use crate::value::unknown_fields::UnknownFields;
// Without floats, no number can be infinite.
#[cfg(not(any(feature = "float", feature = "multipart")))]
use std::convert::{identity as as_text, identity as as_value};

/// Writes a model as a JSON object, field by field in the order of the description.
///
/// After an error of the serializer nothing more is written; [`end`](Self::end) returns the error, so that writing a
/// field is a plain call. Each call takes the writer and returns it: a borrowed writer would have to be dropped
/// wherever a call unwinds, which compiles more slowly in each client.
pub struct ObjectWriter<'a, S: Serializer> {
    map: Result<S::SerializeMap, S::Error>,
    unknown: Option<&'a UnknownFields>,
}

impl<'a, S: Serializer> ObjectWriter<'a, S> {
    /// Begins the object.
    pub fn new(serializer: S) -> Self {
        // No length: a wrong one is worse than none, and JSON does not use it.
        Self {
            map: serializer.serialize_map(None),
            unknown: None,
        }
    }

    /// Writes rounded integers with their original values, which the object keeps in `unknown`.
    pub fn keep(mut self, unknown: &'a UnknownFields) -> Self {
        self.unknown = Some(unknown);
        self
    }

    fn entry<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) {
        if let Ok(map) = &mut self.map
            && let Err(error) = map.serialize_entry(key, value)
        {
            self.map = Err(error);
        }
    }

    /// Writes a field that is always present; `None` is written as null.
    pub fn required<T: Serialize + ?Sized>(mut self, key: &'static str, value: &T) -> Self {
        self.entry(key, value);
        self
    }

    /// Writes a field unless it is `None`.
    pub fn optional<T: Serialize>(self, key: &'static str, value: &Option<T>) -> Self {
        match value {
            Some(value) => self.required(key, value),
            None => self,
        }
    }

    /// Writes a field of any type unless it is `None`; null is one of its values.
    pub fn any<T: Serialize>(self, key: &'static str, value: &Option<T>) -> Self {
        self.optional(key, value)
    }

    /// Writes a field unless it is absent; null is written as null.
    pub fn nullable<T: Serialize>(self, key: &'static str, value: &Nullable<T>) -> Self {
        match value {
            Nullable::Absent => self,
            Nullable::Null => self.required(key, &()),
            Nullable::Value(value) => self.required(key, value),
        }
    }

    /// Like [`required`](Self::required).
    pub fn required_integer<T: Serialize + ?Sized>(self, key: &'static str, value: &T) -> Self {
        self.required(key, value)
    }

    /// Like [`optional`](Self::optional).
    pub fn optional_integer<T: Serialize>(self, key: &'static str, value: &Option<T>) -> Self {
        self.optional(key, value)
    }

    /// Like [`nullable`](Self::nullable).
    pub fn nullable_integer<T: Serialize>(self, key: &'static str, value: &Nullable<T>) -> Self {
        self.nullable(key, value)
    }

    /// Like [`required`](Self::required), with the original values of rounded integers.
    #[cfg(feature = "float")]
    pub fn required_number<T: Serialize>(self, key: &'static str, value: &T) -> Self {
        let kept = self
            .unknown
            .and_then(|fields| exact::kept(fields, key, value));
        match kept {
            Some(kept) => self.required(key, kept),
            None => self.required(key, value),
        }
    }

    /// Like [`optional`](Self::optional), with the original values of rounded integers.
    #[cfg(feature = "float")]
    pub fn optional_number<T: Serialize>(self, key: &'static str, value: &Option<T>) -> Self {
        match value {
            Some(value) => self.required_number(key, value),
            None => self,
        }
    }

    /// Like [`nullable`](Self::nullable), with the original values of rounded integers.
    #[cfg(feature = "float")]
    pub fn nullable_number<T: Serialize>(self, key: &'static str, value: &Nullable<T>) -> Self {
        match value {
            Nullable::Value(value) => self.required_number(key, value),
            other => self.nullable(key, other),
        }
    }

    /// Writes additional properties, except those with the name of a `declared` field.
    pub fn flatten<T: Serialize>(
        mut self,
        values: &BTreeMap<String, T>,
        declared: &[&str],
    ) -> Self {
        for (key, value) in values {
            if !declared.contains(&key.as_str()) {
                self.entry(key, value);
            }
        }
        self
    }

    /// Writes the properties that the description does not have, except `declared` ones, whose original values are kept
    /// there too.
    pub fn unknown(mut self, fields: &UnknownFields, declared: &[&str]) -> Self {
        for (key, value) in fields.iter() {
            if !declared.contains(&key) {
                self.entry(key, value);
            }
        }
        self
    }

    /// Ends the object.
    ///
    /// # Errors
    /// The first error of the serializer.
    pub fn end(self) -> Result<S::Ok, S::Error> {
        self.map?.end()
    }
}

/// Returns the JSON value of an argument.
///
/// # Errors
/// If it has no JSON form, such as NaN and infinity.
pub fn to_value<T: Serialize + ?Sized>(value: &T) -> Result<Value, serde_json::Error> {
    serde_json::to_value(as_value(value))
}

/// Returns the JSON text of a body.
///
/// # Errors
/// If it has no JSON form, such as NaN and infinity.
pub fn to_vec<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, serde_json::Error> {
    serde_json::to_vec(&as_text(value))
}

#[cfg(all(test, feature = "float"))]
mod tests {
    use super::{to_value, to_vec};
    use crate::value::unknown_fields::UnknownFields;

    #[derive(Clone, Debug, Default, PartialEq)]
    struct Closed {
        size: Option<f64>,
        others: UnknownFields,
    }

    crate::model! {
        Closed {
            size: optional_number(0, "size"),
            ..unknown(others, unsent)
        }
    }

    #[derive(Clone, Debug, PartialEq)]
    struct ClosedId {
        id: i64,
        others: UnknownFields,
    }

    crate::model! {
        ClosedId {
            id: required_integer::<i64>(0, "id"),
            ..unknown(others, unsent)
        }
    }

    #[test]
    fn what_a_closed_object_does_not_have_is_read_and_not_written() {
        let read: Closed =
            serde_json::from_str(r#"{"size": 9007199254740993, "new": [1]}"#).unwrap();
        assert_eq!(read.others.get("new"), Some(&serde_json::json!([1])));
        assert_eq!(to_vec(&read).unwrap(), br#"{"size":9007199254740993}"#);
        let read: ClosedId = serde_json::from_str(r#"{"new": {}, "id": 1}"#).unwrap();
        assert_eq!(
            format!("{read:?}"),
            r#"ClosedId { id: 1, others: {"new"} }"#
        );
        assert_eq!(to_vec(&read).unwrap(), br#"{"id":1}"#);
    }

    #[test]
    fn what_is_nested_too_deep_is_an_error_and_not_the_end_of_the_program() {
        let nested = |levels: usize| {
            let mut value = serde_json::json!(1);
            for level in 0..levels {
                value = match level % 2 {
                    0 => serde_json::Value::Array(vec![value]),
                    _ => serde_json::Value::Object([("a".to_owned(), value)].into_iter().collect()),
                };
            }
            value
        };
        assert!(to_vec(&nested(512)).is_ok());
        let deep = nested(100_000);
        for error in [to_vec(&deep).unwrap_err(), to_value(&deep).unwrap_err()] {
            assert!(
                error.to_string().contains("more than 512 levels"),
                "{error}"
            );
        }
        // Dropping it would need the same depth of recursion.
        std::mem::forget(deep);
    }

    #[test]
    fn the_numbers_of_any_json_are_written_as_they_are() {
        let any =
            serde_json::json!({"a": 2.0, "b": [1.0, {"c": 1e3}], "d": 2, "e": -0.0, "f": 0.5});
        let text = r#"{"a":2.0,"b":[1.0,{"c":1000.0}],"d":2,"e":-0.0,"f":0.5}"#;
        assert_eq!(String::from_utf8_lossy(&to_vec(&any).unwrap()), text);
        assert_eq!(to_value(&any).unwrap().to_string(), text);
        let [one, two] = [1.0, 2.0].map(serde_json::Value::from);
        let nested = to_vec(&(Some(one), [&two], 3.0)).unwrap();
        assert_eq!(String::from_utf8_lossy(&nested), "[1.0,[2.0],3]");
    }

    #[test]
    fn a_whole_number_is_written_without_a_fraction() {
        let text = to_vec(&[300.0, -0.0, 0.1]).unwrap();
        assert_eq!(String::from_utf8_lossy(&text), "[300,0,0.1]");
        assert_eq!(to_value(&2.0_f64).unwrap().to_string(), "2");
        for whole in [
            "9007199254740992",
            "-1152921504606846976",
            "-9223372036854775808",
            "9223372036854775808",
            "18446744073709549568",
        ] {
            let float: f64 = whole.parse().unwrap();
            assert_eq!(String::from_utf8_lossy(&to_vec(&float).unwrap()), whole);
            assert_eq!(to_value(&float).unwrap().to_string(), whole);
        }
        for (written, text) in [
            ("18446744073709551616", "18446744073709551616"),
            ("-36893488147419103232", "-36893488147419103232"),
            (
                "1267650600228229401496703205376",
                "1267650600228229401496703205376",
            ),
            ("1e30", "1e+30"),
            ("1.23456789012345e30", "1.23456789012345e+30"),
            ("1.5e25", "1.5e+25"),
            ("1e300", "1e+300"),
            ("1.2345678901234567e39", "1.2345678901234567e+39"),
        ] {
            let float: f64 = written.parse().unwrap();
            assert_eq!(
                String::from_utf8_lossy(&to_vec(&[float]).unwrap()),
                format!("[{text}]")
            );
            assert_eq!(to_value(&float).unwrap().as_f64(), Some(float));
        }
        assert!(to_vec(&f64::NAN).is_err());
    }
}
