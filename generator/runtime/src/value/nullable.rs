//! Value types that JSON and OpenAPI know and Rust does not.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::time::SystemTime;

use serde::de::Deserializer;
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::value::base64::Base64;
use crate::value::date_time::DateTime;
use crate::value::object::JsonObject;
use crate::value::secret::Secret;

/// A field for which "not there" and "null" mean different things.
///
/// ```text
/// absent        {}                  the server keeps what it has
/// null          {"name": null}      the server removes it
/// value         {"name": "x"}
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Nullable<T> {
    /// The field is not there.
    #[default]
    Absent,
    /// The field is there and null.
    Null,
    /// The field has a value.
    Value(T),
}

impl<T> Nullable<T> {
    /// What a field that is there holds: `None` is null.
    pub(crate) fn from_json(value: Option<T>) -> Self {
        match value {
            Some(value) => Self::Value(value),
            None => Self::Null,
        }
    }

    /// The same, borrowed.
    pub fn as_ref(&self) -> Nullable<&T> {
        match self {
            Self::Absent => Nullable::Absent,
            Self::Null => Nullable::Null,
            Self::Value(value) => Nullable::Value(value),
        }
    }

    /// The value, when there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The same, mutably borrowed.
    pub fn as_mut(&mut self) -> Nullable<&mut T> {
        match self {
            Self::Absent => Nullable::Absent,
            Self::Null => Nullable::Null,
            Self::Value(value) => Nullable::Value(value),
        }
    }

    /// The same, with what the value dereferences to, such as `&str` for a `String`.
    pub fn as_deref(&self) -> Nullable<&T::Target>
    where
        T: Deref,
    {
        self.as_ref().map(T::deref)
    }

    /// The value by itself, when there is one: absent and null are `None`.
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Whether the field is not there.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether the field is there and null.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Whether the field has a value.
    pub fn is_value(&self) -> bool {
        matches!(self, Self::Value(_))
    }

    /// Whether the field has a value for which this holds.
    pub fn is_some_and(self, f: impl FnOnce(T) -> bool) -> bool {
        self.into_option().is_some_and(f)
    }

    /// The value, or this one where there is none.
    pub fn unwrap_or(self, default: T) -> T {
        self.into_option().unwrap_or(default)
    }

    /// The value, or its default where there is none.
    pub fn unwrap_or_default(self) -> T
    where
        T: Default,
    {
        self.into_option().unwrap_or_default()
    }

    /// The value, or an error where there is none.
    ///
    /// # Errors
    /// The error that is given.
    pub fn ok_or<E>(self, error: E) -> Result<T, E> {
        self.into_option().ok_or(error)
    }

    /// Takes the value out and leaves nothing.
    pub fn take(&mut self) -> Self {
        std::mem::take(self)
    }

    /// The same with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Nullable<U> {
        match self {
            Self::Absent => Nullable::Absent,
            Self::Null => Nullable::Null,
            Self::Value(value) => Nullable::Value(f(value)),
        }
    }
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

/// Setters of fields that may be null take `impl Into<Nullable<T>>`. What converts into these values converts into them
/// where they may be null, too.
macro_rules! from {
    ($($from:ty => $to:ty,)+) => {$(
        impl From<$from> for Nullable<$to> {
            fn from(value: $from) -> Self {
                Self::Value(value.into())
            }
        }
    )+};
}

from! {
    &str => String,
    &str => Secret,
    String => Secret,
    &[u8] => Base64,
    Vec<u8> => Base64,
    SystemTime => DateTime,
    JsonObject => Value,
    JsonObject => BTreeMap<String, Value>,
}

impl<const N: usize> From<[&str; N]> for Nullable<Vec<String>> {
    fn from(values: [&str; N]) -> Self {
        Self::Value(values.map(str::to_owned).into())
    }
}

impl<K: Ord, V, const N: usize> From<[(K, V); N]> for Nullable<BTreeMap<K, V>> {
    fn from(entries: [(K, V); N]) -> Self {
        Self::Value(entries.into())
    }
}

/// What a field that may be null is set to: a value, or what converts into it, an `Option` or a [`Nullable`].
///
/// `By` says which of these it is, and is always inferred.
///
/// ```
/// use apiruntime::Nullable;
/// use apiruntime::value::IntoNullable;
///
/// fn name<By>(name: impl IntoNullable<String, By>) -> Nullable<String> {
///     name.into_nullable()
/// }
///
/// assert_eq!(name("n"), Nullable::Value("n".to_owned()));
/// assert_eq!(name(None), Nullable::Null);
/// assert_eq!(name(Nullable::Absent), Nullable::Absent);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not convert into `{T}`",
    note = "what may be null is set to a `{T}`, to what converts into it, or to an `Option` or `Nullable` of it"
)]
pub trait IntoNullable<T, By> {
    /// Returns what the field is set to.
    fn into_nullable(self) -> Nullable<T>;
}

/// What converts into the value becomes a `Nullable`.
#[derive(Debug)]
pub enum ByValue {}

/// An `Option` or a `Nullable` becomes a `Nullable`.
#[derive(Debug)]
pub enum ByItself {}

impl<T, U: Into<T>> IntoNullable<T, ByValue> for U {
    fn into_nullable(self) -> Nullable<T> {
        Nullable::Value(self.into())
    }
}

impl<T> IntoNullable<T, ByItself> for Option<T> {
    fn into_nullable(self) -> Nullable<T> {
        Nullable::from_json(self)
    }
}

impl<T> IntoNullable<T, ByItself> for Nullable<T> {
    fn into_nullable(self) -> Nullable<T> {
        self
    }
}

/// Absent and null are `None`.
impl<T> From<Nullable<T>> for Option<T> {
    fn from(value: Nullable<T>) -> Self {
        value.into_option()
    }
}

/// Whether the field has this value.
impl<T: PartialEq> PartialEq<T> for Nullable<T> {
    fn eq(&self, other: &T) -> bool {
        self.value() == Some(other)
    }
}

/// As in conversions, `None` is null, not absent.
impl<T: PartialEq> PartialEq<Option<T>> for Nullable<T> {
    fn eq(&self, other: &Option<T>) -> bool {
        !self.is_absent() && self.value() == other.as_ref()
    }
}

/// Whether the field has this text.
impl PartialEq<&str> for Nullable<String> {
    fn eq(&self, other: &&str) -> bool {
        self.value().is_some_and(|value| value == other)
    }
}

/// `None` is null: whoever wants the field left out does not set it.
impl<T> From<Option<T>> for Nullable<T> {
    fn from(value: Option<T>) -> Self {
        Self::from_json(value)
    }
}

/// An absent value is written as null where something must be written, as in an array;
/// `ObjectWriter::nullable` leaves it out.
impl<T: Serialize> Serialize for Nullable<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent | Self::Null => serializer.serialize_none(),
            Self::Value(value) => value.serialize(serializer),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nullable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::<T>::deserialize(deserializer).map(Self::from_json)
    }
}
