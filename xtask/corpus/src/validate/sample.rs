//! Values to send: the documented example, else one made from the type and its rules.

use generator::ir::{
    Access, Additional, Api, Bound, Field, Integer, ItemRule, Presence, Rules, StringFormat,
    Struct, Type, TypeKind, Union, UnionStrategy,
};
use serde_json::{Map, Value};

use super::pattern;

/// Deeper than any request that is written by hand; a type that needs more contains itself.
const DEEPEST: usize = 12;

/// Makes values for the types of one API.
pub(super) struct Sampler<'a> {
    api: &'a Api,
}

impl<'a> Sampler<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        Self { api }
    }

    /// A value of the type that keeps to the rules, where one can be made.
    pub(super) fn value(&self, ty: &Type, rules: &Rules) -> Option<Value> {
        self.at(ty, rules, 0)
    }

    /// Whether an example is of the type at all: some documents have examples that are not.
    pub(super) fn fits(&self, ty: &Type, value: &Value) -> bool {
        match ty {
            Type::Bool => value.is_boolean(),
            Type::Integer(_) => value.is_i64() || value.is_u64(),
            Type::Number(_) => value.is_number(),
            Type::Array(item) => match value.as_array() {
                Some(items) => items.iter().all(|one| self.fits(item, one)),
                // One item stands for a list of it.
                None => self.fits(item, value),
            },
            Type::Nullable(inner) => value.is_null() || self.fits(inner, value),
            Type::Named(id) => {
                let def = self.api.types.get(*id);
                match def.map(|def| &def.kind) {
                    Some(TypeKind::StringEnum(values)) => values.iter().any(|v| *value == v.wire),
                    Some(TypeKind::IntEnum(values)) => values.iter().any(|v| *value == v.wire),
                    Some(TypeKind::Struct(_)) => value.is_object(),
                    _ => true,
                }
            }
            _ => true,
        }
    }

    fn at(&self, ty: &Type, rules: &Rules, depth: usize) -> Option<Value> {
        if depth > DEEPEST {
            return None;
        }
        match ty {
            Type::Any => Some(Value::from("any")),
            Type::Bool => Some(Value::from(true)),
            Type::Integer(integer) => whole(*integer, rules),
            Type::Number(_) => number(rules),
            Type::String(text) => self::text(text, rules),
            Type::Array(item) => self.array(item, rules, depth),
            Type::Tuple(items) => items
                .iter()
                .map(|item| self.at(item, &Rules::default(), depth + 1))
                .collect(),
            Type::Map(value) => {
                let value = self.at(value, &each(rules), depth + 1)?;
                let length = rules.min_properties.unwrap_or(1).max(1);
                Some(
                    (0..length)
                        .map(|n| (format!("key{n}"), value.clone()))
                        .collect(),
                )
            }
            Type::Nullable(inner) => self.at(inner, rules, depth),
            Type::Named(id) => {
                let def = self.api.types.get(*id)?;
                if let (Some(example), true) = (&def.example, depth == 0) {
                    return Some(example.clone());
                }
                match &def.kind {
                    TypeKind::Struct(object) => self.object(object, depth),
                    TypeKind::StringEnum(values) => {
                        values.first().map(|value| Value::from(value.wire.clone()))
                    }
                    TypeKind::IntEnum(values) => {
                        values.first().map(|value| Value::from(value.wire))
                    }
                    TypeKind::Union(union) => self.union(union, depth),
                    TypeKind::Newtype(inner) | TypeKind::Alias(inner) => {
                        self.at(inner, &def.rules, depth + 1)
                    }
                }
            }
        }
    }

    fn array(&self, item: &Type, rules: &Rules, depth: usize) -> Option<Value> {
        let length = rules.min_items.unwrap_or(1).max(1);
        if length > 1 && rules.items == ItemRule::Unique {
            return None;
        }
        if rules.max_items == Some(0) {
            return Some(Value::Array(Vec::new()));
        }
        let Some(item) = self.at(item, &each(rules), depth + 1) else {
            // An array of what contains itself can be empty.
            return (rules.min_items.unwrap_or(0) == 0).then(|| Value::Array(Vec::new()));
        };
        Some((0..length).map(|_| item.clone()).collect())
    }

    /// The required properties, and the optional ones that can be made at this depth.
    fn object(&self, object: &Struct, depth: usize) -> Option<Value> {
        let mut map = Map::new();
        for field in &object.fields {
            if field.access == Access::ReadOnly {
                continue;
            }
            let required = matches!(
                field.presence,
                Presence::Required | Presence::RequiredNullable
            );
            // Few optional ones: each may exclude another in ways that a type does not tell.
            if !required && depth > 0 {
                continue;
            }
            match self.field(field, depth) {
                Some(value) => drop(map.insert(field.wire.clone(), value)),
                None if required => return None,
                None => {}
            }
        }
        if let (true, Additional::Typed(ty)) = (map.is_empty(), &object.additional) {
            map.insert("key".to_owned(), self.at(ty, &Rules::default(), depth + 1)?);
        }
        Some(Value::Object(map))
    }

    fn field(&self, field: &Field, depth: usize) -> Option<Value> {
        field
            .constant
            .clone()
            .or_else(|| self.at(&field.ty, &field.rules, depth + 1))
    }

    fn union(&self, union: &Union, depth: usize) -> Option<Value> {
        union.variants.iter().find_map(|variant| {
            let mut value = self.at(&variant.ty, &Rules::default(), depth + 1)?;
            if let UnionStrategy::Tagged { property, .. } = &union.strategy {
                let tag = variant.tags.first()?.clone();
                value
                    .as_object_mut()?
                    .insert(property.clone(), tag.to_json());
            }
            Some(value)
        })
    }
}

