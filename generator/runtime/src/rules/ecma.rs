//! The `pattern` rule for expressions that need a full ECMA-262 engine.

use std::sync::OnceLock;

use regress::Regex;

use crate::rules::rule::Matcher;

/// The longest text that is matched, in bytes.
const LONGEST: usize = 10_000;

/// A regular expression with look-around, Unicode classes or back references, compiled on first use.
///
/// Matching may take quadratic time in the length of the text, so longer ones than 10,000 bytes are accepted; no client
/// has an expression that repeats a choice, which could take exponential time. An unsupported expression accepts every
/// text, too: the server checks it.
pub struct EcmaPattern {
    source: &'static str,
    compiled: OnceLock<Option<Regex>>,
}

impl EcmaPattern {
    /// Returns the expression with this source.
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
            .is_none_or(|regex| text.len() > LONGEST || regex.find(text).is_some())
    }

    fn source(&self) -> &'static str {
        self.source
    }
}

/// Creates an [`EcmaPattern`] as a static inside its rule.
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
        assert!(matches(r"^(?!a)", &"a".repeat(10_001)));
    }
}
