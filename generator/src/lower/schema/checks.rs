//! Checks of values for keywords that look into a value, or compare it as a whole.
//!
//! A check never rejects a valid value. A keyword that cannot be checked in full (an unsupported pattern, a schema that
//! contains itself, `unevaluatedProperties`) is left out, so that more values pass. Where leaving it out would let
//! fewer values pass (inside `not`, or in the condition of `if`), the whole enclosing keyword is left out and reported.

mod members;

use serde_json::Value;

use crate::diagnostic::Code;
use crate::ir::{Check, Rules};
use crate::limits::CHECKED_SCHEMAS;
use crate::source::{Node, Origin};

use super::super::views::{JsonType, SchemaView};
use super::only_rules::{only_limit_values, only_requires_properties};
use super::{Schemas, Subschema};

/// Makes checks of schemas.
struct Checks<'a, 's> {
    schemas: &'a mut Schemas<'s>,
    /// How many more schemas may be visited.
    left: usize,
    /// Whether everything visited so far is checked in full.
    is_exact: bool,
    /// Whether an enum of strings or integers accepts unlisted values, as the generated types do.
    is_open: bool,
    /// Whether the schemas are those beside a union.
    is_beside: bool,
    /// The targets of references that are being visited.
    open: Vec<Origin>,
}

