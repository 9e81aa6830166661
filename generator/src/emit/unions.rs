//! One of several types.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::context::{Context, Site};
use super::docs::Comment;
use super::item::{Item, Table, compact};
use crate::analyze::Storage;
use crate::ir::{Shape, Type, TypeDef, TypeId, Union, UnionStrategy, Variant};
use crate::names::{Members, TypeNames};

/// The enum, or the JSON with its accessors, and the table that makes it one.
pub(crate) fn emit(
    context: &Context<'_>,
    site: Site,
    id: TypeId,
    def: &TypeDef,
    names: &TypeNames,
    union: &Union,
) -> Vec<Item> {
    match &union.strategy {
        UnionStrategy::Ambiguous => untold(context, site, def, names, union),
        strategy => {
            let mut items = vec![Item::Code(definition(context, site, id, def, names, union))];
            items.push(Item::Table(match strategy {
                UnionStrategy::Tagged { property, fallback } => {
                    tagged(context, site, id, names, union, property, *fallback)
                }
                _ => shaped(context, site, id, names, union),
            }));
            items.extend(conversions(context, site, id, names, union));
            items
        }
    }
}

/// The type of a variant's value; boxed where that ends a recursion.
fn value(
    context: &Context<'_>,
    site: Site,
    id: TypeId,
    at: usize,
    variant: &Variant,
) -> TokenStream {
    let ty = context.rust(&variant.ty, site);
    match context.facts.storage(id, at) {
        Storage::Inline => ty,
        Storage::Boxed => quote!(::std::boxed::Box<#ty>),
    }
}

fn variants<'a>(
    names: &'a TypeNames,
    union: &'a Union,
) -> impl Iterator<Item = (usize, &'a crate::names::VariantName, &'a Variant)> {
    let named: &[_] = match &names.members {
        Members::Variants(variants) => variants,
        _ => &[],
    };
    let both = named.iter().zip(&union.variants).enumerate();
    both.map(|(at, ((name, _), variant))| (at, name, variant))
}

fn definition(
    context: &Context<'_>,
    site: Site,
    id: TypeId,
    def: &TypeDef,
    names: &TypeNames,
    union: &Union,
) -> TokenStream {
    let name = &names.name;
    let comment = Comment::of_type(def, names).outer();
    let deprecated = super::docs::deprecated(def.lifecycle);
    let shown = variants(names, union).map(|(at, name, variant)| {
        let fallback = match variant.tags.as_slice() {
            [] => format!("{}.", kind_of(context, &variant.ty)),
            tags => {
                let tags: Vec<_> = tags.iter().map(|tag| super::rules::code(tag)).collect();
                format!("Tagged {}.", tags.join(" or "))
            }
        };
        let comment = Comment::of(&variant.docs, &fallback).outer();
        let value = value(context, site, id, at, variant);
        quote!(#comment #name(#value),)
    });
    quote! {
        #comment
        #deprecated
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#shown)*
            #[doc = " What the description does not name, as it came."]
            Unknown(apiruntime::codegen::serde_json::Value),
        }
    }
}

/// What a value is, in words.
fn kind_of(context: &Context<'_>, ty: &Type) -> String {
    match context.resolve(ty) {
        Type::Any => "Any JSON".to_owned(),
        Type::Bool => "A truth value".to_owned(),
        Type::Integer(_) => "An integer".to_owned(),
        Type::Number(_) => "A number".to_owned(),
        Type::String(_) => "A string".to_owned(),
        Type::Array(_) => "An array".to_owned(),
        Type::Map(_) => "An object".to_owned(),
        Type::Nullable(inner) => format!("{}, or null", kind_of(context, inner)),
        Type::Named(id) => match context.type_name(*id) {
            Some(name) => format!("A `{}`", name.plain()),
            None => "A value".to_owned(),
        },
    }
}

