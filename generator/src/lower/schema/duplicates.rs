//! Inline schemas that repeat another schema, word for word: they are that schema. Descriptions whose references
//! were replaced by their targets have hundreds of them.

use indexmap::IndexMap;

use crate::ir::TypeId;
use crate::limits::DUPLICATE_CANDIDATES;
use crate::source::Node;

/// What is compared before whole schemas are: the number of fields, what the schema lists, how many, and the first and
/// last of them.
type Fingerprint<'s> = (usize, &'static str, usize, &'s str, &'s str);

type Known<'s> = IndexMap<Fingerprint<'s>, Vec<(Node<'s>, TypeId)>>;

/// The schemas that inline ones are compared with.
#[derive(Default)]
pub(super) struct Duplicates<'s> {
    named: Known<'s>,
    inline: Known<'s>,
}

impl<'s> Duplicates<'s> {
    /// Adds a schema with a name.
    pub(super) fn insert(&mut self, id: TypeId, node: Node<'s>) {
        add(&mut self.named, id, node);
    }

    /// Adds an inline schema.
    pub(super) fn insert_inline(&mut self, id: TypeId, node: Node<'s>) {
        add(&mut self.inline, id, node);
    }

    /// Returns the type that an inline schema repeats.
    pub(super) fn find(&self, node: Node<'s>) -> Option<TypeId> {
        let fingerprint = fingerprint(node)?;
        let known = [&self.named, &self.inline];
        let mut known = known
            .iter()
            .filter_map(|known| known.get(&fingerprint))
            .flatten();
        known
            .find(|(other, _)| other.equals(node))
            .map(|(_, id)| *id)
    }
}

fn add<'s>(known: &mut Known<'s>, id: TypeId, node: Node<'s>) {
    if let Some(fingerprint) = fingerprint(node) {
        let known = known.entry(fingerprint).or_default();
        if known.len() < DUPLICATE_CANDIDATES {
            known.push((node, id));
        }
    }
}

fn fingerprint<'s>(node: Node<'s>) -> Option<Fingerprint<'s>> {
    let list = |keyword| Some((keyword, node.get(keyword)?));
    let (keyword, listed) = ["properties", "enum", "oneOf", "anyOf"]
        .into_iter()
        .find_map(list)?;
    let word = |node: Node<'s>| node.key().or(node.as_str()).or(node.reference());
    let mut words = listed.entries().map(|(_, node)| node).chain(listed.items());
    let first = words.next()?;
    let last = words.last().unwrap_or(first);
    let word = |node| word(node).unwrap_or_default();
    Some((node.len(), keyword, listed.len(), word(first), word(last)))
}
