//! Resolving named types.

use crate::ir::{Struct, Type, TypeKind};
use crate::limits::SHAPE_NESTING;

use super::schema::Schemas;

impl Schemas<'_> {
    /// Returns the objects with properties that values may be: one, or those among the variants of a union.
    pub(super) fn objects_of(&self, ty: &Type) -> Vec<Struct> {
        let mut objects = Vec::new();
        let mut left = vec![(ty, 0)];
        while let Some((ty, depth)) = left.pop() {
            match self.types.kind(self.types.resolve_null(ty).0) {
                Some(TypeKind::Struct(object)) => objects.push(object.clone()),
                Some(TypeKind::Union(union)) if depth <= SHAPE_NESTING => {
                    let variants = union.variants.iter().rev();
                    left.extend(variants.map(|variant| (&variant.ty, depth + 1)));
                }
                _ => {}
            }
        }
        objects
    }

    /// Whether values are objects with free keys.
    pub(super) fn is_map(&self, ty: &Type) -> bool {
        matches!(self.types.resolve(ty), Type::Map(_))
    }

    /// Whether values are objects or arrays, or can be.
    pub(super) fn is_structured(&self, ty: &Type) -> bool {
        self.structured(ty, 0) != Structured::Never
    }

    /// Whether values are objects or arrays, and nothing else but null.
    pub(super) fn is_always_structured(&self, ty: &Type) -> bool {
        self.structured(ty, 0) == Structured::Always
    }

    fn structured(&self, ty: &Type, depth: usize) -> Structured {
        match self.types.resolve(ty) {
            Type::Any => Structured::Sometimes,
            Type::Array(_) | Type::Tuple(_) | Type::Map(_) => Structured::Always,
            _ if depth > SHAPE_NESTING => Structured::Sometimes,
            Type::Nullable(inner) => self.structured(inner, depth + 1),
            ty => match self.types.kind(ty) {
                Some(TypeKind::Struct(_)) => Structured::Always,
                Some(TypeKind::Union(union)) => {
                    let variants = union.variants.iter();
                    let variants = variants.map(|variant| self.structured(&variant.ty, depth + 1));
                    let same = |one: Structured, other| match one == other {
                        true => one,
                        false => Structured::Sometimes,
                    };
                    variants.reduce(same).unwrap_or(Structured::Never)
                }
                _ => Structured::Never,
            },
        }
    }
}

/// Whether the values of a type are objects or arrays.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Structured {
    Never,
    Sometimes,
    Always,
}
