//! Parts of a body that depend on each other.

use serde_json::Value;

use crate::sample;

/// The depth to which compositions are followed.
const DEEPEST: usize = 8;

/// Whether parts of these names may be sent together, according to `required` in the schema of the body and in the
/// schemas that it is composed of.
pub(super) fn may_be_together(
    document: &Value,
    schema: &Value,
    names: &[&str],
    depth: usize,
) -> bool {
    let fits = |inner: &Value| may_be_together(document, inner, names, depth + 1);
    let list = |keyword: &str| schema.get(keyword).and_then(Value::as_array);
    let target = sample::referred(document, schema);
    // A read-only property is not a part, even if it is required.
    let is_read_only = |name: &str| {
        let property = schema.get("properties").and_then(|all| all.get(name));
        property.is_some_and(|property| property.get("readOnly") == Some(&Value::Bool(true)))
    };
    let is_there = |name: &Value| {
        let name = name.as_str();
        name.is_none_or(|name| names.contains(&name) || is_read_only(name))
    };
    // Objects also differ in other ways than by what they require.
    let is_object = |inner: &Value| inner.get("properties").or(inner.get("$ref")).is_some();
    let one = |inner: &Vec<Value>| match inner.iter().filter(|inner| fits(inner)).count() {
        0 => false,
        1 => true,
        _ => inner.iter().any(is_object),
    };
    depth > DEEPEST
        || target.is_none_or(fits)
            && list("required").is_none_or(|names| names.iter().all(is_there))
            && list("allOf").is_none_or(|inner| inner.iter().all(fits))
            && list("anyOf").is_none_or(|inner| inner.iter().any(fits))
            && list("oneOf").is_none_or(one)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_only_the_server_sends_is_missed_by_nobody() {
        let schema = json!({
            "properties": { "token": { "readOnly": true }, "name": {} },
            "required": ["name", "token"],
        });
        let fits = |names: &[&str]| may_be_together(&Value::Null, &schema, names, 0);
        assert!(fits(&["name"]) && !fits(&["token"]));
    }
}
