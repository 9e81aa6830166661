//! The document as written to the neutral model: references resolved, versions levelled, every construct
//! turned into part of [`Api`] or reported at its place.
//!
//! Nothing here makes a Rust identifier; what is kept are the words that lead to a thing.

mod body;
mod context;
mod form;
mod ledger;
mod media;
mod named;
mod operation;
mod paging;
mod parameter;
mod path;
mod recursion;
mod response;
mod schema;
mod scope;
mod security;
mod server;
mod shapes;
mod view;
mod words;

pub use ledger::{Ledger, Skipped};

use crate::diagnostic::Diagnostics;
use crate::ir::Api;
use crate::openapi::Version;
use crate::source::Sources;
use context::Lowering;

/// What happens to an operation that cannot be generated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnUnsupported {
    /// It is an error.
    #[default]
    Error,
    /// It is left out and listed in the [`Ledger`].
    Skip,
}

/// Turns a checked document into the neutral model. Mistakes are reported, and what they spoil is left
/// out: the result is worth generating from only if there is no error among the diagnostics.
pub fn lower(
    sources: &Sources,
    version: Version,
    on_unsupported: OnUnsupported,
    diagnostics: &mut Diagnostics,
    ledger: &mut Ledger,
) -> Api {
    let mut lowering = Lowering::new(sources, version, on_unsupported, diagnostics, ledger);
    lowering.header();
    lowering.security_schemes();
    lowering.component_schemas();
    lowering.twins.begin_operations();
    lowering.paths();
    lowering.run_jobs();
    lowering.report_alias_cycles();
    lowering.tell_unions();
    lowering.finish()
}
