//! The state of the walk over a document.

use super::definition::Object;
use super::version::Version;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{Node, Origin, RefError, Sources};
use std::collections::HashMap;

/// As which object each node has been checked.
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
                .map_or(0, |tree| tree.len());
            self.files.push(vec![None; nodes]);
        }
        self.files.get_mut(file)?.get_mut(origin.node() as usize)
    }

    /// Returns what a node has been checked as.
    pub(super) fn object_at(&self, origin: Origin) -> Option<Object> {
        let file = self.files.get(usize::from(origin.file()))?;
        *file.get(origin.node() as usize)?
    }

    /// Returns what has been checked, in document order.
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
    /// A definition, or an unresolved reference that is reported at its own place, after so many references.
    Ends(usize),
    /// A definition, further away than is followed.
    TooLong,
    /// The object itself.
    Cycle,
    /// A cycle of others, which is reported at its members.
    IntoCycle,
}

/// The walk.
pub(super) struct Walk<'s, 'd> {
    pub(super) sources: &'s Sources,
    pub(super) version: Version,
    pub(super) diagnostics: &'d mut Diagnostics,
    pub(super) seen: &'d mut Seen,
    /// Targets of references, checked after the places that define them.
    pub(super) pending: Vec<(Node<'s>, Node<'s>, Object)>,
    /// Objects that hold references into files that may have to be loaded first.
    pub(super) external: Vec<(Origin, Object)>,
    pub(super) chains: HashMap<Origin, Chain>,
    pub(super) targets: HashMap<(Origin, &'s str), Result<Node<'s>, RefError>>,
}

impl Walk<'_, '_> {
    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }
}
