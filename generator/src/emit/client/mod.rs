//! The client, its builder, and the types that choose a server.

mod security;
mod servers;

use proc_macro2::TokenStream;
use quote::quote;

use super::context::{Context, Site};
use super::docs::Comment;
use super::item::Item;
use super::operations::parameter_line;
use super::rules::code;
use crate::ir::UrlReach;
use security::{scheme_setters, slot_setters};
use servers::{
    endpoint_docs, has_servers, server_enum, told, url, variable_enum, variable_setter,
    variable_type,
};

/// The items of the module `client`.
pub(crate) fn emit(context: &Context<'_>) -> Vec<Item> {
    let mut items = Vec::new();
    let lines: Vec<_> = context
        .api
        .client_parameters
        .iter()
        .zip(&context.names.client.parameter_tables)
        .map(|(known, table)| {
            let table = format!("pub(super) {table}");
            parameter_line(context, Site::Client, known, &table)
        })
        .collect();
    if !lines.is_empty() {
        items.push(Item::Lines(lines));
    }
    items.push(Item::Code(client(context)));
    items.push(Item::Code(quote! {
        impl Client {
            #[doc = " Starts to put a client together."]
            pub fn builder() -> ClientBuilder { ClientBuilder::new() }
        }
    }));
    items.push(Item::Code(builder(context)));
    items.push(Item::Code(builder_methods(context)));
    items.push(Item::Code(builder_debug()));
    items.extend(server_enum(context));
    for (variable, names) in context
        .api
        .servers
        .variables
        .iter()
        .zip(&context.names.client.variables)
    {
        if !variable.values.is_empty() {
            items.extend(variable_enum(variable, names));
        }
    }
    items
}

fn client(context: &Context<'_>) -> TokenStream {
    let mut comment = Comment::new(format!(
        "A client of {}.",
        super::markdown::line(title(context))
    ));
    comment.paragraph(vec![
        "It is cheap to clone, and its clones share connections. Each method begins a request, which is sent by"
            .to_owned(),
        "`.await` or `send`.".to_owned(),
    ]);
    let comment = comment.outer();
    quote! {
        #comment
        #[derive(Clone, Debug)]
        pub struct Client { pub(super) core: apiruntime::codegen::Core }
    }
}

fn title<'a>(context: &'a Context<'_>) -> &'a str {
    if context.api.title.trim().is_empty() {
        "the API"
    } else {
        context.api.title.trim()
    }
}

fn builder(context: &Context<'_>) -> TokenStream {
    let fields = context
        .names
        .client
        .variables
        .iter()
        .zip(&context.api.servers.variables)
        .map(|(names, variable)| {
            let (setter, ty) = (
                &names.setter,
                variable_type(names, variable.values.is_empty()),
            );
            quote!(#setter: ::std::option::Option<#ty>,)
        });
    let server = has_servers(context).then(|| quote!(server: Server,));
    quote! {
        #[doc = " Puts a [`Client`] together."]
        #[must_use]
        pub struct ClientBuilder {
            core: apiruntime::codegen::CoreBuilder,
            endpoint: ::std::option::Option<::std::string::String>,
            #server
            #(#fields)*
        }
    }
}

/// Credentials and arguments may be secrets, so nothing of them is shown.
fn builder_debug() -> TokenStream {
    quote! {
        impl ::std::fmt::Debug for ClientBuilder {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct("ClientBuilder").field("core", &self.core).finish_non_exhaustive()
            }
        }
    }
}

