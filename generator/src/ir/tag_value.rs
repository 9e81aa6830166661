//! The values by which a property selects a variant of a union.

use std::fmt;

use serde_json::{Number, Value};

use super::{Field, Presence};

/// A value that selects a variant.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TagValue {
    /// A string.
    String(String),
    /// An integer.
    Integer(i64),
    /// A boolean.
    Bool(bool),
    /// A number with a fraction.
    Number(Number),
}

/// The JSON types of tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagKind {
    /// Strings.
    String,
    /// Integers.
    Integer,
    /// Booleans.
    Bool,
    /// Numbers with a fraction.
    Number,
}

impl TagValue {
    /// Returns a JSON value as a tag; `None` for values that cannot select a variant.
    #[must_use]
    pub fn of_json(value: &Value) -> Option<Self> {
        match value {
            Value::String(text) => Some(Self::String(text.clone())),
            Value::Number(number) => Some(match number.as_i64() {
                Some(integer) => Self::Integer(integer),
                None => Self::Number(number.clone()),
            }),
            Value::Bool(value) => Some(Self::Bool(*value)),
            _ => None,
        }
    }

    /// Returns the tag as a JSON value.
    #[must_use]
    pub fn to_json(&self) -> Value {
        match self {
            Self::String(text) => Value::from(text.as_str()),
            Self::Integer(value) => Value::from(*value),
            Self::Bool(value) => Value::from(*value),
            Self::Number(number) => Value::Number(number.clone()),
        }
    }

    /// Returns the JSON type of the tag.
    #[must_use]
    pub fn kind(&self) -> TagKind {
        match self {
            Self::String(_) => TagKind::String,
            Self::Integer(_) => TagKind::Integer,
            Self::Bool(_) => TagKind::Bool,
            Self::Number(_) => TagKind::Number,
        }
    }
}

impl TagKind {
    /// Returns the tag for a key of `mapping`, which is a string whatever the type of the property is.
    #[must_use]
    pub fn parse(self, text: &str) -> Option<TagValue> {
        match self {
            Self::String => Some(TagValue::String(text.to_owned())),
            Self::Integer => text.parse().ok().map(TagValue::Integer),
            Self::Bool => text.parse().ok().map(TagValue::Bool),
            Self::Number => {
                let integer = text.parse().ok().map(TagValue::Integer);
                integer.or_else(|| text.parse().ok().map(TagValue::Number))
            }
        }
    }
}

impl fmt::Display for TagValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::String(text) => f.write_str(text),
            Self::Integer(value) => value.fmt(f),
            Self::Bool(value) => value.fmt(f),
            Self::Number(number) => number.fmt(f),
        }
    }
}

/// Whether the discriminating property is always present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagPresence {
    /// It is always present.
    Required,
    /// It may be absent in values of several variants, so its absence discriminates nothing.
    Optional,
    /// It may be absent in values of this variant only, so a value without it belongs to this variant.
    OptionalHere,
}

impl TagPresence {
    /// Returns whether a property is in every value of its object, whoever sends it. A property that may be null does
    /// not always have a tag.
    #[must_use]
    pub fn of(field: &Field) -> Self {
        let may_be_null = field.presence == Presence::RequiredNullable;
        if field.is_always_there() && !may_be_null {
            Self::Required
        } else {
            Self::Optional
        }
    }
}
