//! A value that breaks a rule.

use std::fmt;

use serde_json::Value;

use crate::value::text::json_text;

/// A value that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    pub(crate) pointer: String,
    pub(crate) rule: String,
    pub(crate) value: Option<String>,
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

#[cfg(feature = "keywords")]
impl Violation {
    /// A value that breaks a rule as a whole.
    pub(crate) fn of(rule: String, value: &Value) -> Violation {
        Violation {
            pointer: String::new(),
            rule,
            value: Some(shortened(value)),
        }
    }

    /// An object without a property.
    pub(crate) fn missing(name: &str) -> Violation {
        Violation {
            pointer: String::new(),
            rule: format!("must have the property `{name}`"),
            value: None,
        }
    }

    /// The same of a value below this key.
    pub(crate) fn below(mut self, key: &str) -> Violation {
        let mut pointer = String::new();
        crate::json::pointer::push_token(&mut pointer, key);
        self.pointer.insert_str(0, &pointer);
        self
    }

    /// The same of a part of the value that has no pointer.
    pub(crate) fn inside(mut self, part: &str) -> Violation {
        self.rule.insert_str(0, &format!("{part} "));
        self
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

/// A value as a message shows it.
pub(crate) fn shortened(value: &Value) -> String {
    const LONGEST: usize = 60;
    let text = json_text(value);
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}
