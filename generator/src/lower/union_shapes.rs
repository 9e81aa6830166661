//! Discriminates the variants of a union by the shape of their values, where that can be proven.
//!
//! A test is good for a variant if it takes every value of it and no value of a variant tried after it.
//! Objects count as distinct when one must have a property that the other does not declare: an object
//! that is open by default could still have it, but then it is as good a value of the first.

use crate::ir::{
    Additional, Field, Shape, Struct, TagKind, TagPresence, TagValue, Type, TypeKind, Types,
    Variant,
};
use crate::limits::{SHAPE_NESTING, SHAPE_VARIANTS};

/// What values of a type look like.
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

/// Returns the order in which variants are tried, each with its test; `None` where they are ambiguous.
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
    tag_last_object(types, &seen, &mut order);
    Some(order)
}

/// Lets the object that is tried last be tested by its tag, too, where the others are tested by that property. Any
/// object would do to distinguish it from them, but then a tag that the server has added since would be taken
/// for this one, and the response could not be decoded.
fn tag_last_object(types: &Types, seen: &[Vec<ValueShape<'_>>], order: &mut [(usize, Shape)]) {
    let discriminating_properties: Vec<String> = order
        .iter()
        .filter_map(|(_, shape)| match shape {
            Shape::ObjectTagged { property, .. } => Some(property.clone()),
            _ => None,
        })
        .collect();
    for (at, shape) in order {
        if *shape != Shape::Object {
            continue;
        }
        let Some([ValueShape::Struct(object)]) = seen.get(*at).map(Vec::as_slice) else {
            continue;
        };
        let tag = object
            .fields
            .iter()
            .filter(|field| discriminating_properties.contains(&field.wire))
            .find_map(|field| Some((field, values_of(types, object, &field.wire)?)));
        if let Some((field, values)) = tag {
            *shape = Shape::ObjectTagged {
                property: field.wire.clone(),
                values,
                presence: TagPresence::of(field),
            };
        }
    }
}

/// Returns the values that a property of an object is limited to.
pub(super) fn tag_values(types: &Types, ty: &Type, property: &str) -> Option<Vec<TagValue>> {
    values_of(types, only_object(types, ty)?, property)
}

/// Returns the type of the values of a property by which variants can be selected.
pub(super) fn tag_kind(types: &Types, ty: &Type, property: &str) -> Option<TagKind> {
    let object = only_object(types, ty)?;
    let field = object.fields.iter().find(|field| field.wire == property)?;
    match value_shapes_of(types, &field.ty, 0).as_slice() {
        [ValueShape::Integer] => Some(TagKind::Integer),
        [ValueShape::Bool] => Some(TagKind::Bool),
        _ => Some(TagKind::String),
    }
}

/// Returns the struct that all values of a type are of.
pub(super) fn only_object<'t>(types: &'t Types, ty: &'t Type) -> Option<&'t Struct> {
    match value_shapes_of(types, ty, 0).as_slice() {
        [ValueShape::Struct(object)] => Some(object),
        _ => None,
    }
}

/// Returns what values of a type look like.
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
            Some(TypeKind::Union(union)) if union.variants.len() <= SHAPE_VARIANTS => union
                .variants
                .iter()
                .flat_map(|variant| value_shapes_of(types, &variant.ty, depth + 1))
                .take(SHAPE_VARIANTS)
                .collect(),
            Some(TypeKind::Union(_)) | None => vec![ValueShape::Anything],
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
        [ValueShape::Struct(object)] => object_test(types, &[object], others),
        [ValueShape::Map] => none_of(others, is_object).then_some(Shape::Object),
        several => several_types(types, several, others, depth),
    }
}

/// Returns the test for a variant that takes values of several types: one for each type, all objects together.
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
        shapes.push(object_test(types, &objects, others)?);
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

fn is_array(seen: &ValueShape<'_>) -> bool {
    matches!(seen, ValueShape::Array(_) | ValueShape::Tuple)
}

fn is_object(seen: &ValueShape<'_>) -> bool {
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
            // A string that is one of the listed values is as good a value of the enum.
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
    // Only a test that holds before all others have been tried holds by itself.
    (first == 0).then(|| Shape::ArrayOf(Box::new(shape)))
}

