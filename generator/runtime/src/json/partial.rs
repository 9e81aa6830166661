//! Models that are being read, and the readers of their fields.

use std::collections::BTreeMap;

#[cfg(feature = "float")]
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::json::integer::ReadInteger;
use crate::value::nullable::Nullable;
use crate::value::unknown_fields::UnknownFields;

/// A model that is being read: any field may still be missing.
pub trait Partial: Sized {
    /// The wire names of a model that is read directly into itself, in the order of the indexes of
    /// [`read`](Self::read).
    const FIELDS: &'static [&'static str] = &[];

    /// Whether [`additional`](Self::additional) reads keys without a field.
    const KEEPS_ADDITIONAL: bool = false;

    /// Reads the value of the field with this index.
    fn read<R: FieldReader>(&mut self, index: usize, from: &mut R);

    /// Reads the value of a key without a field.
    fn additional<R: FieldReader>(&mut self, key: String, from: &mut R) {
        drop(key);
        from.skip();
    }

    /// Returns where the values of keys without a field are kept, if they are.
    fn unknown(&mut self) -> Option<&mut UnknownFields> {
        None
    }
}

/// Reads the value of a field by its kind.
///
/// It has no lifetime parameter: the compiler would check a bound with one again for each field of each client.
pub trait FieldReader {
    /// Reads a required field; for one that may be null, `T` is an `Option`.
    fn required<T: DeserializeOwned>(&mut self, slot: &mut Option<T>);

    /// Reads an optional field of any type, where null is a value.
    fn any<T: DeserializeOwned>(&mut self, slot: &mut Option<T>);

    /// Reads an optional field. Null counts as absent: servers send it for "nothing", whether or not the description
    /// allows it. In a union, a type that allows null fits better.
    fn optional<T: DeserializeOwned>(&mut self, slot: &mut Option<T>);

    /// Reads a field for which null and absent have different meanings.
    fn nullable<T: DeserializeOwned>(&mut self, slot: &mut Nullable<T>);

    /// Like [`required`](Self::required), for types of only integers.
    fn required_integer<T: ReadInteger>(&mut self, slot: &mut Option<T>);

    /// Like [`optional`](Self::optional), for types of only integers.
    fn optional_integer<T: ReadInteger>(&mut self, slot: &mut Option<T>);

    /// Like [`nullable`](Self::nullable), for types of only integers.
    fn nullable_integer<T: ReadInteger>(&mut self, slot: &mut Nullable<T>);

    /// Like [`required`](Self::required), for types of only floats.
    #[cfg(feature = "float")]
    fn required_number<T: ReadInteger + Serialize>(&mut self, slot: &mut Option<T>);

    /// Like [`optional`](Self::optional), for types of only floats.
    #[cfg(feature = "float")]
    fn optional_number<T: ReadInteger + Serialize>(&mut self, slot: &mut Option<T>);

    /// Like [`nullable`](Self::nullable), for types of only floats.
    #[cfg(feature = "float")]
    fn nullable_number<T: ReadInteger + Serialize>(&mut self, slot: &mut Nullable<T>);

    /// Reads the value of a key without a field.
    fn additional<T: DeserializeOwned>(&mut self, slot: &mut BTreeMap<String, T>, key: String);

    /// Like [`additional`](Self::additional), for types of only integers.
    fn additional_integer<T: ReadInteger>(&mut self, slot: &mut BTreeMap<String, T>, key: String);

    /// Skips the value of a key.
    fn skip(&mut self);
}

/// Returns the wire name of the first required field that was not read.
#[cold]
pub(crate) fn missing<P: Partial>(mut partial: P, fields: &[&'static str]) -> &'static str {
    let mut is_missing = IsMissing(false);
    let mut fields = fields.iter().enumerate();
    let first = fields.find(|(index, _)| {
        partial.read(*index, &mut is_missing);
        is_missing.0
    });
    first.map_or("", |(_, name)| name)
}

/// Reads nothing, and records whether a required field is empty.
struct IsMissing(bool);

impl FieldReader for IsMissing {
    fn required<T: DeserializeOwned>(&mut self, slot: &mut Option<T>) {
        self.0 = slot.is_none();
    }

    fn any<T: DeserializeOwned>(&mut self, _: &mut Option<T>) {}

    fn optional<T: DeserializeOwned>(&mut self, _: &mut Option<T>) {}

    fn nullable<T: DeserializeOwned>(&mut self, _: &mut Nullable<T>) {}

    fn required_integer<T: ReadInteger>(&mut self, slot: &mut Option<T>) {
        self.0 = slot.is_none();
    }

    fn optional_integer<T: ReadInteger>(&mut self, _: &mut Option<T>) {}

    fn nullable_integer<T: ReadInteger>(&mut self, _: &mut Nullable<T>) {}

    #[cfg(feature = "float")]
    fn required_number<T: ReadInteger + Serialize>(&mut self, slot: &mut Option<T>) {
        self.0 = slot.is_none();
    }

    #[cfg(feature = "float")]
    fn optional_number<T: ReadInteger + Serialize>(&mut self, _: &mut Option<T>) {}

    #[cfg(feature = "float")]
    fn nullable_number<T: ReadInteger + Serialize>(&mut self, _: &mut Nullable<T>) {}

    fn additional<T: DeserializeOwned>(&mut self, _: &mut BTreeMap<String, T>, _: String) {}

    fn additional_integer<T: ReadInteger>(&mut self, _: &mut BTreeMap<String, T>, _: String) {}

    fn skip(&mut self) {}
}
