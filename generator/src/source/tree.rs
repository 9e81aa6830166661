//! A document as an arena of nodes in document order.

use super::decimal::Decimal;
use super::spans::{Lines, Positions};
use super::{Format, Origin};
use std::ops::Range;
use std::sync::OnceLock;

/// What a node is.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `null`, or nothing at all in YAML.
    Null,
    /// A boolean.
    Bool,
    /// A number of any size.
    Number,
    /// Text.
    String,
    /// An array.
    Seq,
    /// An object.
    Map,
}

impl Kind {
    /// The word for messages, with its article.
    pub fn described(self) -> &'static str {
        match self {
            Kind::Null => "null",
            Kind::Bool => "a boolean",
            Kind::Number => "a number",
            Kind::String => "a string",
            Kind::Seq => "an array",
            Kind::Map => "an object",
        }
    }
}

/// Text of a document: a range of the file where it is there verbatim, else of the side buffer.
#[derive(Copy, Clone, Debug, Default)]
pub(super) struct Text {
    pub(super) start: u32,
    pub(super) len: u32,
}

impl Text {
    /// Set in `start` for text in the side buffer; files are shorter than this.
    pub(super) const SIDE: u32 = 1 << 31;

    pub(super) fn of<'a>(self, file: &'a str, side: &'a str) -> &'a str {
        let (buffer, start) = if self.start & Text::SIDE == 0 {
            (file, self.start)
        } else {
            (side, self.start & !Text::SIDE)
        };
        let start = start as usize;
        buffer
            .get(start..start + self.len as usize)
            .unwrap_or_default()
    }
}

/// One node. Children follow their parent; `end` is one past the last descendant.
#[derive(Copy, Clone, Debug)]
pub(super) struct Record {
    pub(super) key: Text,
    /// The text of a string or number; for containers `len` is the number of children; for a boolean
    /// `len` is 1 or 0.
    pub(super) value: Text,
    pub(super) parent: u32,
    pub(super) end: u32,
    pub(super) kind: Kind,
    pub(super) keyed: bool,
    /// Whether an earlier entry has the same key: a mistake that has been reported, and the first one holds.
    pub(super) shadowed: bool,
}

impl Record {
    pub(super) const NULL: Record = Record {
        key: Text { start: 0, len: 0 },
        value: Text { start: 0, len: 0 },
        parent: 0,
        end: 1,
        kind: Kind::Null,
        keyed: false,
        shadowed: false,
    };
}

/// A document: its text, its nodes, and where they stand in the text.
#[derive(Debug)]
pub struct Tree {
    pub(super) path: String,
    pub(super) name: String,
    pub(super) format: Format,
    pub(super) text: String,
    pub(super) side: String,
    pub(super) records: Vec<Record>,
    /// Children of large maps, sorted by key, and of large arrays: `(parent, start in sorted)`, sorted by
    /// parent.
    pub(super) large: Vec<(u32, u32)>,
    pub(super) sorted: Vec<u32>,
    pub(super) positions: OnceLock<Positions>,
    pub(super) lines: OnceLock<Lines>,
}

/// Larger maps and arrays have an index of their children.
pub(super) const LARGE: usize = 16;

impl Tree {
    /// The path as diagnostics show it.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole text, without a byte order mark.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// A document that holds nothing.
    pub(super) fn null() -> Tree {
        Tree {
            path: String::new(),
            name: String::new(),
            format: Format::Yaml,
            text: String::new(),
            side: String::new(),
            records: vec![Record::NULL],
            large: Vec::new(),
            sorted: Vec::new(),
            positions: OnceLock::new(),
            lines: OnceLock::new(),
        }
    }

    /// Number of nodes.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether it has no node but the root.
    pub fn is_empty(&self) -> bool {
        self.records.len() <= 1
    }

    pub(super) fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| Lines::new(&self.text))
    }

    /// The range of bytes of a line, numbered from 1, without its line break.
    pub(crate) fn line_range(&self, line: usize) -> Option<Range<usize>> {
        self.lines().range(&self.text, line)
    }

    /// The byte offset of a line and a column, both from 1; the column counts bytes.
    pub(super) fn offset(&self, line: usize, column: usize) -> u32 {
        let range = self
            .line_range(line.max(1))
            .unwrap_or(self.text.len()..self.text.len());
        (range.start + column.saturating_sub(1)).min(range.end) as u32
    }

    pub(super) fn str(&self, text: Text) -> &str {
        text.of(&self.text, &self.side)
    }

    pub(super) fn record(&self, node: u32) -> Option<&Record> {
        self.records.get(node as usize)
    }
}

