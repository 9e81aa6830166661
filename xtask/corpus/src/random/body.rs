//! Makes bodies of requests and responses, in all media types.

use serde_json::{Map, Value, json};

use super::maker::{Maker, Version};
use super::words;

const JSON: [&str; 8] = [
    "application/json",
    "application/json",
    "application/json",
    "application/problem+json",
    "application/vnd.x.v1+json",
    "application/json; charset=utf-8",
    "application/json; profile=\"x y\"; v=1",
    "application/vnd.x+json;version=2",
];

const BYTES: [&str; 5] = [
    "application/octet-stream",
    "application/pdf",
    "image/png",
    "*/*",
    "image/*",
];

const STREAMS: [&str; 4] = [
    "text/event-stream",
    "application/x-ndjson",
    "application/json-seq",
    "application/jsonl",
];

/// The number of names that are used for properties of forms.
const FIELDS: usize = 40;

impl Maker {
    /// Makes the media types of a request.
    pub(super) fn request_content(&mut self) -> Value {
        self.content(|maker| match maker.random.below(100) {
            0..52 => maker.json_content(),
            52..60 => maker.text_content(),
            60..67 => maker.bytes_content(),
            67..71 => ("application/xml", json!({ "schema": maker.xml() })),
            71..82 => ("application/x-www-form-urlencoded", maker.form()),
            82..93 => ("multipart/form-data", maker.multipart()),
            93..95 => maker.parts(),
            _ => (maker.one_of(&STREAMS[1..]), maker.lines()),
        })
    }

    /// Makes the media types of a response.
    pub(super) fn response_content(&mut self) -> Value {
        self.content(|maker| match maker.random.below(100) {
            0..62 => maker.json_content(),
            62..72 => maker.text_content(),
            72..82 => maker.bytes_content(),
            82..86 => ("application/xml", json!({ "schema": maker.xml() })),
            86..89 => maker.parts(),
            _ => (maker.one_of(&STREAMS), maker.lines()),
        })
    }

    /// Makes one media type or several, drawn one by one.
    fn content(&mut self, draw: impl Fn(&mut Self) -> (&'static str, Value)) -> Value {
        let mut content = Map::new();
        for _ in 0..self.one_of(&[1, 1, 1, 1, 2, 3]) {
            let (media_type, described) = draw(self);
            content.insert(media_type.to_owned(), described);
        }
        Value::Object(content)
    }

    fn json_content(&mut self) -> (&'static str, Value) {
        (self.one_of(&JSON), json!({ "schema": self.schema(1) }))
    }

    fn text_content(&mut self) -> (&'static str, Value) {
        let schemas = [
            json!({ "type": "string" }),
            json!({ "type": "integer" }),
            json!({ "type": "boolean" }),
            json!({ "type": "string", "format": "date-time" }),
        ];
        let media_type = self.one_of(&[
            "text/plain",
            "text/plain",
            "text/csv",
            "text/html; charset=utf-8",
        ]);
        let schema = match media_type {
            "text/plain" => self.one_of(&schemas),
            _ => json!({ "type": "string" }),
        };
        (media_type, json!({ "schema": schema }))
    }

    fn bytes_content(&mut self) -> (&'static str, Value) {
        let described = match self.is_modern() {
            true => json!({}),
            false => json!({ "schema": self.binary() }),
        };
        (self.one_of(&BYTES), described)
    }

    /// Returns the schema of binary data.
    pub(super) fn binary(&mut self) -> Value {
        match self.is_modern() && self.percent(50) {
            true => json!({ "type": "string", "contentMediaType": "image/png" }),
            false => json!({ "type": "string", "format": "binary" }),
        }
    }

    /// Makes a body in which each line, or each event, is a value.
    fn lines(&mut self) -> Value {
        let schema = self.schema(2);
        if self.version == Version::V32 && self.percent(70) {
            return json!({ "itemSchema": schema });
        }
        match self.percent(20) {
            true => json!({ "schema": { "type": "string" } }),
            false => json!({ "schema": schema }),
        }
    }

    fn xml(&mut self) -> Value {
        json!({
            "type": "object",
            "xml": { "name": "thing" },
            "properties": {
                "id": { "type": "integer", "xml": { "attribute": true } },
                "names": { "type": "array", "items": { "type": "string" }, "xml": { "wrapped": true } },
                "other": self.scalar(),
            },
        })
    }

    pub(super) fn form(&mut self) -> Value {
        let (names, properties) = self.fields(Maker::flat);
        let mut described =
            json!({ "schema": with_first_required(&names, properties, self.percent(50)) });
        if self.percent(30) {
            let name = self.one_of(&names);
            let encodings = [
                json!({ "style": "form", "explode": false }),
                json!({ "style": "form", "explode": true }),
                json!({ "style": "spaceDelimited" }),
                json!({ "style": "pipeDelimited", "explode": false }),
                json!({ "contentType": "text/plain" }),
                json!({ "style": "deepObject", "explode": true }),
                json!({ "contentType": "application/json" }),
                json!({ "allowReserved": true }),
            ];
            let schema = &described["schema"]["properties"][&name]["type"];
            let (is_list, is_object) = (schema == "array", schema == "object");
            let mut encoding = self.one_of(&encodings);
            let is_fit = match encoding["style"].as_str() {
                Some("deepObject") => is_object,
                Some("spaceDelimited" | "pipeDelimited") => is_list,
                _ => encoding["contentType"] != "text/plain" || schema == "string",
            };
            if !is_fit {
                encoding = json!({ "explode": is_list });
            }
            described["encoding"] = json!({ name: encoding });
        }
        described
    }

    fn multipart(&mut self) -> Value {
        let (names, properties) = self.fields(|maker| match maker.random.below(5) {
            0 => maker.binary(),
            1 => json!({ "type": "array", "items": maker.binary() }),
            2 => maker.scalar(),
            3 => maker
                .within(Maker::reference)
                .unwrap_or_else(|| json!({ "type": "string" })),
            _ => maker.flat(),
        });
        let mut described =
            json!({ "schema": with_first_required(&names, properties, self.percent(50)) });
        if self.percent(35) {
            let name = self.one_of(&names);
            let encodings = [
                json!({ "contentType": "application/json" }),
                json!({ "contentType": "image/png, image/jpeg" }),
                json!({ "contentType": "text/plain; charset=utf-8" }),
                json!({ "headers": { "X-Part": { "schema": { "type": "string" } } } }),
            ];
            let stated = &described["schema"]["properties"][&name]["type"];
            let is_text = stated == "string";
            let mut encoding = self.one_of(&encodings);
            if !is_text && encoding["contentType"] != "application/json" {
                encoding = encodings[3].clone();
            }
            described["encoding"] = json!({ name: encoding });
        }
        described
    }

    /// Makes the properties of a form, and their names in order.
    fn fields(
        &mut self,
        mut make: impl FnMut(&mut Maker) -> Value,
    ) -> (Vec<String>, Map<String, Value>) {
        let count = self.between(1, 5);
        let names = self.some_of(&words::PROPERTIES[..FIELDS], count);
        let properties = names
            .iter()
            .map(|name| (name.clone(), make(self)))
            .collect();
        (names, properties)
    }
}

fn with_first_required(
    names: &[String],
    properties: Map<String, Value>,
    is_required: bool,
) -> Value {
    let mut schema = json!({ "type": "object", "properties": properties });
    if is_required {
        schema["required"] = json!(names[..1]);
    }
    schema
}
