//! What the values of a type are.

use crate::ir::{Struct, Type};

use super::schema::Schemas;
use super::union_shapes::{ValueShape, is_array, is_object, value_shapes_of};

impl Schemas<'_> {
    /// Returns the objects with properties that values may be: one, or those among the variants of a union.
    pub(super) fn objects_of(&self, ty: &Type) -> Vec<Struct> {
        let shapes = value_shapes_of(&self.types, ty, 0).into_iter();
        let objects = shapes.filter_map(|shape| match shape {
            ValueShape::Struct(object) => Some(object.clone()),
            _ => None,
        });
        objects.collect()
    }

    /// Whether values are objects with free keys.
    pub(super) fn is_map(&self, ty: &Type) -> bool {
        matches!(self.types.resolve(ty), Type::Map(_))
    }

    /// Whether values are objects or arrays, or can be.
    pub(super) fn is_structured(&self, ty: &Type) -> bool {
        let shapes = value_shapes_of(&self.types, ty, 0);
        let can_be = |shape| is_structured(shape) || matches!(shape, ValueShape::Anything);
        shapes.iter().any(can_be)
    }

    /// Whether values are objects or arrays, and nothing else but null.
    pub(super) fn is_always_structured(&self, ty: &Type) -> bool {
        value_shapes_of(&self.types, ty, 0)
            .iter()
            .all(is_structured)
    }
}

fn is_structured(shape: &ValueShape<'_>) -> bool {
    is_array(shape) || is_object(shape)
}
