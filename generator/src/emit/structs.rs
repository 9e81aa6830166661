//! Objects with properties.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use super::context::{Context, Site};
use super::docs::{Comment, deprecated};
use super::item::{Item, Table, compact};
use super::rules;
use crate::analyze::Storage;
use crate::ir::{
    Access, Additional, Field, Integer, Presence, Rules, Sensitivity, StringFormat, Struct, Type,
    TypeDef, TypeId, TypeKind,
};
use crate::names::{FieldName, TypeNames};

/// A field and what follows from its place in the model.
struct Slot<'a> {
    field: &'a Field,
    name: &'a FieldName,
    note: Option<&'a str>,
    presence: Presence,
    rules: Option<&'a Rules>,
    /// The type of the value, boxed where that ends a recursion.
    value: TokenStream,
    /// How setters take it.
    conversion: Conversion,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Conversion {
    /// As it is.
    Plain,
    /// By `Into`.
    Into,
}

impl Conversion {
    fn keyword(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Into => "into",
        }
    }
}

/// The struct, and the table that makes it a JSON object.
pub(crate) fn emit(context: &Context<'_>, site: Site, id: TypeId, object: &Struct) -> Vec<Item> {
    let Some((def, names)) = context.def(id) else {
        return Vec::new();
    };
    let slots = slots(context, site, id, names, object);
    let mut items = vec![Item::Code(definition(
        context, site, def, names, object, &slots,
    ))];
    if slots.iter().any(|slot| is_redacted(context, slot.field)) {
        items.push(Item::Code(redacted_debug(context, names, object, &slots)));
    }
    items.push(Item::Table(table(context, site, names, object, &slots)));
    items.extend(default(context, names, &slots).map(Item::Code));
    items
}

