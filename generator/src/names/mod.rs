//! Every Rust identifier, decided once.
//!
//! Emitters take names from [`Names`] and never make one themselves; the model keeps the wire name. Names that the
//! generated code itself uses in a scope are reserved there, and the output refers to std by absolute paths, so that no
//! name of a description can shadow anything.

mod all;
mod client;
mod member;
mod modules;
mod operations;
pub(crate) mod paths;
pub(crate) mod reserved;
mod role;
mod scope;
mod statics;
mod sub_clients;
mod types;
mod words;

pub use client::{ClientNames, VariableNames};
pub use modules::{Layout, Module, Modules, Split};
pub use operations::bodies::{FormNames, PartHeaderNames};
pub use operations::error_types::ErrorType;
pub(crate) use operations::responses::named_events;
pub use operations::status::response_function;
pub use operations::{ContentNames, EventNames, OperationNames, ParameterNames, WaiterNames};
pub(crate) use role::ident;
pub use role::{ConstName, FieldName, MethodName, ModuleName, TypeName, VariantName, is_keyword};
pub use sub_clients::SubClientNames;
pub use types::{Members, TypeNames};
pub use words::spelling::ascii;

use crate::analyze::Facts;
use crate::diagnostic::Diagnostics;
use crate::ir::Api;
use crate::limits::TYPES_OF_THREAD;
use crate::parallel::both;

/// The identifiers of one description.
#[derive(Clone, Debug)]
pub struct Names {
    /// By [`TypeId`](crate::ir::TypeId).
    pub types: Vec<TypeNames>,
    /// In the order of [`Api::operations`].
    pub operations: Vec<OperationNames>,
    /// The names in the client and its builder.
    pub client: ClientNames,
    /// The name of the module for the description.
    pub module: String,
    /// The modules, and which of them each operation and type is in.
    pub modules: Modules,
    /// The sub-clients, one for each tag.
    pub sub_clients: Vec<SubClientNames>,
}

impl Names {
    /// Names everything in a description. A collision is reported as a warning, an unusable `x-rust-name` as an error.
    #[must_use]
    pub fn of(
        api: &Api,
        facts: &Facts,
        module: &str,
        layout: Layout,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let homes = modules::homes(api, layout);
        let mut found = Diagnostics::new();
        let is_worth_it = api.types.len() >= TYPES_OF_THREAD;
        let of_operations = || operations::names(api, &homes.operations, &mut found);
        let of_types = || types::names(api, diagnostics);
        let (operations, types) = both(is_worth_it, of_operations, of_types);
        diagnostics.extend(found);
        let modules = Modules::of(api, facts, homes, &types, &operations, diagnostics);
        Self {
            sub_clients: sub_clients::names(api, &modules, &operations),
            types,
            operations,
            client: client::names(api, diagnostics),
            modules,
            module: module.to_owned(),
        }
    }

    /// Returns the sub-client of a tag.
    pub(crate) fn sub_client(&self, tag: usize) -> Option<&SubClientNames> {
        self.sub_clients.iter().find(|names| names.tag == tag)
    }
}