fn tagged(
    context: &Context<'_>,
    site: Site,
    id: TypeId,
    names: &TypeNames,
    union: &Union,
    property: &str,
    fallback: Option<usize>,
) -> Table {
    let mut lines = Vec::new();
    for (at, name, variant) in
        variants(names, union).filter(|(.., variant)| !variant.tags.is_empty())
    {
        let tags: Vec<_> = variant
            .tags
            .iter()
            .map(|tag| Literal::string(tag).to_string())
            .collect();
        let ty = compact(&value(context, site, id, at, variant));
        lines.push(format!("{} => {name} {ty};", tags.join(" | ")));
    }
    for (at, name, variant) in
        variants(names, union).filter(|(.., variant)| variant.tags.is_empty())
    {
        lines.push(format!(
            "untagged {name} {};",
            compact(&value(context, site, id, at, variant))
        ));
    }
    if let Some((at, name, variant)) = fallback.and_then(|index| variants(names, union).nth(index))
    {
        lines.push(format!(
            "fallback {name} {};",
            compact(&value(context, site, id, at, variant))
        ));
    }
    let head = format!("{} {}", names.name, Literal::string(property));
    Table {
        name: "tagged_union",
        head,
        lines,
        ..Table::default()
    }
}

fn shaped(
    context: &Context<'_>,
    site: Site,
    id: TypeId,
    names: &TypeNames,
    union: &Union,
) -> Table {
    let lines = variants(names, union)
        .map(|(at, name, variant)| {
            let ty = compact(&value(context, site, id, at, variant));
            format!("{name} {ty}, {};", shape_test(variant))
        })
        .collect();
    Table {
        name: "shaped_union",
        head: names.name.to_string(),
        lines,
        ..Table::default()
    }
}

/// Whether a value has the shape of a variant, as a closure on a `&Value`.
fn shape_test(variant: &Variant) -> String {
    match &variant.shape {
        None => "|_value| true".to_owned(),
        Some(Shape::AnyOf(shapes)) => format!("|value| {}", any_of(shapes, "value")),
        Some(shape) => format!("|value| {}", condition(shape, "value")),
    }
}

/// The variants of a union, each with a closure that tells whether a value is one; none where it cannot be
/// told. The first that fits counts.
pub(crate) fn tests(union: &Union) -> Vec<(&Variant, String)> {
    match &union.strategy {
        UnionStrategy::Ambiguous => Vec::new(),
        UnionStrategy::ByShape => union
            .variants
            .iter()
            .map(|variant| (variant, shape_test(variant)))
            .collect(),
        UnionStrategy::Tagged { property, .. } => union
            .variants
            .iter()
            .filter(|variant| !variant.tags.is_empty())
            .map(|variant| {
                let (property, values) = (property.clone(), variant.tags.clone());
                let test = condition(&Shape::ObjectTagged { property, values }, "value");
                (variant, format!("|value| {test}"))
            })
            .collect(),
    }
}

/// A shape as an expression on a `&Value`.
fn condition(shape: &Shape, value: &str) -> String {
    match shape {
        Shape::Null => format!("{value}.is_null()"),
        Shape::Bool => format!("{value}.is_boolean()"),
        Shape::Integer => format!("apiruntime::codegen::json::is_integer({value})"),
        Shape::Number => format!("{value}.is_number()"),
        Shape::String => format!("{value}.is_string()"),
        Shape::StringOf(texts) => format!(
            "apiruntime::codegen::json::is_one_of({value}, {})",
            strings(texts)
        ),
        Shape::Array => format!("{value}.is_array()"),
        Shape::ArrayOf(item) if **item == Shape::Integer => {
            format!(
                "apiruntime::codegen::json::is_array_of({value}, apiruntime::codegen::json::is_integer)"
            )
        }
        Shape::ArrayOf(item) => {
            let item = match item.as_ref() {
                Shape::AnyOf(shapes) => any_of(shapes, "item"),
                shape => condition(shape, "item"),
            };
            format!("apiruntime::codegen::json::is_array_of({value}, |item| {item})")
        }
        Shape::AnyOf(shapes) => format!("({})", any_of(shapes, value)),
        Shape::Object => format!("{value}.is_object()"),
        Shape::ObjectWith(properties) => {
            format!(
                "apiruntime::codegen::json::has_all({value}, {})",
                strings(properties)
            )
        }
        Shape::ObjectTagged { property, values } => {
            format!(
                "apiruntime::codegen::json::is_tagged({value}, {}, {})",
                Literal::string(property),
                strings(values)
            )
        }
    }
}

