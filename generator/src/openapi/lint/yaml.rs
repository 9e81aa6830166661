//! Words that one version of YAML reads as text, and another one does not.

use super::Lint;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::openapi::edits::old_boolean;
use crate::source::Node;

/// Values and properties that a tool for YAML 1.1 takes for true or false.
pub(super) fn words(lint: &Lint<'_, '_>, node: Node<'_>, found: &mut Diagnostics) {
    let values = node.items_of("enum").chain(
        ["const", "default"]
            .into_iter()
            .filter_map(|key| node.get(key)),
    );
    let values = values.filter_map(|value| Some((value.as_str()?, value.at_value())));
    let properties = node.entries_of("properties");
    let names = properties.map(|(name, value)| (name, value.at_key()));
    for (text, place) in values.chain(names) {
        // Few tools take a letter for one. To find the position of what begins after a quotation mark is not worth it.
        if text.len() == 1 || old_boolean(text).is_none() || node.is_after_quote(text) {
            continue;
        }
        let Some((tree, at)) = lint.sources.locate(place) else {
            continue;
        };
        // In quotes it is text to all of them.
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
