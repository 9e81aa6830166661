//! Keywords of JSON Schema that check parts of a value, or compare it as a whole.

use std::fmt;

use serde_json::Value;

use crate::rules::equal::canonical;
use crate::rules::rule::{Check, Matcher, Rule, count};
use crate::rules::violation::{Violation, shortened};

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

fn fitting(schemas: &[Schema], value: &Value) -> usize {
    schemas.iter().filter(|schema| fits(schema, value)).count()
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
            (Self::AnyOf(schemas), _) => fitting(schemas, value) > 0,
            (Self::OneOf(schemas), _) => fitting(schemas, value) == 1,
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
mod tests {
    use serde_json::json;

    use super::*;

    const POSITIVE: Schema = &[
        Rule::Keyword(&Keyword::Type(&["integer"])),
        Rule::ExclusiveMinimum("0"),
    ];

    const NEVER: Schema = &[Rule::Keyword(&Keyword::Never)];

    fn pointer(of: &Keyword, value: Value) -> Option<String> {
        of.check(&value).err().map(|broken| broken.pointer)
    }

    #[test]
    fn values_are_compared_as_json() {
        let values = Keyword::Values(&["1", "{\"a\":[false]}"]);
        assert!(values.check(&json!(1.0)).is_ok());
        assert!(values.check(&json!({"a": [false]})).is_ok());
        for other in [json!(true), json!("1"), json!({"a": [0]}), json!(null)] {
            assert!(values.check(&other).is_err(), "{other}");
        }
        assert!(Keyword::Type(&["integer"]).check(&json!(1.0)).is_ok());
        assert!(Keyword::Type(&["integer"]).check(&json!(1.5)).is_err());
    }

    #[test]
    fn a_violation_names_the_place_inside_the_value() {
        let items = Keyword::Items {
            first: &[&[]],
            others: POSITIVE,
        };
        assert_eq!(pointer(&items, json!([0, 1])), None);
        assert_eq!(pointer(&items, json!([0, 1, 0])), Some("/2".to_owned()));
        let properties = Keyword::Properties {
            named: &[("a/b", POSITIVE)],
            patterns: &[],
            others: NEVER,
        };
        assert_eq!(pointer(&properties, json!({"a/b": 1})), None);
        assert!(pointer(&properties, json!({"a/b": 1, "c": 1})).is_some());
        assert_eq!(
            pointer(&properties, json!({"a/b": 0})),
            Some("/a~1b".to_owned())
        );
        assert_eq!(pointer(&properties, json!({"c": 0})), Some("/c".to_owned()));
        let dependent = Keyword::DependentSchemas(&[("a", &[Rule::MaxProperties(1)])]);
        assert_eq!(pointer(&dependent, json!({"b": 1, "c": 2})), None);
        assert_eq!(
            pointer(&dependent, json!({"a": 1, "c": 2})),
            Some(String::new())
        );
        assert_eq!(pointer(&Keyword::Required(&["a"]), json!({"a": 1})), None);
        assert!(pointer(&Keyword::Required(&["a"]), json!({})).is_some());
    }

    struct Counter;

    impl Matcher for Counter {
        fn matches(&self, text: &str) -> bool {
            text.starts_with("n_")
        }

        fn source(&self) -> &'static str {
            "^n_"
        }
    }

    #[test]
    fn a_property_is_of_its_own_schema_and_of_each_pattern_s() {
        let properties = Keyword::Properties {
            named: &[("n_b", &[Rule::Maximum("5")])],
            patterns: &[(&Counter, POSITIVE)],
            others: NEVER,
        };
        assert_eq!(pointer(&properties, json!({"n_a": 9, "n_b": 5})), None);
        for broken in [
            json!({"n_a": 0}),
            json!({"n_b": 0}),
            json!({"n_b": 6}),
            json!({"a": 1}),
        ] {
            assert!(pointer(&properties, broken.clone()).is_some(), "{broken}");
        }
    }

    #[test]
    fn items_that_are_contained_are_counted() {
        let contains = Keyword::Contains {
            item: POSITIVE,
            least: 1,
            most: Some(2),
        };
        assert!(contains.check(&json!([0, 1])).is_ok());
        assert!(contains.check(&json!([1, 2])).is_ok());
        assert!(contains.check(&json!([0])).is_err());
        assert!(contains.check(&json!([1, 2, 3])).is_err());
        assert!(contains.check(&json!("no array")).is_ok());
    }

    #[test]
    fn properties_require_others() {
        let required = Keyword::DependentRequired(&[("a", &["b"])]);
        assert!(required.check(&json!({"b": 1})).is_ok());
        assert_eq!(
            required.check(&json!({"a": 1})).unwrap_err().to_string(),
            "must have the property `b`"
        );
        let names = Keyword::PropertyNames(&[Rule::MaxLength(2)]);
        assert_eq!(
            names.check(&json!({"abc": 1})).unwrap_err().to_string(),
            "the name must have at most 2 characters, not 3"
        );
    }

    #[test]
    fn a_violation_says_what_is_required() {
        let contains = Keyword::Contains {
            item: POSITIVE,
            least: 1,
            most: Some(2),
        };
        for (keyword, expected) in [
            (Keyword::Never, "must not be there"),
            (
                Keyword::Type(&["integer", "null"]),
                "must be of the type integer or null",
            ),
            (Keyword::Values(&["1"]), "must be 1"),
            (Keyword::Values(&["1", "2"]), "must be one of 1, 2"),
            (
                contains,
                "must contain at least 1 and at most 2 items of the schema of `contains`",
            ),
            (
                Keyword::OneOf(&[NEVER]),
                "must be of exactly one of the schemas of `oneOf`",
            ),
            (Keyword::Not(POSITIVE), "must not be of the schema of `not`"),
        ] {
            assert_eq!(keyword.to_string(), expected);
        }
    }

    #[test]
    fn schemas_are_combined() {
        let one_of = Keyword::OneOf(&[POSITIVE, &[Rule::Maximum("1")]]);
        assert!(one_of.check(&json!(2)).is_ok());
        assert!(one_of.check(&json!(1)).is_err());
        let any_of = Keyword::AnyOf(&[POSITIVE, &[Rule::Maximum("-1")]]);
        assert!(any_of.check(&json!(-1)).is_ok());
        assert!(any_of.check(&json!(0)).is_err());
        assert!(Keyword::Not(POSITIVE).check(&json!(1)).is_err());
        let condition = Keyword::If {
            condition: POSITIVE,
            then: &[Rule::Maximum("9")],
            otherwise: NEVER,
        };
        assert!(condition.check(&json!(9)).is_ok());
        assert!(condition.check(&json!(10)).is_err());
        assert!(condition.check(&json!(0)).is_err());
    }
}
