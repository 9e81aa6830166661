//! The JSON types that several schemas allow together.

use crate::diagnostic::{Code, Diagnostic};
use crate::openapi::keyword::constraints;

use super::super::views::{JsonType, JsonTypes, SchemaView};
use super::{Schemas, Subschema};

impl<'s> Schemas<'s> {
    /// Returns the types that all schemas allow; empty where no schema limits them.
    pub(super) fn types_of(&self, parts: &[Subschema<'s>]) -> JsonTypes {
        let mut all: Option<JsonTypes> = None;
        for schema in parts.iter().map(|part| part.schema) {
            let own = schema.types();
            if own.is_empty() {
                continue;
            }
            let both = all.map_or(own, |before| before.and(own));
            if both.is_empty() {
                self.report_conflict(schema, parts);
            }
            all = Some(if both.is_empty() { own } else { both });
        }
        let mut inferred = parts.iter().map(|part| part.schema.inferred_types());
        all.unwrap_or_else(|| {
            let types = inferred.find(|types| !types.is_empty()).unwrap_or_default();
            self.report_other_types(types, parts);
            types
        })
    }

    /// Reports keywords for other types than those that schemas without `type` have according to their keywords.
    fn report_other_types(&self, types: JsonTypes, parts: &[Subschema<'s>]) {
        // Keywords never apply to listed values of another type, so nothing is lost.
        let (Some(inferred), false) = (
            types.iter().next(),
            parts.iter().any(|part| part.schema.has_values()),
        ) else {
            return;
        };
        let nodes = parts.iter().map(|part| part.schema.node());
        for (keyword, value, of) in nodes.flat_map(constraints) {
            let Some(own) = JsonType::of_name(of) else {
                continue;
            };
            if types.contains(own) || own == JsonType::Number && inferred == JsonType::Integer {
                continue;
            }
            let message = format!(
                "`{keyword}` has no effect: without `type`, other keywords make this {}",
                inferred.with_article()
            );
            self.context.report(
                Diagnostic::warning(Code::IneffectiveKeyword, value.at_key(), message)
                    .label(format!("a constraint on {}", own.with_article()))
                    .help(format!("write the intended `type`, or remove `{keyword}`")),
            );
        }
    }

    /// Returns the only type that a schema allows by itself; `None` if it allows null or several types.
    pub(super) fn only_type(&self, schema: SchemaView<'s>) -> Option<JsonType> {
        let schema = schema.follow(self.context.sources)?;
        let types = own_types(schema);
        let mut types = types.iter().filter(|_| !schema.says_null());
        types.next().filter(|_| types.next().is_none())
    }

    /// Whether a schema can have values of a type.
    pub(super) fn may_be(&self, schema: SchemaView<'s>, json_type: JsonType) -> bool {
        let schema = schema.follow(self.context.sources);
        schema.is_none_or(|schema| {
            let types = own_types(schema);
            types.is_empty() || !types.and([json_type].into_iter().collect()).is_empty()
        })
    }

    fn report_conflict(&self, schema: SchemaView<'s>, parts: &[Subschema<'s>]) {
        let node = schema.node();
        let place = node.get("type").unwrap_or(node).at_value();
        let mut diagnostic = Diagnostic::warning(
            Code::ContradictorySchema,
            place,
            "the schemas that apply together here allow no common type; this one is used",
        )
        .help("let the schemas of `allOf` agree on the type");
        let mut others = parts.iter().map(|part| part.schema);
        let other = others.find(|other| other.origin() != schema.origin() && other.has("type"));
        if let Some(given) = other.and_then(|other| other.get("type")) {
            diagnostic = diagnostic.related(given.at_value(), "another type is given here");
        }
        self.context.report(diagnostic);
    }
}

/// Returns the types in `type`, or else those of the values that it lists.
fn own_types(schema: SchemaView<'_>) -> JsonTypes {
    match schema.has_values() {
        true => schema.likely_types(),
        false => schema.types(),
    }
}
