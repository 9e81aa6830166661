//! The named types of a description.

use super::context::{Context, ModuleContext, is_text_newtype};
use super::docs::{Comment, deprecated};
use super::fragment::{Fragment, code};
use super::item::Item;
use super::unions::UnionCode;
use super::{enums, rules, structs};
use crate::ir::{TypeDef, TypeId, TypeKind};
use crate::names::TypeNames;

/// Returns the public part of a type: its definition and methods.
pub(crate) fn emit(context: &ModuleContext<'_>, id: TypeId) -> Vec<Item> {
    let Some((def, names)) = context.def(id) else {
        return Vec::new();
    };
    match &def.kind {
        TypeKind::Struct(object) => structs::emit(context, id, def, names, object),
        TypeKind::StringEnum(values) => enums::strings(context, def, names, values),
        TypeKind::IntEnum(values) => enums::integers(context, def, names, values),
        TypeKind::Union(union) => UnionCode::new(context, id, names, union).emit(def),
        TypeKind::Newtype(ty) => newtype(context, id, def, names, context.rust(ty)),
        TypeKind::Alias(ty) => vec![alias(context, def, names, context.rust(ty))],
    }
}

/// Returns the implementations that read, write and check a type.
pub(crate) fn tables(context: &ModuleContext<'_>, id: TypeId) -> Vec<Item> {
    let Some((def, names)) = context.def(id) else {
        return Vec::new();
    };
    let table = match &def.kind {
        TypeKind::Struct(object) => Some(structs::table(context, id, names, object)),
        TypeKind::StringEnum(_) => Some(call(context, id, code!(=> string_enum))),
        TypeKind::IntEnum(_) => Some(call(context, id, code!(=> int_enum))),
        TypeKind::Union(union) => Some(UnionCode::new(context, id, names, union).table()),
        kind if is_text_newtype(kind) => Some(call(context, id, code!(=> text_newtype))),
        TypeKind::Newtype(_) => Some(call(context, id, code!(=> newtype))),
        TypeKind::Alias(_) => None,
    };
    let rules = rules::table(context, id);
    table.into_iter().chain(rules).collect()
}

/// Returns a call of one of the runtime's macros with the type as its only input.
fn call(context: &ModuleContext<'_>, id: TypeId, name: Fragment) -> Item {
    let ty = context.path(id);
    Item::Fragment(code!(name, ty => apiruntime::codegen::#name!(#ty);))
}

fn alias(context: &Context<'_>, def: &TypeDef, names: &TypeNames, ty: Fragment) -> Item {
    let (name, deprecated) = (&names.name, deprecated(def.lifecycle));
    let comment = Comment::of_type(context, def, names).outer();
    Item::Fragment(code! { comment, deprecated, name, ty =>
        #comment
        #deprecated
        pub type #name = #ty;
    })
}

fn newtype(
    context: &Context<'_>,
    id: TypeId,
    def: &TypeDef,
    names: &TypeNames,
    ty: Fragment,
) -> Vec<Item> {
    let total = context.facts.is_total(id).then(|| code!(=> , Eq, Hash));
    let order = is_text_newtype(&def.kind).then(|| code!(=> , PartialOrd, Ord, Default));
    let (name, deprecated) = (&names.name, deprecated(def.lifecycle));
    let comment = Comment::of_type(context, def, names).outer();
    let held = &ty;
    vec![
        Item::Fragment(code! { comment, deprecated, total, order, name, held =>
            #comment
            #deprecated
            #[derive(Clone, Debug, PartialEq #total #order)]
            pub struct #name(pub #held);
        }),
        Item::Fragment(code! { ty, name =>
            impl ::std::convert::From<#ty> for #name {
                fn from(value: #ty) -> Self { Self(value) }
            }
        }),
    ]
}
