//! Which file holds what.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::{Context, Site, Split};
use super::docs::Comment;
use super::item::{Item, compact};
use super::{client, markdown, models, operations};
use crate::analyze::Facts;
use crate::ir::{Api, TypeId};
use crate::names::ModuleName;
use crate::render::Piece;

/// Above so many operations a crate gets a module and a feature for each tag.
const SPLIT_ABOVE: usize = 100;
/// How many types or operations are rendered in one go.
const CHUNK: usize = 24;

/// What a piece of a file holds.
pub(crate) enum Work {
    /// The client.
    Client,
    /// The head of a module: its docs, and the modules of the tags.
    Head { docs: String, tags: Vec<usize> },
    /// Types.
    Types(Option<usize>, Vec<TypeId>),
    /// Operations, by their index.
    Operations(Option<usize>, Vec<usize>),
}

/// Whether a description is spread over modules by tag.
pub(crate) fn split(api: &Api, is_crate: bool) -> Split {
    if is_crate && api.operations.len() > SPLIT_ABOVE && api.tags.len() > 1 {
        Split::ByTag
    } else {
        Split::Whole
    }
}

/// The tag in whose module an operation stands.
fn tag_of(context: &Context<'_>, operation: usize) -> Option<usize> {
    match context.split {
        Split::Whole => None,
        Split::ByTag => context.api.operations.get(operation)?.tags.first().copied(),
    }
}

/// The tags that have operations, and so a feature.
pub(crate) fn used_tags(context: &Context<'_>) -> Vec<usize> {
    if context.split == Split::Whole {
        return Vec::new();
    }
    (0..context.api.tags.len())
        .filter(|tag| {
            (0..context.api.operations.len()).any(|index| tag_of(context, index) == Some(*tag))
        })
        .collect()
}

/// The module in which each type stands: that of the only tag that reaches it, else the common one.
pub(crate) fn homes(api: &Api, facts: &Facts, split: Split) -> Vec<Option<usize>> {
    api.types
        .entries()
        .map(|(id, _)| match (split, facts.tags(id)) {
            (Split::ByTag, [only]) => *only,
            _ => None,
        })
        .collect()
}

/// The pieces of a description's module, beside its root. `folder` ends with a slash.
pub(crate) fn plan(context: &Context<'_>, folder: &str) -> Vec<Piece<Work>> {
    let mut plan = Vec::new();
    let mut push = |path: String, work: Work| plan.push(Piece { path, work });
    push(format!("{folder}client.rs"), Work::Client);
    let tags = used_tags(context);

    let models = format!("{folder}models.rs");
    let docs = "The values that requests and answers are made of.".to_owned();
    let inner: Vec<usize> = tags
        .iter()
        .copied()
        .filter(|tag| context.homes.contains(&Some(*tag)))
        .collect();
    push(
        models.clone(),
        Work::Head {
            docs,
            tags: inner.clone(),
        },
    );
    for home in std::iter::once(None).chain(inner.into_iter().map(Some)) {
        let path = match home.and_then(|tag| context.names.modules.get(tag)) {
            Some(module) => format!("{folder}models/{}.rs", module.plain()),
            None => models.clone(),
        };
        if let Some(tag) = home {
            push(
                path.clone(),
                Work::Head {
                    docs: tag_docs(context, tag, "The values of"),
                    tags: Vec::new(),
                },
            );
        }
        let ids = (0..)
            .map(TypeId)
            .zip(&context.homes)
            .filter(|(_, known)| **known == home)
            .map(|(id, _)| id);
        for chunk in ids.collect::<Vec<_>>().chunks(CHUNK) {
            push(path.clone(), Work::Types(home, chunk.to_vec()));
        }
    }

    let operations = format!("{folder}operations.rs");
    let docs = "The requests that the client's methods begin, and what comes of them.".to_owned();
    push(
        operations.clone(),
        Work::Head {
            docs,
            tags: tags.clone(),
        },
    );
    for home in std::iter::once(None).chain(tags.into_iter().map(Some)) {
        let path = match home.and_then(|tag| context.names.modules.get(tag)) {
            Some(module) => format!("{folder}operations/{}.rs", module.plain()),
            None => operations.clone(),
        };
        if let Some(tag) = home {
            push(
                path.clone(),
                Work::Head {
                    docs: tag_docs(context, tag, "The operations of"),
                    tags: Vec::new(),
                },
            );
        }
        let all = (0..context.api.operations.len()).filter(|index| tag_of(context, *index) == home);
        for chunk in all.collect::<Vec<_>>().chunks(CHUNK) {
            push(path.clone(), Work::Operations(home, chunk.to_vec()));
        }
    }
    plan
}

fn tag_docs(context: &Context<'_>, tag: usize, what: &str) -> String {
    let name = context
        .api
        .tags
        .get(tag)
        .map(|tag| tag.name.as_str())
        .unwrap_or_default();
    format!("{what} {}.", super::rules::code(name))
}

