//! Makes values that break one rule of their schema.

use serde_json::{Value, json};

use crate::sample;

/// The depth to which rules are broken.
const DEEPEST: usize = 4;

/// The keywords of a schema that is a union.
const UNIONS: [&str; 3] = ["discriminator", "oneOf", "anyOf"];

/// The largest number of schemas of a composition that are looked at, since one may refer to itself.
const MOST_PARTS: usize = 32;

/// Returns copies of a value, each with one place changed so that it breaks a keyword that the table in spec/README.md
/// calls checked. A validator decides whether the whole value is then invalid.
pub(super) fn variants(document: &Value, schema: &Value, value: &Value) -> Vec<Value> {
    let mut found = Vec::new();
    let breaker = Breaker { document };
    breaker.collect(schema, value, Depth::default(), &mut |broken| {
        found.push(broken)
    });
    found
}

struct Breaker<'a> {
    document: &'a Value,
}

/// How deep a value is nested.
#[derive(Clone, Copy, Default)]
struct Depth {
    levels: usize,
    /// Whether it is within a value of a union: without a required property, that is a value of no known variant, which
    /// is sent unchanged.
    is_in_variant: bool,
}

impl<'a> Breaker<'a> {
    fn collect(&self, schema: &Value, value: &Value, depth: Depth, found: &mut dyn FnMut(Value)) {
        let parts = self.parts(schema);
        let is_of_union = |part: &&Value| UNIONS.iter().any(|keyword| part.get(keyword).is_some());
        let is_in_variant = depth.is_in_variant || parts.iter().any(is_of_union);
        let inside = Depth {
            levels: depth.levels + 1,
            is_in_variant,
        };
        // What one schema of a composition says about a property applies to all of them.
        let is_read_only = |name: &str| {
            let mut declared = parts.iter().filter_map(|part| property(part, name));
            declared.any(|declared| self.is_read_only(declared))
        };
        // A required name that is not declared, while others are, is often a leftover, and its absence is not refused.
        let has_properties = parts.iter().any(|part| part.get("properties").is_some());
        let is_undeclared = |name: &str| {
            let mut declared = parts.iter().filter_map(|part| property(part, name));
            has_properties && declared.next().is_none()
        };
        let is_optional = |name: &str| is_read_only(name) || is_undeclared(name);
        for part in parts.iter().filter(|_| depth.levels <= DEEPEST) {
            own(part, value, found);
            if !is_in_variant {
                without_required(part, value, &is_optional, found);
            }
            match value {
                Value::Object(fields) => {
                    // Read-only properties are skipped.
                    for (name, inner) in fields.iter().filter(|(name, _)| !is_read_only(name)) {
                        let Some(schema) = property(part, name) else {
                            continue;
                        };
                        self.collect(schema, inner, inside, &mut |broken| {
                            let mut fields = fields.clone();
                            fields.insert(name.clone(), broken);
                            found(Value::Object(fields));
                        });
                    }
                }
                Value::Array(items) => {
                    let first = part.get("prefixItems").and_then(Value::as_array);
                    for (at, inner) in items.iter().enumerate().take(2) {
                        let schema = first
                            .and_then(|first| first.get(at))
                            .or_else(|| part.get("items"));
                        let Some(schema) = schema else { continue };
                        self.collect(schema, inner, inside, &mut |broken| {
                            let mut items = items.clone();
                            if let Some(place) = items.get_mut(at) {
                                *place = broken;
                            }
                            found(Value::Array(items));
                        });
                    }
                }
                _ => {}
            }
        }
    }

    /// Returns a schema and those that it is composed of.
    fn parts<'s>(&self, schema: &'s Value) -> Vec<&'s Value>
    where
        'a: 's,
    {
        let mut parts = vec![schema];
        let mut at = 0;
        while let Some(part) = parts.get(at).copied().filter(|_| at < MOST_PARTS) {
            parts.extend(sample::referred(self.document, part));
            let all_of = part.get("allOf").and_then(Value::as_array);
            parts.extend(all_of.into_iter().flatten());
            at += 1;
        }
        parts
    }

    fn is_read_only(&self, schema: &Value) -> bool {
        let flag = |part: &&Value| part.get("readOnly").and_then(Value::as_bool);
        self.parts(schema)
            .iter()
            .any(|part| flag(part) == Some(true))
    }
}

fn property<'s>(schema: &'s Value, name: &str) -> Option<&'s Value> {
    schema.pointer(&super::view::join("/properties", &[name]))
}

/// Leaves out properties that a schema requires.
fn without_required(
    schema: &Value,
    value: &Value,
    is_optional: &dyn Fn(&str) -> bool,
    found: &mut dyn FnMut(Value),
) {
    let Value::Object(fields) = value else { return };
    let required = schema.get("required").and_then(Value::as_array);
    let names = required.into_iter().flatten().filter_map(Value::as_str);
    // A read-only property is not an argument.
    for name in names.filter(|name| !is_optional(name)).take(3) {
        let mut fields = fields.clone();
        fields.remove(name);
        found(Value::Object(fields));
    }
}

