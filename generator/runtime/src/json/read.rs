//! What emitted `Serialize` and `Deserialize` implementations call.
//!
//! A model's implementation is a table of names and a `match` on an index; the loops over a JSON object
//! live here once. No derive is involved, so a client carries no proc macro.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
#[cfg(feature = "float")]
use serde::Serialize;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};

use crate::json::budget;
#[cfg(feature = "float")]
use crate::json::exact;
use crate::json::fit;
use crate::json::integer::{ReadInteger, Seed};
use crate::value::nullable::Nullable;
use crate::value::unknown_fields::UnknownFields;

/// A model while it is being read: every field may still be missing.
pub trait Partial: Sized {
    /// The wire names, in the order of the indexes that [`read`](Self::read) takes.
    const FIELDS: &'static [&'static str];

    /// Whether [`additional`](Self::additional) wants the keys that are not in [`FIELDS`](Self::FIELDS).
    const KEEPS_ADDITIONAL: bool = false;

    /// Reads the value of the field with this index.
    fn read<'de, A: MapAccess<'de>>(&mut self, index: usize, from: &mut ObjectReader<'de, A>);

    /// Reads the value of a key that no field has.
    fn additional<'de, A: MapAccess<'de>>(&mut self, key: String, from: &mut ObjectReader<'de, A>) {
        drop(key);
        from.skip();
    }

    /// Where the values of keys that no field has are kept as they came, if anywhere.
    fn unknown(&mut self) -> Option<&mut UnknownFields> {
        None
    }
}

/// A [`Partial`] that is not the model itself: the model has fields that are always there.
pub trait Finish: Partial {
    /// The finished model.
    type Output;

    /// Nothing read yet.
    fn new() -> Self;

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
pub fn object<'de, P: Finish, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<P::Output, D::Error> {
    let (new, finish) = (P::new, P::finish);
    deserializer.deserialize_map(ObjectVisitor { new, finish })
}

/// Reads a JSON object of which nothing is required; as [`object`] otherwise.
///
/// # Errors
/// When the input is no object, or a field has another type.
pub fn whole<'de, P: Partial + Default, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<P, D::Error> {
    let (new, finish) = (P::default, Ok);
    deserializer.deserialize_map(ObjectVisitor { new, finish })
}

struct ObjectVisitor<N, F> {
    new: N,
    finish: F,
}

impl<'de, P, T, N, F> Visitor<'de> for ObjectVisitor<N, F>
where
    P: Partial,
    N: FnOnce() -> P,
    F: FnOnce(P) -> Result<T, &'static str>,
{
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        if !budget::charge(size_of::<T>()) {
            return Err(A::Error::custom(budget::USED_UP));
        }
        let mut partial = (self.new)();
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
            let fields = P::FIELDS;
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
                    return (self.finish)(partial).map_err(A::Error::missing_field);
                }
            }
            if let Some(error) = reader.error {
                return Err(error);
            }
        }
    }
}

/// Reads the value of a field, by the kind of the field.
///
/// An error is kept until [`Partial::read`] is done, so that each field is one plain call.
pub struct ObjectReader<'de, A: MapAccess<'de>> {
    map: A,
    error: Option<A::Error>,
    /// What the last field was read from, where a float in it was rounded.
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

    /// Reads a required field; for one that may be null, `T` is an `Option`.
    pub fn required<T: Deserialize<'de>>(&mut self, slot: &mut Option<T>) {
        *slot = self.value();
    }

    /// Reads an optional field of any type, of which null is a value.
    pub fn any<T: Deserialize<'de>>(&mut self, slot: &mut Option<T>) {
        *slot = self.value();
    }

    /// Reads an optional field. A null counts as absent: servers send it for "nothing" whether or not the
    /// description allows it. A type that allows it fits better.
    pub fn optional<T: Deserialize<'de>>(&mut self, slot: &mut Option<T>) {
        *slot = fit::without_null(self.value());
    }

    /// Reads a field where null and absent mean different things.
    pub fn nullable<T: Deserialize<'de>>(&mut self, slot: &mut Nullable<T>) {
        *slot = Nullable::from_json(self.value().flatten());
    }

    /// Reads as [`required`](Self::required) does, what holds nothing but integers.
    pub fn required_integer<T: ReadInteger<'de>>(&mut self, slot: &mut Option<T>) {
        *slot = self.value_by(Seed(PhantomData));
    }

    /// Reads as [`optional`](Self::optional) does, what holds nothing but integers.
    pub fn optional_integer<T: ReadInteger<'de>>(&mut self, slot: &mut Option<T>) {
        *slot = fit::without_null(self.value_by(Seed(PhantomData)));
    }

    /// Reads as [`nullable`](Self::nullable) does, what holds nothing but integers.
    pub fn nullable_integer<T: ReadInteger<'de>>(&mut self, slot: &mut Nullable<T>) {
        *slot = Nullable::from_json(self.value_by(Seed(PhantomData)).flatten());
    }

    /// Reads as [`required`](Self::required) does, what holds nothing but floats.
    #[cfg(feature = "float")]
    pub fn required_number<T: ReadInteger<'de> + Serialize>(&mut self, slot: &mut Option<T>) {
        self.required_integer(slot);
        self.rounded = exact::take_rounded(slot);
    }

    /// Reads as [`optional`](Self::optional) does, what holds nothing but floats.
    #[cfg(feature = "float")]
    pub fn optional_number<T: ReadInteger<'de> + Serialize>(&mut self, slot: &mut Option<T>) {
        self.optional_integer(slot);
        self.rounded = exact::take_rounded(slot);
    }

    /// Reads as [`nullable`](Self::nullable) does, what holds nothing but floats.
    #[cfg(feature = "float")]
    pub fn nullable_number<T: ReadInteger<'de> + Serialize>(&mut self, slot: &mut Nullable<T>) {
        self.nullable_integer(slot);
        self.rounded = exact::take_rounded(slot);
    }

    /// Reads the value of a key that no field has.
    pub fn additional<T: Deserialize<'de>>(&mut self, slot: &mut BTreeMap<String, T>, key: String) {
        if let Some(value) = self.value() {
            slot.insert(key, value);
        }
    }

    /// Reads as [`additional`](Self::additional) does, what holds nothing but integers.
    pub fn additional_integer<T: ReadInteger<'de>>(
        &mut self,
        slot: &mut BTreeMap<String, T>,
        key: String,
    ) {
        if let Some(value) = self.value_by(Seed(PhantomData)) {
            slot.insert(key, value);
        }
    }

    /// Passes over the value of a key.
    pub fn skip(&mut self) {
        self.value::<IgnoredAny>();
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

/// Reads an open enum of strings, and counts whether its value is listed.
///
/// # Errors
/// When the value is not a string.
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
/// When the value is not an integer of 64 bits.
pub fn open_integer<'de, T: From<i64>, D: Deserializer<'de>>(
    deserializer: D,
    is_unknown: fn(&T) -> bool,
) -> Result<T, D::Error> {
    let value = T::from(<i64 as ReadInteger>::read(deserializer)?);
    fit::count_listed(!is_unknown(&value));
    Ok(value)
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
