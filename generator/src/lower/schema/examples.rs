//! Whether defaults and examples in a description are valid by their own schemas.

mod format;
mod misspelt;

use indexmap::IndexSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::limits::{VALIDATION_NESTING, VALIDATION_STEPS};
use crate::openapi::edits::old_boolean;
use crate::source::{Kind, Node, Origin, shorten};

use super::super::context::Context;
use super::super::views::{JsonType, SchemaView, Side};
use super::nullable::Nullability;
use super::pattern::Patterns;

/// Validates defaults and examples, each one once.
pub(super) struct Examples<'s> {
    pub(super) context: &'s Context<'s>,
    pub(super) patterns: Patterns<'s>,
    pub(super) nullability: Nullability,
    checked: IndexSet<Origin>,
    /// With how many more schemas the current value may be compared.
    pub(super) steps: usize,
}

/// Whether a listed value of another type is converted, which is reported where that is done.
fn is_read_as_its_type(value: Node<'_>, schema: SchemaView<'_>) -> bool {
    let is_enum = |value: Node<'_>| value.number_text().is_none() || value.as_i64().is_some();
    schema.converted(value).is_some_and(|converted| {
        // An integer of more than 64 bits makes a list no enum.
        converted.is_string() || schema.values().all(is_enum)
    })
}

/// Whether the values that are listed for an array are meant for its items.
fn is_of_items(schema: SchemaView<'_>) -> bool {
    let mut listed = schema.items_of("enum").peekable();
    listed.peek().is_some()
        && schema.type_names().eq(["array"])
        && listed.all(|value| !value.is_null() && value.kind() != Kind::Seq)
}

/// The place where a value is invalid, and the keyword that it violates.
struct Violation<'s> {
    value: Node<'s>,
    message: String,
    rule: Node<'s>,
}

/// The keywords for counts, the minimum first.
const ITEMS: [&str; 2] = ["minItems", "maxItems"];
const PROPERTIES: [&str; 2] = ["minProperties", "maxProperties"];
const LENGTH: [&str; 2] = ["minLength", "maxLength"];

impl Violation<'_> {
    /// Says how to correct a value: many have quotes too many, or lack them.
    fn help(&self, what: &str) -> String {
        let text = self.value.as_str().unwrap_or_default().trim();
        let is_quoted = match self.rule.as_str() {
            Some("object") => text.starts_with('{') && text.ends_with('}'),
            Some("array") => text.starts_with('[') && text.ends_with(']'),
            Some("boolean") => matches!(text, "true" | "false"),
            Some("integer") => text.parse::<i64>().is_ok(),
            Some("number") => text.parse::<f64>().is_ok_and(f64::is_finite),
            _ => false,
        };
        match (
            self.rule.as_str(),
            self.value.number_text(),
            old_boolean(text),
        ) {
            _ if is_quoted => format!(
                "write `{}` without quotes, or correct the schema",
                shorten(text)
            ),
            (Some("string"), Some(number), _) => {
                format!("write `\"{number}\"`, or correct the schema")
            }
            (Some("boolean"), _, Some(value)) => {
                format!("write `{value}`, or correct the schema")
            }
            _ => format!("correct the {what}, or the schema"),
        }
    }
}

type Validity<'s> = Result<(), Violation<'s>>;

impl<'s> Examples<'s> {
    pub(super) fn new(context: &'s Context<'s>) -> Self {
        Examples {
            context,
            patterns: Patterns::default(),
            nullability: Nullability::default(),
            checked: IndexSet::new(),
            steps: 0,
        }
    }

    /// Checks the default and the examples in a schema.
    pub(super) fn check(&mut self, schema: SchemaView<'s>) {
        if !self.checked.insert(schema.origin()) {
            return;
        }
        let is_of_items = is_of_items(schema);
        let listed = schema.items_of("enum").filter(|_| !is_of_items);
        let listed = listed.map(|value| (value, "enum value"));
        let constant = schema.get("const").map(|value| (value, "constant"));
        let listed = listed.chain(constant);
        let values = [("default", "default"), ("example", "example")]
            .into_iter()
            .filter_map(|(keyword, what)| Some((schema.get(keyword)?, what)))
            .chain(schema.items_of("examples").map(|value| (value, "example")));
        if let Some(listed) = schema.get("enum").filter(|_| is_of_items) {
            self.context.warn(
                Code::ValueBreaksSchema,
                listed.at_key(),
                "no value of `enum` is an array; it has no effect",
                "move it to the schema of the items, under `items`",
            );
        }
        for (value, what) in values {
            self.check_value(value, schema, what);
        }
        for (value, what) in listed {
            let takes_null =
                || schema.is_marked_nullable() || schema.type_names().any(|name| name == "null");
            let typed = match value.is_null() {
                true if takes_null() => Ok(()),
                false if is_read_as_its_type(value, schema) => Ok(()),
                _ => check_type(value, schema),
            };
            let validity = typed.and_then(|()| self.check_rules(value, schema));
            self.report(validity, what);
        }
    }

