//! The types of JSON Schema.

use crate::source::{Kind, Node};

/// A type of JSON Schema, save null.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in super::super) enum JsonType {
    Bool,
    Integer,
    Number,
    String,
    Array,
    Object,
}

impl JsonType {
    const ALL: [JsonType; 6] = [
        JsonType::Object,
        JsonType::Array,
        JsonType::String,
        JsonType::Integer,
        JsonType::Number,
        JsonType::Bool,
    ];

    fn bit(self) -> u8 {
        match self {
            JsonType::Bool => 1,
            JsonType::Integer => 2,
            JsonType::Number => 4,
            JsonType::String => 8,
            JsonType::Array => 16,
            JsonType::Object => 32,
        }
    }

    /// Returns the word for names.
    pub(in super::super) fn name_suffix(self) -> &'static str {
        match self {
            JsonType::Bool => "Boolean",
            JsonType::Integer => "Integer",
            JsonType::Number => "Number",
            JsonType::String => "String",
            JsonType::Array => "Array",
            JsonType::Object => "Object",
        }
    }

    /// Returns the word for messages, with its article.
    pub(in super::super) fn with_article(self) -> &'static str {
        match self {
            JsonType::Bool => "a boolean",
            JsonType::Integer => "an integer",
            JsonType::Number => "a number",
            JsonType::String => "a string",
            JsonType::Array => "an array",
            JsonType::Object => "an object",
        }
    }

    /// Returns the type that a word of `type` names.
    pub(in super::super) fn of_name(name: &str) -> Option<Self> {
        Some(match name {
            "boolean" => JsonType::Bool,
            "integer" => JsonType::Integer,
            "number" => JsonType::Number,
            "string" => JsonType::String,
            "array" => JsonType::Array,
            "object" => JsonType::Object,
            _ => return None,
        })
    }

    /// Returns the type of a value of the document.
    pub(in super::super) fn of_value(node: Node<'_>) -> Option<Self> {
        Some(match node.kind() {
            Kind::Null => return None,
            Kind::Bool => JsonType::Bool,
            Kind::Number if node.as_i128().is_some() => JsonType::Integer,
            Kind::Number => JsonType::Number,
            Kind::String => JsonType::String,
            Kind::Seq => JsonType::Array,
            Kind::Map => JsonType::Object,
        })
    }
}

/// A set of types.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in super::super) struct JsonTypes(u8);

impl JsonTypes {
    pub(in super::super) fn contains(self, json_type: JsonType) -> bool {
        self.0 & json_type.bit() != 0
    }

    pub(in super::super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Returns what is in both; an integer is a number too.
    pub(in super::super) fn and(self, other: JsonTypes) -> JsonTypes {
        let mut both = self.0 & other.0;
        let number = JsonType::Number.bit();
        let integer = JsonType::Integer.bit();
        if (self.0 & number != 0 && other.0 & integer != 0)
            || (self.0 & integer != 0 && other.0 & number != 0)
        {
            both |= integer;
        }
        JsonTypes(both)
    }

    /// Returns the types in a fixed order. Number includes integers.
    pub(in super::super) fn iter(self) -> impl Iterator<Item = JsonType> {
        let number = self.contains(JsonType::Number);
        JsonType::ALL
            .into_iter()
            .filter(move |one| self.contains(*one) && !(number && *one == JsonType::Integer))
    }
}

impl FromIterator<JsonType> for JsonTypes {
    fn from_iter<I: IntoIterator<Item = JsonType>>(types: I) -> Self {
        JsonTypes(types.into_iter().fold(0, |bits, one| bits | one.bit()))
    }
}
