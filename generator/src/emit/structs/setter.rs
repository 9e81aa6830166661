//! How a field is set.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::super::docs::deprecated;
use super::{Conversion, FieldCode, set_type};
use crate::analyze::Storage;
use crate::ir::Presence;

/// The setter of a field.
pub(super) fn setter(code: &FieldCode<'_>) -> TokenStream {
    let (name, comment, ty) = (code.name, &code.comment, set_type(code));
    let gone = deprecated(code.field.lifecycle);
    if is_nullable(code) {
        return nullable_setter(code);
    }
    let (ty, value) = match (code.presence, code.storage) {
        // A value, an `Option`, or nothing: whatever the field can be.
        (Presence::OptionalNullable, Storage::Inline) => code.argument(
            &quote!(apiruntime::codegen::Nullable<#ty>),
            Conversion::Into,
        ),
        _ => code.argument(&ty, code.conversion),
    };
    let value = match (code.presence, code.storage) {
        (Presence::Required | Presence::RequiredNullable, _)
        | (Presence::OptionalNullable, Storage::Inline) => value,
        (Presence::Optional, _) => quote!(::std::option::Option::Some(#value)),
        (Presence::OptionalNullable, Storage::Boxed) => {
            quote!(apiruntime::codegen::Nullable::Value(#value))
        }
    };
    quote! {
        #comment
        #gone
        #[must_use]
        pub fn #name(mut self, #name: #ty) -> Self {
            self.#name = #value;
            self
        }
    }
}

/// Whether a field may be null, and other types convert into it.
pub(super) fn is_nullable(code: &FieldCode<'_>) -> bool {
    let may_be_null = matches!(
        code.presence,
        Presence::RequiredNullable | Presence::OptionalNullable
    );
    may_be_null && code.is_converted
}

/// The setter of a field that may be null and that other types convert into.
fn nullable_setter(code: &FieldCode<'_>) -> TokenStream {
    let (name, comment) = (code.name, &code.comment);
    let gone = deprecated(code.field.lifecycle);
    let by = inferred("", &[code]);
    let (ty, value) = nullable(code, &by);
    quote! {
        #comment
        #gone
        #[must_use]
        pub fn #name<#by>(mut self, #name: #ty) -> Self {
            self.#name = #value;
            self
        }
    }
}

/// How a field that may be null and that other types convert into is taken, and the value that is made of it.
pub(super) fn nullable(code: &FieldCode<'_>, by: &Ident) -> (TokenStream, TokenStream) {
    let (name, value) = (code.name, &code.value);
    let taken = quote!(impl apiruntime::codegen::IntoNullable<#value, #by>);
    let made = quote!(apiruntime::codegen::IntoNullable::into_nullable(#name));
    match code.presence {
        Presence::RequiredNullable => (taken, quote!(#made.into_option())),
        _ => (taken, made),
    }
}

/// The name of a parameter that is inferred, which no type of these fields has.
pub(super) fn inferred(number: &str, fields: &[&FieldCode<'_>]) -> Ident {
    let name = format!("By{number}");
    let is_type = fields.iter().any(|code| {
        let text = code.value.to_string();
        let mut words = text.split(|character: char| !character.is_alphanumeric());
        words.any(|word| word == name)
    });
    match is_type {
        true => format_ident!("How{number}"),
        false => format_ident!("{name}"),
    }
}
