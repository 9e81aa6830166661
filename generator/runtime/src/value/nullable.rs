//! Nullable values of JSON and OpenAPI.

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

/// A field for which "absent" and "null" mean different things.
///
/// ```text
/// absent        {}                  the server keeps what it has
/// null          {"name": null}      the server removes it
/// value         {"name": "x"}
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Nullable<T> {
    /// The field is absent.
    #[default]
    Absent,
    /// The field is null.
    Null,
    /// The field has a value.
    Value(T),
}

impl<T> Nullable<T> {
    /// Returns the value of a field that is present: `None` is null.
    pub(crate) fn from_json(value: Option<T>) -> Self {
        match value {
            Some(value) => Self::Value(value),
            None => Self::Null,
        }
    }

    /// Borrows the value.
    pub fn as_ref(&self) -> Nullable<&T> {
        match self {
            Self::Absent => Nullable::Absent,
            Self::Null => Nullable::Null,
            Self::Value(value) => Nullable::Value(value),
        }
    }

    /// Returns the value, if there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Borrows the value mutably.
    pub fn as_mut(&mut self) -> Nullable<&mut T> {
        match self {
            Self::Absent => Nullable::Absent,
            Self::Null => Nullable::Null,
            Self::Value(value) => Nullable::Value(value),
        }
    }

    /// Dereferences the value, such as a `String` to `&str`.
    pub fn as_deref(&self) -> Nullable<&T::Target>
    where
        T: Deref,
    {
        self.as_ref().map(T::deref)
    }

    /// Returns the value by itself; `None` for absent and null.
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Returns whether the field is absent.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Returns whether the field is null.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Returns whether the field has a value.
    pub fn is_value(&self) -> bool {
        matches!(self, Self::Value(_))
    }

    /// Returns whether the field has a value that fulfils a condition.
    pub fn is_some_and(self, f: impl FnOnce(T) -> bool) -> bool {
        self.into_option().is_some_and(f)
    }

    /// Returns the value, or `default` if there is none.
    pub fn unwrap_or(self, default: T) -> T {
        self.into_option().unwrap_or(default)
    }

    /// Returns the value, or the default of its type if there is none.
    pub fn unwrap_or_default(self) -> T
    where
        T: Default,
    {
        self.into_option().unwrap_or_default()
    }

    /// Returns the value, or an error if there is none.
    ///
    /// # Errors
    /// The given error.
    pub fn ok_or<E>(self, error: E) -> Result<T, E> {
        self.into_option().ok_or(error)
    }

    /// Takes the value, and leaves the field absent.
    pub fn take(&mut self) -> Self {
        std::mem::take(self)
    }

    /// Converts the value.
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

/// Setters of nullable fields take `impl Into<Nullable<T>>`. These conversions work for nullable fields as well as for
/// the values themselves.
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

/// What a nullable field can be set to: a value, anything that converts to it, an `Option` or a [`Nullable`].
///
/// `By` selects one of these, and is always inferred.
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
    /// Returns the new value of the field.
    fn into_nullable(self) -> Nullable<T>;
}

/// Selects the conversion from a value, or from what converts to it.
#[derive(Debug)]
pub enum ByValue {}

/// Selects the conversion from an `Option` or a `Nullable`.
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

/// Returns `None` for absent and null.
impl<T> From<Nullable<T>> for Option<T> {
    fn from(value: Nullable<T>) -> Self {
        value.into_option()
    }
}

/// Compares the field with a value.
impl<T: PartialEq> PartialEq<T> for Nullable<T> {
    fn eq(&self, other: &T) -> bool {
        self.value() == Some(other)
    }
}

/// Compares the field with an `Option`; `None` is null, not absent, as in the conversions.
impl<T: PartialEq> PartialEq<Option<T>> for Nullable<T> {
    fn eq(&self, other: &Option<T>) -> bool {
        !self.is_absent() && self.value() == other.as_ref()
    }
}

/// Compares the field with a string.
impl PartialEq<&str> for Nullable<String> {
    fn eq(&self, other: &&str) -> bool {
        self.value().is_some_and(|value| value == other)
    }
}

/// Converts `None` to null; to leave the field out, do not set it.
impl<T> From<Option<T>> for Nullable<T> {
    fn from(value: Option<T>) -> Self {
        Self::from_json(value)
    }
}

/// Serializes absent as null, for places such as an array that need a value; `ObjectWriter::nullable` leaves the field
/// out.
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
