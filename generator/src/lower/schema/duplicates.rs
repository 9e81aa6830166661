//! Inline schemas that are equal to another schema: they get its type. Descriptions in which references were replaced
//! by their targets have hundreds of them.

use indexmap::IndexMap;

use super::super::context::Context;
use super::super::views::JsonType;
use crate::ir::TypeId;
use crate::limits::DUPLICATE_CANDIDATES;
use crate::source::Node;

/// What is compared before whole schemas are: the JSON type to which the schema is limited, the number of its fields,
/// the keyword that lists its properties or values, their number, the first and the last.
type Fingerprint<'s> = (
    Option<JsonType>,
    usize,
    &'static str,
    usize,
    &'s str,
    &'s str,
);

type Known<'s> = IndexMap<Fingerprint<'s>, Vec<(Node<'s>, TypeId)>>;

/// The type of a schema to which an inline one is equal.
#[derive(Clone, Copy)]
pub(super) enum Equal {
    /// It has a name.
    Named(TypeId),
    /// It is inline, too.
    Inline(TypeId),
}

/// The schemas that inline ones are compared with.
#[derive(Default)]
pub(super) struct Duplicates<'s> {
    named: Known<'s>,
    inline: Known<'s>,
}

impl<'s> Duplicates<'s> {
    /// Adds a schema with a name.
    pub(super) fn insert(&mut self, id: TypeId, node: Node<'s>) {
        add(&mut self.named, id, node, None);
    }

    /// Adds an inline schema, or its part for values of one type.
    pub(super) fn insert_inline(&mut self, id: TypeId, node: Node<'s>, only: Option<JsonType>) {
        add(&mut self.inline, id, node, only);
    }

    /// Returns the schema to which an inline schema, or its part for values of one type, is equal.
    pub(super) fn find(
        &self,
        context: &Context<'s>,
        node: Node<'s>,
        only: Option<JsonType>,
    ) -> Option<Equal> {
        let fingerprint = fingerprint(node, only)?;
        let find = |known: &Known<'s>| {
            let mut known = known.get(&fingerprint)?.iter();
            let (_, id) = known.find(|(other, _)| context.are_equal(*other, node))?;
            Some(*id)
        };
        let named = find(&self.named).map(Equal::Named);
        named.or_else(|| find(&self.inline).map(Equal::Inline))
    }
}

fn add<'s>(known: &mut Known<'s>, id: TypeId, node: Node<'s>, only: Option<JsonType>) {
    if let Some(fingerprint) = fingerprint(node, only) {
        let known = known.entry(fingerprint).or_default();
        if known.len() < DUPLICATE_CANDIDATES {
            known.push((node, id));
        }
    }
}

fn fingerprint<'s>(node: Node<'s>, only: Option<JsonType>) -> Option<Fingerprint<'s>> {
    let list = |keyword| Some((keyword, node.get(keyword)?));
    let (keyword, listed) = ["properties", "enum", "oneOf", "anyOf", "const"]
        .into_iter()
        .find_map(list)?;
    let word = |node: Node<'s>| node.key().or(node.as_str()).or(node.reference());
    let mut words = listed.entries().map(|(_, node)| node).chain(listed.items());
    // A constant is both the first and the last value.
    let first = words
        .next()
        .or_else(|| (keyword == "const").then_some(listed))?;
    let last = words.last().unwrap_or(first);
    let word = |node| word(node).unwrap_or_default();
    Some((
        only,
        node.len(),
        keyword,
        listed.len(),
        word(first),
        word(last),
    ))
}
