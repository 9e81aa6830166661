//! Tests for the shape of a value, which discriminate the variants of a union.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

use crate::ir::{Shape, TagKind, TagPresence, TagValue, Union, UnionStrategy, Variant};

/// Returns a closure on a `&Value` that decides whether it has the shape of a variant.
pub(super) fn shape_test(variant: &Variant, purpose: Purpose) -> TokenStream {
    match &variant.shape {
        None | Some(Shape::Anything) => quote!(|_value| true),
        Some(shape) => {
            let test = alone(shape, &quote!(value), purpose);
            quote!(|value| #test)
        }
    }
}

/// The purpose of a test.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Find the variants that a value may be.
    Read,
    /// The same for integers beside numbers: 2.0 is a number there.
    ReadBesideNumbers,
    /// Find the only variant whose rules a value must follow.
    Check,
}

/// Returns the variants of a union, each with a closure that decides whether a value belongs to it; empty where that
/// cannot be decided. The first match counts.
pub(crate) fn tests(union: &Union) -> Vec<(&Variant, TokenStream)> {
    match &union.strategy {
        UnionStrategy::Ambiguous => Vec::new(),
        UnionStrategy::ByShape => union
            .variants
            .iter()
            .map(|variant| (variant, shape_test(variant, Purpose::Check)))
            .collect(),
        UnionStrategy::Tagged {
            property, optional, ..
        } => union
            .variants
            .iter()
            .enumerate()
            .filter(|(_, variant)| !variant.tags.is_empty())
            .map(|(at, variant)| {
                let (property, values) = (property.clone(), variant.tags.clone());
                let presence = match *optional == Some(at) {
                    true => TagPresence::OptionalHere,
                    false => TagPresence::Required,
                };
                let shape = Shape::ObjectTagged {
                    property,
                    values,
                    presence,
                };
                let test = alone(&shape, &quote!(value), Purpose::Check);
                (variant, quote!(|value| #test))
            })
            .collect(),
    }
}

/// Returns a shape as a function of a `&Value`; `value` is the name of its parameter in a closure.
fn function(shape: &Shape, value: &TokenStream, purpose: Purpose) -> TokenStream {
    let json = quote!(apiruntime::codegen::json);
    let test = match shape {
        Shape::Integer if purpose == Purpose::ReadBesideNumbers => {
            return quote!(#json::is_written_integer);
        }
        Shape::Integer => return quote!(#json::is_integer),
        Shape::Number if purpose != Purpose::Check => return quote!(#json::is_number),
        shape => alone(shape, value, purpose),
    };
    quote!(|#value| #test)
}

/// Returns a shape as an expression on a `&Value` that is not an operand, so that it needs no parentheses.
fn alone(shape: &Shape, value: &TokenStream, purpose: Purpose) -> TokenStream {
    match shape {
        Shape::AnyOf(shapes) => any_of(shapes, value, purpose),
        Shape::AllOf(shapes) => all_of(shapes, value, purpose),
        Shape::ObjectTagged {
            property,
            values,
            presence,
        } => tagged(property, values, *presence, value, purpose),
        shape => condition(shape, value, purpose),
    }
}

/// Returns a shape as an expression on a `&Value` that may be an operand.
fn condition(shape: &Shape, value: &TokenStream, purpose: Purpose) -> TokenStream {
    let json = quote!(apiruntime::codegen::json);
    match shape {
        Shape::Anything => quote!(true),
        Shape::Bool => quote!(#value.is_boolean()),
        Shape::Integer if purpose == Purpose::ReadBesideNumbers => {
            quote!(#json::is_written_integer(#value))
        }
        Shape::Integer => quote!(#json::is_integer(#value)),
        Shape::Number if purpose != Purpose::Check => quote!(#json::is_number(#value)),
        Shape::Number => quote!(#value.is_number()),
        Shape::String => quote!(#value.is_string()),
        Shape::StringOf(strings) => quote!(#json::is_one_of(#value, &[#(#strings),*])),
        Shape::StringFormat(format) => quote!(#json::is_of_format(#value, #format)),
        Shape::Array => quote!(#value.is_array()),
        Shape::ArrayOf(item) => {
            let test = function(item, &quote!(item), purpose);
            quote!(#json::is_array_of(#value, #test))
        }
        Shape::AnyOf(shapes) => {
            let any = any_of(shapes, value, purpose);
            quote!((#any))
        }
        Shape::AllOf(shapes) => {
            let all = all_of(shapes, value, purpose);
            quote!((#all))
        }
        Shape::Object => quote!(#value.is_object()),
        Shape::NotEmpty => quote!(#json::is_not_empty(#value)),
        Shape::ObjectWith(properties) => quote!(#json::has_all(#value, &[#(#properties),*])),
        Shape::ObjectInside(property, shape) => {
            let test = function(shape, &quote!(value), purpose);
            quote!(#json::has_inside(#value, #property, #test))
        }
        Shape::ObjectTagged { values, .. } => {
            let test = alone(shape, value, purpose);
            match kinds(values).count() {
                0 | 1 => test,
                _ => quote!((#test)),
            }
        }
    }
}

/// Returns the tags of a variant, grouped by their JSON type.
fn kinds(values: &[TagValue]) -> impl Iterator<Item = Vec<&TagValue>> {
    let of_kind = |kind| {
        values
            .iter()
            .filter(move |tag| tag.kind() == kind)
            .collect()
    };
    let kinds = [
        TagKind::String,
        TagKind::Integer,
        TagKind::Number,
        TagKind::Bool,
    ];
    kinds
        .map(of_kind)
        .into_iter()
        .filter(|tags: &Vec<_>| !tags.is_empty())
}

/// Returns an expression that decides whether a property has one of these tags; each list has tags of one JSON type.
fn tagged(
    property: &str,
    values: &[TagValue],
    presence: TagPresence,
    value: &TokenStream,
    purpose: Purpose,
) -> TokenStream {
    let json = quote!(apiruntime::codegen::json);
    let test = match (presence, purpose) {
        (TagPresence::Optional, Purpose::Read) | (TagPresence::OptionalHere, _) => {
            quote!(may_be_tagged)
        }
        _ => quote!(is_tagged),
    };
    let tests = kinds(values).map(|tags| {
        let tags = tags.into_iter().map(typed_literal);
        quote!(#json::#test(#value, #property, &[#(#tags),*]))
    });
    quote!(#(#tests)||*)
}

/// Returns a tag as a pattern.
pub(super) fn tag_literal(tag: &TagValue) -> TokenStream {
    match tag {
        TagValue::String(text) => quote!(#text),
        TagValue::Integer(value) => Literal::i64_unsuffixed(*value).into_token_stream(),
        TagValue::Bool(value) => quote!(#value),
        TagValue::Number(number) => {
            Literal::f64_unsuffixed(number.as_f64().unwrap_or_default()).into_token_stream()
        }
    }
}

/// Returns a tag as an expression whose type needs no inference.
fn typed_literal(tag: &TagValue) -> TokenStream {
    match tag {
        TagValue::Integer(value) => Literal::i64_suffixed(*value).into_token_stream(),
        other => tag_literal(other),
    }
}

fn any_of(shapes: &[Shape], value: &TokenStream, purpose: Purpose) -> TokenStream {
    let shapes = shapes.iter().map(|shape| condition(shape, value, purpose));
    quote!(#(#shapes)||*)
}

fn all_of(shapes: &[Shape], value: &TokenStream, purpose: Purpose) -> TokenStream {
    let shapes = shapes.iter().map(|shape| condition(shape, value, purpose));
    quote!(#(#shapes)&&*)
}
