//! Enums of strings and of integers.

use indexmap::IndexMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Docs, EnumValue, Lifecycle, NameHint, Rules, TypeId, TypeKind};
use crate::source::{Kind, Node};

use super::super::context::Lowering;
use super::super::view::items;
use super::super::words::Path;
use super::kinds::{ValueKind, declared};
use super::{IsNew, Lowered, Member};

impl<'s> Lowering<'s, '_> {
    /// The type of strings or integers of which every value is listed; none where they are not.
    pub(super) fn enumeration(
        &mut self,
        kind: ValueKind,
        members: &[Member<'s>],
        path: &Path<'_>,
        target: Option<TypeId>,
    ) -> Option<Lowered> {
        let source: Vec<Member<'s>> = members
            .iter()
            .filter(|member| has_values(member.node))
            .cloned()
            .collect();
        let listing = source.last()?.node;
        let is_beyond = |value: Node<'_>| value.number_text().is_some() && value.as_i64().is_none();
        if kind == ValueKind::Number || values_of(listing).any(is_beyond) {
            let message = "the client does not check which of the listed numbers a value is";
            self.note(Code::Ignored, listing.origin().at_value(), message);
            return None;
        }
        let values = self.listed_values(kind, members);
        if values.is_empty() {
            self.report_no_value(&source);
            return None;
        }
        let kind = if kind == ValueKind::Text {
            let values = values
                .into_iter()
                .map(|(wire, (node, at))| self.enum_value(wire, node, at));
            TypeKind::StringEnum(values.collect())
        } else {
            let mut integers = Vec::new();
            for (wire, (node, at)) in values {
                let number: i64 = wire.parse().ok()?;
                let value = self.enum_value(wire, node, at);
                integers.push(EnumValue {
                    wire: number,
                    name: value.name,
                    docs: value.docs,
                    lifecycle: value.lifecycle,
                });
            }
            TypeKind::IntEnum(integers)
        };
        // Members that add no value are not part of what the type is.
        let (id, new) = self.own_type(&source, path, target);
        if new == IsNew::Yes
            && let Some(def) = self.type_def_mut(id)
        {
            def.kind = kind;
        }
        Some(self.of_own(id, new, target, Rules::default()))
    }

    /// Lists of values that have none in common.
    fn report_no_value(&mut self, source: &[Member<'s>]) {
        if let [first, .., last] = source {
            self.report(
                Diagnostic::warning(
                    Code::ContradictorySchema,
                    last.node.origin().at_value(),
                    "no value is in all of the lists of values that hold together here",
                )
                .related(first.node.origin().at_value(), "another list")
                .help("let the schemas of `allOf` agree on a value"),
            );
        }
    }

    /// The values of one kind that every member lists, each with the schema and place it is listed at.
    fn listed_values(
        &mut self,
        kind: ValueKind,
        members: &[Member<'s>],
    ) -> IndexMap<String, (Node<'s>, usize)> {
        let typed = members
            .iter()
            .any(|member| declared(member.node).contains(kind));
        let mut common: Option<IndexMap<String, (Node<'s>, usize)>> = None;
        for member in members.iter().filter(|member| has_values(member.node)) {
            let mut own = IndexMap::new();
            for (at, value) in values_of(member.node).enumerate() {
                if value.is_null() {
                    continue;
                }
                let Some(text) = self.value_text(kind, value, typed) else {
                    continue;
                };
                if own.insert(text, (member.node, at)).is_some() {
                    self.warn(
                        Code::DuplicateValue,
                        value.origin().at_value(),
                        "the value stands twice in the enum",
                        "take one of them out",
                    );
                }
            }
            common = Some(match common {
                None => own,
                Some(before) => before
                    .into_iter()
                    .filter(|(text, _)| own.contains_key(text))
                    .collect(),
            });
        }
        common.unwrap_or_default()
    }

    /// A value as text; a value of another kind than the schema's `type` is read as that type where its
    /// meaning is clear.
    fn value_text(&mut self, kind: ValueKind, value: Node<'s>, typed: bool) -> Option<String> {
        match (kind, value.kind()) {
            (ValueKind::Text, Kind::String) => value.as_str().map(str::to_owned),
            (ValueKind::Integer, Kind::Number) => value.as_i64().map(|number| number.to_string()),
            (ValueKind::Text, Kind::Number | Kind::Bool) if typed => {
                let text = match value.as_bool() {
                    Some(truth) => truth.to_string(),
                    None => value.number_text()?.to_owned(),
                };
                self.warn(
                    Code::ValueBreaksSchema,
                    value.origin().at_value(),
                    format!("the enum is of strings, and `{text}` is none; it is taken as one"),
                    format!("write it in quotes: \"{text}\""),
                );
                Some(text)
            }
            (ValueKind::Integer, Kind::String) if typed => {
                let number: i64 = value.as_str()?.parse().ok()?;
                self.warn(
                    Code::ValueBreaksSchema,
                    value.origin().at_value(),
                    format!("the enum is of integers, and \"{number}\" is a string; it is taken as a number"),
                    "write it without quotes",
                );
                Some(number.to_string())
            }
            _ => None,
        }
    }

    fn enum_value(&self, wire: String, schema: Node<'s>, at: usize) -> EnumValue<String> {
        let value = values_of(schema).nth(at).unwrap_or(schema);
        let word = listed(
            schema,
            &["x-enum-varnames", "x-enumNames", "x-enum-names"],
            at,
            &wire,
        );
        let text = listed(
            schema,
            &["x-enum-descriptions", "x-enumDescriptions"],
            at,
            &wire,
        );
        // `x-enum-varnames` gives identifiers of any language: words for one of Rust's.
        let word = word.and_then(Node::as_str).unwrap_or(&wire);
        EnumValue {
            name: NameHint {
                words: vec![word.to_owned()],
                wanted: None,
                origin: value.origin(),
            },
            docs: Docs {
                description: text.and_then(Node::as_str).map(str::to_owned),
                ..Docs::default()
            },
            lifecycle: Lifecycle::Current,
            wire,
        }
    }
}

/// Whether a schema lists its values.
pub(super) fn has_values(node: Node<'_>) -> bool {
    node.get("const").is_some() || node.get("enum").is_some_and(|values| !values.is_empty())
}

/// The values that a schema lists.
pub(super) fn values_of<'s>(node: Node<'s>) -> impl Iterator<Item = Node<'s>> {
    let constant = node.get("const");
    let listed = if constant.is_some() {
        None
    } else {
        Some(items(node, "enum"))
    };
    constant.into_iter().chain(listed.into_iter().flatten())
}

/// The entry for a value in an extension that is an array beside the enum, or an object by value.
fn listed<'s>(schema: Node<'s>, keys: &[&str], at: usize, wire: &str) -> Option<Node<'s>> {
    let found = keys.iter().find_map(|key| schema.get(key))?;
    found.items().nth(at).or_else(|| found.get(wire))
}
