//! JSON by `serde_json`.

use super::build::Builder;
use super::json_positions::json_positions;
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
        // serde_json rounds whole numbers beyond 64 bits; the text has them exactly.
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

/// What to do about an error of syntax, by the parser's words for it.
fn syntax_help(message: &str) -> &'static str {
    match message {
        "trailing comma" => "remove the comma",
        "trailing characters" => "remove what follows the end of the document",
        "number out of range" => "write a number that a 64-bit float can hold",
        _ if message.starts_with("control character") => {
            r"write line breaks as `\n`, and other control characters as `\u` and four digits"
        }
        _ if message.starts_with("EOF") => "the text ends too early: close what is open",
        _ => "check the text here and just before",
    }
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
    diagnostics.push(if too_large {
        Diagnostic::error(Code::TooLarge, place, "the file has too many values")
            .help("split the description")
    } else if message.starts_with("recursion limit exceeded") {
        Diagnostic::error(
            Code::TooDeep,
            place,
            format!("objects and arrays are nested deeper than {NESTING} levels"),
        )
        .help("move inner parts to `components` and refer to them")
    } else {
        Diagnostic::error(Code::JsonSyntax, place, message).help(syntax_help(message))
    });
}
