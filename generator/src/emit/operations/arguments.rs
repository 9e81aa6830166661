//! Arguments: how methods take values from the caller.

use super::super::context::ModuleContext;
use super::super::fragment::{Fragment, code};
use crate::ir::{Integer, StringFormat, Type, TypeKind};

/// An argument of a method.
pub(crate) struct MethodArgument {
    name: Fragment,
    ty: Fragment,
    /// The generics of the method that the type needs.
    pub(crate) generics: Option<Fragment>,
}

impl MethodArgument {
    pub(crate) fn new(name: impl Into<Fragment>, ty: impl Into<Fragment>) -> Self {
        Self {
            name: name.into(),
            ty: ty.into(),
            generics: None,
        }
    }

    /// Returns the argument of a method by its name.
    pub(crate) fn of(name: impl Into<Fragment>, argument: Argument) -> Self {
        Self {
            generics: argument.generics,
            ..Self::new(name, argument.ty)
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
    /// The generics of the method that the type needs.
    pub(crate) generics: Option<Fragment>,
    /// The expression that is passed on.
    passed: Passed,
}

/// The expression that passes an argument on.
enum Passed {
    /// The argument itself, which is a reference.
    Itself,
    /// A reference to this type, into which the argument converts.
    Into(Fragment),
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
                generics: None,
                passed: Passed::Strings,
            };
        }
        let (ty, by_value) = Self::plain(context, ty);
        let passed = match by_value {
            true => Passed::Reference,
            false => Passed::Itself,
        };
        Self {
            ty,
            generics: None,
            passed,
        }
    }

    /// Returns the argument of a setter: where the value may be null, one that is not needs no `Some`.
    pub(crate) fn of_setter(context: &ModuleContext<'_>, ty: &Type) -> Self {
        let Type::Nullable(inner) = context.resolve(ty) else {
            return Self::of(context, ty);
        };
        // The lifetime of what is lent must have a name here.
        let (inner, by_value) = Self::lent(context, inner, &code!(=> &'a));
        Self {
            generics: (!by_value).then(|| code!(=> <'a>)),
            ..Self::into(code!(inner => ::std::option::Option<#inner>))
        }
    }

    fn into(wanted: Fragment) -> Self {
        let ty = &wanted;
        Self {
            ty: code!(ty => impl ::std::convert::Into<#ty>),
            generics: None,
            passed: Passed::Into(wanted),
        }
    }

    /// Returns an argument next to another string: if it has a newtype, the newtype of another string is refused.
    pub(crate) fn beside_text(context: &ModuleContext<'_>, ty: &Type) -> Self {
        match context.text_newtype(ty) {
            Some(id) => Self::into(context.path(id)),
            None => Self::of(context, ty),
        }
    }

    /// Returns the type of an argument without generics, and whether it is passed by value.
    pub(crate) fn plain(context: &ModuleContext<'_>, ty: &Type) -> (Fragment, bool) {
        Self::lent(context, ty, &code!(=> &))
    }

    /// Does that with `lent` in front of the type of a value that is borrowed.
    fn lent(context: &ModuleContext<'_>, ty: &Type, lent: &Fragment) -> (Fragment, bool) {
        let resolved = context.resolve(ty);
        let borrowed = |ty: Fragment| (code!(lent, ty => #lent #ty), false);
        match resolved {
            _ if context.is_text(resolved) => borrowed(code!(=> str)),
            Type::Bool | Type::Number(_) => (context.rust(ty), true),
            Type::Integer(integer) if *integer != Integer::Big => (context.rust(ty), true),
            Type::Array(item) => {
                let item = match context.resolve(item) {
                    Type::String(StringFormat::Plain(_) | StringFormat::Binary) => {
                        code!(lent => #lent str)
                    }
                    _ => context.rust(item),
                };
                borrowed(code!(item => [#item]))
            }
            Type::Nullable(inner) => {
                let (inner, _) = Self::lent(context, inner, lent);
                (code!(inner => ::std::option::Option<#inner>), true)
            }
            Type::Named(_) => match context.kind(resolved) {
                Some(TypeKind::StringEnum(_) | TypeKind::IntEnum(_)) => (context.rust(ty), true),
                _ => borrowed(context.rust(ty)),
            },
            Type::Any | Type::Tuple(_) | Type::Map(_) | Type::Integer(_) | Type::String(_) => {
                borrowed(context.rust(ty))
            }
        }
    }

    /// Returns the argument as a reference.
    pub(crate) fn pass(&self, name: impl Into<Fragment>) -> Fragment {
        let name = name.into();
        match &self.passed {
            Passed::Itself => name,
            Passed::Into(ty) => code!(ty, name => &::std::convert::Into::<#ty>::into(#name)),
            Passed::Reference => code!(name => &#name),
            Passed::Strings => code!(name => &apiruntime::codegen::strings(#name)),
        }
    }
}
