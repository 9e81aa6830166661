//! Aliases that mention themselves.

use crate::ir::graph::{Graph, named_in};
use crate::ir::{Type, TypeKind};

use super::Schemas;

impl Schemas<'_> {
    /// Makes a type of its own of an alias that mentions itself, whatever is in between: an alias
    /// `Tree = [Tree]` has no end.
    pub(super) fn name_recursive_aliases(&mut self) {
        let graph = Graph::new(&self.types, |def, found| {
            if let TypeKind::Alias(ty) = &def.kind {
                named_in(ty, found);
            }
        });
        let components = graph.components();
        for (at, def) in (0u32..).zip(self.types.iter_mut()) {
            if components.is_cyclic(at)
                && let TypeKind::Alias(ty) = &mut def.kind
            {
                let ty = std::mem::replace(ty, Type::Any);
                def.kind = TypeKind::Newtype(ty);
            }
        }
    }
}
