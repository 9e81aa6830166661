//! What emitted `Serialize` and `Deserialize` implementations call.
//!
//! A model's implementation is a table of names and a `match` on an index; the loops over a JSON object
//! live here once. No derive is involved, so a client carries no proc macro.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};

use crate::json::budget;
use crate::json::fit;
use crate::json::integer::ReadInteger;
use crate::value::nullable::Nullable;
use crate::value::unknown_fields::UnknownFields;

/// A model while it is being read: every field may still be missing.
pub trait Partial: Default {
    /// The finished model.
    type Output;

    /// The wire names, in the order of the indexes that [`read`](Self::read) takes.
    const FIELDS: &'static [&'static str];

    /// Whether [`additional`](Self::additional) wants the keys that are not in [`FIELDS`](Self::FIELDS).
    const KEEPS_ADDITIONAL: bool = false;

    /// Whether those keys are kept as they came.
    const KEEPS_UNKNOWN: bool = false;

    /// Reads the value of the field with this index.
    ///
    /// # Errors
    /// When the value is not of the field's type.
    fn read<'de, A: MapAccess<'de>>(&mut self, index: usize, map: &mut A) -> Result<(), A::Error>;

    /// Reads the value of a key that no field has.
    ///
    /// # Errors
    /// When the value is not of the type the description gives to additional properties.
    fn additional<'de, A: MapAccess<'de>>(
        &mut self,
        key: String,
        map: &mut A,
    ) -> Result<(), A::Error> {
        drop(key);
        map.next_value::<IgnoredAny>().map(drop)
    }

    /// The finished model.
    ///
    /// # Errors
    /// The wire name of the first required field that was not there.
    fn finish(self) -> Result<Self::Output, &'static str>;
}

/// Reads a JSON object by way of its [`Partial`].
///
/// Unknown keys are skipped or kept as the partial says; of a key given twice the last value counts.
///
/// # Errors
/// When the input is no object, a field has another type, or a required field is missing.
pub fn object<'de, P: Partial, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<P::Output, D::Error> {
    deserializer.deserialize_map(ObjectVisitor(PhantomData::<P>))
}

struct ObjectVisitor<P>(PhantomData<P>);

impl<'de, P: Partial> Visitor<'de> for ObjectVisitor<P> {
    type Value = P::Output;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<P::Output, A::Error> {
        if !budget::charge(size_of::<P::Output>()) {
            return Err(A::Error::custom(budget::USED_UP));
        }
        let mut partial = P::default();
        let mut next = 0;
        let (mut known, mut unknown) = (0, 0);
        loop {
            let seed = KeySeed {
                fields: P::FIELDS,
                next,
                keep: P::KEEPS_ADDITIONAL,
            };
            match map.next_key_seed(seed)? {
                Some(Key::Field(index)) => {
                    partial.read(index, &mut map)?;
                    next = index + 1;
                    known += 1;
                }
                Some(Key::Additional(key)) => {
                    partial.additional(key, &mut map)?;
                    unknown += usize::from(P::KEEPS_UNKNOWN);
                }
                Some(Key::Skipped) => {
                    map.next_value::<IgnoredAny>()?;
                    unknown += 1;
                }
                None => {
                    fit::count(known, unknown);
                    return partial.finish().map_err(A::Error::missing_field);
                }
            }
        }
    }
}

enum Key {
    Field(usize),
    Additional(String),
    Skipped,
}

/// Turns a key into the index of its field without allocating.
///
/// Servers write fields in the order of the description more often than not, so the search starts after
/// the field that came last: for such a body each key costs one comparison, whatever the model's size.
struct KeySeed {
    fields: &'static [&'static str],
    next: usize,
    keep: bool,
}

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for KeySeed {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: serde::de::Error>(self, key: &str) -> Result<Key, E> {
        Ok(match position(self.fields, self.next, key) {
            Some(index) => Key::Field(index),
            None if self.keep => Key::Additional(key.to_owned()),
            None => Key::Skipped,
        })
    }
}

fn position(fields: &[&str], next: usize, key: &str) -> Option<usize> {
    let (before, after) = fields.split_at_checked(next).unwrap_or((fields, &[]));
    // Names of one model often begin alike: the last byte distinguishes most of them.
    let last = key.as_bytes().last();
    let is_key =
        |field: &&str| field.len() == key.len() && field.as_bytes().last() == last && *field == key;
    match after.iter().position(is_key) {
        Some(offset) => Some(next + offset),
        None => before.iter().position(is_key),
    }
}

/// Reads a required field, or an optional one of any type, of which null is a value; for a required field that may be
/// null, `T` is an `Option`.
///
/// # Errors
/// When the value is not a `T`.
pub fn set<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    slot: &mut Option<T>,
    map: &mut A,
) -> Result<(), A::Error> {
    *slot = Some(map.next_value()?);
    Ok(())
}

/// Reads an optional field. A null counts as absent: servers send it for "nothing" whether or not the
/// description allows it.
///
/// # Errors
/// When the value is neither null nor a `T`.
pub fn set_optional<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    slot: &mut Option<T>,
    map: &mut A,
) -> Result<(), A::Error> {
    *slot = map.next_value()?;
    Ok(())
}

/// Reads a field where null and absent mean different things.
///
/// # Errors
/// When the value is neither null nor a `T`.
pub fn set_nullable<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    slot: &mut Nullable<T>,
    map: &mut A,
) -> Result<(), A::Error> {
    *slot = Nullable::from_json(map.next_value()?);
    Ok(())
}

/// Reads the value of a key that no field has.
///
/// # Errors
/// When the value is not a `T`.
pub fn set_additional<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    slot: &mut BTreeMap<String, T>,
    key: String,
    map: &mut A,
) -> Result<(), A::Error> {
    slot.insert(key, map.next_value()?);
    Ok(())
}

/// Keeps the value of a key that no field has.
///
/// # Errors
/// When the input is no JSON.
pub fn set_unknown<'de, A: MapAccess<'de>>(
    slot: &mut UnknownFields,
    key: String,
    map: &mut A,
) -> Result<(), A::Error> {
    slot.insert(key, map.next_value()?);
    Ok(())
}

/// Passes over the value of a key.
///
/// # Errors
/// When the input is no JSON.
pub fn skip<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    map.next_value::<IgnoredAny>().map(drop)
}

/// Reads an open enum of strings.
///
/// # Errors
/// When the value is not a string.
pub fn open_string<'de, T: From<String>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    String::deserialize(deserializer).map(T::from)
}

/// Reads an open enum of integers.
///
/// # Errors
/// When the value is not an integer of 64 bits.
pub fn open_integer<'de, T: From<i64>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    <i64 as ReadInteger>::read(deserializer).map(T::from)
}

/// Whether a body has the shape of a schema: an object with at least one of the schema's properties, or
/// without any property at all.
///
/// A schema whose properties are all optional accepts every object, so that the error of a gateway in
/// front of the service would pass for the service's own. This distinguishes them.
pub fn has_any_property(body: &[u8], properties: &[&str]) -> bool {
    struct Shape<'a>(&'a [&'a str]);

    impl<'de> Visitor<'de> for Shape<'_> {
        type Value = bool;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
            let mut known = self.0.is_empty();
            let mut empty = true;
            while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
                empty = false;
                known = known || self.0.contains(&key.as_ref());
                map.next_value::<IgnoredAny>()?;
            }
            Ok(known || empty)
        }
    }

    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let shape = deserializer.deserialize_map(Shape(properties));
    shape.unwrap_or(false) && deserializer.end().is_ok()
}
