//! Arrays whose items each have their own type.

use serde::Serialize;
use serde::ser::Serializer;
use serde_json::Value;

/// An array whose items each have their own type, by position: `Tuple<(String, i64)>`.
///
/// An array of the server with fewer, more or other items is kept as it was received.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Tuple<T> {
    /// The items match the description.
    Items(Box<T>),
    /// The items do not match.
    Other(Vec<Value>),
}

impl<T> Tuple<T> {
    /// Returns the items, if they match the description.
    pub fn items(&self) -> Option<&T> {
        match self {
            Self::Items(items) => Some(items),
            Self::Other(_) => None,
        }
    }
}

impl<T> From<T> for Tuple<T> {
    fn from(items: T) -> Self {
        Self::Items(Box::new(items))
    }
}

impl<T: Serialize> Serialize for Tuple<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Items(items) => items.serialize(serializer),
            Self::Other(items) => items.serialize(serializer),
        }
    }
}
