//! Adds examples beside schemas, for which they are valid.

use serde_json::{Value, json};

use super::maker::Version;
use crate::sample::{self, Random, Samples};

/// The percentage of parameters, headers and media types that have examples.
const OFTEN: usize = 15;

/// Adds examples to a document.
pub(super) fn add(document: &mut Value, version: Version, random: &mut Random) {
    let mut places = Vec::new();
    find(document, "", &mut places);
    places.retain(|_| random.percent(OFTEN));
    let schemas = sample::of_json(document.clone());
    let Ok(registry) = sample::registry(&schemas) else {
        return;
    };
    let seed = u64::try_from(random.below(usize::MAX)).unwrap_or_default();
    let mut samples = Samples::new(&schemas, &registry, seed);
    for place in places {
        let schema = format!("{place}/schema");
        let Some(value) = samples.draw(&schema, &|value| !value.is_null()) else {
            continue;
        };
        let Some(owner) = document.pointer_mut(&place) else {
            continue;
        };
        match random.below(3) {
            0 => owner["example"] = value,
            1 if version == Version::V32 => {
                owner["examples"] = json!({ "one": { "dataValue": value } })
            }
            1 => owner["examples"] = json!({ "one": { "value": value, "summary": "One." } }),
            _ if version == Version::V30 && owner["schema"].get("$ref").is_none() => {
                owner["schema"]["example"] = value
            }
            _ if version > Version::V30 => owner["schema"]["examples"] = json!([value]),
            _ => {}
        }
    }
}

/// Finds the objects that have a schema: parameters, headers and media types.
fn find(value: &Value, pointer: &str, places: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            if fields.get("schema").is_some_and(Value::is_object) {
                places.push(pointer.to_owned());
            }
            for (name, value) in fields {
                let name = name.replace('~', "~0").replace('/', "~1");
                find(value, &format!("{pointer}/{name}"), places);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                find(item, &format!("{pointer}/{index}"), places);
            }
        }
        _ => {}
    }
}
