//! Makes unions, with and without a discriminator, of references and inline schemas, with keywords beside them; and
//! inheritance.

use serde_json::{Map, Value, json};

use super::maker::{Maker, Version, to};
use super::words;

/// Names of discriminators.
const TAGS: [&str; 5] = ["type", "kind", "@type", "status", "self"];

impl Maker {
    pub(super) fn union(&mut self, depth: usize) -> Value {
        match self.random.below(10) {
            0..3 => self.tagged_inline(depth),
            3 | 4 => self.discriminated(depth),
            5 => self.inherited(depth),
            6 => self.scalars_or_lists(),
            _ => self.untagged(depth),
        }
    }

    fn keyword(&mut self) -> &'static str {
        self.one_of(&["oneOf", "anyOf"])
    }

    /// Returns the schema for the tag of one variant.
    fn tag(&mut self, tag: &str) -> Value {
        match self.is_modern() && self.percent(50) {
            true => json!({ "const": tag }),
            false => json!({ "type": "string", "enum": [tag] }),
        }
    }

    /// Makes objects that each have a different constant, without a discriminator.
    fn tagged_inline(&mut self, depth: usize) -> Value {
        let (keyword, name) = (self.keyword(), self.one_of(&TAGS));
        let count = self.between(2, 4);
        let mut variants = Vec::new();
        for value in self.some_of(&words::TAGS, count) {
            let tag = self.tag(&value);
            variants.push(self.object(depth + 1, Some((name, tag))));
        }
        let mut union = json!({ keyword: variants });
        self.beside(&mut union);
        union
    }

    /// Makes references, and a discriminator with the names of the schemas or with a mapping.
    fn discriminated(&mut self, depth: usize) -> Value {
        let (keyword, name) = (self.keyword(), self.one_of(&TAGS));
        let is_mapped = self.percent(75);
        let count = self.between(2, 4);
        let (mut variants, mut mapping) = (Vec::new(), Map::new());
        for value in self.some_of(&words::TAGS, count) {
            let tag = match is_mapped && self.percent(70) {
                true => self.tag(&value),
                false => json!({ "type": "string" }),
            };
            let mut object = self.object(depth + 1, Some((name, tag)));
            require(&mut object, name);
            let variant = to(&self.named("Variant", object));
            mapping.insert(value, variant["$ref"].clone());
            variants.push(variant);
        }
        let mut discriminator = json!({ "propertyName": name });
        if is_mapped {
            discriminator["mapping"] = Value::Object(mapping);
        }
        if self.version == Version::V32 && self.percent(40) {
            discriminator["defaultMapping"] = self.one_of(&variants)["$ref"].clone();
        }
        let mut union = json!({ keyword: variants, "discriminator": discriminator });
        self.beside(&mut union);
        union
    }

    /// Makes a base with a discriminator, children that extend it, and a child of one of these.
    fn inherited(&mut self, depth: usize) -> Value {
        let name = self.one_of(&TAGS);
        let mut base = self.object(depth + 1, Some((name, json!({ "type": "string" }))));
        require(&mut base, name);
        // A closed base would not allow the properties of its children.
        if let Some(fields) = base.as_object_mut() {
            fields.remove("additionalProperties");
            fields.remove("maxProperties");
        }
        base["discriminator"] = json!({ "propertyName": name });
        let base = self.named("Base", base);
        let mut parent = base.clone();
        let (mut mapping, mut children) = (Map::new(), Vec::new());
        let count = self.between(2, 3);
        for value in self.some_of(&words::TAGS, count) {
            let name = self.unique("own");
            let own = json!({ "type": "object", "properties": { name: self.scalar() } });
            let child = self.named("Child", json!({ "allOf": [to(&parent), own] }));
            mapping.insert(value, to(&child)["$ref"].clone());
            children.push(to(&child));
            if self.percent(40) {
                parent = child;
            }
        }
        if self.percent(20) {
            // Of the others, the value is the name.
            mapping.retain(|_, _| self.random.percent(50));
        }
        if self.percent(60) {
            self.schemas[&base]["discriminator"]["mapping"] = Value::Object(mapping.clone());
        } else {
            mapping.clear();
        }
        if self.percent(70) {
            return to(&base);
        }
        let keyword = self.keyword();
        let mut discriminator = json!({ "propertyName": name });
        if !mapping.is_empty() {
            discriminator["mapping"] = Value::Object(mapping);
        }
        json!({ keyword: children, "discriminator": discriminator })
    }

    fn scalars_or_lists(&mut self) -> Value {
        let mut variants = vec![
            json!({ "type": "string", "enum": ["auto", "none"] }),
            json!({ "type": "integer" }),
            json!({ "type": "array", "items": { "type": "string" } }),
            json!({ "type": "boolean" }),
        ];
        variants.truncate(self.between(2, 4));
        json!({ self.keyword(): variants })
    }

    /// Makes a union of any schemas.
    fn untagged(&mut self, depth: usize) -> Value {
        let keyword = self.keyword();
        let count = self.between(2, 4);
        let mut variants: Vec<Value> = (0..count).map(|_| self.schema(depth + 1)).collect();
        if self.is_modern() && self.percent(15) {
            variants.push(json!({ "type": "null" }));
        }
        json!({ keyword: variants })
    }

    /// Adds keywords and properties beside the alternatives.
    fn beside(&mut self, union: &mut Value) {
        match self.random.below(10) {
            0 | 1 => union["properties"] = json!({ "common": self.scalar() }),
            2 => {
                union["type"] = json!("object");
                union["properties"] = json!({ "common": { "type": "string" } });
                union["required"] = json!(["common"]);
            }
            3 => union["minProperties"] = json!(1),
            _ => {}
        }
    }
}

/// Adds a property to the required ones.
fn require(object: &mut Value, name: &str) {
    let mut required = object
        .get("required")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    if !required.iter().any(|known| known == name) {
        required.push(json!(name));
    }
    object["required"] = Value::Array(required);
}
