//! The root modules of a description and of a crate.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::context::{Context, NamedOperation};
use super::docs::Comment;
use super::fragment::{ident, path_tokens};
use super::item::{Emitted, Item};
use super::{front_page, markdown};
use crate::facility::{self, FORWARDED, Facility, INTERFACE, RUNTIME};
use crate::names::{Layout, Names, Split};

/// Returns the root of a description, which may be the root of the crate: documentation and lints, then the modules.
pub(crate) fn emit(context: &Context<'_>) -> (Vec<TokenStream>, Vec<Item>) {
    let docs = docs(context).inner();
    let lints = lint_allows(context);
    let mut items = vec![modules(context), shown(context)];
    if context.layout == Layout::Module {
        items.push(made_for());
        return (vec![docs, lints], items);
    }
    // `Error` of the API takes this name; the runtime's `Error` is in `error`.
    items.extend(exports(context.facts.facilities(), &|name| name == "Error"));
    items.push(made_for());
    items.push(readme_test());
    let head = crate_head(context.names.has_other_scripts());
    (vec![docs, head, lints], items)
}

fn modules(context: &Context<'_>) -> Item {
    let request = has_requests(context).then(|| {
        quote!(
            mod request;
        )
    });
    Item::Code(quote! {
        mod client;
        #request
        pub mod models;
        pub mod operations;
        mod tables;
        #[cfg(feature = "test-util")]
        pub mod test_responses;
    })
}

fn has_requests(context: &Context<'_>) -> bool {
    !context.api.operations.is_empty()
}

