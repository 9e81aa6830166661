//! Rewrites discriminators as keywords of JSON Schema: without them, a value of one variant is also one of similar
//! variants.

use serde_json::{Map, Value, json};

use super::files::{pointer_of, referred};

/// The largest number of schemas of a composition that are looked at, since one may refer to itself.
const MOST_PARTS: usize = 32;

/// Changes a schema that extends a base which lists it as an alternative, so that it extends only the properties of the
/// base: it is one of the alternatives itself, and a validator that follows them would not end.
pub(super) fn without_circles(mut document: Value) -> Value {
    const SCHEMAS: &str = "/components/schemas";
    let schemas = document.pointer(SCHEMAS).and_then(Value::as_object);
    let schemas = schemas.cloned().unwrap_or_default();
    for (name, schema) in &schemas {
        let own = Value::from(format!("#{SCHEMAS}/{name}"));
        let is_listed = |base: &&Value| {
            let unions = ["oneOf", "anyOf"].map(|keyword| base.get(keyword)?.as_array());
            let mut branches = unions.into_iter().flatten().flatten();
            branches.any(|branch| branch.get("$ref") == Some(&own))
        };
        let parts = schema.get("allOf").and_then(Value::as_array);
        for (at, part) in parts.into_iter().flatten().enumerate() {
            let reference = part.get("$ref").and_then(Value::as_str);
            let base = reference.and_then(|name| {
                let name = name.strip_prefix('#')?.strip_prefix(SCHEMAS)?;
                schemas.get(name.strip_prefix('/')?)
            });
            let Some(mut base) = base.filter(is_listed).cloned() else {
                continue;
            };
            if let Some(base) = base.as_object_mut() {
                base.retain(|keyword, _| {
                    !["oneOf", "anyOf", "discriminator"].contains(&&**keyword)
                });
            }
            if let Some(part) = document.pointer_mut(&format!("{SCHEMAS}/{name}/allOf/{at}")) {
                *part = base;
            }
        }
    }
    document
}

/// Adds to each alternative of a union with a discriminator the values of the discriminator that select it.
pub(super) fn stated(document: Value) -> Value {
    let whole = document.clone();
    walk(&whole, document)
}

fn walk(document: &Value, value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(|item| walk(document, item)).collect(),
        Value::Object(object) => {
            let entries = object.into_iter();
            let entries = entries.map(|(key, value)| (key, walk(document, value)));
            union(document, entries.collect())
        }
        other => other,
    }
}

