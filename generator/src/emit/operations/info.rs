//! The statics that describe an operation and its parameters.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::context::{Context, of_client};
use super::{busy, parameters, responses};
use crate::ir::{Operation, ParameterScope, Repeat, ResponseContent, Server, ServerVariable};
use crate::names::{Module, OperationNames};

/// The static of an operation, and those of its parameters that no other operation of the module declares.
pub(super) fn statics(
    context: &Context<'_>,
    module: Module,
    operation: &Operation,
    names: &OperationNames,
) -> TokenStream {
    let table = &names.table;
    let id = operation
        .id
        .as_deref()
        .unwrap_or_else(|| names.method.plain());
    let method = operation.method.as_str();
    let path = &operation.path;
    let more = more(context, module, operation);
    let parameters = parameters::of_call(operation, names)
        .filter(|(_, names)| names.is_declared_here)
        .map(|(parameter, names)| parameters::declared(context, module, parameter, &names.table));
    quote! {
        static #table: apiruntime::codegen::OperationInfo =
            apiruntime::codegen::OperationInfo::new(#id, #method, #path) #more;
        #(#parameters)*
    }
}

/// What not every operation has.
fn more(context: &Context<'_>, module: Module, operation: &Operation) -> TokenStream {
    let mut more = TokenStream::new();
    match &operation.repeat {
        Repeat::Idempotent => more.extend(quote!(.idempotent())),
        Repeat::WithKey(header) => more.extend(quote!(.idempotency_key(#header))),
        Repeat::OnlyUnsent => {}
    }
    if !operation.accept.is_empty() {
        let accept = operation.accept.join(", ");
        more.extend(quote!(.accept(#accept)));
    }
    more.extend(success(operation));
    more.extend(busy::of_info(context, module, operation));
    more.extend(bodies(operation));
    let client: Vec<_> = operation
        .parameters
        .iter()
        .filter_map(|parameter| match parameter.scope {
            ParameterScope::Client(index) => context.names.client.parameter_tables.get(index),
            ParameterScope::Call => None,
        })
        .map(|table| of_client(module, table))
        .collect();
    if !client.is_empty() {
        more.extend(quote!(.client_parameters(&[#(&#client),*])));
    }
    let security: Vec<_> = operation
        .security
        .iter()
        .map(|alternative| {
            let slots = alternative
                .iter()
                .filter_map(|slot| context.names.client.slots.get(*slot))
                .map(|slot| of_client(module, slot));
            quote!(&[#(#slots),*])
        })
        .collect();
    if !security.is_empty() {
        more.extend(quote!(.security(&[#(#security),*])));
    }
    let secrets: Vec<_> = context.facts.secrets(operation).collect();
    if !secrets.is_empty() {
        more.extend(quote!(.sensitive(&[#(#secrets),*])));
    }
    if let Some(server) = operation.servers.first() {
        more.extend(own_server(context, server));
    }
    more
}

/// The server of the operation. Variables that the client has, too, have the client's values.
fn own_server(context: &Context<'_>, server: &Server) -> TokenStream {
    let of_client = &context.api.servers.variables;
    let is_shared = |own: &ServerVariable| of_client.iter().any(|known| known.name == own.name);
    if !server.variables.iter().any(is_shared) {
        let url = &server.default_url;
        return quote!(.server(#url));
    }
    let template = server.template();
    let variables = server.variables.iter().map(|own| {
        let (name, default) = (&own.name, &own.default);
        let described = own.uncommon_values(default);
        let described = described.iter();
        quote!((#name, #default, &[#(#described),*]))
    });
    quote!(.server(#template).server_variables(&[#(#variables),*]))
}

/// The documented success that another one is taken for.
fn success(operation: &Operation) -> Option<TokenStream> {
    let taken = operation.undocumented_success()?;
    let status = |status: Option<u16>| match status {
        Some(status) => {
            let status = Literal::u16_unsuffixed(status);
            quote!(::std::option::Option::Some(#status))
        }
        None => quote!(::std::option::Option::None),
    };
    let listed: Vec<_> = operation
        .successes
        .iter()
        .filter(|known| known.statuses.0 < 300)
        .map(|known| Literal::u16_unsuffixed(known.statuses.0))
        .collect();
    if listed.len() < 2 {
        let status = Literal::u16_unsuffixed(taken.empty?);
        return Some(quote!(.success(#status)));
    }
    let (with_body, empty) = (status(taken.with_body), status(taken.empty));
    Some(quote!(.successes(&[#(#listed),*], #with_body, #empty)))
}

/// What has to be known of bodies before they are read: which are streams, and which media types there are.
fn bodies(operation: &Operation) -> TokenStream {
    let mut code = TokenStream::new();
    let mut streamed = Vec::new();
    let mut contents = Vec::new();
    let successes = operation.successes.iter().map(|response| (response, true));
    let errors = operation.errors.iter().map(|response| (response, false));
    for (response, is_success) in successes.chain(errors) {
        let (first, last) = response.statuses;
        let [first, last] = [first, last].map(Literal::u16_unsuffixed);
        let is_stream = |content: &ResponseContent| is_success && responses::is_stream(content);
        if let [content] = response.contents.as_slice() {
            if is_stream(content) {
                streamed.push(quote!((#first, #last)));
            }
            continue;
        }
        let all = || {
            let all = response.contents.iter();
            all.flat_map(|content| content.media_types().map(move |media| (content, media)))
        };
        let listed: Vec<_> = all().map(|(_, media)| media.text.trim()).collect();
        if listed.is_empty() {
            continue;
        }
        let places: Vec<_> = all()
            .enumerate()
            .filter(|(_, (content, _))| is_stream(content))
            .map(|(place, _)| Literal::usize_unsuffixed(place))
            .collect();
        let places = (!places.is_empty()).then(|| quote!(.streamed(&[#(#places),*])));
        contents.push(quote! {
            apiruntime::codegen::Contents::new(#first, #last, &[#(#listed),*])#places
        });
    }
    if !streamed.is_empty() {
        code.extend(quote!(.streamed(&[#(#streamed),*])));
    }
    if !contents.is_empty() {
        code.extend(quote!(.contents(&[#(#contents),*])));
    }
    code
}