impl<'s> Schemas<'s> {
    /// Returns the checks for values of the types that `applies` selects, apart from what their Rust types ensure.
    pub(super) fn checks(
        &mut self,
        applies: impl Fn(JsonType) -> bool,
        parts: &[Subschema<'s>],
    ) -> Vec<Check> {
        let mut found = Vec::new();
        let is_tuple = parts.iter().any(|part| part.schema.has("prefixItems"));
        let is_struct = parts.iter().any(|part| part.schema.has("properties"));
        for part in parts {
            let schema = part.schema;
            let mut checks = Checks::new(self);
            found.extend(checks.never(schema));
            if applies(JsonType::Array) {
                checks.contains(schema, &mut found);
                if is_tuple {
                    checks.items(schema, &mut found);
                }
            }
            if applies(JsonType::Object) {
                checks.dependencies(schema, &mut found);
                if schema.has("patternProperties") {
                    checks.properties(schema, &mut found);
                }
                // A struct cannot hold the value of a property that it does not declare.
                if !is_struct {
                    checks.required(schema, &mut found);
                }
            }
            checks.conditions(schema, &mut found);
            for keyword in ["anyOf", "oneOf"] {
                let alternatives: Vec<_> = schema.list(keyword).collect();
                if only_limit_values(&alternatives, parts) {
                    checks.alternatives("anyOf", alternatives, &mut found);
                } else if is_choice_of_properties(&alternatives, parts) {
                    checks.alternatives(keyword, alternatives, &mut found);
                }
            }
        }
        found
    }

    /// Returns the check for values of a type that an `enum` or `const` lists.
    pub(super) fn listed(&self, json_type: JsonType, parts: &[Subschema<'s>]) -> Vec<Check> {
        let mut found = Vec::new();
        for schema in parts.iter().map(|part| part.schema) {
            let fits = |value: &Node<'s>| match JsonType::of_value(*value) {
                Some(JsonType::Integer) => {
                    json_type == JsonType::Number || json_type == JsonType::Integer
                }
                own => own == Some(json_type),
            };
            let values: Vec<Value> = schema.values().filter(fits).map(Node::to_json).collect();
            if !values.is_empty() {
                found.push(Check::Values(values));
            } else if schema.get("enum").is_some_and(Node::is_empty) {
                found.push(Check::Never);
            }
        }
        found
    }

    /// Returns the checks for values that are kept as JSON.
    pub(super) fn checks_of_json(&mut self, parts: &[Subschema<'s>]) -> Vec<Check> {
        let mut found = Vec::new();
        for part in parts {
            let mut checks = Checks::new(self);
            checks.is_open = false;
            found.extend(checks.never(part.schema));
            checks.keywords(part.schema, &mut found);
        }
        found
    }

    /// Returns the rules of the schemas beside a union, which also apply to values of none of its variants. Since a
    /// server may add variants, undeclared properties are not checked, and unions inside are not visited.
    pub(super) fn rules_beside_union(&mut self, parts: &[Subschema<'s>]) -> Rules {
        let mut rules = self.rules_for(|_| true, parts);
        for part in parts {
            let mut checks = Checks::new(self);
            checks.is_beside = true;
            checks.types(part.schema, &mut rules.checks);
            checks.required(part.schema, &mut rules.checks);
            checks.properties(part.schema, &mut rules.checks);
        }
        let mut distinct = Vec::new();
        for check in rules.checks {
            if !distinct.contains(&check) {
                distinct.push(check);
            }
        }
        rules.checks = distinct;
        rules
    }

    /// Returns the rules of values of one type that several schemas describe, of which any may apply. Where one of them
    /// has no rules, nothing is checked.
    pub(super) fn rules_of_any(&mut self, schemas: &[(SchemaView<'s>, Rules)]) -> Rules {
        let mut rules = schemas.iter().map(|(_, rules)| rules);
        if rules.clone().any(Rules::is_empty) {
            return Rules::default();
        }
        let first = rules.next();
        if rules.all(|rules| Some(rules) == first) {
            return first.cloned().unwrap_or_default();
        }
        let mut checks = Vec::new();
        let schemas = schemas.iter().map(|(schema, _)| *schema).collect();
        Checks::new(self).alternatives("anyOf", schemas, &mut checks);
        Rules::of_checks(checks)
    }
}

/// Whether alternatives only choose among properties that the object declares.
fn is_choice_of_properties(alternatives: &[SchemaView<'_>], parts: &[Subschema<'_>]) -> bool {
    let declares = |name: &str| {
        let declared = parts.iter().map(|part| part.schema);
        declared.clone().all(|schema| !schema.has("properties"))
            || declared
                .clone()
                .any(|schema| schema.property(name).is_some())
    };
    !alternatives.is_empty()
        && alternatives.iter().all(|one| {
            only_requires_properties(*one) && one.required().all(|(name, _)| declares(name))
        })
}

/// Returns checks that also allow null: neither the keywords nor the parts of a schema repeat that the whole one may be
/// null.
fn or_null(mut checks: Vec<Check>) -> Vec<Check> {
    let null = || Check::Type(vec!["null".to_owned()]);
    let mut is_left = false;
    for check in &mut checks {
        match check {
            Check::Type(names) if !names.iter().any(|name| name == "null") => {
                names.push("null".to_owned());
            }
            Check::Values(values) if !values.contains(&Value::Null) => values.push(Value::Null),
            Check::AnyOf(alternatives) => alternatives.push(vec![null()]),
            Check::Never | Check::OneOf(_) | Check::Not(_) | Check::If { .. } => is_left = true,
            // Others are for values of one type, which is not null.
            _ => {}
        }
    }
    match is_left {
        true => vec![Check::AnyOf(vec![checks, vec![null()]])],
        false => checks,
    }
}

impl<'a, 's> Checks<'a, 's> {
    fn new(schemas: &'a mut Schemas<'s>) -> Self {
        Checks {
            schemas,
            left: CHECKED_SCHEMAS,
            is_exact: true,
            is_open: true,
            is_beside: false,
            open: Vec::new(),
        }
    }

    /// Returns the checks of a schema.
    fn schema(&mut self, schema: SchemaView<'s>) -> Vec<Check> {
        if !schema.is_map() {
            return self.never(schema).into_iter().collect();
        }
        // A message would contain the value.
        let is_secret = schema.flag("x-sensitive") || schema.str("format") == Some("password");
        let Some(left) = self
            .left
            .checked_sub(1)
            .filter(|_| !(self.is_beside && is_secret))
        else {
            self.is_exact = false;
            return Vec::new();
        };
        self.left = left;
        let mut found = Vec::new();
        if let Some(reference) = schema.reference() {
            let context = self.schemas.context;
            match context.sources.resolve(schema.node(), reference) {
                Ok(target) if !self.open.contains(&target.origin()) => {
                    self.open.push(target.origin());
                    found.extend(self.schema(context.schema(target)));
                    self.open.pop();
                }
                _ => self.is_exact = false,
            }
        }
        for part in schema.all_of() {
            found.extend(self.schema(part));
        }
        self.keywords(schema, &mut found);
        match schema.is_marked_nullable() {
            true => or_null(found),
            false => found,
        }
    }

    /// Returns the check of a schema that is `false`.
    fn never(&self, schema: SchemaView<'s>) -> Option<Check> {
        (schema.as_bool() == Some(false)).then_some(Check::Never)
    }

    /// Returns the checks of a schema if it can be checked in full.
    fn exact(&mut self, schema: SchemaView<'s>) -> Option<Vec<Check>> {
        let before = (self.is_exact, self.is_open);
        (self.is_exact, self.is_open) = (true, false);
        let checks = self.schema(schema);
        let is_exact = self.is_exact;
        (self.is_exact, self.is_open) = (before.0 && is_exact, before.1);
        is_exact.then_some(checks)
    }

    /// Adds the checks of a schema's own keywords, without what it refers to and combines.
    fn keywords(&mut self, schema: SchemaView<'s>, found: &mut Vec<Check>) {
        const UNCHECKED: [&str; 4] = [
            "unevaluatedItems",
            "unevaluatedProperties",
            "$dynamicRef",
            "$recursiveRef",
        ];
        self.is_exact &= !UNCHECKED.iter().any(|keyword| schema.has(keyword));
        self.types(schema, found);
        self.values(schema, found);
        let own = [Subschema::new(schema, None)];
        let rules = self.schemas.plain_rules(|_| true, &own);
        self.is_exact &= rules.pattern.is_some() || !schema.has("pattern");
        if rules != Rules::default() {
            found.push(Check::Rules(Box::new(rules)));
        }
        self.required(schema, found);
        self.properties(schema, found);
        self.dependencies(schema, found);
        self.items(schema, found);
        self.contains(schema, found);
        self.conditions(schema, found);
        for keyword in ["anyOf", "oneOf"] {
            // With a discriminator, a value is one alternative even if others accept it too.
            let is_hinted = keyword == "oneOf" && schema.has("discriminator");
            self.is_exact &= !is_hinted;
            let keyword_here = if is_hinted { "anyOf" } else { keyword };
            self.alternatives(keyword_here, schema.list(keyword).collect(), found);
        }
    }

    fn types(&self, schema: SchemaView<'s>, found: &mut Vec<Check>) {
        let names: Vec<String> = schema.type_names().map(str::to_owned).collect();
        if names.is_empty() {
            return;
        }
        found.push(Check::Type(names));
    }

    fn values(&self, schema: SchemaView<'s>, found: &mut Vec<Check>) {
        if !schema.has("const") && !schema.has("enum") {
            return;
        }
        let values: Vec<Value> = schema.values().map(|value| schema.listed(value)).collect();
        let named = || values.iter().filter(|value| !value.is_null());
        let is_of_names = named().all(Value::is_string) || named().all(Value::is_i64);
        if values.is_empty() {
            found.push(Check::Never);
        } else if let Some(first) = named().next()
            && self.is_open
            && is_of_names
            && !schema.has("const")
        {
            let name = if first.is_string() {
                "string"
            } else {
                "integer"
            };
            let mut names = vec![name.to_owned()];
            if values.iter().any(Value::is_null) {
                names.push("null".to_owned());
            }
            found.push(Check::Type(names));
        } else {
            found.push(Check::Values(values));
        }
    }

    fn conditions(&mut self, schema: SchemaView<'s>, found: &mut Vec<Check>) {
        if let Some(node) = schema.get("not") {
            match self.exact(schema.part(node)) {
                Some(checks) => found.push(Check::Not(checks)),
                None => self.report(schema, "not"),
            }
        }
        let Some(node) = schema.get("if") else {
            return;
        };
        match self.exact(schema.part(node)) {
            Some(condition) => {
                let mut branch = |keyword| {
                    let node = schema.get(keyword);
                    node.map_or_else(Vec::new, |node| self.schema(schema.part(node)))
                };
                let (then, otherwise) = (branch("then"), branch("else"));
                if !then.is_empty() || !otherwise.is_empty() {
                    found.push(Check::If {
                        condition,
                        then,
                        otherwise,
                    });
                }
            }
            None => self.report(schema, "if"),
        }
    }

    fn alternatives(
        &mut self,
        keyword: &str,
        alternatives: Vec<SchemaView<'s>>,
        found: &mut Vec<Check>,
    ) {
        if alternatives.is_empty() {
            return;
        }
        if self.is_beside {
            self.is_exact = false;
            return;
        }
        let exact: Option<Vec<_>> = match keyword {
            "oneOf" => alternatives.iter().map(|one| self.exact(*one)).collect(),
            _ => None,
        };
        found.push(match exact {
            Some(exact) if !self.is_open => Check::OneOf(exact),
            exact => {
                let any: Vec<_> = alternatives.iter().map(|one| self.schema(*one)).collect();
                match exact {
                    // Which alternatives take an unlisted value is not known.
                    Some(exact) if exact == any => Check::OneOf(exact),
                    _ if any.iter().all(|checks| !checks.is_empty()) => Check::AnyOf(any),
                    _ => return,
                }
            }
        });
    }

    fn report(&self, schema: SchemaView<'s>, keyword: &str) {
        if let Some(node) = schema.get(keyword) {
            self.schemas.context.note(
                Code::Ignored,
                node.at_key(),
                format!(
                    "`{keyword}` is not checked by the client, which cannot check all of the schema in it"
                ),
            );
        }
    }
}
