//! YAML: a pass over parser events that makes the text safe and finds positions, then `serde_yaml`.

use super::build::{Builder, Parts};
use super::scan::{Scanned, scan};
use super::spans::{Positions, Span};
use super::tree::{Kind, Record, Tree};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use serde::de::DeserializeSeed;

/// What to do about text that one of the two YAML parsers reads and the other does not.
const PLAINLY: &str = "write it more plainly, for example with quotes";

/// Reads the text of a tree into its nodes; returns the pairs of duplicate keys.
pub(super) fn read(file: u16, tree: &mut Tree, diagnostics: &mut Diagnostics) -> Vec<(u32, u32)> {
    let Some(Scanned { positions, merges }) = scan(file, &tree.text, diagnostics) else {
        return Vec::new();
    };
    let mut parts = match deserialize(&tree.text) {
        Ok(parts) => parts,
        Err((at, message)) => {
            let place = Place::text(file, at, at + 1);
            diagnostics.push(Diagnostic::error(Code::YamlSyntax, place, message).help(PLAINLY));
            return Vec::new();
        }
    };
    if let Some(at) = disagreement(&parts, &positions) {
        let place = Place::text(file, at.start, at.end);
        let message = "YAML parsers do not agree what this is";
        diagnostics.push(Diagnostic::error(Code::YamlSyntax, place, message).help(PLAINLY));
        return Vec::new();
    }
    number_literals(&tree.text, &mut parts, &positions);
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

/// Reads the first document of a text: the only function that knows `serde_yaml`. An error is the byte where it
/// was found, and what is wrong.
fn deserialize(text: &str) -> Result<Parts, (u32, String)> {
    let mut builder = Builder::new(text);
    let read = match serde_yaml::Deserializer::from_str(text).next() {
        Some(document) => builder.root().deserialize(document),
        None => Err(serde::de::Error::custom("there is no document")),
    };
    match read {
        Ok(()) => Ok(builder.parts),
        Err(error) => {
            let at = error
                .location()
                .map_or(0, |location| location.index() as u32);
            let mut message = error.to_string();
            message.truncate(message.find(" at line ").unwrap_or(message.len()));
            Err((at, message))
        }
    }
}

/// Both readers must have seen the same nodes, or the positions would be those of other nodes.
fn disagreement(parts: &Parts, positions: &Positions) -> Option<Span> {
    let (read, seen) = (parts.records.len(), positions.spans.len());
    if read == seen {
        return None;
    }
    let last = positions.spans.get(read.min(seen).saturating_sub(1));
    Some(last.map(|span| span.value).unwrap_or_default())
}

/// Numbers keep the text they are written with, such as `1.10`, which a float would lose.
fn number_literals(text: &str, parts: &mut Parts, positions: &Positions) {
    let numbers = |record: &Record| record.kind == Kind::Number;
    let found: Vec<(u32, Span)> = parts
        .records
        .iter()
        .zip(&positions.spans)
        .enumerate()
        .filter(|(_, (record, _))| numbers(record))
        .filter(|(_, (record, span))| {
            let written = text
                .get(span.value.start as usize..span.value.end as usize)
                .unwrap_or_default();
            written
                .parse::<f64>()
                .is_ok_and(|number| parts.value_text(record, text).parse() == Ok(number))
        })
        .map(|(node, (_, span))| (node as u32, span.value))
        .collect();
    for (node, span) in found {
        parts.set_number_text(node, span.start, span.end - span.start);
    }
}
