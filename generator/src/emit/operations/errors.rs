//! The documented errors: their enum, and how each is read.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::context::{Context, Site};
use super::super::docs::Comment;
use super::super::structs::reads_itself;
use super::outcome::status_words;
use crate::ir::{Outcome, ReplyKind, Type, TypeKind};
use crate::names::{OperationNames, status_name};

/// What an error's body is read as.
pub(super) enum ErrorBody<'a> {
    None,
    /// With its media type.
    Json(&'a Type, &'a str),
    Text,
}

/// JSON where there is some, since it says most; a body of bytes is left to `raw_body`.
pub(super) fn error_body(outcome: &Outcome) -> ErrorBody<'_> {
    let json = outcome
        .contents
        .iter()
        .find_map(|content| match &content.kind {
            ReplyKind::Json(ty) => Some((ty, content.media_type.as_str())),
            _ => None,
        });
    match json {
        Some((ty, media_type)) => ErrorBody::Json(ty, media_type),
        None if outcome
            .contents
            .iter()
            .any(|content| matches!(content.kind, ReplyKind::Text)) =>
        {
            ErrorBody::Text
        }
        None => ErrorBody::None,
    }
}

pub(super) fn error_enum(
    context: &Context<'_>,
    site: Site,
    names: &OperationNames,
    errors: &[&Outcome],
) -> TokenStream {
    let name = &names.error;
    let comment = Comment::new(format!(
        "The errors that are documented for `{}`.",
        names.call.plain()
    ))
    .outer();
    let variants = errors.iter().map(|outcome| {
        let mut comment = Comment::of(&outcome.docs, &status_words(outcome.status));
        if outcome.docs.description.is_some() {
            comment.paragraph(vec![status_words(outcome.status)]);
        }
        let comment = comment.outer();
        let variant = status_name(outcome.status);
        match error_body(outcome) {
            ErrorBody::None => quote!(#comment #variant,),
            ErrorBody::Text => quote!(#comment #variant(::std::string::String),),
            ErrorBody::Json(ty, _) => {
                let ty = context.rust(ty, site);
                quote!(#comment #variant(#ty),)
            }
        }
    });
    quote! {
        #comment
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum #name { #(#variants)* }
    }
}

/// Reads a documented error from `reply`.
pub(super) fn read_error(
    context: &Context<'_>,
    names: &OperationNames,
    outcome: &Outcome,
) -> TokenStream {
    let (name, variant) = (&names.error, status_name(outcome.status));
    match error_body(outcome) {
        ErrorBody::None => quote!(reply.error_without_body(#name::#variant)),
        ErrorBody::Text => quote!(reply.text_error(#name::#variant)),
        ErrorBody::Json(ty, _) if has_properties(context, ty) => {
            quote!(reply.shaped_error(#name::#variant))
        }
        ErrorBody::Json(..) => quote!(reply.error(&[], #name::#variant)),
    }
}

/// Whether a body is known by its properties: where the schema requires some, reading it is enough.
fn has_properties(context: &Context<'_>, ty: &Type) -> bool {
    let Type::Named(id) = context.resolve(ty) else {
        return false;
    };
    match context.def(*id) {
        Some((def, _)) => match &def.kind {
            TypeKind::Struct(object) => !object.fields.is_empty() && reads_itself(def, object),
            _ => false,
        },
        None => false,
    }
}
