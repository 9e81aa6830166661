//! Makes what is around operations: parameters of their paths, other methods, servers, security, links, callbacks and
//! webhooks.

use serde_json::{Map, Value, json};

use super::maker::{Maker, Version};

/// Methods that no path item has a field for.
const ADDITIONAL: [&str; 4] = ["COPY", "LINK", "M-SEARCH", "purge"];

impl Maker {
    /// Adds the fields of an operation that do not concern its own parameters, bodies and responses.
    pub(super) fn around(&mut self, number: usize, path: &[String], operation: &mut Value) {
        if self.percent(8) {
            let called = self.called(number, path);
            operation["callbacks"] =
                json!({ "onEvent": { "{$request.body#/callback/url}": { "post": called } } });
        }
        if self.percent(8) {
            self.link(operation);
        }
        if self.percent(8) {
            let name = self.unique("renamed");
            operation["x-rust-name"] = json!(name);
        }
        if self.version == Version::V32 && self.percent(12) {
            self.query_string(operation);
        }
    }

    /// Adds a link to a response, which leads to the operation itself.
    fn link(&mut self, operation: &mut Value) {
        let Some(id) = operation.get("operationId").cloned() else {
            return;
        };
        let responses = operation["responses"].as_object_mut();
        for response in responses.into_iter().flat_map(Map::values_mut) {
            response["links"] = json!({ "again": {
                "operationId": id, "parameters": { "id": "$response.body#/id" },
            } });
        }
    }

    /// Makes an operation that a server calls.
    fn called(&mut self, number: usize, path: &[String]) -> Value {
        let mut called = self.operation(number, "post", path);
        if let Some(fields) = called.as_object_mut() {
            fields.remove("operationId");
            fields.remove("x-paging");
            // The parameters of the path belong to the path of the caller.
            fields.remove("parameters");
        }
        called
    }

    /// Replaces the query parameters by one for the whole query.
    fn query_string(&mut self, operation: &mut Value) {
        if operation.get("x-paging").is_some() {
            return;
        }
        let contents = [
            json!({ "application/x-www-form-urlencoded": self.form() }),
            json!({ "application/json": { "schema": self.schema(2) } }),
            json!({ "text/plain": { "schema": { "type": "string" } } }),
        ];
        let mut parameters = operation["parameters"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        parameters.retain(|parameter| parameter["in"] != "query");
        let content = self.one_of(&contents);
        if content.get("application/x-www-form-urlencoded").is_none() {
            // A key could not be distinguished from a query that has no pairs.
            operation["security"] = json!([]);
        }
        parameters.push(json!({ "name": "whole", "in": "querystring", "content": content }));
        operation["parameters"] = Value::Array(parameters);
    }

    /// Adds to a path item what its operations share, and operations of other methods.
    pub(super) fn around_path(&mut self, number: usize, path: &[String], item: &mut Value) {
        if self.percent(15) {
            // The parameters of the path are in the path item, and some of them are in its operations, too.
            let mut shared: Vec<Value> =
                path.iter().map(|name| self.path_parameter(name)).collect();
            for method in item.as_object_mut().into_iter().flat_map(Map::values_mut) {
                let own = method.get_mut("parameters").and_then(Value::as_array_mut);
                if let Some(own) = own {
                    own.retain(|one| one["in"] != "path" || self.random.percent(50));
                }
            }
            let (place, name) = self.one_of(&[("query", "id"), ("header", "X-Id"), ("query", "x")]);
            let mut other = self.parameter(place, name);
            if let Some(fields) = other.as_object_mut() {
                fields.remove("required");
            }
            let takes_all = |operation: &Value| {
                operation["parameters"]
                    .as_array()
                    .is_some_and(|all| all.iter().any(|one| one["in"] == "querystring"))
            };
            let has_query_string = item
                .as_object()
                .is_some_and(|methods| methods.values().any(takes_all));
            if !has_query_string {
                // An operation has another parameter of the same name, which counts instead of this one.
                if self.percent(50)
                    && let Some(method) =
                        item.as_object_mut().and_then(|all| all.values_mut().next())
                    && let Some(own) = method.get_mut("parameters").and_then(Value::as_array_mut)
                {
                    own.retain(|one| one["in"] != place || one["name"] != name);
                    own.push(self.parameter(place, name));
                }
                shared.push(other);
            }
            item["parameters"] = json!(shared);
        }
        if self.percent(8) {
            item["summary"] = json!("Of all methods.");
            item["servers"] = json!([{ "url": "https://path.example/{stage}", "variables": {
                "stage": { "default": "prod", "enum": ["prod", "test"], "description": "Which one." },
            } }]);
        }
        if self.version == Version::V32 && self.percent(15) {
            let method = self.one_of(&ADDITIONAL);
            let operation = self.operation(number, "post", path);
            item["additionalOperations"] = json!({ method: operation });
        }
    }

    /// Makes webhooks.
    pub(super) fn webhooks(&mut self) -> Option<Value> {
        if !self.is_modern() || !self.percent(15) {
            return None;
        }
        let called = self.called(0, &[]);
        Some(json!({ "newThing": { "post": called } }))
    }

    /// Makes the servers of a description.
    pub(super) fn servers(&mut self) -> Value {
        let plain = json!({ "url": self.one_of(&["https://random.example", "https://random.example/base/"]) });
        let region = self.one_of(&["region", "self", "builder", "core", "server_url"]);
        let variables = json!({
            "url": format!("https://{{{region}}}.random.example:{{port}}/{{base-path}}"),
            "description": "By region.",
            "variables": {
                region: { "default": "eu", "enum": ["eu", "us-1", "self"] },
                "port": { "default": "8443" },
                "base-path": { "default": "v2", "description": "The version." },
            },
        });
        let relative = json!({ "url": "/relative" });
        match self.random.below(8) {
            0 => json!([variables]),
            1 => json!([plain, variables, relative]),
            2 => json!([plain, { "url": "https://staging.example", "description": "Staging" }]),
            _ => json!([plain]),
        }
    }

    /// Makes security requirements: one of several schemes, all of several schemes, or none.
    pub(super) fn credentials(&mut self) -> Value {
        let needed = [
            json!([]),
            json!([{}, { "key": [] }]),
            json!([{ "bearer": [] }, { "key": [] }]),
            json!([{ "bearer": [], "key": [] }]),
            json!([{ "basic": [], "query": [] }, { "cookie": [], "key": [] }, {}]),
            json!([{ "key": [], "query": [], "cookie": [] }]),
        ];
        self.one_of(&needed)
    }

    /// Returns a name that nothing else has.
    pub(super) fn unique(&mut self, stem: &str) -> String {
        self.extra += 1;
        format!("{stem}_{}", self.extra)
    }
}
