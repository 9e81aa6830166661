//! The documented headers of responses, as structs.

use quote::quote;

use super::super::context::{ModuleContext, NamedOperation};
use super::super::docs::{Comment, deprecated};
use super::super::fragment::code;
use super::super::item::Item;
use super::super::rest::Rest;
use super::super::structs::{is_redacted, redacted_debug};
use super::super::text::code;
use crate::ir::{HeaderStyle, ParameterPresence, ResponseHeader};
use crate::names::{FieldName, TypeName};

/// Returns the structs of the headers: for the successes, and for the errors.
pub(crate) fn items(context: &ModuleContext<'_>, operation: NamedOperation<'_>) -> Vec<Item> {
    let names = operation.names;
    let method = names.call.plain();
    let successes = Headers {
        name: &names.headers,
        fields: &names.header_fields,
        comment: format!(
            "The documented headers of the responses of `{method}`, for `Response::typed_headers`."
        ),
    };
    let errors = Headers {
        name: &names.error_headers,
        fields: &names.error_header_fields,
        comment: format!(
            "The documented headers of the errors of `{method}`, for `Error::typed_headers`."
        ),
    };
    let mut items = of(context, &operation.success_headers(), &successes);
    items.extend(of(context, &operation.error_headers(), &errors));
    items
}

/// A struct of headers.
struct Headers<'a> {
    name: &'a TypeName,
    fields: &'a [FieldName],
    comment: String,
}

fn of(context: &ModuleContext<'_>, headers: &[ResponseHeader], names: &Headers<'_>) -> Vec<Item> {
    if headers.is_empty() {
        return Vec::new();
    }
    let name = names.name;
    let comment = Comment::new(names.comment.clone()).outer();
    let pairs = || headers.iter().zip(names.fields);
    let fields = pairs().map(|(header, field)| {
        let comment =
            Comment::of(&header.docs, &format!("The header {}.", code(&header.wire))).outer();
        let deprecated = deprecated(header.lifecycle);
        let mut ty = context.rust(&header.ty);
        if header.presence == ParameterPresence::Optional {
            ty = code!(ty => ::std::option::Option<#ty>);
        }
        quote! {
            #comment
            #deprecated
            pub #field: ::std::result::Result<#ty, apiruntime::codegen::HeaderError>,
        }
    });
    let reads = pairs().map(|(header, field)| {
        let wire = &header.wire;
        let style = match header.style {
            HeaderStyle::Simple => quote!(Simple),
            HeaderStyle::Exploded => quote!(Exploded),
            HeaderStyle::Json => quote!(Json),
            HeaderStyle::Lines => quote!(Lines),
            HeaderStyle::Text => quote!(Text),
            HeaderStyle::List => quote!(List),
            HeaderStyle::Fields => quote!(Fields),
            HeaderStyle::ExplodedFields => quote!(ExplodedFields),
        };
        let style = quote!(apiruntime::codegen::HeaderStyle::#style);
        match header.presence {
            ParameterPresence::Required | ParameterPresence::Constant(_) => {
                quote!(#field: apiruntime::codegen::required_header(headers, #wire, #style),)
            }
            ParameterPresence::Optional => {
                quote!(#field: apiruntime::codegen::header(headers, #wire, #style),)
            }
        }
    });
    let redacted = || {
        pairs().map(|(header, field)| (field, is_redacted(context, header.sensitivity, &header.ty)))
    };
    let (derived, written) = match redacted().any(|(_, is_redacted)| is_redacted) {
        true => (None, Some(redacted_debug(name, redacted(), &Rest::Ignored))),
        false => (Some(quote!(Debug,)), None),
    };
    let mut items = vec![
        Item::Code(quote! {
            #comment
            #[derive(Clone, #derived PartialEq)]
            #[non_exhaustive]
            pub struct #name { #(#fields)* }
        }),
        Item::Code(quote! {
            impl apiruntime::codegen::FromHeaders for #name {
                fn from_headers(headers: &apiruntime::codegen::http::HeaderMap) -> Self {
                    Self { #(#reads)* }
                }
            }
        }),
    ];
    items.extend(written.map(Item::Code));
    items
}
