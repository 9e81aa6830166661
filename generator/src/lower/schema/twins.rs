//! Inline objects that repeat a schema with a name, word for word: descriptions whose references were
//! replaced by what they lead to have hundreds of them. They are that schema.

use indexmap::IndexMap;

use crate::ir::TypeId;
use crate::source::{Kind, Node};

/// What is compared before whole schemas are: the number of fields and of properties, and the first and
/// last property.
type Outline<'s> = (usize, usize, &'s str, &'s str);

/// More schemas of one outline than this are not compared.
const MOST: usize = 8;

/// The schemas that inline ones are compared with.
#[derive(Default)]
pub(in super::super) struct Twins<'s> {
    named: IndexMap<Outline<'s>, Vec<(Node<'s>, TypeId)>>,
    /// Inline objects in schemas with a name: those of operations may repeat them, those of other named
    /// schemas keep a name of their own.
    inner: IndexMap<Outline<'s>, Vec<(Node<'s>, TypeId)>>,
    operations: bool,
}

impl<'s> Twins<'s> {
    /// From here on the schemas of operations are looked at.
    pub(in super::super) fn begin_operations(&mut self) {
        self.operations = true;
    }

    /// Remembers a schema with a name.
    pub(super) fn remember(&mut self, id: TypeId, node: Node<'s>) {
        add(&mut self.named, id, node);
    }

    /// Remembers an inline object.
    pub(super) fn remember_inline(&mut self, id: TypeId, node: Node<'s>) {
        if !self.operations {
            add(&mut self.inner, id, node);
        }
    }

    /// The type that an inline object repeats.
    pub(super) fn of(&self, node: Node<'s>) -> Option<TypeId> {
        let outline = outline(node)?;
        let inner = self.inner.get(&outline).filter(|_| self.operations);
        let known = self.named.get(&outline).into_iter().chain(inner).flatten();
        known
            .clone()
            .find(|(other, _)| are_equal(*other, node))
            .map(|(_, id)| *id)
    }
}

fn add<'s>(known: &mut IndexMap<Outline<'s>, Vec<(Node<'s>, TypeId)>>, id: TypeId, node: Node<'s>) {
    if let Some(outline) = outline(node) {
        let known = known.entry(outline).or_default();
        if known.len() < MOST {
            known.push((node, id));
        }
    }
}

fn outline(node: Node<'_>) -> Option<Outline<'_>> {
    let properties = node.get("properties")?;
    let first = properties.entries().next()?.0;
    let last = properties.entries().last()?.0;
    Some((node.len(), properties.len(), first, last))
}

fn are_equal(a: Node<'_>, b: Node<'_>) -> bool {
    if a.kind() != b.kind() || a.len() != b.len() {
        return false;
    }
    match a.kind() {
        Kind::Null => true,
        Kind::Bool => a.as_bool() == b.as_bool(),
        Kind::Number => a.number_text() == b.number_text(),
        Kind::String => a.as_str() == b.as_str(),
        Kind::Seq => a.items().zip(b.items()).all(|(a, b)| are_equal(a, b)),
        Kind::Map => {
            let mut pairs = a.entries().zip(b.entries());
            pairs.all(|((key, a), (other, b))| key == other && are_equal(a, b))
        }
    }
}
