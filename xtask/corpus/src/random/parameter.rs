//! Makes parameters and headers: in every location, in every style, and with `content`.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::maker::{Maker, Version};
use super::words;

/// Only the names before this position are used for the properties of a parameter.
const SHORT: usize = 40;

impl Maker {
    /// Makes the parameters of an operation, those of its path first.
    pub(super) fn parameters(&mut self, path: &[String]) -> Vec<Value> {
        let mut all: Vec<Value> = path.iter().map(|name| self.path_parameter(name)).collect();
        let mut known = BTreeSet::new();
        for _ in 0..self.between(0, 6) {
            let place = self.one_of(&["query", "query", "query", "header", "cookie"]);
            let name = match place {
                "query" => self.one_of(&words::PROPERTIES),
                _ => self.one_of(&words::HEADERS),
            };
            let same = match place {
                "header" => name.to_lowercase(),
                _ => name.to_owned(),
            };
            if known.insert((place, same)) {
                all.push(self.parameter(place, name));
            }
        }
        // If the properties of a parameter are sent as pairs, none of them may have the name of another parameter.
        let names: Vec<Value> = all.iter().map(|one| one["name"].clone()).collect();
        all.retain(|one| {
            let mut properties = one["schema"]["properties"].as_object().into_iter();
            let is_another = |name: &String| names.contains(&json!(name)) && one["name"] != **name;
            one["style"] == "deepObject" || !properties.any(|all| all.keys().any(is_another))
        });
        all
    }

    pub(super) fn path_parameter(&mut self, name: &str) -> Value {
        let schema = self.flat();
        let mut parameter =
            json!({ "name": name, "in": "path", "required": true, "schema": schema });
        if self.percent(30) {
            parameter["style"] = json!(self.one_of(&["simple", "label", "matrix"]));
        }
        if self.percent(25) {
            parameter["explode"] = json!(self.percent(50));
        }
        parameter
    }

    pub(super) fn parameter(&mut self, place: &str, name: &str) -> Value {
        let mut parameter = json!({ "name": name, "in": place });
        if self.percent(30) {
            parameter["required"] = json!(true);
        }
        if self.percent(30) {
            parameter["description"] = json!(self.one_of(&words::PROSE));
        }
        if self.percent(5) {
            parameter["deprecated"] = json!(true);
        }
        if self.percent(10) {
            parameter["content"] = self.content_of_parameter();
            return parameter;
        }
        let mut schema = self.flat();
        self.style(place, &schema, &mut parameter);
        if parameter["style"] == "deepObject" && self.percent(30) {
            schema["properties"]["of_items"] = json!({ "type": "array", "items": self.scalar() });
        }
        parameter["schema"] = schema;
        parameter
    }

    fn content_of_parameter(&mut self) -> Value {
        let schema = self.schema(3);
        let media_type = self.one_of(&[
            "application/json",
            "application/json",
            "application/vnd.x+json",
            "text/plain",
        ]);
        match media_type {
            "text/plain" => json!({ media_type: { "schema": { "type": "string" } } }),
            _ => json!({ media_type: { "schema": schema } }),
        }
    }

    fn style(&mut self, place: &str, schema: &Value, parameter: &mut Value) {
        let stated = schema["type"].as_str();
        match (place, stated) {
            ("query", Some("array")) if self.percent(40) => {
                let style = self.one_of(&["form", "spaceDelimited", "pipeDelimited"]);
                parameter["style"] = json!(style);
                parameter["explode"] = json!(style == "form" && self.percent(40));
            }
            ("query", Some("object")) if self.percent(50) => {
                parameter["style"] = json!("deepObject");
                parameter["explode"] = json!(true);
            }
            ("cookie", _) if self.version == Version::V32 && self.percent(50) => {
                parameter["style"] = json!("cookie");
            }
            _ if self.percent(30) => parameter["explode"] = json!(self.percent(50)),
            _ => {}
        }
        if place == "query" && self.percent(5) {
            parameter["allowReserved"] = json!(true);
        }
        if place == "query" && self.version < Version::V32 && self.percent(3) {
            parameter["allowEmptyValue"] = json!(true);
        }
    }

    /// Makes a schema whose values fit into a parameter: a scalar, or a list or an object of scalars.
    pub(super) fn flat(&mut self) -> Value {
        match self.random.below(20) {
            0..11 => self.scalar(),
            11..15 => {
                let items = self.scalar();
                json!({ "type": "array", "items": items })
            }
            15..17 => {
                let count = self.between(1, 4);
                let names = self.some_of(&words::PROPERTIES[..SHORT], count);
                let properties: Map<String, Value> = names
                    .into_iter()
                    .map(|name| (name, self.scalar()))
                    .collect();
                let mut object = json!({ "type": "object", "properties": properties });
                if self.percent(20) {
                    object["additionalProperties"] = self.scalar();
                }
                object
            }
            17 if self.is_modern() && self.percent(50) => {
                let positions = [self.scalar(), self.scalar()];
                let items = self.one_of(&[json!(false), json!({ "type": "string" })]);
                json!({ "type": "array", "prefixItems": positions, "items": items, "minItems": 2 })
            }
            17 => json!({ "allOf": [{ "type": "string" }, { "maxLength": 5 }] }),
            18 => {
                let (value, list) = (self.scalar(), self.scalar());
                json!({ "oneOf": [value, { "type": "array", "items": list }] })
            }
            _ => self
                .within(Maker::reference)
                .unwrap_or_else(|| json!({ "type": "string" })),
        }
    }

    /// Makes the headers of a response.
    pub(super) fn headers(&mut self) -> Value {
        let count = self.between(1, 3);
        let mut headers = Map::new();
        for name in self.some_of(&words::RESPONSE_HEADERS, count) {
            // A cookie is a string, whatever its schema says.
            if name == "Set-Cookie" {
                headers.insert(name, json!({ "schema": { "type": "string" } }));
                continue;
            }
            let mut header = match self.percent(10) {
                true => json!({ "content": { "application/json": { "schema": self.schema(3) } } }),
                false => json!({ "schema": self.flat() }),
            };
            if self.percent(20) {
                header["required"] = json!(true);
            }
            if header.get("schema").is_some() && self.percent(30) {
                header["explode"] = json!(self.percent(60));
            }
            headers.insert(name, header);
        }
        Value::Object(headers)
    }
}
