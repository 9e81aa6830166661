//! A document as an arena of records in document order.

use super::spans::{Lines, Positions};
use super::{Format, Origin};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

/// The type of a node.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `null`, or an empty value in YAML.
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
    /// Returns the words for messages, with an article.
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

/// Text of a document: a range of the file's text if it is there unchanged, otherwise of the side buffer.
#[derive(Copy, Clone, Debug, Default)]
pub(super) struct Text {
    pub(super) start: u32,
    pub(super) len: u32,
}

impl Text {
    /// The bit of `start` that marks text in the side buffer; files are shorter than this.
    pub(super) const SIDE: u32 = 1 << 31;

    pub(super) fn of<'a>(self, file: &'a str, side: &'a str) -> &'a str {
        let (buffer, start) = self.place(file, side);
        let text = buffer.get(start..start + self.len as usize);
        text.unwrap_or_default()
    }

    /// Whether it equals a text, byte by byte.
    pub(super) fn is(self, text: &str, file: &str, side: &str) -> bool {
        let (buffer, start) = self.place(file, side);
        let bytes = buffer.as_bytes().get(start..start + self.len as usize);
        bytes == Some(text.as_bytes())
    }

    fn place<'a>(self, file: &'a str, side: &'a str) -> (&'a str, usize) {
        match self.start & Text::SIDE {
            0 => (file, self.start as usize),
            _ => (side, (self.start & !Text::SIDE) as usize),
        }
    }
}

/// One node. Children follow their parent; `end` is one past the last descendant.
#[derive(Copy, Clone, Debug)]
pub(super) struct Record {
    pub(super) key: Text,
    /// The text of a string or number; for containers `len` is the number of children; for a boolean
    /// `len` is 1 or 0. For maps `start` has the [`key_bit`] of each key.
    pub(super) value: Text,
    pub(super) parent: u32,
    pub(super) end: u32,
    pub(super) kind: Kind,
    pub(super) keyed: bool,
    /// Whether an earlier entry has the same key. This is an error that has been reported; the first entry is used.
    pub(super) shadowed: bool,
    /// Whether it is the value of a merge key, or an item of that value: the entries inside it, which follow it, belong
    /// to the object that has the key.
    pub(super) merged: bool,
}

impl Record {
    /// Whether it is an entry or item of its parent.
    pub(super) fn is_child(&self) -> bool {
        !self.merged && !self.shadowed
    }

    /// Returns the node after this one, which has the given index, in its parent: that inside it, where its entries
    /// belong to the parent.
    pub(super) fn next(&self, at: u32) -> u32 {
        let is_passed = self.merged && !self.shadowed;
        // Always moves forward, even if a record were wrong.
        if is_passed { 0 } else { self.end }.max(at + 1)
    }

    pub(super) const NULL: Record = Record {
        key: Text { start: 0, len: 0 },
        value: Text { start: 0, len: 0 },
        parent: 0,
        end: 1,
        kind: Kind::Null,
        keyed: false,
        shadowed: false,
        merged: false,
    };
}

/// A document: its text, its nodes, and their positions in the text.
#[derive(Clone, Debug)]
pub struct Tree {
    pub(super) path: String,
    pub(super) name: String,
    pub(super) format: Format,
    pub(super) text: String,
    pub(super) side: String,
    pub(super) records: Vec<Record>,
    /// The children of large maps, sorted by key, and of large arrays: `(parent, start in sorted)`, sorted by parent.
    pub(super) large: Vec<(u32, u32)>,
    pub(super) sorted: Vec<u32>,
    pub(super) positions: OnceLock<Positions>,
    pub(super) lines: OnceLock<Lines>,
    pub(super) ids: OnceLock<Ids>,
    /// Set for a document that was built from several files.
    pub(super) made: Option<Made>,
}

/// The identifiers of schemas in a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Ids {
    /// Nodes with a URI of their own, in document order.
    pub(super) resources: Vec<(u32, String)>,
    pub(super) anchors: Vec<Anchor>,
}

/// An `$anchor` or `$dynamicAnchor`.
#[derive(Clone, Debug)]
pub(super) struct Anchor {
    pub(super) node: u32,
    pub(super) name: String,
    pub(super) is_dynamic: bool,
}

/// The origins of the nodes of a document that was built from several files.
#[derive(Clone, Debug)]
pub(super) struct Made {
    /// By the index of the node.
    pub(super) from: Vec<Origin>,
    pub(super) met: BTreeMap<u32, Met>,
}

/// Another place that contributed to a value.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Met {
    pub(crate) place: Origin,
    pub(crate) how: How,
}

/// How it contributed.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// The value replaced the one at that place.
    Replaced,
    /// The action at that place changed the value.
    Changed,
    /// The action at that place removed a part of the value.
    Removed,
    /// The action at that place copied the value.
    Copied,
}

/// Returns a bit for a key. The bits of all keys of a map show at once that most other keys are not in it. Few keywords
/// of schemas have the same bit.
#[inline]
pub(super) fn key_bit(key: &str) -> u32 {
    let bytes = key.as_bytes();
    let (first, last) = (bytes.first().copied(), bytes.last().copied());
    let sum = u32::from(first.unwrap_or_default())
        + 13 * u32::from(last.unwrap_or_default())
        + 12 * bytes.len() as u32;
    1 << (sum % 32)
}

/// Maps and arrays with more children have an index.
pub(super) const LARGE: usize = 16;

impl Tree {
    /// Returns the path as diagnostics show it.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the whole text, without a byte order mark.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns an empty document.
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
            ids: OnceLock::new(),
            made: None,
        }
    }

    /// Returns the number of nodes.
    pub fn nodes(&self) -> usize {
        self.records.len()
    }

    pub(super) fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| Lines::new(&self.text))
    }

    /// Returns the range of bytes of a line, by its number from 1, without its line break.
    pub(crate) fn line_range(&self, line: usize) -> Option<Range<usize>> {
        self.lines().range(&self.text, line)
    }

    /// Returns the byte offset of a line and a column, both from 1; the column counts bytes.
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
