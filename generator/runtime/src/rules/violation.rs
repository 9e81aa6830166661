//! A value that breaks a rule.

use std::fmt;

use serde_json::Value;

use crate::value::escaped::Escaped;
use crate::value::text::{beginning, json_text};

/// A value that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    pub(crate) pointer: String,
    pub(crate) rule: String,
    pub(crate) value: Option<String>,
}

impl Violation {
    /// Returns the JSON pointer of the value inside the checked one; empty for the whole value.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// Returns the rule, such as `must be at most 7`.
    pub fn rule(&self) -> &str {
        &self.rule
    }

    /// Returns the shortened value; `None` if it is secret.
    pub fn value(&self) -> Option<&str> {
        self.value.as_deref()
    }
}

impl Violation {
    /// Returns the violation of a rule by a whole value, as messages show it.
    pub(crate) fn new(rule: String, value: Option<String>) -> Violation {
        Violation {
            pointer: String::new(),
            rule,
            value,
        }
    }
}

#[cfg(feature = "keywords")]
impl Violation {
    /// Returns the violation of an object that lacks a property.
    pub(crate) fn missing(name: &str) -> Violation {
        Violation::new(format!("must have the property `{name}`"), None)
    }

    /// Adds a key to the front of the pointer.
    pub(crate) fn below(mut self, key: &str) -> Violation {
        let mut pointer = String::new();
        crate::json::pointer::push_token(&mut pointer, key);
        self.pointer.insert_str(0, &pointer);
        self
    }

    /// Adds a part without a pointer to the front of the rule.
    pub(crate) fn inside(mut self, part: &str) -> Violation {
        self.rule.insert_str(0, &format!("{part} "));
        self
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.pointer.is_empty() {
            write!(f, "`{}` ", Escaped(&self.pointer))?;
        }
        Escaped(&self.rule).fmt(f)?;
        match &self.value {
            Some(value) => write!(f, ", not {}", Escaped(value)),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Violation {}

/// Returns a value as messages show it.
pub(crate) fn shortened(value: &Value) -> String {
    const LONGEST: usize = 60;
    cut(json_text(value), LONGEST)
}

/// Returns a text, or its first characters where it has more.
pub(crate) fn cut(text: String, longest: usize) -> String {
    match beginning(&text, longest) {
        Some(begin) => format!("{begin}…"),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Keys and values may come from users of the program.
    #[test]
    fn a_key_and_a_value_begin_no_line_of_a_log() {
        let text = Violation {
            pointer: "/a\nERROR".to_owned(),
            rule: "must not have `b\r`".to_owned(),
            value: Some("\"\u{9b}31m\u{202e}\"".to_owned()),
        };
        assert_eq!(
            text.to_string(),
            r#"`/a\u{a}ERROR` must not have `b\u{d}`, not "\u{9b}31m\u{202e}""#
        );
    }
}
