//! Whether the values in a description keep to their own schemas.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Kind, Node};

use super::super::context::Lowering;
use super::super::view::{count, flag, items, strings};
use super::enums::{has_values, values_of};
use super::kinds::{ValueKind, declared};

/// Steps spent on one value; what is not settled by then is taken for right.
const STEPS: usize = 20_000;

/// Nesting that is looked into.
const DEEPEST: usize = 48;

/// Where a value breaks a schema.
struct Breach<'s> {
    value: Node<'s>,
    message: String,
    rule: Node<'s>,
}

impl<'s> Lowering<'s, '_> {
    /// Checks the default and the examples that stand in a schema, once.
    pub(in super::super) fn check_values(&mut self, schema: Node<'s>) {
        let written = |key: &str| schema.get(key);
        let (default, example, examples) =
            (written("default"), written("example"), written("examples"));
        if default.is_none() && example.is_none() && examples.is_none() {
            return;
        }
        if !self.checked.insert(schema.origin()) {
            return;
        }
        for (value, what) in [(default, "default"), (example, "example")] {
            if let Some(value) = value {
                self.check_value(value, schema, what);
            }
        }
        for value in examples.into_iter().flat_map(Node::items) {
            self.check_value(value, schema, "example");
        }
    }

    /// Checks the examples beside a schema: of a parameter, a header or a media type.
    pub(in super::super) fn check_examples(&mut self, owner: Node<'s>, schema: Node<'s>) {
        if let Some(value) = owner.get("example") {
            self.check_value(value, schema, "example");
        }
        for (_, example) in owner.get("examples").into_iter().flat_map(Node::entries) {
            let Ok(example) = self.sources.follow(example) else {
                continue;
            };
            if let Some(value) = example.get("dataValue").or_else(|| example.get("value"))
                && self.checked.insert(value.origin())
            {
                self.check_value(value, schema, "example");
            }
        }
    }

    fn check_value(&mut self, value: Node<'s>, schema: Node<'s>, what: &str) {
        let mut steps = STEPS;
        if let Err(breach) = self.conforms(value, schema, &mut steps, 0) {
            self.report(
                Diagnostic::warning(
                    Code::ValueBreaksSchema,
                    breach.value.origin().at_value(),
                    format!("the {what} breaks its schema: {}", breach.message),
                )
                .related(breach.rule.origin().at_value(), "the schema says so here")
                .help(format!("correct the {what}, or the schema")),
            );
        }
    }

    fn conforms(
        &mut self,
        value: Node<'s>,
        schema: Node<'s>,
        steps: &mut usize,
        depth: usize,
    ) -> Result<(), Breach<'s>> {
        if *steps == 0 || depth > DEEPEST {
            return Ok(());
        }
        *steps -= 1;
        let Ok(schema) = self.sources.follow(schema) else {
            return Ok(());
        };
        if !schema.is_map() {
            return match schema.as_bool() {
                Some(false) => Err(breach(value, schema, "no value is allowed")),
                _ => Ok(()),
            };
        }
        if value.is_null() && self.allows_null(schema, 0) {
            return Ok(());
        }
        of_type(value, schema)?;
        self.bounds(value, schema)?;
        for part in items(schema, "allOf") {
            self.conforms(value, part, steps, depth + 1)?;
        }
        for keyword in ["oneOf", "anyOf"] {
            let mut parts = items(schema, keyword).peekable();
            if parts.peek().is_some()
                && !parts.any(|part| self.conforms(value, part, steps, depth + 1).is_ok())
            {
                let rule = schema.get(keyword).unwrap_or(schema);
                return Err(breach(
                    value,
                    rule,
                    format!("it is none of the alternatives of `{keyword}`"),
                ));
            }
        }
        match value.kind() {
            Kind::Seq => self.array_conforms(value, schema, steps, depth),
            Kind::Map => self.object_conforms(value, schema, steps, depth),
            _ => Ok(()),
        }
    }

    fn array_conforms(
        &mut self,
        value: Node<'s>,
        schema: Node<'s>,
        steps: &mut usize,
        depth: usize,
    ) -> Result<(), Breach<'s>> {
        let length = value.len() as u64;
        within(length, "item", (schema, "minItems", "maxItems"), value)?;
        let mut prefix = items(schema, "prefixItems");
        let rest = schema.get("items");
        for item in value.items() {
            if let Some(schema) = prefix.next().or(rest) {
                self.conforms(item, schema, steps, depth + 1)?;
            }
        }
        Ok(())
    }

    fn object_conforms(
        &mut self,
        value: Node<'s>,
        schema: Node<'s>,
        steps: &mut usize,
        depth: usize,
    ) -> Result<(), Breach<'s>> {
        within(
            value.len() as u64,
            "property",
            (schema, "minProperties", "maxProperties"),
            value,
        )?;
        let properties = schema.get("properties");
        for (name, rule) in strings(schema.get("required")) {
            let declared = properties.and_then(|properties| properties.get(name));
            // An example is of a request or of an answer, and one of them lacks these.
            let one_way = declared.is_some_and(|node| {
                self.layers(node)
                    .iter()
                    .any(|layer| flag(*layer, "readOnly") || flag(*layer, "writeOnly"))
            });
            if value.get(name).is_none() && !one_way {
                return Err(breach(
                    value,
                    rule,
                    format!("`{name}` is required and missing"),
                ));
            }
        }
        let additional = schema.get("additionalProperties");
        let patterns = schema.get("patternProperties").is_some();
        for (name, item) in value.entries() {
            match properties.and_then(|properties| properties.get(name)) {
                Some(property) => self.conforms(item, property, steps, depth + 1)?,
                None if patterns => {}
                None => match additional {
                    Some(rule) if rule.as_bool() == Some(false) => {
                        return Err(breach(item, rule, format!("there is no property `{name}`")));
                    }
                    Some(rule) if rule.is_map() => self.conforms(item, rule, steps, depth + 1)?,
                    _ => {}
                },
            }
        }
        Ok(())
    }

    fn bounds(&mut self, value: Node<'s>, schema: Node<'s>) -> Result<(), Breach<'s>> {
        if let Some(number) = value.as_f64() {
            let exclusive = |key: &str| flag(schema, key);
            let checks: [(&str, bool, bool); 4] = [
                ("minimum", true, exclusive("exclusiveMinimum")),
                ("maximum", false, exclusive("exclusiveMaximum")),
                ("exclusiveMinimum", true, true),
                ("exclusiveMaximum", false, true),
            ];
            for (keyword, is_minimum, open) in checks {
                let Some((rule, bound)) = schema
                    .get(keyword)
                    .and_then(|rule| Some((rule, rule.as_f64()?)))
                else {
                    continue;
                };
                let inside = match (is_minimum, open) {
                    (true, false) => number >= bound,
                    (true, true) => number > bound,
                    (false, false) => number <= bound,
                    (false, true) => number < bound,
                };
                if !inside {
                    return Err(breach(value, rule, format!("`{keyword}` is {bound}")));
                }
            }
        }
        if let Some(text) = value.as_str() {
            within(
                text.chars().count() as u64,
                "character",
                (schema, "minLength", "maxLength"),
                value,
            )?;
            if let Some(rule) = schema.get("pattern")
                && let Some(pattern) = rule.as_str()
                && self.matches(pattern, text) == Some(false)
            {
                return Err(breach(value, rule, "it does not match the pattern"));
            }
        }
        if has_values(schema) && !values_of(schema).any(|listed| same(listed, value)) {
            let rule = schema
                .get("const")
                .or_else(|| schema.get("enum"))
                .unwrap_or(schema);
            return Err(breach(value, rule, "it is none of the listed values"));
        }
        Ok(())
    }
}

