//! Alternatives of a union that make no type of their own, but are rules for values of the type beside them.

use crate::openapi::keyword::{annotates, type_of};
use crate::source::Node;

use super::super::views::{JsonType, SchemaView};
use super::Subschema;

/// Whether a schema only requires properties.
pub(super) fn only_requires_properties(schema: SchemaView<'_>) -> bool {
    schema.has("required")
        && schema.reference().is_none()
        && schema.keywords().all(|(keyword, _)| {
            matches!(keyword, "required" | "not" | "type") || annotates(keyword)
        })
}

/// Whether alternatives only limit the integers or the strings that a schema beside them allows. By themselves, they
/// would be numbers, and strings without a format.
pub(super) fn only_limit_values(alternatives: &[SchemaView<'_>], parts: &[Subschema<'_>]) -> bool {
    let types = parts.iter().map(|part| part.schema.types());
    let is_of = |json_type| types.clone().any(|types| types.iter().eq([json_type]));
    let limits: fn(&str) -> bool = if is_of(JsonType::Integer) {
        |keyword| matches!(keyword, "const" | "enum") || type_of(keyword) == Some("number")
    } else if is_of(JsonType::String) {
        |keyword| matches!(keyword, "minLength" | "maxLength" | "pattern")
    } else {
        return false;
    };
    let is_limit = |one: &SchemaView<'_>| {
        one.reference().is_none()
            && one.keywords().any(|(keyword, _)| limits(keyword))
            && lists_only(*one, JsonType::Integer)
            && one
                .keywords()
                .all(|(keyword, _)| limits(keyword) || annotates(keyword))
    };
    // A list of nothing but values is an enum.
    alternatives.iter().all(is_limit) && !alternatives.iter().all(|one| one.has_values())
}

/// Whether the values that a schema lists, if any, are of one type, or null.
fn lists_only(schema: SchemaView<'_>, json_type: JsonType) -> bool {
    let listed = schema.get("enum").into_iter().flat_map(Node::items);
    let mut values = listed.chain(schema.get("const"));
    values.all(|value| JsonType::of_value(value).is_none_or(|own| own == json_type))
}