/// Returns the re-exports of the root.
fn shown(context: &Context<'_>) -> Item {
    let mut shown = vec![quote!(Client), quote!(ClientBuilder), quote!(Error)];
    if context.api.servers.list.len() > 1 {
        shown.push(quote!(Server));
    }
    for (names, variable) in context.server_variables() {
        if !variable.values.is_empty() {
            let ty = &names.ty;
            shown.push(quote!(#ty));
        }
    }
    let request = has_requests(context).then(|| {
        quote!(
            pub use request::Request;
        )
    });
    Item::Code(quote!(pub use client::{#(#shown),*}; #request))
}

/// Returns a module with which the examples of the README are compiled as documentation tests.
fn readme_test() -> Item {
    Item::Code(quote! {
        #[cfg(doctest)]
        #[doc = include_str!("../README.md")]
        mod readme {}
    })
}

/// Returns the statement that makes compilation fail with a different version of the runtime.
fn made_for() -> Item {
    let runtime = ident(RUNTIME);
    let interface = Literal::u32_unsuffixed(INTERFACE);
    Item::Code(quote!(const _: () = #runtime::codegen::made_for(#interface);))
}

/// Returns the documentation of a description's module: the text of the description, then the operations by tag.
fn docs(context: &Context<'_>) -> Comment {
    let api = context.api;
    let mut comment = Comment::new(front_page::title(context));
    for text in [&api.docs.summary, &api.docs.description]
        .into_iter()
        .flatten()
    {
        comment.paragraph(markdown::linked_lines(text, &|name| context.link(name)));
    }
    let modules = &context.names.modules;
    let of_tag = |tag: Option<usize>| -> Vec<String> {
        let all = context.operations().enumerate();
        all.filter(|(index, _)| modules.of_operation(*index) == tag)
            .map(|(_, operation)| entry(context, operation))
            .collect()
    };
    if !context.root_path().is_empty() {
        // The page of the crate is its README, for all of its descriptions.
        let more = "Credentials, errors, time limits and tests: see the page of the [crate].";
        comment.paragraph(vec![more.to_owned()]);
    } else {
        let mut sections = front_page::sections(context);
        sections.truncate(sections.len().saturating_sub(1));
        comment.paragraph(sections);
    }
    if !api.operations.is_empty() {
        comment.paragraph(vec!["# Operations".to_owned()]);
    }
    for index in modules.operation_tags() {
        let Some(tag) = api.tags.get(index) else {
            continue;
        };
        comment.paragraph(vec![format!("## {}", markdown::line(tag.name.trim()))]);
        for text in [&tag.docs.summary, &tag.docs.description]
            .into_iter()
            .flatten()
        {
            comment.paragraph(markdown::linked_lines(text, &|name| context.link(name)));
        }
        comment.paragraph(of_tag(Some(index)));
    }
    let untagged = of_tag(None);
    if !untagged.is_empty() && !modules.operation_tags().is_empty() {
        comment.paragraph(vec!["## Others".to_owned()]);
    }
    comment.paragraph(untagged);
    comment
}

/// Returns the line of an operation: a link to its method, and its summary.
fn entry(context: &Context<'_>, operation: NamedOperation<'_>) -> String {
    let method = operation.names.method.plain();
    // A link into a module that is not compiled would be broken.
    let link = match context.names.modules.split {
        Split::Private => format!("[`{method}`](Client::{method})"),
        Split::Features => format!("`{method}`"),
    };
    let summary = operation.docs.summary.as_deref().map(markdown::line);
    match summary.filter(|summary| !summary.is_empty()) {
        Some(summary) => format!("- {link}: {summary}"),
        None => format!("- {link}"),
    }
}

/// Returns the root of a crate of several descriptions, each in a module.
pub(crate) fn library(
    clients: &BTreeMap<&str, &Context<'_>>,
    facilities: &BTreeSet<Facility>,
) -> Emitted {
    let has_other_scripts = clients
        .values()
        .any(|context| context.names.has_other_scripts());
    let head = crate_head(has_other_scripts);
    let declared = clients.keys().map(|feature| {
        let module = ident(feature);
        quote! {
            #[cfg(feature = #feature)]
            #[rustfmt::skip]
            pub mod #module;
        }
    });
    let mut items = vec![Item::Code(declared.collect())];
    items.extend(exports(facilities, &|name| clients.contains_key(name)));
    Emitted {
        inner: vec![quote!(#![doc = include_str!("../README.md")]), head],
        items,
    }
}

/// Returns the attributes of a crate. rustc checks the scripts of names for a whole crate, so only the crate root can
/// allow them. In a script without cases, an argument and a value of its enum may have the same name.
fn crate_head(has_other_scripts: bool) -> TokenStream {
    let scripts = has_other_scripts.then(|| {
        quote! {
            #![allow(
                bindings_with_variant_name,
                confusable_idents,
                mixed_script_confusables,
                uncommon_codepoints,
                reason = "names are words of the description, in its own script"
            )]
        }
    });
    quote!(#![forbid(unsafe_code)] #![warn(missing_docs)] #scripts)
}

/// Returns the crate's re-exports of the runtime. If a description has taken the name of a module, it is re-exported as
/// `runtime_…`; a type with a taken name is not re-exported again.
fn exports(facilities: &BTreeSet<Facility>, is_taken: &dyn Fn(&str) -> bool) -> Vec<Item> {
    let runtime = ident(RUNTIME);
    let always = facility::exports(facilities)
        .into_iter()
        .filter_map(|name| {
            let shown = path_tokens(name);
            let name = name.rsplit("::").next().unwrap_or(name);
            let is_type = name.starts_with(char::is_uppercase);
            if is_taken(name) && is_type {
                return None;
            }
            Some(if is_taken(name) {
                let other = ident(&format!("runtime_{name}"));
                quote!(#shown as #other)
            } else {
                shown
            })
        });
    let forwarded: TokenStream = FORWARDED
        .iter()
        .filter(|known| !known.exports.is_empty())
        .map(|known| {
            let feature = known.feature;
            let exports: Vec<_> = known.exports.iter().map(|name| path_tokens(name)).collect();
            quote!(#[cfg(feature = #feature)] pub use #runtime::{#(#exports),*};)
        })
        .collect();
    vec![
        Item::Code(quote!(pub use #runtime::{#(#always),*};)),
        Item::Code(forwarded),
    ]
}

/// Returns the lints to allow, each only where the description can trigger it.
fn lint_allows(context: &Context<'_>) -> TokenStream {
    let mut allows = quote! {
        #![allow(
            clippy::doc_lazy_continuation,
            clippy::doc_overindented_list_items,
            reason = "the description's author laid out its text"
        )]
    };
    let of_values = value_lints(context.names);
    if !of_values.is_empty() {
        allows.extend(quote! {
            #![allow(
                #(clippy::#of_values,)*
                reason = "the description decides what a value has"
            )]
        });
    }
    let has_range = context.api.operations.iter().any(|operation| {
        let mut responses = operation.responses();
        responses.any(|response| response.statuses.0 != response.statuses.1)
    });
    if has_range {
        allows.extend(quote! {
            #![allow(
                clippy::match_overlapping_arm,
                reason = "a range is for the statuses that are not named"
            )]
        });
    }
    let of_names = name_lints(context.names);
    if !of_names.is_empty() {
        allows.extend(quote! {
            #![allow(#(clippy::#of_names,)* reason = "the description chose the names")]
        });
    }
    if context.names.has_letters_of_one_case() {
        allows.extend(quote! {
            #![allow(
                non_camel_case_types,
                non_snake_case,
                non_upper_case_globals,
                reason = "names have letters that have no other case"
            )]
        });
    }
    if context.api.has_deprecated() {
        allows.extend(quote! {
            #![allow(deprecated, reason = "the code of what is deprecated names it")]
        });
    }
    allows
}

fn value_lints(names: &Names) -> Vec<Ident> {
    let operations = &names.operations;
    let mut lints = Vec::new();
    if operations
        .iter()
        .any(|names| names.outputs.len() > 2 || names.contents.len() > 2 || names.errors.len() > 2)
    {
        lints.push(ident("enum_variant_names"));
    }
    if !names.types.is_empty() || !operations.is_empty() {
        lints.push(ident("large_enum_variant"));
        lints.push(ident("type_complexity"));
    }
    lints
}

/// Returns the lints that some name of the description would trigger.
fn name_lints(names: &Names) -> Vec<Ident> {
    const DISALLOWED: &[&str] = &["baz", "foo", "quux"];
    #[rustfmt::skip]
    const OF_TRAITS: &[&str] = &[
        "add", "as_mut", "as_ref", "bitand", "bitor", "bitxor", "borrow", "borrow_mut", "clone",
        "cmp", "default", "deref", "deref_mut", "div", "drop", "eq", "from_iter", "from_str",
        "hash", "index", "index_mut", "into_iter", "mul", "neg", "next", "not", "rem", "shl", "shr",
        "sub",
    ];
    const CONVERSIONS: &[&str] = &["as_", "from_", "into_", "is_", "to_"];
    let all: Vec<&str> = names.methods().collect();
    let any = |test: &dyn Fn(&str) -> bool| all.iter().any(|name| test(name));
    let found = [
        ("disallowed_names", any(&|name| DISALLOWED.contains(&name))),
        ("module_inception", names.has_module_inception()),
        ("new_ret_no_self", any(&|name| name == "new")),
        ("self_named_constructors", names.has_model_named_new()),
        (
            "should_implement_trait",
            any(&|name| OF_TRAITS.contains(&name)),
        ),
        (
            "wrong_self_convention",
            any(&|name| CONVERSIONS.iter().any(|prefix| name.starts_with(prefix))),
        ),
    ];
    found
        .into_iter()
        .filter(|(_, found)| *found)
        .map(|(name, _)| ident(name))
        .collect()
}
