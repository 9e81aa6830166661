//! The state with which all parts of a description are made.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::words;
use crate::sample::Random;

/// The version of OpenAPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Version {
    V30,
    V31,
    V32,
}

/// Makes a description.
pub(super) struct Maker {
    pub(super) random: Random,
    pub(super) version: Version,
    /// The named schemas made so far.
    pub(super) schemas: Map<String, Value>,
    /// Those of them that are objects.
    pub(super) objects: Vec<String>,
    /// The names of all schemas that are made.
    pub(super) names: Vec<String>,
    /// The number of properties and items around the current schema: within these a schema may refer to itself.
    inside: usize,
    /// The number of names that were made in addition to `names`.
    pub(super) extra: usize,
}

impl Maker {
    pub(super) fn new(seed: u64) -> Maker {
        let mut random = Random::new(seed);
        let version = match random.below(10) {
            0..4 => Version::V30,
            4..8 => Version::V31,
            _ => Version::V32,
        };
        let mut maker = Maker {
            random,
            version,
            schemas: Map::new(),
            objects: Vec::new(),
            names: Vec::new(),
            inside: 0,
            extra: 0,
        };
        let count = maker.between(3, 10);
        maker.names = maker.some_of(&words::SCHEMAS, count);
        maker
    }

    pub(super) fn percent(&mut self, often: usize) -> bool {
        self.random.percent(often)
    }

    /// Draws a number between two others, both included.
    pub(super) fn between(&mut self, least: usize, most: usize) -> usize {
        least + self.random.below(most + 1 - least)
    }

    /// Draws one element of a list that is not empty.
    pub(super) fn one_of<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.random.below(list.len())].clone()
    }

    /// Draws different elements of a list: `count` of them, or as many as there are.
    pub(super) fn some_of(&mut self, list: &[&str], count: usize) -> Vec<String> {
        let mut left = list.to_vec();
        let count = count.min(left.len());
        let mut picked = |_| left.swap_remove(self.random.below(left.len())).to_owned();
        (0..count).map(&mut picked).collect()
    }

    /// Whether schemas are those of JSON Schema 2020-12.
    pub(super) fn is_modern(&self) -> bool {
        self.version > Version::V30
    }

    /// Makes a schema within a property or an item.
    pub(super) fn within<T>(&mut self, make: impl FnOnce(&mut Maker) -> T) -> T {
        self.inside += 1;
        let made = make(self);
        self.inside -= 1;
        made
    }

    /// Returns a reference to a named schema. Outside of properties and items it leads only to a schema that is already
    /// made, so that no schema consists of itself.
    pub(super) fn reference(&mut self) -> Option<Value> {
        let made: Vec<String> = self.schemas.keys().cloned().collect();
        let names = if self.inside > 0 && !self.names.is_empty() {
            self.names.clone()
        } else {
            made
        };
        self.random.pick(&names).map(|name| to(name))
    }

    /// Adds a schema under a new name, which is returned.
    pub(super) fn named(&mut self, stem: &str, schema: Value) -> String {
        self.extra += 1;
        let name = format!("{stem}{}", self.extra);
        self.schemas.insert(name.clone(), schema);
        name
    }

    /// Returns the same schema, but with null as a value, too.
    pub(super) fn or_null(&mut self, mut schema: Value) -> Value {
        let is_reference = schema.get("$ref").is_some();
        let Some(fields) = schema.as_object_mut() else {
            return schema;
        };
        if self.is_modern() {
            if is_reference {
                let keyword = self.one_of(&["anyOf", "oneOf"]);
                return json!({ keyword: [schema, { "type": "null" }] });
            }
            let Some(stated) = fields.get("type").filter(|stated| stated.is_string()) else {
                return schema;
            };
            let mut types = vec![stated.clone(), json!("null")];
            if self.random.percent(30) {
                types.reverse();
            }
            fields.insert("type".to_owned(), Value::Array(types));
        } else if is_reference {
            return json!({ "nullable": true, "allOf": [schema] });
        } else if fields.contains_key("type") {
            fields.insert("nullable".to_owned(), json!(true));
        }
        if let Some(values) = fields.get_mut("enum").and_then(Value::as_array_mut) {
            values.push(Value::Null);
        }
        schema
    }
}

/// Returns a reference to the schema of a name.
pub(super) fn to(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// Whether a schema refers to another one at any depth.
pub(super) fn refers(schema: &Value) -> bool {
    match schema {
        Value::Object(fields) => fields.contains_key("$ref") || fields.values().any(refers),
        Value::Array(items) => items.iter().any(refers),
        _ => false,
    }
}

/// Returns names without those that differ only in case.
pub(super) fn distinct(names: Vec<String>) -> Vec<String> {
    let mut known = BTreeSet::new();
    let is_new = |name: &String| known.insert(name.to_lowercase());
    names.into_iter().filter(is_new).collect()
}
