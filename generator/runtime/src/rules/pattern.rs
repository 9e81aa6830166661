//! The `pattern` rule, by way of a small regular expression engine.

use std::sync::OnceLock;

use regex_lite::Regex;

use crate::rules::rule::Matcher;

/// A regular expression of a description, compiled when it is first needed.
///
/// The engine matches in linear time. An expression that it does not know (a look-around, a Unicode class)
/// accepts every text: the server checks it.
pub struct Pattern {
    source: &'static str,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// The expression with this source.
    pub const fn new(source: &'static str) -> Self {
        Self {
            source,
            compiled: OnceLock::new(),
        }
    }
}

impl Matcher for Pattern {
    fn matches(&self, text: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| Regex::new(self.source).ok());
        compiled.as_ref().is_none_or(|regex| regex.is_match(text))
    }

    fn source(&self) -> &'static str {
        self.source
    }
}

/// Writes a [`Pattern`] as a static inside the rule that names it.
#[doc(hidden)]
#[macro_export]
macro_rules! pattern {
    ($source:literal) => {{
        static PATTERN: $crate::codegen::Pattern = $crate::codegen::Pattern::new($source);
        &PATTERN
    }};
}
