//! The checks of the contents of an object or an array.

use super::Checks;
use crate::diagnostic::Code;
use crate::ir::Check;
use crate::lower::views::{JsonType, SchemaView};
use crate::source::Node;

impl<'s> Checks<'_, 's> {
    /// Adds the check of `required`, without properties that only the server sends.
    pub(super) fn required(&self, schema: SchemaView<'s>, found: &mut Vec<Check>) {
        let is_sent = |name: &&str| {
            let property = schema.property(name);
            !property.is_some_and(|property| self.is_read_only(property))
        };
        let names = schema.required().map(|(name, _)| name).filter(is_sent);
        push(found, Check::Required, names.map(str::to_owned).collect());
    }

    fn is_read_only(&self, property: SchemaView<'s>) -> bool {
        property.says("readOnly", self.schemas.context.sources)
    }

    /// Adds the check of `properties`, `patternProperties` and `additionalProperties`.
    pub(super) fn properties(&mut self, schema: SchemaView<'s>, found: &mut Vec<Check>) {
        let mut named = Vec::new();
        for (name, property) in schema.properties() {
            let checks = match self.is_read_only(property) {
                true => Vec::new(),
                false => self.schema(property),
            };
            named.push((name.to_owned(), checks));
        }
        let mut patterns = Vec::new();
        let mut knows_all = true;
        for (pattern, node) in schema.entries_of("patternProperties") {
            match self.schemas.examples.patterns.get(pattern).cloned() {
                Ok(pattern) => patterns.push((pattern, self.schema(schema.part(node)))),
                Err(reason) => {
                    self.schemas.report_unchecked_pattern(node.at_key(), reason);
                    knows_all = false;
                }
            }
        }
        let mut others = Vec::new();
        if let Some(node) = schema.get("additionalProperties")
            && !self.is_beside
        {
            others = self.schema(schema.part(node));
        }
        if !knows_all {
            self.is_exact = false;
            others = Vec::new();
        }
        if others.is_empty() {
            named.retain(|(_, checks)| !checks.is_empty());
        }
        if !named.is_empty() || !patterns.is_empty() || !others.is_empty() {
            found.push(Check::Properties {
                named,
                patterns,
                others,
            });
        }
    }

    /// Adds the checks of `dependentRequired`, `dependentSchemas` and `propertyNames`.
    pub(super) fn dependencies(&mut self, schema: SchemaView<'s>, found: &mut Vec<Check>) {
        let required = schema.entries_of("dependentRequired").map(|(name, names)| {
            let names = names.items().filter_map(Node::as_str);
            (name.to_owned(), names.map(str::to_owned).collect())
        });
        push(found, Check::DependentRequired, saying(required));
        let dependent = schema.entries_of("dependentSchemas");
        let dependent =
            dependent.map(|(name, node)| (name.to_owned(), self.schema(schema.part(node))));
        push(found, Check::DependentSchemas, saying(dependent));
        if let Some(node) = schema.get("propertyNames") {
            let names = schema.part(node);
            // Frameworks describe the keys of a map from numbers as numbers; on the wire they are strings.
            if excludes_strings(names) {
                self.is_exact = false;
                self.schemas.context.warn(
                    Code::ContradictorySchema,
                    node.at_key(),
                    "a name is always a string, so no object satisfies this; names are not checked",
                    "write `propertyNames: {type: string}`, with a `pattern` for numbers",
                );
            } else {
                push(found, Check::PropertyNames, self.schema(names));
            }
        }
    }

    /// Adds the check of `prefixItems` and `items`.
    pub(super) fn items(&mut self, schema: SchemaView<'s>, found: &mut Vec<Check>) {
        let first: Vec<_> = schema
            .list("prefixItems")
            .map(|item| self.schema(item))
            .collect();
        let others = schema.items().map(|item| self.schema(item));
        let others = others.unwrap_or_default();
        if !others.is_empty() || first.iter().any(|checks| !checks.is_empty()) {
            found.push(Check::Items { first, others });
        }
    }

    /// Adds the check of `contains` with its counts.
    pub(super) fn contains(&mut self, schema: SchemaView<'s>, found: &mut Vec<Check>) {
        let Some(node) = schema.get("contains") else {
            return;
        };
        let item = schema.part(node);
        let least = schema.count("minContains").unwrap_or(1);
        let mut most = schema.count("maxContains");
        let item = match self.exact(item) {
            Some(checks) => checks,
            None => {
                if most.take().is_some() {
                    self.report(schema, "maxContains");
                }
                self.schema(item)
            }
        };
        if least > 0 || most.is_some() {
            found.push(Check::Contains { item, least, most });
        }
    }
}

/// Whether a schema has types, and string is none of them.
fn excludes_strings(schema: SchemaView<'_>) -> bool {
    let mut types = schema.types().iter().peekable();
    types.peek().is_some() && types.all(|one| one != JsonType::String)
}

/// Adds a check, unless its list is empty.
fn push<T>(found: &mut Vec<Check>, check: fn(Vec<T>) -> Check, list: Vec<T>) {
    if !list.is_empty() {
        found.push(check(list));
    }
}

/// Returns the entries with at least one check.
fn saying<T>(entries: impl Iterator<Item = (String, Vec<T>)>) -> Vec<(String, Vec<T>)> {
    entries.filter(|(_, list)| !list.is_empty()).collect()
}
