//! Makes schemas of scalars: strings, numbers, booleans, constants and enums.

use serde_json::{Value, json};

use super::maker::Maker;
use super::words;

/// Formats of strings.
const FORMATS: [&str; 17] = [
    "date",
    "date-time",
    "uuid",
    "uri",
    "email",
    "ipv4",
    "ipv6",
    "hostname",
    "byte",
    "password",
    "duration",
    "time",
    "uri-reference",
    "json-pointer",
    "regex",
    "decimal",
    "of-our-own",
];

const ENCODINGS: [&str; 4] = ["base64", "base64url", "base16", "quoted-printable"];

const PATTERNS: [&str; 10] = [
    "^.{1,4}$",
    "^[a-z]+$",
    "^[A-Z]{2}-\\d{3}$",
    "^\\w+@\\w+\\.com$",
    "^(a|b|c)$",
    "^\\S+$",
    "x",
    "^(?!no)[a-z]{1,8}$",
    "^\\p{L}+$",
    "^[^\\s/]+/[^\\s/]+$",
];

impl Maker {
    pub(super) fn scalar(&mut self) -> Value {
        match self.random.below(14) {
            0..4 => self.string(),
            4 | 5 => self.integer(),
            6 | 7 => self.number(),
            8 => json!({ "type": "boolean" }),
            9 | 10 => self.strings_enum(),
            11 => self.integers_enum(),
            12 => self.constant(),
            _ => self.rare(),
        }
    }

    fn string(&mut self) -> Value {
        let mut schema = json!({ "type": "string" });
        match self.random.below(10) {
            0..4 => schema["format"] = json!(self.one_of(&FORMATS)),
            4..6 => {
                schema["minLength"] = json!(self.between(0, 3));
                if self.percent(60) {
                    schema["maxLength"] = json!(self.between(4, 20));
                }
            }
            6 | 7 => schema["pattern"] = json!(self.one_of(&PATTERNS)),
            8 if self.is_modern() => {
                schema["contentEncoding"] = json!(self.one_of(&ENCODINGS));
                if self.percent(50) {
                    schema["contentMediaType"] = json!("image/png");
                }
            }
            _ => {}
        }
        schema
    }

    fn integer(&mut self) -> Value {
        let mut schema = json!({ "type": "integer" });
        if self.percent(40) {
            let formats = ["int32", "int64", "uint64", "int8", "uint32", "int16"];
            schema["format"] = json!(self.one_of(&formats));
        }
        if self.percent(40) {
            schema["minimum"] = json!(self.one_of(&[-5, 0, 1, 3]));
            if self.percent(60) {
                schema["maximum"] = json!(self.one_of(&[6, 100, 127]));
            }
            if self.percent(20) {
                let is_modern = self.is_modern();
                schema["exclusiveMinimum"] = if is_modern { json!(-7) } else { json!(true) };
            }
        }
        if self.percent(10) {
            schema["multipleOf"] = json!(self.one_of(&[2, 5, 10]));
        }
        schema
    }

    fn number(&mut self) -> Value {
        let mut schema = json!({ "type": "number" });
        if self.percent(40) {
            schema["format"] = json!(self.one_of(&["float", "double", "decimal"]));
        }
        if self.percent(30) {
            schema["minimum"] = self.one_of(&[json!(0), json!(-1.5), json!(0.5)]);
        }
        if self.percent(20) {
            schema["maximum"] = self.one_of(&[json!(100), json!(99.5)]);
        }
        if self.percent(8) {
            schema["multipleOf"] = self.one_of(&[json!(0.5), json!(0.01), json!(3)]);
        }
        schema
    }

    fn strings_enum(&mut self) -> Value {
        let count = self.between(1, 5);
        let values = self.some_of(&words::VALUES, count);
        let mut schema = json!({ "type": "string", "enum": values });
        if self.percent(20) {
            schema["default"] = json!(self.one_of(&values));
        }
        schema
    }

    fn integers_enum(&mut self) -> Value {
        let mut values = vec![0_i64, 1, 2, 3, -1, 100, 404, 2_147_483_648];
        while values.len() > 4 || values.len() > 1 && self.percent(30) {
            values.swap_remove(self.random.below(values.len()));
        }
        json!({ "type": "integer", "enum": values })
    }

    fn constant(&mut self) -> Value {
        if !self.is_modern() || self.percent(40) {
            return json!({ "type": "string", "enum": [self.one_of(&["only", "ONE"])] });
        }
        let constants = [
            json!("fixed"),
            json!(1),
            json!(true),
            json!("Fixed value"),
            json!(-0.5),
            json!({ "a": 1 }),
            json!([1, "b"]),
        ];
        json!({ "const": self.one_of(&constants) })
    }

    /// Makes a schema of a rare kind: alternatives of constants, enums without a type, several types.
    fn rare(&mut self) -> Value {
        match self.random.below(5) {
            0 => {
                let keyword = self.one_of(&["oneOf", "anyOf"]);
                let count = self.between(2, 4);
                let values = self.some_of(&words::VALUES, count);
                let variant =
                    |value: &String| json!({ "type": "string", "enum": [value], "title": value });
                json!({ keyword: values.iter().map(variant).collect::<Vec<_>>() })
            }
            1 => {
                let keyword = self.one_of(&["oneOf", "anyOf"]);
                let values = [1, 2, 40];
                let is_modern = self.is_modern() && self.percent(50);
                let variant = |value: i32| match is_modern {
                    true => json!({ "const": value, "title": format!("Level {value}") }),
                    false => json!({ "type": "integer", "enum": [value] }),
                };
                json!({ keyword: values.map(variant) })
            }
            2 => json!({ "enum": ["auto", 1, true] }),
            3 if self.is_modern() => {
                // `integer` beside `number` has no effect.
                let number = self.one_of(&["integer", "number"]);
                let types = ["string", "boolean", number, "array", "object", "null"];
                let count = self.between(2, 3);
                json!({ "type": self.some_of(&types, count) })
            }
            _ => json!({ "type": "string", "default": self.one_of(&["", "a", "\\"]) }),
        }
    }
}
