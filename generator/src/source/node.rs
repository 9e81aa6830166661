//! The nodes of a document.

use super::Origin;
use super::decimal::{Decimal, is_beyond_floats};
use super::spans::NodeSpan;
use super::tree::{Kind, LARGE, Record, Tree, key_bit};
use crate::diagnostic::Place;

/// A node of a document. It is cheap to copy.
#[derive(Copy, Clone)]
pub struct Node<'t> {
    pub(super) tree: &'t Tree,
    pub(super) file: u16,
    pub(super) index: u32,
    pub(super) record: &'t Record,
}

impl<'t> Node<'t> {
    /// Returns the file and the index of the node, which all later stages keep.
    pub fn origin(self) -> Origin {
        Origin::new(self.file, self.index)
    }

    /// Returns the path of its file, relative to the folder of the main file, or its URL.
    pub(crate) fn file_name(self) -> &'t str {
        &self.tree.name
    }

    /// Returns the place of its key.
    pub(crate) fn at_key(self) -> Place {
        self.origin().at_key()
    }

    /// Returns the place of its value.
    pub(crate) fn at_value(self) -> Place {
        self.origin().at_value()
    }

    /// Returns the type of the node.
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

    /// Returns its key; `None` for the items of arrays and for the root.
    pub fn key(self) -> Option<&'t str> {
        self.record.keyed.then(|| self.tree.str(self.record.key))
    }

    /// Returns the object or array that contains it.
    pub fn parent(self) -> Option<Node<'t>> {
        if self.index == 0 {
            None
        } else {
            self.at(self.record.parent)
        }
    }

    /// Returns an entry of an object.
    #[inline]
    pub fn get(self, key: &str) -> Option<Node<'t>> {
        if !self.is_map() || self.record.value.start & key_bit(key) == 0 {
            return None;
        }
        self.find(key)
    }

    fn find(self, key: &str) -> Option<Node<'t>> {
        if self.len() <= LARGE {
            return self.small_get(key);
        }
        let sorted = self.sorted_children()?;
        let first = sorted.partition_point(|&child| self.at(child).and_then(Node::key) < Some(key));
        self.at(*sorted.get(first)?)
            .filter(|child| child.key() == Some(key))
    }

    /// Returns an entry of an object, unless it is null: most null fields are equivalent to missing ones.
    pub fn field(self, key: &str) -> Option<Node<'t>> {
        self.get(key).filter(|node| !node.is_null())
    }

    /// Whether an entry is `true`.
    pub fn flag(self, key: &str) -> bool {
        self.get(key).and_then(Self::as_bool) == Some(true)
    }

    /// Returns the text of an entry that is a string.
    #[inline]
    pub fn get_str(self, key: &str) -> Option<&'t str> {
        self.get(key)?.as_str()
    }

    /// Returns the entries of an object, in document order; empty for other nodes.
    pub fn entries(self) -> impl Iterator<Item = (&'t str, Node<'t>)> {
        self.children()
            .filter_map(|child| Some((child.key()?, child)))
    }

    /// Returns the entries of an object inside an entry.
    pub(crate) fn entries_of(
        self,
        key: &str,
    ) -> impl Iterator<Item = (&'t str, Node<'t>)> + use<'t> {
        self.get(key).into_iter().flat_map(Node::entries)
    }

    /// Returns the items of an array inside an entry.
    pub(crate) fn items_of(self, key: &str) -> impl Iterator<Item = Node<'t>> + use<'t> {
        self.get(key).into_iter().flat_map(Node::items)
    }

    /// Returns the items of an array, in order; empty for other nodes.
    pub fn items(self) -> impl Iterator<Item = Node<'t>> {
        self.children().filter(|child| !child.record.keyed)
    }

    /// Returns an item of an array, by its index from 0.
    pub fn item(self, index: usize) -> Option<Node<'t>> {
        if self.kind() != Kind::Seq {
            return None;
        }
        if self.len() <= LARGE {
            return self.items().nth(index);
        }
        self.at(*self.sorted_children()?.get(index)?)
    }

    /// Returns its JSON pointer, from the root of its tree.
    pub(crate) fn pointer(self) -> String {
        let mut steps = Vec::new();
        let mut node = self;
        while let Some(parent) = node.parent() {
            steps.push(match node.key() {
                Some(key) => super::pointer::escape(key),
                None => node.position().unwrap_or_default().to_string(),
            });
            node = parent;
        }
        steps
            .iter()
            .rev()
            .fold(String::new(), |pointer, step| pointer + "/" + step)
    }

    /// Returns the index of an item in its array.
    pub(super) fn position(self) -> Option<usize> {
        let parent = self.parent()?;
        if parent.len() <= LARGE {
            return parent.items().position(|item| item.index == self.index);
        }
        parent.sorted_children()?.binary_search(&self.index).ok()
    }

    /// Returns the number of entries or items.
    pub fn len(self) -> usize {
        match self.record.kind {
            Kind::Seq | Kind::Map => self.record.value.len as usize,
            _ => 0,
        }
    }

    /// Whether there are neither entries nor items.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Returns the text of a string.
    pub fn as_str(self) -> Option<&'t str> {
        (self.record.kind == Kind::String).then(|| self.tree.str(self.record.value))
    }

    /// Returns the value of a boolean.
    pub fn as_bool(self) -> Option<bool> {
        (self.record.kind == Kind::Bool).then_some(self.record.value.len == 1)
    }

    /// Returns the text of a string, or of a number or boolean as it is written without quotes.
    pub fn scalar_text(self) -> Option<&'t str> {
        let boolean = |is_true| if is_true { "true" } else { "false" };
        self.as_str()
            .or_else(|| self.number_text())
            .or_else(|| self.as_bool().map(boolean))
    }

    /// Returns the text of a number.
    pub fn number_text(self) -> Option<&'t str> {
        (self.record.kind == Kind::Number).then(|| self.tree.str(self.record.value))
    }

    /// Returns the words for its type in messages, with an article.
    pub(crate) fn described(self) -> &'static str {
        let is_beyond = |text: &str| is_beyond_floats(text) && !self.is_after_quote(text);
        match self.as_str().is_some_and(is_beyond) {
            true => "a number that no 64-bit float can hold",
            false => self.kind().described(),
        }
    }

    /// Returns a whole number, if it fits; `3.0` is a whole number.
    pub fn as_i64(self) -> Option<i64> {
        self.as_i128().and_then(|number| number.try_into().ok())
    }

    /// Returns a whole number that is not negative, if it fits; `3.0` is a whole number.
    pub fn as_u64(self) -> Option<u64> {
        self.as_i128().and_then(|number| number.try_into().ok())
    }

    /// Returns a whole number, if it fits; `3.0` is a whole number.
    pub fn as_i128(self) -> Option<i128> {
        let text = self.number_text()?;
        if let Ok(number) = text.parse() {
            return Some(number);
        }
        // Beyond 2^53, a float does not identify a single whole number.
        let float: f64 = text.parse().ok()?;
        (float.fract() == 0.0 && float.abs() <= 9_007_199_254_740_992.0).then_some(float as i128)
    }

    /// Returns a number without rounding; `None` if it is not finite.
    pub(crate) fn decimal(self) -> Option<Decimal> {
        Decimal::parse(self.number_text()?)
    }

    /// Returns a number as a float, rounded if necessary.
    pub fn as_f64(self) -> Option<f64> {
        self.number_text()?.parse().ok()
    }

    pub(super) fn spans(self) -> Option<NodeSpan> {
        let positions = self.tree.written_positions()?;
        positions.spans.get(self.index as usize).copied()
    }

    /// Returns the target of a reference object, the text of `$ref`.
    #[inline]
    pub fn reference(self) -> Option<&'t str> {
        self.get_str("$ref")
    }

    /// Returns the node with all its contents as JSON. Numbers of more than 64 bits are rounded.
    pub fn to_json(self) -> serde_json::Value {
        // Keys of nodes are always strings, so this cannot fail.
        serde_json::to_value(self).unwrap_or_default()
    }

    /// Whether two values are equal as JSON: numbers by value, objects with their keys in any order.
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
        Children {
            parent: self,
            next: self.index + 1,
        }
    }

    /// Searches the entries one by one; most of them differ in the length of the key.
    fn small_get(self, key: &str) -> Option<Node<'t>> {
        let mut next = self.index + 1;
        while next < self.record.end {
            let record = self.tree.record(next)?;
            if record.key.len as usize == key.len()
                && record.keyed
                && record.is_child()
                && record.key.is(key, &self.tree.text, &self.tree.side)
            {
                return self.at(next);
            }
            next = record.next(next);
        }
        None
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

/// Returns a number from its text, rounded if it has more than 64 bits.
pub(super) fn json_number(text: &str) -> serde_json::Value {
    use serde_json::{Number, Value};
    let number = text
        .parse::<i64>()
        .map(Number::from)
        .or_else(|_| text.parse::<u64>().map(Number::from));
    let number = number.ok().or_else(|| Number::from_f64(text.parse().ok()?));
    number.map_or(Value::Null, Value::Number)
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
            self.next = child.record.next(self.next);
            if child.record.is_child() {
                return Some(child);
            }
        }
        None
    }
}
