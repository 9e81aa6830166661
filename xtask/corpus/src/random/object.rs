//! Makes objects, and compositions of several objects.

use serde_json::{Map, Value, json};

use super::maker::{Maker, refers, to};
use super::words;

impl Maker {
    /// Makes an object. If it is a variant, `tag` is the property that discriminates it, with the property's schema.
    pub(super) fn object(&mut self, depth: usize, tag: Option<(&str, Value)>) -> Value {
        let count = self.between(0, 5);
        let names = self.some_of(&words::PROPERTIES, count);
        let (mut properties, mut required) = (Map::new(), Vec::new());
        if let Some((name, schema)) = tag {
            properties.insert(name.to_owned(), schema);
            if self.percent(85) {
                required.push(name.to_owned());
            }
        }
        for name in names {
            if properties.contains_key(&name) {
                continue;
            }
            let mut schema = self.within(|maker| maker.schema(depth + 1));
            if self.percent(20) {
                schema = self.or_null(schema);
            }
            self.annotate(&mut schema);
            // A schema that requires itself has no finite value.
            if !refers(&schema) && self.percent(45) {
                required.push(name.clone());
            }
            properties.insert(name, schema);
        }
        let names: Vec<String> = properties.keys().cloned().collect();
        let mut object = json!({ "type": "object" });
        if !properties.is_empty() {
            object["properties"] = Value::Object(properties);
        }
        if !required.is_empty() {
            object["required"] = json!(required);
        }
        self.others(depth, &names, &mut object);
        object
    }

    /// Adds keywords for properties that are not declared, and for the number of properties.
    fn others(&mut self, depth: usize, names: &[String], object: &mut Value) {
        match self.random.below(100) {
            0..8 => object["additionalProperties"] = json!(false),
            8..20 => {
                let values = self.within(|maker| maker.schema(depth + 1));
                object["additionalProperties"] = values;
            }
            20..25 => object["additionalProperties"] = json!(true),
            25..28 if self.is_modern() => {
                object["patternProperties"] = json!({ "^x-": self.scalar() });
                if self.percent(30) {
                    object["patternProperties"]["^[0-9]+$"] = self.scalar();
                }
                if self.percent(50) {
                    object["additionalProperties"] = json!(false);
                }
            }
            28..30 if self.is_modern() => object["propertyNames"] = json!({ "maxLength": 100 }),
            _ => {}
        }
        if self.percent(5) {
            object["minProperties"] = json!(1);
        }
        if self.percent(3) {
            object["maxProperties"] = json!(20);
        }
        if let [first, second, ..] = names
            && self.is_modern()
            && self.percent(4)
        {
            object["dependentRequired"] = json!({ first: [second] });
        }
    }

    /// Makes `allOf` of several objects.
    pub(super) fn all_of(&mut self, depth: usize) -> Value {
        let count = self.between(1, 3);
        let mut parts = Vec::new();
        for _ in 0..count {
            let known = self.objects.clone();
            match self.random.pick(&known) {
                Some(name) if self.random.percent(50) => parts.push(to(name)),
                _ => parts.push(self.object(depth + 1, None)),
            }
        }
        let mut whole = json!({ "allOf": parts });
        if self.percent(30) {
            whole["type"] = json!("object");
            let name = self.one_of(&words::PROPERTIES);
            whole["properties"] = json!({ name: self.scalar() });
        }
        if self.percent(20) {
            whole["description"] = json!("All of it.");
        }
        whole
    }
}
