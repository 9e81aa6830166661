//! The documented errors: their enum, and how each is read.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::context::{Context, Site};
use super::super::docs::Comment;
use super::super::structs::reads_itself;
use super::outcome::status_words;
use crate::ir::{Response, ResponseKind, Type, TypeKind};
use crate::names::{OperationNames, status_name};

/// What an error's body is read as.
pub(super) enum ErrorBody<'a> {
    None,
    /// With its media type.
    Json(&'a Type, &'a str),
    Text,
}

/// JSON where there is some, since it says most; a body of bytes is left to `raw_body`.
pub(super) fn error_body(response: &Response) -> ErrorBody<'_> {
    let json = response
        .contents
        .iter()
        .find_map(|content| match &content.kind {
            ResponseKind::Json(ty) => Some((ty, content.media_type.as_str())),
            _ => None,
        });
    match json {
        Some((ty, media_type)) => ErrorBody::Json(ty, media_type),
        None if response
            .contents
            .iter()
            .any(|content| matches!(content.kind, ResponseKind::Text)) =>
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
    errors: &[Response],
) -> TokenStream {
    let name = &names.error;
    let comment = Comment::new(format!(
        "The errors that are documented for `{}`.",
        names.call.plain()
    ))
    .outer();
    let variants = errors.iter().map(|response| {
        let mut comment = Comment::of(&response.docs, &status_words(response.status));
        if response.docs.description.is_some() {
            comment.paragraph(vec![status_words(response.status)]);
        }
        let comment = comment.outer();
        let variant = status_name(response.status);
        match error_body(response) {
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
    response: &Response,
) -> TokenStream {
    let (name, variant) = (&names.error, status_name(response.status));
    match error_body(response) {
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