fn builder_methods(context: &Context<'_>) -> TokenStream {
    let slots: Vec<String> = slot_setters(context);
    let mut initial = TokenStream::new();
    for names in &context.names.client.variables {
        let setter = &names.setter;
        initial.extend(quote!(#setter: ::std::option::Option::None,));
    }
    if let (true, Some(first)) = (has_servers(context), context.names.client.servers.first()) {
        initial.extend(quote!(server: Server::#first,));
    }
    let server = has_servers(context).then(|| {
        quote! {
            #[doc = " Chooses one of the servers of the description; the first one unless set."]
            pub fn server(mut self, server: Server) -> Self {
                self.server = server;
                self
            }
        }
    });
    let endpoint = endpoint_docs(context).outer();
    let variable_setters = context
        .names
        .client
        .variables
        .iter()
        .zip(&context.api.servers.variables)
        .map(|(names, variable)| variable_setter(names, variable));
    let parameters = context.api.client_parameters.iter().zip(&context.names.client.parameters).map(|(known, name)| {
        let wire = &known.wire;
        let comment = Comment::of(&known.docs, &format!("Sets {} of every request.", code(wire))).outer();
        quote! {
            #comment
            pub fn #name(mut self, #name: impl ::std::convert::Into<::std::string::String>) -> Self {
                self.core = self.core.parameter(#wire, #name);
                self
            }
        }
    });
    let schemes = scheme_setters(context);
    let (build, from_server) = build(context);
    quote! {
        impl ClientBuilder {
            fn new() -> Self {
                Self {
                    core: apiruntime::codegen::Core::builder(&[#(#slots),*]),
                    endpoint: ::std::option::Option::None,
                    #initial
                }
            }
            #endpoint
            pub fn endpoint(mut self, endpoint: &str) -> Self {
                self.endpoint = ::std::option::Option::Some(::std::string::String::from(endpoint));
                self
            }
            #server
            #(#variable_setters)*
            #(#parameters)*
            #(#schemes)*
            #[doc = " Sets time limits, retries, limits and connections."]
            pub fn config(mut self, config: apiruntime::codegen::Config) -> Self {
                self.core = self.core.config(config);
                self
            }
            #[doc = " Sets the transport, instead of the default one."]
            pub fn transport(mut self, transport: impl apiruntime::codegen::Transport) -> Self {
                self.core = self.core.transport(transport);
                self
            }
            #[doc = " Adds hooks to requests and answers; those added first see a request first."]
            pub fn middleware(mut self, middleware: impl apiruntime::codegen::Middleware) -> Self {
                self.core = self.core.middleware(middleware);
                self
            }
            #build
            #from_server
        }
    }
}

/// `build`, and what it takes the endpoint from.
fn build(context: &Context<'_>) -> (TokenStream, TokenStream) {
    let variables: Vec<_> = context
        .names
        .client
        .variables
        .iter()
        .zip(&context.api.servers.variables)
        .collect();
    let told = variables
        .iter()
        .map(|(names, variable)| told(context, names, &variable.name));
    let urls: Vec<_> = context
        .api
        .servers
        .list
        .iter()
        .map(|server| url(context, server))
        .collect();
    let from_server = match urls.as_slice() {
        [] => quote!(::std::option::Option::None),
        [only] => match only.clone().into_iter().next() {
            // A block by itself is the body of the function.
            Some(proc_macro2::TokenTree::Group(group)) => group.stream(),
            _ => only.clone(),
        },
        several => {
            let arms = context
                .names
                .client
                .servers
                .iter()
                .zip(several)
                .map(|(variant, url)| quote!(Server::#variant => #url,));
            quote!(match self.server { #(#arms)* })
        }
    };
    let uses_self = has_servers(context)
        || context
            .api
            .servers
            .list
            .iter()
            .any(|server| !server.variables.is_empty() && server.reach == UrlReach::Absolute);
    let (receiver, from) = if uses_self {
        (quote!(&self), quote!(|| self.from_server()))
    } else {
        (quote!(), quote!(Self::from_server))
    };
    let build = quote! {
        #[doc = " Makes the client."]
        #[doc = ""]
        #[doc = " # Errors"]
        #[doc = ""]
        #[doc = " When no endpoint is known, or a setting cannot be used."]
        pub fn build(self) -> ::std::result::Result<Client, apiruntime::codegen::BuildError> {
            let endpoint = self.endpoint.clone().or_else(#from);
            let core = self.core;
            #(#told)*
            let core = match endpoint {
                ::std::option::Option::Some(endpoint) => core.endpoint(endpoint),
                ::std::option::Option::None => core,
            };
            ::std::result::Result::Ok(Client { core: core.build()? })
        }
    };
    let from_server = quote! {
        fn from_server(#receiver) -> ::std::option::Option<::std::string::String> { #from_server }
    };
    (build, from_server)
}
