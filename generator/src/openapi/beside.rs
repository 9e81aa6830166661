//! Schemas in the files that references lead to. Nothing may refer to those that extend a schema beside them.

use std::collections::BTreeMap;

use crate::source::{Node, Origin, Sources};

/// Returns the lists of named schemas that a file may have.
pub(crate) fn schema_lists(root: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let components = root.get("components");
    let components = components.and_then(|components| components.get("schemas"));
    let definitions = ["$defs", "definitions"].into_iter();
    let definitions = definitions.filter_map(move |key| root.get(key));
    [root].into_iter().chain(components).chain(definitions)
}

/// Returns the list of another file in which a schema is. The schemas of the main file are all known already.
pub(crate) fn list_around<'s>(sources: &'s Sources, schema: Node<'s>) -> Option<Node<'s>> {
    list_of(sources, schema).filter(|list| !sources.is_own(list.origin().file()))
}

/// Returns the list in which a schema is.
pub(super) fn list_of<'s>(sources: &'s Sources, schema: Node<'s>) -> Option<Node<'s>> {
    let list = schema.parent()?;
    let root = sources.node(Origin::root(list.origin().file()));
    schema_lists(root).find(|known| known.origin() == list.origin())
}

/// The schemas of a list by those in the same list that they extend by `allOf`.
pub(crate) struct Extensions<'s>(BTreeMap<Origin, Vec<(&'s str, Node<'s>)>>);

impl<'s> Extensions<'s> {
    pub(crate) fn in_list(sources: &'s Sources, list: Node<'s>) -> Self {
        let mut by_base: BTreeMap<Origin, Vec<_>> = BTreeMap::new();
        for (name, schema) in list.entries() {
            for part in schema.items_of("allOf") {
                if let Some(base) = sources.target(part) {
                    by_base
                        .entry(base.origin())
                        .or_default()
                        .push((name, schema));
                }
            }
        }
        Extensions(by_base)
    }

    /// Returns the schemas that extend a base in any number of steps, except those that have been taken before.
    pub(crate) fn take(&mut self, base: Node<'s>) -> Vec<(&'s str, Node<'s>)> {
        let mut found = self.0.remove(&base.origin()).unwrap_or_default();
        let mut at = 0;
        while let Some((_, schema)) = found.get(at) {
            found.extend(self.0.remove(&schema.origin()).unwrap_or_default());
            at += 1;
        }
        found
    }
}
