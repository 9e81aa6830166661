//! What every emitter needs to know.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;

use super::fragment::{Fragment, code};
use crate::Layout;
use crate::analyze::Facts;
use crate::ir::{
    Api, Integer, Number, ServerVariable, StringFormat, Type, TypeDef, TypeId, TypeKind,
};
use crate::names::{MethodName, Module, Names, Split, TypeName, TypeNames, VariableNames};

/// A description with its facts and names.
pub(crate) struct Context<'a> {
    pub(crate) api: &'a Api,
    pub(crate) names: &'a Names,
    pub(crate) facts: &'a Facts,
    /// The methods of the operations that have an id, by the id.
    pub(crate) ids: BTreeMap<&'a str, &'a MethodName>,
    /// The credentials of a request that is of no operation: none where no operation has any.
    pub(crate) security: Vec<BTreeSet<usize>>,
    /// The names of the parameters by which pages are asked for, on the wire.
    pub(crate) page_parameters: BTreeSet<&'a str>,
    /// The path by which a program names what the description becomes: the crate, or its module.
    pub(crate) example_path: String,
    /// The crate, as a program names it.
    pub(crate) package: String,
    /// Whether the description becomes a crate or a module.
    pub(crate) layout: Layout,
}

/// Whether a type is a newtype of a string.
pub(crate) fn is_text_newtype(kind: &TypeKind) -> bool {
    matches!(
        kind,
        TypeKind::Newtype(Type::String(StringFormat::Plain(_)))
    )
}

impl<'a> Context<'a> {
    /// The context of the code of a module.
    pub(crate) fn in_module(&'a self, module: Module) -> ModuleContext<'a> {
        ModuleContext {
            context: self,
            module,
        }
    }

    /// A named type.
    pub(crate) fn def(&self, id: TypeId) -> Option<(&'a TypeDef, &'a TypeNames)> {
        Some((self.api.types.get(id)?, self.names.types.get(id.index())?))
    }

    /// The variables of all servers, with their names.
    pub(crate) fn server_variables(
        &self,
    ) -> impl Iterator<Item = (&'a VariableNames, &'a ServerVariable)> {
        let names = self.names.client.variables.iter();
        names.zip(&self.api.servers.variables)
    }

    /// The type behind names that are only other names.
    pub(crate) fn resolve<'t>(&'t self, ty: &'t Type) -> &'t Type {
        self.api.types.resolve(ty)
    }

    /// The kind of a named type, behind aliases.
    pub(crate) fn kind(&self, ty: &Type) -> Option<&'a TypeKind> {
        match self.resolve(ty) {
            Type::Named(id) => self.def(*id).map(|(def, _)| &def.kind),
            _ => None,
        }
    }

    /// Whether a value is a string that may have any text, secret or not, also as a newtype.
    pub(crate) fn is_text(&self, ty: &Type) -> bool {
        let is_string = matches!(
            self.resolve(ty),
            Type::String(StringFormat::Plain(_) | StringFormat::Binary | StringFormat::Secret)
        );
        is_string || self.text_newtype(ty).is_some()
    }

    /// Whether it is a secret string.
    pub(crate) fn is_secret(&self, ty: &Type) -> bool {
        matches!(self.resolve(ty), Type::String(StringFormat::Secret))
    }

    /// The newtype of a string.
    pub(crate) fn text_newtype(&self, ty: &Type) -> Option<TypeId> {
        let Type::Named(id) = self.resolve(ty) else {
            return None;
        };
        self.def(*id)
            .is_some_and(|(def, _)| is_text_newtype(&def.kind))
            .then_some(*id)
    }

    /// Whether a setter or constructor takes the value as it is, since conversions would only get in the
    /// way of literals.
    pub(crate) fn is_scalar(&self, ty: &Type) -> bool {
        matches!(
            self.resolve(ty),
            Type::Bool | Type::Integer(_) | Type::Number(_)
        )
    }

    /// Returns how a value that is a number, or holds nothing but numbers, is read: as integers or as floats. A tuple is
    /// read as floats where an item of it has numbers.
    pub(crate) fn held_numbers(&self, ty: &Type) -> Option<&'static str> {
        match self.resolve(ty) {
            Type::Integer(integer) if *integer != Integer::Big => Some("integer"),
            Type::Number(_) => Some("number"),
            Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => {
                self.held_numbers(inner)
            }
            Type::Tuple(items) => {
                let mut found = items.iter().filter_map(|item| self.held_numbers(item));
                found.next().map(|_| "number")
            }
            _ => None,
        }
    }

    /// The name of a type by its id.
    pub(crate) fn type_name(&self, id: TypeId) -> Option<&'a TypeName> {
        self.def(id).map(|(_, names)| &names.name)
    }

    /// The link to the client's method of the operation with this operationId.
    pub(crate) fn link(&self, id: &str) -> Option<String> {
        // A link into a module that is not compiled would be broken.
        if self.names.modules.split == Split::Features {
            return None;
        }
        let (root, method) = (self.root_path(), self.ids.get(id)?.plain());
        Some(format!("crate::{root}Client::{method}"))
    }

    /// The same, in the text of a value: a plain word there is more often a value than an operation.
    pub(crate) fn link_of_name(&self, id: &str) -> Option<String> {
        let is_name = super::text::name(id) == Some(id);
        is_name.then(|| self.link(id))?
    }

    /// The path by which a program names a type, in examples.
    pub(crate) fn public_path(&self, id: TypeId) -> Option<String> {
        let name = self.type_name(id)?;
        Some(format!("{}::models::{name}", self.example_path))
    }

    /// The path from the crate to the description's module, for links in the documentation; ends with `::`.
    pub(crate) fn root_path(&self) -> String {
        let module = self.example_path.split_once("::");
        module.map_or_else(String::new, |(_, module)| format!("{module}::"))
    }
}

