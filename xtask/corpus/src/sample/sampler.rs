//! Makes values of a schema: at bounds, of each branch, with properties absent or null, with unusual strings.

use std::collections::BTreeMap;

use serde_json::{Map, Number, Value, json};

use super::{discriminator, files, format, pattern};

/// Values that are nested more deeply have as few parts as possible.
const DEEPEST: usize = 6;

/// A value that is nested more deeply than this is infinite: a required property needs its own schema.
const ENDLESS: usize = 64;

/// The percentage of optional properties that are present.
const OPTIONAL: usize = 60;

/// Random numbers from a seed.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or_default() % limit.max(1)
    }

    pub(crate) fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        list.get(self.below(list.len()))
    }

    pub(crate) fn percent(&mut self, often: usize) -> bool {
        self.below(100) < often
    }
}

/// Makes values for the schemas of a document.
pub(crate) struct Sampler<'a> {
    pub(crate) document: &'a Value,
    pub(crate) random: Random,
    /// Whether values may have properties that the description does not have.
    pub(crate) newer: bool,
}

/// The schemas that apply to one value, with a branch chosen for each union.
#[derive(Default)]
struct Parts<'a> {
    schemas: Vec<&'a Map<String, Value>>,
    /// The properties of discriminators, with their values.
    tags: Vec<(&'a str, &'a Value)>,
}

/// Whether one of the schemas has a format of strings.
fn is_text(parts: &Parts<'_>) -> bool {
    let mut formats = parts
        .schemas
        .iter()
        .filter_map(|part| part.get("format")?.as_str());
    formats.any(|format| !format::strings(format).is_empty())
}

impl<'a> Sampler<'a> {
    /// Returns a value that is likely valid by the schema.
    pub(crate) fn value(&mut self, schema: &'a Value, depth: usize) -> Option<Value> {
        if depth > ENDLESS {
            return None;
        }
        let mut parts = Parts::default();
        self.collect(schema, &mut parts, 0)?;
        let listed = parts.schemas.iter().rev().find_map(|part| {
            let constant = part.get("const").map(std::slice::from_ref);
            constant.or_else(|| part.get("enum")?.as_array().map(Vec::as_slice))
        });
        if let Some(values) = listed {
            return self.random.pick(values).cloned();
        }
        let stated = parts.schemas.iter().rev().find_map(|part| part.get("type"));
        let json_type = match stated {
            Some(Value::Array(names)) => self.random.pick(names)?.as_str()?,
            Some(name) => name.as_str()?,
            None if has(&parts, &["properties", "additionalProperties", "required"]) => "object",
            None if has(&parts, &["items", "prefixItems"]) => "array",
            // By the letter a format does not restrict values of other types, but clients read it as the type.
            None if is_text(&parts) => "string",
            None => {
                return self.anything();
            }
        };
        match json_type {
            "null" => Some(Value::Null),
            "integer" if self.newer && self.random.percent(10) => {
                let whole = self.number(&parts, true)?;
                let exact = whole.as_f64().filter(|whole| whole.abs() < 9e15);
                exact.map_or(Some(whole), |exact| {
                    Number::from_f64(exact).map(Value::Number)
                })
            }
            "boolean" => Some(Value::from(self.random.percent(50))),
            "object" => self.object(&parts, depth),
            "array" => self.array(&parts, depth),
            "string" => self.string(&parts),
            _ => {
                let mut types = parts.schemas.iter().filter_map(|part| part.get("type"));
                let is_integer = types.any(|name| name == "integer");
                self.number(&parts, is_integer || json_type == "integer")
            }
        }
    }

    /// Returns a value for a schema without any keyword.
    fn anything(&mut self) -> Option<Value> {
        let any = [
            json!("any"),
            json!(3),
            json!(true),
            json!({"a": [1, null]}),
            json!(-0.5),
            json!([]),
            json!({}),
        ];
        self.random.pick(&any).cloned()
    }

