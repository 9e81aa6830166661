//! Finds types by their names, and what is behind aliases.

use std::collections::BTreeSet;

use super::Side;
use crate::ir::{Rules, Type, TypeDef, TypeId, TypeKind};

impl<'a> Side<'a> {
    pub(super) fn def(&self, id: TypeId) -> Option<&'a TypeDef> {
        self.client.api.types.get(id)
    }

    pub(super) fn is_used(&self, id: TypeId) -> bool {
        self.client.facts.is_sent(id) || self.client.facts.is_received(id)
    }

    /// Returns the type with a name.
    pub(super) fn by_name(&self, name: &str) -> Option<TypeId> {
        self.by_name.get(name).copied()
    }

    /// Returns the aliases that a type goes through.
    pub(super) fn aliases<'t>(&'t self, mut ty: &'t Type) -> BTreeSet<TypeId> {
        let mut found = BTreeSet::new();
        while let Type::Named(id) = ty
            && let Some(target) = self.def(*id).and_then(|def| alias(&def.kind))
            && found.insert(*id)
        {
            ty = target;
        }
        found
    }

    /// Returns the type behind a type's aliases, or whatever `next` looks behind, and the constraints together with
    /// theirs, which apply where the former have no such keyword.
    pub(super) fn behind<'t>(
        &'t self,
        mut ty: &'t Type,
        rules: &Rules,
        next: fn(&TypeKind) -> Option<&Type>,
    ) -> (&'t Type, Rules) {
        let types = &self.client.api.types;
        let mut rules = rules.clone();
        for _ in 0..=types.len() {
            let Type::Named(id) = ty else { break };
            let Some(def) = self.def(*id) else { break };
            let Some(target) = next(&def.kind) else { break };
            let inner = &def.rules;
            rules = Rules {
                minimum: rules.minimum.or_else(|| inner.minimum.clone()),
                maximum: rules.maximum.or_else(|| inner.maximum.clone()),
                multiple_of: rules.multiple_of.or_else(|| inner.multiple_of.clone()),
                min_length: rules.min_length.or(inner.min_length),
                max_length: rules.max_length.or(inner.max_length),
                pattern: rules.pattern.or_else(|| inner.pattern.clone()),
                min_items: rules.min_items.or(inner.min_items),
                max_items: rules.max_items.or(inner.max_items),
                items: if rules.items == crate::ir::ItemRule::Any {
                    inner.items
                } else {
                    rules.items
                },
                min_properties: rules.min_properties.or(inner.min_properties),
                max_properties: rules.max_properties.or(inner.max_properties),
                each: rules.each.or_else(|| inner.each.clone()),
                checks: [rules.checks, inner.checks.clone()].concat(),
            };
            ty = target;
        }
        (ty, rules)
    }
}

pub(super) fn alias(kind: &TypeKind) -> Option<&Type> {
    match kind {
        TypeKind::Alias(ty) => Some(ty),
        _ => None,
    }
}

pub(super) fn newtype(kind: &TypeKind) -> Option<&Type> {
    match kind {
        TypeKind::Newtype(ty) => Some(ty),
        _ => None,
    }
}
