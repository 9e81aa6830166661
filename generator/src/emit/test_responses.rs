//! The documented responses as functions, for tests of programs that use the client: a module for each operation.
//!
//! Most operations of an API have the same errors. A function that several operations share is written once, in a
//! module of its own, from which the modules of the operations re-export it.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::context::Context;
use super::docs::Comment;
use super::fragment::{Fragment, code};
use super::item::Item;
use super::operations::{self, ResponseKey, documented_responses};
use crate::names::Split;

/// The location of a function: the index of the operation, and the index among its responses.
type Place = (usize, usize);

/// The functions that several operations share.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    /// The module that they are in.
    module: String,
    /// The first location of each function, in the order of their names.
    functions: Vec<Place>,
    /// All locations of these functions.
    places: BTreeSet<Place>,
}

impl Shared {
    /// Finds, for each name, the function that most operations share.
    pub(crate) fn of(context: &Context<'_>) -> Shared {
        // If operations can be disabled, so can the types that their responses need.
        if context.names.modules.split == Split::Features {
            return Shared::default();
        }
        // By name, then by key.
        let mut named: BTreeMap<String, IndexMap<ResponseKey<'_>, Vec<Place>>> = BTreeMap::new();
        let mut taken = BTreeSet::new();
        for (index, operation) in context.operations().enumerate() {
            taken.insert(operation.names.method.plain());
            for (place, response) in documented_responses(operation).enumerate() {
                let name = response.name().plain().to_owned();
                let alike = named.entry(name).or_default();
                alike
                    .entry(response.key())
                    .or_default()
                    .push((index, place));
            }
        }
        let (mut functions, mut places) = (Vec::new(), BTreeSet::new());
        for alike in named.into_values() {
            // Of equally frequent functions, the first.
            let most = alike.into_values().rev().max_by_key(Vec::len);
            if let Some(most) = most.filter(|most| most.len() > 1) {
                functions.extend(most.first());
                places.extend(most);
            }
        }
        let mut module = "shared".to_owned();
        while taken.contains(module.as_str()) {
            module.push('_');
        }
        Shared {
            module,
            functions,
            places,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.functions.is_empty()
    }
}

/// Returns the module of the shared functions.
pub(crate) fn shared(context: &Context<'_>, shared: &Shared) -> Item {
    let functions = shared.functions.iter().filter_map(|&(index, place)| {
        let operation = context.operation(index)?;
        let response = documented_responses(operation).nth(place)?;
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

/// Returns the module of an operation.
pub(crate) fn of_operation(context: &Context<'_>, index: usize, shared: &Shared) -> Option<Item> {
    let operation = context.operation(index)?;
    let name = &operation.names.method;
    let docs = Comment::new(format!("The documented responses of `{}`.", name.plain())).outer();
    let tag = context.names.modules.of_operation(index);
    let feature = tag
        .filter(|_| context.names.modules.split == Split::Features)
        .and_then(|tag| context.names.modules.name(tag))
        .map(|module| {
            let feature = module.plain();
            code!(feature => #[cfg(feature = #feature)])
        });
    let responses = documented_responses(operation).enumerate();
    let (known, own): (Vec<_>, Vec<_>) =
        responses.partition(|(place, _)| shared.places.contains(&(index, *place)));
    let mut items = Vec::new();
    if !known.is_empty() {
        let module = Fragment::Name(shared.module.clone());
        let known = Fragment::listed(known.iter().map(|(_, known)| Fragment::from(&known.name())));
        items.push(code!(module, known => pub use super::#module::{#known};));
    }
    let own = own.iter();
    items.extend(own.map(|(_, one)| operations::response_function(context, one)));
    Some(Item::Module {
        head: code!(docs, feature, name => #docs #feature pub mod #name {}),
        items,
    })
}
