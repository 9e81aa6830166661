//! The documented responses as functions, for tests of programs that use the client: a module for each operation.
//!
//! Most operations of an API have the same errors: a function that several have alike is written once, in a module of
//! its own, and the modules of the operations offer it.

use std::collections::{BTreeMap, BTreeSet};

use super::context::Context;
use super::docs::Comment;
use super::fragment::{Fragment, code};
use super::item::Item;
use super::operations::{self, DocumentedResponse, documented_responses};
use crate::names::Split;
use indexmap::IndexMap;

/// The functions that several operations have alike.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    /// The module that they are in.
    module: String,
    functions: BTreeMap<String, SharedFunction>,
}

#[derive(Debug)]
struct SharedFunction {
    key: String,
    /// Where it is first: the operation, and the place among its responses.
    first: (usize, usize),
}

/// How many functions are alike, and where the first is: the operation, and the place among its responses.
type Count = (usize, (usize, usize));

impl Shared {
    /// Finds, for each name, the function that most operations have alike.
    pub(crate) fn of(context: &Context<'_>) -> Shared {
        // Where operations may be left out, so may what their responses need.
        if context.names.modules.split == Split::Features {
            return Shared::default();
        }
        // By name and by what the function is: how many there are, and where it is first.
        let mut counts: BTreeMap<String, IndexMap<String, Count>> = BTreeMap::new();
        let mut taken = BTreeSet::new();
        let operations = context.api.operations.iter().zip(&context.names.operations);
        for (index, (operation, names)) in operations.enumerate() {
            taken.insert(names.method.plain());
            for (place, response) in documented_responses(operation, names).enumerate() {
                let alike = counts
                    .entry(response.name().plain().to_owned())
                    .or_default();
                let known = alike.entry(response.key()).or_insert((0, (index, place)));
                known.0 += 1;
            }
        }
        let functions = counts.into_iter().filter_map(|(name, alike)| {
            // Of equals the first.
            let most = alike.into_iter().rev().max_by_key(|(_, (count, _))| *count);
            let (key, (count, first)) = most?;
            (count > 1).then_some((name, SharedFunction { key, first }))
        });
        let functions = functions.collect();
        let mut module = "shared".to_owned();
        while taken.contains(module.as_str()) {
            module.push('_');
        }
        Shared { module, functions }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.functions.is_empty()
    }

    fn has(&self, response: &DocumentedResponse<'_>) -> bool {
        let known = self.functions.get(response.name().plain());
        known.is_some_and(|known| known.key == response.key())
    }
}

/// The module of what several operations have.
pub(crate) fn shared(context: &Context<'_>, shared: &Shared) -> Item {
    let functions = shared.functions.values().filter_map(|known| {
        let (index, place) = known.first;
        let operation = context.api.operations.get(index)?;
        let names = context.names.operations.get(index)?;
        let response = documented_responses(operation, names).nth(place)?;
        Some(operations::response_function(context, &response))
    });
    let module = Fragment::Name(shared.module.clone());
    Item::Module {
        head: code! { module =>
            #[doc = " The responses that several operations have."]
            mod #module {}
        },
        items: functions.collect(),
    }
}

/// The module of an operation.
pub(crate) fn of_operation(context: &Context<'_>, index: usize, shared: &Shared) -> Option<Item> {
    let operation = context.api.operations.get(index)?;
    let names = context.names.operations.get(index)?;
    let name = &names.method;
    let docs = Comment::new(format!("The documented responses of `{}`.", name.plain())).outer();
    let tag = context.names.modules.of_operation(index);
    let feature = tag
        .filter(|_| context.names.modules.split == Split::Features)
        .and_then(|tag| context.names.modules.name(tag))
        .map(|module| {
            let feature = module.plain();
            code!(feature => #[cfg(feature = #feature)])
        });
    let (known, own): (Vec<_>, Vec<_>) =
        documented_responses(operation, names).partition(|response| shared.has(response));
    let mut items = Vec::new();
    if !known.is_empty() {
        let module = Fragment::Name(shared.module.clone());
        let known = Fragment::listed(known.iter().map(|known| Fragment::from(&known.name())));
        items.push(code!(module, known => pub use super::#module::{#known};));
    }
    let own = own.iter();
    items.extend(own.map(|one| operations::response_function(context, one)));
    Some(Item::Module {
        head: code!(docs, feature, name => #docs #feature pub mod #name {}),
        items,
    })
}
