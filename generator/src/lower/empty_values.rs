//! Keeps `[]` and `{}` from variants that refuse them by a rule, where another variant takes them: by its shape, an
//! empty value is of every variant of its JSON type.

use crate::ir::{Check, Rules, Shape, Type, TypeKind, Types, Variant};

use super::union_shapes::{ValueShape, is_certain, only_object, value_shapes_of};
use crate::limits::SHAPE_NESTING;

/// A JSON type that has an empty value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Array,
    Object,
}

/// Narrows the shapes of variants whose rules refuse the empty value that another variant takes.
pub(super) fn exclude_empty(types: &Types, variants: &mut [Variant]) {
    for kind in [Kind::Array, Kind::Object] {
        if !variants.iter().any(|one| takes_empty(types, one, kind)) {
            continue;
        }
        for variant in variants.iter_mut() {
            if kind_of(types, &variant.ty) == Some(kind)
                && refuses_empty(types, variant, kind)
                && let Some(shape) = variant.shape.take()
            {
                variant.shape = Some(Shape::AllOf(vec![shape, Shape::NotEmpty]));
            }
        }
    }
}

/// Returns the JSON type of a variant that has values of only one, which has an empty value.
fn kind_of(types: &Types, ty: &Type) -> Option<Kind> {
    match value_shapes_of(types, ty, 0).as_slice() {
        [ValueShape::Array(_)] => Some(Kind::Array),
        [ValueShape::Map | ValueShape::Struct(_)] => Some(Kind::Object),
        _ => None,
    }
}

/// Whether the shape and the schema of a variant both allow the empty value.
fn takes_empty(types: &Types, variant: &Variant, kind: Kind) -> bool {
    let is_of_shape = match (kind, &variant.shape) {
        (_, Some(Shape::Anything)) => return true,
        (Kind::Array, shape) => matches!(shape, Some(Shape::Array | Shape::ArrayOf(_))),
        (Kind::Object, shape) => matches!(shape, Some(Shape::Object)),
    };
    let object = only_object(types, &variant.ty);
    is_of_shape
        && kind_of(types, &variant.ty) == Some(kind)
        && !object.is_some_and(|object| object.fields.iter().any(is_certain))
        && !refuses_empty(types, variant, kind)
}

/// Whether a rule of a variant refuses the empty value.
fn refuses_empty(types: &Types, variant: &Variant, kind: Kind) -> bool {
    let refuses = |rules: &Rules| {
        let least = match kind {
            Kind::Array => rules.min_items,
            Kind::Object => rules.min_properties,
        };
        let contains = |check: &Check| matches!(check, Check::Contains { least: 1.., .. });
        least.is_some_and(|least| least > 0)
            || kind == Kind::Array && rules.checks.iter().any(contains)
    };
    refuses(&variant.rules)
        || rules_of_names(types, &variant.ty)
            .iter()
            .any(|rules| refuses(rules))
}

/// Returns the rules of a named type, and of those that it is another name of.
fn rules_of_names<'t>(types: &'t Types, ty: &'t Type) -> Vec<&'t Rules> {
    let (mut ty, mut found) = (ty, Vec::new());
    while found.len() <= SHAPE_NESTING {
        match ty {
            Type::Nullable(inner) => ty = inner,
            Type::Named(id) => {
                let Some(def) = types.get(*id) else { break };
                found.push(&*def.rules);
                match &def.kind {
                    TypeKind::Alias(inner) | TypeKind::Newtype(inner) => ty = inner,
                    _ => break,
                }
            }
            _ => break,
        }
    }
    found
}