fn each(rules: &Rules) -> Rules {
    rules.each.as_deref().cloned().unwrap_or_default()
}

/// A string of a format.
pub(crate) fn of_format(format: &str) -> Option<&'static str> {
    Some(match format {
        "date-time" => "2026-01-02T03:04:05Z",
        "date" => "2026-01-02",
        "byte" => "aGVsbG8=",
        "uuid" => "5560df16-cebf-4473-95c4-d1b573c16e79",
        "uri" | "url" | "uri-reference" => "https://example.com/",
        "email" => "someone@example.com",
        "ipv4" | "ip" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "hostname" => "example.com",
        "duration" => "P1D",
        "time" => "03:04:05Z",
        "decimal" => "1.5",
        _ => return None,
    })
}

fn text(text: &StringFormat, rules: &Rules) -> Option<Value> {
    let example = match text {
        StringFormat::DateTime => of_format("date-time"),
        StringFormat::Date => of_format("date"),
        StringFormat::Base64 => of_format("byte"),
        StringFormat::Plain(Some(format)) => of_format(format),
        _ => None,
    };
    let example = example.unwrap_or("text");
    let shortest = usize::try_from(rules.min_length.unwrap_or(0)).ok()?;
    if let Some(pattern) = &rules.pattern {
        return pattern::example(&pattern.source, shortest).map(Value::from);
    }
    let longest = rules
        .max_length
        .map_or(usize::MAX, |n| usize::try_from(n).unwrap_or(usize::MAX));
    let padded: String = example
        .chars()
        .chain(std::iter::repeat('x'))
        .take(example.chars().count().max(shortest).min(longest))
        .collect();
    Some(Value::from(padded))
}

fn whole(integer: Integer, rules: &Rules) -> Option<Value> {
    let step = rules
        .multiple_of
        .as_ref()
        .and_then(serde_json::Number::as_i64)
        .unwrap_or(1)
        .max(1);
    let lowest = match &rules.minimum {
        Some(Bound::Inclusive(bound)) => ceiling(bound)?,
        Some(Bound::Exclusive(bound)) => ceiling(bound)?.checked_add(1)?,
        None => 1,
    };
    let highest = match &rules.maximum {
        Some(Bound::Inclusive(bound)) => floor(bound)?,
        Some(Bound::Exclusive(bound)) => floor(bound)?.checked_sub(1)?,
        None => i64::MAX,
    };
    let start = if rules.minimum.is_none() {
        lowest.min(highest)
    } else {
        lowest
    };
    let value = start.checked_add((step - start.rem_euclid(step)) % step)?;
    let fits = value <= highest
        && match integer {
            Integer::I32 => i32::try_from(value).is_ok(),
            Integer::U32 => u32::try_from(value).is_ok(),
            Integer::U64 => value >= 0,
            Integer::I64 | Integer::Big => true,
        };
    fits.then(|| Value::from(value))
}

