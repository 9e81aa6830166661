//! The rules that a description states for what the caller sends, checked before anything is sent.
//!
//! What the server sends is never checked against them: a server may grow.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::Value;

use super::decimal::Decimal;

/// One rule of a schema. A rule for another type than the value has is fulfilled, as in JSON Schema.
///
/// Numbers are given as decimal text, as the description has them, so that `0.1` means one tenth.
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
    /// `multipleOf`: the number is this a whole number of times.
    MultipleOf(&'static str),
    /// `minLength`, in Unicode scalar values.
    MinLength(u64),
    /// `maxLength`, in Unicode scalar values.
    MaxLength(u64),
    /// `pattern`: the text has a match somewhere.
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
    /// `enum` or `const`: the value is one of these.
    OneOf(&'static [Literal]),
}

/// A value that an `enum` or a `const` names.
#[derive(Debug, Clone, Copy)]
pub enum Literal {
    /// A string.
    String(&'static str),
    /// A number, as decimal text.
    Number(&'static str),
    /// A truth value.
    Bool(bool),
    /// Anything else, as JSON text.
    Json(&'static str),
}

/// A regular expression as a rule needs it; how it is matched is the business of the one who makes it.
pub trait Matcher: Send + Sync {
    /// Whether the text has a match somewhere.
    fn matches(&self, text: &str) -> bool;
    /// The expression, for messages.
    fn source(&self) -> &'static str;
}

/// A schema of a union, with the condition that tells whether a value is of it.
pub type Variant = (fn(&Value) -> bool, &'static Node);

/// The rules of a schema and, by reference, of the schemas inside it.
///
/// A schema that contains itself is a `static` that names itself. The check follows the value, so it ends.
#[derive(Clone, Copy)]
pub struct Node {
    rules: &'static [Rule],
    properties: &'static [(&'static str, &'static Node)],
    items: Option<&'static Node>,
    values: Option<&'static Node>,
    all_of: &'static [&'static Node],
    variants: &'static [Variant],
    sensitive: bool,
}

impl Node {
    /// A schema without rules.
    pub const NONE: Self = Self {
        rules: &[],
        properties: &[],
        items: None,
        values: None,
        all_of: &[],
        variants: &[],
        sensitive: false,
    };

    /// With these rules for the value itself.
    #[must_use]
    pub const fn rules(self, rules: &'static [Rule]) -> Self {
        Self { rules, ..self }
    }

    /// With these schemas for properties of an object.
    #[must_use]
    pub const fn properties(self, properties: &'static [(&'static str, &'static Node)]) -> Self {
        Self { properties, ..self }
    }

    /// With this schema for each item of an array.
    #[must_use]
    pub const fn items(self, items: &'static Node) -> Self {
        Self {
            items: Some(items),
            ..self
        }
    }

    /// With this schema for each property that is not among [`properties`](Self::properties).
    #[must_use]
    pub const fn values(self, values: &'static Node) -> Self {
        Self {
            values: Some(values),
            ..self
        }
    }

    /// With these schemas for the same value.
    #[must_use]
    pub const fn all_of(self, all_of: &'static [&'static Node]) -> Self {
        Self { all_of, ..self }
    }

    /// With the schemas of a union: the first whose condition the value fulfils is the one that counts.
    #[must_use]
    pub const fn variants(self, variants: &'static [Variant]) -> Self {
        Self { variants, ..self }
    }

    /// The value and what is inside it must not be seen in a message.
    #[must_use]
    pub const fn sensitive(self) -> Self {
        Self {
            sensitive: true,
            ..self
        }
    }

    /// Checks a value, and the values inside it, against the rules.
    ///
    /// # Errors
    /// The first rule that is broken, in the order of the value.
    pub fn check(&self, value: &Value) -> Result<(), Violation> {
        Check { path: Vec::new() }.value(self, value, self.sensitive)
    }
}

/// A value that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    pointer: String,
    rule: String,
    value: Option<String>,
}

impl Violation {
    /// The JSON pointer of the value inside what was checked; empty for the whole of it.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// What is asked of the value, such as `must be at most 7`.
    pub fn rule(&self) -> &str {
        &self.rule
    }

    /// What the value is instead, shortened; `None` where it must not be seen.
    pub fn value(&self) -> Option<&str> {
        self.value.as_deref()
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.pointer.is_empty() {
            write!(f, "`{}` ", self.pointer)?;
        }
        f.write_str(&self.rule)?;
        match &self.value {
            Some(value) => write!(f, ", not {value}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Violation {}

enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

struct Check<'a> {
    path: Vec<Step<'a>>,
}

impl<'a> Check<'a> {
    fn value(&mut self, node: &Node, value: &'a Value, sensitive: bool) -> Result<(), Violation> {
        let sensitive = sensitive || node.sensitive;
        if value.is_null() {
            return Ok(());
        }
        for rule in node.rules {
            if !rule.holds(value) {
                return Err(Violation {
                    pointer: self.pointer(),
                    rule: rule.to_string(),
                    value: (!sensitive).then(|| rule.seen(value)),
                });
            }
        }
        for other in node.all_of {
            self.value(other, value, sensitive)?;
        }
        if let Some((_, variant)) = node.variants.iter().find(|(is_it, _)| is_it(value)) {
            self.value(variant, value, sensitive)?;
        }
        match value {
            Value::Array(items) => self.items(node, items, sensitive),
            Value::Object(properties) => self.properties(node, properties, sensitive),
            _ => Ok(()),
        }
    }

    fn items(&mut self, node: &Node, items: &'a [Value], sensitive: bool) -> Result<(), Violation> {
        let Some(schema) = node.items else {
            return Ok(());
        };
        for (index, item) in items.iter().enumerate() {
            self.path.push(Step::Index(index));
            self.value(schema, item, sensitive)?;
            self.path.pop();
        }
        Ok(())
    }

    fn properties(
        &mut self,
        node: &Node,
        properties: &'a serde_json::Map<String, Value>,
        sensitive: bool,
    ) -> Result<(), Violation> {
        if node.properties.is_empty() && node.values.is_none() {
            return Ok(());
        }
        for (key, value) in properties {
            let named = node
                .properties
                .iter()
                .find(|(name, _)| name == key)
                .map(|(_, schema)| *schema);
            if let Some(schema) = named.or(node.values) {
                self.path.push(Step::Key(key));
                self.value(schema, value, sensitive)?;
                self.path.pop();
            }
        }
        Ok(())
    }

    fn pointer(&self) -> String {
        let mut pointer = String::new();
        for step in &self.path {
            match step {
                Step::Key(key) => push_token(&mut pointer, key),
                Step::Index(index) => push_token(&mut pointer, &index.to_string()),
            }
        }
        pointer
    }
}

/// Appends one step to a JSON pointer (RFC 6901).
pub(super) fn push_token(pointer: &mut String, token: &str) {
    pointer.push('/');
    pointer.push_str(&token.replace('~', "~0").replace('/', "~1"));
}

impl Rule {
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
                let mut seen = BTreeSet::new();
                items.iter().all(|item| seen.insert(item.to_string()))
            }
            (Self::MinProperties(limit), Value::Object(properties)) => {
                count(properties.len()) >= *limit
            }
            (Self::MaxProperties(limit), Value::Object(properties)) => {
                count(properties.len()) <= *limit
            }
            (Self::OneOf(literals), _) => literals.iter().any(|literal| literal.is(value)),
            _ => true,
        }
    }

    /// What a message shows of a value that breaks this rule.
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
        match self {
            Self::Minimum(limit) => write!(f, "must be at least {limit}"),
            Self::ExclusiveMinimum(limit) => write!(f, "must be greater than {limit}"),
            Self::Maximum(limit) => write!(f, "must be at most {limit}"),
            Self::ExclusiveMaximum(limit) => write!(f, "must be less than {limit}"),
            Self::MultipleOf(limit) => write!(f, "must be a multiple of {limit}"),
            Self::MinLength(limit) => write!(f, "must have at least {limit} characters"),
            Self::MaxLength(limit) => write!(f, "must have at most {limit} characters"),
            Self::Pattern(pattern) => write!(f, "must match `{}`", pattern.source()),
            Self::MinItems(limit) => write!(f, "must have at least {limit} items"),
            Self::MaxItems(limit) => write!(f, "must have at most {limit} items"),
            Self::UniqueItems => f.write_str("must not have the same item twice"),
            Self::MinProperties(limit) => write!(f, "must have at least {limit} properties"),
            Self::MaxProperties(limit) => write!(f, "must have at most {limit} properties"),
            Self::OneOf(literals) => {
                f.write_str("must be one of ")?;
                for (index, literal) in literals.iter().enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    match literal {
                        Literal::String(text) => write!(f, "{comma}\"{text}\"")?,
                        Literal::Number(text) | Literal::Json(text) => write!(f, "{comma}{text}")?,
                        Literal::Bool(value) => write!(f, "{comma}{value}")?,
                    }
                }
                Ok(())
            }
        }
    }
}

impl Literal {
    fn is(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::String(literal), Value::String(text)) => literal == text,
            (Self::Number(literal), Value::Number(_)) => {
                compare(value, literal, |value, literal| value == literal)
            }
            (Self::Bool(literal), Value::Bool(value)) => literal == value,
            (Self::Json(literal), _) => {
                serde_json::from_str::<Value>(literal).is_ok_and(|literal| literal == *value)
            }
            _ => false,
        }
    }
}

/// A limit that is no number is no limit: the generator has checked the description.
fn compare(value: &Value, limit: &str, holds: impl FnOnce(Decimal, Decimal) -> bool) -> bool {
    match (Decimal::parse(&value.to_string()), Decimal::parse(limit)) {
        (Some(value), Some(limit)) => holds(value, limit),
        _ => true,
    }
}

fn length(text: &str) -> u64 {
    count(text.chars().count())
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

fn shortened(value: &Value) -> String {
    const LONGEST: usize = 60;
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}
