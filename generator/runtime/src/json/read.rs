//! Functions that generated `Deserialize` implementations call.
//!
//! The implementation of a model is a table of names and a `match` on an index; the loops over a JSON object are here,
//! once. There are no derives, so a client does not depend on a proc macro.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
#[cfg(feature = "float")]
use serde::Serialize;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor,
};

use crate::json::budget;
use crate::json::error::without_mark;
#[cfg(feature = "float")]
use crate::json::exact;
use crate::json::fit;
use crate::json::integer::{ReadInteger, Seed};
use crate::json::partial::{FieldReader, Partial, missing};
use crate::value::nullable::Nullable;

/// Reads a JSON object into a partial, and converts that to the model.
///
/// Unknown keys are skipped or kept, as the partial declares; the last value of a repeated key is used. `finish`
/// returns the partial if a required field is missing. The partial is created here rather than passed in, which would
/// need more code to move and drop it.
///
/// # Errors
/// If the input is no object, a field has another type, or a required field is missing.
pub fn object<'de, P: Partial, T, D: Deserializer<'de>>(
    deserializer: D,
    fields: &'static [&'static str],
    new: fn() -> P,
    finish: fn(P) -> Result<T, P>,
) -> Result<T, D::Error> {
    deserializer.deserialize_map(ObjectVisitor {
        fields,
        new,
        finish,
    })
}

/// Reads a JSON object without required fields, otherwise like [`object`].
///
/// # Errors
/// If the input is no object, or a field has another type.
pub fn whole<'de, P: Partial + Default, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<P, D::Error> {
    let (fields, new, finish) = (P::FIELDS, P::default, Ok);
    deserializer.deserialize_map(ObjectVisitor {
        fields,
        new,
        finish,
    })
}

struct ObjectVisitor<N, F> {
    fields: &'static [&'static str],
    new: N,
    finish: F,
}

impl<'de, P, T, N, F> Visitor<'de> for ObjectVisitor<N, F>
where
    P: Partial,
    N: FnOnce() -> P,
    F: FnOnce(P) -> Result<T, P>,
{
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        if !budget::charge(size_of::<T>()) {
            return Err(A::Error::custom(budget::USED_UP));
        }
        let (fields, mut partial) = (self.fields, (self.new)());
        let mut next = 0;
        let (mut known, mut unknown) = (0, 0);
        let keep = P::KEEPS_ADDITIONAL || partial.unknown().is_some();
        let mut reader = ObjectReader {
            map,
            error: None,
            #[cfg(feature = "float")]
            rounded: None,
        };
        loop {
            match reader.map.next_key_seed(KeySeed { fields, next, keep })? {
                Some(Key::Field(index)) => {
                    partial.read(index, &mut reader);
                    #[cfg(feature = "float")]
                    if let Some(value) = reader.rounded.take() {
                        exact::keep(value, partial.unknown(), fields.get(index));
                    }
                    next = index + 1;
                    known += 1;
                }
                Some(Key::Additional(key)) => match partial.unknown() {
                    Some(fields) => {
                        fields.insert(key, reader.map.next_value()?);
                        unknown += 1;
                    }
                    None => partial.additional(key, &mut reader),
                },
                Some(Key::Skipped) => {
                    reader.skip();
                    unknown += 1;
                }
                None => {
                    fit::count(known, unknown);
                    return (self.finish)(partial)
                        .map_err(|partial| A::Error::missing_field(missing(partial, fields)));
                }
            }
            if let Some(error) = reader.error {
                return Err(error);
            }
        }
    }
}

/// Reads the value of a field from JSON.
///
/// An error is kept until [`Partial::read`] returns, so that reading a field is a plain call.
pub struct ObjectReader<'de, A: MapAccess<'de>> {
    map: A,
    error: Option<A::Error>,
    /// The original value of the last field, if a float in it was rounded.
    #[cfg(feature = "float")]
    rounded: Option<serde_json::Value>,
}

impl<'de, A: MapAccess<'de>> ObjectReader<'de, A> {
    fn value<T: Deserialize<'de>>(&mut self) -> Option<T> {
        self.value_by(PhantomData)
    }

    fn value_by<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Option<S::Value> {
        match self.map.next_value_seed(seed) {
            Ok(value) => Some(value),
            Err(error) => {
                self.error = Some(error);
                None
            }
        }
    }
}

