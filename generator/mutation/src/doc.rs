//! A document that can hold what a careful tree could not: keys given twice, numbers of any size, text
//! that is no document.

use std::fmt::Write as _;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// A node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doc {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number as it is written.
    Number(String),
    /// A string.
    String(String),
    /// A list.
    Seq(Vec<Doc>),
    /// A mapping, in order; a key may stand in it twice.
    Map(Vec<(String, Doc)>),
    /// Text that is written as it is.
    Raw(String),
}

impl Doc {
    /// Reads a description.
    ///
    /// # Errors
    /// What the parser says.
    pub fn read(name: &str, text: &str) -> Result<Doc, String> {
        if name.ends_with(".json") {
            serde_json::from_str(text).map_err(|error| error.to_string())
        } else {
            serde_yaml::from_str(text).map_err(|error| error.to_string())
        }
    }

    /// The node under a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Doc> {
        let Doc::Map(entries) = self else { return None };
        entries
            .iter()
            .find(|entry| entry.0 == key)
            .map(|entry| &entry.1)
    }

    /// The nodes right below.
    #[must_use]
    pub fn children(&self) -> Vec<&Doc> {
        match self {
            Doc::Seq(items) => items.iter().collect(),
            Doc::Map(entries) => entries.iter().map(|entry| &entry.1).collect(),
            _ => Vec::new(),
        }
    }

    /// How many nodes there are from here down.
    #[must_use]
    pub fn size(&self) -> usize {
        1 + self.children().into_iter().map(Doc::size).sum::<usize>()
    }

    /// The node with this number, in the order in which they are written; the first one has 0.
    pub fn nth(&mut self, number: usize) -> Option<&mut Doc> {
        fn find<'a>(doc: &'a mut Doc, left: &mut usize) -> Option<&'a mut Doc> {
            if *left == 0 {
                return Some(doc);
            }
            *left -= 1;
            match doc {
                Doc::Seq(items) => items.iter_mut().find_map(|item| find(item, left)),
                Doc::Map(entries) => entries
                    .iter_mut()
                    .find_map(|entry| find(&mut entry.1, left)),
                _ => None,
            }
        }
        let mut left = number;
        find(self, &mut left)
    }

    /// As JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        self.json(&mut out);
        out
    }

    fn json(&self, out: &mut String) {
        match self {
            Doc::Null => out.push_str("null"),
            Doc::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Doc::Number(text) | Doc::Raw(text) => out.push_str(text),
            Doc::String(text) => out.push_str(&quoted(text)),
            Doc::Seq(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { ", " });
                    item.json(out);
                }
                out.push(']');
            }
            Doc::Map(entries) => {
                out.push('{');
                for (index, (key, value)) in entries.iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { ", " });
                    out.push_str(&quoted(key));
                    out.push_str(": ");
                    value.json(out);
                }
                out.push('}');
            }
        }
    }

    /// As YAML in block style.
    #[must_use]
    pub fn to_yaml(&self) -> String {
        let mut out = String::new();
        self.yaml(&mut out, 0);
        out
    }

    fn yaml(&self, out: &mut String, depth: usize) {
        let indent = "  ".repeat(depth);
        match self {
            Doc::Seq(items) if !items.is_empty() => {
                for item in items {
                    let _ = write!(out, "\n{indent}- ");
                    item.yaml(out, depth + 1);
                }
            }
            Doc::Map(entries) if !entries.is_empty() => {
                for (key, value) in entries {
                    let _ = write!(out, "\n{indent}{}: ", plain(key));
                    value.yaml(out, depth + 1);
                }
            }
            Doc::String(text) => out.push_str(&plain(text)),
            other => other.json(out),
        }
    }
}

/// Unquoted where no reader could take it for something else.
fn plain(text: &str) -> String {
    const WORDS: [&str; 8] = ["null", "true", "false", "yes", "no", "on", "off", "y"];
    let lower = text.to_ascii_lowercase();
    let is_plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_-./".contains(c))
        && !WORDS.contains(&lower.as_str());
    if is_plain {
        text.to_owned()
    } else {
        quoted(text)
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

impl<'de> Deserialize<'de> for Doc {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Doc, D::Error> {
        struct Build;
        impl<'de> Visitor<'de> for Build {
            type Value = Doc;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a node")
            }

            fn visit_unit<E>(self) -> Result<Doc, E> {
                Ok(Doc::Null)
            }

            fn visit_bool<E>(self, value: bool) -> Result<Doc, E> {
                Ok(Doc::Bool(value))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Doc, E> {
                Ok(Doc::Number(value.to_string()))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Doc, E> {
                Ok(Doc::Number(value.to_string()))
            }

            fn visit_i128<E>(self, value: i128) -> Result<Doc, E> {
                Ok(Doc::Number(value.to_string()))
            }

            fn visit_u128<E>(self, value: u128) -> Result<Doc, E> {
                Ok(Doc::Number(value.to_string()))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Doc, E> {
                Ok(Doc::Number(format!("{value:?}")))
            }

            fn visit_str<E>(self, value: &str) -> Result<Doc, E> {
                Ok(Doc::String(value.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Doc, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = access.next_element()? {
                    items.push(item);
                }
                Ok(Doc::Seq(items))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Doc, A::Error> {
                let mut entries = Vec::new();
                while let Some(Key(key)) = access.next_key()? {
                    entries.push((key, access.next_value()?));
                }
                Ok(Doc::Map(entries))
            }
        }
        deserializer.deserialize_any(Build)
    }
}

/// A key: in YAML, `200` is one too.
struct Key(String);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Key, D::Error> {
        Ok(Key(match Doc::deserialize(deserializer)? {
            Doc::String(text) | Doc::Number(text) => text,
            other => other.to_json(),
        }))
    }
}
