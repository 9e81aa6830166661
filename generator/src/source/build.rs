//! Fills a [`Tree`], value by value or from a serde deserializer.

use super::tree::{Kind, LARGE, Record, Text, Tree, key_bit};
use crate::limits::FILE_VALUES;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::fmt::{self, Write};

/// A tree under construction, over the text of its file.
pub(super) struct Builder<'t> {
    text: &'t str,
    pub(super) parts: Parts,
    parent: u32,
    /// Set when the limit [`FILE_VALUES`] stopped it.
    pub(super) too_large: bool,
}

/// The result of a builder. It does not borrow the text, which then moves into the tree.
#[derive(Default)]
pub(super) struct Parts {
    side: String,
    pub(super) records: Vec<Record>,
    large: Vec<(u32, u32)>,
    sorted: Vec<u32>,
    /// Pairs of entries of one map with the same key.
    pub(super) duplicates: Vec<(u32, u32)>,
    /// Floats so large that they may be whole numbers of more than 64 bits.
    pub(super) huge: Vec<u32>,
}

impl Parts {
    /// Moves everything into a tree.
    pub(super) fn fill(mut self, tree: &mut Tree) {
        self.large.sort_unstable();
        tree.side = self.side;
        tree.records = self.records;
        tree.large = self.large;
        tree.sorted = self.sorted;
    }

    /// Adds the bits of keys to a map; while it is incomplete, its number of children is set if a bit was there.
    pub(super) fn add_key_bits(&mut self, map: u32, bits: u32) {
        if let Some(record) = self.records.get_mut(map as usize) {
            record.value.len |= u32::from(record.value.start & bits != 0);
            record.value.start |= bits;
        }
    }

    /// Replaces the text of a scalar with the text in the file.
    pub(super) fn set_text(&mut self, node: u32, kind: Kind, start: u32, len: u32) {
        if let Some(record) = self.records.get_mut(node as usize) {
            (record.kind, record.value) = (kind, Text { start, len });
        }
    }

    /// Returns the text of a node's key.
    pub(super) fn key_text<'a>(&'a self, node: &Record, file: &'a str) -> &'a str {
        node.key.of(file, &self.side)
    }
}

impl<'t> Builder<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Builder {
            text,
            parts: Parts::default(),
            parent: 0,
            too_large: false,
        }
    }

    /// Returns the seed with which serde reads the root.
    pub(super) fn root(&mut self) -> NodeSeed<'_, 't> {
        NodeSeed {
            builder: self,
            key: None,
        }
    }

    /// Keeps a text: by its position if it is part of the file's text, or else in the side buffer.
    pub(super) fn keep(&mut self, text: &str) -> Text {
        let len = text.len() as u32;
        let offset = (text.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize);
        if offset
            .checked_add(text.len())
            .is_some_and(|end| end <= self.text.len())
        {
            return Text {
                start: offset as u32,
                len,
            };
        }
        let start = self.parts.side.len() as u32 | Text::SIDE;
        self.parts.side.push_str(text);
        Text { start, len }
    }

    /// Keeps a text that may also be in the file at a given byte.
    pub(super) fn keep_at(&mut self, text: &str, at: u32) -> Text {
        let start = at as usize;
        let written = self.text.get(start..start + text.len());
        self.keep(written.filter(|written| *written == text).unwrap_or(text))
    }

    pub(super) fn text_of(&self, text: Text) -> &str {
        text.of(self.text, &self.parts.side)
    }

    /// Keeps the text of a number of which only the value is known.
    fn keep_number(&mut self, number: fmt::Arguments<'_>) -> Text {
        let start = self.parts.side.len();
        // Writing to a string cannot fail.
        let _ = self.parts.side.write_fmt(number);
        Text {
            start: start as u32 | Text::SIDE,
            len: (self.parts.side.len() - start) as u32,
        }
    }

    /// Adds a value that is not a container: a boolean by its word, a number or a string by its text.
    pub(super) fn scalar(&mut self, kind: Kind, key: Option<Text>, text: &str) -> Option<()> {
        let value = match kind {
            Kind::Bool => Text {
                start: 0,
                len: u32::from(text == "true"),
            },
            _ => self.keep(text),
        };
        self.add(kind, key, value).map(|_| ())
    }

    /// Adds a record; `None` if there are too many.
    pub(super) fn add(&mut self, kind: Kind, key: Option<Text>, value: Text) -> Option<u32> {
        let index = self.parts.records.len();
        if index >= FILE_VALUES || self.parts.side.len() >= Text::SIDE as usize / 2 {
            self.too_large = true;
            return None;
        }
        let index = index as u32;
        if let Some(key) = key {
            let bit = key_bit(key.of(self.text, &self.parts.side));
            self.parts.add_key_bits(self.parent, bit);
        }
        self.parts.records.push(Record {
            key: key.unwrap_or_default(),
            value,
            parent: self.parent,
            end: index + 1,
            kind,
            keyed: key.is_some(),
            shadowed: false,
            merged: false,
        });
        Some(index)
    }

    /// Adds a copy of a complete node.
    pub(super) fn repeat(&mut self, key: Option<Text>, node: u32) -> Option<()> {
        let Record {
            kind, value, end, ..
        } = *self.parts.records.get(node as usize)?;
        if !matches!(kind, Kind::Map | Kind::Seq) {
            return self.add(kind, key, value).map(|_| ());
        }
        let begun = self.begin(kind, key)?;
        let mut count = 0;
        let mut next = node + 1;
        while next < end {
            let child = *self.parts.records.get(next as usize)?;
            self.repeat(child.keyed.then_some(child.key), next)?;
            next = child.end;
            count += 1;
        }
        self.end(begun, count);
        Some(())
    }

    pub(super) fn begin(&mut self, kind: Kind, key: Option<Text>) -> Option<(u32, u32)> {
        let index = self.add(kind, key, Text::default())?;
        Some((index, std::mem::replace(&mut self.parent, index)))
    }

    pub(super) fn end(&mut self, (index, parent): (u32, u32), count: u32) {
        self.parent = parent;
        let end = self.parts.records.len() as u32;
        let Some(record) = self.parts.records.get_mut(index as usize) else {
            return;
        };
        record.end = end;
        let may_repeat = record.value.len != 0;
        record.value.len = count;
        let is_map = record.kind == Kind::Map;
        let count = count as usize;
        if is_map && (may_repeat || count > LARGE) {
            self.parts.index_map(self.text, index, count);
        } else if count > LARGE {
            let children = self.parts.children(index, count);
            self.parts.keep_index(index, children);
        }
    }
}