fn union(document: &Value, mut schema: Map<String, Value>) -> Value {
    let Some(property) = property(&schema).map(str::to_owned) else {
        return Value::Object(schema);
    };
    for keyword in ["oneOf", "anyOf"] {
        let Some(Value::Array(mut branches)) = schema.get(keyword).cloned() else {
            continue;
        };
        for branch in &mut branches {
            let mut tags = tags(&schema, branch);
            let listed = listed(document, branch, &property);
            tags.retain(|tag| listed.is_empty() || listed.contains(&tag));
            let is_named = branch.get("$ref").is_some();
            if tags.is_empty() && is_named {
                // If an alternative does not list the name that the mapping gives it, its values are those that no
                // other alternative is called, if there are any.
                tags.extend(
                    listed
                        .into_iter()
                        .filter(|tag| !is_mapped(&schema, tag))
                        .cloned(),
                );
            }
            if let Some(branch) = branch.as_object_mut().filter(|_| is_named) {
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

fn property(schema: &Map<String, Value>) -> Option<&str> {
    schema.get("discriminator")?.get("propertyName")?.as_str()
}

/// Whether the mapping has an alternative for a value of the discriminator.
fn is_mapped(owner: &Map<String, Value>, tag: &Value) -> bool {
    let mapping = owner
        .get("discriminator")
        .and_then(|own| own.get("mapping"));
    let text = tag.as_str().map_or_else(|| tag.to_string(), str::to_owned);
    mapping.is_some_and(|mapping| mapping.get(text).is_some())
}

/// Returns the property and the values that select an alternative, if they were added to it.
pub(super) fn tags_of<'a>(
    owner: &'a Map<String, Value>,
    branch: &'a Value,
) -> Option<(&'a str, &'a [Value])> {
    let property = property(owner)?;
    let tags = branch
        .get("properties")
        .filter(|_| branch.get("$ref").is_some())?;
    Some((property, tags.get(property)?.get("enum")?.as_array()?))
}

/// Whether the discriminator of a schema without alternatives says that an object belongs to another schema, which
/// extends it.
pub(super) fn is_of_another(
    document: &Value,
    schema: &Map<String, Value>,
    object: &Map<String, Value>,
    own: &[&Map<String, Value>],
) -> bool {
    let is_union = schema.contains_key("oneOf") || schema.contains_key("anyOf");
    let tag = property(schema).and_then(|property| object.get(property)?.as_str());
    let Some(tag) = tag.filter(|_| !is_union) else {
        return false;
    };
    let letters = |text: &str| -> String {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let mapping = schema["discriminator"].get("mapping");
    let target = mapping.and_then(|mapping| mapping.get(tag)?.as_str());
    let name = target.map_or(tag, |target| target.rsplit('/').next().unwrap_or(target));
    let schemas = document
        .pointer("/components/schemas")
        .and_then(Value::as_object);
    let mut named = schemas.into_iter().flatten();
    let named = named.find(|(known, _)| letters(known) == letters(name));
    // The schema may be in another file.
    let mapped = target.and_then(|target| document.pointer(&pointer_of(target)?));
    mapped
        .or(named.map(|(_, schema)| schema))
        .and_then(Value::as_object)
        .is_some_and(|named| !own.iter().any(|own| std::ptr::eq(*own, named)))
}

/// Returns the values that an alternative itself lists for a property.
fn listed<'a>(document: &'a Value, branch: &'a Value, property: &str) -> Vec<&'a Value> {
    let mut listed = Vec::new();
    let mut open = vec![branch];
    for _ in 0..MOST_PARTS {
        let Some(part) = open.pop() else { break };
        open.extend(referred(document, part));
        open.extend(
            part.get("allOf")
                .and_then(Value::as_array)
                .into_iter()
                .flatten(),
        );
        let own = part.get("properties").and_then(|own| own.get(property));
        // If the property refers to an enum, the values are listed there.
        let target = own.and_then(|own| referred(document, own));
        for own in own.into_iter().chain(target) {
            listed.extend(own.get("const"));
            listed.extend(
                own.get("enum")
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten(),
            );
        }
    }
    listed
}

/// Returns the values of the discriminator that select an alternative; a number is text in the mapping.
fn tags(owner: &Map<String, Value>, branch: &Value) -> Vec<Value> {
    let Some(reference) = branch.get("$ref").and_then(Value::as_str) else {
        return Vec::new();
    };
    let name = reference.rsplit('/').next().unwrap_or(reference);
    let mapping = owner
        .get("discriminator")
        .and_then(|own| own.get("mapping"));
    let mapping = mapping.and_then(Value::as_object).into_iter().flatten();
    let mut tags = Vec::new();
    for (text, target) in mapping {
        if [Some(reference), Some(name)].contains(&target.as_str()) {
            tags.push(Value::from(text.as_str()));
            let number = serde_json::from_str::<Value>(text).ok();
            tags.extend(number.filter(|tag| !tag.is_string()));
        }
    }
    // A name in the mapping replaces the name of the schema.
    match tags.is_empty() {
        true => vec![Value::from(name)],
        false => tags,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_base_lists_extends_its_properties_alone() {
        let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let document = json!({ "components": { "schemas": {
            "Base": { "required": ["t"], "oneOf": [reference("A")], "discriminator": { "propertyName": "t" } },
            "A": { "allOf": [reference("Base"), reference("B")] },
            "B": { "allOf": [reference("Base")] },
        } } });
        let cut = without_circles(document.clone());
        let part = |document: &Value, at: &str| {
            document
                .pointer(&format!("/components/schemas/{at}"))
                .cloned()
        };
        assert_eq!(part(&cut, "A/allOf/0"), Some(json!({ "required": ["t"] })));
        for same in ["Base", "A/allOf/1", "B"] {
            assert_eq!(part(&cut, same), part(&document, same), "{same}");
        }
    }

    #[test]
    fn an_alternative_has_the_tags_that_name_it() {
        let union = json!({
            "oneOf": [{ "$ref": "#/S/A" }, { "$ref": "#/S/B" }, { "$ref": "#/S/C" }, {}],
            "discriminator": { "propertyName": "kind", "mapping": { "1": "#/S/A" } },
        });
        let kind = json!({ "properties": { "kind": { "enum": [1, 2] } } });
        let own = json!({ "properties": { "kind": { "const": "own" } } });
        let stated = stated(json!({ "items": union, "S": { "A": kind, "B": {}, "C": own } }));
        let enums = |at: usize| &stated["items"]["oneOf"][at]["properties"]["kind"]["enum"];
        assert_eq!(enums(0), &json!([1]));
        assert_eq!(enums(1), &json!(["B"]));
        assert_eq!((enums(2), enums(3)), (&json!(["own"]), &Value::Null));
    }

    #[test]
    fn an_alternative_that_does_not_list_its_tag_has_none_of_another() {
        let union = json!({
            "oneOf": [{ "$ref": "#/S/A" }, { "$ref": "#/S/B" }],
            "discriminator": { "propertyName": "kind", "mapping": { "off": "#/S/A", "policy": "#/S/B" } },
        });
        let kind = json!({ "properties": { "kind": { "enum": ["off"] } } });
        let more = json!({ "properties": { "kind": { "enum": ["off", "more"] } } });
        for (listed, expected) in [(kind.clone(), json!([])), (more, json!(["more"]))] {
            let stated = stated(json!({ "items": union, "S": { "A": kind, "B": listed } }));
            let enums = |at: usize| &stated["items"]["oneOf"][at]["properties"]["kind"]["enum"];
            assert_eq!((enums(0), enums(1)), (&json!(["off"]), &expected));
        }
    }
}
