//! Setters of fields.

use quote::ToTokens;

use super::super::docs::deprecated;
use super::super::fragment::{Fragment, code};
use super::{Conversion, FieldCode, set_type};
use crate::ir::Presence;

/// Returns the setter of a field.
pub(super) fn setter(code: &FieldCode<'_>) -> Fragment {
    let (name, comment) = (code.name, &code.comment);
    let gone = deprecated(code.field.lifecycle);
    let by = is_nullable(code).then(|| inferred("", &[code]));
    let (ty, value) = match (code.presence, &by) {
        (_, Some(by)) => nullable(code, by),
        // The argument may be a value, an `Option` or a `Nullable`.
        (Presence::OptionalNullable, None) => {
            let ty = &code.value;
            let ty = code!(ty => apiruntime::codegen::Nullable<#ty>);
            code.argument(ty, Conversion::Into)
        }
        _ => code.argument(set_type(code), code.conversion),
    };
    let value = match code.presence {
        Presence::Optional => code!(value => ::std::option::Option::Some(#value)),
        _ => value,
    };
    let generics = by.map(|by| code!(by => <#by>));
    code! { comment, gone, name, generics, ty, value =>
        #comment
        #gone
        #[must_use]
        pub fn #name #generics(mut self, #name: #ty) -> Self {
            self.#name = #value;
            self
        }
    }
}

/// Returns whether a field may be null and other types convert into its type.
pub(super) fn is_nullable(code: &FieldCode<'_>) -> bool {
    code.presence.is_nullable() && code.is_converted
}

/// Returns the argument type for a field that may be null and whose type others convert into, and the value that is
/// stored.
pub(super) fn nullable(code: &FieldCode<'_>, by: &Fragment) -> (Fragment, Fragment) {
    let (name, value) = (code.name, &code.value);
    let taken = code!(value, by => impl apiruntime::codegen::IntoNullable<#value, #by>);
    let made = code!(name => apiruntime::codegen::IntoNullable::into_nullable(#name));
    match code.presence {
        Presence::RequiredNullable => (taken, code!(made => #made.into_option())),
        _ => (taken, made),
    }
}

/// Returns the name of an inferred type parameter that differs from all types of these fields.
pub(super) fn inferred(number: &str, fields: &[&FieldCode<'_>]) -> Fragment {
    let name = format!("By{number}");
    let is_type = fields.iter().any(|code| {
        let text = code.value.to_token_stream().to_string();
        let mut words = text.split(|character: char| !character.is_alphanumeric());
        words.any(|word| word == name)
    });
    match is_type {
        true => Fragment::Name(format!("How{number}")),
        false => Fragment::Name(name),
    }
}
