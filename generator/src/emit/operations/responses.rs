//! Responses: the type of the success, and the `match` on the status that selects it or an error.

use super::super::context::{ModuleContext, NamedOperation};
use super::super::docs::{Comment, content_words};
use super::super::fragment::{Fragment, code};
use super::super::item::{Item, Members};
use super::arms::{by_media_type, pattern};
use super::comment;
use super::errors::error_type;
use super::events;
use crate::ir::{EventData, ResponseContent, ResponseKind, StringFormat, Type};
use crate::names::{OperationNames, VariantName};

/// The types of an operation's responses, and the code that reads them.
pub(super) struct ResponseTypes {
    /// The type of the body on success.
    pub(crate) output: Fragment,
    /// The type of the documented errors.
    pub(crate) error: Fragment,
    /// The body of `decode`.
    pub(crate) decode: Fragment,
    /// The enum of successes, if there are several, and the type of the errors, if there are any.
    pub(crate) items: Vec<Item>,
}

/// Returns the type of a body, and the expression that reads it from `response`.
pub(super) fn reading(
    context: &ModuleContext<'_>,
    names: &OperationNames,
    content: Option<&ResponseContent>,
) -> (Fragment, Fragment) {
    let Some(content) = content else {
        return (code!(=> ()), code!(=> response.empty()));
    };
    match &content.kind {
        ResponseKind::Json(ty @ (Type::Any | Type::String(StringFormat::Plain(_)))) => {
            (context.rust(ty), code!(=> response.json_or_text()))
        }
        ResponseKind::Json(ty) => (context.rust(ty), code!(=> response.json())),
        ResponseKind::Scalar(ty @ Type::String(StringFormat::Plain(_))) => {
            (context.rust(ty), code!(=> response.string()))
        }
        ResponseKind::Scalar(ty) => (context.rust(ty), code!(=> response.scalar())),
        ResponseKind::Text => (code!(=> ::std::string::String), code!(=> response.text())),
        ResponseKind::Binary => (
            code!(=> apiruntime::codegen::Body),
            code!(=> response.stream()),
        ),
        ResponseKind::Events(data) => {
            let (ty, made) = match data {
                EventData::Text => (code!(=> ::std::string::String), code!(=> text)),
                EventData::Json(ty) => (context.rust(ty), code!(=> json)),
                EventData::Named(_) => (events::name(names, content), code!(=> named)),
            };
            (
                code!(ty => apiruntime::codegen::Events<#ty>),
                code!(made => response.stream().map(apiruntime::codegen::Events::#made)),
            )
        }
        ResponseKind::Parts => (
            code!(=> apiruntime::codegen::Parts),
            code!(=> response.parts()),
        ),
        ResponseKind::JsonLines(ty) => {
            let ty = context.rust(ty);
            (
                code!(ty => apiruntime::codegen::JsonLines<#ty>),
                code!(=> response.stream().map(apiruntime::codegen::JsonLines::new)),
            )
        }
    }
}

/// Returns whether the body of a success is returned as a stream.
pub(super) fn is_stream(content: &ResponseContent) -> bool {
    matches!(
        content.kind,
        ResponseKind::Binary
            | ResponseKind::Events(_)
            | ResponseKind::JsonLines(_)
            | ResponseKind::Parts
    )
}

/// Returns the types of an operation's responses, and the code that reads them.
pub(super) fn response_types(
    context: &ModuleContext<'_>,
    operation: NamedOperation<'_>,
) -> ResponseTypes {
    let names = operation.names;
    let mut items = Vec::new();
    let outputs: Vec<_> = operation.outputs().collect();
    let output = match outputs.as_slice() {
        [] => code!(=> ()),
        [(_, content)] => reading(context, names, *content).0,
        _ => {
            items.push(output_enum(context, operation));
            (&names.output).into()
        }
    };
    let error = if operation.errors.is_empty() {
        code!(=> apiruntime::codegen::NoError)
    } else {
        items.extend(error_type(context, operation));
        (&names.error).into()
    };
    let decode = decode(context, operation);
    ResponseTypes {
        output,
        error,
        decode,
        items,
    }
}

/// Returns the body of `decode`.
fn decode(context: &ModuleContext<'_>, operation: NamedOperation<'_>) -> Fragment {
    let arms = success_arms(context, operation);
    let error = &operation.names.error;
    let failure = match operation.errors.is_empty() {
        true => code!(=> response.undocumented()),
        false => code!(error => #error::read(response)),
    };
    let rest = code!(failure => ::std::result::Result::Err(#failure));
    match arms.is_empty() {
        true => rest,
        false => code!(arms, rest => match response.status() { #arms _ => #rest, }),
    }
}

fn success_arms(context: &ModuleContext<'_>, operation: NamedOperation<'_>) -> Vec<Fragment> {
    let names = operation.names;
    let output = &names.output;
    let is_enum = names.outputs.len() > 1;
    let read = |content: Option<&ResponseContent>, variant: &VariantName| {
        let read = reading(context, names, content).1;
        match (is_enum, content) {
            (false, _) => read,
            (true, None) => code!(read, output, variant => #read.map(|()| #output::#variant)),
            (true, Some(_)) => code!(read, output, variant => #read.map(#output::#variant)),
        }
    };
    let mut variants = names.outputs.iter();
    let otherwise = code!(=> response.unlisted());
    let mut arms: Vec<_> = operation
        .successes
        .iter()
        .filter_map(|response| {
            let status = pattern(response);
            let read = by_media_type(response, &mut variants, &read, &otherwise)?;
            Some(code!(status, read => #status => #read,))
        })
        .collect();
    if operation
        .successes
        .iter()
        .all(|known| known.statuses.0 >= 300)
    {
        // The documented responses have no success below 300: an undocumented one is read as an empty response.
        arms.insert(0, code!(=> 200 => response.empty(),));
    }
    arms
}

fn output_enum(context: &ModuleContext<'_>, operation: NamedOperation<'_>) -> Item {
    let names = operation.names;
    let name = &names.output;
    let comment = Comment::new(format!(
        "The successful responses of {}.",
        comment::request(names)
    ))
    .outer();
    let outputs = operation.outputs().zip(&names.outputs);
    let variants = outputs.map(|((response, content), variant)| {
        let words = content_words(response, content);
        let mut comment = Comment::of_value(context, &response.docs, &words);
        if response.docs.description.is_some() && response.contents.len() > 1 {
            comment.paragraph(vec![words]);
        }
        let comment = comment.outer();
        match content {
            None => code!(comment, variant => #comment #variant),
            Some(_) => {
                let ty = reading(context, names, content).0;
                code!(comment, variant, ty => #comment #variant(#ty))
            }
        }
    });
    let variants = variants.collect();
    let head = code! { comment, name =>
        #comment
        #[derive(Debug)]
        #[non_exhaustive]
        pub enum #name
    };
    Item::block(head, Members::Variants, variants)
}
