//! Makes operations: their responses, servers, security and paging.

use serde_json::{Map, Value, json};

use super::maker::Maker;
use super::words;

const STATUSES: [&str; 18] = [
    "200", "201", "202", "204", "206", "2XX", "301", "304", "400", "401", "404", "409", "422",
    "4XX", "500", "503", "5XX", "default",
];

const DESCRIPTIONS: [&str; 4] = ["OK.", "Fine", "", "Wrong:\n- a\n- b"];

impl Maker {
    /// Makes the operation with this number, with the parameters of its path.
    pub(super) fn operation(&mut self, number: usize, method: &str, path: &[String]) -> Value {
        let mut operation = json!({ "responses": self.responses() });
        let parameters = self.parameters(path);
        if !parameters.is_empty() {
            operation["parameters"] = Value::Array(parameters);
        }
        let body = match method {
            "post" | "put" | "patch" | "query" => 85,
            "delete" => 10,
            _ => 0,
        };
        if self.percent(body) {
            let mut body = json!({ "content": self.request_content() });
            if self.percent(70) {
                body["required"] = json!(true);
            }
            operation["requestBody"] = body;
        }
        if self.percent(60) {
            let verb = self.one_of(&[
                "get", "list", "create", "update", "new", "request", "builder", "pets",
            ]);
            let noun = self.one_of(&["", "Pet", "_item", "-x", "Self"]);
            operation["operationId"] = json!(format!("{verb}{noun}{number}{method}"));
        }
        self.say(&mut operation);
        if method == "get" && self.percent(12) {
            self.page(&mut operation);
        }
        self.around(number, path, &mut operation);
        operation
    }

    /// Adds the fields of an operation apart from its parameters, bodies and responses.
    fn say(&mut self, operation: &mut Value) {
        if self.percent(40) {
            operation["tags"] =
                json!([self.one_of(&["pets", "Pets", "client", "models", "a b", "store"])]);
        }
        if self.percent(30) {
            operation["summary"] = json!(self.one_of(&words::PROSE));
        }
        if self.percent(5) {
            operation["deprecated"] = json!(true);
        }
        if self.percent(6) {
            let servers = [
                json!([{ "url": "https://other.example/v2" }]),
                json!([{ "url": "https://a.example" }, { "url": "https://b.example/{v}", "variables": { "v": { "default": "v1" } } }]),
            ];
            operation["servers"] = self.one_of(&servers);
        }
        if self.percent(8) {
            operation["security"] = self.credentials();
        }
    }

    fn responses(&mut self) -> Value {
        let count = self.between(1, 6);
        let mut responses = Map::new();
        let mut statuses = self.some_of(&STATUSES, count);
        if self.percent(10) {
            statuses = ["200", "2XX", "404", "4XX", "default"]
                .map(str::to_owned)
                .to_vec();
        }
        for status in statuses {
            let mut response = json!({ "description": self.one_of(&DESCRIPTIONS) });
            if !matches!(status.as_str(), "204" | "304") && self.percent(80) {
                response["content"] = self.response_content();
            }
            if self.percent(25) {
                response["headers"] = self.headers();
            }
            responses.insert(status, response);
        }
        Value::Object(responses)
    }

    /// Changes an operation to one that lists items page by page.
    fn page(&mut self, operation: &mut Value) {
        let item = self.within(|maker| maker.object(3, None));
        let (parameters, paging, properties) = match self.random.below(3) {
            0 => (
                json!([{ "name": "at", "in": "query", "schema": { "type": "integer" } },
                       { "name": "most", "in": "query", "schema": { "type": "integer" } }]),
                json!({ "offset": "at", "limit": "most", "items": "found", "total": "all" }),
                json!({ "found": { "type": "array", "items": item }, "all": { "type": "integer" } }),
            ),
            1 => (
                json!([{ "name": "after", "in": "query", "schema": { "type": "string" } }]),
                json!({ "cursor": "after", "next": "next", "items": "found" }),
                json!({ "found": { "type": "array", "items": item }, "next": { "type": "string" } }),
            ),
            _ => (
                json!([{ "name": "page", "in": "query", "schema": { "type": "integer" } }]),
                json!({ "page": "page", "items": "found" }),
                json!({ "found": { "type": "array", "items": item } }),
            ),
        };
        let mut all = operation["parameters"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        all.retain(|parameter| parameter["in"] == "path");
        all.extend(parameters.as_array().into_iter().flatten().cloned());
        operation["parameters"] = Value::Array(all);
        operation["responses"]["200"] = json!({
            "description": "A page.",
            "content": { "application/json": { "schema": {
                "type": "object", "required": ["found"], "properties": properties,
            } } },
        });
        // Every success must be a page.
        if let Some(responses) = operation["responses"].as_object_mut() {
            responses.retain(|status, _| status == "200" || !status.starts_with('2'));
        }
        operation["x-paging"] = paging;
    }
}