    /// Checks the examples beside the schema of a parameter, a header or a media type.
    pub(super) fn check_beside(&mut self, owner: Node<'s>, schema: SchemaView<'s>) {
        if let Some(value) = owner.get("example") {
            self.check_value(value, schema, "example");
        }
        for (_, example) in owner.entries_of("examples") {
            let Ok(example) = self.context.sources.follow(example) else {
                continue;
            };
            if let Some(value) = example.get("dataValue").or_else(|| example.get("value"))
                && self.checked.insert(value.origin())
            {
                self.check_value(value, schema, "example");
            }
        }
    }

    /// Checks a default or an example. Null is ignored, since many tools write it where there is no value.
    fn check_value(&mut self, value: Node<'s>, schema: SchemaView<'s>, what: &str) {
        if value.is_null() {
            return;
        }
        self.steps = VALIDATION_STEPS;
        let validity = self.validate(value, schema, 0);
        match validity {
            Ok(()) => self.report_misspelt(value, schema, what, 0),
            broken => self.report(broken, what),
        }
    }

    fn report(&self, validity: Validity<'s>, what: &str) {
        if let Err(violation) = validity {
            let meant = self.meant_value(&violation);
            self.context.report(
                Diagnostic::warning(
                    Code::ValueBreaksSchema,
                    violation.value.at_value(),
                    format!("the {what} breaks its schema: {}", violation.message),
                )
                .related(violation.rule.at_value(), "the schema says so here")
                .help(match meant {
                    Some(meant) => format!("did you mean `{}`?", shorten(meant)),
                    None => violation.help(what),
                }),
            );
        }
    }

    /// Returns the listed value that is nearest to a text that is none of them.
    fn meant_value(&self, violation: &Violation<'s>) -> Option<&'s str> {
        let text = violation.value.as_str()?;
        let rule = violation.rule;
        match rule.key() {
            Some("enum") => (self.context).nearest(text, rule.items().filter_map(Node::as_str)),
            Some("const") => self.context.nearest(text, rule.as_str()),
            _ => None,
        }
    }

    fn validate(&mut self, value: Node<'s>, schema: SchemaView<'s>, depth: usize) -> Validity<'s> {
        if self.steps == 0 || depth > VALIDATION_NESTING {
            return Ok(());
        }
        self.steps -= 1;
        if schema.as_bool() == Some(false) {
            return Err(violation(value, schema.node(), "no value is allowed"));
        }
        if value.is_null() && self.nullability.allows_null(schema, self.context.sources) {
            return Ok(());
        }
        check_type(value, schema)?;
        self.check_scalar(value, schema)?;
        // An unresolved reference is reported elsewhere.
        let target = schema.target(self.context.sources);
        for part in target.into_iter().chain(schema.all_of()) {
            self.validate(value, part, depth + 1)?;
        }
        for keyword in ["oneOf", "anyOf"] {
            let mut parts = schema.list(keyword).peekable();
            if parts.peek().is_some()
                && !parts.any(|part| self.validate(value, part, depth + 1).is_ok())
            {
                let message = format!("it matches no alternative of `{keyword}`");
                return Err(violation(value, rule(schema, keyword), message));
            }
        }
        match value.kind() {
            Kind::Seq => self.check_array(value, schema, depth),
            Kind::Map => self.check_object(value, schema, depth),
            _ => Ok(()),
        }
    }

