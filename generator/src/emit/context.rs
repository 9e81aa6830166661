//! What every emitter needs to know.

use proc_macro2::TokenStream;
use quote::quote;

use crate::analyze::Facts;
use crate::ir::{Api, Integer, Number, StringFormat, Type, TypeDef, TypeId, TypeKind};
use crate::names::{Names, TypeName, TypeNames};

/// A description with its names, and where each of its types will stand.
pub(crate) struct Context<'a> {
    pub(crate) api: &'a Api,
    pub(crate) facts: &'a Facts,
    pub(crate) names: &'a Names,
    /// By [`TypeId`]: the tag in whose module the type stands; `None` for the common one.
    pub(crate) homes: Vec<Option<usize>>,
    /// Whether tags have modules and features of their own.
    pub(crate) split: Split,
    /// The path by which a program names the description's module; examples are written with it.
    pub(crate) example_path: Option<String>,
}

/// How a description is spread over modules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Split {
    /// One module for all operations, one for all models.
    Whole,
    /// A module and a feature for each tag.
    ByTag,
}

/// The module that code stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Site {
    /// `client`
    Client,
    /// `models`, or a tag's part of it.
    Models(Option<usize>),
    /// `operations`, or a tag's part of it.
    Operations(Option<usize>),
}

impl Site {
    /// The path from here to the module of the description.
    pub(crate) fn to_root(self) -> TokenStream {
        match self {
            Self::Client | Self::Models(None) | Self::Operations(None) => quote!(super),
            Self::Models(Some(_)) | Self::Operations(Some(_)) => quote!(super::super),
        }
    }
}

impl<'a> Context<'a> {
    /// A named type.
    pub(crate) fn def(&self, id: TypeId) -> Option<(&'a TypeDef, &'a TypeNames)> {
        Some((self.api.types.get(id)?, self.names.types.get(id.index())?))
    }

    /// The type behind names that are only other names.
    pub(crate) fn resolve<'t>(&'t self, ty: &'t Type) -> &'t Type {
        self.api.types.resolve(ty)
    }

    /// The kind of a named type, aliases looked through.
    pub(crate) fn kind(&self, ty: &Type) -> Option<&'a TypeKind> {
        match self.resolve(ty) {
            Type::Named(id) => self.def(*id).map(|(def, _)| &def.kind),
            _ => None,
        }
    }

    /// The path of a named type, as written in a module.
    pub(crate) fn path(&self, id: TypeId, site: Site) -> TokenStream {
        let Some((_, TypeNames { name, .. })) = self.def(id) else {
            return quote!(apiruntime::codegen::serde_json::Value);
        };
        self.located(id, site, &quote!(#name))
    }

    /// The path of the static with a type's rules.
    pub(crate) fn rules_path(&self, id: TypeId, site: Site) -> TokenStream {
        let Some((_, TypeNames { rules, .. })) = self.def(id) else {
            return TokenStream::new();
        };
        self.located(id, site, &quote!(#rules))
    }

    fn located(&self, id: TypeId, site: Site, name: &TokenStream) -> TokenStream {
        let home = self.homes.get(id.index()).copied().flatten();
        if site == Site::Models(home) {
            return quote!(#name);
        }
        let root = site.to_root();
        match home.and_then(|tag| self.names.modules.get(tag)) {
            Some(module) => quote!(#root::models::#module::#name),
            None => quote!(#root::models::#name),
        }
    }

    /// A type as Rust has it.
    pub(crate) fn rust(&self, ty: &Type, site: Site) -> TokenStream {
        match ty {
            Type::Any => quote!(apiruntime::codegen::serde_json::Value),
            Type::Bool => quote!(bool),
            Type::Integer(Integer::I32) => quote!(i32),
            Type::Integer(Integer::I64) => quote!(i64),
            Type::Integer(Integer::U32) => quote!(u32),
            Type::Integer(Integer::U64) => quote!(u64),
            Type::Integer(Integer::Big) => quote!(apiruntime::codegen::serde_json::Number),
            Type::Number(Number::F32) => quote!(f32),
            Type::Number(Number::F64) => quote!(f64),
            Type::String(StringFormat::Plain(_) | StringFormat::Binary) => {
                quote!(::std::string::String)
            }
            Type::String(StringFormat::DateTime) => quote!(apiruntime::codegen::DateTime),
            Type::String(StringFormat::Date) => quote!(apiruntime::codegen::Date),
            Type::String(StringFormat::Base64) => quote!(apiruntime::codegen::Base64),
            Type::String(StringFormat::Secret) => quote!(apiruntime::codegen::Secret),
            Type::Array(item) => {
                let item = self.rust(item, site);
                quote!(::std::vec::Vec<#item>)
            }
            Type::Map(value) => {
                let value = self.rust(value, site);
                quote!(::std::collections::BTreeMap<::std::string::String, #value>)
            }
            Type::Nullable(inner) => {
                let inner = self.rust(inner, site);
                quote!(::std::option::Option<#inner>)
            }
            Type::Named(id) => self.path(*id, site),
        }
    }

    /// Whether a setter or constructor takes the value as it is, since conversions would only get in the
    /// way of literals.
    pub(crate) fn is_scalar(&self, ty: &Type) -> bool {
        matches!(
            self.resolve(ty),
            Type::Bool | Type::Integer(_) | Type::Number(_)
        )
    }

    /// The name of a type by its id.
    pub(crate) fn type_name(&self, id: TypeId) -> Option<&'a TypeName> {
        self.def(id).map(|(_, names)| &names.name)
    }
}