/// Breaks the rules that a schema itself has for a value.
fn own(schema: &Value, value: &Value, found: &mut dyn FnMut(Value)) {
    let number = |keyword: &str| schema.get(keyword).and_then(Value::as_f64);
    let count = |keyword: &str| schema.get(keyword).and_then(Value::as_u64);
    match value {
        Value::Number(_) => {
            let bounds = [
                ("minimum", -1.0),
                ("exclusiveMinimum", 0.0),
                ("maximum", 1.0),
                ("exclusiveMaximum", 0.0),
            ];
            for (keyword, step) in bounds {
                found_number(number(keyword).map(|bound| bound + step), found);
            }
            let step = number("multipleOf").filter(|step| *step > 1.0);
            found_number(step.map(|step| step + 1.0), found);
        }
        Value::String(text) => {
            if let Some(least) = count("minLength").filter(|least| (1..10_000).contains(least)) {
                let short = usize::try_from(least - 1).unwrap_or_default();
                found(json!("x".repeat(short)));
            }
            if let Some(most) = count("maxLength").filter(|most| *most < 10_000) {
                let long = usize::try_from(most + 1).unwrap_or_default();
                found(json!(
                    text.chars()
                        .chain("ä".repeat(long).chars())
                        .take(long)
                        .collect::<String>()
                ));
            }
            // Strings that match the pattern break no rule: an enum beside it is open to values that it does not list.
            if let Some(pattern) = schema.get("pattern") {
                let pattern = json!({ "pattern": pattern });
                let strings = ["", "\u{1}", "no such text!", "0"].map(Value::from);
                strings
                    .into_iter()
                    .filter(|string| !jsonschema::is_valid(&pattern, string))
                    .for_each(&mut *found);
            }
        }
        Value::Array(items) => {
            if let Some(least) = count("minItems").filter(|least| *least > 0) {
                let few = usize::try_from(least - 1).unwrap_or_default();
                found(items.iter().take(few).cloned().collect());
            }
            if let (Some(most), Some(one)) =
                (count("maxItems").filter(|most| *most < 1000), items.first())
            {
                let many = usize::try_from(most + 1).unwrap_or_default();
                found(std::iter::repeat_n(one.clone(), many).collect());
            }
            if let (Some(true), Some(one)) = (
                schema.get("uniqueItems").and_then(Value::as_bool),
                items.first(),
            ) {
                found(json!([one, one]));
            }
        }
        Value::Object(fields) => {
            if let Some(least) = count("minProperties").filter(|least| *least > 0) {
                let few = usize::try_from(least - 1).unwrap_or_default();
                let few = fields.iter().take(few);
                found(Value::Object(
                    few.map(|(key, value)| (key.clone(), value.clone()))
                        .collect(),
                ));
            }
        }
        _ => {}
    }
    if let Some(constant) = schema.get("const") {
        let other = match constant {
            Value::String(text) => json!(format!("{text}x")),
            Value::Number(number) => json!(number.as_f64().unwrap_or_default() + 1.0),
            Value::Bool(flag) => json!(!flag),
            _ => json!({ "other": true }),
        };
        found(other);
    }
}

fn found_number(number: Option<f64>, found: &mut dyn FnMut(Value)) {
    let Some(number) = number else { return };
    #[allow(clippy::cast_possible_truncation, reason = "it is small")]
    let whole = (number.fract() == 0.0 && number.abs() < 1e15).then_some(number as i64);
    found(whole.map_or_else(|| json!(number), Value::from));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_rule_is_broken_at_its_place() {
        let document =
            json!({ "S": { "properties": { "n": { "maximum": 3 } }, "required": ["n"] } });
        let schema = json!({ "items": { "$ref": "#/S" }, "minItems": 1 });
        let broken = variants(&document, &schema, &json!([{ "n": 1 }]));
        assert_eq!(broken, [json!([]), json!([{}]), json!([{ "n": 4 }])]);
    }

    #[test]
    fn what_matches_a_pattern_does_not_break_it() {
        let schema = json!({ "enum": ["A"], "pattern": "^[0-9A-Z]*$" });
        let broken = variants(&json!({}), &schema, &json!("A"));
        assert_eq!(broken, [json!("\u{1}"), json!("no such text!")]);
    }

    #[test]
    fn what_is_required_without_a_schema_may_be_absent() {
        let of = |schema: Value| variants(&json!({}), &schema, &json!({ "n": 1, "ghost": 1 }));
        let beside =
            json!({ "properties": { "n": { "type": "integer" } }, "required": ["ghost", "n"] });
        assert_eq!(of(beside), [json!({ "ghost": 1 })]);
        assert_eq!(of(json!({ "required": ["ghost"] })), [json!({ "n": 1 })]);
    }

    #[test]
    fn what_a_union_has_may_be_of_no_variant() {
        let document = json!({});
        let schema = json!({
            "discriminator": { "propertyName": "kind" },
            "properties": { "list": { "items": { "required": ["n"] }, "minItems": 1 } },
            "required": ["kind", "list"],
        });
        let value = json!({ "kind": "a", "list": [{ "n": 1 }] });
        let expected = [json!({ "kind": "a", "list": [] })];
        assert_eq!(variants(&document, &schema, &value), expected);
        let mut beside = schema.clone();
        let discriminator = beside
            .as_object_mut()
            .and_then(|own| own.remove("discriminator"));
        beside["anyOf"] = json!([{ "required": ["kind"] }, {}]);
        assert!(discriminator.is_some() && variants(&document, &beside, &value) == expected);
    }

    #[test]
    fn what_one_part_says_only_the_server_sends_no_other_part_requires() {
        let document = json!({ "S": { "properties": { "id": { "readOnly": true } } } });
        let schema = json!({
            "allOf": [{ "$ref": "#/S" }, { "properties": { "id": { "minLength": 1 }, "name": {} } }],
            "required": ["id", "name"],
        });
        let broken = variants(&document, &schema, &json!({ "id": "x", "name": 1 }));
        assert_eq!(broken, [json!({ "id": "x" })]);
    }
}
