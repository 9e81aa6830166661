//! Discriminates the variants of a union by the shape of their values, where that can be proven.
//!
//! A test for a variant must accept all of its values and no value of a variant that is tried later. Objects count as
//! distinct where one requires a property that the other does not declare. An object that is open by default could
//! still have that property, but then it is a valid value of the first variant as well.

mod objects;
pub(super) mod overlapping;

pub(super) use self::objects::certain_object;
use self::objects::{doubt_absence, object_test, test_last_object};
use crate::ir::{
    EnumValue, Field, Shape, Struct, TagKind, TagPresence, TagValue, Type, TypeKind, Types, Variant,
};
use crate::limits::{SHAPE_NESTING, SHAPE_VARIANTS};

/// The shape of the values of a type.
#[derive(Clone, Debug)]
pub(super) enum ValueShape<'t> {
    Anything,
    Bool,
    Integer,
    Number,
    String(Option<Vec<&'t str>>),
    Array(&'t Type),
    Tuple,
    Map,
    Struct(&'t Struct),
}

/// Returns the order in which variants are tried, each with its test; `None` where the union is ambiguous.
pub(super) fn by_shape(types: &Types, variants: &[Variant]) -> Option<Vec<(usize, Shape)>> {
    let listed: Vec<&Type> = variants.iter().map(|variant| &variant.ty).collect();
    shapes(types, &listed, 0)
}

fn shapes(types: &Types, listed: &[&Type], depth: usize) -> Option<Vec<(usize, Shape)>> {
    if listed.len() > SHAPE_VARIANTS || depth > SHAPE_NESTING {
        return None;
    }
    let seen: Vec<Vec<ValueShape<'_>>> = listed
        .iter()
        .map(|ty| value_shapes_of(types, ty, 0))
        .collect();
    let mut left: Vec<usize> = (0..listed.len()).collect();
    let mut order = Vec::new();
    while !left.is_empty() {
        let (at, shape) = left.iter().find_map(|at| {
            let others: Vec<&ValueShape<'_>> = left
                .iter()
                .filter(|other| *other != at)
                .filter_map(|other| seen.get(*other))
                .flatten()
                .collect();
            Some((*at, test(types, seen.get(*at)?, &others, depth)?))
        })?;
        left.retain(|other| *other != at);
        order.push((at, shape));
    }
    test_last_object(types, &seen, &mut order);
    doubt_absence(&mut order);
    Some(order)
}

/// Returns the values that a property of an object is limited to.
pub(super) fn tag_values(types: &Types, ty: &Type, property: &str) -> Option<Vec<TagValue>> {
    values_of(types, only_object(types, ty)?, property)
}

/// Whether a property of an object may have this string. The values to which it is limited may be many.
pub(super) fn may_have(types: &Types, ty: &Type, property: &str, text: &str) -> bool {
    match only_object(types, ty).and_then(|object| limit(types, object, property)) {
        None => true,
        Some(Limit::Only(only)) => matches!(only, TagValue::String(only) if only == text),
        Some(Limit::Strings(values)) => values.iter().any(|value| value.wire == text),
        Some(Limit::Integers(_)) => false,
    }
}

/// Returns the type of the values of a property by which variants can be selected.
pub(super) fn tag_kind(types: &Types, ty: &Type, property: &str) -> Option<TagKind> {
    let object = only_object(types, ty)?;
    let field = object.field(property)?;
    match value_shapes_of(types, &field.ty, 0).as_slice() {
        [ValueShape::Integer] => Some(TagKind::Integer),
        [ValueShape::Bool] => Some(TagKind::Bool),
        [ValueShape::Number] => Some(TagKind::Number),
        _ => Some(TagKind::String),
    }
}

/// Returns the struct to which all values of a type belong.
pub(super) fn only_object<'t>(types: &'t Types, ty: &'t Type) -> Option<&'t Struct> {
    match value_shapes_of(types, ty, 0).as_slice() {
        [ValueShape::Struct(object)] => Some(object),
        _ => None,
    }
}

/// Returns the shapes of the values of a type.
pub(super) fn value_shapes_of<'t>(
    types: &'t Types,
    ty: &'t Type,
    depth: usize,
) -> Vec<ValueShape<'t>> {
    if depth > SHAPE_NESTING {
        return vec![ValueShape::Anything];
    }
    match ty {
        Type::Any => vec![ValueShape::Anything],
        Type::Bool => vec![ValueShape::Bool],
        Type::Integer(_) => vec![ValueShape::Integer],
        Type::Number(_) => vec![ValueShape::Number],
        Type::String(_) => vec![ValueShape::String(None)],
        Type::Array(item) => vec![ValueShape::Array(item)],
        Type::Tuple(_) => vec![ValueShape::Tuple],
        Type::Map(_) => vec![ValueShape::Map],
        Type::Nullable(inner) => value_shapes_of(types, inner, depth + 1),
        Type::Named(id) => match types.get(*id).map(|def| &def.kind) {
            Some(TypeKind::Struct(object)) => vec![ValueShape::Struct(object)],
            Some(TypeKind::StringEnum(values)) => {
                vec![ValueShape::String(Some(
                    values.iter().map(|value| value.wire.as_str()).collect(),
                ))]
            }
            Some(TypeKind::IntEnum(_)) => vec![ValueShape::Integer],
            Some(TypeKind::Alias(inner) | TypeKind::Newtype(inner)) => {
                value_shapes_of(types, inner, depth + 1)
            }
            Some(TypeKind::Union(union)) => {
                let variants = union.variants.iter();
                let shapes =
                    variants.flat_map(|variant| value_shapes_of(types, &variant.ty, depth + 1));
                let mut shapes: Vec<_> = shapes.take(SHAPE_VARIANTS + 1).collect();
                // Nothing is proven about the shapes that are not looked at.
                if let Some(rest) = shapes.get_mut(SHAPE_VARIANTS) {
                    *rest = ValueShape::Anything;
                }
                shapes
            }
            None => vec![ValueShape::Anything],
        },
    }
}

