//! The `pattern` rule, with a small regular expression engine.

use std::sync::OnceLock;

use regex_lite::Regex;

use crate::rules::rule::Matcher;

/// A regular expression of the description, compiled on first use.
///
/// The engine matches in linear time. An unsupported expression accepts every text: the server checks it.
pub struct Pattern {
    source: &'static str,
    syntax: &'static str,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// Returns the expression with this source.
    pub const fn new(source: &'static str) -> Self {
        Self::translated(source, source)
    }

    /// Returns the expression with this source, translated to the syntax of the engine.
    pub const fn translated(source: &'static str, syntax: &'static str) -> Self {
        Self {
            source,
            syntax,
            compiled: OnceLock::new(),
        }
    }
}

impl Matcher for Pattern {
    fn matches(&self, text: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| Regex::new(self.syntax).ok());
        compiled.as_ref().is_none_or(|regex| regex.is_match(text))
    }

    fn source(&self) -> &'static str {
        self.source
    }
}

/// Creates a [`Pattern`] as a static inside its rule.
#[doc(hidden)]
#[macro_export]
macro_rules! pattern {
    ($source:literal) => {
        $crate::pattern!($source, $source)
    };
    ($source:literal, $syntax:literal) => {{
        static PATTERN: $crate::codegen::Pattern =
            $crate::codegen::Pattern::translated($source, $syntax);
        &PATTERN
    }};
}
