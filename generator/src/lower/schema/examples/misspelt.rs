//! Misspelt properties in examples.

use crate::diagnostic::Code;
use crate::limits::VALIDATION_NESTING;
use crate::source::{Kind, Node, shorten};

use super::Examples;
use crate::lower::views::SchemaView;

/// Keywords that may declare more properties than `properties` does.
const DECLARING: [&str; 6] = [
    "oneOf",
    "anyOf",
    "if",
    "patternProperties",
    "dependentSchemas",
    "$dynamicRef",
];

impl<'s> Examples<'s> {
    /// Reports properties of a valid value that are misspelt: the schema does not declare them, but declares one with a
    /// similar name that the value does not have.
    pub(super) fn report_misspelt(
        &mut self,
        value: Node<'s>,
        schema: SchemaView<'s>,
        what: &str,
        depth: usize,
    ) {
        let has_parts = matches!(value.kind(), Kind::Seq | Kind::Map);
        if !has_parts || self.steps == 0 || depth > VALIDATION_NESTING {
            return;
        }
        self.steps -= 1;
        let parts: Vec<SchemaView<'s>> = schema.parts(self.context.sources).collect();
        for item in value.items() {
            if let Some(items) = parts.iter().find_map(|part| part.items()) {
                self.report_misspelt(item, items, what, depth + 1);
            }
        }
        let declares_more =
            |part: &SchemaView<'s>| DECLARING.iter().any(|keyword| part.has(keyword));
        if parts.iter().any(declares_more) {
            return;
        }
        for (name, item) in value.entries() {
            if let Some(property) = parts.iter().find_map(|part| part.property(name)) {
                self.report_misspelt(item, property, what, depth + 1);
                continue;
            }
            if let Some(meant) = self.meant_property(name, value, &parts) {
                let message = format!(
                    "the {what} has `{}`, which its schema does not declare",
                    shorten(name)
                );
                let place = item.at_key();
                let help = format!("did you mean `{}`?", shorten(meant));
                self.context
                    .warn(Code::ValueBreaksSchema, place, message, help);
            }
        }
    }

    /// Returns the declared property with a similar name that a value lacks.
    fn meant_property(
        &self,
        name: &str,
        value: Node<'s>,
        parts: &[SchemaView<'s>],
    ) -> Option<&'s str> {
        if parts.iter().any(|part| part.has("additionalProperties")) {
            return None;
        }
        let declared = parts.iter().flat_map(|part| part.properties());
        let names = declared.map(|(declared, _)| declared);
        let missing = names.filter(|declared| value.get(declared).is_none());
        self.context.nearest(name, missing)
    }
}
