//! Words that YAML 1.2 reads as strings, and YAML 1.1 as booleans.

use super::Lint;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::openapi::edits::old_boolean;
use crate::source::Node;

/// Reports values and properties that a tool for YAML 1.1 reads as booleans.
pub(super) fn words(lint: &Lint<'_, '_>, node: Node<'_>, found: &mut Diagnostics) {
    // A value of a boolean is reported with what to write instead.
    let is_boolean = node.get_str("type") == Some("boolean");
    let values = node.items_of("enum").chain(
        ["const", "default"]
            .into_iter()
            .filter_map(|key| node.get(key)),
    );
    let values = values.filter(|_| !is_boolean);
    let values = values.filter_map(|value| Some((value.as_str()?, value.at_value())));
    let properties = node.entries_of("properties");
    let names = properties.map(|(name, value)| (name, value.at_key()));
    for (text, place) in values.chain(names) {
        // Few tools read a single letter as a boolean. Text after a quotation mark is skipped here, since finding its
        // position takes longer.
        if text.len() == 1 || old_boolean(text).is_none() || node.is_after_quote(text) {
            continue;
        }
        let Some((tree, at)) = lint.sources.locate(place) else {
            continue;
        };
        // In quotes it is a string in every version.
        if tree.text().get(at.span) == Some(text) {
            let message =
                format!("`{text}` is text here, but a boolean to tools that read YAML 1.1");
            found.push(
                Diagnostic::note(Code::YamlBoolean, place, message)
                    .help(format!("write `'{text}'`")),
            );
        }
    }
}
