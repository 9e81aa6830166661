//! Open enums of strings and of integers.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::docs::{Comment, deprecated};
use super::item::{Item, Table};
use super::rules::code;
use crate::ir::{EnumValue, TypeDef};
use crate::names::{Members, TypeNames, VariantName};

/// An enum of strings.
pub(crate) fn strings(def: &TypeDef, names: &TypeNames, values: &[EnumValue<String>]) -> Vec<Item> {
    let unknown = quote!(apiruntime::codegen::UnknownValue);
    let wires = values
        .iter()
        .map(|value| (code(&value.wire), Literal::string(&value.wire).to_string()));
    emit("string_enum", def, names, values, wires.collect(), &unknown)
}

/// An enum of integers.
pub(crate) fn integers(def: &TypeDef, names: &TypeNames, values: &[EnumValue<i64>]) -> Vec<Item> {
    let unknown = quote!(apiruntime::codegen::UnknownInteger);
    let wires = values
        .iter()
        .map(|value| (code(&value.wire.to_string()), value.wire.to_string()));
    emit("int_enum", def, names, values, wires.collect(), &unknown)
}

fn emit<T>(
    table: &'static str,
    def: &TypeDef,
    names: &TypeNames,
    values: &[EnumValue<T>],
    wires: Vec<(String, String)>,
    unknown: &TokenStream,
) -> Vec<Item> {
    let name = &names.name;
    let Members::Variants(variants) = &names.members else {
        return Vec::new();
    };
    let comment = Comment::of_type(def, names);
    let (comment, gone) = (comment.outer(), deprecated(def.lifecycle));
    let variants: Vec<(&VariantName, _)> = variants
        .iter()
        .map(|(name, note)| (name, note.as_deref()))
        .collect();
    let shown =
        values
            .iter()
            .zip(&wires)
            .zip(&variants)
            .map(|((value, (shown, _)), (variant, note))| {
                let mut comment = Comment::of(&value.docs, shown);
                comment.note(*note);
                let (comment, gone) = (comment.outer(), deprecated(value.lifecycle));
                quote!(#comment #gone #variant,)
            });
    let definition = quote! {
        #comment
        #gone
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#shown)*
            #[doc = " A value that the description does not name."]
            Unknown(#unknown),
        }
    };
    let lines = wires
        .iter()
        .zip(&variants)
        .map(|((_, wire), (variant, _))| format!("{wire} => {variant};"))
        .collect();
    let table = Table {
        name: table,
        head: name.to_string(),
        lines,
        ..Table::default()
    };
    vec![Item::Code(definition), Item::Table(table)]
}
