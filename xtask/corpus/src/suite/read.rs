//! Reads the groups of the suite that apply to a client.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

/// Groups and instances that do not apply, each with the reason.
const LEFT_OUT: [(&str, &str); 10] = [
    (
        "boolean_schema: boolean schema 'false': null is invalid",
        NULL,
    ),
    (
        "not: forbid everything with empty schema: null is invalid",
        NULL,
    ),
    (
        "not: forbid everything with boolean schema true: null is invalid",
        NULL,
    ),
    ("ref: root pointer ref: match", UNTYPED),
    ("ref: root pointer ref: recursive match", UNTYPED),
    ("ref: root pointer ref: mismatch", UNTYPED),
    ("ref: root pointer ref: recursive mismatch", UNTYPED),
    (
        "ref: naive replacement of $ref with its destination is not correct",
        "its enum looks like a reference, and the document has the schema at another place",
    ),
    (
        "optional/bignum",
        "integers are of 64 bits, unless the description has bounds beyond",
    ),
    (
        "optional/float-overflow",
        "integers are of 64 bits, unless the description has bounds beyond",
    ),
];

const NULL: &str = "no rule is about null, which the type decides";

const UNTYPED: &str = "a schema without `type` inside means an object";

/// A schema with its instances.
pub(super) struct Group {
    /// The file and the description.
    pub(super) name: String,
    /// The schema as it is written.
    pub(super) schema: String,
    /// The keywords in it.
    pub(super) keywords: BTreeSet<String>,
    pub(super) instances: Vec<Instance>,
}

/// An instance of a schema.
pub(super) struct Instance {
    pub(super) description: String,
    /// The value as it is written.
    pub(super) text: String,
    pub(super) valid: bool,
}

#[derive(Deserialize)]
struct RawGroup {
    description: String,
    schema: Box<RawValue>,
    tests: Vec<RawInstance>,
}

#[derive(Deserialize)]
struct RawInstance {
    description: String,
    data: Box<RawValue>,
    valid: bool,
}

/// Reads the groups that apply to a client.
pub(super) fn groups(path: &Path) -> Result<Vec<Group>, String> {
    let failed = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let text = std::fs::read_to_string(path).map_err(|error| failed(&error))?;
    let files: BTreeMap<String, String> =
        serde_json::from_str(&text).map_err(|error| failed(&error))?;
    let mut groups = Vec::new();
    for (file, text) in &files {
        // `dependencies` belongs to an older draft.
        if file == "optional/dependencies-compatibility" {
            continue;
        }
        let read: Vec<RawGroup> = serde_json::from_str(text).map_err(|error| failed(&error))?;
        // In 2020-12, `format` is an annotation and asserts nothing.
        let has_invalid = !file.contains("format");
        groups.extend(
            read.into_iter()
                .filter_map(|raw| group(file, has_invalid, raw)),
        );
    }
    Ok(groups)
}

fn group(file: &str, has_invalid: bool, raw: RawGroup) -> Option<Group> {
    let schema: Value = serde_json::from_str(raw.schema.get()).ok()?;
    if leads_elsewhere(&schema) {
        return None;
    }
    let meant = meant(&schema);
    let instances = raw.tests.into_iter().filter_map(|test| {
        let value: Value = serde_json::from_str(test.data.get()).ok()?;
        let applies = meant
            .as_ref()
            .is_none_or(|types| types.is_empty() || types.contains(type_of(&value)));
        let name = format!("{file}: {}: {}", raw.description, test.description);
        let is_left_out = LEFT_OUT
            .iter()
            .any(|(left_out, _)| name.starts_with(left_out));
        ((test.valid || has_invalid) && applies && !is_left_out).then(|| Instance {
            description: test.description,
            text: test.data.get().to_owned(),
            valid: test.valid,
        })
    });
    let mut keywords = BTreeSet::new();
    collect_keywords(&schema, &mut keywords);
    Some(Group {
        name: format!("{file}: {}", raw.description),
        instances: instances.collect(),
        schema: raw.schema.get().to_owned(),
        keywords,
    })
}

/// Whether a schema uses an identifier, or needs another document.
fn leads_elsewhere(schema: &Value) -> bool {
    const IDENTIFIERS: [&str; 5] = [
        "$id",
        "$anchor",
        "$dynamicRef",
        "$dynamicAnchor",
        "$vocabulary",
    ];
    match schema {
        Value::Object(object) => object.iter().any(|(key, value)| {
            let is_outside = key == "$ref" && value.as_str().is_some_and(|at| !at.starts_with('#'));
            IDENTIFIERS.contains(&key.as_str()) || is_outside || leads_elsewhere(value)
        }),
        Value::Array(items) => items.iter().any(leads_elsewhere),
        _ => false,
    }
}

/// Returns the types that the keywords of a schema without `type` apply to; `None` if the schema has a type.
fn meant(schema: &Value) -> Option<BTreeSet<&'static str>> {
    let mut types = BTreeSet::new();
    let Some(object) = schema.as_object() else {
        return Some(types);
    };
    for (keyword, value) in object {
        let inner: &[Value] = match keyword.as_str() {
            "type" | "const" | "enum" => return None,
            "properties"
            | "required"
            | "additionalProperties"
            | "patternProperties"
            | "minProperties"
            | "maxProperties"
            | "propertyNames"
            | "dependentRequired"
            | "dependentSchemas"
            | "unevaluatedProperties" => {
                types.insert("object");
                &[]
            }
            "items" | "prefixItems" | "minItems" | "maxItems" | "uniqueItems" | "contains"
            | "minContains" | "maxContains" | "unevaluatedItems" => {
                types.insert("array");
                &[]
            }
            "pattern" | "minLength" | "maxLength" | "format" | "contentEncoding"
            | "contentMediaType" | "contentSchema" => {
                types.insert("string");
                &[]
            }
            "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => {
                types.insert("number");
                &[]
            }
            "allOf" | "anyOf" | "oneOf" => value.as_array().map_or(&[], Vec::as_slice),
            "if" | "then" | "else" | "not" => std::slice::from_ref(value),
            _ => &[],
        };
        for schema in inner {
            types.extend(meant(schema)?);
        }
    }
    Some(types)
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Adds the keywords of a schema and of the schemas in it. The few names of properties that look like keywords are
/// added, too.
fn collect_keywords(schema: &Value, found: &mut BTreeSet<String>) {
    match schema {
        Value::Object(object) => {
            for (key, value) in object {
                found.insert(key.clone());
                if !matches!(key.as_str(), "const" | "enum" | "default" | "examples") {
                    collect_keywords(value, found);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect_keywords(item, found)),
        _ => {}
    }
}
