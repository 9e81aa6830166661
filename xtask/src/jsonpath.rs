//! JSONPath (RFC 9535), with the crate `serde_json_path`.

use generator::overlay::{Query, QueryError};
use serde_json::Value;
use serde_json_path::JsonPath;

/// The greatest length of a query, in characters.
const LENGTH: usize = 4000;

/// The greatest depth of brackets and parentheses in a query: its parser is recursive.
const NESTING: usize = 50;

/// Evaluates queries.
pub(crate) struct JsonPaths;

impl Query for JsonPaths {
    fn select(&self, query: &str, document: &Value) -> Result<Vec<String>, QueryError> {
        let error = |message: String| QueryError { message };
        if query.len() > LENGTH || nesting(query) > NESTING {
            let most = format!("at most {LENGTH} characters and {NESTING} nested brackets");
            return Err(error(format!("it is too long: {most} are read")));
        }
        let path = JsonPath::parse(query).map_err(|problem| {
            let (message, at) = (problem.message(), problem.position());
            error(format!("{message} (at character {at})"))
        })?;
        let found = path.query_located(document);
        let pointers = found.locations().map(|location| location.to_json_pointer());
        Ok(pointers.collect())
    }
}

fn nesting(query: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for byte in query.bytes() {
        match byte {
            b'[' | b'(' => depth += 1,
            b']' | b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_with_quotes_and_slashes_are_found() {
        let document = serde_json::json!({"a'b": {"/c~": [1, {"x": true}]}});
        let found = JsonPaths.select(r#"$["a'b"]["/c~"][?@.x]"#, &document);
        assert_eq!(found, Ok(vec!["/a'b/~1c~0/1".to_owned()]));
    }

    #[test]
    fn what_is_no_query_says_where() {
        let error = JsonPaths.select("$.a[", &Value::Null).unwrap_err();
        assert!(error.message.contains("at character"), "{error:?}");
    }

    #[test]
    fn a_query_of_many_steps_is_read() {
        let document = (0..60).fold(Value::Null, |inner, _| serde_json::json!([inner]));
        let found = JsonPaths.select(&format!("${}", "[0]".repeat(60)), &document);
        assert_eq!(found, Ok(vec!["/0".repeat(60)]));
    }

    #[test]
    fn a_query_of_many_levels_is_refused() {
        for query in ["[?@".repeat(100), ".a".repeat(3000)] {
            let error = JsonPaths.select(&format!("${query}"), &Value::Null);
            let error = error.unwrap_err();
            assert!(error.message.starts_with("it is too long"), "{error:?}");
        }
    }
}
