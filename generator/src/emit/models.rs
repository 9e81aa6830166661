//! Every named type of a description.

use quote::quote;

use super::context::{Context, Site};
use super::docs::{Comment, deprecated};
use super::item::{Item, Table, compact};
use super::{enums, rules, structs, unions};
use crate::ir::{TypeDef, TypeId, TypeKind};
use crate::names::TypeNames;

/// The items of one type.
pub(crate) fn emit(context: &Context<'_>, site: Site, id: TypeId) -> Vec<Item> {
    let Some((def, names)) = context.def(id) else {
        return Vec::new();
    };
    let mut items = match &def.kind {
        TypeKind::Struct(object) => structs::emit(context, site, id, object),
        TypeKind::StringEnum(values) => enums::strings(def, names, values),
        TypeKind::IntEnum(values) => enums::integers(def, names, values),
        TypeKind::Union(union) => unions::emit(context, site, id, def, names, union),
        TypeKind::Newtype(ty) => newtype(def, names, &context.rust(ty, site)),
        TypeKind::Alias(ty) => vec![alias(def, names, &context.rust(ty, site))],
    };
    items.extend(rules::table(context, site, id).map(Item::Table));
    items
}

fn alias(def: &TypeDef, names: &TypeNames, ty: &proc_macro2::TokenStream) -> Item {
    let (name, comment, deprecated) = (
        &names.name,
        Comment::of_type(def, names).outer(),
        deprecated(def.lifecycle),
    );
    Item::Code(quote! {
        #comment
        #deprecated
        pub type #name = #ty;
    })
}

fn newtype(def: &TypeDef, names: &TypeNames, ty: &proc_macro2::TokenStream) -> Vec<Item> {
    let (name, comment, deprecated) = (
        &names.name,
        Comment::of_type(def, names).outer(),
        deprecated(def.lifecycle),
    );
    let definition = quote! {
        #comment
        #deprecated
        #[derive(Clone, Debug, PartialEq)]
        pub struct #name(pub #ty);
    };
    let head = format!("{name} {};", compact(ty));
    vec![
        Item::Code(definition),
        Item::Table(Table {
            name: "newtype",
            head,
            ..Table::default()
        }),
    ]
}
