//! The writing half of [`read`](super::read).

use std::collections::BTreeMap;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::Value;

#[cfg(any(feature = "float", feature = "multipart"))]
use crate::json::finite::Finite;
// Where no number can have a fraction, none is infinite.
use crate::value::nullable::Nullable;
use crate::value::unknown_fields::UnknownFields;
#[cfg(not(any(feature = "float", feature = "multipart")))]
use std::convert::identity as Finite;

/// Writes a model as a JSON object, field by field in the order of the description.
pub struct ObjectWriter<S: Serializer> {
    map: S::SerializeMap,
}

impl<S: Serializer> ObjectWriter<S> {
    /// Begins the object.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn new(serializer: S) -> Result<Self, S::Error> {
        // No length: a wrong one is worse than none, and JSON does not use it.
        Ok(Self {
            map: serializer.serialize_map(None)?,
        })
    }

    /// Writes a field that is always there; a `None` is written as null.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn required<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), S::Error> {
        self.map.serialize_entry(key, value)
    }

    /// Writes a field unless it is `None`.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn optional<T: Serialize>(
        &mut self,
        key: &'static str,
        value: &Option<T>,
    ) -> Result<(), S::Error> {
        match value {
            Some(value) => self.map.serialize_entry(key, value),
            None => Ok(()),
        }
    }

    /// Writes a field of any type unless it is `None`; a null is a value of it.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn any<T: Serialize>(
        &mut self,
        key: &'static str,
        value: &Option<T>,
    ) -> Result<(), S::Error> {
        self.optional(key, value)
    }

    /// Writes a field unless it is absent; a null is written as null.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn nullable<T: Serialize>(
        &mut self,
        key: &'static str,
        value: &Nullable<T>,
    ) -> Result<(), S::Error> {
        match value {
            Nullable::Absent => Ok(()),
            Nullable::Null => self.map.serialize_entry(key, &()),
            Nullable::Value(value) => self.map.serialize_entry(key, value),
        }
    }

    /// Writes as [`required`](Self::required) does.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn required_integer<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), S::Error> {
        self.required(key, value)
    }

    /// Writes as [`optional`](Self::optional) does.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn optional_integer<T: Serialize>(
        &mut self,
        key: &'static str,
        value: &Option<T>,
    ) -> Result<(), S::Error> {
        self.optional(key, value)
    }

    /// Writes as [`nullable`](Self::nullable) does.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn nullable_integer<T: Serialize>(
        &mut self,
        key: &'static str,
        value: &Nullable<T>,
    ) -> Result<(), S::Error> {
        self.nullable(key, value)
    }

    /// Writes additional properties, except those that would repeat one of the `declared` fields.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn flatten<T: Serialize>(
        &mut self,
        values: &BTreeMap<String, T>,
        declared: &[&str],
    ) -> Result<(), S::Error> {
        for (key, value) in values {
            if !declared.contains(&key.as_str()) {
                self.map.serialize_entry(key, value)?;
            }
        }
        Ok(())
    }

    /// Writes the properties that the description does not have.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn unknown(&mut self, fields: &UnknownFields) -> Result<(), S::Error> {
        for (key, value) in fields.iter() {
            self.map.serialize_entry(key, value)?;
        }
        Ok(())
    }

    /// Ends the object.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn end(self) -> Result<S::Ok, S::Error> {
        self.map.end()
    }
}

/// The JSON value of an argument.
///
/// # Errors
/// When it has no JSON, as NaN and infinity have none.
pub fn to_value<T: Serialize + ?Sized>(value: &T) -> Result<Value, serde_json::Error> {
    serde_json::to_value(Finite(value))
}

/// The JSON text of a body.
///
/// # Errors
/// When it has no JSON, as NaN and infinity have none.
pub fn to_vec<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, serde_json::Error> {
    serde_json::to_vec(&Finite(value))
}

#[cfg(all(test, feature = "float"))]
mod tests {
    use super::{to_value, to_vec};

    #[test]
    fn a_whole_number_is_written_without_a_fraction() {
        let text = to_vec(&[300.0, -0.0, 0.1]).unwrap();
        assert_eq!(String::from_utf8_lossy(&text), "[300,0,0.1]");
        assert_eq!(to_value(&2.0_f64).unwrap().to_string(), "2");
        assert!(to_vec(&f64::NAN).is_err());
    }
}
