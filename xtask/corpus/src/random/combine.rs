//! Makes schemas whose keywords say together what one of them does not say: a property in one part and what is known of
//! it in another, alternatives that only require properties, an enum beside alternatives.

use serde_json::{Value, json};

use super::maker::{Maker, to};
use super::words;

impl Maker {
    /// Makes a schema that is defined by several keywords together.
    pub(super) fn combined(&mut self, depth: usize) -> Value {
        match self.random.below(10) {
            0 => self.required_elsewhere(),
            1 => self.narrowed_property(depth),
            2 => self.narrowed_scalar(),
            3 => self.enum_beside_union(),
            4 => self.union_of_unions(depth),
            5 => self.alternatives_of_required(depth),
            6 => self.map_of_named(),
            7 => self.constant_in_part(depth),
            8 => self.nullable_in_part(depth),
            _ => self.union_in_part(depth),
        }
    }

    /// A property is declared in one part, and required in another.
    fn required_elsewhere(&mut self) -> Value {
        let names = self.some_of(&words::PROPERTIES, 2);
        let properties =
            json!({ names[0].clone(): self.scalar(), names[1].clone(): self.scalar() });
        let declared = json!({ "type": "object", "properties": properties });
        let required = json!({ "required": [names[0]] });
        match self.random.below(4) {
            0 => json!({ "allOf": [declared, required] }),
            1 => json!({ "allOf": [required, declared] }),
            2 => json!({ "allOf": [declared], "required": [names[0]] }),
            _ => {
                let name = self.named("Declared", declared);
                json!({ "allOf": [to(&name), required] })
            }
        }
    }

    /// Parts say different things of the same property.
    fn narrowed_property(&mut self, depth: usize) -> Value {
        let name = self.one_of(&words::PROPERTIES);
        let (wide, narrow) = self.wide_and_narrow();
        let mut first = self.object(depth + 1, Some((name, wide)));
        if let Some(fields) = first.as_object_mut() {
            fields.remove("additionalProperties");
        }
        let second = json!({ "properties": { name: narrow } });
        json!({ "allOf": [first, second] })
    }

    fn narrowed_scalar(&mut self) -> Value {
        let (wide, narrow) = self.wide_and_narrow();
        match self.random.below(3) {
            0 => json!({ "allOf": [wide, narrow] }),
            1 => json!({ "allOf": [narrow, wide] }),
            _ => {
                let name = self.named("Wide", wide);
                json!({ "allOf": [to(&name), narrow] })
            }
        }
    }

    /// Returns a schema of scalars, and one that allows some of these.
    fn wide_and_narrow(&mut self) -> (Value, Value) {
        let pairs = [
            (json!({ "type": "string" }), json!({ "enum": ["a", "b"] })),
            (
                json!({ "type": "string", "enum": ["a", "b", "c"] }),
                json!({ "type": "string", "enum": ["b", "c"] }),
            ),
            (json!({ "type": "string" }), json!({ "maxLength": 5 })),
            (
                json!({ "type": "string", "minLength": 2 }),
                json!({ "type": "string", "maxLength": 5 }),
            ),
            (json!({ "type": "number" }), json!({ "type": "integer" })),
            (
                json!({ "type": "integer", "minimum": 1 }),
                json!({ "maximum": 9 }),
            ),
            (
                json!({ "type": "string" }),
                json!({ "description": "Says nothing else." }),
            ),
            (
                json!({ "type": "string", "format": "date" }),
                json!({ "type": "string" }),
            ),
        ];
        self.one_of(&pairs)
    }

    fn enum_beside_union(&mut self) -> Value {
        let keyword = self.one_of(&["oneOf", "anyOf"]);
        let alternatives = json!([
            { "type": "string", "enum": ["a", "b"] },
            { "type": "string", "minLength": 2 },
        ]);
        json!({ "type": "string", "enum": ["a", "b", "long"], keyword: alternatives })
    }

    fn union_of_unions(&mut self, depth: usize) -> Value {
        let (outer, inner) = (
            self.one_of(&["oneOf", "anyOf"]),
            self.one_of(&["oneOf", "anyOf"]),
        );
        let first = self.object(
            depth + 1,
            Some(("kind", json!({ "type": "string", "enum": ["first"] }))),
        );
        let second = self.object(
            depth + 1,
            Some(("kind", json!({ "type": "string", "enum": ["second"] }))),
        );
        let mut nested = json!({ inner: [first, second] });
        if self.percent(50) {
            nested = to(&self.named("Nested", nested));
        }
        let mut others = vec![nested, json!({ "type": "array", "items": self.scalar() })];
        if self.percent(40) {
            others.push(json!({ inner: [{ "type": "integer" }, { "type": "boolean" }] }));
        }
        json!({ outer: others })
    }

    /// Alternatives only say which properties have to be there.
    fn alternatives_of_required(&mut self, depth: usize) -> Value {
        let names = self.some_of(&words::PROPERTIES, 2);
        let mut object = self.object(depth + 1, Some((&names[0], json!({ "type": "string" }))));
        object["properties"][&names[1]] = json!({ "type": "integer" });
        if let Some(fields) = object.as_object_mut() {
            fields.remove("required");
        }
        let keyword = self.one_of(&["oneOf", "anyOf"]);
        object[keyword] = json!([{ "required": [names[0]] }, { "required": [names[1]] }]);
        object
    }

    fn map_of_named(&mut self) -> Value {
        let values = self.within(Maker::reference);
        let mut map = json!({ "type": "object", "additionalProperties": values.unwrap_or_else(|| json!({ "type": "string" })) });
        if self.percent(40) {
            map["properties"] = json!({ "known": { "type": "string" } });
        }
        map
    }

    /// Makes an object to which another part may add properties.
    fn extensible(&mut self, depth: usize) -> Value {
        let mut object = self.object(depth + 1, None);
        if let Some(fields) = object.as_object_mut() {
            fields.remove("additionalProperties");
            fields.remove("maxProperties");
        }
        object
    }

    /// A constant is in a part of its own.
    fn constant_in_part(&mut self, depth: usize) -> Value {
        let constant = match self.is_modern() {
            true => json!({ "const": "fixed" }),
            false => json!({ "enum": ["fixed"] }),
        };
        let object = self.extensible(depth);
        let part = json!({ "type": "object", "properties": { "fixed_kind": constant }, "required": ["fixed_kind"] });
        json!({ "allOf": [object, part] })
    }

    /// What may be null is said by one part only, so that nothing may be null.
    fn nullable_in_part(&mut self, depth: usize) -> Value {
        let object = self.object(depth + 1, None);
        let name = self.named("Part", object);
        let or_null = self.or_null(to(&name));
        match self.random.below(3) {
            0 => json!({ "type": "object", "properties": { "inner": or_null } }),
            1 => json!({ "type": "array", "items": or_null }),
            _ => json!({ "type": "object", "additionalProperties": or_null }),
        }
    }

    /// A part is a union, and the other one an object.
    fn union_in_part(&mut self, depth: usize) -> Value {
        let keyword = self.one_of(&["oneOf", "anyOf"]);
        let tagged = |name: &str, own: Value| {
            json!({
                "type": "object", "required": ["union_kind"],
                "properties": { "union_kind": { "type": "string", "enum": [name] }, format!("of_{name}"): own },
            })
        };
        let alternatives = [tagged("one", self.scalar()), tagged("two", self.scalar())];
        let object = self.extensible(depth);
        json!({ "allOf": [object, { keyword: alternatives }] })
    }
}
