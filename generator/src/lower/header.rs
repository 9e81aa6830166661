//! How a response header is read whose values have several types.

use crate::ir::{HeaderStyle, Type, TypeKind};

use super::Lowering;
use super::union_shapes::{ValueShape, is_array, is_object, value_shapes_of};

impl Lowering<'_> {
    /// Returns the style of a header with a type: `explode` makes a difference only for objects. The text of a header
    /// does not show its type; so for a union the style follows from what all its variants have in common.
    pub(super) fn header_style(&mut self, ty: &Type, style: HeaderStyle) -> HeaderStyle {
        self.schemas.run_pending();
        let types = &self.schemas.types;
        let is_union = matches!(
            types.kind(types.resolve_null(ty).0),
            Some(TypeKind::Union(_))
        );
        if !matches!(style, HeaderStyle::Simple | HeaderStyle::Exploded) {
            return style;
        }
        let shapes = value_shapes_of(types, ty, 0);
        let may_be_object =
            |shape: &ValueShape<'_>| is_object(shape) || matches!(shape, ValueShape::Anything);
        if !is_union {
            return match shapes.iter().any(may_be_object) {
                true => style,
                false => HeaderStyle::Simple,
            };
        }
        let is_text = |shape: &ValueShape<'_>| {
            matches!(shape, ValueShape::String(_)) || is_array(shape) || is_object(shape)
        };
        match style {
            HeaderStyle::Exploded if shapes.iter().all(is_object) => HeaderStyle::ExplodedFields,
            _ if shapes.iter().all(is_object) => HeaderStyle::Fields,
            _ if shapes.iter().all(is_array) => HeaderStyle::List,
            _ if shapes.iter().all(is_text) => HeaderStyle::Text,
            style => style,
        }
    }
}
