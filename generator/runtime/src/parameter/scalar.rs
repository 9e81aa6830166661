//! Scalars that are given as text.

use serde_json::Value;

/// The type of a client parameter that is given as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scalar {
    /// An integer.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Bool,
}

impl Scalar {
    /// Parses a text as this type.
    pub(super) fn read(self, text: &str) -> Option<Value> {
        let value: Value = serde_json::from_slice(text.as_bytes()).ok()?;
        let is_it = match self {
            Self::Integer => {
                let digits = text.strip_prefix('-').unwrap_or(text);
                digits.bytes().all(|byte| byte.is_ascii_digit())
            }
            Self::Number => value.is_number(),
            Self::Bool => value.is_boolean(),
        };
        is_it.then_some(value)
    }

    /// Returns the rule that the text must fulfil, for messages.
    pub(super) fn rule(self) -> &'static str {
        match self {
            Self::Integer => "must be an integer",
            Self::Number => "must be a number",
            Self::Bool => "must be `true` or `false`",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Scalar::{Bool, Integer, Number};

    #[test]
    fn a_text_is_read_as_what_it_stands_for_and_as_nothing_else() {
        for (scalar, text) in [
            (Integer, "-12"),
            (Integer, "123456789012345678901234567890"),
            (Number, "1.5e3"),
            (Bool, "true"),
        ] {
            assert!(scalar.read(text).is_some(), "{text}");
        }
        for (scalar, text) in [
            (Integer, "1.5"),
            (Integer, "1e3"),
            (Integer, "+1"),
            (Integer, " 1"),
            (Integer, "-"),
            (Integer, ""),
            (Number, "1,5"),
            (Number, "true"),
            (Bool, "1"),
            (Bool, "True"),
        ] {
            assert!(scalar.read(text).is_none(), "{text}");
        }
    }
}
