//! Aliases that refer to themselves, and arrays and maps that contain themselves.

mod cycles;
mod endless;

use crate::ir::graph::{Graph, named_in};
use crate::ir::{Type, TypeKind};

use super::super::name_path::NamePath;
use super::super::views::JsonType;
use super::all_of::Key;
use super::{Lowered, Schemas, Subschema};

impl<'s> Schemas<'s> {
    /// Returns the array or object that several schemas without a common name describe. One that contains itself, such
    /// as the items of `Tree: {items: {$ref: Tree, minItems: 1}}`, becomes a named type, since it would be infinite
    /// otherwise.
    pub(super) fn of_several(
        &mut self,
        json_type: JsonType,
        parts: Vec<Subschema<'s>>,
        path: &NamePath<'_>,
    ) -> Lowered {
        let key: Vec<Key> = parts.iter().map(Subschema::key).collect();
        if let Some(id) = self.by_parts.get(&key) {
            return Lowered::of(Type::Named(*id));
        }
        if self.open_parts.contains(&key) {
            let id = self.add_combination(key, &parts, path);
            return Lowered::of(Type::Named(id));
        }
        self.open_parts.push(key);
        let lowered = match json_type {
            JsonType::Array => self.array(&parts, path),
            _ => self.object(parts, path),
        };
        let key = self.open_parts.pop().unwrap_or_default();
        let id = self.by_parts.get(&key).copied();
        let Some(id) = id.filter(|id| lowered.ty != Type::Named(*id)) else {
            return lowered;
        };
        if let Some(def) = self.types.get_mut(id) {
            def.kind = TypeKind::Alias(lowered.ty);
            def.rules = lowered.rules.into();
        }
        Lowered::of(Type::Named(id))
    }

    /// Turns an alias that refers to itself, directly or not, into a newtype: an alias `Tree = [Tree]` would be
    /// infinite.
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
