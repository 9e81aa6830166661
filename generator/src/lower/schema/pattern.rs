//! Regular expressions.

use indexmap::IndexMap;
use regex_lite::Regex;

/// The patterns of a document, each compiled once by the engine that clients use.
#[derive(Default)]
pub(super) struct Patterns<'s> {
    compiled: IndexMap<&'s str, Option<Regex>>,
}

impl<'s> Patterns<'s> {
    /// Returns a pattern to match with; `None` where the engine does not support its syntax.
    pub(super) fn get(&mut self, pattern: &'s str) -> Option<&Regex> {
        self.compiled
            .entry(pattern)
            .or_insert_with(|| Regex::new(pattern).ok())
            .as_ref()
    }
}
