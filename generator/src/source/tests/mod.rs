//! What the reading of files guarantees.

mod hostile;
mod merge;
mod positions;
mod references;
mod values;
mod yaml;

use super::{Node, Sources};
use crate::diagnostic::{Diagnostics, Place};
use crate::report::Placed;

/// Reads one file.
fn read(path: &str, text: impl AsRef<[u8]>) -> (Sources, Vec<Placed>) {
    let mut diagnostics = Diagnostics::new();
    let sources = Sources::read(path, text.as_ref(), &mut diagnostics);
    let placed = diagnostics.placed(&sources);
    (sources, placed)
}

/// Reads one file without errors.
fn read_well(path: &str, text: &str) -> Sources {
    let (sources, placed) = read(path, text);
    assert!(placed.is_empty(), "{placed:?}");
    sources
}

/// Returns `code line:column` for each finding.
fn summary(placed: &[Placed]) -> Vec<String> {
    placed
        .iter()
        .map(|p| format!("{} {}:{}", p.code, p.line, p.column))
        .collect()
}

/// Returns the node at a list of keys and indexes.
fn at<'s>(sources: &'s Sources, steps: &[&str]) -> Node<'s> {
    steps.iter().fold(sources.root(), |node, step| {
        node.get(step)
            .unwrap_or_else(|| node.items().nth(step.parse().unwrap()).unwrap())
    })
}

/// Returns `line:column text` for a place.
fn shown(sources: &Sources, place: Place) -> String {
    let (tree, location) = sources.locate(place).unwrap();
    format!(
        "{}:{} {}",
        location.line,
        location.column,
        &tree.text()[location.span]
    )
}
