//! Sub-clients: the operations of a tag under shorter names.

use quote::quote;

use super::super::context::{Context, ModuleContext, NamedOperation};
use super::super::docs::{Comment, deprecated, many_arguments};
use super::super::fragment::{Fragment, code};
use super::super::item::{Item, Members};
use super::super::markdown;
use super::{MethodArgument, arguments};
use crate::names::{MethodName, Module, SubClientNames};

/// Returns the sub-client of a tag: the client's method that returns it, the type, and its methods.
pub(crate) fn emit(context: &Context<'_>, sub_client: &SubClientNames) -> Vec<Item> {
    let module = context.in_module(Module::Operations(Some(sub_client.tag)));
    let SubClientNames { accessor, ty, .. } = sub_client;
    let client = module.of_client("Client");
    let tag = context.api.tags.get(sub_client.tag);
    let tag = tag.map_or_else(String::new, |tag| markdown::line(tag.name.trim()));
    let accessor_docs = Comment::new(format!(
        "Returns the operations of {tag}, under shorter names."
    ))
    .outer();
    let page = format!(
        "The operations of {tag}, as [`Client::{}`]({}) returns them.",
        accessor.plain(),
        context.method_path(accessor)
    );
    let comment = Comment::new(page).outer();
    let methods = sub_client
        .methods
        .iter()
        .filter_map(|(index, short)| Some(method(&module, context.operation(*index)?, short)));
    let methods = methods.collect();
    vec![
        Item::Code(quote! {
            impl #client {
                #accessor_docs
                pub fn #accessor(&self) -> #ty<'_> { #ty { client: self } }
            }
        }),
        Item::Code(quote! {
            #comment
            #[derive(Clone, Copy, Debug)]
            pub struct #ty<'a> { client: &'a #client }
        }),
        Item::block(code!(ty => impl #ty<'_>), Members::Items, methods),
    ]
}

/// Returns a method, which calls the method of the client.
fn method(
    context: &ModuleContext<'_>,
    operation: NamedOperation<'_>,
    short: &MethodName,
) -> Fragment {
    let (name, call) = (&operation.names.method, &operation.names.call);
    let (arguments, _) = arguments(context, operation);
    let passed = Fragment::listed(arguments.iter().map(MethodArgument::name).cloned());
    let link = format!(
        "[`Client::{}`]({})",
        name.plain(),
        context.method_path(name)
    );
    let summary = operation.docs.summary.as_deref().map(markdown::line);
    let comment = match summary.filter(|summary| !summary.is_empty()) {
        Some(summary) => Comment::new(format!("{summary}: {link}")),
        None => Comment::new(format!("See {link}.")),
    };
    let (comment, deprecated) = (comment.outer(), deprecated(operation.lifecycle));
    let allow = many_arguments(arguments.len() + 1);
    let arguments: Vec<_> = arguments.into_iter().map(MethodArgument::next).collect();
    code! { comment, deprecated, allow, short, arguments, call, name, passed =>
        #comment
        #deprecated
        #allow
        #[inline]
        pub fn #short(&self #arguments) -> #call { self.client.#name(#passed) }
    }
}
