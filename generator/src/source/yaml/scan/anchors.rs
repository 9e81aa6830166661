//! Anchors of YAML, and the aliases that repeat them.

use super::Scan;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::limits::{ALIASED_VALUES, NESTING};
use crate::source::shorten::shorten;
use crate::source::slips;
use crate::source::spans::Span;
use crate::source::yaml::scalar::Scalar;

/// The value of an anchor.
#[derive(Copy, Clone)]
pub(super) enum Anchored {
    Scalar(Scalar),
    /// An object or an array, with its contents.
    Nodes {
        start: usize,
        end: usize,
        height: u32,
    },
}

impl Scan<'_> {
    pub(super) fn anchor(&mut self, anchor: usize, anchored: Anchored) {
        if anchor != 0 {
            self.anchors.insert(anchor, anchored);
        }
    }

    /// Reports an anchor with the name of an earlier one: an alias refers to the nearest one above it.
    pub(super) fn anchor_name(&mut self, name: &str, span: Span) -> Option<()> {
        let is_common = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
        if !name.chars().all(is_common) {
            let message = "the name of an anchor has letters, digits, `-` and `_`";
            self.unreadable(span.start as usize, None, message);
            return None;
        }
        let file = self.file;
        let place = |span: Span| Place::text(file, span.start, span.end);
        if let Some(first) = self.names.insert(name.to_owned(), span) {
            let message = format!("the anchor `&{}` is defined twice", shorten(name));
            self.diagnostics.push(
                Diagnostic::warning(Code::DuplicateAnchor, place(span), message)
                    .related(place(first), "also defined here")
                    .help("rename one of them: an alias means the nearest one above it"),
            );
        }
        Some(())
    }

    /// Repeats the nodes of an anchor, with their own positions.
    pub(super) fn alias(&mut self, anchor: usize, span: Span) -> Option<()> {
        let (start, end, height) = match self.anchors.get(&anchor) {
            Some(&Anchored::Scalar(scalar)) => {
                self.count_aliased(1, span)?;
                return self.leaf(scalar, span);
            }
            Some(&Anchored::Nodes { start, end, height }) => (start, end, height),
            None => {
                self.report(
                    Code::YamlSyntax,
                    span,
                    "an alias inside its own anchor",
                    "write the value out",
                );
                return None;
            }
        };
        if self.expects_key() {
            self.slip(slips::key_of_entries(self.text, span.start as usize));
            return None;
        }
        self.count_aliased(end - start, span)?;
        if self.open.len() + height as usize > NESTING {
            self.too_deep(span);
            return None;
        }
        let copy = self.spans.len();
        let key = self.add(span)?;
        self.builder.repeat(key, start as u32)?;
        self.spans.extend_from_within(start + 1..end);
        let inside = |merge: &&u32| (start..end).contains(&(**merge as usize));
        let merges = self.merges.iter().filter(inside);
        let merges: Vec<u32> = merges
            .map(|merge| (*merge as usize - start + copy) as u32)
            .collect();
        self.merges.extend(merges);
        self.raise(height);
        Some(())
    }

    fn count_aliased(&mut self, values: usize, span: Span) -> Option<()> {
        self.aliased += values;
        if self.aliased > ALIASED_VALUES {
            let message =
                format!("the aliases of this file expand to more than {ALIASED_VALUES} values");
            let help = "use `$ref` instead of aliases";
            self.report(Code::TooLarge, span, message, help);
            return None;
        }
        Some(())
    }
}
