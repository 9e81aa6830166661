//! How a field is set.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::super::docs::deprecated;
use super::{Conversion, FieldCode, set_type};
use crate::analyze::Storage;
use crate::ir::Presence;

/// The setter of a field.
pub(super) fn setter(code: &FieldCode<'_>) -> TokenStream {
    let (name, comment, ty) = (code.name, &code.comment, set_type(code));
    let gone = deprecated(code.field.lifecycle);
    if let Presence::RequiredNullable | Presence::OptionalNullable = code.presence
        && code.is_converted
    {
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

/// The setter of a field that may be null and that other types convert into.
fn nullable_setter(code: &FieldCode<'_>) -> TokenStream {
    let (name, comment, value) = (code.name, &code.comment, &code.value);
    let gone = deprecated(code.field.lifecycle);
    let text = value.to_string();
    let mut words = text.split(|character: char| !character.is_alphanumeric());
    let by = match words.any(|word| word == "By") {
        true => format_ident!("How"),
        false => format_ident!("By"),
    };
    let into_option = (code.presence == Presence::RequiredNullable).then(|| quote!(.into_option()));
    quote! {
        #comment
        #gone
        #[must_use]
        pub fn #name<#by>(mut self, #name: impl apiruntime::codegen::IntoNullable<#value, #by>) -> Self {
            self.#name = apiruntime::codegen::IntoNullable::into_nullable(#name) #into_option;
            self
        }
    }
}
