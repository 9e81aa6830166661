//! Reads JSON with `serde_json`.

use super::build::Builder;
use super::json_positions::json_positions;
use super::slips::explain_json;
use super::tree::Tree;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::limits::NESTING;
use serde::de::DeserializeSeed;

/// Reads the text of a tree into its nodes; returns the pairs of duplicate keys.
pub(super) fn read(file: u16, tree: &mut Tree, diagnostics: &mut Diagnostics) -> Vec<(u32, u32)> {
    let mut builder = Builder::new(&tree.text);
    let mut deserializer = serde_json::Deserializer::from_str(&tree.text);
    let read = builder
        .root()
        .deserialize(&mut deserializer)
        .and_then(|()| deserializer.end());
    let too_large = builder.too_large;
    let mut parts = builder.parts;
    if let Err(error) = read {
        report(file, tree, &error, too_large, diagnostics);
        return Vec::new();
    }
    if !parts.huge.is_empty() {
        // serde_json rounds whole numbers of more than 64 bits, so their text is taken from the file.
        let positions = json_positions(&tree.text, &parts.records);
        for node in std::mem::take(&mut parts.huge) {
            let Some(span) = positions.spans.get(node as usize).map(|s| s.value) else {
                continue;
            };
            parts.set_number_text(node, span.start, span.end - span.start);
        }
        let _ = tree.positions.set(positions);
    }
    let duplicates = std::mem::take(&mut parts.duplicates);
    parts.fill(tree);
    duplicates
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
        let found = Diagnostic::error(Code::TooLarge, place, "the file has too many values");
        return diagnostics.push(found.help("split the description"));
    }
    if message.starts_with("recursion limit exceeded") {
        let message = format!("objects and arrays are nested deeper than {NESTING} levels");
        let found = Diagnostic::error(Code::TooDeep, place, message);
        return diagnostics.push(found.help("move inner parts to `components` and refer to them"));
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
