//! Reads YAML from the events of `granit_parser`.

mod merge;
mod scalar;
mod scan;

use super::spans::Span;
use super::tree::Tree;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use scan::{Scanned, scan};

/// Reads the text of a tree into its nodes; returns the pairs of duplicate keys.
pub(super) fn read(file: u16, tree: &mut Tree, diagnostics: &mut Diagnostics) -> Vec<(u32, u32)> {
    let Some(scanned) = scan(file, &tree.text, diagnostics) else {
        return Vec::new();
    };
    let Scanned {
        mut parts,
        positions,
        merges,
    } = scanned;
    for &node in merges.iter().rev() {
        if !parts.merge(&tree.text, node) {
            let span = positions.spans.get(node as usize).map(|span| span.value);
            let Span { start, end } = span.unwrap_or_default();
            let message = "the merge key `<<` takes an object or an array of objects";
            let help = "write an alias of an object, such as `<<: *common`";
            diagnostics.push(
                Diagnostic::error(Code::MergeKey, Place::text(file, start, end), message)
                    .help(help),
            );
        }
    }
    let duplicates = std::mem::take(&mut parts.duplicates);
    parts.fill(tree);
    let _ = tree.positions.set(positions);
    duplicates
}
