//! Makes the bytes of files, with the lengths that their schemas require.

use generator::ir::{Part, Rules};
use serde_json::{Value, json};

use crate::sample;

/// Whether text that is not ASCII may be sent in a part.
pub(super) fn has_charset(part: &Part, value: &Value) -> bool {
    let mut parameters = part.content_type.iter().flat_map(|media| &media.parameters);
    let is_named = parameters.any(|(name, _)| name == "charset");
    !is_named || value.to_string().is_ascii()
}

/// Returns the bytes of a file with the length that its schema requires.
pub(super) fn bytes_of(document: &Value, schema: &Value) -> Value {
    const BYTES: [u8; 5] = [0, 255, 10, 13, 65];
    let schema = target(document, schema);
    let bound = |keyword: &str| schema.get(keyword).and_then(Value::as_u64);
    let most = bound("maxLength").unwrap_or(u64::MAX);
    let length = 5.max(bound("minLength").unwrap_or_default()).min(most);
    let bytes = BYTES.iter().cycle().zip(0..length);
    bytes.map(|(byte, _)| json!(byte)).collect()
}

/// Returns the schema that a schema refers to, or the schema itself.
pub(super) fn target<'v>(document: &'v Value, schema: &'v Value) -> &'v Value {
    sample::referred(document, schema).unwrap_or(schema)
}

/// Returns the bytes of as many files as a list of them may have.
pub(super) fn files_of(document: &Value, schema: &Value, rules: &Rules) -> Value {
    let item = target(document, schema).get("items");
    let item = bytes_of(document, item.unwrap_or(&Value::Null));
    let least = rules.min_items.unwrap_or_default();
    let count = 2.max(least).min(rules.max_items.unwrap_or(u64::MAX));
    (0..count).map(|_| item.clone()).collect()
}