fn slots<'a>(
    context: &Context<'_>,
    site: Site,
    id: TypeId,
    names: &'a TypeNames,
    object: &'a Struct,
) -> Vec<Slot<'a>> {
    let crate::names::Members::Fields(fields) = &names.members else {
        return Vec::new();
    };
    object
        .fields
        .iter()
        .zip(fields)
        .enumerate()
        .map(|(at, (field, (name, note)))| {
            let plain = context.rust(&field.ty, site);
            let (value, conversion) = match context.facts.storage(id, at) {
                Storage::Boxed => (quote!(::std::boxed::Box<#plain>), Conversion::Into),
                Storage::Inline if context.is_scalar(&field.ty) => (plain, Conversion::Plain),
                Storage::Inline => (plain, Conversion::Into),
            };
            Slot {
                field,
                name,
                note: note.as_deref(),
                presence: context.facts.presence(id, field),
                rules: context.facts.rules(id, field),
                value,
                conversion,
            }
        })
        .collect()
}

fn definition(
    context: &Context<'_>,
    site: Site,
    def: &TypeDef,
    names: &TypeNames,
    object: &Struct,
    slots: &[Slot<'_>],
) -> TokenStream {
    let name = &names.name;
    let comment = Comment::of_type(def, names);
    let comment = comment.outer();
    let deprecated = deprecated(def.lifecycle);
    let fields = slots.iter().map(|slot| field(context, slot));
    let additional = match &object.additional {
        Additional::Ignored => TokenStream::new(),
        Additional::Typed(ty) => {
            let ty = context.rust(ty, site);
            quote! {
                #[doc = " What stands beside the declared properties."]
                pub additional: ::std::collections::BTreeMap<::std::string::String, #ty>,
            }
        }
    };
    let debug = if slots.iter().any(|slot| is_redacted(context, slot.field)) {
        quote!()
    } else {
        quote!(Debug,)
    };
    quote! {
        #comment
        #deprecated
        #[derive(Clone, #debug PartialEq)]
        #[non_exhaustive]
        pub struct #name { #(#fields)* #additional }
    }
}

fn field(context: &Context<'_>, slot: &Slot<'_>) -> TokenStream {
    let Slot {
        field, name, value, ..
    } = slot;
    let mut comment = Comment::of(
        &field.docs,
        &format!("The property {}.", rules::code(&field.wire)),
    );
    comment.paragraph(rules::remarks(
        context,
        &field.ty,
        slot.rules,
        field.default.as_ref(),
    ));
    match field.access {
        Access::Both => {}
        Access::ReadOnly => comment.paragraph(vec!["Only the server sets it.".to_owned()]),
        Access::WriteOnly => comment.paragraph(vec!["The server never tells it.".to_owned()]),
    }
    comment.note(slot.note);
    let comment = comment.outer();
    let deprecated = deprecated(field.lifecycle);
    let ty = match slot.presence {
        Presence::Required => quote!(#value),
        Presence::RequiredNullable | Presence::Optional => quote!(::std::option::Option<#value>),
        Presence::OptionalNullable => quote!(apiruntime::codegen::Nullable<#value>),
    };
    quote!(#comment #deprecated pub #name: #ty,)
}

/// Whether a field must be hidden by the struct, since its type does not hide itself.
fn is_redacted(context: &Context<'_>, field: &Field) -> bool {
    field.sensitivity == Sensitivity::Secret
        && !matches!(
            context.resolve(&field.ty),
            Type::String(StringFormat::Secret)
        )
}

fn redacted_debug(
    context: &Context<'_>,
    names: &TypeNames,
    object: &Struct,
    slots: &[Slot<'_>],
) -> TokenStream {
    let name = &names.name;
    let text = name.plain();
    let fields = slots.iter().map(|slot| {
        let (name, text) = (slot.name, slot.name.plain());
        if is_redacted(context, slot.field) {
            quote!(.field(#text, &::std::format_args!("[redacted]")))
        } else {
            quote!(.field(#text, &self.#name))
        }
    });
    let additional = match object.additional {
        Additional::Ignored => TokenStream::new(),
        Additional::Typed(_) => quote!(.field("additional", &self.additional)),
    };
    quote! {
        impl ::std::fmt::Debug for #name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct(#text) #(#fields)* #additional .finish()
            }
        }
    }
}

/// The runtime's `model!`: constructor, setters, `Serialize` and `Deserialize`.
fn table(
    context: &Context<'_>,
    site: Site,
    names: &TypeNames,
    object: &Struct,
    slots: &[Slot<'_>],
) -> Table {
    let name = &names.name;
    let mut head = name.to_string();
    let mut lines = Vec::with_capacity(slots.len().saturating_add(2));
    if is_plain(slots) {
        head.push_str(" default");
    } else {
        let arguments: Vec<_> = slots
            .iter()
            .filter(|slot| is_required(slot) && constant(context, slot).is_none())
            .map(argument)
            .collect();
        let constants: Vec<_> = slots
            .iter()
            .filter_map(|slot| {
                Some(format!(
                    "{} = {}",
                    slot.name,
                    compact(&constant(context, slot)?)
                ))
            })
            .collect();
        let others: Vec<_> = slots
            .iter()
            .filter(|slot| !is_required(slot) && constant(context, slot).is_none())
            .map(|slot| slot.name.as_str())
            .collect();
        lines.push(format!(
            "new({}) constant({}) default({})",
            arguments.join(", "),
            constants.join(", "),
            others.join(", ")
        ));
    }
    for (index, slot) in slots.iter().enumerate() {
        lines.push(entry(index, slot));
    }
    if let Additional::Typed(ty) = &object.additional {
        lines.push(format!("additional {};", compact(&context.rust(ty, site))));
    }
    Table {
        name: "model",
        head,
        lines,
        ..Table::default()
    }
}

fn is_plain(slots: &[Slot<'_>]) -> bool {
    slots
        .iter()
        .all(|slot| !is_required(slot) && slot.field.constant.is_none())
}

/// `Default`, where the constructor takes nothing but fills something in.
fn default(context: &Context<'_>, names: &TypeNames, slots: &[Slot<'_>]) -> Option<TokenStream> {
    let takes_none = slots
        .iter()
        .all(|slot| !is_required(slot) || constant(context, slot).is_some());
    let name = &names.name;
    (takes_none && !is_plain(slots)).then(|| {
        quote! {
            impl ::std::default::Default for #name {
                fn default() -> Self { Self::new() }
            }
        }
    })
}

/// What the constructor fills in.
fn constant(context: &Context<'_>, slot: &Slot<'_>) -> Option<TokenStream> {
    let value = match (
        slot.field.constant.as_ref()?,
        context.resolve(&slot.field.ty),
    ) {
        (
            Value::String(text),
            Type::String(StringFormat::Plain(_) | StringFormat::Secret | StringFormat::Binary),
        ) => {
            quote!(::std::convert::Into::into(#text))
        }
        (Value::String(text), Type::Named(_)) => match context.kind(&slot.field.ty) {
            Some(TypeKind::StringEnum(_)) => quote!(::std::convert::Into::into(#text)),
            _ => return None,
        },
        (Value::Bool(value), Type::Bool) => quote!(#value),
        (Value::Number(number), Type::Integer(integer)) if *integer != Integer::Big => {
            let literal = Literal::i128_unsuffixed(number.as_i128()?);
            quote!(#literal)
        }
        (Value::Number(number), Type::Named(_)) => match context.kind(&slot.field.ty) {
            Some(TypeKind::IntEnum(_)) => {
                let literal = Literal::i64_unsuffixed(number.as_i64()?);
                quote!(::std::convert::Into::into(#literal))
            }
            _ => return None,
        },
        _ => return None,
    };
    Some(match slot.presence {
        Presence::Required => value,
        Presence::RequiredNullable | Presence::Optional => {
            quote!(::std::option::Option::Some(#value))
        }
        Presence::OptionalNullable => quote!(apiruntime::codegen::Nullable::Value(#value)),
    })
}

fn is_required(slot: &Slot<'_>) -> bool {
    matches!(
        slot.presence,
        Presence::Required | Presence::RequiredNullable
    )
}

fn slot_type(slot: &Slot<'_>) -> String {
    match slot.presence {
        Presence::RequiredNullable => {
            let value = &slot.value;
            compact(&quote!(::std::option::Option<#value>))
        }
        _ => compact(&slot.value),
    }
}

fn argument(slot: &Slot<'_>) -> String {
    let ty = slot_type(slot);
    match conversion(slot) {
        Conversion::Plain => format!("{}: {ty}", slot.name),
        Conversion::Into => format!("{}: impl ::std::convert::Into<{ty}>", slot.name),
    }
}

/// What may be null is given by `Into` too: a value as well as an `Option`.
fn conversion(slot: &Slot<'_>) -> Conversion {
    match slot.presence {
        Presence::RequiredNullable => Conversion::Into,
        _ => slot.conversion,
    }
}

fn entry(index: usize, slot: &Slot<'_>) -> String {
    let kind = match slot.presence {
        Presence::Required | Presence::RequiredNullable => "required",
        Presence::Optional => "optional",
        Presence::OptionalNullable => "nullable",
    };
    let attribute = match slot.field.lifecycle {
        crate::ir::Lifecycle::Current => "",
        crate::ir::Lifecycle::Deprecated => "#[deprecated] ",
    };
    let wire = proc_macro2::Literal::string(&slot.field.wire);
    let how = conversion(slot).keyword();
    format!(
        "{index} {attribute}{kind} {} {wire} {how} {};",
        slot.name,
        slot_type(slot)
    )
}