    fn check_array(
        &mut self,
        value: Node<'s>,
        schema: SchemaView<'s>,
        depth: usize,
    ) -> Validity<'s> {
        check_count(value, schema, value.len(), ("item", "items"), ITEMS)?;
        let mut prefix = schema.list("prefixItems");
        for item in value.items() {
            if let Some(schema) = prefix.next().or(schema.items()) {
                self.validate(item, schema, depth + 1)?;
            }
        }
        Ok(())
    }

    fn check_object(
        &mut self,
        value: Node<'s>,
        schema: SchemaView<'s>,
        depth: usize,
    ) -> Validity<'s> {
        let things = ("property", "properties");
        check_count(value, schema, value.len(), things, PROPERTIES)?;
        for (name, rule) in schema.required() {
            // An example is for a request or for a response, and one of the two lacks read-only or write-only
            // properties.
            let is_one_way = |property: SchemaView<'s>| {
                let mut parts = property.parts(self.context.sources);
                parts.any(|part| part.flag("readOnly") || part.flag("writeOnly"))
            };
            if value.get(name).is_none() && !schema.property(name).is_some_and(is_one_way) {
                let message = format!("`{name}` is required and missing");
                return Err(violation(value, rule, message));
            }
        }
        let additional = schema.get("additionalProperties");
        for (name, item) in value.entries() {
            if let Some(property) = schema.property(name) {
                self.validate(item, property, depth + 1)?;
            } else if let Some(rule) = additional.filter(|_| !schema.has("patternProperties")) {
                if rule.as_bool() == Some(false) {
                    return Err(violation(item, rule, format!("unknown property `{name}`")));
                }
                self.validate(item, schema.part(rule), depth + 1)?;
            }
        }
        Ok(())
    }

    fn check_scalar(&mut self, value: Node<'s>, schema: SchemaView<'s>) -> Validity<'s> {
        self.check_rules(value, schema)?;
        if schema.has_values() && !schema.values().any(|listed| listed.equals(value)) {
            let keyword = if schema.has("const") { "const" } else { "enum" };
            let message = "it is not one of the listed values";
            return Err(violation(value, rule(schema, keyword), message));
        }
        Ok(())
    }

    fn check_rules(&mut self, value: Node<'s>, schema: SchemaView<'s>) -> Validity<'s> {
        if let Some(number) = value.decimal() {
            for side in [Side::Lower, Side::Upper] {
                if let Some(bound) = schema.bounds(side).find(|bound| !bound.admits(&number)) {
                    let text = bound.node.number_text().unwrap_or_default();
                    let excluded =
                        match bound.keyword.starts_with("exclusive") || !bound.is_exclusive {
                            true => "",
                            false => ", and exclusive",
                        };
                    let message = format!("`{}` is {text}{excluded}", bound.keyword);
                    return Err(violation(value, bound.node, message));
                }
            }
        }
        if let Some(text) = value.as_str() {
            let length = text.chars().count();
            check_count(value, schema, length, ("character", "characters"), LENGTH)?;
            if let Some(rule) = schema.get("pattern")
                && let Some(pattern) = rule.as_str()
                && self.patterns.is_match(pattern, text) == Some(false)
            {
                return Err(violation(value, rule, "it does not match the pattern"));
            }
        }
        if let Some(rule) = schema.get("format")
            && let Some(format) = rule.as_str()
            && let Some(form) = format::broken(format, value)
        {
            return Err(violation(value, rule, format!("`{format}` is {form}")));
        }
        Ok(())
    }
}

fn violation<'s>(value: Node<'s>, rule: Node<'s>, message: impl Into<String>) -> Violation<'s> {
    Violation {
        value,
        message: message.into(),
        rule,
    }
}

/// Returns the place of a keyword, for messages.
fn rule<'s>(schema: SchemaView<'s>, keyword: &str) -> Node<'s> {
    schema.get(keyword).unwrap_or(schema.node())
}

fn check_type<'s>(value: Node<'s>, schema: SchemaView<'s>) -> Validity<'s> {
    let types = schema.types();
    let fits = JsonType::of_value(value).is_some_and(|own| {
        types.contains(own) || (own == JsonType::Integer && types.contains(JsonType::Number))
    });
    if types.is_empty() || fits {
        return Ok(());
    }
    let expected: Vec<&str> = types.iter().map(JsonType::with_article).collect();
    let message = format!("it is {}, not {}", value.described(), expected.join(" or "));
    Err(violation(value, rule(schema, "type"), message))
}

/// Checks a count, named in singular and plural, against the limits of `min…` and `max…`.
fn check_count<'s>(
    value: Node<'s>,
    schema: SchemaView<'s>,
    number: usize,
    (thing, things): (&str, &str),
    keywords: [&'static str; 2],
) -> Validity<'s> {
    let number = number as u64;
    for (keyword, is_minimum) in keywords.into_iter().zip([true, false]) {
        let Some(count) = schema.count(keyword) else {
            continue;
        };
        if (is_minimum && number < count) || (!is_minimum && number > count) {
            let noun = if number == 1 { thing } else { things };
            let message = format!("it has {number} {noun}, and `{keyword}` is {count}");
            return Err(violation(value, rule(schema, keyword), message));
        }
    }
    Ok(())
}