fn ceiling(bound: &serde_json::Number) -> Option<i64> {
    bound.as_i64().or_else(|| to_whole(bound.as_f64()?.ceil()))
}

fn floor(bound: &serde_json::Number) -> Option<i64> {
    bound
        .as_i64()
        .or_else(|| to_whole(bound.as_f64()?.floor().min(9e15)))
}

fn to_whole(number: f64) -> Option<i64> {
    #[allow(clippy::cast_possible_truncation, reason = "the range is checked")]
    (number.abs() < 9.1e15).then_some(number as i64)
}

fn number(rules: &Rules) -> Option<Value> {
    if rules.multiple_of.is_some() {
        return whole(Integer::I64, rules);
    }
    let lowest = match &rules.minimum {
        Some(Bound::Inclusive(bound)) => bound.as_f64(),
        Some(Bound::Exclusive(bound)) => bound.as_f64().map(|bound| bound + 0.25),
        None => None,
    };
    let highest = match &rules.maximum {
        Some(Bound::Inclusive(bound)) => bound.as_f64(),
        Some(Bound::Exclusive(bound)) => bound.as_f64().map(|bound| bound - 0.25),
        None => None,
    };
    let value = match (lowest, highest) {
        (Some(lowest), Some(highest)) => (lowest + highest) / 2.0,
        (Some(lowest), None) => lowest,
        (None, Some(highest)) => highest,
        (None, None) => 1.5,
    };
    serde_json::Number::from_f64(value).map(Value::Number)
}

#[cfg(test)]
mod tests {
    use generator::ir::{Pattern, Syntax};

    use super::*;
    use serde_json::json;

    fn sample(ty: &Type, rules: &Rules) -> Option<Value> {
        Sampler::new(&Api::default()).value(ty, rules)
    }

    fn at_least(bound: i64) -> Rules {
        Rules {
            minimum: Some(Bound::Exclusive(bound.into())),
            ..Rules::default()
        }
    }

    #[test]
    fn a_number_keeps_to_its_bounds() {
        let ty = Type::Integer(Integer::I64);
        assert_eq!(sample(&ty, &at_least(4)), Some(json!(5)));
        let steps = Rules {
            multiple_of: Some(4.into()),
            ..at_least(4)
        };
        assert_eq!(sample(&ty, &steps), Some(json!(8)));
        let negative = Rules {
            maximum: Some(Bound::Inclusive((-3).into())),
            ..Rules::default()
        };
        assert_eq!(sample(&ty, &negative), Some(json!(-3)));
    }

    #[test]
    fn a_text_keeps_to_its_length() {
        let ty = Type::String(StringFormat::Plain(None));
        let rules = Rules {
            min_length: Some(6),
            ..Rules::default()
        };
        assert_eq!(sample(&ty, &rules), Some(json!("textxx")));
        let rules = Rules {
            max_length: Some(2),
            ..Rules::default()
        };
        assert_eq!(sample(&ty, &rules), Some(json!("te")));
    }

    #[test]
    fn a_text_meets_its_pattern_or_is_not_made() {
        let sample = |pattern: &str| {
            let rules = Rules {
                pattern: Some(Pattern {
                    source: pattern.to_owned(),
                    syntax: Syntax::Ecma,
                }),
                ..Rules::default()
            };
            sample(&Type::String(StringFormat::Plain(None)), &rules)
        };
        assert_eq!(sample("^a+$"), Some(Value::from("a")));
        assert_eq!(sample("^(?=x)a$"), None);
    }

    #[test]
    fn an_array_has_the_items_it_must_have() {
        let ty = Type::Array(Box::new(Type::Bool));
        let rules = Rules {
            min_items: Some(2),
            ..Rules::default()
        };
        assert_eq!(sample(&ty, &rules), Some(json!([true, true])));
    }
}
