//! Unions: one of several types.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::{Context, ModuleContext};
use super::docs::Comment;
use super::fragment::{Fragment, code};
use super::item::{Item, Members};
use super::shapes::{Purpose, shape_test, tag_literal};
use crate::analyze::Storage;
use crate::ir::{
    Integer, Number, StringFormat, TagKind, Type, TypeDef, TypeId, Union, UnionStrategy, Variant,
};
use crate::names::{self, TypeNames, VariantName};

/// A union, and what its code is built from.
pub(crate) struct UnionCode<'a> {
    context: ModuleContext<'a>,
    id: TypeId,
    names: &'a TypeNames,
    union: &'a Union,
}

impl<'a> UnionCode<'a> {
    pub(crate) fn new(
        context: &ModuleContext<'a>,
        id: TypeId,
        names: &'a TypeNames,
        union: &'a Union,
    ) -> Self {
        UnionCode {
            context: *context,
            id,
            names,
            union,
        }
    }

    /// Returns the enum and its conversions.
    pub(crate) fn emit(&self, def: &TypeDef) -> Vec<Item> {
        let mut items = vec![self.definition(def)];
        items.extend(self.conversions());
        items
    }

    /// Returns the implementation that reads and writes a union.
    pub(crate) fn table(&self) -> Item {
        let name = self.context.path(self.id);
        let (macro_name, input) = match &self.union.strategy {
            UnionStrategy::Tagged {
                property,
                kind,
                optional,
                fallback,
            } => {
                let optional = optional.filter(|_| fallback.is_none());
                let rows = self.tagged(optional, *fallback);
                let read = match kind {
                    TagKind::String => None,
                    TagKind::Integer => Some(code!(=> as integer_tag)),
                    TagKind::Number => Some(code!(=> as number_tag)),
                    TagKind::Bool => Some(code!(=> as bool_tag)),
                };
                (
                    code!(=> tagged_union),
                    code!(name, property, read, rows => match #name[#property #read] { #rows }),
                )
            }
            UnionStrategy::ByShape | UnionStrategy::Ambiguous => {
                let rows = self.shaped();
                (
                    code!(=> shaped_union),
                    code!(name, rows => match #name { #rows }),
                )
            }
        };
        Item::Table {
            name: code!(macro_name => apiruntime::codegen::#macro_name),
            input,
        }
    }

    /// Returns the type of a variant's value, boxed if it would otherwise be infinitely recursive.
    fn value(&self, at: usize, variant: &Variant) -> Fragment {
        let ty = self.context.rust(&variant.ty);
        match self.context.facts.storage(self.id, at) {
            Storage::Inline => ty,
            Storage::Boxed => code!(ty => ::std::boxed::Box<#ty>),
        }
    }

    fn variants(&self) -> impl Iterator<Item = (usize, &VariantName, &Variant)> {
        let named: &[_] = match &self.names.members {
            names::Members::Variants(variants) => variants,
            _ => &[],
        };
        let both = named.iter().zip(&self.union.variants).enumerate();
        both.map(|(at, ((name, _), variant))| (at, name, variant))
    }

    fn definition(&self, def: &TypeDef) -> Item {
        let name = &self.names.name;
        let comment = Comment::of_type(&self.context, def, self.names).outer();
        let deprecated = super::docs::deprecated(def.lifecycle);
        let total = self
            .context
            .facts
            .is_total(self.id)
            .then(|| code!(=> , Eq, Hash));
        let shown = self.variants().map(|(at, name, variant)| {
            let fallback = match variant.tags.as_slice() {
                [] => format!("{}.", kind_of(&self.context, &variant.ty)),
                tags => {
                    let tags: Vec<_> = tags
                        .iter()
                        .map(|tag| super::text::code(&tag.to_string()))
                        .collect();
                    format!("Tagged {}.", tags.join(" or "))
                }
            };
            let comment = Comment::of_value(&self.context, &variant.docs, &fallback).outer();
            let value = self.value(at, variant);
            code!(comment, name, value => #comment #name(#value))
        });
        let unknown = code! { =>
            #[doc = " A value of none of these types, as it was received."]
            Unknown(apiruntime::codegen::serde_json::Value)
        };
        let shown = shown.chain([unknown]).collect();
        let head = code! { comment, deprecated, total, name =>
            #comment
            #deprecated
            #[derive(Clone, Debug, PartialEq #total)]
            #[non_exhaustive]
            pub enum #name
        };
        Item::block(head, Members::Variants, shown)
    }

    fn tagged(&self, optional: Option<usize>, fallback: Option<usize>) -> TokenStream {
        let (mut rows, mut last) = (TokenStream::new(), None);
        for (at, name, variant) in self.variants() {
            let ty = self.value(at, variant);
            // The fallback variant takes values without a known tag. It is written without adding one: there may have
            // been none.
            let tags = variant.tags.iter().filter(|_| fallback != Some(at));
            let tags: Vec<TokenStream> = tags.map(tag_literal).collect();
            if let [first, others @ ..] = tags.as_slice() {
                let row = quote!(#first #(| #others)* => #name::<#ty>,);
                match optional == Some(at) {
                    true => last = Some(quote!(optional #row)),
                    false => rows.extend(row),
                }
            }
        }
        rows.extend(last);
        for (at, name, variant) in self
            .variants()
            .filter(|(at, _, variant)| variant.tags.is_empty() || fallback == Some(*at))
        {
            let ty = self.value(at, variant);
            rows.extend(quote!(untagged => #name::<#ty>,));
        }
        if let Some((at, name, variant)) = fallback.and_then(|index| self.variants().nth(index)) {
            let ty = self.value(at, variant);
            rows.extend(quote!(fallback => #name::<#ty>,));
        }
        rows
    }

    fn shaped(&self) -> TokenStream {
        let are_integers_of =
            |one: &Variant, other: &Variant| are_integers_of(&self.context, &one.ty, &other.ty);
        self.variants()
            .map(|(at, name, variant)| {
                let mut others = self.union.variants.iter();
                let purpose = match others.any(|other| are_integers_of(variant, other)) {
                    true => Purpose::ReadBesideNumbers,
                    false => Purpose::Read,
                };
                let mut others = self.union.variants.iter();
                let is_beside_integers = others.any(|other| are_integers_of(other, variant));
                let written = is_beside_integers.then(|| quote!(as with_fraction));
                let (ty, test) = (self.value(at, variant), shape_test(variant, purpose));
                quote!(#name::<#ty> #written => #test,)
            })
            .collect()
    }

    /// Returns a `From` for each variant whose type no other variant has.
    fn conversions(&self) -> Vec<Item> {
        let name = &self.names.name;
        let mut items = Vec::new();
        let is_integer =
            |variant: &Variant| matches!(self.context.resolve(&variant.ty), Type::Integer(_));
        let integers = self
            .union
            .variants
            .iter()
            .filter(|variant| is_integer(variant));
        let integers = integers.count();
        for (at, variant_name, variant) in self.variants() {
            let is_same = |other: &&Variant| is_same(&self.context, &other.ty, &variant.ty);
            let times = self.union.variants.iter().filter(is_same).count();
            // The catch-all variant already holds JSON, so a conversion would have to guess the variant.
            if times > 1 || *self.context.resolve(&variant.ty) == Type::Any {
                continue;
            }
            let ty = self.context.rust(&variant.ty);
            let made = match self.context.facts.storage(self.id, at) {
                Storage::Inline => code!(=> value),
                Storage::Boxed => code!(=> ::std::boxed::Box::new(value)),
            };
            items.push(Item::Fragment(code! { ty, name, variant_name, made =>
                impl ::std::convert::From<#ty> for #name {
                    fn from(value: #ty) -> Self { Self::#variant_name(#made) }
                }
            }));
            // The type of literals and of many variables, unless another variant has it.
            let literal = match self.context.resolve(&variant.ty) {
                Type::String(StringFormat::Plain(_) | StringFormat::Binary) => Some(code!(=> &str)),
                Type::Number(Number::F64) if integers == 0 => Some(code!(=> i32)),
                Type::Integer(Integer::I64) if integers == 1 => Some(code!(=> i32)),
                _ => None,
            };
            items.extend(literal.map(|literal| {
                Item::Fragment(code! { literal, name, variant_name =>
                    impl ::std::convert::From<#literal> for #name {
                        fn from(value: #literal) -> Self { Self::#variant_name(value.into()) }
                    }
                })
            }));
        }
        items
    }
}

/// Returns the kind of a value in words.
fn kind_of(context: &Context<'_>, ty: &Type) -> String {
    match context.resolve(ty) {
        Type::Any => "Any JSON".to_owned(),
        Type::Bool => "A boolean".to_owned(),
        Type::Integer(_) => "An integer".to_owned(),
        Type::Number(_) => "A number".to_owned(),
        Type::String(_) => "A string".to_owned(),
        Type::Array(_) | Type::Tuple(_) => "An array".to_owned(),
        Type::Map(_) => "An object".to_owned(),
        Type::Nullable(inner) => format!("{}, or null", kind_of(context, inner)),
        Type::Named(id) => match context.type_name(*id) {
            Some(name) => format!("{} `{}`", article(name.plain()), name.plain()),
            None => "A value".to_owned(),
        },
    }
}

/// Returns the article of a name, as words that begin like it are spoken: "a `User`", "an `Update`".
fn article(name: &str) -> &'static str {
    let consonants = ["Eu", "One", "Uni", "Ur", "Us", "Ut", "Uu"];
    let is_consonant = consonants.iter().any(|begin| name.starts_with(begin));
    match name.starts_with(['A', 'E', 'I', 'O', 'U']) && !is_consonant {
        true => "An",
        false => "A",
    }
}

/// Returns whether a type has integers where the other one has numbers.
fn are_integers_of(context: &Context<'_>, integers: &Type, numbers: &Type) -> bool {
    match (context.resolve(integers), context.resolve(numbers)) {
        (Type::Integer(_), Type::Number(_)) => true,
        (Type::Array(integers), Type::Array(numbers)) => {
            are_integers_of(context, integers, numbers)
        }
        _ => false,
    }
}

/// Returns whether two types are the same in Rust.
fn is_same(context: &Context<'_>, one: &Type, other: &Type) -> bool {
    match (context.resolve(one), context.resolve(other)) {
        (Type::Array(one), Type::Array(other))
        | (Type::Map(one), Type::Map(other))
        | (Type::Nullable(one), Type::Nullable(other)) => is_same(context, one, other),
        (
            Type::String(StringFormat::Plain(_) | StringFormat::Binary),
            Type::String(StringFormat::Plain(_) | StringFormat::Binary),
        ) => true,
        (one, other) => one == other,
    }
}
