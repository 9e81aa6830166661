//! Objects with properties.

mod constructor;
mod given;
mod setter;

use proc_macro2::TokenStream;
use quote::quote;

use constructor::{constructor, default};
pub(crate) use given::{By, Given, Takes, given};

use super::context::{Context, ModuleContext};
use super::docs::{Comment, deprecated};
use super::fragment::{Fragment, code};
use super::item::{Item, Members};
use super::rest::Rest;
use super::{rules, text};
use crate::analyze::{Storage, Unknown};
use crate::ir::{
    Access, Additional, Field, Lifecycle, Presence, Sensitivity, Struct, Type, TypeDef, TypeId,
    TypeKind,
};
use crate::names::{FieldName, TypeName, TypeNames};

/// A field, and code and facts derived from it.
struct FieldCode<'a> {
    field: &'a Field,
    name: &'a FieldName,
    comment: Fragment,
    presence: Presence,
    /// Whether the constructor takes the field, unless it is constant. This includes required fields that only the
    /// client sends, which are optional in responses.
    is_argument: bool,
    /// The type of the value, boxed if it would otherwise be infinitely recursive.
    value: Fragment,
    /// How setters take it.
    conversion: Conversion,
    /// The type of the items, if setters take a list of values that convert into it.
    items: Option<Fragment>,
    /// Whether other types convert into the type. Where the field may be null, `From` cannot express these conversions.
    is_converted: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Conversion {
    /// By the type itself.
    Plain,
    /// By `Into`.
    Into,
}

/// Returns the struct, its constructor and its setters.
pub(crate) fn emit(
    context: &ModuleContext<'_>,
    id: TypeId,
    def: &TypeDef,
    names: &TypeNames,
    object: &Struct,
) -> Vec<Item> {
    let comment = |field: &Field, note: Option<&str>| comment(context, id, field, note);
    let fields = field_codes(context, id, names, object, comment);
    let rest = Rest::of(context, id, object);
    let mut items = vec![definition(context, id, def, names, &rest, &fields)];
    let redacted = || {
        fields
            .iter()
            .map(|code| (code.name, code.is_redacted(context)))
    };
    if redacted().any(|(_, is_redacted)| is_redacted) {
        items.push(Item::Code(redacted_debug(&names.name, redacted(), &rest)));
    }
    items.push(methods(context, names, &rest, &fields));
    items.extend(default(context, names, &fields).map(Item::Fragment));
    items
}

