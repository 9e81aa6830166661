//! One rule of a schema.

use std::fmt;

use serde_json::{Map, Value};

use crate::rules::equal::canonical;
use crate::rules::violation::{Violation, shortened};
use crate::value::decimal::Decimal;
use crate::value::text::{json_text, replace};

/// One rule of a schema. As in JSON Schema, a rule for another type accepts the value.
///
/// Numbers are decimal text, as in the description, so `0.1` is exactly one tenth.
#[derive(Clone, Copy)]
pub enum Rule {
    /// `minimum`: the number is at least this.
    Minimum(&'static str),
    /// `exclusiveMinimum`: the number is greater than this.
    ExclusiveMinimum(&'static str),
    /// `maximum`: the number is at most this.
    Maximum(&'static str),
    /// `exclusiveMaximum`: the number is less than this.
    ExclusiveMaximum(&'static str),
    /// `multipleOf`: the number is an integer multiple of this.
    MultipleOf(&'static str),
    /// `minLength`, in Unicode scalar values; for binary content, in bytes.
    MinLength(u64),
    /// `maxLength`, in Unicode scalar values; for binary content, in bytes.
    MaxLength(u64),
    /// `pattern`: the text contains a match.
    Pattern(&'static dyn Matcher),
    /// `minItems`.
    MinItems(u64),
    /// `maxItems`.
    MaxItems(u64),
    /// `uniqueItems: true`.
    UniqueItems,
    /// `minProperties`.
    MinProperties(u64),
    /// `maxProperties`.
    MaxProperties(u64),
    /// Another keyword.
    Keyword(&'static dyn Check),
}

/// A rule that checks parts of a value, independent of its implementation.
pub trait Check: Send + Sync + fmt::Display {
    /// Checks a value.
    ///
    /// # Errors
    /// Returns the rule that is broken, with the place inside the value.
    fn check(&self, value: &Value) -> Result<(), Violation>;
}

/// A regular expression, independent of the engine that matches it.
pub trait Matcher: Send + Sync {
    /// Returns whether the text contains a match.
    fn matches(&self, text: &str) -> bool;
    /// Returns the expression, for messages.
    fn source(&self) -> &'static str;
}

impl Rule {
    /// Checks a value; a violation has the place inside it.
    pub(crate) fn check(&self, value: &Value) -> Result<(), Violation> {
        match self {
            Self::Keyword(keyword) => keyword.check(value),
            _ if self.holds(value) => Ok(()),
            _ => Err(Violation::new(self.to_string(), Some(self.seen(value)))),
        }
    }

    /// Checks the length of binary content.
    pub(super) fn check_length(&self, bytes: u64) -> Result<(), Violation> {
        let holds = match self {
            Self::MinLength(limit) => bytes >= *limit,
            Self::MaxLength(limit) => bytes <= *limit,
            _ => true,
        };
        let rule = || replace(&self.to_string(), "character", "byte");
        match holds {
            true => Ok(()),
            false => Err(Violation::new(rule(), Some(bytes.to_string()))),
        }
    }

    fn holds(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Minimum(limit), Value::Number(_)) => {
                compare(value, limit, |value, limit| value >= limit)
            }
            (Self::ExclusiveMinimum(limit), Value::Number(_)) => {
                compare(value, limit, |value, limit| value > limit)
            }
            (Self::Maximum(limit), Value::Number(_)) => {
                compare(value, limit, |value, limit| value <= limit)
            }
            (Self::ExclusiveMaximum(limit), Value::Number(_)) => {
                compare(value, limit, |value, limit| value < limit)
            }
            (Self::MultipleOf(limit), Value::Number(_)) => {
                compare(value, limit, |value, limit| value.is_multiple_of(&limit))
            }
            (Self::MinLength(limit), Value::String(text)) => length(text) >= *limit,
            (Self::MaxLength(limit), Value::String(text)) => length(text) <= *limit,
            (Self::Pattern(pattern), Value::String(text)) => pattern.matches(text),
            (Self::MinItems(limit), Value::Array(items)) => count(items.len()) >= *limit,
            (Self::MaxItems(limit), Value::Array(items)) => count(items.len()) <= *limit,
            (Self::UniqueItems, Value::Array(items)) => {
                // The map type of JSON values: a set type would be compiled only for this.
                let mut seen = Map::new();
                let is_new = |item| seen.insert(canonical(item), Value::Null).is_none();
                items.iter().all(is_new)
            }
            (Self::MinProperties(limit), Value::Object(properties)) => {
                count(properties.len()) >= *limit
            }
            (Self::MaxProperties(limit), Value::Object(properties)) => {
                count(properties.len()) <= *limit
            }
            _ => true,
        }
    }

    /// Returns what a message shows of a value that breaks this rule.
    fn seen(&self, value: &Value) -> String {
        match (self, value) {
            (Self::MinLength(_) | Self::MaxLength(_), Value::String(text)) => {
                length(text).to_string()
            }
            (Self::MinItems(_) | Self::MaxItems(_), Value::Array(items)) => items.len().to_string(),
            (Self::MinProperties(_) | Self::MaxProperties(_), Value::Object(properties)) => {
                properties.len().to_string()
            }
            _ => shortened(value),
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let length = |limit| counted(limit, "character", "characters");
        let items = |limit| counted(limit, "item", "items");
        let properties = |limit| counted(limit, "property", "properties");
        match self {
            Self::Minimum(limit) => write!(f, "must be at least {limit}"),
            Self::ExclusiveMinimum(limit) => write!(f, "must be greater than {limit}"),
            Self::Maximum(limit) => write!(f, "must be at most {limit}"),
            Self::ExclusiveMaximum(limit) => write!(f, "must be less than {limit}"),
            Self::MultipleOf(limit) => write!(f, "must be a multiple of {limit}"),
            Self::MinLength(limit) => write!(f, "must have at least {}", length(*limit)),
            Self::MaxLength(limit) => write!(f, "must have at most {}", length(*limit)),
            Self::Pattern(pattern) => write!(f, "must match `{}`", pattern.source()),
            Self::MinItems(limit) => write!(f, "must have at least {}", items(*limit)),
            Self::MaxItems(limit) => write!(f, "must have at most {}", items(*limit)),
            Self::UniqueItems => f.write_str("must not have the same item twice"),
            Self::MinProperties(limit) => write!(f, "must have at least {}", properties(*limit)),
            Self::MaxProperties(limit) => write!(f, "must have at most {}", properties(*limit)),
            Self::Keyword(keyword) => keyword.fmt(f),
        }
    }
}

/// Returns how many there are of something, which is named in singular and plural.
fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// A limit that is not a number has no effect: the generator has checked the description.
fn compare(value: &Value, limit: &str, holds: impl FnOnce(Decimal, Decimal) -> bool) -> bool {
    match (Decimal::parse(&json_text(value)), Decimal::parse(limit)) {
        (Some(value), Some(limit)) => holds(value, limit),
        _ => true,
    }
}

fn length(text: &str) -> u64 {
    count(text.chars().count())
}

pub(super) fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