    fn collect(&mut self, schema: &'a Value, parts: &mut Parts<'a>, chain: usize) -> Option<()> {
        if schema.as_bool() == Some(true) {
            return Some(());
        }
        let own = schema.as_object().filter(|_| chain < 32)?;
        if own.get("$ref").is_some_and(Value::is_string) {
            let target = files::referred(self.document, schema)?;
            self.collect(target, parts, chain + 1)?;
        }
        for part in own
            .get("allOf")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            self.collect(part, parts, chain + 1)?;
        }
        for keyword in ["oneOf", "anyOf"] {
            let Some(branches) = own.get(keyword).and_then(Value::as_array) else {
                continue;
            };
            let branch = self.random.pick(branches)?;
            if let Some((property, tags)) = discriminator::tags_of(own, branch) {
                parts
                    .tags
                    .extend(self.random.pick(tags).map(|tag| (property, tag)));
            }
            self.collect(branch, parts, chain + 1)?;
        }
        parts.schemas.push(own);
        Some(())
    }

    fn object(&mut self, parts: &Parts<'a>, depth: usize) -> Option<Value> {
        let mut properties: BTreeMap<&str, &Value> = BTreeMap::new();
        let mut required = Vec::new();
        let mut additional = None;
        for part in &parts.schemas {
            let own = part.get("properties").and_then(Value::as_object);
            properties.extend(
                own.into_iter()
                    .flatten()
                    .map(|(name, schema)| (name.as_str(), schema)),
            );
            let names = part.get("required").and_then(Value::as_array);
            required.extend(names.into_iter().flatten().filter_map(Value::as_str));
            additional = part.get("additionalProperties").or(additional);
        }
        let is_closed = additional.and_then(Value::as_bool) == Some(false);
        let mut object = Map::new();
        for (name, schema) in properties {
            let is_required = required.contains(&name);
            if !is_required && (depth >= DEEPEST || !self.random.percent(OPTIONAL)) {
                continue;
            }
            match self.value(schema, depth + 1) {
                Some(value) => drop(object.insert(name.to_owned(), value)),
                None if is_required => return None,
                None => {}
            }
        }
        if let Some(schema) = additional.filter(|schema| schema.as_bool() != Some(false))
            && depth < DEEPEST
        {
            for name in ["extra", "ключ \"1\""].iter().take(self.random.below(3)) {
                object.insert((*name).to_owned(), self.value(schema, depth + 1)?);
            }
        }
        let patterns = parts
            .schemas
            .iter()
            .filter_map(|part| part.get("patternProperties"));
        for (name, schema) in patterns.filter_map(Value::as_object).flatten() {
            if depth < DEEPEST
                && let Some(name) = pattern::example(name, 0)
                && !object.contains_key(&name)
            {
                object.insert(name, self.value(schema, depth + 1)?);
            }
        }
        if self.newer && additional.is_none() && self.random.percent(20) {
            object.insert("x-newer".to_owned(), self.anything()?);
        }
        // A required property that is not declared may have any type, unless additional properties have a type. So may
        // the properties of an object that must have some, but declares none.
        let least = count(parts, "minProperties").filter(|_| !has(parts, &["properties"]));
        let missing = least.unwrap_or(0).saturating_sub(object.len()).min(2);
        required.extend(["more", "and more"].iter().take(missing));
        for name in required {
            if object.contains_key(name) || is_closed {
                continue;
            }
            let value = match additional.filter(|schema| schema.is_object()) {
                Some(schema) => self.value(schema, depth + 1)?,
                None => self.anything()?,
            };
            object.insert(name.to_owned(), value);
        }
        let tags = parts.tags.iter();
        object.extend(tags.map(|(property, tag)| ((*property).to_owned(), (*tag).clone())));
        let mut schemas = parts.schemas.iter();
        let is_of_another = schemas
            .any(|part| discriminator::is_of_another(self.document, part, &object, &parts.schemas));
        if is_of_another {
            return None;
        }
        Some(Value::Object(object))
    }

    fn array(&mut self, parts: &Parts<'a>, depth: usize) -> Option<Value> {
        let first = find(parts, "prefixItems").and_then(Value::as_array);
        let first = first.map_or(&[][..], Vec::as_slice);
        let others = find(parts, "items");
        let least = count(parts, "minItems")
            .unwrap_or(0)
            .max(first.len().min(1));
        let more = if depth >= DEEPEST {
            0
        } else {
            self.random.below(3)
        };
        let most = count(parts, "maxItems").unwrap_or(usize::MAX);
        let is_set = find(parts, "uniqueItems").and_then(Value::as_bool) == Some(true);
        let mut items = Vec::new();
        for at in 0..(least + more).min(most) {
            let Some(schema) = first.get(at).or(others) else {
                break;
            };
            match self.value(schema, depth + 1) {
                Some(value) if is_set && items.contains(&value) => {}
                Some(value) => items.push(value),
                None if items.len() < least => return None,
                None => break,
            }
        }
        Some(Value::Array(items))
    }

    fn string(&mut self, parts: &Parts<'a>) -> Option<Value> {
        let least = count(parts, "minLength").unwrap_or(0);
        let most = count(parts, "maxLength");
        if let Some(pattern) = find(parts, "pattern").and_then(Value::as_str) {
            return pattern::example(pattern, least).map(Value::from);
        }
        let encoding = find(parts, "contentEncoding").map(|_| "byte");
        let format = find(parts, "format").and_then(Value::as_str).or(encoding);
        let strings = format::strings(format.unwrap_or_default());
        // Half of the strings are the usual one, which most servers know.
        let usual = strings.first().filter(|_| self.random.percent(50));
        if let Some(text) = usual.or_else(|| self.random.pick(strings)) {
            return Some(Value::from(*text));
        }
        let long = "long ".repeat(60);
        let odd = [
            "",
            "text",
            "ä€😀",
            "a\"b\\c\n\t/",
            " 1 ",
            "null",
            "\u{0}\u{7f}\u{2028}",
            "%2F+..%00",
            &long,
        ];
        let text = *self.random.pick(&odd)?;
        let length = text
            .chars()
            .count()
            .max(least)
            .min(most.unwrap_or(usize::MAX));
        let padded = text.chars().chain(std::iter::repeat('x')).take(length);
        Some(Value::from(padded.collect::<String>()))
    }

    fn number(&mut self, parts: &Parts<'a>, is_integer: bool) -> Option<Value> {
        let bounds = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"];
        let stated = bounds
            .iter()
            .filter_map(|keyword| find(parts, keyword)?.as_f64());
        let step = find(parts, "multipleOf").and_then(Value::as_f64);
        let mut candidates: Vec<f64> = stated
            .flat_map(|bound| [bound, bound + 1.0, bound - 1.0])
            .collect();
        candidates.extend(step.iter().flat_map(|step| [*step, step * 7.0]));
        if candidates.is_empty() {
            let format = find(parts, "format").and_then(Value::as_str);
            if self.random.percent(30) {
                return self.random.pick(&bounds_of(format, is_integer)).cloned();
            }
            let is_unsigned = format.is_some_and(|format| format.starts_with("uint"));
            candidates.extend([0.0, 1.0, 42.0]);
            candidates.extend((!is_unsigned).then_some(-1.0));
        }
        // A bound of 2^63 was rounded: it means integers of 64 bits.
        if is_integer {
            candidates.retain(|number| number.abs() < 9.2e18);
            candidates.push(1.0);
        }
        if !is_integer {
            candidates.extend(candidates.clone().iter().map(|number| number + 0.25));
        }
        let fitting: Vec<f64> = candidates
            .iter()
            .copied()
            .filter(|number| fits(parts, *number))
            .collect();
        let candidates = if fitting.is_empty() {
            candidates
        } else {
            fitting
        };
        let number = *self.random.pick(&candidates)?;
        #[allow(clippy::cast_possible_truncation, reason = "the candidates are small")]
        let whole = (number.fract() == 0.0 && number.abs() < 1e16).then_some(number as i64);
        match whole {
            Some(whole) => Some(Value::from(whole)),
            None => Number::from_f64(number).map(Value::Number),
        }
    }
}

