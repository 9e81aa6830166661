//! Looking through named types.

use crate::ir::{Struct, Type, TypeKind};

use super::context::Lowering;

/// Unions in unions are looked through this deep.
const DEEPEST: usize = 8;

impl Lowering<'_, '_> {
    /// A type with aliases taken away.
    pub(super) fn unaliased<'t>(&'t self, ty: &'t Type) -> &'t Type {
        self.api.types.resolve(ty)
    }

    /// The object that a type is.
    pub(super) fn object_of(&self, ty: &Type) -> Option<Struct> {
        self.api.types.object(ty).map(|(_, object)| object.clone())
    }

    /// Whether values are objects with free keys.
    pub(super) fn is_map(&self, ty: &Type) -> bool {
        matches!(self.unaliased(ty), Type::Map(_))
    }

    /// Whether values are objects, arrays, or cannot be told from those.
    pub(super) fn is_structured(&self, ty: &Type) -> bool {
        self.structured(ty, 0)
    }

    fn structured(&self, ty: &Type, depth: usize) -> bool {
        match self.unaliased(ty) {
            Type::Any | Type::Array(_) | Type::Map(_) => true,
            Type::Nullable(inner) => depth > DEEPEST || self.structured(inner, depth + 1),
            Type::Named(id) => match self.type_def(*id).map(|def| &def.kind) {
                Some(TypeKind::Struct(_)) => true,
                Some(TypeKind::Union(union)) => {
                    let mut variants = union.variants.iter();
                    depth > DEEPEST
                        || variants.any(|variant| self.structured(&variant.ty, depth + 1))
                }
                _ => false,
            },
            _ => false,
        }
    }
}
