//! Rewrites the schemas of documents of OpenAPI 3.0 as those of JSON Schema 2020-12.

use serde_json::{Map, Value};

/// The keywords that restrict a value to one direction.
const DIRECTIONS: [&str; 2] = ["readOnly", "writeOnly"];

/// The keywords beside `type` that restrict null too, apart from `enum`.
const OF_NULL_TOO: [&str; 4] = ["allOf", "anyOf", "oneOf", "not"];

/// The version of a document.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    V30,
    Later,
}

/// Rewrites the keywords of 3.0 that differ; later documents have its bounds, too, by mistake. Objects that are not
/// schemas have none of these keywords.
pub(super) fn modernized(value: Value, version: Version) -> Value {
    match value {
        Value::Array(items) => {
            let items = items.into_iter();
            items.map(|item| modernized(item, version)).collect()
        }
        Value::Object(object) => {
            let entries = object.into_iter();
            let entries = entries.map(|(key, value)| (key, modernized(value, version)));
            schema(entries.collect(), version)
        }
        other => other,
    }
}

/// Whether `type` says that values are arrays.
fn is_array(schema: &Map<String, Value>) -> bool {
    match schema.get("type") {
        Some(Value::Array(types)) => types.contains(&Value::from("array")),
        stated => stated.and_then(Value::as_str) == Some("array"),
    }
}

fn schema(mut object: Map<String, Value>, version: Version) -> Value {
    for (exclusive, inclusive) in [
        ("exclusiveMinimum", "minimum"),
        ("exclusiveMaximum", "maximum"),
    ] {
        match object.get(exclusive).and_then(Value::as_bool) {
            Some(true) => {
                let bound = object.remove(inclusive);
                object.remove(exclusive);
                object.extend(bound.map(|bound| (exclusive.to_owned(), bound)));
            }
            Some(false) => drop(object.remove(exclusive)),
            None => {}
        }
    }
    // Without quotes, YAML reads the type `null` as the value null.
    for listed in object
        .get_mut("type")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
    {
        if listed.is_null() {
            *listed = Value::from("null");
        }
    }
    // Before 2020-12, a list of `items` described a tuple.
    if object.get("items").is_some_and(Value::is_array) && is_array(&object) {
        let listed = object.remove("items");
        object.extend(listed.map(|listed| ("prefixItems".to_owned(), listed)));
        let others = object.remove("additionalItems");
        object.extend(others.map(|others| ("items".to_owned(), others)));
    }
    if version == Version::Later {
        // By the letter it allows any value, but null is meant.
        let is_null = object.len() == 1 && object.get("nullable") == Some(&Value::Bool(true));
        return match is_null {
            true => Value::Object(null()),
            false => Value::Object(object),
        };
    }
    // Keywords beside a reference have no effect in 3.0, except that the generator reads the direction there, too.
    if object.get("$ref").is_some_and(Value::is_string) {
        object.retain(|key, _| key == "$ref" || DIRECTIONS.contains(&key.as_str()));
    }
    if object.get("nullable").and_then(Value::as_bool) != Some(true) {
        return Value::Object(object);
    }
    object.remove("nullable");
    let flags = DIRECTIONS.into_iter();
    let flags = flags.filter_map(|flag| Some((flag.to_owned(), object.get(flag)?.clone())));
    // The direction applies to null, too.
    let mut either: Map<String, Value> = flags.collect();
    // A branch of a union that only allows null: by itself, or as an object without properties.
    let says_nothing = object.iter().all(|(key, value)| match key.as_str() {
        "title" | "description" => true,
        "type" => value == "object",
        "additionalProperties" => value == &Value::Bool(false),
        _ => false,
    });
    let is_titled = object.get("title").and_then(Value::as_str) == Some("null");
    let is_closed = object.contains_key("additionalProperties");
    if is_titled || says_nothing && object.get("type").is_some() == is_closed {
        return Value::Object(null());
    }
    // What is inside keeps its place, by which the types of a client are found.
    if let Some(Value::String(name)) = object.get("type")
        && !OF_NULL_TOO.iter().any(|key| object.contains_key(*key))
    {
        object["type"] = Value::from(vec![name.as_str(), "null"]);
        if let Some(Value::Array(values)) = object.get_mut("enum")
            && !values.contains(&Value::Null)
        {
            values.push(Value::Null);
        }
        return Value::Object(object);
    }
    if object.get("type").is_none()
        && let Some(alternatives) = object.get_mut("anyOf").and_then(Value::as_array_mut)
    {
        alternatives.push(Value::Object(null()));
        object.extend(either);
        return Value::Object(object);
    }
    either.insert(
        "anyOf".to_owned(),
        Value::Array(vec![Value::Object(object), Value::Object(null())]),
    );
    Value::Object(either)
}

/// Returns the schema that allows only null.
fn null() -> Map<String, Value> {
    Map::from_iter([("type".to_owned(), Value::from("null"))])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn null_is_a_type_without_quotes_and_in_the_words_of_3_0() {
        let schema = json!({ "type": ["object", null], "items": { "nullable": true } });
        let expected = json!({ "type": ["object", "null"], "items": { "type": "null" } });
        assert_eq!(modernized(schema, Version::Later), expected);
    }

    #[test]
    fn beside_a_reference_of_3_0_is_only_for_whom_the_value_is() {
        let schema = json!({ "$ref": "#/S", "maxLength": 3, "readOnly": true });
        let expected = json!({ "$ref": "#/S", "readOnly": true });
        assert_eq!(modernized(schema.clone(), Version::V30), expected);
        assert_eq!(modernized(schema.clone(), Version::Later), schema);
    }

    #[test]
    fn what_is_inside_a_nullable_schema_keeps_its_place() {
        let schema = json!({ "type": "array", "items": { "type": "string", "enum": ["a"], "nullable": true }, "nullable": true });
        let items = json!({ "type": ["string", "null"], "enum": ["a", null] });
        let expected = json!({ "type": ["array", "null"], "items": items });
        assert_eq!(modernized(schema, Version::V30), expected);
    }
}
