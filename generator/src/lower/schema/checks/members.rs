//! The checks of what an object or an array holds.

use super::Checks;
use crate::ir::Check;
use crate::lower::views::SchemaView;
use crate::source::Node;

impl<'s> Checks<'_, 's> {
    /// `required`, apart from what only the server sends.
    pub(super) fn required(&mut self, schema: SchemaView<'s>, found: &mut Vec<Check>) {
        let names = schema.required().map(|(name, _)| name);
        let names: Vec<String> = names
            .filter(|name| {
                let property = schema.property(name);
                property.is_none_or(|property| !self.is_read_only(property))
            })
            .map(str::to_owned)
            .collect();
        if !names.is_empty() {
            found.push(Check::Required(names));
        }
    }

    fn is_read_only(&self, property: SchemaView<'s>) -> bool {
        let layers = property.layers(self.schemas.context.sources);
        layers.iter().any(|layer| layer.flag("readOnly"))
    }

    /// `properties`, `patternProperties` and `additionalProperties`.
    pub(super) fn properties(&mut self, schema: SchemaView<'s>, found: &mut Vec<Check>) {
        let mut named = Vec::new();
        for (name, property) in schema.properties() {
            let checks = if self.is_read_only(property) {
                Vec::new()
            } else {
                self.schema(property)
            };
            named.push((name.to_owned(), checks));
        }
        let mut patterns = Vec::new();
        let mut knows_all = true;
        let listed = schema.get("patternProperties");
        for (pattern, node) in listed.into_iter().flat_map(Node::entries) {
            if let Some(pattern) = self.schemas.examples.patterns.get(pattern).cloned() {
                patterns.push((pattern, self.schema(schema.part(node))));
            } else {
                knows_all = false;
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

    /// `dependentRequired`, `dependentSchemas` and `propertyNames`.
    pub(super) fn dependencies(&mut self, schema: SchemaView<'s>, found: &mut Vec<Check>) {
        let entries = |keyword: &str| {
            let given = schema.get(keyword);
            given
                .into_iter()
                .flat_map(Node::entries)
                .collect::<Vec<_>>()
        };
        let mut required = Vec::new();
        for (name, names) in entries("dependentRequired") {
            let names: Vec<String> = names
                .items()
                .filter_map(|name| Some(name.as_str()?.to_owned()))
                .collect();
            if !names.is_empty() {
                required.push((name.to_owned(), names));
            }
        }
        if !required.is_empty() {
            found.push(Check::DependentRequired(required));
        }
        let mut dependent = Vec::new();
        for (name, node) in entries("dependentSchemas") {
            let checks = self.schema(schema.part(node));
            if !checks.is_empty() {
                dependent.push((name.to_owned(), checks));
            }
        }
        if !dependent.is_empty() {
            found.push(Check::DependentSchemas(dependent));
        }
        if let Some(names) = schema.get("propertyNames") {
            let checks = self.schema(schema.part(names));
            if !checks.is_empty() {
                found.push(Check::PropertyNames(checks));
            }
        }
    }

    /// `prefixItems` and `items`.
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

    /// `contains` with its counts.
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
