//! The shapes of the variants of an ambiguous union.

use crate::ir::{Shape, TagPresence, Types, Variant};

use super::{ValueShape, certain_object, value_shapes_of, values_of};
use crate::limits::SHAPE_NESTING;

/// Returns the shape of each variant, in the order in which variants are tried, where the shapes do not discriminate
/// them: the least specific comes last.
pub(in crate::lower) fn overlapping(types: &Types, variants: &[Variant]) -> Vec<(usize, Shape)> {
    let variants = variants.iter().enumerate();
    let mut order: Vec<(usize, u8, Shape)> = variants
        .map(|(at, variant)| {
            let seen = value_shapes_of(types, &variant.ty, 0);
            let rank = seen.iter().map(rank).max().unwrap_or_default();
            let mut shapes: Vec<Shape> = Vec::new();
            for shape in seen.iter().map(|seen| loose(types, seen, 0)) {
                if !shapes.contains(&shape) {
                    shapes.push(shape);
                }
            }
            let shape = match shapes.len() {
                1 => shapes.pop().unwrap_or(Shape::Anything),
                _ if shapes.contains(&Shape::Anything) => Shape::Anything,
                _ => Shape::AnyOf(shapes),
            };
            (at, rank, shape)
        })
        .collect();
    order.sort_by_key(|(_, rank, _)| *rank);
    order
        .into_iter()
        .map(|(at, _, shape)| (at, shape))
        .collect()
}

/// Returns the rank of a variant: among those that match, the lowest is tried first.
fn rank(seen: &ValueShape<'_>) -> u8 {
    match seen {
        ValueShape::Anything => 2,
        ValueShape::Number | ValueShape::Map => 1,
        _ => 0,
    }
}

/// Returns the shape of a value, from its type and its constants.
fn loose(types: &Types, seen: &ValueShape<'_>, depth: usize) -> Shape {
    match seen {
        ValueShape::Anything => Shape::Anything,
        ValueShape::Bool => Shape::Bool,
        ValueShape::Integer => Shape::Integer,
        ValueShape::Number => Shape::Number,
        ValueShape::String(_) => Shape::String,
        ValueShape::Array(_) | ValueShape::Tuple => Shape::Array,
        ValueShape::Map => Shape::Object,
        ValueShape::Struct(object) => {
            let constants = object.fields.iter().filter_map(|field| {
                let values = values_of(types, object, &field.wire)?;
                (values.len() == 1).then(|| Shape::ObjectTagged {
                    property: field.wire.clone(),
                    values,
                    presence: TagPresence::of(field),
                })
            });
            let inside = object.fields.iter().filter_map(|field| {
                let inner = certain_object(types, field).filter(|_| depth < SHAPE_NESTING)?;
                match loose(types, &ValueShape::Struct(inner), depth + 1) {
                    Shape::Object => None,
                    shape => Some(Shape::ObjectInside(field.wire.clone(), Box::new(shape))),
                }
            });
            let mut constants: Vec<Shape> = constants.chain(inside).collect();
            match constants.len() {
                0 => Shape::Object,
                1 => constants.pop().unwrap_or(Shape::Object),
                _ => Shape::AllOf(constants),
            }
        }
    }
}
