//! The documented errors: their enum, and how each is read.

use super::super::context::{Context, ModuleContext, NamedOperation};
use super::super::docs::{Comment, content_words};
use super::super::fragment::{Fragment, code};
use super::super::item::{Item, Members};
use super::arms::{by_media_type, pattern};
use super::comment;
use crate::ir::{
    Additional, Check, Response, ResponseContent, ResponseKind, StatusPattern, StringFormat, Type,
};
use crate::names::{ErrorType, OperationNames, TypeName, VariantName};

/// Returns the type of an operation's documented errors, and how they are read; or the operation's name for the type,
/// where that is declared with another operation.
pub(super) fn error_type(context: &ModuleContext<'_>, operation: NamedOperation<'_>) -> Vec<Item> {
    match &operation.names.error_type {
        ErrorType::SameAs(first) => {
            let first = context.names.operations.get(*first);
            vec![alias(operation.names, first.map(|first| &first.error))]
        }
        ErrorType::Declared { is_shared, .. } => vec![
            error_enum(context, operation, *is_shared),
            reader(context, operation),
        ],
    }
}

fn alias(names: &OperationNames, declared: Option<&TypeName>) -> Item {
    let comment = Comment::new(format!(
        "The documented errors of {}.",
        comment::request(names)
    ))
    .outer();
    let name = &names.error;
    Item::Fragment(code! { comment, name, declared =>
        #comment
        pub type #name = #declared;
    })
}

fn error_enum(context: &ModuleContext<'_>, operation: NamedOperation<'_>, is_shared: bool) -> Item {
    let names = operation.names;
    let name = &names.error;
    let request = comment::request(names);
    let comment = Comment::new(match is_shared {
        true => format!(
            "The documented errors of {request}, and of other operations that document the same."
        ),
        false => format!("The documented errors of {request}."),
    })
    .outer();
    let failures = operation.failures().zip(&names.errors).enumerate();
    let variants = failures.map(|(place, ((response, content), variant))| {
        let status = content_words(response, content);
        let comment = match context.names.documents_error(&names.error_type, place) {
            true => {
                let mut comment = Comment::of_value(context, &response.docs, &status);
                if response.docs.description.is_some() {
                    comment.paragraph(vec![status]);
                }
                comment
            }
            false => Comment::new(status),
        };
        let comment = comment.outer();
        match content.map(|content| &content.kind) {
            Some(ResponseKind::Json(ty) | ResponseKind::Scalar(ty)) => {
                let ty = context.rust(ty);
                code!(comment, variant, ty => #comment #variant(#ty))
            }
            Some(ResponseKind::Text) => {
                code!(comment, variant => #comment #variant(::std::string::String))
            }
            _ => code!(comment, variant => #comment #variant),
        }
    });
    let variants = variants.collect();
    let head = code! { comment, name =>
        #comment
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum #name
    };
    Item::block(head, Members::Variants, variants)
}

/// Returns the function that reads the documented errors. The JSON type that most of them share is read after the
/// `match`, whose arms for these evaluate to their variants; the other arms return.
fn reader(context: &ModuleContext<'_>, operation: NamedOperation<'_>) -> Item {
    let shared = shared_json(&operation.errors);
    let early = shared.map(|_| code!(=> return));
    let otherwise = code!(=> response.undocumented());
    let mut rest = early_or(early.as_ref(), otherwise.clone());
    let mut arms = Vec::new();
    let mut variants = operation.names.errors.iter();
    let read = |content: Option<&ResponseContent>, variant: &VariantName| {
        read_error(context, content, variant)
    };
    for response in &operation.errors {
        let arm = if shared.is_some() && json(response) == shared {
            variants
                .next()
                .map(|variant| code!(variant => Self::#variant))
        } else {
            by_media_type(response, &mut variants, &read, &otherwise)
                .map(|read| early_or(early.as_ref(), read))
        };
        let Some(arm) = arm else {
            continue;
        };
        if response.status == StatusPattern::Default {
            rest = arm;
        } else {
            let status = pattern(response);
            arms.push(code!(status, arm => #status => #arm,));
        }
    }
    let chosen = match arms.is_empty() {
        true => rest,
        false => code!(arms, rest => match response.status() { #arms _ => #rest, }),
    };
    let body = match shared {
        Some(ty) => {
            let read = read_json(context, ty, code!(=> kind));
            code!(chosen, read => let kind = #chosen; #read)
        }
        None => chosen,
    };
    let function = code! { body =>
        #[inline]
        fn read(response: &apiruntime::codegen::RawResponse) -> apiruntime::codegen::DecodeFailure<Self> {
            #body
        }
    };
    let name = &operation.names.error;
    Item::block(code!(name => impl #name), Members::Items, vec![function])
}

/// Returns an arm with a value, which it returns from the function if `early` is set.
fn early_or(early: Option<&Fragment>, read: Fragment) -> Fragment {
    code!(early, read => #early #read)
}

/// Returns the expression that reads a documented error from `response`.
fn read_error(
    context: &Context<'_>,
    content: Option<&ResponseContent>,
    variant: &VariantName,
) -> Fragment {
    let kind = code!(variant => Self::#variant);
    match content.map(|content| &content.kind) {
        Some(ResponseKind::Text) => code!(kind => response.text_error(#kind)),
        Some(ResponseKind::Scalar(Type::String(StringFormat::Plain(_)))) => {
            code!(kind => response.string_error(#kind))
        }
        Some(ResponseKind::Scalar(_)) => code!(kind => response.scalar_error(#kind)),
        Some(ResponseKind::Json(ty)) => read_json(context, ty, kind),
        _ => code!(kind => response.error_without_body(#kind)),
    }
}

/// Returns the JSON type that most errors have, if several have it: they are read by one call, so that its types are
/// inferred and checked only once.
fn shared_json(errors: &[Response]) -> Option<&Type> {
    let count = |ty: &Type| {
        errors
            .iter()
            .filter_map(json)
            .filter(|other| *other == ty)
            .count()
    };
    let types = errors.iter().rev().filter_map(json);
    types.max_by_key(|ty| count(ty)).filter(|ty| count(ty) > 1)
}

/// Returns the type of an error whose only content is JSON.
fn json(error: &Response) -> Option<&Type> {
    match error.contents.as_slice() {
        [content] => match &content.kind {
            ResponseKind::Json(ty) => Some(ty),
            _ => None,
        },
        _ => None,
    }
}

/// Returns the expression that reads the documented error with the variant `kind` from `response`.
fn read_json(context: &Context<'_>, ty: &Type, kind: Fragment) -> Fragment {
    if has_properties(context, ty) {
        code!(kind => response.error_by_properties(#kind))
    } else {
        code!(kind => response.error(&[], #kind))
    }
}

/// Returns whether the properties of a body must identify it as the documented error. If the schema requires some
/// properties, or gives a type for additional ones, decoding the body is enough.
fn has_properties(context: &Context<'_>, ty: &Type) -> bool {
    let object = context.api.types.object(ty);
    object.is_some_and(|(id, object)| {
        let of_patterns = |check: &Check| matches!(check, Check::Properties { patterns, .. } if !patterns.is_empty());
        let def = context.api.types.get(id);
        let has_patterns = def.is_some_and(|def| def.rules.checks.iter().any(of_patterns));
        let says_nothing_of_others = match &object.additional {
            Additional::Ignored | Additional::Forbidden => true,
            Additional::Typed(ty) => *ty == Type::Any,
        };
        !object.fields.is_empty()
            && says_nothing_of_others
            && !has_patterns
            && context.facts.is_default(id, object)
    })
}
