//! Enums of strings and of integers.

use indexmap::IndexMap;
use serde_json::Value as Json;

use crate::diagnostic::Code;
use crate::ir::{Docs, EnumValue, Lifecycle, NameHint, TypeKind};
use crate::source::{Kind, Node};

use super::super::name_path::NamePath;
use super::super::views::{JsonType, SchemaView};
use super::constant::{checks_of_constants, report_converted};
use super::{Lowered, Schemas, Subschema};

/// Where a value of an enum is listed.
#[derive(Clone, Copy)]
struct Place<'s> {
    schema: SchemaView<'s>,
    /// Its index in the list.
    at: usize,
    value: Node<'s>,
}

/// A value of an enum.
type Listed<'s> = (String, Place<'s>);

impl<'s> Schemas<'s> {
    /// Returns the enum of strings or integers whose values are all listed; `None` where there is no such list.
    pub(super) fn enumeration(
        &mut self,
        json_type: JsonType,
        parts: &[Subschema<'s>],
        path: &NamePath<'_>,
    ) -> Option<Lowered> {
        // Schemas without a list of values are not part of the type; their rules apply where the type is used.
        let (mut listing, beside): (Vec<Subschema<'s>>, Vec<Subschema<'s>>) = parts
            .iter()
            .cloned()
            .partition(|part| part.schema.has_values());
        let last = listing.last()?.schema;
        let is_typed_as = |one| {
            parts
                .iter()
                .any(|part| part.schema.types().iter().eq([one]))
        };
        // TypeScript has no integers: NestJS and tsoa write `type: number` for an enum of them.
        let is_whole = |value: Node<'_>| value.as_i64().is_some() || value.is_null();
        let json_type = match json_type {
            JsonType::Number if is_typed_as(json_type) && last.values().all(is_whole) => {
                JsonType::Integer
            }
            _ => json_type,
        };
        let is_beyond = |value: Node<'_>| value.number_text().is_some() && value.as_i64().is_none();
        if json_type == JsonType::Number || last.values().any(is_beyond) {
            return None;
        }
        let values = self.common_values(json_type, is_typed_as(json_type), &listing);
        if values.is_empty() {
            return None;
        }
        // The type of these values is not that of the same list elsewhere, where it has values of other types too.
        for part in &mut listing {
            if !part.schema.likely_types().iter().eq([json_type]) {
                *part = part.only(json_type);
            }
        }
        let is_own = |one: JsonType| one == json_type;
        let mut rules = self.rules_for(is_own, &listing);
        let constants = checks_of_constants(listing.iter().map(|part| part.schema));
        rules.checks.extend(constants);
        let mut lowered = self.own_type(&listing, path, rules, |_, _| {
            let values = values.into_iter();
            Some(if json_type == JsonType::String {
                let value = |(text, place): Listed<'s>| enum_value(text.clone(), &text, place);
                TypeKind::StringEnum(values.map(value).collect())
            } else {
                let value =
                    |(text, place): Listed<'s>| Some(enum_value(text.parse().ok()?, &text, place));
                TypeKind::IntEnum(values.filter_map(value).collect())
            })
        });
        self.add_rules_beside(is_own, &mut lowered.rules, &beside);
        Some(lowered)
    }

    /// Returns the values of one type that all schemas list.
    fn common_values(
        &self,
        json_type: JsonType,
        is_typed: bool,
        listing: &[Subschema<'s>],
    ) -> Vec<Listed<'s>> {
        let mut common: Option<IndexMap<String, Place<'s>>> = None;
        for schema in listing.iter().map(|part| part.schema) {
            let mut own = IndexMap::new();
            for (at, value) in schema.values().enumerate() {
                let Some(text) = self.value_text(json_type, value, is_typed) else {
                    continue;
                };
                let place = Place { schema, at, value };
                if own.insert(text, place).is_some() {
                    self.context.warn(
                        Code::DuplicateValue,
                        value.at_value(),
                        "duplicate enum value",
                        "remove one of them",
                    );
                }
            }
            if let Some(common) = &mut common {
                common.retain(|text, _| own.contains_key(text));
            } else {
                common = Some(own);
            }
        }
        common.unwrap_or_default().into_iter().collect()
    }

    /// Returns a value as text. A value whose type differs from the schema's `type` is converted where its meaning is
    /// clear.
    fn value_text(&self, json_type: JsonType, value: Node<'s>, is_typed: bool) -> Option<String> {
        match (json_type, value.kind()) {
            (JsonType::String, Kind::String) => return value.as_str().map(str::to_owned),
            (JsonType::Integer, Kind::Number) => {
                return value.as_i64().map(|number| number.to_string());
            }
            _ => {}
        }
        let converted = json_type.converted(value).filter(|_| is_typed)?;
        report_converted(self.context, value, &converted);
        Some(match converted {
            Json::String(text) => text,
            other => other.to_string(),
        })
    }
}

/// Returns a value of an enum; `text` is the value as text.
fn enum_value<T>(wire: T, text: &str, place: Place<'_>) -> EnumValue<T> {
    // The entry of an array at the index of the value, or of an object under the value.
    let beside = |keys: &[&str]| {
        let found = keys.iter().find_map(|key| place.schema.get(key))?;
        let entry = found.item(place.at).or_else(|| found.get(text))?;
        entry.as_str()
    };
    // These are identifiers for any language, so they are taken as words for an identifier in Rust.
    let word = beside(&["x-enum-varnames", "x-enumNames", "x-enum-names"]);
    let description = beside(&["x-enum-descriptions", "x-enumDescriptions"]);
    EnumValue {
        name: NameHint::of(word.unwrap_or(text), place.value.origin()),
        docs: Docs {
            description: description.map(str::to_owned),
            ..Docs::default()
        },
        lifecycle: Lifecycle::Current,
        wire,
    }
}
