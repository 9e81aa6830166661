//! Arguments: how methods take values from the caller.

use super::super::context::ModuleContext;
use super::super::fragment::{Fragment, code};
use crate::ir::{Integer, StringFormat, Type, TypeId, TypeKind};

/// An argument of a method.
pub(crate) struct MethodArgument {
    name: Fragment,
    ty: Fragment,
}

impl MethodArgument {
    pub(crate) fn new(name: impl Into<Fragment>, ty: impl Into<Fragment>) -> Self {
        Self {
            name: name.into(),
            ty: ty.into(),
        }
    }

    /// Returns the argument as an expression that passes it on to another method.
    pub(crate) fn name(&self) -> &Fragment {
        &self.name
    }

    /// Returns the argument as the next one of a list: `, name: type`.
    pub(crate) fn next(self) -> Fragment {
        let (name, ty) = (self.name, self.ty);
        code!(name, ty => , #name: #ty)
    }
}

/// How a value is taken from the caller.
pub(crate) struct Argument {
    /// The type of the argument.
    pub(crate) ty: Fragment,
    /// The expression that is passed on.
    passed: Passed,
}

/// The expression that passes an argument on.
#[derive(Clone, Copy)]
enum Passed {
    /// The argument itself, which is a reference.
    Itself,
    /// The newtype that the argument converts into.
    Newtype(TypeId),
    /// A reference to the argument.
    Reference,
    /// The strings that the argument yields.
    Strings,
}

impl Argument {
    /// Returns the cheapest argument: strings and models are borrowed, scalars and enums are copied or moved.
    pub(crate) fn of(context: &ModuleContext<'_>, ty: &Type) -> Self {
        if let Type::Array(item) = context.resolve(ty)
            && context.is_text(item)
            && !context.is_secret(item)
        {
            return Self {
                ty: code!(=> impl ::std::iter::IntoIterator<Item = impl ::std::convert::AsRef<str>>),
                passed: Passed::Strings,
            };
        }
        let (ty, by_value) = Self::plain(context, ty);
        let passed = match by_value {
            true => Passed::Reference,
            false => Passed::Itself,
        };
        Self { ty, passed }
    }

    /// Returns an argument next to another string: if it has a newtype, the newtype of another string is refused.
    pub(crate) fn beside_text(context: &ModuleContext<'_>, ty: &Type) -> Self {
        match context.text_newtype(ty) {
            Some(id) => {
                let path = context.path(id);
                Self {
                    ty: code!(path => impl ::std::convert::Into<#path>),
                    passed: Passed::Newtype(id),
                }
            }
            None => Self::of(context, ty),
        }
    }

    /// Returns the type of an argument without generics, and whether it is passed by value.
    pub(crate) fn plain(context: &ModuleContext<'_>, ty: &Type) -> (Fragment, bool) {
        let resolved = context.resolve(ty);
        match resolved {
            _ if context.is_text(resolved) => (code!(=> &str), false),
            Type::Bool | Type::Number(_) => (context.rust(ty), true),
            Type::Integer(integer) if *integer != Integer::Big => (context.rust(ty), true),
            Type::Array(item) => {
                let item = match context.resolve(item) {
                    Type::String(StringFormat::Plain(_) | StringFormat::Binary) => code!(=> &str),
                    _ => context.rust(item),
                };
                (code!(item => &[#item]), false)
            }
            Type::Nullable(inner) => {
                let (inner, _) = Self::plain(context, inner);
                (code!(inner => ::std::option::Option<#inner>), true)
            }
            Type::Named(_) => match context.kind(resolved) {
                Some(TypeKind::StringEnum(_) | TypeKind::IntEnum(_)) => (context.rust(ty), true),
                _ => {
                    let ty = context.rust(ty);
                    (code!(ty => &#ty), false)
                }
            },
            Type::Any | Type::Tuple(_) | Type::Map(_) | Type::Integer(_) | Type::String(_) => {
                let ty = context.rust(ty);
                (code!(ty => &#ty), false)
            }
        }
    }

    /// Returns the argument as a reference.
    pub(crate) fn pass(&self, context: &ModuleContext<'_>, name: impl Into<Fragment>) -> Fragment {
        let name = name.into();
        match self.passed {
            Passed::Itself => name,
            Passed::Newtype(id) => {
                let ty = context.path(id);
                code!(ty, name => &::std::convert::Into::<#ty>::into(#name))
            }
            Passed::Reference => code!(name => &#name),
            Passed::Strings => code!(name => &apiruntime::codegen::strings(#name)),
        }
    }
}
