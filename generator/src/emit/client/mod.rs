//! The client, its builder, and the types that choose a server.

mod error;
mod security;
mod servers;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::context::Context;
use super::docs::Comment;
use super::item::Item;
use super::operations::{declared, declared_busy};
use super::text::code;
use crate::ir::{Operation, Server};
use crate::names::Module;
use security::{scheme_setters, slot_setters};
use servers::{
    endpoint_docs, has_own_servers, has_servers, server_enum, server_variable_statement, url,
    variable_enum, variable_setter, variable_type,
};

/// Returns the items of the module `client`.
pub(crate) fn emit(context: &Context<'_>) -> Vec<Item> {
    let mut items = Vec::new();
    items.push(Item::Code(client(context)));
    items.push(Item::Code(quote! {
        impl Client {
            #[doc = " Returns a builder."]
            pub fn builder() -> ClientBuilder { ClientBuilder::new() }

            #[doc = " Returns a request of an operation that the description does not have. `path` begins with `/`; the"]
            #[doc = " parameters of the client in it, as `{name}`, are filled in."]
            pub fn request(
                &self,
                method: apiruntime::codegen::http::Method,
                path: &str,
            ) -> apiruntime::codegen::RawRequest {
                apiruntime::codegen::RawRequest::new(&self.core, &REQUEST, method, path)
            }

            #[doc = " Returns a request to a whole URL, such as a signed link that a response has, on any host. It is sent without"]
            #[doc = " the credentials and the parameters of the client."]
            pub fn request_url(
                &self,
                method: apiruntime::codegen::http::Method,
                url: &str,
            ) -> apiruntime::codegen::RawRequest {
                apiruntime::codegen::RawRequest::of_url(&self.core, method, url)
            }
        }
    }));
    items.push(Item::Code(builder(context)));
    items.push(Item::Code(builder_methods(context)));
    items.push(Item::Code(endpoint(context)));
    items.push(Item::Code(builder_debug()));
    items.extend(error::error());
    items.push(Item::Code(statics(context)));
    items.extend(server_enum(context));
    for (names, variable) in context.server_variables() {
        if !variable.values.is_empty() {
            items.extend(variable_enum(variable, names));
        }
    }
    items
}

