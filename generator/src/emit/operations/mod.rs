//! Operations: the client's method, the request that it returns, and its responses.

mod arguments;
mod arms;
mod body;
mod busy;
mod comment;
mod errors;
mod events;
mod example;
mod form;
mod headers;
mod info;
mod paging;
mod parameters;
mod responses;
mod results;
mod sub_client;
mod test_responses;
mod waiters;

use super::context::{ModuleContext, NamedOperation};
use super::docs::{Comment, deprecated, many_arguments};
use super::fragment::{Fragment, code};
use super::item::{Item, Members};
use super::{markdown, text};
use crate::ir::{BodyContent, BodyKind, Operation, ParameterPresence};
use crate::names::OperationNames;

use arguments::MethodArgument;

pub(crate) use busy::declared as declared_busy;
pub(crate) use comment::first_paragraph;
pub(crate) use example::{ExampleCall, call as example_call, placeholder};
pub(crate) use parameters::declared;
pub(crate) use sub_client::emit as sub_client;
pub(crate) use test_responses::{
    Key as ResponseKey, documented_responses, function as response_function,
};

/// Returns the client's method.
pub(crate) fn method(context: &ModuleContext<'_>, operation: NamedOperation<'_>) -> Fragment {
    let (name, call, table) = (
        &operation.names.method,
        &operation.names.call,
        &operation.names.table,
    );
    let comment = comment::of(context, operation).outer();
    let deprecated = deprecated(operation.lifecycle);
    let (arguments, statements) = arguments(context, operation);
    let new = code!(table => apiruntime::codegen::Call::new(&self.core, &#table));
    let request = context.request_type();
    let body = if statements.is_empty() {
        code!(request, new => #request::new(#new))
    } else {
        code! { new, statements, request =>
            let mut call = #new;
            #statements
            #request::new(call)
        }
    };
    let allow = many_arguments(arguments.len() + 1);
    let arguments: Vec<_> = arguments.into_iter().map(MethodArgument::next).collect();
    code! { comment, deprecated, allow, name, arguments, call, body =>
        #comment
        #deprecated
        #allow
        #[inline]
        pub fn #name(&self #arguments) -> #call { #body }
    }
}

/// Returns the arguments of an operation's method, and the statements that set them.
fn arguments(
    context: &ModuleContext<'_>,
    operation: NamedOperation<'_>,
) -> (Vec<MethodArgument>, Vec<Fragment>) {
    let (mut arguments, mut statements) = parameters::required(context, operation);
    statements.extend(parameters::constants(context, operation));
    if let Some(body) = operation.body_with(&ParameterPresence::Required)
        && let Some((own, statement)) = body::arguments(context, body, operation.names)
    {
        arguments.extend(own);
        statements.push(statement);
    }
    (arguments, statements)
}

/// Returns all other items of an operation: the request, its statics, the decoding of responses, and the types of
/// bodies and headers.
pub(crate) fn emit(context: &ModuleContext<'_>, operation: NamedOperation<'_>) -> Vec<Item> {
    let types = responses::response_types(context, operation);
    let paging = paging::emit(context, operation, &types);
    let (items_method, page) = paging.unzip();
    let mut methods = parameters::setters(context, operation);
    methods.extend(body_setter(context, operation));
    methods.extend(items_method);
    methods.extend(save_method(operation, &types));
    methods.extend(server_setter(&operation));
    methods.extend(busy::method(context, &operation));
    methods.extend(waiters::methods(context, operation, &types));
    methods.extend(extra_json(&operation));
    let mut items = request(context, operation, methods);
    items.push(Item::Fragment(info::statics(context, operation)));
    items.extend(waiters::statics(operation).into_iter().map(Item::Code));
    items.push(decode(operation.names, &types));
    items.extend(waiters::pollable(operation).map(Item::Fragment));
    items.extend(page.map(Item::Fragment));
    items.extend(types.items);
    items.extend(events::items(context, operation.names));
    items.extend(headers::items(context, operation));
    items.extend(body::items(context, operation));
    items
}

/// Returns the request: its alias, and the methods that only this request has.
fn request(
    context: &ModuleContext<'_>,
    operation: NamedOperation<'_>,
    methods: Vec<Fragment>,
) -> Vec<Item> {
    let (call, operation_type) = (&operation.names.call, &operation.names.operation);
    let request = context.request_type();
    let results = results::of(context, operation);
    let comment = comment::of_request(context, operation, results).outer();
    let about = Comment::new(format!(
        "The operation of {}.",
        comment::request(operation.names)
    ))
    .outer();
    let mut items = vec![
        Item::Fragment(code! { comment, call, request, operation_type =>
            #comment
            pub type #call = #request<#operation_type>;
        }),
        Item::Fragment(code! { about, operation_type =>
            #about
            #[doc(hidden)]
            pub enum #operation_type {}
        }),
    ];
    if !methods.is_empty() {
        items.push(Item::block(
            code!(call => impl #call),
            Members::Items,
            methods,
        ));
    }
    items
}

fn decode(names: &OperationNames, types: &responses::ResponseTypes) -> Item {
    let (operation, output) = (&names.operation, &types.output);
    let (error, decode) = (&types.error, &types.decode);
    let members = vec![
        code!(output => type Output = #output;),
        code!(error => type Error = #error;),
        code! { decode =>
            #[inline]
            fn decode(response: &mut apiruntime::codegen::RawResponse) -> apiruntime::codegen::Decoded<Self> {
                #decode
            }
        },
    ];
    let head = code!(operation => impl apiruntime::codegen::Operation for #operation);
    Item::block(head, Members::Items, members)
}

/// Returns the method that saves the response, if it is a file.
fn save_method(
    operation: NamedOperation<'_>,
    types: &responses::ResponseTypes,
) -> Option<Fragment> {
    let (of, error) = (&operation.names.operation, &types.error);
    operation.has_file().then(|| {
        code! { of, error =>
            #[doc = " Saves the response as a file, whole or not at all; a download that breaks off is resumed where possible."]
            #[cfg(feature = "fs")]
            pub fn save_to(
                self,
                path: impl ::std::convert::Into<apiruntime::codegen::fs::PathBuf>,
            ) -> apiruntime::codegen::fs::Download<#error> {
                apiruntime::codegen::fs::Download::new::<#of>(self.call, path.into())
            }
        }
    })
}

/// Returns the method that adds properties to the body, if it is JSON.
fn extra_json(operation: &Operation) -> Option<Fragment> {
    let is_json = |content: &BodyContent| matches!(content.kind, BodyKind::Json(_));
    operation.contents().any(is_json).then(|| {
        code! { =>
            #[doc = " Merges the JSON body with this object, whose properties take the place of those that it has."]
            pub fn extra_json(mut self, value: &impl apiruntime::codegen::serde::Serialize) -> Self {
                self.call.extra_json(value);
                self
            }
        }
    })
}

/// Returns the setter of the server, if the operation has several servers of its own, or one with variables.
fn server_setter(operation: &Operation) -> Option<Fragment> {
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
    Some(code! { comment =>
        #comment
        #[inline]
        pub fn server_url(mut self, url: &str) -> Self {
            self.call.server_url(url);
            self
        }
    })
}

fn body_setter(context: &ModuleContext<'_>, operation: NamedOperation<'_>) -> Option<Fragment> {
    let body = operation.body_with(&ParameterPresence::Optional)?;
    let (arguments, statement) = body::arguments(context, body, operation.names)?;
    let name = &operation.names.body;
    let mut comment = Comment::of_value(context, &body.docs, "Sets the body.");
    if let [content] = body.contents.as_slice() {
        comment.paragraph(vec![format!(
            "Sent as {}.",
            text::code(&content.media_type.text)
        )]);
    }
    let comment = comment.outer();
    let generics = arguments.iter().find_map(|own| own.generics.clone());
    let arguments: Vec<_> = arguments.into_iter().map(MethodArgument::next).collect();
    Some(code! { comment, name, generics, arguments, statement =>
        #comment
        #[inline]
        pub fn #name #generics(self #arguments) -> Self {
            let mut call = self.call;
            #statement
            Self::new(call)
        }
    })
}
