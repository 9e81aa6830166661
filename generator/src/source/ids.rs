//! Identifiers of parts of a description: `$id`, `$anchor` and `$dynamicAnchor` of schemas, `$self` of a document. A
//! reference may use them instead of a file and a JSON pointer.

use super::pointer::join_uri;
use super::tree::{Anchor, Ids, Kind, Tree};
use super::{Node, Sources};
use std::sync::OnceLock;

impl Tree {
    /// Removes all identifiers, so that references do not find the file by them.
    pub(super) fn has_no_ids(&mut self) {
        self.ids = OnceLock::from(Ids::default());
    }

    fn ids(&self) -> &Ids {
        self.ids.get_or_init(|| {
            let mut ids = Ids::default();
            let mut identifiers = Vec::new();
            let strings = self.records.iter();
            for record in strings.filter(|record| record.kind == Kind::String) {
                let (node, text) = (record.parent, self.str(record.value));
                match self.str(record.key) {
                    "$id" => {}
                    "$self" if node == 0 => {}
                    key @ ("$anchor" | "$dynamicAnchor") => {
                        ids.anchors.push(Anchor {
                            node,
                            name: text.to_owned(),
                            is_dynamic: key == "$dynamicAnchor",
                        });
                        continue;
                    }
                    _ => continue,
                }
                identifiers.push((node, text));
            }
            // An identifier is relative to that of the schema around it, which may appear after it: keys have no order.
            identifiers.sort_by_key(|(node, _)| *node);
            for (node, text) in identifiers {
                let (_, base) = self.resource_in(&ids, node);
                let uri = join_uri(base, text.trim_end_matches('#'));
                ids.resources.push((node, uri));
            }
            ids
        })
    }

    /// Returns the innermost node with a URI that contains a node, and the URI.
    fn resource_in<'a>(&'a self, ids: &'a Ids, node: u32) -> (u32, &'a str) {
        let mut at = node;
        while !ids.resources.is_empty() {
            if let Ok(found) = ids.resources.binary_search_by_key(&at, |(node, _)| *node)
                && let Some((node, uri)) = ids.resources.get(found)
            {
                return (*node, uri);
            }
            match self.record(at) {
                Some(record) if at != 0 => at = record.parent,
                _ => break,
            }
        }
        (0, &self.name)
    }
}

impl Sources {
    /// Returns the root of the resource of a node: the enclosing schema with an `$id`, or else the document.
    pub(crate) fn resource_of<'s>(&self, node: Node<'s>) -> Node<'s> {
        let (root, _) = node.tree.resource_in(node.tree.ids(), node.index);
        node.at(root).unwrap_or(node)
    }

    /// Returns the URI to which the references in a node are relative.
    pub(super) fn base_of<'s>(&self, node: Node<'s>) -> &'s str {
        node.tree.resource_in(node.tree.ids(), node.index).1
    }

    /// Returns the schema or document that has a URI as its identifier.
    pub(super) fn by_uri(&self, uri: &str) -> Option<Node<'_>> {
        (0..).zip(&self.trees).find_map(|(file, tree)| {
            let mut resources = tree.ids().resources.iter();
            let (node, _) = resources.find(|(_, own)| own == uri)?;
            self.find(super::Origin::new(file, *node))
        })
    }

    /// Returns the schema with an anchor in the document of a node: the one in the same resource, or else the only one.
    pub(super) fn by_anchor<'s>(&self, resource: Node<'s>, name: &str) -> Option<Node<'s>> {
        let tree = resource.tree;
        let ids = tree.ids();
        let named = || ids.anchors.iter().filter(|anchor| anchor.name == name);
        let is_here = |anchor: &&Anchor| tree.resource_in(ids, anchor.node).0 == resource.index;
        let only = || {
            let mut named = named();
            named.next().filter(|_| named.next().is_none())
        };
        let found = named().find(is_here).or_else(only)?;
        resource.at(found.node)
    }

    /// Returns the schema to which references lead by an identifier of another schema, which has it too.
    pub(crate) fn found_instead<'s>(&'s self, node: Node<'s>, key: &str) -> Option<Node<'s>> {
        let found = match key {
            "$id" => self.by_uri(self.base_of(node)),
            _ => self.by_anchor(self.resource_of(node), node.get_str(key)?),
        };
        found.filter(|found| found.origin() != node.origin())
    }

    /// Returns the target of `$dynamicRef` where it does not depend on the value: where only one schema in all files
    /// has the anchor.
    pub(crate) fn dynamic_target<'s>(&'s self, node: Node<'s>) -> Option<Node<'s>> {
        let reference = node.get_str("$dynamicRef")?;
        let (_, name) = reference.split_once('#')?;
        let anchors = self.trees.iter().flat_map(|tree| &tree.ids().anchors);
        let dynamic = anchors.filter(|anchor| anchor.is_dynamic && anchor.name == name);
        if dynamic.take(2).count() > 1 {
            return None;
        }
        self.resolve(node, reference).ok()
    }
}
