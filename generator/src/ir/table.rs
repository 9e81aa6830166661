//! The table of named types, with the functions that resolve aliases.

use std::collections::BTreeSet;
use std::ops::{Deref, DerefMut};

use super::{Additional, Sensitivity, StringFormat, Struct, Type, TypeDef, TypeId, TypeKind};

/// Every named type of an API, in the order of first use; a [`TypeId`] is an index into it.
#[derive(Clone, Debug, Default)]
pub struct Types(Vec<TypeDef>);

impl Types {
    /// Adds a type.
    pub fn push(&mut self, def: TypeDef) -> TypeId {
        let id = TypeId(u32::try_from(self.0.len()).unwrap_or(u32::MAX));
        self.0.push(def);
        id
    }

    /// Returns a named type.
    #[must_use]
    pub fn get(&self, id: TypeId) -> Option<&TypeDef> {
        self.0.get(id.index())
    }

    /// Returns a named type, to change it.
    pub fn get_mut(&mut self, id: TypeId) -> Option<&mut TypeDef> {
        self.0.get_mut(id.index())
    }

    /// Returns every type with its id.
    pub fn entries(&self) -> impl Iterator<Item = (TypeId, &TypeDef)> {
        (0..).map(TypeId).zip(&self.0)
    }

    /// Returns the named types from a type to what is behind aliases and `Nullable`, the outermost first.
    pub fn layers<'a>(&'a self, ty: &'a Type) -> impl Iterator<Item = &'a TypeDef> {
        let mut next = Some(ty);
        // The limit ends a cycle of aliases.
        (0..=self.0.len()).map_while(move |_| {
            let mut ty = next.take()?;
            while let Type::Nullable(inner) = ty {
                ty = inner;
            }
            let Type::Named(id) = ty else { return None };
            let def = self.get(*id)?;
            if let TypeKind::Alias(inner) = &def.kind {
                next = Some(inner);
            }
            Some(def)
        })
    }

    /// Returns the type behind aliases. `Nullable` is not resolved.
    #[must_use]
    pub fn resolve<'a>(&'a self, ty: &'a Type) -> &'a Type {
        let mut ty = ty;
        // The limit ends a cycle of aliases.
        for _ in 0..=self.0.len() {
            match ty {
                Type::Named(id) => match self.get(*id).map(|def| &def.kind) {
                    Some(TypeKind::Alias(next)) => ty = next,
                    _ => return ty,
                },
                _ => return ty,
            }
        }
        ty
    }

    /// Returns the type behind aliases and `Nullable`, and the number of layers of `Nullable`.
    #[must_use]
    pub fn resolve_null<'a>(&'a self, ty: &'a Type) -> (&'a Type, usize) {
        let mut ty = self.resolve(ty);
        let mut nulls = 0;
        while let Type::Nullable(inner) = ty
            && nulls <= self.0.len()
        {
            ty = self.resolve(inner);
            nulls += 1;
        }
        (ty, nulls)
    }

    /// Returns what `resolve_null` returns, but a struct, an enum or a union under the name that is used here.
    #[must_use]
    pub fn named_without_null<'a>(&'a self, ty: &'a Type) -> &'a Type {
        let (behind, nulls) = self.resolve_null(ty);
        let mut named = ty;
        for _ in 0..nulls {
            if let Type::Nullable(inner) = self.resolve(named) {
                named = inner;
            }
        }
        match behind {
            Type::Named(_) => named,
            _ => behind,
        }
    }

    /// Whether a value of a type may have a secret string that is in no property with a name of its own; `is_whole` if
    /// properties are not looked for by their names.
    #[must_use]
    pub fn holds_secret(&self, ty: &Type, is_whole: bool) -> bool {
        let (mut open, mut seen) = (vec![ty], BTreeSet::new());
        while let Some(ty) = open.pop() {
            match ty {
                Type::String(StringFormat::Secret) => return true,
                Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => open.push(inner),
                Type::Tuple(items) => open.extend(items),
                Type::Named(id) if seen.insert(*id) => match self.get(*id).map(|def| &def.kind) {
                    Some(TypeKind::Alias(inner) | TypeKind::Newtype(inner)) => open.push(inner),
                    Some(TypeKind::Union(union)) => {
                        open.extend(union.variants.iter().map(|variant| &variant.ty));
                    }
                    Some(TypeKind::Struct(object)) => {
                        if let Additional::Typed(value) = &object.additional {
                            open.push(value);
                        }
                        let fields = object.fields.iter().filter(|_| is_whole);
                        for field in fields {
                            if field.sensitivity == Sensitivity::Secret {
                                return true;
                            }
                            open.push(&field.ty);
                        }
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        false
    }

    /// Returns the kind of a named type, behind aliases.
    #[must_use]
    pub fn kind<'a>(&'a self, ty: &'a Type) -> Option<&'a TypeKind> {
        match self.resolve(ty) {
            Type::Named(id) => self.get(*id).map(|def| &def.kind),
            _ => None,
        }
    }

    /// Returns the object behind aliases, with its id.
    #[must_use]
    pub fn object<'a>(&'a self, ty: &'a Type) -> Option<(TypeId, &'a Struct)> {
        match self.resolve(ty) {
            Type::Named(id) => match &self.get(*id)?.kind {
                TypeKind::Struct(object) => Some((*id, object)),
                _ => None,
            },
            _ => None,
        }
    }
}

impl Deref for Types {
    type Target = [TypeDef];

    fn deref(&self) -> &[TypeDef] {
        &self.0
    }
}

impl DerefMut for Types {
    fn deref_mut(&mut self) -> &mut [TypeDef] {
        &mut self.0
    }
}

impl<'a> IntoIterator for &'a Types {
    type Item = &'a TypeDef;
    type IntoIter = std::slice::Iter<'a, TypeDef>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}
