//! Arguments: how a value is taken from the caller.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::super::context::Context;
use crate::ir::{Integer, StringFormat, Type, TypeKind};
use crate::names::Module;

/// An argument of a method.
pub(crate) struct MethodArgument {
    name: TokenStream,
    ty: TokenStream,
}

impl MethodArgument {
    pub(crate) fn new(name: &impl ToTokens, ty: &impl ToTokens) -> Self {
        Self {
            name: name.to_token_stream(),
            ty: ty.to_token_stream(),
        }
    }

    /// The argument as another method passes it on.
    pub(crate) fn name(&self) -> &TokenStream {
        &self.name
    }
}

/// `name: type`
impl ToTokens for MethodArgument {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let (name, ty) = (&self.name, &self.ty);
        tokens.extend(quote!(#name: #ty));
    }
}

/// How a value is taken from the caller.
pub(crate) struct Argument {
    /// The type of the argument.
    pub(crate) ty: TokenStream,
    /// Whether what is passed on is a reference to it, or the argument itself.
    by_value: bool,
}

impl Argument {
    /// As cheap as it can be: strings and models are borrowed, scalars and enums are copied or moved.
    pub(crate) fn of(context: &Context<'_>, ty: &Type, module: Module) -> Self {
        let resolved = context.resolve(ty);
        let (ty, by_value) = match resolved {
            Type::String(StringFormat::Plain(_) | StringFormat::Binary | StringFormat::Secret) => {
                (quote!(&str), false)
            }
            Type::Bool | Type::Number(_) => (context.rust(ty, module), true),
            Type::Integer(integer) if *integer != Integer::Big => (context.rust(ty, module), true),
            Type::Array(item) => {
                let item = match context.resolve(item) {
                    Type::String(StringFormat::Plain(_) | StringFormat::Binary) => quote!(&str),
                    _ => context.rust(item, module),
                };
                (quote!(&[#item]), false)
            }
            Type::Nullable(inner) => {
                let inner = Self::of(context, inner, module).ty;
                (quote!(::std::option::Option<#inner>), true)
            }
            Type::Named(_) => match context.kind(resolved) {
                Some(TypeKind::StringEnum(_) | TypeKind::IntEnum(_)) => {
                    (context.rust(ty, module), true)
                }
                _ => {
                    let ty = context.rust(ty, module);
                    (quote!(&#ty), false)
                }
            },
            Type::Any | Type::Tuple(_) | Type::Map(_) | Type::Integer(_) | Type::String(_) => {
                let ty = context.rust(ty, module);
                (quote!(&#ty), false)
            }
        };
        Self { ty, by_value }
    }

    /// The argument as a reference.
    pub(crate) fn pass(&self, name: &impl ToTokens) -> TokenStream {
        if self.by_value {
            quote!(&#name)
        } else {
            quote!(#name)
        }
    }
}
