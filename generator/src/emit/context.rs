//! What every emitter needs: the model, its names, and facts derived from it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;

use super::fragment::{Fragment, code};
use crate::analyze::Facts;
use crate::ir::{
    Api, CredentialSlot, Integer, Number, Operation, ServerVariable, StringFormat, Type, TypeDef,
    TypeId, TypeKind,
};
use crate::names::{
    Layout, MethodName, Module, Names, OperationNames, Split, TypeName, TypeNames, VariableNames,
};

/// A description with its facts and names.
pub(crate) struct Context<'a> {
    pub(crate) api: &'a Api,
    pub(crate) names: &'a Names,
    pub(crate) facts: &'a Facts,
    /// The methods of the operations that have an id, by the id.
    pub(crate) ids: BTreeMap<&'a str, &'a MethodName>,
    /// The credentials of requests that belong to no operation; empty where no operation has any.
    pub(crate) security: Vec<BTreeSet<usize>>,
    /// The names on the wire of the parameters that select a page.
    pub(crate) page_parameters: BTreeSet<&'a str>,
    /// The path of the description's root in a program that uses it: the crate or a module of it.
    pub(crate) example_path: String,
    /// The name of the crate in a program that uses it.
    pub(crate) package: String,
    /// Whether the description becomes a crate or a module.
    pub(crate) layout: Layout,
}

/// An operation with its names.
#[derive(Clone, Copy)]
pub(crate) struct NamedOperation<'a> {
    pub(crate) operation: &'a Operation,
    pub(crate) names: &'a OperationNames,
}

impl Deref for NamedOperation<'_> {
    type Target = Operation;

    fn deref(&self) -> &Operation {
        self.operation
    }
}

/// Returns whether a type is a newtype of a string.
pub(crate) fn is_text_newtype(kind: &TypeKind) -> bool {
    matches!(
        kind,
        TypeKind::Newtype(Type::String(StringFormat::Plain(_)))
    )
}

impl<'a> Context<'a> {
    /// Returns the context for the code of a module.
    pub(crate) fn in_module(&'a self, module: Module) -> ModuleContext<'a> {
        ModuleContext {
            context: self,
            module,
        }
    }

    /// Returns a named type with its names.
    pub(crate) fn def(&self, id: TypeId) -> Option<(&'a TypeDef, &'a TypeNames)> {
        Some((self.api.types.get(id)?, self.names.types.get(id.index())?))
    }

    /// Returns the operations with their names.
    pub(crate) fn operations(&self) -> impl Iterator<Item = NamedOperation<'a>> + use<'a> {
        let operations = self.api.operations.iter().zip(&self.names.operations);
        operations.map(|(operation, names)| NamedOperation { operation, names })
    }

    /// Returns the operation at an index, with its names.
    pub(crate) fn operation(&self, index: usize) -> Option<NamedOperation<'a>> {
        let (operation, names) = (
            self.api.operations.get(index)?,
            self.names.operations.get(index)?,
        );
        Some(NamedOperation { operation, names })
    }

    /// Returns the slots of credentials, with the names of their setters.
    pub(crate) fn credentials(&self) -> impl Iterator<Item = (&'a CredentialSlot, &'a MethodName)> {
        let names = self.names.client.credentials.iter();
        self.api.credentials.iter().zip(names)
    }

    /// Returns the variables of all servers, with their names.
    pub(crate) fn server_variables(
        &self,
    ) -> impl Iterator<Item = (&'a VariableNames, &'a ServerVariable)> {
        let names = self.names.client.variables.iter();
        names.zip(&self.api.servers.variables)
    }

    /// Returns the type behind aliases.
    pub(crate) fn resolve<'t>(&'t self, ty: &'t Type) -> &'t Type {
        self.api.types.resolve(ty)
    }

