//! Responses: the type of the success, the enum of the errors, and the `match` that discriminates them.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::context::{Context, Site};
use super::super::docs::Comment;
use super::super::item::{Item, compact};
use super::errors::{error_enum, read_error};
use crate::ir::{
    MediaType, Operation, Response, ResponseContent, ResponseKind, StatusPattern, Type,
};
use crate::names::{OperationNames, VariantName, reply_name};

/// The types of an operation's responses, and how they are read.
pub(crate) struct ResponseTypes {
    /// The type of the body on success.
    pub(crate) output: TokenStream,
    /// The type of the documented errors.
    pub(crate) error: TokenStream,
    /// The body of `decode`.
    pub(crate) decode: TokenStream,
    /// The enums of the above, where there are several successes or any errors.
    pub(crate) items: Vec<Item>,
}

/// The type of a body, and the expression that reads it from `reply`.
fn reading(
    context: &Context<'_>,
    site: Site,
    content: Option<&ResponseContent>,
) -> (TokenStream, TokenStream) {
    let Some(content) = content else {
        return (quote!(()), quote!(reply.empty()));
    };
    match &content.kind {
        ResponseKind::Json(ty) => (context.rust(ty, site), quote!(reply.json())),
        ResponseKind::Text => (quote!(::std::string::String), quote!(reply.text())),
        ResponseKind::Binary => (quote!(apiruntime::codegen::Body), quote!(reply.stream())),
        ResponseKind::Events(Some(ty)) => {
            let ty = context.rust(ty, site);
            (
                quote!(apiruntime::codegen::Events<#ty>),
                quote!(reply.stream().map(apiruntime::codegen::Events::json)),
            )
        }
        ResponseKind::Events(None) => (
            quote!(apiruntime::codegen::Events<::std::string::String>),
            quote!(reply.stream().map(apiruntime::codegen::Events::text)),
        ),
        ResponseKind::JsonLines(ty) => {
            let ty = context.rust(ty, site);
            (
                quote!(apiruntime::codegen::JsonLines<#ty>),
                quote!(reply.stream().map(apiruntime::codegen::JsonLines::new)),
            )
        }
    }
}

/// The lines of the runtime's `replies!`: the documented responses, for tests of programs that use the client.
pub(crate) fn replies(
    context: &Context<'_>,
    site: Site,
    operation: &Operation,
    names: &OperationNames,
) -> Vec<String> {
    let line = |variant: &VariantName, response: &Response, content: Option<&ResponseContent>| {
        let status = match response.status {
            StatusPattern::Exact(status) => status.to_string(),
            StatusPattern::Range(_) | StatusPattern::Default => "_".to_owned(),
        };
        let what = match content {
            None => "empty ()".to_owned(),
            Some(ResponseContent {
                kind: ResponseKind::Json(ty),
                media_type,
                ..
            }) => json(context, site, ty, media_type),
            Some(content) => format!("body ({})", Literal::string(&content.media_type.essence)),
        };
        format!("{} {status} {what};", reply_name(variant))
    };
    let successes = operation
        .outputs()
        .zip(&names.outputs)
        .map(|((response, content), variant)| line(variant, response, content));
    let errors = operation
        .errors
        .iter()
        .zip(&names.errors)
        .map(|(response, variant)| line(variant, response, response.contents.first()));
    successes.chain(errors).collect()
}

fn json(context: &Context<'_>, site: Site, ty: &Type, media_type: &MediaType) -> String {
    let ty = compact(&context.rust(ty, site));
    // A range is served with what it surely holds.
    if media_type.essence == "application/json" || media_type.is_range() {
        format!("json ({ty})")
    } else {
        format!("json ({} {ty})", Literal::string(&media_type.essence))
    }
}

/// The ranges of statuses whose body is handed out as a stream.
pub(crate) fn streamed(operation: &Operation) -> Vec<(u16, u16)> {
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
pub(crate) fn response_types(
    context: &Context<'_>,
    site: Site,
    operation: &Operation,
    names: &OperationNames,
) -> ResponseTypes {
    let mut items = Vec::new();
    let outputs: Vec<_> = operation.outputs().collect();
    let output = match outputs.as_slice() {
        [] => quote!(()),
        [(_, content)] => reading(context, site, *content).0,
        _ => {
            items.push(Item::Code(output_enum(context, site, operation, names)));
            let name = &names.output;
            quote!(#name)
        }
    };
    let error = if operation.errors.is_empty() {
        quote!(apiruntime::codegen::NoError)
    } else {
        items.push(Item::Code(error_enum(
            context,
            site,
            names,
            &operation.errors,
        )));
        let name = &names.error;
        quote!(#name)
    };
    let mut arms = success_arms(context, site, operation, names);
    let mut rest = quote!(reply.undocumented());
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
        quote!(match reply.status() { #(#arms)* _ => #rest, })
    };
    ResponseTypes {
        output,
        error,
        decode,
        items,
    }
}

fn success_arms(
    context: &Context<'_>,
    site: Site,
    operation: &Operation,
    names: &OperationNames,
) -> Vec<TokenStream> {
    let output = &names.output;
    let is_enum = names.outputs.len() > 1;
    let mut outputs = operation.outputs().zip(&names.outputs).peekable();
    let mut arms = Vec::new();
    while let Some(((response, first), variant)) = outputs.next() {
        let read = |content: Option<&ResponseContent>, variant: &VariantName| {
            let read = reading(context, site, content).1;
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
            let not_first = media_types(first).map(|media| quote!(!reply.is(#media)));
            let this = media_types(content).map(|media| quote!(reply.is(#media)));
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
    site: Site,
    operation: &Operation,
    names: &OperationNames,
) -> TokenStream {
    let name = &names.output;
    let comment = Comment::new(format!("What `{}` answers with.", names.call.plain())).outer();
    let outputs = operation.outputs().zip(&names.outputs);
    let variants = outputs.map(|((response, content), variant)| {
        let comment = Comment::of(&response.docs, &status_words(response.status)).outer();
        match content {
            None => quote!(#comment #variant,),
            Some(_) => {
                let ty = reading(context, site, content).0;
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
