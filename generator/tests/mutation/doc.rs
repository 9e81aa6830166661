//! A document that can hold what a stricter model cannot: duplicate keys, numbers of any size, any text.

use std::fmt::Write as _;
use std::path::Path;

use serde_yaml::Value;

/// A node of a document.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Doc {
    /// A list.
    Seq(Vec<Doc>),
    /// A mapping, in order; a key may appear in it twice.
    Map(Vec<(String, Doc)>),
    /// A string.
    String(String),
    /// Any other scalar, or text that is not a document, written as it is.
    Raw(String),
}

/// Reads the descriptions among the fixtures; some fixtures are deliberately not valid documents.
pub(crate) fn documents(tests: &Path) -> Vec<Doc> {
    let folders = ["fixtures", "fixtures/check", "diagnostics"].map(|folder| tests.join(folder));
    let entries = folders
        .iter()
        .filter_map(|folder| std::fs::read_dir(folder).ok());
    let mut paths: Vec<_> = entries
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    let read = |path| Doc::read(&std::fs::read_to_string(path).ok()?);
    paths.iter().filter_map(read).collect()
}

impl Doc {
    /// Reads a YAML or JSON document; returns `None` for any other text.
    pub(crate) fn read(text: &str) -> Option<Doc> {
        let value: Value = serde_yaml::from_str(text).ok()?;
        Some(Doc::from(value))
    }

    /// Returns the number of nodes in this node, itself included.
    pub(crate) fn size(&self) -> usize {
        1 + match self {
            Doc::Seq(items) => items.iter().map(Doc::size).sum(),
            Doc::Map(entries) => entries.iter().map(|entry| entry.1.size()).sum(),
            _ => 0,
        }
    }

    /// Returns the node with this number, in document order; the root is 0.
    pub(crate) fn nth(&mut self, number: usize) -> &mut Doc {
        let mut left = number.checked_sub(1);
        let mut inside = |doc: &Doc| match left {
            Some(number) if number >= doc.size() => {
                left = Some(number - doc.size());
                false
            }
            found => found.is_some(),
        };
        let index = match &*self {
            Doc::Seq(items) => items.iter().position(&mut inside),
            Doc::Map(entries) => entries.iter().position(|entry| inside(&entry.1)),
            _ => None,
        };
        match (self, index, left) {
            (Doc::Seq(items), Some(index), Some(left)) => items[index].nth(left),
            (Doc::Map(entries), Some(index), Some(left)) => entries[index].1.nth(left),
            (doc, ..) => doc,
        }
    }

    /// Writes the document as JSON, which is also YAML in flow style.
    pub(crate) fn json(&self, out: &mut String) {
        let comma = |index| if index == 0 { "" } else { ", " };
        match self {
            Doc::String(text) => out.push_str(&quoted(text)),
            Doc::Raw(text) => out.push_str(text),
            Doc::Seq(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    out.push_str(comma(index));
                    item.json(out);
                }
                out.push(']');
            }
            Doc::Map(entries) => {
                out.push('{');
                for (index, (key, value)) in entries.iter().enumerate() {
                    let _ = write!(out, "{}{}: ", comma(index), quoted(key));
                    value.json(out);
                }
                out.push('}');
            }
        }
    }

    /// Writes the document as YAML in block style.
    pub(crate) fn yaml(&self, out: &mut String, depth: usize) {
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
                    let _ = write!(out, "\n{indent}{}: ", quoted(key));
                    value.yaml(out, depth + 1);
                }
            }
            other => other.json(out),
        }
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

impl From<Value> for Doc {
    fn from(value: Value) -> Doc {
        match value {
            Value::Sequence(items) => Doc::Seq(items.into_iter().map(Doc::from).collect()),
            Value::Mapping(entries) => Doc::Map(
                entries
                    .into_iter()
                    .map(|(key, value)| {
                        let mut text = String::new();
                        match Doc::from(key) {
                            Doc::String(key) => text = key,
                            other => other.json(&mut text),
                        }
                        (text, Doc::from(value))
                    })
                    .collect(),
            ),
            Value::String(text) => Doc::String(text),
            Value::Tagged(tagged) => Doc::from(tagged.value),
            Value::Null => Doc::Raw("null".to_owned()),
            Value::Bool(value) => Doc::Raw(value.to_string()),
            Value::Number(number) => Doc::Raw(number.to_string()),
        }
    }
}
