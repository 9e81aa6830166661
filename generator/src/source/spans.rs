//! Ranges of text: of nodes, and of lines.

use std::ops::Range;
use std::sync::OnceLock;

/// A range of bytes of a file.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Span {
    pub(super) fn is_empty(self) -> bool {
        self.start >= self.end
    }
}

/// The spans of one node; an item of an array has no key.
#[derive(Copy, Clone, Debug, Default)]
pub(super) struct NodeSpan {
    pub(super) key: Span,
    pub(super) value: Span,
}

/// The spans of all nodes, by their index.
#[derive(Clone, Debug, Default)]
pub(super) struct Positions {
    pub(super) spans: Vec<NodeSpan>,
}

/// The starts of the lines in a text, and, when needed, the number of characters before each block of bytes. So the
/// columns of thousands of places in one long line are found without counting from its start each time.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    starts: Vec<u32>,
    characters: OnceLock<Vec<u32>>,
}

/// The number of bytes between two counts of characters.
const BLOCK: usize = 4096;

impl Lines {
    pub(super) fn new(text: &str) -> Self {
        let breaks = text.match_indices('\n');
        let starts = std::iter::once(0).chain(breaks.map(|(at, _)| at as u32 + 1));
        Lines {
            starts: starts.collect(),
            characters: OnceLock::new(),
        }
    }

    /// Returns the number, from 1, of the line that contains a byte of the text.
    pub(super) fn line_at(&self, offset: usize) -> usize {
        self.starts
            .partition_point(|&start| start as usize <= offset)
            .max(1)
    }

    /// Returns the range of bytes of a line, by its number from 1, without its line break.
    pub(super) fn range(&self, text: &str, line: usize) -> Option<Range<usize>> {
        let start = *self.starts.get(line.checked_sub(1)?)? as usize;
        let end = self
            .starts
            .get(line)
            .map_or(text.len(), |&next| next as usize);
        let line = text.get(start..end)?;
        Some(start..start + line.trim_end_matches(['\n', '\r']).len())
    }

    /// Returns the column, in characters from 1, of a byte in a line.
    pub(super) fn column(&self, text: &str, line: usize, offset: usize) -> usize {
        let start = self.starts.get(line - 1).map_or(0, |&start| start as usize);
        self.characters_before(text, offset) - self.characters_before(text, start) + 1
    }

    fn characters_before(&self, text: &str, offset: usize) -> usize {
        let bytes = text.as_bytes();
        let characters = self.characters.get_or_init(|| {
            let mut counted = 0;
            let blocks = bytes.chunks(BLOCK).map(|block| {
                let before = counted;
                counted += characters_in(block) as u32;
                before
            });
            blocks.collect()
        });
        let block = offset / BLOCK;
        let counted = characters.get(block).map_or(0, |&count| count as usize);
        let rest = bytes.get(block * BLOCK..offset);
        counted + characters_in(rest.unwrap_or_default())
    }
}

fn characters_in(bytes: &[u8]) -> usize {
    let inside = |byte: &&u8| (**byte as i8) < -64;
    bytes.len() - bytes.iter().filter(inside).count()
}
