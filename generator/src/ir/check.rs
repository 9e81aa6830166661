//! Keywords that look into a value, or compare it as a whole.

use serde_json::Value;

use super::Rules;

/// A keyword that looks into a value, or compares it as a whole. A list of them stands for a schema: all must hold.
#[derive(Clone, Debug, PartialEq)]
pub enum Check {
    /// `false`: no value is valid.
    Never,
    /// `type`, possibly with `null`.
    Type(Vec<String>),
    /// `const`, `enum`
    Values(Vec<Value>),
    /// Keywords that need no check inside the value.
    Rules(Box<Rules>),
    /// `required`
    Required(Vec<String>),
    /// `dependentRequired`
    DependentRequired(Vec<(String, Vec<String>)>),
    /// `dependentSchemas`
    DependentSchemas(Vec<(String, Vec<Check>)>),
    /// `propertyNames`
    PropertyNames(Vec<Check>),
    /// `properties`, `patternProperties` and `additionalProperties`
    Properties {
        /// By the name of the property.
        named: Vec<(String, Vec<Check>)>,
        /// By a pattern of the name.
        patterns: Vec<(Pattern, Vec<Check>)>,
        /// All other properties.
        others: Vec<Check>,
    },
    /// `prefixItems` and `items`
    Items {
        /// By position.
        first: Vec<Vec<Check>>,
        /// All other items.
        others: Vec<Check>,
    },
    /// `contains`, `minContains` and `maxContains`
    Contains {
        /// The schema of the items that are counted.
        item: Vec<Check>,
        /// The least number of such items.
        least: u64,
        /// The greatest number of such items.
        most: Option<u64>,
    },
    /// `anyOf`
    AnyOf(Vec<Vec<Check>>),
    /// `oneOf`
    OneOf(Vec<Vec<Check>>),
    /// `not`
    Not(Vec<Check>),
    /// `if`, `then` and `else`
    If {
        /// The condition.
        condition: Vec<Check>,
        /// The checks of a value that fulfils the condition.
        then: Vec<Check>,
        /// The checks of a value that does not.
        otherwise: Vec<Check>,
    },
}

impl Check {
    /// Returns the schemas inside the keyword.
    #[must_use]
    pub fn schemas(&self) -> Vec<&[Check]> {
        match self {
            Check::Never
            | Check::Type(_)
            | Check::Values(_)
            | Check::Rules(_)
            | Check::Required(_)
            | Check::DependentRequired(_) => Vec::new(),
            Check::DependentSchemas(named) => named.iter().map(|(_, schema)| &**schema).collect(),
            Check::Properties {
                named,
                patterns,
                others,
            } => {
                let named = named.iter().map(|(_, schema)| &**schema);
                let matched = patterns.iter().map(|(_, schema)| &**schema);
                named.chain(matched).chain([&**others]).collect()
            }
            Check::Items { first, others } => first
                .iter()
                .chain([others])
                .map(|schema| &**schema)
                .collect(),
            Check::PropertyNames(schema) | Check::Not(schema) => vec![schema],
            Check::Contains { item, .. } => vec![item],
            Check::AnyOf(schemas) | Check::OneOf(schemas) => {
                schemas.iter().map(|schema| &**schema).collect()
            }
            Check::If {
                condition,
                then,
                otherwise,
            } => vec![condition, then, otherwise],
        }
    }

    /// Whether it only looks at the names of an object's properties.
    #[must_use]
    pub fn is_of_names(&self) -> bool {
        match self {
            Check::Values(_)
            | Check::Rules(_)
            | Check::Properties { .. }
            | Check::Items { .. }
            | Check::Contains { .. } => false,
            Check::PropertyNames(_) => true,
            _ => {
                let schemas = self.schemas();
                schemas.into_iter().flatten().all(Check::is_of_names)
            }
        }
    }
}

/// A regular expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    /// As written, in the syntax of ECMA-262.
    pub source: String,
    /// As the client matches it.
    pub syntax: Syntax,
}

/// The syntax in which the client matches a regular expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Syntax {
    /// The syntax of the small engine of clients, into which the expression has been translated.
    Small(String),
    /// ECMA-262.
    Ecma,
}