fn breach<'s>(value: Node<'s>, rule: Node<'s>, message: impl Into<String>) -> Breach<'s> {
    Breach {
        value,
        message: message.into(),
        rule,
    }
}

fn of_type<'s>(value: Node<'s>, schema: Node<'s>) -> Result<(), Breach<'s>> {
    let kinds = declared(schema);
    if kinds.is_empty() {
        return Ok(());
    }
    let fits = ValueKind::of_value(value).is_some_and(|kind| {
        kinds.contains(kind) || (kind == ValueKind::Integer && kinds.contains(ValueKind::Number))
    });
    // In YAML an unquoted `2021-04-16` or `1.0` is written where text is meant; only the kind is wrong.
    if fits {
        return Ok(());
    }
    let rule = schema.get("type").unwrap_or(schema);
    let wanted: Vec<&str> = kinds.iter().map(ValueKind::described).collect();
    Err(breach(
        value,
        rule,
        format!(
            "it is {}, not {}",
            value.kind().described(),
            wanted.join(" or ")
        ),
    ))
}

/// Whether a number of things is between two counts.
fn within<'s>(
    number: u64,
    thing: &str,
    (schema, low, high): (Node<'s>, &str, &str),
    value: Node<'s>,
) -> Result<(), Breach<'s>> {
    let plural = match thing {
        "property" => "properties".to_owned(),
        thing => format!("{thing}s"),
    };
    for (keyword, broken) in [
        (low, count(schema, low).is_some_and(|least| number < least)),
        (high, count(schema, high).is_some_and(|most| number > most)),
    ] {
        if broken {
            let things = if number == 1 { thing } else { plural.as_str() };
            let rule = schema.get(keyword).unwrap_or(schema);
            let bound = count(schema, keyword).unwrap_or_default();
            return Err(breach(
                value,
                rule,
                format!("it has {number} {things}, and `{keyword}` is {bound}"),
            ));
        }
    }
    Ok(())
}

fn same(a: Node<'_>, b: Node<'_>) -> bool {
    if a.kind() != b.kind() {
        return false;
    }
    match a.kind() {
        Kind::String => a.as_str() == b.as_str(),
        Kind::Bool => a.as_bool() == b.as_bool(),
        Kind::Null => true,
        Kind::Number => a.number_text() == b.number_text() || a.as_f64() == b.as_f64(),
        Kind::Seq | Kind::Map => a.to_json() == b.to_json(),
    }
}