/// Returns the test for a variant against those that are tried after it.
fn test(
    types: &Types,
    own: &[ValueShape<'_>],
    others: &[&ValueShape<'_>],
    depth: usize,
) -> Option<Shape> {
    let anything = |seen: &ValueShape<'_>| matches!(seen, ValueShape::Anything);
    if own.iter().any(anything) || others.iter().any(|other| anything(other)) {
        return None;
    }
    match own {
        [ValueShape::Bool] => {
            none_of(others, |other| matches!(other, ValueShape::Bool)).then_some(Shape::Bool)
        }
        [ValueShape::Integer] => {
            none_of(others, |other| matches!(other, ValueShape::Integer)).then_some(Shape::Integer)
        }
        [ValueShape::Number] => none_of(others, |other| {
            matches!(other, ValueShape::Integer | ValueShape::Number)
        })
        .then_some(Shape::Number),
        [ValueShape::String(values)] => text(values.as_deref(), others),
        [ValueShape::Array(item)] => array(types, item, others, depth),
        [ValueShape::Tuple] => none_of(others, is_array).then_some(Shape::Array),
        [ValueShape::Struct(object)] => object_test(types, &[object], others, depth),
        [ValueShape::Map] => none_of(others, is_object).then_some(Shape::Object),
        several => several_types(types, several, others, depth),
    }
}

/// Returns the test for a variant with values of several types: one for each type, and one for all objects together.
fn several_types(
    types: &Types,
    own: &[ValueShape<'_>],
    others: &[&ValueShape<'_>],
    depth: usize,
) -> Option<Shape> {
    let mut objects = Vec::new();
    let mut shapes = Vec::new();
    for seen in own {
        match seen {
            ValueShape::Struct(object) => objects.push(*object),
            other => {
                let shape = test(types, std::slice::from_ref(other), others, depth + 1)?;
                if !shapes.contains(&shape) {
                    shapes.push(shape);
                }
            }
        }
    }
    if !objects.is_empty() && !shapes.contains(&Shape::Object) {
        shapes.push(object_test(types, &objects, others, depth)?);
    }
    match shapes.len() {
        0 => None,
        1 => shapes.pop(),
        _ => Some(Shape::AnyOf(shapes)),
    }
}

fn none_of(others: &[&ValueShape<'_>], is: impl Fn(&ValueShape<'_>) -> bool) -> bool {
    !others.iter().any(|other| is(other))
}

pub(super) fn is_array(seen: &ValueShape<'_>) -> bool {
    matches!(seen, ValueShape::Array(_) | ValueShape::Tuple)
}

pub(super) fn is_object(seen: &ValueShape<'_>) -> bool {
    matches!(seen, ValueShape::Map | ValueShape::Struct(_))
}

fn text(values: Option<&[&str]>, others: &[&ValueShape<'_>]) -> Option<Shape> {
    let mut strings = others.iter().filter_map(|other| match other {
        ValueShape::String(values) => Some(values),
        _ => None,
    });
    let mut alone = true;
    let is_distinct = strings.all(|other| {
        alone = false;
        match (values, other) {
            // A listed string matches the enum, which is tried first.
            (Some(_), None) => true,
            (Some(values), Some(other)) => values.iter().all(|value| !other.contains(value)),
            (None, _) => false,
        }
    });
    match values {
        _ if alone => Some(Shape::String),
        Some(values) if is_distinct => Some(Shape::StringOf(
            values.iter().map(|value| (*value).to_owned()).collect(),
        )),
        _ => None,
    }
}

fn array(types: &Types, item: &Type, others: &[&ValueShape<'_>], depth: usize) -> Option<Shape> {
    if !none_of(others, |other| matches!(other, ValueShape::Tuple)) {
        return None;
    }
    let mut items = vec![item];
    items.extend(others.iter().filter_map(|other| match other {
        ValueShape::Array(item) => Some(*item),
        _ => None,
    }));
    if items.len() == 1 {
        return Some(Shape::Array);
    }
    let order = shapes(types, &items, depth + 1)?;
    let (first, shape) = order.into_iter().next()?;
    // The test is only valid by itself if this item comes first in the order.
    (first == 0).then(|| Shape::ArrayOf(Box::new(shape)))
}

/// Whether a property is in every value of its object, whoever sends it.
pub(super) fn is_certain(field: &Field) -> bool {
    TagPresence::of(field) == TagPresence::Required
}

/// Returns the values that a property is limited to.
pub(super) fn values_of(types: &Types, object: &Struct, property: &str) -> Option<Vec<TagValue>> {
    Some(match limit(types, object, property)? {
        Limit::Only(only) => vec![only],
        Limit::Strings(values) => {
            let values = values.iter().map(|value| value.wire.clone());
            values.map(TagValue::String).collect()
        }
        Limit::Integers(values) => {
            let values = values.iter().map(|value| value.wire);
            values.map(TagValue::Integer).collect()
        }
    })
}

/// What the values of a property are limited to.
enum Limit<'t> {
    Only(TagValue),
    Strings(&'t [EnumValue<String>]),
    Integers(&'t [EnumValue<i64>]),
}

fn limit<'t>(types: &'t Types, object: &'t Struct, property: &str) -> Option<Limit<'t>> {
    let field = object.field(property)?;
    if let Some(only) = &field.only {
        return TagValue::of_json(only).map(Limit::Only);
    }
    match types.kind(types.resolve_null(&field.ty).0)? {
        TypeKind::StringEnum(values) => Some(Limit::Strings(values)),
        TypeKind::IntEnum(values) => Some(Limit::Integers(values)),
        _ => None,
    }
}
