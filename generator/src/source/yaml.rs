//! YAML: a pass over parser events that makes the text safe and finds positions, then `serde_yaml`. Plain text is safe
//! without that pass, which then waits until a position is asked for.

use super::build::{Builder, Parts};
use super::plain::is_plain;
use super::scan::{Scanned, scan};
use super::slips;
use super::spans::{Positions, Span};
use super::tree::{Kind, Record, Tree};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use serde::de::DeserializeSeed;

/// What to do about text that one of the two YAML parsers reads and the other does not.
const PLAINLY: &str = "write it more plainly, for example with quotes";

/// Reads the text of a tree into its nodes; returns the pairs of duplicate keys.
pub(super) fn read(file: u16, tree: &mut Tree, diagnostics: &mut Diagnostics) -> Vec<(u32, u32)> {
    let plain = is_plain(&tree.text).then(|| deserialize(&tree.text));
    let mut plain = plain.and_then(Result::ok);
    if let Some(parts) = &mut plain
        && keep_floats(&tree.text, parts).is_some()
    {
        let mut parts = std::mem::take(parts);
        let duplicates = std::mem::take(&mut parts.duplicates);
        parts.fill(tree);
        tree.is_plain = true;
        return duplicates;
    }
    read_after_pass(file, tree, plain, diagnostics)
}

/// Reads any text, unless it was read already.
pub(super) fn read_after_pass(
    file: u16,
    tree: &mut Tree,
    known: Option<Parts>,
    diagnostics: &mut Diagnostics,
) -> Vec<(u32, u32)> {
    let Some(Scanned { positions, merges }) = scan(file, &tree.text, diagnostics) else {
        return Vec::new();
    };
    let read = known.map_or_else(|| deserialize(&tree.text), Ok);
    let read = read.or_else(|error| match without_tabs(&tree.text, &positions) {
        Some(text) => deserialize(&text),
        None => Err(error),
    });
    let mut parts = match read {
        Ok(parts) => parts,
        Err((at, message)) => {
            let slip = slips::explain(&tree.text, at as usize, None);
            diagnostics.push(match slip {
                Some(slip) => slip.diagnostic(Code::YamlSyntax, file, 0),
                None => {
                    let place = Place::text(file, at, at + 1);
                    Diagnostic::error(Code::YamlSyntax, place, message).help(PLAINLY)
                }
            });
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

/// Returns the positions of plain text that has been read.
pub(super) fn positions(text: &str) -> Positions {
    let scanned = scan(0, text, &mut Diagnostics::new());
    scanned.map_or_else(Positions::default, |scanned| scanned.positions)
}

/// Gives the floats of plain text the literals that they are written with, which follow their keys; nothing where one is
/// elsewhere. Whole numbers are written as they are read there.
fn keep_floats(text: &str, parts: &mut Parts) -> Option<()> {
    let is_float = |record: &Record| {
        let is_number = record.kind == Kind::Number;
        is_number && parts.value_text(record, text).contains(['.', 'e', 'n'])
    };
    let floats = (0..).zip(&parts.records);
    let floats: Vec<u32> = floats
        .filter_map(|(node, record)| is_float(record).then_some(node))
        .collect();
    for node in floats {
        let record = *parts.records.get(node as usize)?;
        let key = record.key;
        let after = text.get((key.start + key.len) as usize..)?;
        let value = after.trim_start_matches(['\'', '"']).strip_prefix(':')?;
        let value = value.trim_start_matches(' ');
        let literal = value.split([' ', ',', '}', '\n']).next()?;
        let number: f64 = literal.parse().ok()?;
        if !record.keyed || parts.value_text(&record, text).parse() != Ok(number) {
            return None;
        }
        let start = text.len() - value.len();
        parts.set_number_text(node, start as u32, literal.len() as u32);
    }
    Some(())
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

/// Returns the text with spaces for the tabs that begin lines without content: YAML allows them there, the second reader
/// does not. `None` where there are none.
fn without_tabs(text: &str, positions: &Positions) -> Option<String> {
    let values = positions.spans.iter().map(|span| span.value);
    let following = values.clone().skip(1).map(|next| Some(next.start));
    let mut scalars: Vec<Span> = values
        .zip(following.chain([None]))
        .filter(|(value, next)| next.is_none_or(|next| next < value.start || next >= value.end))
        .map(|(value, _)| value)
        .collect();
    scalars.sort_by_key(|scalar| scalar.start);
    let is_in_scalar = |at: u32| {
        let before = scalars.partition_point(|scalar| scalar.start < at);
        let scalar = before.checked_sub(1).and_then(|last| scalars.get(last));
        scalar.is_some_and(|scalar| at < scalar.end)
    };
    let mut safe = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let rest = line.trim_start_matches([' ', '\t']);
        let (margin, _) = line.split_at(line.len() - rest.len());
        let has_content = !matches!(rest.chars().next(), None | Some('#' | '\r' | '\n'));
        if has_content || !margin.contains('\t') || is_in_scalar(safe.len() as u32) {
            safe.push_str(line);
        } else {
            safe.push_str(&margin.replace('\t', " "));
            safe.push_str(rest);
        }
    }
    (safe != text).then_some(safe)
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