/// A node of a document. Cheap to copy.
#[derive(Copy, Clone)]
pub struct Node<'t> {
    pub(super) tree: &'t Tree,
    pub(super) file: u16,
    pub(super) index: u32,
    pub(super) record: &'t Record,
}

impl<'t> Node<'t> {
    /// Where the node is: what every later stage carries along.
    pub fn origin(self) -> Origin {
        Origin::new(self.file, self.index)
    }

    /// What the node is.
    pub fn kind(self) -> Kind {
        self.record.kind
    }

    /// Whether it is an object.
    pub fn is_map(self) -> bool {
        self.record.kind == Kind::Map
    }

    /// Whether it is null.
    pub fn is_null(self) -> bool {
        self.record.kind == Kind::Null
    }

    /// Its key; none for items of arrays and for the root.
    pub fn key(self) -> Option<&'t str> {
        self.record.keyed.then(|| self.tree.str(self.record.key))
    }

    /// The object or array that holds it.
    pub fn parent(self) -> Option<Node<'t>> {
        if self.index == 0 {
            None
        } else {
            self.at(self.record.parent)
        }
    }

    /// The entry of an object.
    pub fn get(self, key: &str) -> Option<Node<'t>> {
        if !self.is_map() {
            return None;
        }
        if self.len() <= LARGE {
            return self.children().find(|child| child.key() == Some(key));
        }
        let sorted = self.sorted_children()?;
        let first = sorted.partition_point(|&child| self.at(child).and_then(Node::key) < Some(key));
        self.at(*sorted.get(first)?)
            .filter(|child| child.key() == Some(key))
    }

    /// The entry of an object, unless it is null: most fields that are null are as good as missing.
    pub fn field(self, key: &str) -> Option<Node<'t>> {
        self.get(key).filter(|node| !node.is_null())
    }

    /// The text of an entry that is a string.
    pub fn get_str(self, key: &str) -> Option<&'t str> {
        self.get(key)?.as_str()
    }

    /// The entries of an object, in document order; nothing for other nodes.
    pub fn entries(self) -> impl Iterator<Item = (&'t str, Node<'t>)> {
        self.children()
            .filter_map(|child| Some((child.key()?, child)))
    }

    /// The items of an array, in order; nothing for other nodes.
    pub fn items(self) -> impl Iterator<Item = Node<'t>> {
        self.children().filter(|child| !child.record.keyed)
    }

    /// An item of an array, counted from 0.
    pub fn item(self, index: usize) -> Option<Node<'t>> {
        if self.kind() != Kind::Seq {
            return None;
        }
        if self.len() <= LARGE {
            return self.items().nth(index);
        }
        self.at(*self.sorted_children()?.get(index)?)
    }

    /// The number of an item in its array.
    pub(super) fn position(self) -> Option<usize> {
        let parent = self.parent()?;
        if parent.len() <= LARGE {
            return parent.items().position(|item| item.index == self.index);
        }
        parent.sorted_children()?.binary_search(&self.index).ok()
    }

    /// Number of entries or items.
    pub fn len(self) -> usize {
        match self.record.kind {
            Kind::Seq | Kind::Map => self.record.value.len as usize,
            _ => 0,
        }
    }

    /// Whether there are no entries or items.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The text of a string.
    pub fn as_str(self) -> Option<&'t str> {
        (self.record.kind == Kind::String).then(|| self.tree.str(self.record.value))
    }

    /// A boolean.
    pub fn as_bool(self) -> Option<bool> {
        (self.record.kind == Kind::Bool).then_some(self.record.value.len == 1)
    }

    /// The text of a number.
    pub fn number_text(self) -> Option<&'t str> {
        (self.record.kind == Kind::Number).then(|| self.tree.str(self.record.value))
    }

    /// A whole number that fits; `3.0` is one too.
    pub fn as_i64(self) -> Option<i64> {
        self.as_i128().and_then(|number| number.try_into().ok())
    }

    /// A whole number that is not negative and fits; `3.0` is one too.
    pub fn as_u64(self) -> Option<u64> {
        self.as_i128().and_then(|number| number.try_into().ok())
    }

    /// A whole number that fits; `3.0` is one too.
    pub fn as_i128(self) -> Option<i128> {
        let text = self.number_text()?;
        if let Ok(number) = text.parse() {
            return Some(number);
        }
        // Beyond 2^53 a float no longer names one whole number.
        let float: f64 = text.parse().ok()?;
        (float.fract() == 0.0 && float.abs() <= 9_007_199_254_740_992.0).then_some(float as i128)
    }

    /// A number without rounding; `None` where it is not finite.
    pub(crate) fn decimal(self) -> Option<Decimal> {
        Decimal::parse(self.number_text()?)
    }

    /// A number as a float, rounded where it must be.
    pub fn as_f64(self) -> Option<f64> {
        self.number_text()?.parse().ok()
    }

    /// The target of a reference object: the text of `$ref`.
    pub fn reference(self) -> Option<&'t str> {
        self.get_str("$ref")
    }

    /// The node and all below it as JSON. Numbers beyond 64 bits are rounded.
    pub fn to_json(self) -> serde_json::Value {
        use serde_json::{Number, Value};
        match self.record.kind {
            Kind::Null => Value::Null,
            Kind::Bool => Value::Bool(self.as_bool() == Some(true)),
            Kind::Number => {
                let text = self.number_text().unwrap_or_default();
                let number = text
                    .parse::<i64>()
                    .map(Number::from)
                    .or_else(|_| text.parse::<u64>().map(Number::from));
                let number = number.ok().or_else(|| Number::from_f64(self.as_f64()?));
                number.map_or(Value::Null, Value::Number)
            }
            Kind::String => Value::String(self.as_str().unwrap_or_default().to_owned()),
            Kind::Seq => Value::Array(self.items().map(Node::to_json).collect()),
            Kind::Map => Value::Object(
                self.entries()
                    .map(|(key, node)| (key.to_owned(), node.to_json()))
                    .collect(),
            ),
        }
    }

    /// Whether two values are equal as JSON: numbers by value, objects in any order of keys.
    pub fn equals(self, other: Node<'_>) -> bool {
        if self.kind() != other.kind() || self.len() != other.len() {
            return false;
        }
        match self.kind() {
            Kind::Null => true,
            Kind::Bool => self.as_bool() == other.as_bool(),
            Kind::Number => {
                self.number_text() == other.number_text()
                    || self
                        .decimal()
                        .is_some_and(|own| other.decimal() == Some(own))
            }
            Kind::String => self.as_str() == other.as_str(),
            Kind::Seq => self.items().zip(other.items()).all(|(a, b)| a.equals(b)),
            Kind::Map => self
                .entries()
                .all(|(key, own)| other.get(key).is_some_and(|other| own.equals(other))),
        }
    }

    pub(super) fn children(self) -> Children<'t> {
        let next = if matches!(self.record.kind, Kind::Seq | Kind::Map) {
            self.index + 1
        } else {
            self.record.end
        };
        Children { parent: self, next }
    }

    fn sorted_children(self) -> Option<&'t [u32]> {
        let large = &self.tree.large;
        let found = large
            .binary_search_by_key(&self.index, |&(map, _)| map)
            .ok()?;
        let start = large.get(found)?.1 as usize;
        self.tree.sorted.get(start..start + self.len())
    }

    pub(super) fn at(self, index: u32) -> Option<Node<'t>> {
        let record = self.tree.record(index)?;
        Some(Node {
            index,
            record,
            ..self
        })
    }
}

impl std::fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} {}", self.origin(), self.to_json())
    }
}

/// The children of a node, in document order.
pub(super) struct Children<'t> {
    parent: Node<'t>,
    next: u32,
}

impl<'t> Iterator for Children<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Node<'t>> {
        while self.next < self.parent.record.end {
            let child = self.parent.at(self.next)?;
            // Always forward, even if a record were wrong.
            self.next = child.record.end.max(self.next + 1);
            if !child.record.shadowed {
                return Some(child);
            }
        }
        None
    }
}
