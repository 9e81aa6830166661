//! The `pattern` rule for the expressions that only a full engine of ECMA-262 knows.

use std::sync::OnceLock;

use regress::Regex;

use crate::rules::rule::Matcher;

/// A regular expression of a description with look-around, Unicode classes or back references, compiled when it is
/// first needed.
///
/// The engine may need a time that grows with the power of the text's length; what it matches is what the caller
/// sends. An expression that it does not know accepts every text: the server checks it.
pub struct EcmaPattern {
    source: &'static str,
    compiled: OnceLock<Option<Regex>>,
}

impl EcmaPattern {
    /// The expression with this source.
    pub const fn new(source: &'static str) -> Self {
        Self {
            source,
            compiled: OnceLock::new(),
        }
    }
}

impl Matcher for EcmaPattern {
    fn matches(&self, text: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| {
            let unicode = Regex::with_flags(self.source, "u");
            unicode.or_else(|_| Regex::new(self.source)).ok()
        });
        compiled
            .as_ref()
            .is_none_or(|regex| regex.find(text).is_some())
    }

    fn source(&self) -> &'static str {
        self.source
    }
}

/// Writes an [`EcmaPattern`] as a static inside the rule that names it.
#[doc(hidden)]
#[macro_export]
macro_rules! ecma_pattern {
    ($source:literal) => {{
        static PATTERN: $crate::codegen::EcmaPattern = $crate::codegen::EcmaPattern::new($source);
        &PATTERN
    }};
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_has_what_ecma_262_has() {
        let matches = |source, text| EcmaPattern::new(source).matches(text);
        assert!(matches(r"^(?!no)\p{L}+$", "ja"));
        assert!(!matches(r"^(?!no)\p{L}+$", "nono"));
        assert!(matches(r"(", "whatever"));
    }
}
