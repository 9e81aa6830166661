//! Where nodes are in the text of their file.

use super::json::positions::json_positions;
use super::spans::{Positions, Span};
use super::tree::Tree;
use super::{Format, Origin, Sources};
use crate::diagnostic::{Part, Place};
use std::ops::Range;

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
    /// Returns the tree that contains a place, and the location in its text.
    pub fn locate(&self, place: Place) -> Option<(&Tree, Location)> {
        let written = self.written(place.origin());
        let tree = self.trees.get(usize::from(written.file()))?;
        let span = match place {
            Place::Node { part, .. } => tree.span_of(written.node(), part),
            Place::Text { start, end, .. } => Span { start, end },
        };
        Some((tree, tree.location(span)))
    }

    /// Returns the JSON pointer of a node in the file where it is written, such as `/paths/~1pets/get`.
    pub fn pointer(&self, origin: Origin) -> String {
        self.node(self.written(origin)).pointer()
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
            // A `key:` without a value has no text of its own, so its key is shown.
            Part::Value if span.value.is_empty() => span.key,
            Part::Key | Part::Value => span.value,
        }
    }

    /// Returns the positions of nodes in YAML; `None` for JSON.
    pub(super) fn written_positions(&self) -> Option<&Positions> {
        self.positions.get()
    }

    /// Returns a span, limited to the text and moved to character boundaries.
    pub(super) fn clamp(&self, span: Span) -> Range<usize> {
        let start = self.text.floor_char_boundary(span.start as usize);
        let end = self.text.floor_char_boundary(span.end as usize).max(start);
        start..end
    }

    pub(super) fn location(&self, span: Span) -> Location {
        let span = self.clamp(span);
        let line = self.lines().line_at(span.start);
        let column = self.lines().column(&self.text, line, span.start);
        Location { span, line, column }
    }
}
