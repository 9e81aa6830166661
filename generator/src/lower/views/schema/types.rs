//! The types and the values that a schema allows.

use super::SchemaView;
use crate::lower::views::json_type::{JsonType, JsonTypes};
use crate::openapi::{formats, keyword};
use crate::source::Node;

impl<'s> SchemaView<'s> {
    /// Returns the types that `type` names, without null.
    pub(crate) fn types(self) -> JsonTypes {
        self.type_names().filter_map(JsonType::of_name).collect()
    }

    /// Returns the types that `type` names, or else those for which it has keywords.
    pub(crate) fn likely_types(self) -> JsonTypes {
        let types = self.types();
        if types.is_empty() {
            self.inferred_types()
        } else {
            types
        }
    }

    /// Returns the names in `type`.
    pub(crate) fn type_names(self) -> impl Iterator<Item = &'s str> {
        let given = self.get("type");
        let one = given.and_then(Node::as_str);
        let listed = given.into_iter().flat_map(Node::items);
        // An unquoted `null` in YAML stands for its name.
        let name_of = |item: Node<'s>| match item.is_null() {
            true => Some("null"),
            false => item.as_str(),
        };
        one.into_iter().chain(listed.filter_map(name_of))
    }

    /// Returns the types for which it has keywords, where `type` is missing.
    pub(crate) fn inferred_types(self) -> JsonTypes {
        let of_values: JsonTypes = self.values().filter_map(JsonType::of_value).collect();
        if self.has("const") || !of_values.is_empty() {
            return of_values;
        }
        let of_keywords = keyword::type_with(|keyword| self.has(keyword));
        let of_keywords = of_keywords.and_then(JsonType::of_name);
        // An unknown format implies no type: `format: string` occurs beside any value.
        let of_format = || JsonType::of_name(formats::type_of(self.str("format")?)?);
        let found = match of_keywords {
            Some(JsonType::Object | JsonType::Array | JsonType::String) => of_keywords,
            _ => of_format().or(of_keywords),
        };
        found.into_iter().collect()
    }

    /// Returns the values in `const` or `enum`.
    pub(crate) fn values(self) -> impl Iterator<Item = Node<'s>> + use<'s> {
        let constant = self.get("const");
        let listed = self.get("enum").filter(|_| constant.is_none());
        let listed = listed.into_iter().flat_map(Node::items);
        constant.into_iter().chain(listed)
    }

    /// Whether it has `const` or `enum`.
    pub(crate) fn has_values(self) -> bool {
        self.values().next().is_some()
    }

    /// Returns the value, where it lists only one.
    pub(crate) fn single_value(self) -> Option<Node<'s>> {
        let mut values = self.values();
        values.next().filter(|_| values.next().is_none())
    }

    /// Returns a listed value as a value of the only type in `type`, where it is of another one and can be converted.
    pub(crate) fn converted(self, value: Node<'s>) -> Option<serde_json::Value> {
        let types = self.types();
        let mut types = types.iter();
        let only = types.next().filter(|_| types.next().is_none())?;
        only.converted(value)
    }

    /// Returns a listed value, converted where it has to be.
    pub(crate) fn listed(self, value: Node<'s>) -> serde_json::Value {
        self.converted(value).unwrap_or_else(|| value.to_json())
    }

    /// Whether it says that a string is base64.
    pub(crate) fn is_base64(self) -> bool {
        self.str("contentEncoding") == Some("base64")
    }

    /// Whether it has `nullable: true`; in 3.0 also `x-nullable` of Swagger 2.0, which converters leave unchanged.
    pub(crate) fn is_marked_nullable(self) -> bool {
        self.flag("nullable") || !self.version.has_json_schema() && self.flag("x-nullable")
    }

    /// Whether it allows null by its own keywords.
    pub(crate) fn says_null(self) -> bool {
        self.is_marked_nullable()
            || self.type_names().any(|name| name == "null")
            || self.values().any(Node::is_null)
    }

    /// Whether null is its only value, also as 3.0 documents express that.
    pub(crate) fn is_null_only(self) -> bool {
        if self.has_values() {
            return self.values().all(Node::is_null);
        }
        let mut names = self.type_names().peekable();
        if names.peek().is_some() && names.all(|name| name == "null") {
            return true;
        }
        // `{nullable: true}` alone, or an object without properties whose title says null.
        let shapes = |(keyword, _): (&str, Node<'s>)| {
            !matches!(keyword, "type" | "additionalProperties") && !keyword::describes(keyword)
        };
        if !self.is_marked_nullable() || self.reference().is_some() || self.keywords().any(shapes) {
            return false;
        }
        let title = self.str("title").unwrap_or_default().to_ascii_lowercase();
        match self.str("type") {
            None => !self.has("type"),
            Some("object") => self.is_closed() || title.contains("null"),
            Some(_) => false,
        }
    }
}