/// Returns the statics that operations refer to: the parameters of the client, the responses that mean busy, and the
/// indexes of the credentials.
fn statics(context: &Context<'_>) -> TokenStream {
    let names = &context.names.client;
    let module = context.in_module(Module::Client);
    let parameters = context
        .api
        .client_parameters
        .iter()
        .zip(&names.parameter_tables)
        .map(|(known, table)| {
            let declared = declared(&module, known, table);
            quote!(pub(super) #declared)
        });
    let slots = (0_usize..).zip(&names.slots).map(|(number, slot)| {
        let number = Literal::usize_unsuffixed(number);
        quote!(pub(super) const #slot: usize = #number;)
    });
    let busy = context.api.busy.iter().zip(&names.busy);
    let busy = busy.map(|(known, name)| declared_busy(known, name));
    let request = request(context);
    quote!(#(#parameters)* #request #(#busy)* #(#slots)*)
}

/// Returns the static with the settings of requests that belong to no operation.
fn request(context: &Context<'_>) -> TokenStream {
    let names = &context.names.client;
    let mut more = TokenStream::new();
    let parameters = &names.parameter_tables;
    if !parameters.is_empty() {
        more.extend(quote!(.client_parameters(&[#(&#parameters),*])));
    }
    if !context.security.is_empty() {
        let security = context.security.iter().map(|alternative| {
            let slots = alternative.iter().filter_map(|slot| names.slots.get(*slot));
            quote!(&[#(#slots),*])
        });
        more.extend(quote!(.security(&[#(#security),*])));
    }
    quote! {
        pub(super) static REQUEST: apiruntime::codegen::OperationInfo = apiruntime::codegen::OperationInfo::new(
            "request",
            "GET",
            "",
        ) #more;
    }
}

fn client(context: &Context<'_>) -> TokenStream {
    let mut comment = Comment::new(format!(
        "A client of {}.",
        super::markdown::line(title(context))
    ));
    comment.paragraph(vec![
        "Made by [`Client::builder`]; cheap to clone, and clones share connections. Each method returns a request, which is sent by \
         `.await` or `send`; [the page of its module](super) lists them."
            .to_owned(),
    ]);
    let comment = comment.outer();
    quote! {
        #comment
        #[derive(Clone, Debug)]
        pub struct Client { pub(super) core: apiruntime::codegen::Core }
    }
}

fn title<'a>(context: &'a Context<'_>) -> &'a str {
    match context.api.title.as_str() {
        "" => "the API",
        title => title,
    }
}

fn builder(context: &Context<'_>) -> TokenStream {
    let fields = context.server_variables().map(|(names, variable)| {
        let (setter, ty) = (
            &names.setter,
            variable_type(names, variable.values.is_empty()),
        );
        quote!(#setter: ::std::option::Option<#ty>,)
    });
    let server = has_servers(context).then(|| quote!(server: Server,));
    quote! {
        #[doc = " Builds a [`Client`]."]
        #[must_use]
        pub struct ClientBuilder {
            core: apiruntime::codegen::CoreBuilder,
            endpoint: ::std::option::Option<::std::string::String>,
            #server
            #(#fields)*
        }
    }
}

/// Returns the implementation of `Debug` for the builder. It shows no credentials and no arguments: they may be
/// secrets.
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
        .server_variables()
        .map(|(names, variable)| variable_setter(names, variable));
    let tables = &context.names.client.parameter_tables;
    let parameters = context.api.client_parameters.iter().zip(&context.names.client.parameters).zip(tables).map(|((known, name), table)| {
        let wire = &known.wire;
        let comment = Comment::of(&known.docs, &format!("Sets {} of every request.", code(wire))).outer();
        quote! {
            #comment
            pub fn #name(mut self, #name: impl ::std::convert::Into<::std::string::String>) -> Self {
                self.core = self.core.parameter(#table.name(), #name);
                self
            }
        }
    });
    let schemes = scheme_setters(context);
    let has_security = |operation: &Operation| !operation.security.is_empty();
    let anonymous = context.api.operations.iter().any(has_security).then(|| {
        quote! {
            #[doc = " Sends requests without credentials where none are set: for a server that asks for none."]
            pub fn anonymous(mut self) -> Self {
                self.core = self.core.anonymous();
                self
            }
        }
    });
    let build = build(context);
    quote! {
        impl ClientBuilder {
            fn new() -> Self {
                Self {
                    core: apiruntime::codegen::Core::builder(&[#(#slots),*]).user_agent(::std::concat!(
                        ::std::env!("CARGO_PKG_NAME"), "/", ::std::env!("CARGO_PKG_VERSION")
                    )),
                    endpoint: ::std::option::Option::None,
                    #initial
                }
            }
            #endpoint
            pub fn endpoint(mut self, endpoint: &str) -> Self {
                self.endpoint = ::std::option::Option::Some(endpoint.to_owned());
                self
            }
            #server
            #(#variable_setters)*
            #(#parameters)*
            #(#schemes)*
            #anonymous
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
            #[doc = " Adds hooks to requests and responses; those added first see a request first."]
            pub fn middleware(mut self, middleware: impl apiruntime::codegen::Middleware) -> Self {
                self.core = self.core.middleware(middleware);
                self
            }
            #build
        }
    }
}

fn build(context: &Context<'_>) -> TokenStream {
    let variables = context
        .server_variables()
        .map(|(names, variable)| server_variable_statement(context, names, &variable.name));
    let replaces = has_own_servers(context).then(|| {
        let first = context.api.servers.list.first();
        let path = first.map(Server::default_path).unwrap_or_default();
        quote! {
            if self.endpoint.is_some() {
                core = core.replaces_servers(#path);
            }
        }
    });
    quote! {
        #[doc = " Builds the client."]
        #[doc = ""]
        #[doc = " # Errors"]
        #[doc = ""]
        #[doc = " If no endpoint is known, or a setting cannot be used."]
        pub fn build(self) -> ::std::result::Result<Client, apiruntime::codegen::BuildError> {
            let endpoint = endpoint(&self)?;
            let mut core = self.core;
            #(#variables)*
            #replaces
            if let ::std::option::Option::Some(endpoint) = endpoint {
                core = core.endpoint(endpoint);
            }
            ::std::result::Result::Ok(Client { core: core.build()? })
        }
    }
}

/// Returns the function that decides the endpoint: the configured one, else the URL of the server.
fn endpoint(context: &Context<'_>) -> TokenStream {
    let urls: Vec<_> = context
        .api
        .servers
        .list
        .iter()
        .map(|server| url(context, server))
        .collect();
    let server = match urls.as_slice() {
        [] => quote!(::std::result::Result::Ok(::std::option::Option::None)),
        [url] => quote!(#url),
        several => {
            let servers = &context.names.client.servers;
            let arms = servers.iter().zip(several);
            let arms = arms.map(|(variant, url)| quote!(Server::#variant => #url,));
            quote!(match builder.server { #(#arms)* })
        }
    };
    quote! {
        fn endpoint(
            builder: &ClientBuilder,
        ) -> ::std::result::Result<
            ::std::option::Option<::std::string::String>,
            apiruntime::codegen::BuildError,
        > {
            if builder.endpoint.is_some() {
                return ::std::result::Result::Ok(builder.endpoint.clone());
            }
            #server
        }
    }
}
