//! The statics that describe an operation and its parameters.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use super::super::context::{Context, of_client};
use super::{parameters, responses};
use crate::ir::{Operation, ParameterScope, Repeat};
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
    let method = Ident::new(operation.method.as_str(), Span::call_site());
    let method = quote!(apiruntime::codegen::http::Method::#method);
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
    if operation.repeat == Repeat::Idempotent {
        more.extend(quote!(.idempotent()));
    }
    if !operation.accept.is_empty() {
        let accept = operation.accept.join(", ");
        more.extend(quote!(.accept(#accept)));
    }
    let streamed: Vec<_> = responses::streamed(operation)
        .iter()
        .map(|(first, last)| {
            let [first, last] = [*first, *last].map(Literal::u16_unsuffixed);
            quote!((#first, #last))
        })
        .collect();
    if !streamed.is_empty() {
        more.extend(quote!(.streamed(&[#(#streamed),*])));
    }
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
    if let Some(server) = operation.servers.first() {
        let url = &server.default_url;
        more.extend(quote!(.server(#url)));
    }
    more
}
