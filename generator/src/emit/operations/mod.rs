//! Operations: the client's method, the request that it begins, and what comes of it.

mod arguments;
mod body;
mod comment;
mod errors;
mod example;
mod form;
mod headers;
mod paging;
mod parameters;
mod responses;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::context::{Context, Site};
use super::docs::{Comment, deprecated};
use super::item::{Item, Table};
use super::rules;
use crate::ir::{Operation, ParameterPresence, ParameterScope, Repeat};
use crate::names::OperationNames;

pub(crate) use parameters::line as parameter_line;

/// The items of one operation.
pub(crate) fn emit(
    context: &Context<'_>,
    site: Site,
    operation: &Operation,
    names: &OperationNames,
) -> Vec<Item> {
    let types = responses::response_types(context, site, operation, names);
    let mut items = vec![Item::Table(table(context, site, operation, names))];
    let lines: Vec<_> = parameters::of_call(operation, names)
        .map(|(parameter, names)| parameters::line(context, site, parameter, names.table.as_str()))
        .collect();
    if !lines.is_empty() {
        items.push(Item::Lines(lines));
    }
    items.push(Item::Code(method(context, site, operation, names)));
    items.extend(request(context, site, operation, names, &types));
    items.extend(types.items);
    let replies = responses::replies(context, site, operation, names);
    if !replies.is_empty() {
        let head = names.call.to_string();
        items.push(Item::Table(Table {
            name: "replies",
            head,
            lines: replies,
            ..Table::default()
        }));
    }
    items.extend(headers::items(context, site, operation, names));
    items.extend(body::items(context, site, operation, names));
    items
}

/// The runtime's `operation_info!`.
fn table(
    context: &Context<'_>,
    site: Site,
    operation: &Operation,
    names: &OperationNames,
) -> Table {
    let id = operation
        .id
        .as_deref()
        .unwrap_or_else(|| names.method.plain());
    let head = format!(
        "{} = {} {} {}, idempotent {} accept {}",
        names.table,
        operation.method.as_str(),
        Literal::string(&operation.path),
        Literal::string(id),
        operation.repeat == Repeat::Idempotent,
        Literal::string(&operation.accept.join(", ")),
    );
    let mut lines = Vec::new();
    let streamed: Vec<_> = responses::streamed(operation)
        .iter()
        .map(|(first, last)| format!("({first}, {last})"))
        .collect();
    if !streamed.is_empty() {
        lines.push(format!("streamed [{}]", streamed.join(", ")));
    }
    let root = super::item::compact(&site.to_root());
    let client: Vec<_> = operation
        .parameters
        .iter()
        .filter_map(|parameter| match parameter.scope {
            ParameterScope::Client(index) => context.names.client.parameter_tables.get(index),
            ParameterScope::Call => None,
        })
        .map(|table| format!("{root}::client::{table}"))
        .collect();
    if !client.is_empty() {
        lines.push(format!("client [{}]", client.join(", ")));
    }
    let security: Vec<_> = operation
        .security
        .iter()
        .map(|alternative| {
            let slots: Vec<_> = alternative.iter().map(usize::to_string).collect();
            format!("[{}]", slots.join(", "))
        })
        .collect();
    if !security.is_empty() {
        lines.push(format!("security [{}]", security.join(", ")));
    }
    if let Some(server) = operation.servers.first() {
        lines.push(format!("server {}", Literal::string(&server.default_url)));
    }
    Table {
        name: "operation_info",
        head,
        lines,
        ..Table::default()
    }
}

/// The client's method.
fn method(
    context: &Context<'_>,
    site: Site,
    operation: &Operation,
    names: &OperationNames,
) -> TokenStream {
    let (name, call, table) = (&names.method, &names.call, &names.table);
    let root = site.to_root();
    let comment = comment::of(context, operation, names).outer();
    let deprecated = deprecated(operation.lifecycle);
    let (mut arguments, mut statements) = parameters::required(context, site, operation, names);
    if let Some(body) = operation
        .body
        .as_ref()
        .filter(|body| body.presence == ParameterPresence::Required)
        && let Some(argument) = body::argument(context, site, body, names)
    {
        arguments.extend(argument.arguments);
        statements.push(argument.statement);
    }
    let mutable = if statements.is_empty() {
        quote!()
    } else {
        quote!(mut)
    };
    quote! {
        impl #root::Client {
            #comment
            #deprecated
            pub fn #name(&self #(, #arguments)*) -> #call {
                let #mutable call = apiruntime::codegen::Call::new(&self.core, &#table);
                #(#statements)*
                #call { call }
            }
        }
    }
}

/// The request: struct, setters, sending and decoding.
fn request(
    context: &Context<'_>,
    site: Site,
    operation: &Operation,
    names: &OperationNames,
    types: &responses::ResponseTypes,
) -> Vec<Item> {
    let (call, output, error, decode) = (&names.call, &types.output, &types.error, &types.decode);
    let comment = Comment::new(format!(
        "The request that `Client::{}` begins.",
        names.method.plain()
    ))
    .outer();
    let mut setters = parameters::setters(context, site, operation, names);
    setters.extend(body_setter(context, site, operation, names));
    setters.extend(paging::method(context, site, operation, names, error));
    let mut items = vec![Item::Code(quote! {
        #comment
        #[must_use = "nothing is sent until it is awaited or `send` is called"]
        pub struct #call { call: apiruntime::codegen::Call }
    })];
    if !setters.is_empty() {
        items.push(Item::Code(quote!(impl #call { #(#setters)* })));
    }
    let (output_text, error_text) = (super::item::compact(output), super::item::compact(error));
    items.push(Item::Lines(vec![format!(
        "apiruntime::codegen::operation!({call}, {output_text}, {error_text});"
    )]));
    items.push(Item::Code(quote! {
        impl apiruntime::codegen::Operation for #call {
            type Output = #output;
            type Error = #error;

            fn decode(reply: &mut apiruntime::codegen::RawResponse) -> apiruntime::codegen::Decoded<Self> {
                #decode
            }
        }
    }));
    items
}

fn body_setter(
    context: &Context<'_>,
    site: Site,
    operation: &Operation,
    names: &OperationNames,
) -> Option<TokenStream> {
    let body = operation
        .body
        .as_ref()
        .filter(|body| body.presence == ParameterPresence::Optional)?;
    let argument = body::argument(context, site, body, names)?;
    let (name, arguments, statement) = (&names.body, argument.arguments, argument.statement);
    let mut comment = Comment::of(&body.docs, "Sets the body.");
    if let [content] = body.contents.as_slice() {
        comment.paragraph(vec![format!(
            "Sent as {}.",
            rules::code(&content.media_type.text)
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
