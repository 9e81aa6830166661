//! Reads JSON with `serde_json`.

pub(super) mod positions;

use super::build::Builder;
use super::decimal::is_beyond_floats;
use super::slips::explain_json;
use super::too_large::{too_deep, too_many};
use super::tree::{Kind, Tree};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use positions::{json_positions, string_end};
use serde::de::DeserializeSeed;
use std::iter::repeat_n;

/// Reads the text of a tree into its nodes; returns the pairs of duplicate keys.
pub(super) fn read(file: u16, tree: &mut Tree, diagnostics: &mut Diagnostics) -> Vec<(u32, u32)> {
    let finite;
    let mut builder = Builder::new(&tree.text);
    let mut read = read_root(&mut builder, &tree.text);
    if let Err(error) = &read
        && error.to_string().starts_with("number out of range")
    {
        finite = with_finite_numbers(&tree.text);
        builder = Builder::new(&finite);
        read = read_root(&mut builder, &finite);
    }
    let too_large = builder.too_large;
    let mut parts = builder.parts;
    if let Err(error) = read {
        report(file, tree, &error, too_large, diagnostics);
        return Vec::new();
    }
    if !parts.huge.is_empty() {
        // serde_json rounds whole numbers of more than 64 bits, so their text is taken from the file. A number that no
        // float can hold becomes a string, as in YAML: what needs a number reports it.
        let positions = json_positions(&tree.text, &parts.records);
        for node in std::mem::take(&mut parts.huge) {
            let Some(span) = positions.spans.get(node as usize).map(|s| s.value) else {
                continue;
            };
            let text = tree.text.get(span.start as usize..span.end as usize);
            let kind = match text.is_some_and(is_beyond_floats) {
                true => Kind::String,
                false => Kind::Number,
            };
            parts.set_text(node, kind, span.start, span.end - span.start);
        }
        let _ = tree.positions.set(positions);
    }
    let duplicates = std::mem::take(&mut parts.duplicates);
    parts.fill(tree);
    duplicates
}

fn read_root(builder: &mut Builder<'_>, text: &str) -> serde_json::Result<()> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    builder.root().deserialize(&mut deserializer)?;
    deserializer.end()
}

/// Returns the text with another large number of the same length in place of each one that no float can hold.
fn with_finite_numbers(text: &str) -> String {
    let mut found = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c == '"' || c.is_ascii_digit()) {
        let (before, token) = rest.split_at(at);
        let len = match token.starts_with('"') {
            true => Some(string_end(token.as_bytes(), 0)),
            false => token.find(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c)),
        };
        let (token, after) = token.split_at(len.unwrap_or(token.len()));
        found.push_str(before);
        match token.starts_with(|c: char| c.is_ascii_digit()) && is_beyond_floats(token) {
            true => {
                found.push_str("9e");
                found.extend(repeat_n('0', token.len().saturating_sub(5)));
                found.push_str("300");
            }
            false => found.push_str(token),
        }
        rest = after;
    }
    found + rest
}

fn report(
    file: u16,
    tree: &Tree,
    error: &serde_json::Error,
    too_large: bool,
    diagnostics: &mut Diagnostics,
) {
    let at = tree.offset(error.line(), error.column());
    let place = Place::text(file, at, at + 1);
    let text = error.to_string();
    let message = text
        .rsplit_once(" at line ")
        .map_or(text.as_str(), |(message, _)| message);
    if too_large {
        return diagnostics.push(too_many(place));
    }
    if message.starts_with("recursion limit exceeded") {
        return diagnostics.push(too_deep(place));
    }
    let slips = explain_json(&tree.text);
    if slips.is_empty() {
        let found = Diagnostic::error(Code::JsonSyntax, place, message);
        diagnostics.push(found.help("check the text here and just before"));
    }
    for slip in slips {
        diagnostics.push(slip.diagnostic(Code::JsonSyntax, file, 0));
    }
}
