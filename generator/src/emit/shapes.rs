//! Tests of what a value looks like, by which the variants of a union are distinguished.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

use crate::ir::{Shape, TagKind, TagPresence, TagValue, Union, UnionStrategy, Variant};

/// Whether a value has the shape of a variant, as a closure on a `&Value`.
pub(super) fn shape_test(variant: &Variant, purpose: Purpose) -> TokenStream {
    match &variant.shape {
        None | Some(Shape::Anything) => quote!(|_value| true),
        Some(Shape::AnyOf(shapes)) => {
            let any = any_of(shapes, &quote!(value), purpose);
            quote!(|value| #any)
        }
        Some(Shape::AllOf(shapes)) => {
            let all = all_of(shapes, &quote!(value), purpose);
            quote!(|value| #all)
        }
        Some(shape) => {
            let test = condition(shape, &quote!(value), purpose);
            quote!(|value| #test)
        }
    }
}

/// What a test is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To find the variants that a value may be.
    Read,
    /// To find the only variant whose rules a value must keep to.
    Check,
}

/// The variants of a union, each with a closure that decides whether a value is one; none where that cannot be
/// decided. The first that fits counts.
pub(crate) fn tests(union: &Union) -> Vec<(&Variant, TokenStream)> {
    match &union.strategy {
        UnionStrategy::Ambiguous => Vec::new(),
        UnionStrategy::ByShape => union
            .variants
            .iter()
            .map(|variant| (variant, shape_test(variant, Purpose::Check)))
            .collect(),
        UnionStrategy::Tagged { property, .. } => union
            .variants
            .iter()
            .filter(|variant| !variant.tags.is_empty())
            .map(|variant| {
                let (property, values) = (property.clone(), variant.tags.clone());
                let shape = Shape::ObjectTagged {
                    property,
                    values,
                    presence: TagPresence::Required,
                };
                let test = condition(&shape, &quote!(value), Purpose::Check);
                (variant, quote!(|value| #test))
            })
            .collect(),
    }
}

/// A shape as a function of a `&Value`, which has this name in a closure.
fn function(shape: &Shape, value: &TokenStream, purpose: Purpose) -> TokenStream {
    let json = quote!(apiruntime::codegen::json);
    let test = match shape {
        Shape::Integer => return quote!(#json::is_integer),
        Shape::Number if purpose == Purpose::Read => return quote!(#json::is_number),
        Shape::AnyOf(shapes) => any_of(shapes, value, purpose),
        shape => condition(shape, value, purpose),
    };
    quote!(|#value| #test)
}

/// A shape as an expression on a `&Value`.
fn condition(shape: &Shape, value: &TokenStream, purpose: Purpose) -> TokenStream {
    let json = quote!(apiruntime::codegen::json);
    match shape {
        Shape::Anything => quote!(true),
        Shape::Null => quote!(#value.is_null()),
        Shape::Bool => quote!(#value.is_boolean()),
        Shape::Integer => quote!(#json::is_integer(#value)),
        Shape::Number if purpose == Purpose::Read => quote!(#json::is_number(#value)),
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
        Shape::ObjectWith(properties) => quote!(#json::has_all(#value, &[#(#properties),*])),
        Shape::ObjectInside(property, shape) => {
            let test = function(shape, &quote!(value), purpose);
            quote!(#json::has_inside(#value, #property, #test))
        }
        Shape::ObjectTagged {
            property,
            values,
            presence,
        } => {
            let test = match (presence, purpose) {
                (TagPresence::Optional, Purpose::Read) => quote!(may_be_tagged),
                _ => quote!(is_tagged),
            };
            let of_kind = |kind: TagKind| {
                let values = values.iter().filter(move |tag| tag.kind() == kind);
                values.map(typed_literal).collect::<Vec<_>>()
            };
            let tests = [
                TagKind::String,
                TagKind::Integer,
                TagKind::Number,
                TagKind::Bool,
            ]
            .map(of_kind)
            .into_iter()
            .filter(|values| !values.is_empty())
            .map(|values| quote!(#json::#test(#value, #property, &[#(#values),*])));
            let tests: Vec<TokenStream> = tests.collect();
            match tests.as_slice() {
                [only] => only.clone(),
                several => quote!((#(#several)||*)),
            }
        }
    }
}

/// A tag as a pattern.
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

/// A tag as an expression whose type needs no context.
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
