//! The evaluation of JSONPath queries.

use serde_json::Value;

/// Evaluates JSONPath queries (RFC 9535). The library has no evaluator of its own, so that builds that apply no
/// overlays do not have to compile one; that of `cargo xtask` is the crate `serde_json_path`.
pub trait Query {
    /// Returns the JSON pointers of the values that a query selects in a document.
    ///
    /// # Errors
    /// If the text is not a query.
    fn select(&self, query: &str, document: &Value) -> Result<Vec<String>, QueryError>;
}

/// Why a text is not a JSONPath query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// What is wrong: lower case, no full stop.
    pub message: String,
}

/// Refuses every query.
pub(super) struct Nothing;

impl Query for Nothing {
    fn select(&self, _query: &str, _document: &Value) -> Result<Vec<String>, QueryError> {
        Err(QueryError {
            message: "this build of the generator has no JSONPath".to_owned(),
        })
    }
}
