//! The type of values under keys that `properties` does not list.

use indexmap::IndexSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::Rules;
use crate::source::Node;

use crate::lower::name_path::NamePath;
use crate::lower::schema::constraints::add_rules;
use crate::lower::schema::{Lowered, Schemas, Subschema};

impl<'s> Schemas<'s> {
    /// Whether keys that no pattern matches may have any value. This is reported, since it is seldom intended.
    fn leaves_keys_free(&self, parts: &[Subschema<'s>]) -> bool {
        let says = |keyword: &str| parts.iter().any(|part| part.schema.has(keyword));
        if says("additionalProperties") || says("unevaluatedProperties") {
            return false;
        }
        let patterns = parts
            .iter()
            .filter_map(|part| part.schema.get("patternProperties"));
        let mut typed = None;
        for (pattern, schema) in patterns.flat_map(Node::entries) {
            if is_of_any_name(pattern) {
                return false;
            }
            if !schema.is_empty() && schema.as_bool() != Some(true) {
                typed.get_or_insert(schema);
            }
        }
        if let Some(schema) = typed {
            self.context.report(
                Diagnostic::note(
                    Code::Unsupported,
                    schema.at_key(),
                    "keys that no pattern describes may have any value; all values are kept as JSON",
                )
                .help("add `additionalProperties: false`, so that the values can be typed"),
            );
        }
        typed.is_some()
    }

    /// Returns the type of additional properties; `None` where no schema has a keyword for them. It has no rules that
    /// depend on the key, which are a check of the whole object.
    pub(super) fn additional(
        &mut self,
        parts: &[Subschema<'s>],
        path: &NamePath<'_>,
    ) -> Option<Lowered> {
        let mut is_free = self.leaves_keys_free(parts);
        let mut seen = IndexSet::new();
        let mut found: Option<Lowered> = None;
        for part in parts {
            for schema in part.schema.additional() {
                if let Some(allowed) = schema.as_bool() {
                    is_free |= allowed;
                    continue;
                }
                if !seen.insert(schema.origin()) {
                    continue;
                }
                let declared = [(schema, part.name_prefix.clone())];
                let mut lowered = self.lower_part(&declared, "Value", path);
                // Other schemas may evaluate a key.
                if parts.len() > 1 && schema.node().key() == Some("unevaluatedProperties") {
                    lowered.rules = Rules::default();
                }
                let before = found.get_or_insert_with(|| lowered.clone());
                if before.ty == lowered.ty && before.nullable == lowered.nullable {
                    add_rules(&mut before.rules, lowered.rules);
                } else {
                    self.context.note(
                        Code::Unsupported,
                        schema.at_key(),
                        "keys of different patterns have different types; their values are kept as JSON",
                    );
                    is_free = true;
                }
            }
        }
        let is_by_key = |part: &Subschema<'_>| part.schema.has("patternProperties");
        if parts.iter().any(is_by_key) {
            found = found.map(|found| found.with_rules(Rules::default()));
        }
        if is_free { Some(Lowered::any()) } else { found }
    }
}

/// Whether a pattern matches every name.
fn is_of_any_name(pattern: &str) -> bool {
    matches!(
        pattern,
        "" | "^" | "$" | "." | ".*" | ".+" | "^.*" | "^.+" | ".*$" | ".+$" | "^.*$" | "^.+$"
    )
}

/// Whether an object is declared to have no properties.
pub(super) fn is_empty_object(parts: &[Subschema<'_>]) -> bool {
    let mut stated = parts
        .iter()
        .flat_map(|part| {
            let keywords = ["additionalProperties", "patternProperties"];
            keywords.map(|keyword| part.schema.get(keyword))
        })
        .flatten()
        .peekable();
    stated.peek().is_some() && stated.all(|node| node.as_bool() == Some(false))
}
