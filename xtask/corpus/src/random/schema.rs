//! Makes schemas of any kind.

use serde_json::{Value, json};

use super::maker::Maker;
use super::words;

/// Schemas that are nested more deeply are scalars.
const DEEPEST: usize = 3;

impl Maker {
    /// Makes a schema, at this depth in other schemas.
    pub(super) fn schema(&mut self, depth: usize) -> Value {
        if depth > DEEPEST {
            return self.scalar();
        }
        if self.percent(9) {
            return self.seldom(depth);
        }
        match self.random.below(100) {
            0..33 => self.scalar(),
            33..48 => self
                .reference()
                .unwrap_or_else(|| json!({ "type": "boolean" })),
            48..60 => self.array(depth),
            60..64 if self.is_modern() => self.tuple(depth),
            64..79 => self.object(depth, None),
            79..86 => self.union(depth),
            86..91 => self.all_of(depth),
            91..93 => json!({}),
            93..96 => {
                let values = self.within(|maker| maker.schema(depth + 1));
                json!({ "type": "object", "additionalProperties": values })
            }
            96 => json!({ "type": "object" }),
            97 => self.unions_in_arrays_in_maps(depth),
            _ => self.scalar(),
        }
    }

    fn array(&mut self, depth: usize) -> Value {
        let mut items = self.within(|maker| maker.schema(depth + 1));
        if self.percent(15) {
            items = self.or_null(items);
        }
        let mut array = json!({ "type": "array", "items": items });
        if self.percent(30) {
            array["minItems"] = json!(self.between(0, 1));
        }
        if self.percent(20) {
            array["maxItems"] = json!(self.between(2, 6));
        }
        if self.percent(10) {
            array["uniqueItems"] = json!(true);
        }
        if self.is_modern() && self.percent(5) {
            array["contains"] = self.scalar();
        }
        array
    }

    fn tuple(&mut self, depth: usize) -> Value {
        let count = self.between(1, 3);
        let positions: Vec<Value> = (0..count)
            .map(|_| self.within(|maker| maker.schema(depth + 1)))
            .collect();
        let mut tuple = json!({ "type": "array", "prefixItems": positions });
        match self.random.below(4) {
            0 | 1 => tuple["items"] = json!(false),
            2 => tuple["items"] = self.scalar(),
            _ => {}
        }
        if self.percent(50) {
            tuple["minItems"] = json!(count);
        }
        tuple
    }

    fn unions_in_arrays_in_maps(&mut self, depth: usize) -> Value {
        let union = self.within(|maker| maker.union(depth + 1));
        json!({
            "type": "object",
            "additionalProperties": { "type": "array", "items": union },
        })
    }

    /// Adds documentation and a direction to a schema.
    pub(super) fn annotate(&mut self, schema: &mut Value) {
        if !schema.is_object() || schema.get("$ref").is_some() && !self.is_modern() {
            return;
        }
        if schema.get("$ref").is_none() && self.percent(3) {
            schema["x-rust-name"] = json!(self.unique("renamed"));
        }
        match self.random.below(12) {
            0 => schema["readOnly"] = json!(true),
            1 => schema["writeOnly"] = json!(true),
            _ => {}
        }
        if self.percent(20) {
            schema["description"] = json!(self.one_of(&words::PROSE));
        }
        if self.percent(5) {
            schema["deprecated"] = json!(true);
        }
        if self.percent(5) {
            schema["title"] =
                json!(self.one_of(&["Title", "A title, of words", "Vec", "Überschrift"]));
        }
    }
}
