//! The keywords of schemas: to which type of values each applies, and which of them only describe.

use super::definition::Object;
use super::extension::is_own;
use crate::source::{Kind, Node};

/// Returns the type to which a keyword applies; `number` includes integers.
pub(crate) fn type_of(keyword: &str) -> Option<&'static str> {
    let mut fields = Object::Schema.definition().fields.iter();
    fields.find(|field| field.name == keyword)?.of
}

/// Returns the keywords that constrain values, each with the type to which it applies.
pub(crate) fn constraints(node: Node<'_>) -> impl Iterator<Item = (&str, Node<'_>, &'static str)> {
    node.entries().filter_map(|(keyword, value)| {
        let of = type_of(keyword)?;
        // A keyword that excludes nothing is a leftover of a tool.
        let says_nothing = match value.kind() {
            Kind::Null => true,
            Kind::Bool => {
                value.as_bool() == Some(false)
                    || matches!(keyword, "additionalProperties" | "required")
            }
            Kind::Seq | Kind::Map => value.is_empty(),
            Kind::Number | Kind::String => false,
        };
        (!says_nothing).then_some((keyword, value, of))
    })
}

/// Returns the type that a schema without `type` has according to its keywords.
pub(crate) fn type_with(has: impl Fn(&str) -> bool) -> Option<&'static str> {
    // The first type with a keyword is the intended one.
    const ORDER: [&str; 4] = ["object", "array", "string", "number"];
    let stated = Object::Schema.definition().fields.iter();
    let types = stated.filter_map(|field| field.of.filter(|_| has(field.name)));
    types.min_by_key(|of| ORDER.iter().position(|one| one == of))
}

/// Whether a keyword only describes. Such keywords are followed beside `$ref` in 3.0 too, since authors expect that.
pub(crate) fn describes(keyword: &str) -> bool {
    matches!(
        keyword,
        "nullable"
            | "description"
            | "title"
            | "summary"
            | "deprecated"
            | "readOnly"
            | "writeOnly"
            | "default"
            | "example"
            | "examples"
            | "externalDocs"
            | "xml"
            | "$comment"
    ) || keyword.starts_with("x-")
}

/// Whether a keyword has no effect on which values a schema allows, and on their type.
pub(crate) fn annotates(keyword: &str) -> bool {
    let is_null = matches!(keyword, "nullable" | "x-nullable");
    has_no_effect(keyword) || describes(keyword) && !is_null && !is_own(keyword)
}

/// Whether a keyword has no effect on the schema in which it is, such as an unknown extension or a definition.
pub(crate) fn has_no_effect(keyword: &str) -> bool {
    matches!(
        keyword,
        "$anchor" | "$comment" | "$defs" | "$id" | "$schema" | "definitions" | "xml"
    ) || keyword.starts_with("x-") && keyword != "x-nullable" && !is_own(keyword)
}

/// Whether a keyword says what holds without it, as tools write that out.
pub(crate) fn is_default(keyword: &str, value: Node<'_>) -> bool {
    match keyword {
        "nullable" | "x-nullable" | "deprecated" | "readOnly" | "writeOnly" | "uniqueItems"
        | "exclusiveMinimum" | "exclusiveMaximum" => value.as_bool() == Some(false),
        "minLength" | "minItems" | "minProperties" => value.as_u64() == Some(0),
        "required" | "properties" | "patternProperties" | "dependentRequired"
        | "dependentSchemas" => value.is_empty(),
        _ => false,
    }
}

/// The values of `type`.
pub(super) const TYPES: &[&str] = &[
    "string", "object", "array", "integer", "number", "boolean", "null",
];
