//! Keywords of JSON Schema that check parts of a value, or compare it as a whole.

use std::fmt;

use serde_json::Value;

use crate::rules::equal::canonical;
use crate::rules::rule::{Check, Matcher, Rule, count};
use crate::rules::violation::{Violation, cut, shortened};

/// A schema: the rules that a value must fulfil.
pub(crate) type Schema = &'static [Rule];

/// A keyword. As in JSON Schema, a keyword for another type accepts the value.
#[derive(Clone, Copy)]
pub enum Keyword {
    /// `false`: no value is allowed.
    Never,
    /// `type`, by the names of the types.
    Type(&'static [&'static str]),
    /// `const` and `enum`: the value is one of these, given as JSON.
    Values(&'static [&'static str]),
    /// `required`.
    Required(&'static [&'static str]),
    /// `dependentRequired`.
    DependentRequired(&'static [(&'static str, &'static [&'static str])]),
    /// `dependentSchemas`.
    DependentSchemas(&'static [(&'static str, Schema)]),
    /// `propertyNames`.
    PropertyNames(Schema),
    /// `properties`, `patternProperties` and `additionalProperties`.
    Properties {
        /// By name.
        named: &'static [(&'static str, Schema)],
        /// By pattern of the name.
        patterns: &'static [(&'static dyn Matcher, Schema)],
        /// All other properties.
        others: Schema,
    },
    /// `prefixItems` and `items`.
    Items {
        /// By index.
        first: &'static [Schema],
        /// All other items.
        others: Schema,
    },
    /// `contains`, `minContains` and `maxContains`.
    Contains {
        /// The schema of the counted items.
        item: Schema,
        /// The least number of them.
        least: u64,
        /// The greatest number of them.
        most: Option<u64>,
    },
    /// `anyOf`.
    AnyOf(&'static [Schema]),
    /// `oneOf`.
    OneOf(&'static [Schema]),
    /// `not`.
    Not(Schema),
    /// `if`, `then` and `else`.
    If {
        /// The condition.
        condition: Schema,
        /// The schema if the condition is fulfilled.
        then: Schema,
        /// The schema if it is not.
        otherwise: Schema,
    },
}

/// Checks a value against a schema.
fn check(schema: &[Rule], value: &Value) -> Result<(), Violation> {
    schema.iter().try_for_each(|rule| rule.check(value))
}

fn fits(schema: &[Rule], value: &Value) -> bool {
    check(schema, value).is_ok()
}

/// The most alternatives whose violations are shown.
const SHOWN: usize = 3;

/// The longest violation of an alternative that is shown, in characters: it may have alternatives, too.
const LONGEST: usize = 200;

/// Says why none of the alternatives with these violations allows a value.
fn why_not(violations: Vec<Violation>) -> String {
    let rest = match violations.len() > SHOWN {
        true => ", or …",
        false => "",
    };
    let shown = violations.into_iter().take(SHOWN).map(|violation| {
        // Without the value, which may be a secret.
        let plain = Violation {
            value: None,
            ..violation
        };
        cut(plain.to_string(), LONGEST)
    });
    let shown: Vec<String> = shown.collect();
    format!(" ({}{rest})", shown.join(", or "))
}

impl Check for Keyword {
    fn check(&self, value: &Value) -> Result<(), Violation> {
        let holds = match (self, value) {
            (Self::Never, _) => false,
            (Self::Type(names), _) => names.iter().any(|name| is_of(value, name)),
            (Self::Values(listed), _) => {
                let own = canonical(value);
                let mut read = listed
                    .iter()
                    .map(|text| serde_json::from_slice::<Value>(text.as_bytes()));
                read.any(|one| one.is_ok_and(|one| canonical(&one) == own))
            }
            (Self::AnyOf(schemas) | Self::OneOf(schemas), _) => {
                return self.alternatives(schemas, value);
            }
            (Self::Not(schema), _) => !fits(schema, value),
            (
                Self::If {
                    condition,
                    then,
                    otherwise,
                },
                _,
            ) => {
                return match fits(condition, value) {
                    true => check(then, value),
                    false => check(otherwise, value),
                };
            }
            (_, Value::Object(properties)) => return self.properties(properties, value),
            (_, Value::Array(items)) => return self.items(items, value),
            _ => true,
        };
        self.unless(holds, value)
    }
}

impl Keyword {
    /// Returns the violation of the keyword by a value, unless it holds.
    fn unless(&self, holds: bool, value: &Value) -> Result<(), Violation> {
        match holds {
            true => Ok(()),
            false => Err(Violation::new(self.to_string(), Some(shortened(value)))),
        }
    }

    /// Checks each alternative at most once, since it may have alternatives, too.
    fn alternatives(&self, schemas: &[Schema], value: &Value) -> Result<(), Violation> {
        let (mut fitting, mut violations) = (0, Vec::new());
        for schema in schemas {
            match check(schema, value) {
                Ok(()) if matches!(self, Self::AnyOf(_)) => return Ok(()),
                Ok(()) => fitting += 1,
                Err(violation) => violations.push(violation),
            }
        }
        let why = match fitting {
            0 => why_not(violations),
            1 => return Ok(()),
            _ => format!(" ({fitting} of them allow it)"),
        };
        let rule = self.to_string() + &why;
        Err(Violation::new(rule, Some(shortened(value))))
    }

    fn properties(
        &self,
        properties: &serde_json::Map<String, Value>,
        whole: &Value,
    ) -> Result<(), Violation> {
        let has = |name: &&str| properties.contains_key(*name);
        let lacks = |names: &[&str]| {
            let missing = names.iter().find(|name| !has(name));
            missing.map_or(Ok(()), |name| Err(Violation::missing(name)))
        };
        match self {
            Self::Required(names) => lacks(names),
            Self::DependentRequired(dependencies) => dependencies
                .iter()
                .filter(|(name, _)| has(name))
                .try_for_each(|(_, names)| lacks(names)),
            Self::DependentSchemas(dependencies) => dependencies
                .iter()
                .filter(|(name, _)| has(name))
                .try_for_each(|(_, schema)| check(schema, whole)),
            Self::PropertyNames(schema) => properties.keys().try_for_each(|name| {
                let name = Value::from(name.as_str());
                check(schema, &name).map_err(|broken| broken.inside("the name"))
            }),
            Self::Properties {
                named,
                patterns,
                others,
            } => properties.iter().try_for_each(|(name, value)| {
                let own = named
                    .iter()
                    .filter(|(known, _)| known == name)
                    .map(|(_, schema)| schema);
                let matched = patterns.iter().filter(|(pattern, _)| pattern.matches(name));
                let mut schemas = own.chain(matched.map(|(_, schema)| schema)).peekable();
                let others = schemas.peek().is_none().then_some(others);
                schemas
                    .chain(others)
                    .try_for_each(|schema| check(schema, value))
                    .map_err(|broken| broken.below(name))
            }),
            _ => Ok(()),
        }
    }

    fn items(&self, items: &[Value], whole: &Value) -> Result<(), Violation> {
        match self {
            Self::Items { first, others } => items.iter().enumerate().try_for_each(|(at, item)| {
                check(first.get(at).unwrap_or(others), item)
                    .map_err(|broken| broken.below(&at.to_string()))
            }),
            Self::Contains { item, least, most } => {
                let found = items.iter().filter(|one| fits(item, one)).count();
                let found = count(found);
                self.unless(
                    found >= *least && most.is_none_or(|most| found <= most),
                    whole,
                )
            }
            _ => Ok(()),
        }
    }
}

fn is_of(value: &Value, name: &str) -> bool {
    match value {
        Value::Null => name == "null",
        Value::Bool(_) => name == "boolean",
        Value::Number(number) => {
            let is_whole = || number.as_f64().is_some_and(|number| number.fract() == 0.0);
            name == "number" || name == "integer" && is_whole()
        }
        Value::String(_) => name == "string",
        Value::Array(_) => name == "array",
        Value::Object(_) => name == "object",
    }
}

impl fmt::Display for Keyword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Never => f.write_str("must not be there"),
            Self::Type(names) => write!(f, "must be of the type {}", names.join(" or ")),
            Self::Values([only]) => write!(f, "must be {only}"),
            Self::Values(listed) => write!(f, "must be one of {}", listed.join(", ")),
            Self::Contains { least, most, .. } => {
                write!(f, "must contain at least {least}")?;
                if let Some(most) = most {
                    write!(f, " and at most {most}")?;
                }
                f.write_str(" items of the schema of `contains`")
            }
            Self::AnyOf(_) => f.write_str("must be of one of the schemas of `anyOf`"),
            Self::OneOf(_) => f.write_str("must be of exactly one of the schemas of `oneOf`"),
            Self::Not(_) => f.write_str("must not be of the schema of `not`"),
            // The rules of nested schemas are named by their own violations.
            _ => f.write_str("must be of its schema"),
        }
    }
}

#[cfg(test)]
mod tests;