impl<'de, A: MapAccess<'de>> FieldReader for ObjectReader<'de, A> {
    fn required<T: DeserializeOwned>(&mut self, slot: &mut Option<T>) {
        *slot = self.value();
    }

    fn any<T: DeserializeOwned>(&mut self, slot: &mut Option<T>) {
        *slot = self.value();
    }

    fn optional<T: DeserializeOwned>(&mut self, slot: &mut Option<T>) {
        *slot = fit::without_null(self.value());
    }

    fn nullable<T: DeserializeOwned>(&mut self, slot: &mut Nullable<T>) {
        *slot = Nullable::from_json(self.value().flatten());
    }

    fn required_integer<T: ReadInteger>(&mut self, slot: &mut Option<T>) {
        *slot = self.value_by(Seed(PhantomData));
    }

    fn optional_integer<T: ReadInteger>(&mut self, slot: &mut Option<T>) {
        *slot = fit::without_null(self.value_by(Seed(PhantomData)));
    }

    fn nullable_integer<T: ReadInteger>(&mut self, slot: &mut Nullable<T>) {
        *slot = Nullable::from_json(self.value_by(Seed(PhantomData)).flatten());
    }

    #[cfg(feature = "float")]
    fn required_number<T: ReadInteger + Serialize>(&mut self, slot: &mut Option<T>) {
        self.required_integer(slot);
        self.rounded = exact::take_rounded(slot);
    }

    #[cfg(feature = "float")]
    fn optional_number<T: ReadInteger + Serialize>(&mut self, slot: &mut Option<T>) {
        self.optional_integer(slot);
        self.rounded = exact::take_rounded(slot);
    }

    #[cfg(feature = "float")]
    fn nullable_number<T: ReadInteger + Serialize>(&mut self, slot: &mut Nullable<T>) {
        self.nullable_integer(slot);
        self.rounded = exact::take_rounded(slot);
    }

    fn additional<T: DeserializeOwned>(&mut self, slot: &mut BTreeMap<String, T>, key: String) {
        if let Some(value) = self.value() {
            slot.insert(key, value);
        }
    }

    fn additional_integer<T: ReadInteger>(&mut self, slot: &mut BTreeMap<String, T>, key: String) {
        if let Some(value) = self.value_by(Seed(PhantomData)) {
            slot.insert(key, value);
        }
    }

    fn skip(&mut self) {
        self.value::<IgnoredAny>();
    }
}

enum Key {
    Field(usize),
    Additional(String),
    Skipped,
}

/// Converts a key to the index of its field without allocation.
///
/// Servers usually send fields in the order of the description, so the search starts after the last field: then each
/// key needs one comparison, whatever the size of the model.
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
    // Names in a model often begin alike: the last byte distinguishes most of them.
    let last = key.as_bytes().last();
    let is_key =
        |field: &&str| field.len() == key.len() && field.as_bytes().last() == last && *field == key;
    match after.iter().position(is_key) {
        Some(offset) => Some(next + offset),
        None => before.iter().position(is_key),
    }
}

/// Reads an open enum of strings, and counts whether its value is listed.
///
/// # Errors
/// If the value is not a string.
pub fn open_string<'de, T: From<String>, D: Deserializer<'de>>(
    deserializer: D,
    is_unknown: fn(&T) -> bool,
) -> Result<T, D::Error> {
    let value = T::from(String::deserialize(deserializer)?);
    fit::count_listed(!is_unknown(&value));
    Ok(value)
}

/// Reads an open enum of integers, and counts whether its value is listed.
///
/// # Errors
/// If the value is not a 64-bit integer.
pub fn open_integer<'de, T: From<i64>, D: Deserializer<'de>>(
    deserializer: D,
    is_unknown: fn(&T) -> bool,
) -> Result<T, D::Error> {
    let value = T::from(<i64 as ReadInteger>::read(deserializer)?);
    fit::count_listed(!is_unknown(&value));
    Ok(value)
}

/// Returns whether a body looks like a schema: an object with at least one of the schema's properties, or without any
/// property.
///
/// A schema whose properties are all optional accepts every object, so the error of a gateway in front of the service
/// would be taken for the service's own. This distinguishes them.
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

    let mut deserializer = serde_json::Deserializer::from_slice(without_mark(body));
    let shape = deserializer.deserialize_map(Shape(properties));
    shape.unwrap_or(false) && deserializer.end().is_ok()
}
