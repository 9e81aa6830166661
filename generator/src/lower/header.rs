//! How a response header is read whose values have several types.

use crate::ir::{HeaderStyle, Type, TypeKind};
use crate::limits::SHAPE_NESTING;

use super::Lowering;

/// The kind of a value, as far as the text of a header shows it.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Fields,
    List,
    String,
    /// A number or a boolean, or any value.
    Other,
}

impl Lowering<'_> {
    /// Returns the style of a header with a type. The text of a header does not show its type; so for a union the style
    /// follows from what all its variants have in common.
    pub(super) fn style_of_union(&mut self, ty: &Type, style: HeaderStyle) -> HeaderStyle {
        self.schemas.run_pending();
        let types = &self.schemas.types;
        let is_union = matches!(
            types.kind(types.resolve_null(ty).0),
            Some(TypeKind::Union(_))
        );
        if !is_union || !matches!(style, HeaderStyle::Simple | HeaderStyle::Exploded) {
            return style;
        }
        let mut kinds = Vec::new();
        self.collect_kinds(ty, &mut kinds, 0);
        match kinds.as_slice() {
            [Kind::Fields] if style == HeaderStyle::Exploded => HeaderStyle::ExplodedFields,
            [Kind::Fields] => HeaderStyle::Fields,
            [Kind::List] => HeaderStyle::List,
            kinds if !kinds.contains(&Kind::Other) => HeaderStyle::Text,
            _ => style,
        }
    }

    fn collect_kinds(&self, ty: &Type, kinds: &mut Vec<Kind>, depth: usize) {
        let types = &self.schemas.types;
        let ty = types.resolve_null(ty).0;
        let kind = match (ty, types.kind(ty)) {
            (Type::Array(_) | Type::Tuple(_), _) => Kind::List,
            (Type::Map(_), _) | (_, Some(TypeKind::Struct(_))) => Kind::Fields,
            (Type::String(_), _) | (_, Some(TypeKind::StringEnum(_))) => Kind::String,
            (_, Some(TypeKind::Union(union))) if depth <= SHAPE_NESTING => {
                for variant in &union.variants {
                    self.collect_kinds(&variant.ty, kinds, depth + 1);
                }
                return;
            }
            _ => Kind::Other,
        };
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
}
