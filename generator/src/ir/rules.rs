//! Rules by which values are checked.

use std::fmt;
use std::ops::{Deref, DerefMut};

use super::{Check, Pattern};

/// Constraints on a value (JSON Schema "Validation").
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rules {
    /// `minimum`
    pub minimum: Option<Bound>,
    /// `maximum`
    pub maximum: Option<Bound>,
    /// `multipleOf`, as written.
    pub multiple_of: Option<serde_json::Number>,
    /// `minLength`, in characters.
    pub min_length: Option<u64>,
    /// `maxLength`, in characters.
    pub max_length: Option<u64>,
    /// `pattern`
    pub pattern: Option<Pattern>,
    /// `minItems`
    pub min_items: Option<u64>,
    /// `maxItems`
    pub max_items: Option<u64>,
    /// `uniqueItems`
    pub items: ItemRule,
    /// `minProperties`
    pub min_properties: Option<u64>,
    /// `maxProperties`
    pub max_properties: Option<u64>,
    /// The rules of array items or map values that have no type of their own.
    pub each: Option<Box<Rules>>,
    /// Keywords that look into the value, or compare it as a whole.
    pub checks: Vec<Check>,
}

impl Rules {
    pub(crate) fn of_checks(checks: Vec<Check>) -> Self {
        Rules {
            checks,
            ..Self::default()
        }
    }

    /// Whether there is nothing to check.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Whether items may repeat.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ItemRule {
    /// They may repeat.
    #[default]
    Any,
    /// `uniqueItems: true`.
    Unique,
}

/// A bound of a range.
#[derive(Clone, Debug, PartialEq)]
pub enum Bound {
    /// `minimum`, `maximum`.
    Inclusive(serde_json::Number),
    /// `exclusiveMinimum`, `exclusiveMaximum`.
    Exclusive(serde_json::Number),
}

/// The rules of a value. Most values have none, and a pointer takes an eighth of their size.
#[derive(Clone, Default)]
pub struct RareRules(Option<Box<Rules>>);

static NONE: Rules = Rules {
    minimum: None,
    maximum: None,
    multiple_of: None,
    min_length: None,
    max_length: None,
    pattern: None,
    min_items: None,
    max_items: None,
    items: ItemRule::Any,
    min_properties: None,
    max_properties: None,
    each: None,
    checks: Vec::new(),
};

impl From<Rules> for RareRules {
    fn from(rules: Rules) -> Self {
        Self((!rules.is_empty()).then(|| Box::new(rules)))
    }
}

impl Deref for RareRules {
    type Target = Rules;

    fn deref(&self) -> &Rules {
        self.0.as_deref().unwrap_or(&NONE)
    }
}

impl DerefMut for RareRules {
    fn deref_mut(&mut self) -> &mut Rules {
        self.0.get_or_insert_default()
    }
}

impl PartialEq for RareRules {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl fmt::Debug for RareRules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::{NONE, RareRules, Rules};

    #[test]
    fn rules_are_there_only_where_there_are_any() {
        assert_eq!(NONE, Rules::default());
        assert!(RareRules::from(Rules::default()).0.is_none());
        let some = Rules {
            min_items: Some(1),
            ..Rules::default()
        };
        assert_eq!(*RareRules::from(some.clone()), some);
        assert!(size_of::<RareRules>() <= size_of::<Rules>() / 8);
    }
}
