//! The description, read for what it says of each operation.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use serde_core::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::table::Failure;

/// What the description says of an operation.
pub struct Described {
    pub id: String,
    pub method: String,
    pub path: String,
    /// What the description says about it.
    pub text: String,
    /// The arguments of its examples.
    pub given: Given,
    pub successes: Vec<Success>,
}

/// A success, of one media type.
pub struct Success {
    pub status: u16,
    /// None where there is no body.
    pub media_type: Option<String>,
    pub example: Option<Value>,
}

/// The arguments of a call.
#[derive(Clone, Default)]
pub struct Given {
    /// Of the path and the query, by their names in Rust.
    pub parameters: BTreeMap<String, String>,
    pub body: Option<Value>,
}

impl Given {
    pub fn get(&self, name: &str) -> &str {
        let value = self.parameters.get(name);
        value.unwrap_or_else(|| panic!("no example of {name}"))
    }

    /// Decodes the body.
    pub fn body<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        let body = self.body.clone().expect("an example of the body");
        serde_json::from_value(body).map_err(|error| Failure {
            text: error.to_string(),
            ..Failure::default()
        })
    }
}

/// Every operation by its `operationId`.
pub static OPERATIONS: LazyLock<BTreeMap<String, Described>> = LazyLock::new(|| {
    let files = Files::read();
    let mut operations = BTreeMap::new();
    for (path, item) in object(&files.0["dcs.yaml"]["paths"]) {
        let (file, item) = files.resolve("dcs.yaml", item);
        for (method, operation) in object(item) {
            if method != "parameters" {
                let operation = files.operation(file, path, method, item, operation);
                operations.insert(operation.id.clone(), operation);
            }
        }
    }
    operations
});

/// The files by their names; no two folders have one of the same name.
struct Files(BTreeMap<String, Value>);

impl Files {
    fn read() -> Files {
        let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
        let topics = std::fs::read_dir(spec.join("dcs")).expect("the topics");
        let topics = topics.map(|entry| entry.expect("a topic").path());
        let read = topics.chain([spec.join("dcs.yaml")]).map(|path| {
            let text = std::fs::read_to_string(&path).expect("a readable file");
            let value = serde_yaml::from_str(&text).expect("valid YAML");
            let name = path.file_name().expect("a name").to_string_lossy();
            (name.into_owned(), value)
        });
        Files(read.collect())
    }

    /// Follows a reference.
    fn resolve<'a>(&'a self, file: &'a str, value: &'a Value) -> (&'a str, &'a Value) {
        let Some(reference) = value.get("$ref").and_then(Value::as_str) else {
            return (file, value);
        };
        let (target, pointer) = reference.split_once('#').expect("a pointer");
        let target = target.rsplit('/').next().unwrap_or_default();
        let file = if target.is_empty() { file } else { target };
        let value = self.0[file].pointer(pointer);
        self.resolve(file, value.unwrap_or_else(|| panic!("{reference}")))
    }

    fn operation(
        &self,
        file: &str,
        path: &str,
        method: &str,
        item: &Value,
        operation: &Value,
    ) -> Described {
        let mut given = Given::default();
        for list in [item.get("parameters"), operation.get("parameters")] {
            for parameter in list.and_then(Value::as_array).into_iter().flatten() {
                let (_, parameter) = self.resolve(file, parameter);
                let name = parameter
                    .get("x-rust-name")
                    .unwrap_or(&parameter["name"])
                    .as_str();
                let value = example(parameter).map(|value| match value {
                    Value::String(text) => text,
                    other => other.to_string(),
                });
                given.parameters.extend(name.map(str::to_owned).zip(value));
            }
        }
        if let Some(body) = operation.get("requestBody") {
            let (_, body) = self.resolve(file, body);
            given.body = example(&body["content"]["application/json"]);
        }
        let mut successes = Vec::new();
        for (status, response) in object(&operation["responses"]) {
            let status: u16 = status.parse().expect("a status");
            if status >= 300 {
                continue;
            }
            let (_, response) = self.resolve(file, response);
            let content = response.get("content").map(object);
            if content.is_none() {
                successes.push(Success {
                    status,
                    media_type: None,
                    example: None,
                });
            }
            let content = content.into_iter().flatten();
            successes.extend(content.map(|(media_type, content)| Success {
                status,
                media_type: Some(media_type.clone()),
                example: example(content),
            }));
        }
        let id = operation["operationId"].as_str().expect("an operationId");
        Described {
            id: id.to_owned(),
            text: operation["description"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
            method: method.to_uppercase(),
            path: path.to_owned(),
            given,
            successes,
        }
    }
}

fn object(value: &Value) -> &Map<String, Value> {
    value.as_object().unwrap_or_else(|| panic!("{value}"))
}

/// The example of a parameter or a body, or the first of several.
fn example(value: &Value) -> Option<Value> {
    let several = value.get("examples").and_then(Value::as_object);
    let first = several.and_then(|examples| examples.values().next()?.get("value"));
    value.get("example").or(first).cloned()
}
