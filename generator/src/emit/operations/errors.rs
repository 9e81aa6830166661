//! The documented errors: their enum, and how each is read.

use super::super::context::{Context, ModuleContext};
use super::super::docs::{Comment, status_words};
use super::super::fragment::{Fragment, code};
use super::super::item::{Item, Members};
use super::comment;
use crate::ir::{
    Additional, Check, Operation, Response, ResponseContent, ResponseKind, StringFormat, Type,
};
use crate::names::{OperationNames, VariantName};

pub(super) fn error_enum(
    context: &ModuleContext<'_>,
    operation: &Operation,
    names: &OperationNames,
) -> Item {
    let name = &names.error;
    let comment = Comment::new(format!(
        "The documented errors of {}.",
        comment::request(names)
    ))
    .outer();
    let failures = operation.failures().zip(&names.errors);
    let variants = failures.map(|((response, content), variant)| {
        let mut comment =
            Comment::of_value(context, &response.docs, &status_words(response.status));
        if response.docs.description.is_some() {
            comment.paragraph(vec![status_words(response.status)]);
        }
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

/// Returns the expression that reads a documented error from `response`.
pub(super) fn read_error(
    context: &Context<'_>,
    names: &OperationNames,
    content: Option<&ResponseContent>,
    variant: &VariantName,
) -> Fragment {
    let name = &names.error;
    let kind = code!(name, variant => #name::#variant);
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
pub(super) fn shared_json(errors: &[Response]) -> Option<&Type> {
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
pub(super) fn json(error: &Response) -> Option<&Type> {
    match error.contents.as_slice() {
        [content] => match &content.kind {
            ResponseKind::Json(ty) => Some(ty),
            _ => None,
        },
        _ => None,
    }
}

/// Returns the expression that reads the documented error with the variant `kind` from `response`.
pub(super) fn read_json(context: &Context<'_>, ty: &Type, kind: Fragment) -> Fragment {
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