fn any_of(shapes: &[Shape], value: &str) -> String {
    let shapes: Vec<_> = shapes.iter().map(|shape| condition(shape, value)).collect();
    shapes.join(" || ")
}

fn strings(texts: &[String]) -> String {
    let texts: Vec<_> = texts
        .iter()
        .map(|text| Literal::string(text).to_string())
        .collect();
    format!("&[{}]", texts.join(", "))
}

/// `From` for each variant whose type no other variant has.
fn conversions(
    context: &Context<'_>,
    site: Site,
    id: TypeId,
    names: &TypeNames,
    union: &Union,
) -> Vec<Item> {
    let name = &names.name;
    let types: Vec<String> = union
        .variants
        .iter()
        .map(|variant| compact(&context.rust(context.resolve(&variant.ty), site)))
        .collect();
    let once = |text: &String| types.iter().filter(|other| *other == text).count() == 1;
    let mut items = Vec::new();
    for ((at, variant_name, variant), text) in variants(names, union).zip(&types) {
        // JSON is already what the catch-all holds, so where it came from could not be told.
        if !once(text) || matches!(context.resolve(&variant.ty), Type::Any) {
            continue;
        }
        let ty = context.rust(&variant.ty, site);
        let made = match context.facts.storage(id, at) {
            Storage::Inline => quote!(value),
            Storage::Boxed => quote!(::std::boxed::Box::new(value)),
        };
        items.push(Item::Code(quote! {
            impl ::std::convert::From<#ty> for #name {
                fn from(value: #ty) -> Self { Self::#variant_name(#made) }
            }
        }));
    }
    items
}

fn untold(
    context: &Context<'_>,
    site: Site,
    def: &TypeDef,
    names: &TypeNames,
    union: &Union,
) -> Vec<Item> {
    let name = &names.name;
    let mut comment = Comment::of_type(def, names);
    comment.paragraph(vec![
        "A value of several types that cannot be told apart for sure: it is kept as JSON, and there is an".to_owned(),
        "accessor for each type.".to_owned(),
    ]);
    let comment = comment.outer();
    let deprecated = super::docs::deprecated(def.lifecycle);
    let definition = quote! {
        #comment
        #deprecated
        #[derive(Clone, Debug, PartialEq)]
        pub struct #name(pub apiruntime::codegen::serde_json::Value);
    };
    let accessors: &[_] = match &names.members {
        Members::Accessors(accessors) => accessors,
        _ => &[],
    };
    let lines = accessors
        .iter()
        .zip(&union.variants)
        .map(|((accessor, _), variant)| {
            let ty = context.rust(&variant.ty, site);
            format!("{accessor} {};", compact(&ty))
        })
        .collect();
    let mut items = vec![
        Item::Code(definition),
        Item::Table(Table {
            name: "json_union",
            head: name.to_string(),
            lines,
            ..Table::default()
        }),
    ];
    items.extend(from_variants(context, site, names, union));
    items
}

/// `From` for each variant of a union that is kept as JSON.
fn from_variants(context: &Context<'_>, site: Site, names: &TypeNames, union: &Union) -> Vec<Item> {
    let name = &names.name;
    let mut seen: Vec<String> = Vec::new();
    let mut items = Vec::new();
    for variant in &union.variants {
        let resolved = context.resolve(&variant.ty);
        let text = compact(&context.rust(resolved, site));
        if seen.contains(&text) {
            continue;
        }
        seen.push(text);
        let ty = context.rust(&variant.ty, site);
        let made = match resolved {
            Type::Any => quote!(value),
            _ => quote!(apiruntime::codegen::json::kept(&value)),
        };
        items.push(Item::Code(quote! {
            impl ::std::convert::From<#ty> for #name {
                fn from(value: #ty) -> Self { Self(#made) }
            }
        }));
    }
    items
}
