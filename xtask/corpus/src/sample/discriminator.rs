//! What discriminators say, as keywords of JSON Schema: without it, a value of one variant is one of its equals, too.

use serde_json::{Map, Value, json};

/// Adds to each alternative of a union with a discriminator which values of it are the alternative's.
pub(super) fn stated(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(stated).collect(),
        Value::Object(object) => {
            let stated = object.into_iter().map(|(key, value)| (key, stated(value)));
            union(stated.collect())
        }
        other => other,
    }
}

fn union(mut schema: Map<String, Value>) -> Value {
    let property = schema
        .get("discriminator")
        .and_then(|own| own.get("propertyName"));
    let Some(property) = property.and_then(Value::as_str).map(str::to_owned) else {
        return Value::Object(schema);
    };
    for keyword in ["oneOf", "anyOf"] {
        let Some(Value::Array(mut branches)) = schema.get(keyword).cloned() else {
            continue;
        };
        for branch in &mut branches {
            let tags = tags(&schema, branch);
            if let Some(branch) = branch.as_object_mut().filter(|_| !tags.is_empty()) {
                branch.insert(
                    "properties".to_owned(),
                    json!({ property.clone(): { "enum": tags } }),
                );
            }
        }
        schema.insert(keyword.to_owned(), Value::Array(branches));
    }
    Value::Object(schema)
}

/// Returns the values of the discriminator that name an alternative; one that is a number is text in the mapping.
fn tags(owner: &Map<String, Value>, branch: &Value) -> Vec<Value> {
    let Some(reference) = branch.get("$ref").and_then(Value::as_str) else {
        return Vec::new();
    };
    let name = reference.rsplit('/').next().unwrap_or(reference);
    let mapping = owner
        .get("discriminator")
        .and_then(|own| own.get("mapping"));
    let mapping = mapping.and_then(Value::as_object).into_iter().flatten();
    let mapped =
        mapping.filter(|(_, target)| [Some(reference), Some(name)].contains(&target.as_str()));
    let mut tags: Vec<Value> = vec![Value::from(name)];
    for (text, _) in mapped {
        tags.push(Value::from(text.as_str()));
        tags.extend(
            serde_json::from_str::<Value>(text)
                .ok()
                .filter(|tag| !tag.is_string()),
        );
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alternative_has_the_tags_that_name_it() {
        let union = json!({
            "oneOf": [{ "$ref": "#/S/A" }, { "$ref": "#/S/B" }, { "type": "string" }],
            "discriminator": { "propertyName": "kind", "mapping": { "1": "#/S/A" } },
        });
        let stated = stated(json!({ "items": union }));
        let enums = |at: usize| &stated["items"]["oneOf"][at]["properties"]["kind"]["enum"];
        assert_eq!(enums(0), &json!(["A", "1", 1]));
        assert_eq!(enums(1), &json!(["B"]));
        assert_eq!(enums(2), &Value::Null);
    }
}
