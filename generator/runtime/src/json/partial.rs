//! A model while it is being read, and what reads its fields.

use std::collections::BTreeMap;

#[cfg(feature = "float")]
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::json::integer::ReadInteger;
use crate::value::nullable::Nullable;
use crate::value::unknown_fields::UnknownFields;

/// A model while it is being read: every field may still be missing.
pub trait Partial: Sized {
    /// The wire names of a model that is read into itself, in the order of the indexes that [`read`](Self::read) takes.
    const FIELDS: &'static [&'static str] = &[];

    /// Whether [`additional`](Self::additional) wants the keys that no field has.
    const KEEPS_ADDITIONAL: bool = false;

    /// Reads the value of the field with this index.
    fn read<R: FieldReader>(&mut self, index: usize, from: &mut R);

    /// Reads the value of a key that no field has.
    fn additional<R: FieldReader>(&mut self, key: String, from: &mut R) {
        drop(key);
        from.skip();
    }

    /// Where the values of keys that no field has are kept as they came, if anywhere.
    fn unknown(&mut self) -> Option<&mut UnknownFields> {
        None
    }
}

/// Reads the value of a field, by the kind of the field.
///
/// It has no lifetime: a bound with one would be looked at anew for each field of each client.
pub trait FieldReader {
    /// Reads a required field; for one that may be null, `T` is an `Option`.
    fn required<T: DeserializeOwned>(&mut self, slot: &mut Option<T>);

    /// Reads an optional field of any type, of which null is a value.
    fn any<T: DeserializeOwned>(&mut self, slot: &mut Option<T>);

    /// Reads an optional field. A null counts as absent: servers send it for "nothing" whether or not the
    /// description allows it. A type that allows it fits better.
    fn optional<T: DeserializeOwned>(&mut self, slot: &mut Option<T>);

    /// Reads a field where null and absent mean different things.
    fn nullable<T: DeserializeOwned>(&mut self, slot: &mut Nullable<T>);

    /// Reads as [`required`](Self::required) does, what holds nothing but integers.
    fn required_integer<T: ReadInteger>(&mut self, slot: &mut Option<T>);

    /// Reads as [`optional`](Self::optional) does, what holds nothing but integers.
    fn optional_integer<T: ReadInteger>(&mut self, slot: &mut Option<T>);

    /// Reads as [`nullable`](Self::nullable) does, what holds nothing but integers.
    fn nullable_integer<T: ReadInteger>(&mut self, slot: &mut Nullable<T>);

    /// Reads as [`required`](Self::required) does, what holds nothing but floats.
    #[cfg(feature = "float")]
    fn required_number<T: ReadInteger + Serialize>(&mut self, slot: &mut Option<T>);

    /// Reads as [`optional`](Self::optional) does, what holds nothing but floats.
    #[cfg(feature = "float")]
    fn optional_number<T: ReadInteger + Serialize>(&mut self, slot: &mut Option<T>);

    /// Reads as [`nullable`](Self::nullable) does, what holds nothing but floats.
    #[cfg(feature = "float")]
    fn nullable_number<T: ReadInteger + Serialize>(&mut self, slot: &mut Nullable<T>);

    /// Reads the value of a key that no field has.
    fn additional<T: DeserializeOwned>(&mut self, slot: &mut BTreeMap<String, T>, key: String);

    /// Reads as [`additional`](Self::additional) does, what holds nothing but integers.
    fn additional_integer<T: ReadInteger>(&mut self, slot: &mut BTreeMap<String, T>, key: String);

    /// Passes over the value of a key.
    fn skip(&mut self);
}

/// The wire name of the first required field that was not read.
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

/// Reads nothing, and remembers whether a required field is still empty.
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
