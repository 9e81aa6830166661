//! Answers: the type of the success, the enum of the errors, and the `match` that tells them apart.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::context::{Context, Site};
use super::super::docs::Comment;
use super::super::item::{Item, compact};
use super::errors::{ErrorBody, error_body, error_enum, read_error};
use crate::ir::{Operation, Response, ResponseContent, ResponseKind, StatusPattern, Type};
use crate::names::{OperationNames, VariantName, media_variant, reply_name, status_name};

/// One way in which an operation can succeed.
struct Success<'a> {
    response: &'a Response,
    content: Option<&'a ResponseContent>,
    variant: VariantName,
    ty: TokenStream,
    /// Reads it from `reply`.
    read: TokenStream,
}

/// What an operation answers with.
pub(crate) struct Answer {
    /// The type of the body on success.
    pub(crate) output: TokenStream,
    /// The type of the documented errors.
    pub(crate) error: TokenStream,
    /// The body of `decode`.
    pub(crate) decode: TokenStream,
    /// The enums of the above, where they are such.
    pub(crate) items: Vec<Item>,
}

fn unit() -> TokenStream {
    quote!(())
}

fn successes<'a>(context: &Context<'_>, site: Site, operation: &'a Operation) -> Vec<Success<'a>> {
    let mut successes: Vec<Success<'a>> = Vec::new();
    for response in &operation.successes {
        let name = status_name(response.status);
        if response.contents.is_empty() {
            successes.push(Success {
                response,
                content: None,
                variant: name,
                ty: unit(),
                read: quote!(reply.empty()),
            });
            continue;
        }
        let first = successes.len();
        for content in &response.contents {
            let (ty, read) = reading(context, site, &content.kind);
            // Several media types that are read the same way are one to the caller.
            let text = compact(&ty);
            if successes
                .iter()
                .skip(first)
                .any(|known| compact(&known.ty) == text)
            {
                continue;
            }
            successes.push(Success {
                response,
                content: Some(content),
                variant: name.clone(),
                ty,
                read,
            });
        }
        if successes.len().saturating_sub(first) > 1 {
            let mut taken: Vec<VariantName> = Vec::new();
            for success in successes.iter_mut().skip(first) {
                let media = success
                    .content
                    .map(|content| content.media_type.as_str())
                    .unwrap_or_default();
                success.variant = media_variant(response.status, media, &taken);
                taken.push(success.variant.clone());
            }
        }
    }
    successes
}

