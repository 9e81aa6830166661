//! The client, its builder, and the types that choose a server.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::context::{Context, Site};
use super::docs::Comment;
use super::item::{Item, Table};
use super::operations::{default_url, parameter_line};
use super::rules::code;
use crate::ir::{KeyLocation, SchemeKind, SecurityScheme, Server, UrlPiece};
use crate::names::{MethodName, VariableNames, variables};

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
            parameter_line(context, Site::Client, &known.parameter, &table)
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
    for (variable, names) in variables(context.api)
        .into_iter()
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
        pub struct Client { pub(super) core: crate::runtime::Core }
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
        .zip(variables(context.api))
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
            core: crate::runtime::CoreBuilder,
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

fn variable_type(names: &VariableNames, free: bool) -> TokenStream {
    let ty = &names.ty;
    if free {
        quote!(::std::string::String)
    } else {
        quote!(#ty)
    }
}

fn has_servers(context: &Context<'_>) -> bool {
    context.api.servers.len() > 1
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
        .zip(variables(context.api))
        .map(|(names, variable)| variable_setter(names, variable));
    let parameters = context.api.client_parameters.iter().zip(&context.names.client.parameters).map(|(known, name)| {
        let wire = &known.parameter.wire;
        let comment = Comment::of(&known.parameter.docs, &format!("Sets {} of every request.", code(wire))).outer();
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
                    core: crate::runtime::Core::builder(&[#(#slots),*]),
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
            pub fn config(mut self, config: crate::runtime::Config) -> Self {
                self.core = self.core.config(config);
                self
            }
            #[doc = " Sets the transport, instead of the default one."]
            pub fn transport(mut self, transport: impl crate::runtime::Transport) -> Self {
                self.core = self.core.transport(transport);
                self
            }
            #[doc = " Adds hooks to requests and answers; those added first see a request first."]
            pub fn middleware(mut self, middleware: impl crate::runtime::Middleware) -> Self {
                self.core = self.core.middleware(middleware);
                self
            }
            #build
            #from_server
        }
    }
}

fn endpoint_docs(context: &Context<'_>) -> Comment {
    let mut comment =
        Comment::new("Sets the URL that the paths of the operations are appended to.");
    match context.api.servers.first().map(default_url) {
        Some(url) if is_absolute(&url) => {
            comment.paragraph(vec![format!(
                "Unless set it is that of the description: {}.",
                code(&url)
            )]);
        }
        Some(url) => comment.paragraph(vec![format!(
            "It must be set: the description names only the path {}, which belongs to it.",
            code(&url)
        )]),
        None => comment.paragraph(vec![
            "It must be set: the description names none.".to_owned(),
        ]),
    }
    comment
}

fn is_absolute(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

fn variable_setter(names: &VariableNames, variable: &crate::ir::ServerVariable) -> TokenStream {
    let setter = &names.setter;
    let mut comment = Comment::of(
        &variable.docs,
        &format!(
            "Sets the variable {} of the server's URL.",
            code(&variable.name)
        ),
    );
    comment.paragraph(vec![format!("Default: {}.", code(&variable.default))]);
    let comment = comment.outer();
    let ty = variable_type(names, variable.values.is_empty());
    quote! {
        #comment
        pub fn #setter(mut self, #setter: impl ::std::convert::Into<#ty>) -> Self {
            self.#setter = ::std::option::Option::Some(::std::convert::Into::into(#setter));
            self
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
        .zip(variables(context.api))
        .collect();
    let told = variables.iter().map(|(names, variable)| {
        let (setter, name) = (&names.setter, &variable.name);
        quote! {
            if let ::std::option::Option::Some(#setter) = &self.#setter {
                core = core.server_variable(#name, #setter.as_str());
            }
        }
    });
    let urls: Vec<_> = context
        .api
        .servers
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
    let uses_self = context.api.servers.len() > 1
        || context
            .api
            .servers
            .iter()
            .any(|server| !server.variables.is_empty() && is_absolute(&default_url(server)));
    let (receiver, call) = if uses_self {
        (quote!(&self), quote!(self.from_server()))
    } else {
        (quote!(), quote!(Self::from_server()))
    };
    let mutable = if variables.is_empty() {
        quote!()
    } else {
        quote!(mut)
    };
    let build = quote! {
        #[doc = " Makes the client."]
        #[doc = ""]
        #[doc = " # Errors"]
        #[doc = ""]
        #[doc = " When no endpoint is known, or a setting cannot be used."]
        pub fn build(self) -> ::std::result::Result<Client, crate::runtime::BuildError> {
            let endpoint = match &self.endpoint {
                ::std::option::Option::Some(endpoint) => ::std::option::Option::Some(endpoint.clone()),
                ::std::option::Option::None => #call,
            };
            let #mutable core = self.core;
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

/// The URL of a server as an expression; `None` where it is relative.
fn url(context: &Context<'_>, server: &Server) -> TokenStream {
    if !is_absolute(&default_url(server)) {
        return quote!(::std::option::Option::None);
    }
    let mut format = String::new();
    let mut bindings: Vec<(&MethodName, TokenStream)> = Vec::new();
    for piece in &server.url {
        match piece {
            UrlPiece::Literal(text) => format.push_str(&text.replace('{', "{{").replace('}', "}}")),
            UrlPiece::Variable(name) => {
                let all = context
                    .names
                    .client
                    .variables
                    .iter()
                    .zip(variables(context.api));
                let Some((names, variable)) =
                    all.into_iter().find(|(_, variable)| variable.name == *name)
                else {
                    continue;
                };
                let declared = server
                    .variables
                    .iter()
                    .find(|variable| variable.name == *name);
                let default = declared
                    .map(|variable| variable.default.as_str())
                    .unwrap_or_default();
                let (setter, ty) = (
                    &names.setter,
                    variable_type(names, variable.values.is_empty()),
                );
                format.push_str("{}");
                let value = quote!(self.#setter.as_ref().map_or(#default, #ty::as_str));
                bindings.push((setter, value));
            }
        }
    }
    if bindings.is_empty() {
        let text = default_url(server);
        return quote!(::std::option::Option::Some(::std::string::String::from(#text)));
    }
    let names: Vec<_> = bindings.iter().map(|(name, _)| name).collect();
    let mut declared: Vec<&MethodName> = Vec::new();
    let mut statements = TokenStream::new();
    for (name, value) in &bindings {
        if !declared.contains(name) {
            declared.push(name);
            statements.extend(quote!(let #name = #value;));
        }
    }
    quote!({
        #statements
        ::std::option::Option::Some(::std::format!(#format, #(#names),*))
    })
}

fn server_enum(context: &Context<'_>) -> Option<Item> {
    if !has_servers(context) {
        return None;
    }
    let variants = context
        .names
        .client
        .servers
        .iter()
        .zip(&context.api.servers)
        .map(|(name, server)| {
            let mut comment = Comment::of(&server.docs, &code(&default_url(server)));
            if server.docs.description.is_some() || server.docs.summary.is_some() {
                comment.paragraph(vec![code(&default_url(server))]);
            }
            let comment = comment.outer();
            quote!(#comment #name,)
        });
    Some(Item::Code(quote! {
        #[doc = " The servers of the description."]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Server { #(#variants)* }
    }))
}

fn variable_enum(variable: &crate::ir::ServerVariable, names: &VariableNames) -> Vec<Item> {
    let ty = &names.ty;
    let comment = Comment::of(
        &variable.docs,
        &format!("The variable {} of the server's URL.", code(&variable.name)),
    )
    .outer();
    let variants = names
        .values
        .iter()
        .zip(&variable.values)
        .map(|(name, value)| {
            let comment = Comment::new(code(value)).outer();
            quote!(#comment #name,)
        });
    let lines = names
        .values
        .iter()
        .zip(&variable.values)
        .map(|(name, value)| format!("{} => {name};", Literal::string(value)))
        .collect();
    vec![
        Item::Code(quote! {
            #comment
            #[derive(Clone, Debug, PartialEq, Eq, Hash)]
            #[non_exhaustive]
            pub enum #ty {
                #(#variants)*
                #[doc = " Another one, named by [`From`]."]
                Unknown(crate::runtime::UnknownValue),
            }
        }),
        Item::Table(Table {
            name: "string_enum",
            head: ty.to_string(),
            lines,
            ..Table::default()
        }),
    ]
}

/// Whether a scheme is set by `credentials`: access keys, and the token that they can be exchanged for.
fn is_huawei(context: &Context<'_>, scheme: &SecurityScheme) -> bool {
    let has_signing = context
        .api
        .schemes
        .iter()
        .any(|scheme| scheme.kind == SchemeKind::SdkHmacSha256);
    match &scheme.kind {
        SchemeKind::SdkHmacSha256 => true,
        SchemeKind::ApiKey {
            location: KeyLocation::Header,
            name,
        } => has_signing && name.eq_ignore_ascii_case("X-Auth-Token"),
        _ => false,
    }
}

/// The setter of each slot, for messages.
fn slot_setters(context: &Context<'_>) -> Vec<String> {
    context
        .api
        .schemes
        .iter()
        .zip(&context.names.client.schemes)
        .map(|(scheme, setter)| {
            if is_huawei(context, scheme) {
                "credentials".to_owned()
            } else {
                setter.plain().to_owned()
            }
        })
        .collect()
}

fn scheme_setters(context: &Context<'_>) -> Vec<TokenStream> {
    let mut setters = Vec::new();
    for (slot, (scheme, name)) in context
        .api
        .schemes
        .iter()
        .zip(&context.names.client.schemes)
        .enumerate()
    {
        let slot = Literal::usize_unsuffixed(slot);
        if scheme.kind == SchemeKind::SdkHmacSha256 {
            setters.push(quote! {
                #[doc = " Sets the credentials: access keys, a token, or a provider of either."]
                pub fn credentials(
                    mut self,
                    credentials: impl ::std::convert::Into<crate::runtime::huawei::CredentialsSource>,
                ) -> Self {
                    let authorizer = crate::runtime::huawei::HuaweiAuthorizer::new(credentials);
                    self.core = self.core.authorizer(#slot, ::std::sync::Arc::new(authorizer));
                    self
                }
            });
        } else if !is_huawei(context, scheme) {
            setters.push(scheme_setter(scheme, name, &slot));
        }
    }
    setters
}

fn scheme_setter(scheme: &SecurityScheme, name: &MethodName, slot: &Literal) -> TokenStream {
    let source = quote!(impl ::std::convert::Into<crate::runtime::auth::TokenSource>);
    let secret = quote!(crate::runtime::auth::SecretAuthorizer);
    let (what, arguments, authorizer) = match &scheme.kind {
        SchemeKind::Basic => (
            "Sets user and password (HTTP basic authentication).".to_owned(),
            quote!(, user: &str, password: &str),
            quote!(#secret::basic(user, password)),
        ),
        SchemeKind::Bearer => (
            "Sets the bearer token, or a provider of it.".to_owned(),
            quote!(, token: #source),
            quote!(#secret::bearer(token)),
        ),
        SchemeKind::OAuth2(flows) => {
            let mut what = "Sets the OAuth 2.0 access token, or a provider of it".to_owned();
            match &flows.client_credentials {
                Some(url) => what.push_str(&format!(
                    " (`ClientCredentials` with the token URL {} is one).",
                    code(url)
                )),
                None => what.push('.'),
            }
            (
                what,
                quote!(, token: #source),
                quote!(#secret::bearer(token)),
            )
        }
        SchemeKind::OpenIdConnect(url) => (
            format!(
                "Sets the access token of OpenID Connect ({}), or a provider of it.",
                code(url)
            ),
            quote!(, token: #source),
            quote!(#secret::bearer(token)),
        ),
        SchemeKind::Http(scheme) => (
            format!(
                "Sets what follows {} in the `Authorization` header.",
                code(scheme)
            ),
            quote!(, credentials: #source),
            quote!(#secret::scheme(#scheme, credentials)),
        ),
        SchemeKind::ApiKey { location, name } => {
            let (place, make) = match location {
                KeyLocation::Header => ("header", quote!(header)),
                KeyLocation::Query => ("query parameter", quote!(query)),
                KeyLocation::Cookie => ("cookie", quote!(cookie)),
            };
            (
                format!("Sets the key that is sent in the {place} {}.", code(name)),
                quote!(, key: #source),
                quote!(#secret::#make(#name, key)),
            )
        }
        SchemeKind::MutualTls => (
            "Says that the transport presents a client certificate.".to_owned(),
            quote!(),
            quote!(crate::runtime::auth::MutualTls),
        ),
        SchemeKind::SdkHmacSha256 => (
            String::new(),
            quote!(),
            quote!(crate::runtime::auth::MutualTls),
        ),
    };
    let mut comment = Comment::new(what);
    if let Some(description) = &scheme.docs.description {
        comment.paragraph(super::markdown::lines(description));
    }
    let comment = comment.outer();
    quote! {
        #comment
        pub fn #name(mut self #arguments) -> Self {
            self.core = self.core.authorizer(#slot, ::std::sync::Arc::new(#authorizer));
            self
        }
    }
}
