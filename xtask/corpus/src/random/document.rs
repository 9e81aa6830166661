//! Makes a whole description.

use serde_json::{Map, Value, json};

use super::example;
use super::maker::{Maker, Version, distinct};
use super::words;

const METHODS: [&str; 7] = ["get", "post", "put", "patch", "delete", "head", "options"];

/// Returns the description of a seed.
pub(super) fn of(seed: u64) -> Value {
    let mut maker = Maker::new(seed);
    maker.name_schemas();
    let (paths, mut shared) = maker.paths();
    let webhooks = maker.webhooks();
    shared.insert(
        "schemas".to_owned(),
        Value::Object(std::mem::take(&mut maker.schemas)),
    );
    shared.insert("securitySchemes".to_owned(), security_schemes());
    let version = match maker.version {
        Version::V30 => "3.0.3",
        Version::V31 => "3.1.1",
        Version::V32 => "3.2.0",
    };
    let mut document = json!({
        "openapi": version,
        "info": { "title": "Random", "version": "1" },
        "servers": maker.servers(),
        "paths": paths,
        "components": shared,
    });
    if maker.percent(15) {
        document["security"] = match maker.percent(30) {
            true => maker.credentials(),
            false => json!([{ maker.one_of(&["bearer", "key", "query", "cookie", "basic"]): [] }]),
        };
    }
    if let Some(webhooks) = webhooks {
        document["webhooks"] = webhooks;
    }
    example::add(&mut document, maker.version, &mut maker.random);
    document
}

fn security_schemes() -> Value {
    json!({
        "bearer": { "type": "http", "scheme": "bearer" },
        "basic": { "type": "http", "scheme": "basic" },
        "key": { "type": "apiKey", "in": "header", "name": "X-Key" },
        "query": { "type": "apiKey", "in": "query", "name": "api_key" },
        "cookie": { "type": "apiKey", "in": "cookie", "name": "secret" },
    })
}

impl Maker {
    /// Makes the schemas that have names.
    fn name_schemas(&mut self) {
        for name in self.names.clone() {
            let schema = match self.random.below(20) {
                0..11 => {
                    self.objects.push(name.clone());
                    self.object(0, None)
                }
                11..14 => self.union(0),
                14..16 => self.all_of(0),
                // A reference to a reference.
                16 => self
                    .reference()
                    .unwrap_or_else(|| json!({ "type": "string" })),
                _ => self.schema(0),
            };
            self.schemas.insert(name, schema);
        }
    }

    /// Makes all paths, and what several operations share.
    fn paths(&mut self) -> (Value, Map<String, Value>) {
        let (mut paths, mut shared) = (Map::new(), Map::new());
        for number in 0..self.between(3, 9) {
            let count = self.one_of(&[0, 1, 1, 2]);
            let names = distinct(self.some_of(&words::PATH, count));
            let mut path = format!(
                "/{}{number}",
                self.one_of(&["pets", "items", "a-b", "v1/x", "things", "a%20b"])
            );
            for name in &names {
                let form = self.one_of(&["/{}", "/of/{}", "/{}.json", "/{}:act"]);
                path += &form.replace("{}", &format!("{{{name}}}"));
            }
            let mut item = json!({});
            let count = self.one_of(&[1, 1, 2]);
            for method in self.some_of(&METHODS, count) {
                item[method.as_str()] = self.operation(number, &method, &names);
            }
            if self.version == Version::V32 && self.percent(20) {
                item["query"] = self.operation(number, "query", &names);
            }
            self.around_path(number, &names, &mut item);
            for operation in item.as_object_mut().into_iter().flat_map(Map::values_mut) {
                self.share(operation, &mut shared);
            }
            if self.is_modern() && self.percent(20) {
                let (mut moved, mut beside) = (Map::new(), Map::new());
                for (field, value) in item.as_object().cloned().into_iter().flatten() {
                    let fields = if self.percent(60) {
                        &mut moved
                    } else {
                        &mut beside
                    };
                    fields.insert(field, value);
                }
                item = Value::Object(moved);
                self.move_to("pathItems", "Path", &mut item, &mut shared);
                item.as_object_mut()
                    .into_iter()
                    .for_each(|fields| fields.append(&mut beside));
            }
            paths.insert(path, item);
        }
        (Value::Object(paths), shared)
    }

    /// Moves some parts of an operation to the components, and refers to them.
    fn share(&mut self, operation: &mut Value, shared: &mut Map<String, Value>) {
        if let Some(parameters) = operation
            .get_mut("parameters")
            .and_then(Value::as_array_mut)
        {
            for parameter in parameters {
                self.move_to("parameters", "Shared", parameter, shared);
            }
        }
        if let Some(body) = operation.get_mut("requestBody") {
            self.share_content(body, shared);
            self.move_to("requestBodies", "Body", body, shared);
        }
        let responses = operation
            .get_mut("responses")
            .and_then(Value::as_object_mut);
        for response in responses.into_iter().flat_map(Map::values_mut) {
            for header in response
                .get_mut("headers")
                .and_then(Value::as_object_mut)
                .into_iter()
                .flat_map(Map::values_mut)
            {
                self.move_to("headers", "Header", header, shared);
            }
            self.share_content(response, shared);
            self.move_to("responses", "Response", response, shared);
        }
    }

    /// Moves media types of a body to the components, which 3.2 has for them.
    fn share_content(&mut self, body: &mut Value, shared: &mut Map<String, Value>) {
        let content = body.get_mut("content").and_then(Value::as_object_mut);
        for described in content.into_iter().flat_map(Map::values_mut) {
            if self.version == Version::V32 {
                self.move_to("mediaTypes", "Media", described, shared);
            }
        }
    }

    fn move_to(
        &mut self,
        kind: &str,
        stem: &str,
        value: &mut Value,
        shared: &mut Map<String, Value>,
    ) {
        if !self.percent(15) {
            return;
        }
        let section = shared.entry(kind).or_insert_with(|| json!({}));
        let Some(section) = section.as_object_mut() else {
            return;
        };
        let name = format!("{stem}{}", section.len());
        let reference = json!({ "$ref": format!("#/components/{kind}/{name}") });
        section.insert(name, std::mem::replace(value, reference));
    }
}
