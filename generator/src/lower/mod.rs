//! Turns the document into the neutral model: references are resolved, differences between versions are removed, and
//! every construct becomes part of [`Api`] or is reported at its place.
//!
//! Nothing here makes a Rust identifier; the model keeps the words that lead to each name.

mod body;
mod broken;
mod choice;
mod context;
mod empty_values;
mod extension;
mod header;
mod ledger;
mod media;
mod name_path;
mod named;
mod operation;
mod operation_id;
mod operation_scope;
mod paging;
mod parameter;
mod response;
mod schema;
mod security;
mod server;
mod style;
mod union_shapes;
mod views;
mod waiter;

pub use broken::Broken;
pub use choice::{Chosen, Pattern, Selection};
pub use ledger::{Ledger, Skipped};

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::diagnostic::Diagnostics;
use crate::ir::{Api, Parameter};
use crate::openapi::Version;
use crate::source::{Origin, Sources};
use context::Context;
use response::Declared;
use schema::Schemas;
use security::Security;
use server::ServerLowering;

/// Turns a checked document into the neutral model. Errors are reported and what they break is left out, so the result
/// is only worth generating from where no error is among the diagnostics. Operations and schemas that need something
/// that is `broken` are left out and listed in the ledger.
pub fn lower(
    sources: &Sources,
    version: Version,
    broken: &Broken,
    diagnostics: &mut Diagnostics,
    ledger: &mut Ledger,
) -> Api {
    let context = Context::new(sources, version, broken, diagnostics, ledger);
    let mut lowering = Lowering {
        context: &context,
        schemas: Schemas::new(&context),
        servers: ServerLowering::new(&context),
        security: Security::new(&context),
        api: Api::default(),
        parameters: IndexMap::new(),
        responses: IndexMap::new(),
        tags: IndexMap::new(),
        short_names: BTreeMap::new(),
    };
    lowering.header();
    lowering.short_names();
    lowering.schemas.components();
    lowering.paths();
    lowering.finish()
}

/// The state of one lowering of operations.
struct Lowering<'s> {
    context: &'s Context<'s>,
    schemas: Schemas<'s>,
    servers: ServerLowering<'s>,
    security: Security<'s>,
    api: Api,
    /// Parameters by their origin; most are used by many operations.
    parameters: IndexMap<Origin, Option<Parameter>>,
    /// Responses by their origin.
    responses: IndexMap<Origin, Declared>,
    /// Tags by name.
    tags: IndexMap<&'s str, usize>,
    /// The shorter names of operations whose ids repeat their path and method.
    short_names: operation_id::ShortNames<'s>,
}
