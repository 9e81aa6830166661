//! Inline objects that repeat a schema with a name, word for word: descriptions whose references were
//! replaced by their targets have hundreds of them. They are that schema.

use indexmap::IndexMap;

use crate::ir::TypeId;
use crate::limits::DUPLICATE_CANDIDATES;
use crate::source::Node;

/// What is compared before whole schemas are: the number of fields and of properties, and the first and
/// last property.
type Fingerprint<'s> = (usize, usize, &'s str, &'s str);

type Known<'s> = IndexMap<Fingerprint<'s>, Vec<(Node<'s>, TypeId)>>;

/// The schemas that inline ones are compared with.
#[derive(Default)]
pub(super) struct Duplicates<'s> {
    named: Known<'s>,
    /// Inline objects in schemas with a name: those of operations may repeat them, those of other named
    /// schemas keep a name of their own.
    inline: Known<'s>,
    in_operations: bool,
}

impl<'s> Duplicates<'s> {
    /// From here on the schemas of operations are looked at.
    pub(super) fn begin_operations(&mut self) {
        self.in_operations = true;
    }

    /// Adds a schema with a name.
    pub(super) fn insert(&mut self, id: TypeId, node: Node<'s>) {
        add(&mut self.named, id, node);
    }

    /// Adds an inline object.
    pub(super) fn insert_inline(&mut self, id: TypeId, node: Node<'s>) {
        if !self.in_operations {
            add(&mut self.inline, id, node);
        }
    }

    /// Returns the type that an inline object repeats.
    pub(super) fn find(&self, node: Node<'s>) -> Option<TypeId> {
        let fingerprint = fingerprint(node)?;
        let inline = self.inline.get(&fingerprint);
        let inline = inline.filter(|_| self.in_operations);
        let named = self.named.get(&fingerprint);
        let mut known = named.into_iter().chain(inline).flatten();
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

fn fingerprint(node: Node<'_>) -> Option<Fingerprint<'_>> {
    let properties = node.get("properties")?;
    let first = properties.entries().next()?.0;
    let last = properties.entries().last()?.0;
    Some((node.len(), properties.len(), first, last))
}
