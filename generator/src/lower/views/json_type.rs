//! The types of JSON Schema.

use crate::source::{Kind, Node};

/// A type of JSON Schema, except null.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum JsonType {
    Bool,
    Integer,
    Number,
    String,
    Array,
    Object,
}

/// The types in a fixed order, each with its name in `type`, its word in identifiers, and its words in messages.
const ALL: [(JsonType, &str, &str, &str); 6] = [
    (JsonType::Object, "object", "Object", "an object"),
    (JsonType::Array, "array", "Array", "an array"),
    (JsonType::String, "string", "String", "a string"),
    (JsonType::Integer, "integer", "Integer", "an integer"),
    (JsonType::Number, "number", "Number", "a number"),
    (JsonType::Bool, "boolean", "Boolean", "a boolean"),
];

impl JsonType {
    fn bit(self) -> u8 {
        1 << self as u8
    }

    fn words(self) -> (&'static str, &'static str) {
        let found = ALL.into_iter().find(|(one, ..)| *one == self);
        found.map_or(("", ""), |(_, _, suffix, article)| (suffix, article))
    }

    /// Returns the word for identifiers.
    pub(crate) fn name_suffix(self) -> &'static str {
        self.words().0
    }

    /// Returns the words for messages, with an article.
    pub(crate) fn with_article(self) -> &'static str {
        self.words().1
    }

    /// Returns the type for a name in `type`; `file` of Swagger 2.0 is a string of bytes.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        let name = if name == "file" { "string" } else { name };
        let found = ALL.into_iter().find(|(_, word, ..)| *word == name);
        found.map(|(one, ..)| one)
    }

    /// Returns the type of a value in the document.
    pub(crate) fn of_value(node: Node<'_>) -> Option<Self> {
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

    /// Returns a listed value of another type as a value of this one, where its meaning is clear: authors forget
    /// quotes, or write too many.
    pub(crate) fn converted(self, value: Node<'_>) -> Option<serde_json::Value> {
        match (self, value.kind()) {
            (JsonType::String, Kind::Bool) => Some(value.as_bool()?.to_string().into()),
            (JsonType::String, Kind::Number) => Some(value.number_text()?.into()),
            (JsonType::Integer, Kind::String) => Some(value.as_str()?.parse::<i64>().ok()?.into()),
            _ => None,
        }
    }
}

/// A set of types.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct JsonTypes(u8);

impl JsonTypes {
    pub(crate) fn contains(self, json_type: JsonType) -> bool {
        self.0 & json_type.bit() != 0
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Returns the types in both sets; integers are numbers too.
    pub(crate) fn and(self, other: JsonTypes) -> JsonTypes {
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

    /// Returns the types in a fixed order; with number, integer is left out.
    pub(crate) fn iter(self) -> impl Iterator<Item = JsonType> {
        let number = self.contains(JsonType::Number);
        self.listed()
            .filter(move |one| !(number && *one == JsonType::Integer))
    }

    /// Returns the types in a fixed order, integer also beside number.
    pub(crate) fn listed(self) -> impl Iterator<Item = JsonType> {
        let all = ALL.into_iter().map(|(one, ..)| one);
        all.filter(move |one| self.contains(*one))
    }
}

impl FromIterator<JsonType> for JsonTypes {
    fn from_iter<I: IntoIterator<Item = JsonType>>(types: I) -> Self {
        JsonTypes(types.into_iter().fold(0, |bits, one| bits | one.bit()))
    }
}
