//! What tells the variants of a union apart by what values look like, where that can be proven.
//!
//! A test is good for a variant if it takes every value of it and no value of a variant tried after it.
//! Objects count as proven apart when one must have a property that the other does not declare: an object
//! that is open by default could still have it, but then it is as good a value of the first.

use crate::ir::{Access, Additional, Presence, Shape, Struct, Type, TypeDef, TypeKind, Variant};

/// What values of a type look like.
#[derive(Clone, Debug)]
enum Seen<'t> {
    Anything,
    Bool,
    Integer,
    Number,
    Text(Option<Vec<&'t str>>),
    Array(&'t Type),
    Map,
    Struct(&'t Struct),
}

/// Aliases and unions are looked through this deep.
const DEEPEST: usize = 12;

/// A union with more variants than this is not told by shape: the comparison is quadratic.
const MOST: usize = 64;

/// The order in which variants are tried, each with its test; none where they cannot be told apart.
pub(super) fn by_shape(types: &[TypeDef], variants: &[Variant]) -> Option<Vec<(usize, Shape)>> {
    let listed: Vec<&Type> = variants.iter().map(|variant| &variant.ty).collect();
    shapes(types, &listed, 0)
}

fn shapes(types: &[TypeDef], listed: &[&Type], depth: usize) -> Option<Vec<(usize, Shape)>> {
    if listed.len() > MOST || depth > DEEPEST {
        return None;
    }
    let seen: Vec<Vec<Seen<'_>>> = listed.iter().map(|ty| see(types, ty, 0)).collect();
    let mut left: Vec<usize> = (0..listed.len()).collect();
    let mut order = Vec::new();
    while !left.is_empty() {
        let (at, shape) = left.iter().find_map(|at| {
            let others: Vec<&Seen<'_>> = left
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
    tag_the_last(types, &seen, &mut order);
    Some(order)
}

/// Has the object that is tried last tell its tag, too, where the others are told by that property. Any
/// object would do to tell it from them, but then a tag that the server has added since would be taken for
/// this one, and the answer could not be read.
fn tag_the_last(types: &[TypeDef], seen: &[Vec<Seen<'_>>], order: &mut [(usize, Shape)]) {
    let told_by: Vec<String> = order
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
        let Some([Seen::Struct(object)]) = seen.get(*at).map(Vec::as_slice) else {
            continue;
        };
        let tag = object
            .fields
            .iter()
            .filter(|field| is_certain(field) && told_by.contains(&field.wire))
            .find_map(|field| Some((field, values_of(types, object, &field.wire)?)));
        if let Some((field, values)) = tag {
            *shape = Shape::ObjectTagged {
                property: field.wire.clone(),
                values: values.into_iter().map(str::to_owned).collect(),
            };
        }
    }
}

/// The values that a string property of an object is limited to.
pub(super) fn tag_values(types: &[TypeDef], ty: &Type, property: &str) -> Option<Vec<String>> {
    match see(types, ty, 0).as_slice() {
        [Seen::Struct(object)] => {
            let values = values_of(types, object, property)?;
            Some(values.into_iter().map(str::to_owned).collect())
        }
        _ => None,
    }
}

fn see<'t>(types: &'t [TypeDef], ty: &'t Type, depth: usize) -> Vec<Seen<'t>> {
    if depth > DEEPEST {
        return vec![Seen::Anything];
    }
    match ty {
        Type::Any => vec![Seen::Anything],
        Type::Bool => vec![Seen::Bool],
        Type::Integer(_) => vec![Seen::Integer],
        Type::Number(_) => vec![Seen::Number],
        Type::Text(_) => vec![Seen::Text(None)],
        Type::Array(item) => vec![Seen::Array(item)],
        Type::Map(_) => vec![Seen::Map],
        Type::Nullable(inner) => see(types, inner, depth + 1),
        Type::Named(id) => match types.get(id.0 as usize).map(|def| &def.kind) {
            Some(TypeKind::Struct(object)) => vec![Seen::Struct(object)],
            Some(TypeKind::StringEnum(values)) => {
                vec![Seen::Text(Some(
                    values.iter().map(|value| value.wire.as_str()).collect(),
                ))]
            }
            Some(TypeKind::IntEnum(_)) => vec![Seen::Integer],
            Some(TypeKind::Alias(inner) | TypeKind::Newtype(inner)) => see(types, inner, depth + 1),
            Some(TypeKind::Union(union)) if union.variants.len() <= MOST => union
                .variants
                .iter()
                .flat_map(|variant| see(types, &variant.ty, depth + 1))
                .take(MOST)
                .collect(),
            Some(TypeKind::Union(_)) | None => vec![Seen::Anything],
        },
    }
}

/// The test for a variant against those that are tried after it.
fn test(types: &[TypeDef], own: &[Seen<'_>], others: &[&Seen<'_>], depth: usize) -> Option<Shape> {
    let anything = |seen: &Seen<'_>| matches!(seen, Seen::Anything);
    if own.iter().any(anything) || others.iter().any(|other| anything(other)) {
        return None;
    }
    match own {
        [Seen::Bool] => none_of(others, |other| matches!(other, Seen::Bool)).then_some(Shape::Bool),
        [Seen::Integer] => {
            none_of(others, |other| matches!(other, Seen::Integer)).then_some(Shape::Integer)
        }
        [Seen::Number] => none_of(others, |other| {
            matches!(other, Seen::Integer | Seen::Number)
        })
        .then_some(Shape::Number),
        [Seen::Text(values)] => text(values.as_deref(), others),
        [Seen::Array(item)] => array(types, item, others, depth),
        [Seen::Struct(object)] => object_test(types, &[object], others),
        [Seen::Map] => none_of(others, is_object).then_some(Shape::Object),
        several => several_kinds(types, several, others, depth),
    }
}

/// A variant that takes values of several kinds: a test for each kind, all objects together.
fn several_kinds(
    types: &[TypeDef],
    own: &[Seen<'_>],
    others: &[&Seen<'_>],
    depth: usize,
) -> Option<Shape> {
    let mut objects = Vec::new();
    let mut shapes = Vec::new();
    for seen in own {
        match seen {
            Seen::Struct(object) => objects.push(*object),
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

fn none_of(others: &[&Seen<'_>], is: impl Fn(&Seen<'_>) -> bool) -> bool {
    !others.iter().any(|other| is(other))
}

fn is_object(seen: &Seen<'_>) -> bool {
    matches!(seen, Seen::Map | Seen::Struct(_))
}

fn text(values: Option<&[&str]>, others: &[&Seen<'_>]) -> Option<Shape> {
    let mut texts = others.iter().filter_map(|other| match other {
        Seen::Text(values) => Some(values),
        _ => None,
    });
    let mut alone = true;
    let apart = texts.all(|other| {
        alone = false;
        match (values, other) {
            // A string that is one of the listed values is as good a value of the enum.
            (Some(_), None) => true,
            (Some(values), Some(other)) => values.iter().all(|value| !other.contains(value)),
            (None, _) => false,
        }
    });
    match values {
        _ if alone => Some(Shape::Text),
        Some(values) if apart => Some(Shape::TextOf(
            values.iter().map(|value| (*value).to_owned()).collect(),
        )),
        _ => None,
    }
}

fn array(types: &[TypeDef], item: &Type, others: &[&Seen<'_>], depth: usize) -> Option<Shape> {
    let mut items = vec![item];
    items.extend(others.iter().filter_map(|other| match other {
        Seen::Array(item) => Some(*item),
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

fn object_test(types: &[TypeDef], own: &[&Struct], others: &[&Seen<'_>]) -> Option<Shape> {
    let mut structs = Vec::new();
    for other in others {
        match other {
            Seen::Map => return None,
            Seen::Struct(object) => structs.push(*object),
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
fn by_tag(types: &[TypeDef], own: &[&Struct], others: &[&Struct]) -> Option<Shape> {
    let first = own.first()?;
    first
        .fields
        .iter()
        .filter(|field| is_certain(field))
        .find_map(|field| {
            let property = field.wire.as_str();
            let mut values: Vec<&str> = Vec::new();
            for object in own {
                let own_field = object.fields.iter().find(|field| field.wire == property)?;
                if !is_certain(own_field) {
                    return None;
                }
                values.extend(values_of(types, object, property)?);
            }
            let apart = others.iter().all(|other| match declares(other, property) {
                Declares::No => true,
                Declares::Maybe => false,
                Declares::Yes => values_of(types, other, property)
                    .is_some_and(|theirs| theirs.iter().all(|value| !values.contains(value))),
            });
            apart.then(|| Shape::ObjectTagged {
                property: property.to_owned(),
                values: values.iter().map(|value| (*value).to_owned()).collect(),
            })
        })
}

/// By a property that has other values than the others have, where it is there; a value without it is taken
/// for none of them.
fn by_optional_tag(types: &[TypeDef], own: &[&Struct], others: &[&Struct]) -> Option<Shape> {
    let [own] = own else { return None };
    own.fields.iter().find_map(|field| {
        let values = values_of(types, own, &field.wire)?;
        let apart = others.iter().all(|other| {
            values_of(types, other, &field.wire)
                .is_some_and(|theirs| theirs.iter().all(|value| !values.contains(value)))
        });
        apart.then(|| Shape::ObjectTagged {
            property: field.wire.clone(),
            values: values.iter().map(|value| (*value).to_owned()).collect(),
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
fn is_certain(field: &crate::ir::Field) -> bool {
    matches!(
        field.presence,
        Presence::Required | Presence::RequiredNullable
    ) && field.access == Access::Both
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

/// The strings that a property is limited to.
fn values_of<'t>(types: &'t [TypeDef], object: &'t Struct, property: &str) -> Option<Vec<&'t str>> {
    let field = object.fields.iter().find(|field| field.wire == property)?;
    if let Some(constant) = &field.constant {
        return constant.as_str().map(|value| vec![value]);
    }
    match see(types, &field.ty, 0).into_iter().next()? {
        Seen::Text(values) => values,
        _ => None,
    }
}