fn reading(context: &Context<'_>, site: Site, kind: &ResponseKind) -> (TokenStream, TokenStream) {
    match kind {
        ResponseKind::Json(ty) => (context.rust(ty, site), quote!(reply.json())),
        ResponseKind::Text => (quote!(::std::string::String), quote!(reply.text())),
        ResponseKind::Binary => (quote!(crate::runtime::Body), quote!(reply.stream())),
        ResponseKind::Events(Some(ty)) => {
            let ty = context.rust(ty, site);
            (
                quote!(crate::runtime::events::Events<#ty>),
                quote!(reply.stream().map(crate::runtime::events::Events::json)),
            )
        }
        ResponseKind::Events(None) => (
            quote!(crate::runtime::events::Events<::std::string::String>),
            quote!(reply.stream().map(crate::runtime::events::Events::text)),
        ),
        ResponseKind::JsonLines(ty) => {
            let ty = context.rust(ty, site);
            (
                quote!(crate::runtime::events::JsonLines<#ty>),
                quote!(reply.stream().map(crate::runtime::events::JsonLines::new)),
            )
        }
    }
}

/// The lines of the runtime's `replies!`: the documented answers, for tests of programs that use the client.
pub(crate) fn replies(context: &Context<'_>, site: Site, operation: &Operation) -> Vec<String> {
    let line = |variant: &VariantName, status: StatusPattern, what: String| {
        let status = match status {
            StatusPattern::Exact(status) => status.to_string(),
            StatusPattern::Range(_) | StatusPattern::Default => "_".to_owned(),
        };
        format!("{} {status} {what};", reply_name(variant))
    };
    let json = |ty: &Type, media_type: &str| {
        let ty = compact(&context.rust(ty, site));
        // A range is answered with what it surely holds.
        if media_type == "application/json" || media_type.contains('*') {
            format!("json ({ty})")
        } else {
            format!("json ({} {ty})", Literal::string(media_type))
        }
    };
    let mut lines: Vec<_> = successes(context, site, operation)
        .iter()
        .map(|success| {
            let what = match success
                .content
                .map(|content| (&content.kind, &content.media_type))
            {
                None => "empty ()".to_owned(),
                Some((ResponseKind::Json(ty), media_type)) => json(ty, media_type),
                Some((_, media_type)) => format!("body ({})", Literal::string(media_type)),
            };
            line(&success.variant, success.response.status, what)
        })
        .collect();
    for response in &operation.errors {
        let what = match error_body(response) {
            ErrorBody::None => "empty ()".to_owned(),
            ErrorBody::Text => "body (\"text/plain\")".to_owned(),
            ErrorBody::Json(ty, media_type) => json(ty, media_type),
        };
        lines.push(line(&status_name(response.status), response.status, what));
    }
    lines
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

/// The value of the `Accept` header: what the successes may be, then what the errors may be.
pub(crate) fn accept(operation: &Operation) -> String {
    let mut types: Vec<&str> = Vec::new();
    for content in operation
        .successes
        .iter()
        .chain(&operation.errors)
        .flat_map(|response| &response.contents)
    {
        if !types.contains(&content.media_type.as_str()) {
            types.push(&content.media_type);
        }
    }
    types.join(", ")
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

/// Everything about the answers of an operation.
pub(crate) fn answer(
    context: &Context<'_>,
    site: Site,
    operation: &Operation,
    names: &OperationNames,
) -> Answer {
    let successes = successes(context, site, operation);
    let mut items = Vec::new();
    let output = match successes.as_slice() {
        [] => unit(),
        [only] => only.ty.clone(),
        several => {
            items.push(Item::Code(output_enum(names, several)));
            let name = &names.output;
            quote!(#name)
        }
    };
    let error = if operation.errors.is_empty() {
        quote!(crate::runtime::NoError)
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
    let (default, exact): (Vec<&Response>, Vec<&Response>) = operation
        .errors
        .iter()
        .partition(|response| response.status == StatusPattern::Default);
    let mut arms = success_arms(operation, names, &successes);
    arms.extend(exact.into_iter().map(|response| {
        let (status, read) = (pattern(response), read_error(context, names, response));
        quote!(#status => #read,)
    }));
    let rest = match default.first() {
        Some(response) => read_error(context, names, response),
        None => quote!(reply.undocumented()),
    };
    let decode = if arms.is_empty() {
        rest
    } else {
        quote!(match reply.status() { #(#arms)* _ => #rest, })
    };
    Answer {
        output,
        error,
        decode,
        items,
    }
}

fn success_arms(
    operation: &Operation,
    names: &OperationNames,
    successes: &[Success<'_>],
) -> Vec<TokenStream> {
    let is_enum = successes.len() > 1;
    let output = &names.output;
    let finish = |success: &Success<'_>| {
        let (read, variant) = (&success.read, &success.variant);
        match (is_enum, success.content) {
            (false, _) => quote!(#read),
            (true, None) => quote!(#read.map(|()| #output::#variant)),
            (true, Some(_)) => quote!(#read.map(#output::#variant)),
        }
    };
    let mut arms = Vec::new();
    for response in &operation.successes {
        let ways: Vec<_> = successes
            .iter()
            .filter(|success| std::ptr::eq(success.response, response))
            .collect();
        let status = pattern(response);
        // What fits no media type is read as the first of them, which says best what is wrong with it.
        let Some((first, others)) = ways.split_first() else {
            continue;
        };
        for way in others {
            let media: &str = way
                .content
                .map(|content| content.media_type.as_str())
                .unwrap_or_default();
            let first_media = first
                .content
                .map(|content| content.media_type.as_str())
                .unwrap_or_default();
            let read = finish(way);
            arms.push(quote!(#status if !reply.is(#first_media) && reply.is(#media) => #read,));
        }
        let read = finish(first);
        arms.push(quote!(#status => #read,));
    }
    arms
}

fn output_enum(names: &OperationNames, successes: &[Success<'_>]) -> TokenStream {
    let name = &names.output;
    let comment = Comment::new(format!("What `{}` answers with.", names.call.plain())).outer();
    let variants = successes.iter().map(|success| {
        let comment = Comment::of(
            &success.response.docs,
            &status_words(success.response.status),
        )
        .outer();
        let (variant, ty) = (&success.variant, &success.ty);
        match success.content {
            None => quote!(#comment #variant,),
            Some(_) => quote!(#comment #variant(#ty),),
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
