//! The documented headers of a response, as a struct.

use quote::quote;

use super::super::context::Context;
use super::super::docs::{Comment, deprecated};
use super::super::item::Item;
use super::super::text::code;
use crate::ir::{Operation, ParameterPresence};
use crate::names::{Module, OperationNames, response_headers};

pub(crate) fn items(
    context: &Context<'_>,
    module: Module,
    operation: &Operation,
    names: &OperationNames,
) -> Vec<Item> {
    let headers = response_headers(operation);
    if headers.is_empty() {
        return Vec::new();
    }
    let name = &names.headers;
    let comment = Comment::new(format!(
        "The documented headers of the responses of `{}`, for `Response::typed_headers`.",
        names.call.plain()
    ))
    .outer();
    let fields = headers
        .iter()
        .zip(&names.header_fields)
        .map(|(header, field)| {
            let comment =
                Comment::of(&header.docs, &format!("The header {}.", code(&header.wire))).outer();
            let deprecated = deprecated(header.lifecycle);
            let ty = context.rust(&header.ty, module);
            match header.presence {
                ParameterPresence::Required => quote!(#comment #deprecated pub #field: #ty,),
                ParameterPresence::Optional => {
                    quote!(#comment #deprecated pub #field: ::std::option::Option<#ty>,)
                }
            }
        });
    let reads = headers
        .iter()
        .zip(&names.header_fields)
        .map(|(header, field)| {
            let wire = &header.wire;
            match header.presence {
                ParameterPresence::Required => {
                    quote!(#field: apiruntime::codegen::required_header(headers, #wire)?,)
                }
                ParameterPresence::Optional => {
                    quote!(#field: apiruntime::codegen::header(headers, #wire)?,)
                }
            }
        });
    vec![
        Item::Code(quote! {
            #comment
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub struct #name { #(#fields)* }
        }),
        Item::Code(quote! {
            impl apiruntime::codegen::FromHeaders for #name {
                fn from_headers(
                    headers: &apiruntime::codegen::http::HeaderMap,
                ) -> ::std::result::Result<Self, apiruntime::codegen::HeaderError> {
                    ::std::result::Result::Ok(Self { #(#reads)* })
                }
            }
        }),
    ]
}
