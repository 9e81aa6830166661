//! Every Rust identifier, decided once.
//!
//! Emitters take names from [`Names`] and never make one themselves; the wire name stays beside it in the
//! model. What the generated code itself has in a scope is reserved there, and everything emitted names
//! std by absolute paths, so no name of a description can shadow anything.

mod client;
mod operations;
mod role;
mod scope;
mod status;
mod types;
mod words;

pub use client::{ClientNames, VariableNames};
pub(crate) use operations::reply_headers;
pub use operations::{ContentNames, FormNames, OperationNames, ParameterNames};
pub use role::{ConstName, FieldName, MethodName, ModuleName, TypeName, VariantName};
pub use status::reply_name;
pub use types::{Members, TypeNames};

use crate::diagnostic::Diagnostics;
use crate::facility;
use crate::ir::Api;
use role::Role;
use scope::Member;

/// The identifiers of one description.
#[derive(Clone, Debug)]
pub struct Names {
    /// By [`TypeId`](crate::ir::TypeId).
    pub types: Vec<TypeNames>,
    /// In the order of [`Api::operations`].
    pub operations: Vec<OperationNames>,
    /// What the client and its builder have.
    pub client: ClientNames,
    /// A module for each of [`Api::tags`].
    pub modules: Vec<ModuleName>,
}

impl Names {
    /// Names everything in a description. A collision is a warning, an unusable `x-rust-name` an error.
    #[must_use]
    pub fn of(api: &Api, diagnostics: &mut Diagnostics) -> Self {
        Self {
            types: types::names(api, diagnostics),
            operations: operations::names(api, diagnostics),
            client: client::names(api, diagnostics),
            modules: modules(api, diagnostics),
        }
    }
}

/// Tags become modules and cargo features: neither may be one that every client has.
fn modules(api: &Api, diagnostics: &mut Diagnostics) -> Vec<ModuleName> {
    let reserved = facility::reserved_modules();
    let reserved: Vec<&str> = reserved.iter().map(String::as_str).collect();
    let members: Vec<_> = api
        .tags
        .iter()
        .map(|tag| Member::worded(Role::Module, std::slice::from_ref(&tag.name), tag.origin))
        .collect();
    let given = scope::assign(Role::Module, &reserved, &members, diagnostics);
    given
        .into_iter()
        .map(|given| ModuleName::new(given.text))
        .collect()
}
