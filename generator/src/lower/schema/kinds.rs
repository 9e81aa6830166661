//! The kinds of JSON value that a schema takes.

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Kind, Node};

use super::super::context::Lowering;
use super::super::view::items;
use super::Member;

/// A kind of JSON value; null is told apart elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in super::super) enum ValueKind {
    Bool,
    Integer,
    Number,
    Text,
    Array,
    Object,
}

impl ValueKind {
    const ALL: [ValueKind; 6] = [
        ValueKind::Object,
        ValueKind::Array,
        ValueKind::Text,
        ValueKind::Integer,
        ValueKind::Number,
        ValueKind::Bool,
    ];

    fn bit(self) -> u8 {
        match self {
            ValueKind::Bool => 1,
            ValueKind::Integer => 2,
            ValueKind::Number => 4,
            ValueKind::Text => 8,
            ValueKind::Array => 16,
            ValueKind::Object => 32,
        }
    }

    /// The word for names.
    pub(super) fn word(self) -> &'static str {
        match self {
            ValueKind::Bool => "Boolean",
            ValueKind::Integer => "Integer",
            ValueKind::Number => "Number",
            ValueKind::Text => "String",
            ValueKind::Array => "Array",
            ValueKind::Object => "Object",
        }
    }

    /// The word for messages, with its article.
    pub(super) fn described(self) -> &'static str {
        match self {
            ValueKind::Bool => "a boolean",
            ValueKind::Integer => "an integer",
            ValueKind::Number => "a number",
            ValueKind::Text => "a string",
            ValueKind::Array => "an array",
            ValueKind::Object => "an object",
        }
    }

    /// By the word that `type` has for it.
    pub(super) fn of_type(name: &str) -> Option<Self> {
        Some(match name {
            "boolean" => ValueKind::Bool,
            "integer" => ValueKind::Integer,
            "number" => ValueKind::Number,
            "string" => ValueKind::Text,
            "array" => ValueKind::Array,
            "object" => ValueKind::Object,
            _ => return None,
        })
    }

    /// The kind of a value in the document.
    pub(super) fn of_value(node: Node<'_>) -> Option<Self> {
        Some(match node.kind() {
            Kind::Null => return None,
            Kind::Bool => ValueKind::Bool,
            Kind::Number if node.as_i128().is_some() => ValueKind::Integer,
            Kind::Number => ValueKind::Number,
            Kind::String => ValueKind::Text,
            Kind::Seq => ValueKind::Array,
            Kind::Map => ValueKind::Object,
        })
    }
}

/// A set of kinds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Kinds(u8);

impl Kinds {
    pub(super) fn insert(&mut self, kind: ValueKind) {
        self.0 |= kind.bit();
    }

    pub(super) fn contains(self, kind: ValueKind) -> bool {
        self.0 & kind.bit() != 0
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// What is in both; an integer is a number too.
    fn and(self, other: Kinds) -> Kinds {
        let mut both = self.0 & other.0;
        let number = ValueKind::Number.bit();
        let integer = ValueKind::Integer.bit();
        if (self.0 & number != 0 && other.0 & integer != 0)
            || (self.0 & integer != 0 && other.0 & number != 0)
        {
            both |= integer;
        }
        Kinds(both)
    }

    /// The kinds in a fixed order. Number takes integers along.
    pub(super) fn iter(self) -> impl Iterator<Item = ValueKind> {
        let number = self.contains(ValueKind::Number);
        ValueKind::ALL
            .into_iter()
            .filter(move |kind| self.contains(*kind) && !(number && *kind == ValueKind::Integer))
    }
}

impl<'s> Lowering<'s, '_> {
    /// The kinds of value that all members take; empty where none of them says anything.
    pub(super) fn kinds_of(&mut self, members: &[Member<'s>]) -> Kinds {
        let mut all: Option<Kinds> = None;
        for member in members {
            let own = declared(member.node);
            if own.is_empty() {
                continue;
            }
            all = Some(match all {
                None => own,
                Some(before) => {
                    let both = before.and(own);
                    if both.is_empty() {
                        self.report_conflict(member.node, members);
                        own
                    } else {
                        both
                    }
                }
            });
        }
        all.or_else(|| {
            members
                .iter()
                .map(|member| inferred(member.node))
                .find(|kinds| !kinds.is_empty())
        })
        .unwrap_or_default()
    }

    fn report_conflict(&mut self, node: Node<'s>, members: &[Member<'s>]) {
        let place = node.get("type").unwrap_or(node).origin().at_value();
        let mut diagnostic = Diagnostic::warning(
            Code::ContradictorySchema,
            place,
            "the schemas that hold together here allow no common type; this one is taken",
        )
        .help("let the schemas of `allOf` agree on the type");
        let other = members
            .iter()
            .find(|other| other.node.origin() != node.origin() && other.node.get("type").is_some());
        if let Some(given) = other.and_then(|other| other.node.get("type")) {
            diagnostic =
                diagnostic.related(given.origin().at_value(), "another type is given here");
        }
        self.report(diagnostic);
    }
}

/// The kinds that `type` names.
pub(super) fn declared(node: Node<'_>) -> Kinds {
    let mut kinds = Kinds::default();
    if let Some(given) = node.get("type") {
        let one = given.as_str().and_then(ValueKind::of_type);
        let listed = given
            .items()
            .filter_map(Node::as_str)
            .filter_map(ValueKind::of_type);
        for kind in one.into_iter().chain(listed) {
            kinds.insert(kind);
        }
    }
    kinds
}

/// The kinds that the other keywords speak of, where there is no `type`.
pub(super) fn inferred(node: Node<'_>) -> Kinds {
    let mut kinds = Kinds::default();
    if let Some(value) = node.get("const") {
        ValueKind::of_value(value)
            .into_iter()
            .for_each(|kind| kinds.insert(kind));
        return kinds;
    }
    for value in items(node, "enum") {
        ValueKind::of_value(value)
            .into_iter()
            .for_each(|kind| kinds.insert(kind));
    }
    if !kinds.is_empty() {
        return kinds;
    }
    let has = |keywords: &[&str]| keywords.iter().any(|keyword| node.get(keyword).is_some());
    if has(&[
        "properties",
        "required",
        "additionalProperties",
        "patternProperties",
        "minProperties",
        "maxProperties",
    ]) {
        kinds.insert(ValueKind::Object);
    } else if has(&[
        "items",
        "prefixItems",
        "minItems",
        "maxItems",
        "uniqueItems",
    ]) {
        kinds.insert(ValueKind::Array);
    } else if has(&[
        "pattern",
        "minLength",
        "maxLength",
        "format",
        "contentEncoding",
    ]) {
        kinds.insert(ValueKind::Text);
    } else if has(&[
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
    ]) {
        kinds.insert(ValueKind::Number);
    }
    kinds
}
