//! Responses: the type of the success, the enum of the errors, and the `match` that discriminates them.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::context::Context;
use super::super::docs::Comment;
use super::super::item::Item;
use super::errors::{error_enum, read_error};
use crate::ir::{Operation, Response, ResponseContent, ResponseKind, StatusPattern};
use crate::names::{Module, OperationNames, VariantName};

/// The types of an operation's responses, and how they are read.
pub(super) struct ResponseTypes {
    /// The type of the body on success.
    pub(crate) output: TokenStream,
    /// The type of the documented errors.
    pub(crate) error: TokenStream,
    /// The body of `decode`.
    pub(crate) decode: TokenStream,
    /// The lints that it is excused from.
    pub(crate) allow: Option<TokenStream>,
    /// The enums of the above, where there are several successes or any errors.
    pub(crate) items: Vec<Item>,
}

/// The type of a body, and the expression that reads it from `response`.
fn reading(
    context: &Context<'_>,
    module: Module,
    content: Option<&ResponseContent>,
) -> (TokenStream, TokenStream) {
    let Some(content) = content else {
        return (quote!(()), quote!(response.empty()));
    };
    match &content.kind {
        ResponseKind::Json(ty) => (context.rust(ty, module), quote!(response.json())),
        ResponseKind::Text => (quote!(::std::string::String), quote!(response.text())),
        ResponseKind::Binary => (quote!(apiruntime::codegen::Body), quote!(response.stream())),
        ResponseKind::Events(Some(ty)) => {
            let ty = context.rust(ty, module);
            (
                quote!(apiruntime::codegen::Events<#ty>),
                quote!(response.stream().map(apiruntime::codegen::Events::json)),
            )
        }
        ResponseKind::Events(None) => (
            quote!(apiruntime::codegen::Events<::std::string::String>),
            quote!(response.stream().map(apiruntime::codegen::Events::text)),
        ),
        ResponseKind::JsonLines(ty) => {
            let ty = context.rust(ty, module);
            (
                quote!(apiruntime::codegen::JsonLines<#ty>),
                quote!(response.stream().map(apiruntime::codegen::JsonLines::new)),
            )
        }
    }
}

/// The ranges of statuses whose body is handed out as a stream.
pub(super) fn streamed(operation: &Operation) -> Vec<(u16, u16)> {
    let is_stream = |content: &ResponseContent| {
        matches!(
            content.kind,
            ResponseKind::Binary | ResponseKind::Events(_) | ResponseKind::JsonLines(_)
        )
    };
    operation
        .successes
        .iter()
        .filter(|response| response.contents.iter().any(is_stream))
        .map(|response| response.statuses)
        .collect()
}

fn pattern(response: &Response) -> TokenStream {
    let (first, last) = response.statuses;
    let [low, high] = [first, last].map(Literal::u16_unsuffixed);
    if first == last {
        quote!(#low)
    } else {
        quote!(#low..=#high)
    }
}

/// Everything about the responses of an operation.
pub(super) fn response_types(
    context: &Context<'_>,
    module: Module,
    operation: &Operation,
    names: &OperationNames,
) -> ResponseTypes {
    let mut items = Vec::new();
    let outputs: Vec<_> = operation.outputs().collect();
    let output = match outputs.as_slice() {
        [] => quote!(()),
        [(_, content)] => reading(context, module, *content).0,
        _ => {
            items.push(Item::Code(output_enum(context, module, operation, names)));
            let name = &names.output;
            quote!(#name)
        }
    };
    let error = if operation.errors.is_empty() {
        quote!(apiruntime::codegen::NoError)
    } else {
        items.push(Item::Code(error_enum(
            context,
            module,
            names,
            &operation.errors,
        )));
        let name = &names.error;
        quote!(#name)
    };
    let mut arms = success_arms(context, module, operation, names);
    let mut rest = quote!(response.undocumented());
    for (response, variant) in operation.errors.iter().zip(&names.errors) {
        let read = read_error(context, names, response, variant);
        if response.status == StatusPattern::Default {
            rest = read;
        } else {
            let status = pattern(response);
            arms.push(quote!(#status => #read,));
        }
    }
    let decode = if arms.is_empty() {
        rest
    } else {
        quote!(match response.status() { #(#arms)* _ => #rest, })
    };
    let mut responses = operation.successes.iter().chain(&operation.errors);
    let has_range = responses.any(|response| response.statuses.0 != response.statuses.1);
    let allow = has_range.then(|| {
        quote! {
            #[allow(
                clippy::match_overlapping_arm,
                reason = "a range is for the statuses that are not named"
            )]
        }
    });
    ResponseTypes {
        output,
        error,
        decode,
        allow,
        items,
    }
}

fn success_arms(
    context: &Context<'_>,
    module: Module,
    operation: &Operation,
    names: &OperationNames,
) -> Vec<TokenStream> {
    let output = &names.output;
    let is_enum = names.outputs.len() > 1;
    let mut outputs = operation.outputs().zip(&names.outputs).peekable();
    let mut arms = Vec::new();
    while let Some(((response, first), variant)) = outputs.next() {
        let read = |content: Option<&ResponseContent>, variant: &VariantName| {
            let read = reading(context, module, content).1;
            match (is_enum, content) {
                (false, _) => read,
                (true, None) => quote!(#read.map(|()| #output::#variant)),
                (true, Some(_)) => quote!(#read.map(#output::#variant)),
            }
        };
        let status = pattern(response);
        let is_of_it = |next: &((&Response, Option<&ResponseContent>), &VariantName)| {
            std::ptr::eq(next.0.0, response)
        };
        // What fits no media type is read as the first of them, which says best what is wrong with it.
        while let Some(((_, content), variant)) = outputs.next_if(is_of_it) {
            let not_first = media_types(first).map(|media| quote!(!response.is(#media)));
            let this = media_types(content).map(|media| quote!(response.is(#media)));
            let mut this: Vec<_> = this.collect();
            if this.len() > 1 {
                this = vec![quote!((#(#this)||*))];
            }
            let read = read(content, variant);
            arms.push(quote!(#status if #(#not_first &&)* #(#this)* => #read,));
        }
        let read = read(first, variant);
        arms.push(quote!(#status => #read,));
    }
    arms
}

/// The media types that are read in one way.
fn media_types(content: Option<&ResponseContent>) -> impl Iterator<Item = &str> {
    content
        .into_iter()
        .flat_map(|content| std::iter::once(&content.media_type).chain(&content.others))
        .map(|media| media.essence.as_str())
}

fn output_enum(
    context: &Context<'_>,
    module: Module,
    operation: &Operation,
    names: &OperationNames,
) -> TokenStream {
    let name = &names.output;
    let comment = Comment::new(format!(
        "The successful responses of [`{0}`].",
        names.call.plain()
    ))
    .outer();
    let outputs = operation.outputs().zip(&names.outputs);
    let variants = outputs.map(|((response, content), variant)| {
        let comment = Comment::of(&response.docs, &status_words(response.status)).outer();
        match content {
            None => quote!(#comment #variant,),
            Some(_) => {
                let ty = reading(context, module, content).0;
                quote!(#comment #variant(#ty),)
            }
        }
    });
    quote! {
        #comment
        #[derive(Debug)]
        #[non_exhaustive]
        pub enum #name { #(#variants)* }
    }
}

/// A status in words, for where the description says nothing.
pub(crate) fn status_words(status: StatusPattern) -> String {
    match status {
        StatusPattern::Exact(status) => format!("Status {status}."),
        StatusPattern::Range(digit) => format!("A status of {digit}00 to {digit}99."),
        StatusPattern::Default => "Any other status.".to_owned(),
    }
}
