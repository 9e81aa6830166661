//! Emits Rust code from the neutral model and its names.
//!
//! Emitters are functions of a [`Context`] and a node of the model, and never see the document. They return [`Item`]s
//! for `render` to format, with `code!` for code that is emitted many times. They write every path in full, and
//! `render` shortens it. Code that two generated items would share is in the runtime.

mod client;
mod condition;
mod context;
mod docs;
mod enums;
mod example;
mod fragment;
mod front_page;
mod item;
mod layout;
mod markdown;
mod models;
mod operations;
mod request;
mod rest;
mod root;
mod rules;
mod shapes;
mod structs;
mod test_responses;
mod text;
mod unions;

pub(crate) use context::Context;
#[cfg(test)]
pub(crate) use fragment::code;
pub(crate) use fragment::{Fragment, Template, ident, path_tokens};
pub(crate) use front_page::{description, readme};
pub(crate) use item::{Emitted, FilePart, Item, Members};
pub(crate) use layout::{emit, plan};
pub(crate) use markdown::line;
pub(crate) use root::library;

use std::collections::BTreeSet;

use crate::analyze::Facts;
use crate::ir::Api;
use crate::names::{Layout, Names};

/// Returns the context for a description that becomes a crate or a module of one.
pub(crate) fn context<'a>(
    api: &'a Api,
    facts: &'a Facts,
    names: &'a Names,
    package: &str,
    layout: Layout,
) -> Context<'a> {
    let mut security = api.request_security();
    if security.iter().all(BTreeSet::is_empty) {
        security.clear();
    }
    Context {
        api,
        names,
        facts,
        security,
        page_parameters: api
            .operations
            .iter()
            .flat_map(|operation| {
                let paging = operation.paging.iter();
                let indexes = paging.flat_map(|paging| paging.kind.parameters());
                indexes.filter_map(|index| operation.parameters.get(index))
            })
            .map(|parameter| parameter.wire.as_str())
            .collect(),
        ids: api
            .operations
            .iter()
            .zip(&names.operations)
            .filter_map(|(operation, names)| Some((operation.id.as_deref()?, &names.method)))
            .collect(),
        example_path: match layout {
            Layout::Crate => package.to_owned(),
            Layout::Module => format!("{package}::{}", names.module),
        },
        package: package.to_owned(),
        layout,
    }
}
