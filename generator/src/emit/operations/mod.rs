//! Operations: the client's method, the request that it begins, and its responses.

mod arguments;
mod body;
mod busy;
mod comment;
mod errors;
mod events;
mod example;
mod form;
mod headers;
mod info;
mod options;
mod paging;
mod parameters;
mod responses;
mod sub_client;
mod test_responses;
mod waiters;

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::docs::{Comment, deprecated};
use super::item::Item;
use super::{markdown, text};
use crate::ir::{Operation, ParameterPresence};
use crate::names::{Module, OperationNames};

use arguments::MethodArgument;

pub(crate) use busy::declared as declared_busy;
pub(crate) use example::{ExampleCall, call as example_call};
pub(crate) use parameters::declared;
pub(crate) use sub_client::emit as sub_client;
pub(crate) use test_responses::{
    DocumentedResponse, documented_responses, function as response_function,
};

/// The client's method.
pub(crate) fn method(
    context: &Context<'_>,
    module: Module,
    operation: &Operation,
    names: &OperationNames,
) -> TokenStream {
    let (name, call, table) = (&names.method, &names.call, &names.table);
    let comment = comment::of(context, operation, names).outer();
    let deprecated = deprecated(operation.lifecycle);
    let (arguments, statements) = arguments(context, module, operation, names);
    let new = quote!(apiruntime::codegen::Call::new(&self.core, &#table));
    let body = if statements.is_empty() {
        quote!(#call { call: #new })
    } else {
        quote! {
            let mut call = #new;
            #(#statements)*
            #call { call }
        }
    };
    let allow = many_arguments(&arguments);
    quote! {
        #comment
        #deprecated
        #allow
        pub fn #name(&self #(, #arguments)*) -> #call { #body }
    }
}

/// The arguments of an operation's method, and the statements that set them.
fn arguments(
    context: &Context<'_>,
    module: Module,
    operation: &Operation,
    names: &OperationNames,
) -> (Vec<MethodArgument>, Vec<TokenStream>) {
    let (mut arguments, mut statements) = parameters::required(context, module, operation, names);
    statements.extend(parameters::constants(operation, names));
    if let Some(body) = operation
        .body
        .as_ref()
        .filter(|body| body.presence == ParameterPresence::Required)
        && let Some(argument) = body::argument(context, module, body, names)
    {
        arguments.extend(argument.arguments);
        statements.push(argument.statement);
    }
    (arguments, statements)
}

/// The attribute for a method with so many arguments that clippy asks for fewer; it counts the receiver too.
fn many_arguments(arguments: &[MethodArgument]) -> Option<TokenStream> {
    (arguments.len() > 6).then(|| {
        quote! {
            #[allow(clippy::too_many_arguments, reason = "the description requires that many")]
        }
    })
}

/// Everything else of an operation: the request, its statics, how responses are decoded, and the types of bodies
/// and headers.
pub(crate) fn emit(
    context: &Context<'_>,
    module: Module,
    operation: &Operation,
    names: &OperationNames,
) -> Vec<Item> {
    let types = responses::response_types(context, module, operation, names);
    let paging = paging::emit(context, module, operation, names, &types);
    let (items_method, page) = paging.unzip();
    let mut methods = parameters::setters(context, module, operation, names);
    methods.extend(body_setter(context, module, operation, names));
    methods.extend(items_method);
    methods.extend(save_method(operation, &types));
    methods.extend(server_setter(operation));
    methods.extend(busy::method(context, operation));
    methods.extend(waiters::methods(context, module, operation, names, &types));
    methods.push(options::methods(operation));
    let mut items = request(context, names, operation, &types, &methods);
    items.push(Item::Code(info::statics(context, module, operation, names)));
    items.extend(
        waiters::statics(operation, names)
            .into_iter()
            .map(Item::Code),
    );
    items.push(Item::Code(decode(names, &types)));
    items.extend(page.map(Item::Code));
    items.extend(types.items);
    items.extend(events::items(context, module, names));
    items.extend(headers::items(context, module, operation, names));
    items.extend(body::items(context, module, operation, names));
    items
}

/// The request: struct, setters and sending.
///
/// What sends, decodes, lists and waits is `#[inline]`: it is compiled in the programs that call it, not with the client,
/// of whose operations most programs need a few.
fn request(
    context: &Context<'_>,
    names: &OperationNames,
    operation: &Operation,
    types: &responses::ResponseTypes,
    methods: &[TokenStream],
) -> Vec<Item> {
    let (call, output, error) = (&names.call, &types.output, &types.error);
    let comment = comment::of_request(context, operation, names).outer();
    let future = quote!(apiruntime::codegen::Sending<#output, #error>);
    let result = quote! {
        ::std::result::Result<
            apiruntime::codegen::Response<#output>,
            apiruntime::codegen::Error<#error>,
        >
    };
    vec![
        Item::Code(quote! {
            #comment
            #[must_use = "nothing is sent until the request is awaited"]
            pub struct #call { call: apiruntime::codegen::Call }
        }),
        Item::Code(quote! {
            impl #call {
                #(#methods)*

                #[doc = " Sends the request and decodes the response."]
                #[inline]
                pub fn send(self) -> #future { self.call.send::<Self>() }

                #[doc = " Sends the request and waits for the response, outside an async runtime."]
                #[cfg(feature = "blocking")]
                #[inline]
                pub fn send_blocking(self) -> #result { self.call.send_blocking::<Self>() }
            }
        }),
        Item::Code(quote! {
            impl ::std::future::IntoFuture for #call {
                type Output = #result;
                type IntoFuture = #future;

                #[inline]
                fn into_future(self) -> Self::IntoFuture { self.send() }
            }
        }),
        Item::Code(quote! {
            impl ::std::fmt::Debug for #call {
                fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    self.call.fmt(f)
                }
            }
        }),
    ]
}

