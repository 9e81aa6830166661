//! The JSON types that several schemas allow together.

use crate::diagnostic::{Code, Diagnostic};

use super::super::views::{JsonTypes, SchemaView};
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
        all.or_else(|| inferred.find(|types| !types.is_empty()))
            .unwrap_or_default()
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