impl Parts {
    /// Returns the children of a complete container.
    fn children(&self, parent: u32, count: usize) -> Vec<u32> {
        let mut children = Vec::with_capacity(count);
        let mut next = parent + 1;
        while let Some(child) = self.records.get(next as usize) {
            children.push(next);
            next = child.end;
        }
        children
    }

    /// Removes the index of a container whose entries have changed.
    pub(super) fn forget_index(&mut self, parent: u32) {
        self.large.retain(|(other, _)| *other != parent);
    }

    pub(super) fn keep_index(&mut self, parent: u32, mut children: Vec<u32>) {
        self.large.push((parent, self.sorted.len() as u32));
        self.sorted.append(&mut children);
    }

    /// Finds duplicate keys, and stores an index if there are many entries.
    fn index_map(&mut self, text: &str, map: u32, count: usize) {
        let mut children = self.children(map, count);
        let key = |node: u32| {
            self.records
                .get(node as usize)
                .map_or("", |r| r.key.of(text, &self.side))
        };
        let mut repeated = Vec::new();
        if count > LARGE {
            // The sort is stable, so equal keys keep the order of the document.
            children.sort_by(|&a, &b| key(a).cmp(key(b)));
            children.dedup_by(|b, a| {
                let equal = key(*a) == key(*b);
                if equal {
                    repeated.push((*a, *b));
                }
                equal
            });
        } else {
            for (position, &b) in children.iter().enumerate() {
                if let Some(&a) = children.iter().take(position).find(|&&a| key(a) == key(b)) {
                    repeated.push((a, b));
                }
            }
        }
        for &(_, second) in &repeated {
            if let Some(record) = self.records.get_mut(second as usize) {
                record.shadowed = true;
            }
        }
        if let Some(record) = self.records.get_mut(map as usize) {
            record.value.len = (count - repeated.len()) as u32;
        }
        self.duplicates.append(&mut repeated);
        if children.len() > LARGE {
            self.keep_index(map, children);
        }
    }
}

fn too_many<E: Error>() -> E {
    E::custom("too many values")
}

/// Reads one value.
pub(super) struct NodeSeed<'b, 't> {
    builder: &'b mut Builder<'t>,
    key: Option<Text>,
}

impl NodeSeed<'_, '_> {
    fn scalar<E: Error>(self, kind: Kind, value: Text) -> Result<(), E> {
        let added = self.builder.add(kind, self.key, value);
        added.map(|_| ()).ok_or_else(too_many)
    }

    fn number<E: Error>(self, number: fmt::Arguments<'_>) -> Result<(), E> {
        let value = self.builder.keep_number(number);
        self.scalar(Kind::Number, value)
    }
}

impl<'de> DeserializeSeed<'de> for NodeSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for NodeSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.scalar(Kind::Null, Text::default())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.scalar(
            Kind::Bool,
            Text {
                start: 0,
                len: u32::from(value),
            },
        )
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.number(format_args!("{value}"))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.number(format_args!("{value}"))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        if value.abs() >= i64::MAX as f64 {
            let index = self.builder.parts.records.len() as u32;
            self.builder.parts.huge.push(index);
        }
        // `Debug` writes an exponent where `Display` would write hundreds of digits.
        self.number(format_args!("{value:?}"))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        let text = self.builder.keep(value);
        self.scalar(Kind::String, text)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let begun = self
            .builder
            .begin(Kind::Seq, self.key)
            .ok_or_else(too_many)?;
        let mut count = 0;
        while items
            .next_element_seed(NodeSeed {
                builder: self.builder,
                key: None,
            })?
            .is_some()
        {
            count += 1;
        }
        self.builder.end(begun, count);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let begun = self
            .builder
            .begin(Kind::Map, self.key)
            .ok_or_else(too_many)?;
        let mut count = 0;
        while let Some(key) = entries.next_key_seed(KeySeed {
            builder: self.builder,
        })? {
            entries.next_value_seed(NodeSeed {
                builder: self.builder,
                key: Some(key),
            })?;
            count += 1;
        }
        self.builder.end(begun, count);
        Ok(())
    }
}

/// Reads one key.
struct KeySeed<'b, 't> {
    builder: &'b mut Builder<'t>,
}

impl<'de> DeserializeSeed<'de> for KeySeed<'_, '_> {
    type Value = Text;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Text, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed<'_, '_> {
    type Value = Text;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Text, E> {
        Ok(self.builder.keep(value))
    }
}
