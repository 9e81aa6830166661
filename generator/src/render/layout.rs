//! A layout of a form, into which names, strings and comments are filled.

use std::collections::BTreeSet;

use super::form::Leaf;
use super::mark::{COMMENT, index};
use super::paths::{Asked, Import};
use super::source::{indent, longest, push_comment};

/// A layout of a form.
///
/// It is valid for all code whose leaves are at least as long as its marks, as long as no line becomes too long:
/// prettyplease breaks longer code in the same places, or in more.
pub(super) struct Layout {
    /// The lengths of the marks.
    pub(super) marks: Vec<usize>,
    /// The text without leaves, which all such code has in common.
    text: String,
    /// The positions of the leaves in the text.
    places: Vec<Filled>,
    /// The lines with names and strings, which make them longer.
    lines: Vec<Line>,
    /// The names for which the scope was asked, and how it writes them.
    pub(super) asked: Vec<Asked>,
    pub(super) imports: BTreeSet<Import>,
    pub(super) is_block: bool,
}

struct Filled {
    at: usize,
    leaf: usize,
    /// The indentation, for a comment.
    margin: Option<usize>,
}

struct Line {
    length: usize,
    longest: usize,
    leaves: Vec<usize>,
}

impl Layout {
    /// Finds the marks in code after layout; `None` if one is missing.
    pub(super) fn of(laid_out: &str, marks: Vec<usize>) -> Option<Self> {
        let mut layout = Self {
            marks,
            text: String::with_capacity(laid_out.len()),
            places: Vec::new(),
            lines: Vec::new(),
            asked: Vec::new(),
            imports: BTreeSet::new(),
            is_block: false,
        };
        for line in laid_out.split_inclusive('\n') {
            layout.line(line);
        }
        layout.places.shrink_to_fit();
        layout.lines.shrink_to_fit();
        let is_there = |leaf| layout.places.iter().any(|place| place.leaf == leaf);
        (0..layout.marks.len()).all(is_there).then_some(layout)
    }

    fn line(&mut self, line: &str) {
        let trimmed = line.trim_start_matches(' ');
        let margin = line.len().saturating_sub(trimmed.len());
        let comment = trimmed
            .strip_prefix("///")
            .and_then(|comment| comment.strip_prefix(COMMENT));
        if let Some(leaf) = comment.and_then(|comment| index(comment.chars().next()?)) {
            indent(&mut self.text, margin);
            self.place(leaf, Some(margin));
            return;
        }
        let begin = self.text.len();
        let mut own = Vec::new();
        let mut rest = line;
        while let Some((at, leaf)) = rest
            .char_indices()
            .find_map(|(at, c)| Some((at, index(c)?)))
        {
            let (before, mark) = rest.split_at(at);
            self.text.push_str(before);
            self.place(leaf, None);
            own.push(leaf);
            let length = self.marks.get(leaf).copied().unwrap_or_default();
            rest = mark.get(length..).unwrap_or_default();
        }
        self.text.push_str(rest);
        if own.is_empty() {
            return;
        }
        let fixed = self.text.get(begin..).unwrap_or_default();
        self.lines.push(Line {
            length: fixed.trim_end_matches('\n').len(),
            longest: longest(fixed),
            leaves: own,
        });
    }

    fn place(&mut self, leaf: usize, margin: Option<usize>) {
        let at = self.text.len();
        self.places.push(Filled { at, leaf, margin });
    }

    /// Whether the layout is valid with these leaves.
    pub(super) fn takes(&self, leaves: &[Leaf<'_>]) -> bool {
        let mut both = self.marks.iter().zip(leaves);
        both.all(|(mark, leaf)| *mark <= leaf.text.len())
            && self
                .lines
                .iter()
                .all(|line| line.with(leaves) <= line.longest)
    }

    /// Returns marks that make the lines too long that are too long with these leaves, and that are no longer than
    /// necessary.
    pub(super) fn longer(&self, leaves: &[Leaf<'_>]) -> Vec<usize> {
        let mut marks = self.marks.clone();
        // The lines that are too long, and by how much.
        let mut long = Vec::new();
        for line in &self.lines {
            let excess = line.with(leaves).saturating_sub(line.longest);
            if excess > 0 {
                long.push((line, excess));
            }
        }
        for leaf in long.iter().flat_map(|(line, _)| &line.leaves) {
            if let Some(mark) = marks.get_mut(*leaf) {
                *mark = length(leaves, *leaf);
            }
        }
        let spare = long.iter().flat_map(|(line, _)| &line.leaves);
        let mut spare: Vec<usize> = spare.copied().collect();
        // The longest is shortened first, so that the lengths become similar. A leaf that cannot be shortened stays as
        // it is.
        loop {
            spare.retain(|leaf| {
                let is_needed = |(line, excess): &(&Line, usize)| *excess <= line.times(*leaf);
                marks.get(*leaf) > self.marks.get(*leaf) && !long.iter().any(is_needed)
            });
            let Some(&longest) = spare.iter().max_by_key(|leaf| marks.get(**leaf)) else {
                return marks;
            };
            if let Some(mark) = marks.get_mut(longest) {
                *mark = mark.saturating_sub(1);
            }
            for (line, excess) in &mut long {
                *excess = excess.saturating_sub(line.times(longest));
            }
        }
    }

    /// Returns the text with these leaves in their positions.
    pub(super) fn filled(&self, leaves: &[Leaf<'_>]) -> String {
        let all = self.places.iter().map(|place| length(leaves, place.leaf));
        let all = all.sum::<usize>();
        let mut text =
            String::with_capacity(self.text.len().saturating_add(all.saturating_mul(5) / 4));
        let mut from = 0;
        for place in &self.places {
            text.push_str(self.text.get(from..place.at).unwrap_or_default());
            from = place.at;
            let leaf = leaves.get(place.leaf).map_or("", |leaf| &leaf.text);
            match place.margin {
                None => text.push_str(leaf),
                Some(margin) => push_comment(&mut text, leaf, margin),
            }
        }
        text.push_str(self.text.get(from..).unwrap_or_default());
        text
    }
}

impl Line {
    /// Returns how often a leaf occurs in the line.
    fn times(&self, leaf: usize) -> usize {
        self.leaves.iter().filter(|other| **other == leaf).count()
    }

    /// Returns the length of the line with these leaves.
    fn with(&self, leaves: &[Leaf<'_>]) -> usize {
        let own = self.leaves.iter().map(|leaf| length(leaves, *leaf));
        own.sum::<usize>().saturating_add(self.length)
    }
}

fn length(leaves: &[Leaf<'_>], leaf: usize) -> usize {
    leaves.get(leaf).map_or(0, |leaf| leaf.text.len())
}
