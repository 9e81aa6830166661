//! Arguments: how a value is taken from the caller.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::super::context::Context;
use crate::ir::{Integer, StringFormat, Type, TypeId, TypeKind};
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
    /// What is passed on.
    passed: Passed,
}

/// What is passed on of an argument.
#[derive(Clone, Copy)]
enum Passed {
    /// The argument itself, a reference.
    Itself,
    /// The type of its own that the argument converts into.
    Newtype(TypeId),
    /// A reference to it.
    Reference,
    /// The strings that it has.
    Strings,
}

impl Argument {
    /// As cheap as it can be: strings and models are borrowed, scalars and enums are copied or moved.
    pub(crate) fn of(context: &Context<'_>, ty: &Type, module: Module) -> Self {
        if let Type::Array(item) = context.resolve(ty)
            && context.is_text(item)
            && !context.is_secret(item)
        {
            return Self {
                ty: quote!(impl ::std::iter::IntoIterator<Item = impl ::std::convert::AsRef<str>>),
                passed: Passed::Strings,
            };
        }
        let (ty, by_value) = Self::plain(context, ty, module);
        let passed = match by_value {
            true => Passed::Reference,
            false => Passed::Itself,
        };
        Self { ty, passed }
    }

    /// An argument beside another string: where it has a type of its own, a value of another such type is refused.
    pub(crate) fn beside_text(context: &Context<'_>, ty: &Type, module: Module) -> Self {
        match context.text_newtype(ty) {
            Some(id) => {
                let path = context.path(id, module);
                Self {
                    ty: quote!(impl ::std::convert::Into<#path>),
                    passed: Passed::Newtype(id),
                }
            }
            None => Self::of(context, ty, module),
        }
    }

    /// The type of an argument without generics, and whether it is passed by value.
    pub(crate) fn plain(context: &Context<'_>, ty: &Type, module: Module) -> (TokenStream, bool) {
        let resolved = context.resolve(ty);
        match resolved {
            _ if context.is_text(resolved) => (quote!(&str), false),
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
                let (inner, _) = Self::plain(context, inner, module);
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
        }
    }

    /// The argument as a reference.
    pub(crate) fn pass(
        &self,
        context: &Context<'_>,
        module: Module,
        name: &impl ToTokens,
    ) -> TokenStream {
        match self.passed {
            Passed::Itself => quote!(#name),
            Passed::Newtype(id) => {
                let ty = context.path(id, module);
                quote!(&::std::convert::Into::<#ty>::into(#name))
            }
            Passed::Reference => quote!(&#name),
            Passed::Strings => quote!(&apiruntime::codegen::strings(#name)),
        }
    }
}