    /// Returns the kind of a named type, behind aliases.
    pub(crate) fn kind(&self, ty: &Type) -> Option<&'a TypeKind> {
        match self.resolve(ty) {
            Type::Named(id) => self.def(*id).map(|(def, _)| &def.kind),
            _ => None,
        }
    }

    /// Returns whether a value is a string without restriction to listed values, secret or not, also as a newtype.
    pub(crate) fn is_text(&self, ty: &Type) -> bool {
        let is_string = matches!(
            self.resolve(ty),
            Type::String(StringFormat::Plain(_) | StringFormat::Binary | StringFormat::Secret)
        );
        is_string || self.text_newtype(ty).is_some()
    }

    /// Returns whether a value is a secret string.
    pub(crate) fn is_secret(&self, ty: &Type) -> bool {
        matches!(self.resolve(ty), Type::String(StringFormat::Secret))
    }

    /// Returns the id of the newtype that a string has, if any.
    pub(crate) fn text_newtype(&self, ty: &Type) -> Option<TypeId> {
        let Type::Named(id) = self.resolve(ty) else {
            return None;
        };
        self.def(*id)
            .is_some_and(|(def, _)| is_text_newtype(&def.kind))
            .then_some(*id)
    }

    /// Returns whether setters and constructors take the value by its type, without `Into`: for scalars, conversions
    /// would only make literals ambiguous.
    pub(crate) fn is_scalar(&self, ty: &Type) -> bool {
        matches!(
            self.resolve(ty),
            Type::Bool | Type::Integer(_) | Type::Number(_)
        )
    }

    /// Returns how the numbers of a value are read, as integers or as floats, where the value is a number or holds
    /// nothing but numbers. A tuple is read as floats where one of its items has numbers.
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

    /// Returns the name of a type by its id.
    pub(crate) fn type_name(&self, id: TypeId) -> Option<&'a TypeName> {
        self.def(id).map(|(_, names)| &names.name)
    }

    /// Returns the target of a link to the client's method of the operation with this `operationId`.
    pub(crate) fn link(&self, id: &str) -> Option<String> {
        // A link into a module that is not compiled would be broken.
        if self.names.modules.split == Split::Features {
            return None;
        }
        self.ids.get(id).map(|method| self.method_path(method))
    }

    /// Returns the path of a method of the client, for links in the documentation.
    pub(crate) fn method_path(&self, method: &MethodName) -> String {
        format!("crate::{}Client::{}", self.root_path(), method.plain())
    }

    /// Returns the same for a name in the documentation of a value. Plain words get no link: there they are more often
    /// values than operations.
    pub(crate) fn link_of_name(&self, id: &str) -> Option<String> {
        let is_name = super::text::name(id) == Some(id);
        is_name.then(|| self.link(id))?
    }

    /// Returns the path of a type in a program that uses it, for examples.
    pub(crate) fn public_path(&self, id: TypeId) -> Option<String> {
        let name = self.type_name(id)?;
        Some(format!("{}::models::{name}", self.example_path))
    }

    /// Returns the path from the crate to the description's module, for links in the documentation; ends with `::`.
    pub(crate) fn root_path(&self) -> String {
        let module = self.example_path.split_once("::");
        module.map_or_else(String::new, |(_, module)| format!("{module}::"))
    }
}

/// A description, and the module for which code is emitted, relative to which paths are written.
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
    /// Returns the path from the module to the root of the description.
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

    /// Returns the path of an item of the private module `client`.
    pub(crate) fn of_client(&self, name: &str) -> Fragment {
        Fragment::Item(format!("{}::client::{name}", self.to_root()))
    }

    /// Returns the path of the type of requests.
    pub(crate) fn request_type(&self) -> Fragment {
        Fragment::Item(format!("{}::request::Request", self.to_root()))
    }

    /// Returns the path of a named type, as written in the module.
    pub(crate) fn path(&self, id: TypeId) -> Fragment {
        let Some((_, TypeNames { name, declared, .. })) = self.def(id) else {
            return code!(=> apiruntime::codegen::serde_json::Value);
        };
        let id = declared.unwrap_or(id);
        match self.module {
            Module::Models(tag) if self.names.modules.has_type(tag, id) => name.into(),
            Module::Models(_) => Fragment::Item(format!("super::{name}")),
            _ => Fragment::Item(format!("{}::models::{name}", self.to_root())),
        }
    }

    /// Returns the path of the static with a type's rules.
    pub(crate) fn rules_path(&self, id: TypeId) -> Fragment {
        let Some((
            _,
            TypeNames {
                rules, declared, ..
            },
        )) = self.def(id)
        else {
            return Fragment::NONE;
        };
        let home = self.names.modules.of_type(declared.unwrap_or(id));
        if self.module == Module::Tables(home) {
            return rules.into();
        }
        let root = self.to_root();
        Fragment::Item(match home.and_then(|tag| self.names.modules.name(tag)) {
            Some(home) => format!("{root}::tables::{home}::{rules}"),
            None => format!("{root}::tables::{rules}"),
        })
    }

    /// Returns the Rust type of a type.
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