/// A description, and the module whose code is emitted, from which paths are written.
#[derive(Clone, Copy)]
pub(crate) struct ModuleContext<'a> {
    context: &'a Context<'a>,
    module: Module,
}

impl<'a> Deref for ModuleContext<'a> {
    type Target = Context<'a>;

    fn deref(&self) -> &Context<'a> {
        self.context
    }
}

impl ModuleContext<'_> {
    /// The path from the module to the root of the description.
    fn to_root(self) -> &'static str {
        match self.module {
            Module::Root => "self",
            Module::Client
            | Module::Request
            | Module::Models(None)
            | Module::Tables(None)
            | Module::Operations(None) => "super",
            Module::Models(Some(_))
            | Module::Tables(Some(_))
            | Module::Operations(Some(_))
            | Module::TestResponses => "super::super",
        }
    }

    /// The path of an item of the private module `client`.
    pub(crate) fn of_client(&self, name: &str) -> Fragment {
        Fragment::Item(format!("{}::client::{name}", self.to_root()))
    }

    /// The path of the type of requests.
    pub(crate) fn request_type(&self) -> Fragment {
        Fragment::Item(format!("{}::request::Request", self.to_root()))
    }

    /// The path of a named type, as the module writes it.
    pub(crate) fn path(&self, id: TypeId) -> Fragment {
        let Some((_, TypeNames { name, .. })) = self.def(id) else {
            return code!(=> apiruntime::codegen::serde_json::Value);
        };
        match self.module {
            Module::Models(tag) if self.names.modules.has_type(tag, id) => name.into(),
            Module::Models(_) => Fragment::Item(format!("super::{name}")),
            _ => Fragment::Item(format!("{}::models::{name}", self.to_root())),
        }
    }

    /// The path of the static with a type's rules.
    pub(crate) fn rules_path(&self, id: TypeId) -> Fragment {
        let Some((_, TypeNames { rules, .. })) = self.def(id) else {
            return Fragment::NONE;
        };
        let home = self.names.modules.of_type(id);
        if self.module == Module::Tables(home) {
            return rules.into();
        }
        let root = self.to_root();
        Fragment::Item(match home.and_then(|tag| self.names.modules.name(tag)) {
            Some(home) => format!("{root}::tables::{home}::{rules}"),
            None => format!("{root}::tables::{rules}"),
        })
    }

    /// A type in Rust.
    pub(crate) fn rust(&self, ty: &Type) -> Fragment {
        match ty {
            Type::Any => code!(=> apiruntime::codegen::serde_json::Value),
            Type::Bool => code!(=> bool),
            Type::Integer(Integer::I32) => code!(=> i32),
            Type::Integer(Integer::I64) => code!(=> i64),
            Type::Integer(Integer::U32) => code!(=> u32),
            Type::Integer(Integer::U64) => code!(=> u64),
            Type::Integer(Integer::Big) => code!(=> apiruntime::codegen::serde_json::Number),
            Type::Number(Number::F64) => code!(=> f64),
            Type::String(StringFormat::Plain(_) | StringFormat::Binary) => {
                code!(=> ::std::string::String)
            }
            Type::String(StringFormat::DateTime) => code!(=> apiruntime::codegen::DateTime),
            Type::String(StringFormat::Date) => code!(=> apiruntime::codegen::Date),
            Type::String(StringFormat::Base64) => code!(=> apiruntime::codegen::Base64),
            Type::String(StringFormat::Secret) => code!(=> apiruntime::codegen::Secret),
            Type::Array(item) => {
                let item = self.rust(item);
                code!(item => ::std::vec::Vec<#item>)
            }
            Type::Tuple(items) => {
                let items = items.iter().map(|item| self.rust(item));
                let items: Vec<_> = items.map(|item| code!(item => #item,)).collect();
                code!(items => apiruntime::codegen::Tuple<(#items)>)
            }
            Type::Map(value) => {
                let value = self.rust(value);
                code!(value => ::std::collections::BTreeMap<::std::string::String, #value>)
            }
            Type::Nullable(inner) => {
                let inner = self.rust(inner);
                code!(inner => ::std::option::Option<#inner>)
            }
            Type::Named(id) => self.path(*id),
        }
    }
}