fn decode(names: &OperationNames, types: &responses::ResponseTypes) -> TokenStream {
    let (call, output, error, decode) = (&names.call, &types.output, &types.error, &types.decode);
    let allow = &types.allow;
    quote! {
        impl apiruntime::codegen::Operation for #call {
            type Output = #output;
            type Error = #error;

            #[inline]
            #allow
            fn decode(response: &mut apiruntime::codegen::RawResponse) -> apiruntime::codegen::Decoded<Self> {
                #decode
            }
        }
    }
}

/// The method that saves the response, where it is a file.
fn save_method(operation: &Operation, types: &responses::ResponseTypes) -> Option<TokenStream> {
    let error = &types.error;
    operation.has_file().then(|| {
        quote! {
            #[doc = " Saves the response as a file, whole or not at all; a download that breaks off is resumed where possible."]
            #[cfg(feature = "fs")]
            pub fn save_to(
                self,
                path: impl ::std::convert::Into<apiruntime::codegen::fs::PathBuf>,
            ) -> apiruntime::codegen::fs::Download<#error> {
                apiruntime::codegen::fs::Download::new::<Self>(self.call, path.into())
            }
        }
    })
}

/// The setter of the server, where the operation has several of its own, or one with variables.
fn server_setter(operation: &Operation) -> Option<TokenStream> {
    let servers = &operation.servers;
    if servers.len() < 2 && servers.iter().all(|server| server.variables.is_empty()) {
        return None;
    }
    let mut comment = Comment::new("Sets the server of this request. Those of the description:");
    let lines = servers.iter().map(|server| {
        let url = text::code(&server.template());
        let about = server.docs.description.as_deref().map(markdown::line);
        match about.filter(|text| !text.is_empty()) {
            Some(about) => format!("- {url}: {about}"),
            None => format!("- {url}"),
        }
    });
    comment.paragraph(lines.collect());
    if let Some(first) = servers.first() {
        let default = text::code(&first.default_url);
        comment.paragraph(vec![format!("Unless set: {default}.")]);
    }
    let comment = comment.outer();
    Some(quote! {
        #comment
        pub fn server_url(mut self, url: &str) -> Self {
            self.call.server_url(url);
            self
        }
    })
}

fn body_setter(
    context: &Context<'_>,
    module: Module,
    operation: &Operation,
    names: &OperationNames,
) -> Option<TokenStream> {
    let body = operation
        .body
        .as_ref()
        .filter(|body| body.presence == ParameterPresence::Optional)?;
    let argument = body::argument(context, module, body, names)?;
    let (name, arguments, statement) = (&names.body, argument.arguments, argument.statement);
    let mut comment = Comment::of_value(context, &body.docs, "Sets the body.");
    if let [content] = body.contents.as_slice() {
        comment.paragraph(vec![format!(
            "Sent as {}.",
            text::code(&content.media_type.text)
        )]);
    }
    let comment = comment.outer();
    Some(quote! {
        #comment
        pub fn #name(self #(, #arguments)*) -> Self {
            let mut call = self.call;
            #statement
            Self { call }
        }
    })
}