/// Returns the numbers at the bounds of a format.
fn bounds_of(format: Option<&str>, is_integer: bool) -> Vec<Value> {
    match format {
        _ if !is_integer => [f64::MAX, f64::MIN_POSITIVE, 5e-324, 0.1, -1e21, 1e16]
            .map(Value::from)
            .into(),
        Some("int8") => vec![json!(i8::MIN), json!(i8::MAX)],
        Some("int16") => vec![json!(i16::MIN), json!(i16::MAX)],
        Some("int32") => vec![json!(i32::MIN), json!(i32::MAX)],
        Some("uint8") => vec![json!(u8::MAX)],
        Some("uint16") => vec![json!(u16::MAX)],
        Some("uint32") => vec![json!(u32::MAX)],
        Some("uint64" | "uint") => vec![json!(u64::MAX)],
        _ => vec![
            json!(i64::MIN),
            json!(i64::MAX),
            json!(9_007_199_254_740_993_i64),
        ],
    }
}

/// Whether a number is within its bounds, as far as an `f64` is precise enough.
fn fits(parts: &Parts<'_>, number: f64) -> bool {
    let bound = |keyword: &str| find(parts, keyword).and_then(Value::as_f64);
    let step = bound("multipleOf").unwrap_or(0.0);
    bound("minimum").is_none_or(|bound| number >= bound)
        && bound("exclusiveMinimum").is_none_or(|bound| number > bound)
        && bound("maximum").is_none_or(|bound| number <= bound)
        && bound("exclusiveMaximum").is_none_or(|bound| number < bound)
        && (step == 0.0 || (number / step).fract() == 0.0)
}

fn has(parts: &Parts<'_>, keywords: &[&str]) -> bool {
    keywords
        .iter()
        .any(|keyword| find(parts, keyword).is_some())
}

fn find<'a>(parts: &Parts<'a>, keyword: &str) -> Option<&'a Value> {
    parts
        .schemas
        .iter()
        .rev()
        .find_map(|part| part.get(keyword))
}

fn count(parts: &Parts<'_>, keyword: &str) -> Option<usize> {
    usize::try_from(find(parts, keyword)?.as_u64()?).ok()
}