/// Returns the call of the runtime's `model!`, which implements `Serialize` and `Deserialize`. A struct without
/// required fields is read directly into itself; for any other, the table has the types of its fields.
pub(crate) fn table(
    context: &ModuleContext<'_>,
    id: TypeId,
    names: &TypeNames,
    object: &Struct,
) -> Item {
    let no_comment = |_: &Field, _: Option<&str>| Fragment::NONE;
    let fields = field_codes(context, id, names, object, no_comment);
    let is_plain = is_plain(&fields);
    let rows = fields.iter().enumerate().map(|(index, code)| {
        let (name, wire) = (code.name, &code.field.wire);
        let index = Fragment::Number(index as u64);
        let kind = match code.presence {
            Presence::Required | Presence::RequiredNullable => "required",
            Presence::Optional if *context.resolve(&code.field.ty) == Type::Any => "any",
            Presence::Optional => "optional",
            Presence::OptionalNullable => "nullable",
        };
        let kind = Fragment::Name(match context.held_numbers(&code.field.ty) {
            Some(suffix) => format!("{kind}_{suffix}"),
            None => kind.to_owned(),
        });
        if is_plain {
            code!(name, kind, index, wire => #name: #kind(#index, #wire),)
        } else {
            let ty = set_type(code);
            code!(name, kind, ty, index, wire => #name: #kind::<#ty>(#index, #wire),)
        }
    });
    let rows: Vec<_> = rows.collect();
    let additional = match &object.additional {
        Additional::Ignored | Additional::Forbidden => match context.facts.unknown(id) {
            Unknown::Ignored => None,
            Unknown::Read => Some(code!(=> ..unknown(unknown_fields, unsent))),
            Unknown::SentBack => Some(code!(=> ..unknown(unknown_fields))),
        },
        Additional::Typed(ty) => {
            let held = context.held_numbers(ty).filter(|held| *held == "integer");
            let held = held.map(|held| Fragment::Name(held.to_owned()));
            let ty = context.rust(ty);
            Some(code!(ty, held => ..additional::<#ty>(#held)))
        }
    };
    let name = context.path(id);
    Item::Table {
        name: code!(=> apiruntime::codegen::model),
        input: code!(name, rows, additional => #name { #rows #additional }),
    }
}

fn field_codes<'a>(
    context: &ModuleContext<'_>,
    id: TypeId,
    names: &'a TypeNames,
    object: &'a Struct,
    comment: impl Fn(&Field, Option<&str>) -> Fragment,
) -> Vec<FieldCode<'a>> {
    let crate::names::Members::Fields(fields) = &names.members else {
        return Vec::new();
    };
    object
        .fields
        .iter()
        .zip(fields)
        .enumerate()
        .map(|(at, (field, (name, note)))| {
            let plain = context.rust(&field.ty);
            let presence = context.facts.presence(id, field);
            let storage = context.facts.storage(id, at);
            let (value, conversion) = match storage {
                Storage::Boxed => (code!(plain => ::std::boxed::Box<#plain>), Conversion::Into),
                Storage::Inline if context.is_scalar(&field.ty) => (plain, Conversion::Plain),
                Storage::Inline => (plain, Conversion::Into),
            };
            // A field that may be null is set with `Into`, to accept a value as well as an `Option`.
            let conversion = match presence {
                Presence::RequiredNullable => Conversion::Into,
                _ => conversion,
            };
            let items = match presence.is_nullable() {
                true => None,
                false => listed(context, &field.ty),
            };
            FieldCode {
                items,
                is_converted: storage == Storage::Boxed || is_converted(context, &field.ty),
                field,
                name,
                comment: comment(field, note.as_deref()),
                presence,
                is_argument: context.facts.is_argument(id, field),
                value,
                conversion,
            }
        })
        .collect()
}

/// Returns the item type of a list, if other types convert into it, as `&str` does into a string. Unions are left out:
/// a list that mixes their variants has `.into()` at each item, and no type could be inferred for it.
fn listed(context: &ModuleContext<'_>, ty: &Type) -> Option<Fragment> {
    let Type::Array(item) = context.resolve(ty) else {
        return None;
    };
    let is_enum = matches!(context.kind(item), Some(TypeKind::StringEnum(_)));
    (is_enum || context.is_text(item)).then(|| context.rust(item))
}

fn is_converted(context: &Context<'_>, ty: &Type) -> bool {
    match context.resolve(ty) {
        Type::String(_) | Type::Map(_) => true,
        // `From` already converts arrays of `&str` into a `Nullable`; they are not lists of `String`.
        Type::Array(item) => !context.is_text(item),
        _ => context.is_text(ty) || has_variants(context, ty),
    }
}

/// Returns whether a type is an enum or union, into which its variants or their names convert.
fn has_variants(context: &Context<'_>, ty: &Type) -> bool {
    matches!(
        context.kind(ty),
        Some(TypeKind::StringEnum(_) | TypeKind::Union(_))
    )
}

impl FieldCode<'_> {
    fn is_redacted(&self, context: &Context<'_>) -> bool {
        is_redacted(context, self.field.sensitivity, &self.field.ty)
    }

    /// Returns the argument of a setter or constructor that takes `ty`, and the value that is stored.
    fn argument(&self, ty: Fragment, conversion: Conversion) -> (Fragment, Fragment) {
        let name = self.name;
        match (&self.items, conversion) {
            (Some(item), _) => (
                code!(item => impl ::std::iter::IntoIterator<Item = impl ::std::convert::Into<#item>>),
                code!(name => #name.into_iter().map(::std::convert::Into::into).collect()),
            ),
            (None, Conversion::Plain) => (ty, name.into()),
            (None, Conversion::Into) => (
                code!(ty => impl ::std::convert::Into<#ty>),
                code!(name => #name.into()),
            ),
        }
    }
}

fn comment(context: &Context<'_>, owner: TypeId, field: &Field, note: Option<&str>) -> Fragment {
    let mut comment = Comment::of_value(
        context,
        &field.docs,
        &format!("The property {}.", text::code(&field.wire)),
    );
    comment.paragraph(rules::constraint_docs(
        context,
        &field.ty,
        context.facts.rules(owner, field),
        field.default.as_ref(),
    ));
    match field.access {
        Access::Both => {}
        Access::ReadOnly => comment.paragraph(vec!["Read-only: set by the server.".to_owned()]),
        Access::WriteOnly => {
            comment.paragraph(vec!["Write-only: never in responses.".to_owned()]);
        }
    }
    comment.note(note);
    comment.outer()
}

fn definition(
    context: &Context<'_>,
    id: TypeId,
    def: &TypeDef,
    names: &TypeNames,
    rest: &Rest,
    fields: &[FieldCode<'_>],
) -> Item {
    let name = &names.name;
    let comment = Comment::of_type(context, def, names).outer();
    let gone = deprecated(def.lifecycle);
    let members = fields.iter().map(|code| {
        let (name, value, comment) = (code.name, &code.value, &code.comment);
        let gone = deprecated(code.field.lifecycle);
        let ty = match code.presence {
            Presence::Required => value.clone(),
            Presence::RequiredNullable | Presence::Optional => {
                code!(value => ::std::option::Option<#value>)
            }
            Presence::OptionalNullable => code!(value => apiruntime::codegen::Nullable<#value>),
        };
        code!(comment, gone, name, ty => #comment #gone pub #name: #ty)
    });
    let members = members.chain(rest.field()).collect();
    let mut derives = vec![code!(=> Clone)];
    if !fields.iter().any(|code| code.is_redacted(context)) {
        derives.push(code!(=> Debug));
    }
    if is_plain(fields) {
        derives.push(code!(=> Default));
    }
    derives.push(code!(=> PartialEq));
    if context.facts.is_total(id) {
        derives.extend([code!(=> Eq), code!(=> Hash)]);
    }
    let derives = Fragment::listed(derives);
    let head = code! { comment, gone, derives, name =>
        #comment
        #gone
        #[derive(#derives)]
        #[non_exhaustive]
        pub struct #name
    };
    Item::block(head, Members::Fields, members)
}

/// Returns whether the struct must hide a field in `Debug`, since the field's type does not.
pub(crate) fn is_redacted(context: &Context<'_>, sensitivity: Sensitivity, ty: &Type) -> bool {
    sensitivity == Sensitivity::Secret && !context.is_secret(ty)
}

/// Returns the implementation of `Debug` for a struct with these fields, of which those with `true` are hidden.
pub(crate) fn redacted_debug<'a>(
    name: &TypeName,
    fields: impl Iterator<Item = (&'a FieldName, bool)>,
    rest: &Rest,
) -> TokenStream {
    let text = name.plain();
    let fields = fields.map(|(name, is_redacted)| {
        let text = name.plain();
        if is_redacted {
            quote!(.field(#text, &::std::format_args!("[redacted]")))
        } else {
            quote!(.field(#text, &self.#name))
        }
    });
    let rest = match rest {
        Rest::Ignored => TokenStream::new(),
        Rest::Unknown | Rest::Unsent => quote!(.field("unknown_fields", &self.unknown_fields)),
        Rest::Additional(_) => quote!(.field("additional", &self.additional)),
    };
    quote! {
        impl ::std::fmt::Debug for #name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct(#text) #(#fields)* #rest .finish()
            }
        }
    }
}

/// Returns the constructor and the setters.
fn methods(
    context: &Context<'_>,
    names: &TypeNames,
    rest: &Rest,
    fields: &[FieldCode<'_>],
) -> Item {
    let name = &names.name;
    let constructor = if is_plain(fields) && fields.iter().all(|code| !code.is_argument) {
        code! { =>
            #[doc = " Creates an empty value."]
            #[must_use]
            #[inline]
            pub fn new() -> Self { ::std::default::Default::default() }
        }
    } else {
        constructor(context, rest, fields)
    };
    let setters = fields.iter().map(setter::setter);
    let rest = rest.method();
    let is_deprecated = |code: &FieldCode<'_>| code.field.lifecycle == Lifecycle::Deprecated;
    let allow = fields.iter().any(is_deprecated).then(
        || code!(=> #[allow(deprecated, reason = "the code of a deprecated field names it")]),
    );
    let methods = std::iter::once(constructor).chain(setters).chain(rest);
    let head = code!(allow, name => #allow impl #name);
    Item::block(head, Members::Items, methods.collect())
}

fn is_plain(fields: &[FieldCode<'_>]) -> bool {
    fields
        .iter()
        .all(|code| !code.presence.is_required() && code.field.constant.is_none())
}

/// Returns the type that is read, and that setters take.
fn set_type(code: &FieldCode<'_>) -> Fragment {
    let value = &code.value;
    match code.presence {
        Presence::RequiredNullable => code!(value => ::std::option::Option<#value>),
        _ => value.clone(),
    }
}
