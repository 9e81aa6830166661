//! Reading the objects of a document: small accessors, so that the lowering reads like the specification.

use crate::ir::{Docs, Lifecycle};
use crate::source::{Node, Origin};

/// Whether a field is `true`.
pub(super) fn flag(node: Node<'_>, key: &str) -> bool {
    node.get(key).and_then(Node::as_bool) == Some(true)
}

/// The strings of an array.
pub(super) fn strings<'s>(node: Option<Node<'s>>) -> impl Iterator<Item = (&'s str, Node<'s>)> {
    node.into_iter()
        .flat_map(Node::items)
        .filter_map(|item| Some((item.as_str()?, item)))
}

/// The items of an array that may not be there.
pub(super) fn items<'s>(node: Node<'s>, key: &str) -> impl Iterator<Item = Node<'s>> + use<'s> {
    node.get(key).into_iter().flat_map(Node::items)
}

/// The entries of an object that may not be there; extensions are no entries.
pub(super) fn entries<'s>(
    node: Node<'s>,
    key: &str,
) -> impl Iterator<Item = (&'s str, Node<'s>)> + use<'s> {
    node.get(key)
        .into_iter()
        .flat_map(Node::entries)
        .filter(|(key, _)| !key.starts_with("x-"))
}

/// Summary or title, description and link.
pub(super) fn docs(node: Node<'_>) -> Docs {
    Docs {
        summary: node
            .get_str("summary")
            .or_else(|| node.get_str("title"))
            .map(str::to_owned),
        description: node.get_str("description").map(str::to_owned),
        external: node
            .get("externalDocs")
            .and_then(|link| link.get_str("url"))
            .map(str::to_owned),
    }
}

/// `deprecated`.
pub(super) fn lifecycle(node: Node<'_>) -> Lifecycle {
    if flag(node, "deprecated") {
        Lifecycle::Deprecated
    } else {
        Lifecycle::Current
    }
}

/// `x-rust-name`.
pub(super) fn wanted(node: Node<'_>) -> Option<(String, Origin)> {
    let name = node.get("x-rust-name")?;
    Some((name.as_str()?.to_owned(), name.origin()))
}

/// The position of an item in its array.
pub(super) fn position(node: Node<'_>) -> Option<usize> {
    node.parent()?
        .items()
        .position(|item| item.origin() == node.origin())
}
