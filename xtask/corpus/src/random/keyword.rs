//! Makes schemas with keywords that few descriptions have: conditions, schemas in a schema, references with keywords
//! beside them, defaults of each type.

use serde_json::{Value, json};

use super::maker::{Maker, to};
use super::words;

impl Maker {
    /// Makes a schema with keywords that are seldom used, at this depth in other schemas.
    pub(super) fn seldom(&mut self, depth: usize) -> Value {
        if !self.is_modern() {
            return match self.random.below(9) {
                5.. => self.combined(depth),
                0 => json!({ "type": "object", "not": { "required": ["not"] } }),
                1 => self.nullable_beside(depth),
                2 => json!({ "allOf": [self.scalar()], "description": "One of one." }),
                _ => self.defaulted(),
            };
        }
        match self.random.below(24) {
            14..19 => self.combined(depth),
            19..22 => self.identified(depth),
            0 => Value::Bool(true),
            1 => self.conditional(depth),
            2 => self.dependent(depth),
            3 => self.unevaluated(depth),
            4 => json!({
                "type": "string", "contentMediaType": "application/json",
                "contentSchema": self.within(|maker| maker.schema(depth + 1)),
            }),
            5 | 6 => self.beside_reference(),
            7 => self.defined(depth),
            8 => self.dynamic(),
            9 => json!({
                "type": "array", "items": { "type": "integer" },
                "contains": { "minimum": 3 }, "minContains": self.between(0, 1), "maxContains": 4,
            }),
            10 => json!({ "type": "string", "not": { "enum": ["not", "this"] } }),
            _ => self.defaulted(),
        }
    }

    /// Makes, for 3.0, `nullable` beside an enum, which may lack null, a union or `allOf`.
    fn nullable_beside(&mut self, depth: usize) -> Value {
        match self.random.below(4) {
            0 => json!({ "type": "string", "enum": ["a", "b"], "nullable": true }),
            1 => json!({ "type": "string", "enum": ["a", null], "nullable": true }),
            2 => {
                let keyword = self.one_of(&["oneOf", "anyOf"]);
                let (first, other) = (self.schema(depth + 1), self.scalar());
                json!({ keyword: [first, other], "nullable": true })
            }
            _ => {
                let object = self.object(depth + 1, None);
                json!({ "type": "object", "allOf": [object], "nullable": true })
            }
        }
    }

    /// Makes an object with a condition.
    fn conditional(&mut self, depth: usize) -> Value {
        let mut object = self.object(depth + 1, None);
        object["if"] = json!({
            "properties": { "condition": { "const": "yes" } }, "required": ["condition"],
        });
        object["then"] = json!({ "required": ["reason"] });
        if self.percent(50) {
            object["else"] = json!({ "maxProperties": 30 });
        }
        if object.get("additionalProperties") != Some(&json!(false)) {
            object["properties"]["condition"] = json!({ "type": "string" });
            object["properties"]["reason"] = json!({ "type": "string" });
        }
        object
    }

    fn dependent(&mut self, depth: usize) -> Value {
        let mut object = self.object(depth + 1, None);
        object["dependentSchemas"] = json!({ "a": { "required": ["b"] } });
        object
    }

    /// Makes an object that is closed by the schema around it.
    fn unevaluated(&mut self, depth: usize) -> Value {
        let mut part = self.object(depth + 1, None);
        if let Some(fields) = part.as_object_mut() {
            fields.remove("additionalProperties");
        }
        json!({
            "type": "object", "allOf": [part], "properties": { "own": self.scalar() },
            "unevaluatedProperties": self.one_of(&[json!(false), json!({ "type": "string" })]),
        })
    }

    /// Makes a reference with other keywords beside it.
    fn beside_reference(&mut self) -> Value {
        let objects = self.objects.clone();
        let Some(name) = self.random.pick(&objects).cloned() else {
            return json!({ "type": "boolean" });
        };
        let mut schema = to(&name);
        match self.random.below(5) {
            0 => schema["description"] = json!(self.one_of(&words::PROSE)),
            1 => schema["minProperties"] = json!(1),
            2 => schema["properties"] = json!({ "beside": self.scalar() }),
            3 => schema["required"] = json!([self.one_of(&words::PROPERTIES)]),
            _ => {
                schema["readOnly"] = json!(true);
                schema["title"] = json!("Beside");
            }
        }
        schema
    }

    /// Makes a schema with another one in it that only a JSON pointer can refer to.
    fn defined(&mut self, depth: usize) -> Value {
        let inner = self.object(depth + 1, None);
        let name = self.named("Holder", json!(null));
        let reference = format!("#/components/schemas/{name}/$defs/in~1ner");
        let holder = json!({
            "$defs": { "in/ner": inner },
            "type": "object",
            "properties": { "one": { "$ref": reference } },
        });
        self.schemas.insert(name.clone(), holder);
        match self.percent(50) {
            true => to(&name),
            false => json!({ "$ref": reference }),
        }
    }

    /// Makes a tree whose nodes are found by a dynamic anchor.
    fn dynamic(&mut self) -> Value {
        let name = self.named("Tree", json!(null));
        let anchor = format!("node{name}");
        let tree = json!({
            "$dynamicAnchor": anchor,
            "type": "object",
            "properties": {
                "data": self.scalar(),
                "children": { "type": "array", "items": { "$dynamicRef": format!("#{anchor}") } },
            },
        });
        self.schemas.insert(name.clone(), tree);
        to(&name)
    }

    /// Makes a schema with a default, of any type.
    fn defaulted(&mut self) -> Value {
        let null = match self.is_modern() {
            true => json!({ "type": ["string", "null"], "default": null }),
            false => json!({ "type": "string", "nullable": true, "default": null }),
        };
        let defaulted = [
            json!({ "type": "integer", "default": self.one_of(&[-1, 0, 7]) }),
            json!({ "type": "integer", "format": "int64", "default": 9_223_372_036_854_775_807_i64 }),
            json!({ "type": "number", "default": self.one_of(&[json!(0.5), json!(3), json!(-1e10)]) }),
            json!({ "type": "boolean", "default": self.percent(50) }),
            json!({ "type": "string", "format": "date", "default": "2024-02-29" }),
            json!({ "type": "string", "format": "date-time", "default": "2024-02-29T00:00:00Z" }),
            json!({ "type": "array", "items": { "type": "string" }, "default": self.one_of(&[json!([]), json!(["a", "b"])]) }),
            json!({ "type": "object", "properties": { "a": { "type": "integer" } }, "default": { "a": 1 } }),
            json!({ "type": "integer", "enum": [1, 2], "default": 2 }),
            json!({ "default": { "any": [1] } }),
            null,
        ];
        self.one_of(&defaulted)
    }
}