fn object_test(types: &Types, own: &[&Struct], others: &[&ValueShape<'_>]) -> Option<Shape> {
    let mut structs = Vec::new();
    for other in others {
        match other {
            ValueShape::Map => return None,
            ValueShape::Struct(object) => structs.push(*object),
            _ => {}
        }
    }
    if structs.is_empty() {
        return Some(Shape::Object);
    }
    by_tag(types, own, &structs)
        .or_else(|| by_properties(own, &structs))
        .or_else(|| by_optional_tag(types, own, &structs))
}

/// By a property that must be there with other values than the others have.
fn by_tag(types: &Types, own: &[&Struct], others: &[&Struct]) -> Option<Shape> {
    let first = own.first()?;
    first
        .fields
        .iter()
        .filter(|field| is_certain(field))
        .find_map(|field| {
            let property = field.wire.as_str();
            let mut values: Vec<TagValue> = Vec::new();
            for object in own {
                let own_field = object.fields.iter().find(|field| field.wire == property)?;
                if !is_certain(own_field) {
                    return None;
                }
                values.extend(values_of(types, object, property)?);
            }
            let is_distinct = others.iter().all(|other| match declares(other, property) {
                Declares::No => true,
                Declares::Maybe => false,
                Declares::Yes => values_of(types, other, property)
                    .is_some_and(|theirs| theirs.iter().all(|value| !values.contains(value))),
            });
            is_distinct.then(|| Shape::ObjectTagged {
                property: property.to_owned(),
                values,
                presence: TagPresence::Required,
            })
        })
}

/// By a property that has other values than the others have, where it is there.
fn by_optional_tag(types: &Types, own: &[&Struct], others: &[&Struct]) -> Option<Shape> {
    let [own] = own else { return None };
    own.fields.iter().find_map(|field| {
        let values = values_of(types, own, &field.wire)?;
        let is_distinct = others.iter().all(|other| {
            values_of(types, other, &field.wire)
                .is_some_and(|theirs| theirs.iter().all(|value| !values.contains(value)))
        });
        is_distinct.then(|| Shape::ObjectTagged {
            property: field.wire.clone(),
            values,
            presence: TagPresence::of(field),
        })
    })
}

/// By properties that must be there and that the others do not declare.
fn by_properties(own: &[&Struct], others: &[&Struct]) -> Option<Shape> {
    let [own] = own else { return None };
    let mut properties: Vec<String> = Vec::new();
    for other in others {
        if properties
            .iter()
            .any(|property| declares(other, property) == Declares::No)
        {
            continue;
        }
        let telling = own
            .fields
            .iter()
            .find(|field| is_certain(field) && declares(other, &field.wire) == Declares::No)?;
        properties.push(telling.wire.clone());
    }
    Some(Shape::ObjectWith(properties))
}

/// Whether a property is in every value of its object, whoever sends it.
pub(super) fn is_certain(field: &Field) -> bool {
    TagPresence::of(field) == TagPresence::Required
}

#[derive(PartialEq, Eq)]
enum Declares {
    Yes,
    No,
    Maybe,
}

fn declares(object: &Struct, property: &str) -> Declares {
    if object.fields.iter().any(|field| field.wire == property) {
        Declares::Yes
    } else if matches!(object.additional, Additional::Typed(_)) {
        Declares::Maybe
    } else {
        Declares::No
    }
}

/// Returns the values that a property is limited to.
pub(super) fn values_of(types: &Types, object: &Struct, property: &str) -> Option<Vec<TagValue>> {
    let field = object.fields.iter().find(|field| field.wire == property)?;
    if let Some(only) = &field.only {
        return TagValue::of_json(only).map(|value| vec![value]);
    }
    match types.kind(types.resolve_null(&field.ty).0) {
        Some(TypeKind::StringEnum(values)) => {
            let values = values.iter().map(|value| value.wire.clone());
            Some(values.map(TagValue::String).collect())
        }
        Some(TypeKind::IntEnum(values)) => {
            let values = values.iter().map(|value| value.wire);
            Some(values.map(TagValue::Integer).collect())
        }
        _ => None,
    }
}
