//! Properties that only `if`, `then`, `else` and `dependentSchemas` name.

use std::collections::{BTreeSet, VecDeque};

use indexmap::IndexMap;

use super::undescribed;
use crate::ir::{Field, Type};
use crate::lower::schema::{Schemas, Subschema};
use crate::lower::views::{SchemaView, docs};

impl<'s> Schemas<'s> {
    /// Returns the fields of the properties that only conditions of an object name. A condition says of which values
    /// they are, so a field is of any JSON: where the condition does not hold, any value is valid.
    pub(super) fn conditional_fields(
        &self,
        parts: &[Subschema<'s>],
        is_known: impl Fn(&str) -> bool,
    ) -> Vec<Field> {
        let is_closed = |part: &Subschema<'s>| {
            let others = part.schema.get("additionalProperties");
            others.is_some_and(|others| others.as_bool() == Some(false))
        };
        if parts.iter().any(is_closed) {
            return Vec::new();
        }
        let named = self.conditional_properties(parts).into_iter();
        let unknown = named.filter(|(name, _)| !is_known(name));
        let fields = unknown.map(|(name, schema)| {
            let hint = self.context.hint(vec![name.to_owned()], schema.node());
            Field {
                docs: docs(schema.node()),
                ..undescribed(name, hint, Type::Any)
            }
        });
        fields.collect()
    }

    /// Returns the properties that the conditions of some schemas name, each with the first schema that allows it.
    fn conditional_properties(&self, parts: &[Subschema<'s>]) -> IndexMap<&'s str, SchemaView<'s>> {
        let mut found = IndexMap::new();
        let mut seen = BTreeSet::new();
        let own = parts.iter().map(|part| part.schema);
        let mut open: VecDeque<_> = own.flat_map(branches).collect();
        while let Some(schema) = open.pop_front() {
            if !seen.insert(schema.origin()) {
                continue;
            }
            for (name, property) in schema.properties() {
                if property.as_bool() != Some(false) {
                    found.entry(name).or_insert(property);
                }
            }
            open.extend(branches(schema));
            open.extend(schema.target(self.context.sources));
            let combined = ["allOf", "oneOf", "anyOf"].into_iter();
            open.extend(combined.flat_map(|keyword| schema.list(keyword)));
        }
        found
    }
}

/// Returns the schemas that apply to an object under a condition, and the conditions.
fn branches(schema: SchemaView<'_>) -> Vec<SchemaView<'_>> {
    let keywords = ["if", "then", "else"].into_iter();
    let branches = keywords.filter_map(|keyword| schema.get(keyword));
    let dependent = schema.entries_of("dependentSchemas");
    let all = branches.chain(dependent.map(|(_, node)| node));
    all.map(|node| schema.part(node)).collect()
}
