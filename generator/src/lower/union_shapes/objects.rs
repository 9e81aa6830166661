//! What discriminates objects: a required property, or the values of a property.

use super::{ValueShape, is_certain, only_object, values_of};
use crate::ir::{
    Additional, Field, Shape, StringFormat, Struct, TagPresence, TagValue, Type, Types,
};
use crate::limits::SHAPE_NESTING;

/// Tests the object that is tried last by its tag too, where the others are tested by that property. Any object would
/// do to discriminate it from them; but then an object with a tag that the server has added since would be read as this
/// one, and the response could not be decoded.
pub(super) fn test_last_object(
    types: &Types,
    seen: &[Vec<ValueShape<'_>>],
    order: &mut [(usize, Shape)],
) {
    let known: Vec<Shape> = order.iter().map(|(_, shape)| shape.clone()).collect();
    for (at, shape) in order {
        if *shape != Shape::Object {
            continue;
        }
        let Some([ValueShape::Struct(object)]) = seen.get(*at).map(Vec::as_slice) else {
            continue;
        };
        if let Some(like) = known.iter().find_map(|known| like(types, object, known)) {
            *shape = like;
        }
    }
}

/// Returns the test of an object by the property with which another object is tested.
fn like(types: &Types, object: &Struct, known: &Shape) -> Option<Shape> {
    match known {
        Shape::ObjectTagged { property, .. } => Some(Shape::ObjectTagged {
            property: property.clone(),
            values: values_of(types, object, property)?,
            // No other object is tried after it.
            presence: presence(object.field(property)?, true),
        }),
        Shape::ObjectInside(property, inner) => {
            let shape = like(
                types,
                certain_object(types, object.field(property)?)?,
                inner,
            )?;
            Some(Shape::ObjectInside(property.clone(), Box::new(shape)))
        }
        _ => None,
    }
}

/// Returns the struct that a property holds in every value.
pub(in super::super) fn certain_object<'t>(
    types: &'t Types,
    field: &'t Field,
) -> Option<&'t Struct> {
    only_object(types, &field.ty).filter(|_| is_certain(field))
}

/// Returns the test of objects against the objects that are tried after them.
pub(super) fn object_test(
    types: &Types,
    own: &[&Struct],
    others: &[&ValueShape<'_>],
    depth: usize,
) -> Option<Shape> {
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
        .or_else(|| by_inner_object(types, own, &structs, depth))
        .or_else(|| by_format(types, own, &structs))
}

/// Returns a test by a required string whose format differs from the formats of the others.
fn by_format(types: &Types, own: &[&Struct], others: &[&Struct]) -> Option<Shape> {
    let [own] = own else { return None };
    own.fields
        .iter()
        .filter(|field| is_certain(field))
        .find_map(|field| {
            let format = distinct_format(types, field)?;
            let is_distinct = others.iter().all(|other| {
                other
                    .field(&field.wire)
                    .and_then(|field| distinct_format(types, field))
                    .is_some_and(|theirs| theirs != format)
            });
            is_distinct.then(|| {
                let shape = Shape::StringFormat(format.to_owned());
                Shape::ObjectInside(field.wire.clone(), Box::new(shape))
            })
        })
}

/// Returns the format of a string, if no string has two of the formats that are known here.
fn distinct_format(types: &Types, field: &Field) -> Option<&'static str> {
    let is_known = |format: &str| {
        let mut known = ["ipv4", "ipv6", "uuid"].into_iter();
        known.find(|known| *known == format)
    };
    match types.resolve_null(&field.ty).0 {
        Type::String(StringFormat::Date) => Some("date"),
        Type::String(StringFormat::DateTime) => Some("date-time"),
        Type::String(StringFormat::Plain(Some(format))) => is_known(format),
        _ => None,
    }
}

/// Returns a test by the content of a required object that the others declare too.
fn by_inner_object(
    types: &Types,
    own: &[&Struct],
    others: &[&Struct],
    depth: usize,
) -> Option<Shape> {
    let [own] = own else { return None };
    if depth > SHAPE_NESTING {
        return None;
    }
    own.fields.iter().find_map(|field| {
        let inner = certain_object(types, field)?;
        let theirs = others
            .iter()
            .map(|other| only_object(types, &other.field(&field.wire)?.ty).map(ValueShape::Struct));
        let theirs: Vec<ValueShape<'_>> = theirs.collect::<Option<_>>()?;
        let theirs: Vec<&ValueShape<'_>> = theirs.iter().collect();
        let shape = object_test(types, &[inner], &theirs, depth + 1)?;
        Some(Shape::ObjectInside(field.wire.clone(), Box::new(shape)))
    })
}

/// Returns a test by a required property whose values differ from those of the others.
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
                let own_field = object.field(property)?;
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

/// Returns a test by an optional property whose values differ from those of the others.
fn by_optional_tag(types: &Types, own: &[&Struct], others: &[&Struct]) -> Option<Shape> {
    let [own] = own else { return None };
    own.fields.iter().find_map(|field| {
        let values = values_of(types, own, &field.wire)?;
        let is_distinct = others.iter().all(|other| {
            values_of(types, other, &field.wire)
                .is_some_and(|theirs| theirs.iter().all(|value| !values.contains(value)))
        });
        let is_required = |other: &&Struct| other.field(&field.wire).is_some_and(is_certain);
        is_distinct.then(|| Shape::ObjectTagged {
            property: field.wire.clone(),
            values,
            presence: presence(field, others.iter().all(is_required)),
        })
    })
}

/// Returns whether a property is in every value of its object; `is_required` says whether all others require it.
fn presence(field: &Field, is_required: bool) -> TagPresence {
    match TagPresence::of(field) {
        TagPresence::Optional if is_required => TagPresence::OptionalHere,
        presence => presence,
    }
}

/// Stops the absence of a property from selecting a variant where a variant that is tried earlier may lack its own
/// property.
pub(super) fn doubt_absence(order: &mut [(usize, Shape)]) {
    let mut is_doubtful = false;
    for (_, shape) in order {
        if is_doubtful {
            each_presence(shape, &mut |presence| {
                if *presence == TagPresence::OptionalHere {
                    *presence = TagPresence::Optional;
                }
            });
        }
        each_presence(shape, &mut |presence| {
            is_doubtful |= *presence == TagPresence::Optional;
        });
    }
}

fn each_presence(shape: &mut Shape, visit: &mut impl FnMut(&mut TagPresence)) {
    let mut open = vec![shape];
    while let Some(shape) = open.pop() {
        match shape {
            Shape::ObjectTagged { presence, .. } => visit(presence),
            Shape::ArrayOf(inner) | Shape::ObjectInside(_, inner) => open.push(inner),
            Shape::AnyOf(shapes) | Shape::AllOf(shapes) => open.extend(shapes),
            _ => {}
        }
    }
}

/// Returns a test by required properties that the others do not declare.
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
        let telling = own.fields.iter().find(|field| {
            field.is_always_there() && declares(other, &field.wire) == Declares::No
        })?;
        properties.push(telling.wire.clone());
    }
    Some(Shape::ObjectWith(properties))
}

#[derive(PartialEq, Eq)]
enum Declares {
    Yes,
    No,
    Maybe,
}

fn declares(object: &Struct, property: &str) -> Declares {
    if object.field(property).is_some() {
        Declares::Yes
    } else if matches!(object.additional, Additional::Typed(_)) {
        Declares::Maybe
    } else {
        Declares::No
    }
}
