//! The neutral model, with its names, to Rust.
//!
//! Emitters are functions of a [`Context`] and a node of the model, and never see the document. They yield
//! [`Item`]s: code for `render` to lay out, or lines of the tables that the runtime's macros read. What two
//! generated items would share stands in the runtime.

mod client;
mod context;
mod docs;
mod enums;
mod item;
mod layout;
mod markdown;
mod models;
mod operations;
mod rules;
mod structs;
mod unions;

pub(crate) use context::Context;
pub(crate) use docs::Comment;
pub(crate) use item::Item;
pub(crate) use layout::{allowances, emit, plan, root_docs, root_modules, used_tags};
pub(crate) use markdown::line;

use crate::analyze::Facts;
use crate::ir::Api;
use crate::names::Names;

/// What emitters need to know of a description that becomes a module, or, without a path by which examples
/// name it, a crate.
pub(crate) fn context<'a>(
    api: &'a Api,
    facts: &'a Facts,
    names: &'a Names,
    example_path: Option<String>,
) -> Context<'a> {
    let split = layout::split(api, example_path.is_none());
    Context {
        api,
        facts,
        names,
        homes: layout::homes(api, facts, split),
        split,
        example_path,
    }
}