/// The items of a piece.
pub(crate) fn emit(context: &Context<'_>, work: &Work) -> Vec<Item> {
    match work {
        Work::Client => {
            let mut items = vec![Item::Code(
                Comment::new("The client, and how one is put together.").inner(),
            )];
            items.extend(client::emit(context));
            items
        }
        Work::Head { docs, tags } => {
            let docs = Comment::new(docs.clone()).inner();
            let modules = tags
                .iter()
                .filter_map(|tag| context.names.modules.get(*tag))
                .map(|module| {
                    let feature = module.plain();
                    quote! {
                        #[cfg(feature = #feature)]
                        pub mod #module;
                    }
                });
            vec![Item::Code(quote!(#docs #(#modules)*))]
        }
        Work::Types(home, ids) => ids
            .iter()
            .flat_map(|id| one_type(context, *home, *id))
            .collect(),
        Work::Operations(home, indexes) => indexes
            .iter()
            .filter_map(|index| {
                context
                    .api
                    .operations
                    .get(*index)
                    .zip(context.names.operations.get(*index))
            })
            .flat_map(|(operation, names)| {
                operations::emit(context, Site::Operations(*home), operation, names)
            })
            .collect(),
    }
}

/// A type, compiled only where a tag that reaches it is on.
fn one_type(context: &Context<'_>, home: Option<usize>, id: TypeId) -> Vec<Item> {
    let items = models::emit(context, Site::Models(home), id);
    match features(context, home, id) {
        None => items,
        Some(features) => items
            .into_iter()
            .map(|item| gated(item, &features))
            .collect(),
    }
}

/// The features any of which needs a type of the common module; `None` where it is always there.
fn features<'a>(
    context: &Context<'a>,
    home: Option<usize>,
    id: TypeId,
) -> Option<Vec<&'a ModuleName>> {
    if context.split == Split::Whole || home.is_some() {
        return None;
    }
    let tags: Option<Vec<usize>> = context.facts.tags(id).iter().copied().collect();
    let tags = tags.filter(|tags| !tags.is_empty())?;
    Some(
        tags.into_iter()
            .filter_map(|tag| context.names.modules.get(tag))
            .collect(),
    )
}

fn gated(item: Item, features: &[&ModuleName]) -> Item {
    let names = features.iter().map(|module| module.plain());
    let condition = quote!(#[cfg(any(#(feature = #names),*))]);
    match item {
        Item::Code(tokens) => Item::Code(quote!(#condition #tokens)),
        Item::Table(mut table) => {
            table.attributes.push(compact(&condition));
            Item::Table(table)
        }
        Item::Lines(lines) => {
            let condition = compact(&condition);
            Item::Lines(
                lines
                    .into_iter()
                    .flat_map(|line| [condition.clone(), line])
                    .collect(),
            )
        }
    }
}

/// The modules of a description, and what it shows at its root.
pub(crate) fn root_modules(context: &Context<'_>) -> Item {
    let mut shown = vec![quote!(Client), quote!(ClientBuilder)];
    if context.api.servers.list.len() > 1 {
        shown.push(quote!(Server));
    }
    let variables = &context.api.servers.variables;
    for (names, variable) in context.names.client.variables.iter().zip(variables) {
        if !variable.values.is_empty() {
            let ty = &names.ty;
            shown.push(quote!(#ty));
        }
    }
    Item::Code(quote! {
        mod client;
        pub mod models;
        pub mod operations;

        pub use client::{#(#shown),*};
    })
}

/// The docs of a description's module.
pub(crate) fn root_docs(api: &Api) -> Comment {
    let mut comment = Comment::new(match api.title.trim() {
        "" => "A client.".to_owned(),
        title => format!("{}.", markdown::line(title).trim_end_matches('.')),
    });
    for text in [&api.docs.summary, &api.docs.description]
        .into_iter()
        .flatten()
    {
        comment.paragraph(markdown::lines(text));
    }
    comment
}

/// The lints that the description, not the generator, has a hand in.
pub(crate) fn allowances() -> TokenStream {
    quote! {
        #![allow(deprecated, reason = "the code of what is deprecated names it")]
        #![allow(
            clippy::doc_lazy_continuation,
            clippy::doc_overindented_list_items,
            reason = "the description's author laid out its text"
        )]
        #![allow(
            clippy::enum_variant_names,
            clippy::large_enum_variant,
            clippy::match_overlapping_arm,
            clippy::too_many_arguments,
            clippy::type_complexity,
            reason = "the description decides what a value or an operation has"
        )]
        #![allow(
            clippy::len_without_is_empty,
            clippy::module_inception,
            clippy::new_ret_no_self,
            clippy::self_named_constructors,
            clippy::should_implement_trait,
            clippy::wrong_self_convention,
            reason = "the description chose the names"
        )]
    }
}
