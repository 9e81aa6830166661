//! Setters of fields.

use quote::ToTokens;

use super::super::docs::deprecated;
use super::super::fragment::{Fragment, code};
use super::{Conversion, FieldCode, set_type};
use crate::ir::Presence;

/// Returns the setter of a field.
pub(super) fn setter(code: &FieldCode<'_>) -> Fragment {
    let (name, comment, ty) = (code.name, &code.comment, set_type(code));
    let gone = deprecated(code.field.lifecycle);
    if is_nullable(code) {
        return nullable_setter(code);
    }
    let (ty, value) = match code.presence {
        // The argument may be a value, an `Option` or a `Nullable`.
        Presence::OptionalNullable => code.argument(
            code!(ty => apiruntime::codegen::Nullable<#ty>),
            Conversion::Into,
        ),
        _ => code.argument(ty, code.conversion),
    };
    let value = match code.presence {
        Presence::Optional => code!(value => ::std::option::Option::Some(#value)),
        _ => value,
    };
    code! { comment, gone, name, ty, value =>
        #comment
        #gone
        #[must_use]
        pub fn #name(mut self, #name: #ty) -> Self {
            self.#name = #value;
            self
        }
    }
}

/// Returns whether a field may be null and other types convert into its type.
pub(super) fn is_nullable(code: &FieldCode<'_>) -> bool {
    code.presence.is_nullable() && code.is_converted
}

/// Returns the setter of a field that may be null and whose type others convert into.
fn nullable_setter(code: &FieldCode<'_>) -> Fragment {
    let (name, comment) = (code.name, &code.comment);
    let gone = deprecated(code.field.lifecycle);
    let by = inferred("", &[code]);
    let (ty, value) = nullable(code, &by);
    code! { comment, gone, name, by, ty, value =>
        #comment
        #gone
        #[must_use]
        pub fn #name<#by>(mut self, #name: #ty) -> Self {
            self.#name = #value;
            self
        }
    }
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
