//! `items()`: all pages of a list as one stream.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::context::{Context, Site};
use crate::ir::{Operation, Outcome, Paging, PagingKind, Presence, ReplyKind, StatusPattern, Type, TypeKind};
use crate::names::{Members, OperationNames, status_name};

/// The method, where the operation has paging.
pub(crate) fn method(
    context: &Context<'_>,
    site: Site,
    operation: &Operation,
    names: &OperationNames,
    error: &TokenStream,
    is_enum: bool,
) -> Option<TokenStream> {
    let paging = operation.paging.as_ref()?;
    let item = context.rust(&paging.item, site);
    let page = page(context, operation, names, paging, is_enum)?;
    let table = |index: usize| names.parameters.get(index).map(|parameter| &parameter.table);
    let call = &names.call;
    let send = quote! {
        async move {
            let body = call.send::<#call>().await?.into_body();
            ::std::result::Result::Ok(#page)
        }
    };
    let made = match &paging.kind {
        PagingKind::Offset { offset, limit, .. } | PagingKind::Page { page: offset, limit } => {
            let by = match paging.kind {
                PagingKind::Offset { .. } => quote!(by_offset),
                _ => quote!(by_page),
            };
            let first = proc_macro2::Literal::u64_unsuffixed(first(operation, &paging.kind, *offset));
            let offset = table(*offset)?;
            let limit = match limit.and_then(table) {
                Some(limit) => quote!(self.call.number(&#limit)),
                None => quote!(::std::option::Option::None),
            };
            quote! {
                let first = self.call.number(&#offset).unwrap_or(#first);
                let limit = #limit;
                crate::runtime::Items::#by(first, limit, move |position| {
                    let mut call = self.call.page();
                    call.parameter(&#offset, &position);
                    #send
                })
            }
        }
        PagingKind::Cursor { cursor, .. } => {
            let cursor = table(*cursor)?;
            quote! {
                let first = self.call.argument(&#cursor).map(::std::borrow::ToOwned::to_owned);
                crate::runtime::Items::by_cursor(first, move |position| {
                    let mut call = self.call.page();
                    if let ::std::option::Option::Some(position) = position {
                        call.parameter(&#cursor, &position);
                    }
                    #send
                })
            }
        }
    };
    Some(quote! {
        #[doc = " All items of all pages, fetched page by page as they are asked for."]
        pub fn items(self) -> crate::runtime::Items<#item, crate::runtime::Error<#error>> {
            #made
        }
    })
}

/// Where a list begins: what the description says is taken when nothing is given.
fn first(operation: &Operation, kind: &PagingKind, index: usize) -> u64 {
    let default = operation.parameters.get(index).and_then(|parameter| parameter.default.as_ref()?.as_u64());
    default.unwrap_or(match kind {
        PagingKind::Page { .. } => 1,
        _ => 0,
    })
}

/// The page that an answer holds, from `body`.
fn page(
    context: &Context<'_>,
    operation: &Operation,
    names: &OperationNames,
    paging: &Paging,
    is_enum: bool,
) -> Option<TokenStream> {
    let outcome = operation.outcomes.iter().find(|outcome| outcome.status == paging.status)?;
    let ty = outcome.contents.iter().find_map(|content| match &content.kind {
        ReplyKind::Json(ty) => Some(ty),
        _ => None,
    })?;
    let items = Access::to(context, ty, &paging.items)?;
    let mut fields = TokenStream::new();
    match &paging.kind {
        PagingKind::Offset { total: Some(total), .. } => {
            let total = Access::to(context, ty, total)?.number();
            fields.extend(quote!(total: #total,));
        }
        PagingKind::Cursor { next, .. } => {
            let next = Access::to(context, ty, next)?.text();
            fields.extend(quote!(next: #next,));
        }
        _ => {}
    }
    let items = items.items();
    let page = quote!(crate::runtime::paging::Page {
        #fields
        items: #items,
        ..::std::default::Default::default()
    });
    if !is_enum {
        return Some(page);
    }
    let output = &names.output;
    let variant = status_of(outcome);
    Some(quote! {
        match body {
            #output::#variant(body) => #page,
            _ => ::std::default::Default::default(),
        }
    })
}

fn status_of(outcome: &Outcome) -> crate::names::VariantName {
    debug_assert!(outcome.status != StatusPattern::Default || !outcome.contents.is_empty());
    status_name(outcome.status)
}

/// The way from an answer to one of its properties.
struct Access {
    /// An expression on `body`, of an `Option` once a step was optional.
    path: TokenStream,
    optional: bool,
}

impl Access {
    fn to(context: &Context<'_>, ty: &Type, segments: &[String]) -> Option<Self> {
        let mut access = Self { path: quote!(body), optional: false };
        let mut ty = context.resolve(ty).clone();
        for segment in segments {
            let Type::Named(id) = context.resolve(&ty).clone() else { return None };
            let (def, names) = context.def(id)?;
            let (TypeKind::Struct(object), Members::Fields(fields)) = (&def.kind, &names.members) else { return None };
            let (field, (name, _)) =
                object.fields.iter().zip(fields).find(|(field, _)| field.wire == *segment)?;
            let path = &access.path;
            let step_optional = field.presence != Presence::Required;
            access.path = match (access.optional, field.presence) {
                (false, _) => quote!(#path.#name),
                (true, Presence::Required) => quote!(#path.map(|value| value.#name)),
                (true, Presence::OptionalNullable) => {
                    quote!(#path.and_then(|value| value.#name.into_value()))
                }
                (true, _) => quote!(#path.and_then(|value| value.#name)),
            };
            if !access.optional && field.presence == Presence::OptionalNullable {
                let path = &access.path;
                access.path = quote!(#path.into_value());
            }
            access.optional |= step_optional;
            ty = field.ty.clone();
        }
        Some(access)
    }

    fn items(&self) -> TokenStream {
        let path = &self.path;
        if self.optional { quote!(#path.unwrap_or_default()) } else { quote!(#path) }
    }

    fn number(&self) -> TokenStream {
        let path = &self.path;
        if self.optional {
            quote!(#path.and_then(|total| ::std::convert::TryFrom::try_from(total).ok()))
        } else {
            quote!(::std::convert::TryFrom::try_from(#path).ok())
        }
    }

    fn text(&self) -> TokenStream {
        let path = &self.path;
        if self.optional { quote!(#path) } else { quote!(::std::option::Option::Some(#path)) }
    }
}
