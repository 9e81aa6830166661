//! The state of the check of a document.

use super::beside::Extensions;
use super::definition::Object;
use super::version::Version;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{Node, Origin, RefError, Sources};
use std::collections::HashMap;

/// The kind of object as which each node has been checked.
#[derive(Default)]
pub(super) struct Seen {
    files: Vec<Vec<Option<Object>>>,
}

impl Seen {
    pub(super) fn slot(
        &mut self,
        sources: &Sources,
        origin: Origin,
    ) -> Option<&mut Option<Object>> {
        let file = usize::from(origin.file());
        while self.files.len() <= file {
            let nodes = sources
                .trees()
                .get(self.files.len())
                .map_or(0, |tree| tree.nodes());
            self.files.push(vec![None; nodes]);
        }
        self.files.get_mut(file)?.get_mut(origin.node() as usize)
    }

    /// Returns the kind of object as which a node has been checked.
    pub(super) fn object_at(&self, origin: Origin) -> Option<Object> {
        let file = self.files.get(usize::from(origin.file()))?;
        *file.get(origin.node() as usize)?
    }

    /// Returns the checked objects, in document order.
    pub(super) fn objects<'s>(
        &self,
        sources: &'s Sources,
    ) -> impl Iterator<Item = (Node<'s>, Object)> {
        (0..).zip(&self.files).flat_map(move |(file, nodes)| {
            (0..).zip(nodes).filter_map(move |(node, object)| {
                Some((sources.node(Origin::new(file, node)), (*object)?))
            })
        })
    }
}

/// The result of following the reference of an object.
#[derive(Copy, Clone, PartialEq, Eq)]
pub(super) enum Chain {
    /// It leads to a definition, or to an unresolved reference that is reported at its own place, after this many
    /// references.
    Ends(usize),
    /// It leads to a definition after more references than are followed.
    TooLong,
    /// It leads back to the object itself.
    Cycle,
    /// It leads into a cycle of other objects, which is reported at its members.
    IntoCycle,
}

/// The state of the check.
pub(super) struct Walk<'s, 'd> {
    pub(super) sources: &'s Sources,
    pub(super) version: Version,
    pub(super) diagnostics: &'d mut Diagnostics,
    pub(super) seen: &'d mut Seen,
    /// Targets of references, which are checked after the places that define them.
    pub(super) pending: Vec<(Node<'s>, Node<'s>, Object)>,
    /// Objects with references that may lead into files that have to be loaded first.
    pub(super) external: Vec<(Origin, Object)>,
    pub(super) chains: HashMap<Origin, Chain>,
    /// By list of schemas in another file.
    pub(super) extensions: HashMap<Origin, Extensions<'s>>,
    pub(super) targets: HashMap<(Origin, &'s str), Result<Node<'s>, RefError>>,
}

impl Walk<'_, '_> {
    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }
}
