//! Construction of a value from its required fields.

use proc_macro2::Literal;
use quote::quote;
use serde_json::Value;

use super::super::context::Context;
use super::super::docs::many_arguments;
use super::super::fragment::{Fragment, code};
use super::super::rest::Rest;
use super::{Conversion, FieldCode, is_plain, set_type, setter};
use crate::ir::{Access, Integer, Presence, Type, TypeKind};
use crate::names::TypeNames;

/// Returns the function that creates a value from the required fields.
pub(super) fn constructor(
    context: &Context<'_>,
    rest: &Rest,
    fields: &[FieldCode<'_>],
) -> Fragment {
    let mut arguments = Vec::new();
    let mut values = Vec::new();
    let mut inferred = Vec::new();
    let all: Vec<_> = fields.iter().collect();
    for code in fields {
        let name = code.name;
        if let Some(value) = constant(context, code) {
            values.push(code!(name, value => #name: #value,));
            continue;
        }
        if !code.is_argument {
            let empty = match code.presence {
                Presence::OptionalNullable => code!(=> apiruntime::codegen::Nullable::Absent),
                _ => code!(=> ::std::option::Option::None),
            };
            values.push(code!(name, empty => #name: #empty,));
            continue;
        }
        if setter::is_nullable(code) {
            let by = setter::inferred(&(inferred.len() + 1).to_string(), &all);
            let (ty, value) = setter::nullable(code, &by);
            arguments.push(code!(name, ty => #name: #ty));
            values.push(code!(name, value => #name: #value,));
            inferred.push(by);
            continue;
        }
        let ty = argument_type(code);
        let conversion = match code.presence {
            Presence::OptionalNullable => Conversion::Into,
            _ => code.conversion,
        };
        let (ty, value) = code.argument(ty, conversion);
        let is_same = conversion == Conversion::Plain && code.items.is_none();
        arguments.push(code!(name, ty => #name: #ty));
        values.push(match code.presence {
            Presence::Optional => code!(name, value => #name: ::std::option::Option::Some(#value),),
            _ if is_same => code!(name => #name,),
            _ => code!(name, value => #name: #value,),
        });
    }
    values.extend(rest.empty());
    let allow = many_arguments(arguments.len());
    let inferred = (!inferred.is_empty()).then(|| {
        let inferred = Fragment::listed(inferred);
        code!(inferred => <#inferred>)
    });
    let arguments = Fragment::listed(arguments);
    code! { allow, inferred, arguments, values =>
        #[doc = " Creates a value from its required fields."]
        #[must_use]
        #allow
        pub fn new #inferred(#arguments) -> Self {
            Self { #values }
        }
    }
}

/// Returns `Default`, if the constructor takes no arguments but sets constants.
pub(super) fn default(
    context: &Context<'_>,
    names: &TypeNames,
    fields: &[FieldCode<'_>],
) -> Option<Fragment> {
    let takes_none = fields
        .iter()
        .all(|code| !code.is_argument || constant(context, code).is_some());
    let name = &names.name;
    (takes_none && !is_plain(fields)).then(|| {
        code! { name =>
            impl ::std::default::Default for #name {
                fn default() -> Self { Self::new() }
            }
        }
    })
}

/// Returns the constant value of a field that the constructor sets.
pub(super) fn constant(context: &Context<'_>, code: &FieldCode<'_>) -> Option<Fragment> {
    // A constant that only the server sends is not set.
    if code.field.access == Access::ReadOnly && !code.is_argument {
        return None;
    }
    let value = match (
        code.field.constant.as_ref()?,
        context.resolve(&code.field.ty),
    ) {
        (Value::String(text), _) if context.is_text(&code.field.ty) => code!(text => #text.into()),
        (Value::String(text), Type::Named(_)) => match context.kind(&code.field.ty) {
            Some(TypeKind::StringEnum(_)) => code!(text => #text.into()),
            _ => return None,
        },
        (Value::Bool(value), Type::Bool) => quote!(#value).into(),
        (Value::Number(number), Type::Integer(integer)) if *integer != Integer::Big => {
            let literal = Literal::i128_unsuffixed(number.as_i128()?);
            quote!(#literal).into()
        }
        (Value::Number(number), Type::Named(_)) => match context.kind(&code.field.ty) {
            Some(TypeKind::IntEnum(_)) => {
                let literal = Literal::i64_unsuffixed(number.as_i64()?);
                quote!(::std::convert::From::from(#literal)).into()
            }
            _ => return None,
        },
        _ => return None,
    };
    Some(match code.presence {
        Presence::Required => value,
        Presence::RequiredNullable | Presence::Optional => {
            code!(value => ::std::option::Option::Some(#value))
        }
        Presence::OptionalNullable => code!(value => apiruntime::codegen::Nullable::Value(#value)),
    })
}

/// Returns the type of the constructor's argument for a field.
fn argument_type(code: &FieldCode<'_>) -> Fragment {
    let value = &code.value;
    match code.presence {
        Presence::OptionalNullable => code!(value => apiruntime::codegen::Nullable<#value>),
        _ => set_type(code),
    }
}
