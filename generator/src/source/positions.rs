//! Where the nodes of a document stand in its text.

use super::tree::{Kind, Record, Tree};
use super::{Format, Origin, Sources};
use crate::diagnostic::{Part, Place};
use std::ops::Range;

/// A range of bytes of a file.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Span {
    fn is_empty(self) -> bool {
        self.start >= self.end
    }
}

/// The spans of one node; an item of an array has no key.
#[derive(Copy, Clone, Debug, Default)]
pub(super) struct NodeSpan {
    pub(super) key: Span,
    pub(super) value: Span,
}

/// The spans of all nodes, by node number.
#[derive(Debug, Default)]
pub(super) struct Positions {
    pub(super) spans: Vec<NodeSpan>,
}

/// Where the lines of a text begin, and how many characters stand before each block of bytes: thousands of
/// places in one long line are found without counting it from its start each time.
#[derive(Debug)]
pub(super) struct Lines {
    starts: Vec<u32>,
    chars: Vec<u32>,
}

/// Bytes between two counts of characters.
const BLOCK: usize = 4096;

fn begins_char(byte: u8) -> bool {
    byte & 0b1100_0000 != 0b1000_0000
}

/// A place in a file's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The range of bytes, on character boundaries, within the text.
    pub span: Range<usize>,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl Sources {
    /// The tree that a place is in, and where in its text.
    pub fn locate(&self, place: Place) -> Option<(&Tree, Location)> {
        let tree = self.trees.get(usize::from(place.file()))?;
        let span = match place {
            Place::Node { origin, part } => tree.span_of(origin.node, part),
            Place::Text { start, end, .. } => Span { start, end },
        };
        Some((tree, tree.location(span)))
    }

    /// The JSON pointer of a node within its file, such as `/paths/~1pets/get`.
    pub fn pointer(&self, origin: Origin) -> String {
        let mut steps = Vec::new();
        let mut node = self.node(origin);
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
}

impl Tree {
    fn span_of(&self, node: u32, part: Part) -> Span {
        let positions = self.positions.get_or_init(|| match self.format {
            Format::Json => json_positions(&self.text, &self.records),
            Format::Yaml => Positions::default(),
        });
        let Some(span) = positions.spans.get(node as usize) else {
            return Span::default();
        };
        match part {
            Part::Key if !span.key.is_empty() => span.key,
            // `key:` without a value has only its key to point at.
            Part::Value if span.value.is_empty() => span.key,
            Part::Key | Part::Value => span.value,
        }
    }

    /// The span on character boundaries within the text.
    pub(super) fn clamp(&self, span: Span) -> Range<usize> {
        let start = self.text.floor_char_boundary(span.start as usize);
        let end = self.text.floor_char_boundary(span.end as usize).max(start);
        start..end
    }

    pub(super) fn location(&self, span: Span) -> Location {
        let span = self.clamp(span);
        let Lines { starts, .. } = self.lines();
        let line = starts
            .partition_point(|&start| start as usize <= span.start)
            .max(1);
        let start = starts.get(line - 1).map_or(0, |&start| start as usize);
        let column = self.chars_before(span.start) - self.chars_before(start) + 1;
        Location { span, line, column }
    }

    /// How many characters stand before a byte.
    fn chars_before(&self, offset: usize) -> usize {
        let block = offset / BLOCK;
        let counted = self
            .lines()
            .chars
            .get(block)
            .map_or(0, |&chars| chars as usize);
        let rest = self
            .text
            .as_bytes()
            .get(block * BLOCK..offset)
            .unwrap_or_default();
        counted + rest.iter().filter(|&&byte| begins_char(byte)).count()
    }

    /// The range of bytes of a line, numbered from 1, without its line break.
    pub(crate) fn line_range(&self, line: usize) -> Option<Range<usize>> {
        let lines = &self.lines().starts;
        let start = *lines.get(line.checked_sub(1)?)? as usize;
        let end = lines
            .get(line)
            .map_or(self.text.len(), |&next| next as usize);
        let text = self.text.get(start..end)?;
        Some(start..start + text.trim_end_matches(['\n', '\r']).len())
    }

    fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| {
            let bytes = self.text.as_bytes();
            let breaks = bytes.iter().enumerate().filter(|&(_, &byte)| byte == b'\n');
            let starts = std::iter::once(0)
                .chain(breaks.map(|(at, _)| at as u32 + 1))
                .collect();
            let mut counted = 0;
            let chars = bytes.chunks(BLOCK).map(|block| {
                let before = counted;
                counted += block.iter().filter(|&&byte| begins_char(byte)).count() as u32;
                before
            });
            Lines {
                starts,
                chars: chars.collect(),
            }
        })
    }

    /// The byte offset of a line and a column, both from 1; the column counts bytes.
    pub(super) fn offset(&self, line: usize, column: usize) -> u32 {
        let range = self
            .line_range(line.max(1))
            .unwrap_or(self.text.len()..self.text.len());
        (range.start + column.saturating_sub(1)).min(range.end) as u32
    }
}

/// The spans of a JSON text that has been read already, so that its syntax need not be checked again.
pub(super) fn json_positions(text: &str, records: &[Record]) -> Positions {
    let bytes = text.as_bytes();
    let mut spans: Vec<NodeSpan> = Vec::with_capacity(records.len());
    let mut open: Vec<usize> = Vec::new();
    let mut key = None;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' | b',' | b':' => {
                at += 1;
                continue;
            }
            b'}' | b']' => {
                at += 1;
                if let Some(span) = open.pop().and_then(|index| spans.get_mut(index)) {
                    span.value.end = at as u32;
                }
                continue;
            }
            b'{' | b'[' => at += 1,
            b'"' => at = string_end(bytes, at),
            _ => {
                at = bytes
                    .iter()
                    .skip(at)
                    .position(|b| b",:]} \t\r\n".contains(b))
                    .map_or(bytes.len(), |n| at + n)
            }
        }
        let span = Span {
            start: start as u32,
            end: at as u32,
        };
        let in_map = open
            .last()
            .and_then(|&index| records.get(index))
            .is_some_and(|r| r.kind == Kind::Map);
        if in_map && key.is_none() {
            key = Some(span);
            continue;
        }
        if matches!(byte, b'{' | b'[') {
            open.push(spans.len());
        }
        spans.push(NodeSpan {
            key: key.take().unwrap_or_default(),
            value: span,
        });
    }
    Positions { spans }
}

/// One past the closing quote of the string that opens at `start`.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}
