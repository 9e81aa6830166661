//! `items()`: all pages of a list as one stream.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::context::{Context, Site};
use crate::ir::{Operation, Paging, PagingKind, Presence, ResponseKind, Type, TypeKind};
use crate::names::{FieldName, Members, OperationNames};

/// The method, where the operation has paging.
pub(crate) fn method(
    context: &Context<'_>,
    site: Site,
    operation: &Operation,
    names: &OperationNames,
    error: &TokenStream,
) -> Option<TokenStream> {
    let paging = operation.paging.as_ref()?;
    let item = context.rust(&paging.item, site);
    let page = page(context, operation, names, paging)?;
    let table = |index: usize| {
        names
            .parameters
            .get(index)
            .map(|parameter| &parameter.table)
    };
    let call = &names.call;
    let send = quote! {
        async move {
            let body = call.send::<#call>().await?.into_body();
            ::std::result::Result::Ok(#page)
        }
    };
    let made = match &paging.kind {
        PagingKind::Offset { offset, limit, .. }
        | PagingKind::Page {
            page: offset,
            limit,
        } => {
            let by = match paging.kind {
                PagingKind::Offset { .. } => quote!(by_offset),
                _ => quote!(by_page),
            };
            let first =
                proc_macro2::Literal::u64_unsuffixed(first(operation, &paging.kind, *offset));
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
    let default = operation
        .parameters
        .get(index)
        .and_then(|parameter| parameter.default.as_ref()?.as_u64());
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
) -> Option<TokenStream> {
    let mut outputs = operation.outputs().zip(&names.outputs);
    let (ty, variant) = outputs.find_map(|((response, content), variant)| match content {
        Some(content) if response.status == paging.status => match &content.kind {
            ResponseKind::Json(ty) => Some((ty, variant)),
            _ => None,
        },
        _ => None,
    })?;
    let items = Access::to(context, ty, &paging.items)?;
    let mut fields = TokenStream::new();
    match &paging.kind {
        PagingKind::Offset {
            total: Some(total), ..
        } => {
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
    if names.outputs.len() <= 1 {
        return Some(page);
    }
    let output = &names.output;
    Some(quote! {
        match body {
            #output::#variant(body) => #page,
            _ => ::std::default::Default::default(),
        }
    })
}

/// The way from an answer to one of its properties.
struct Access {
    /// The properties, each with its presence.
    steps: Vec<(FieldName, Presence)>,
}

impl Access {
    fn to(context: &Context<'_>, ty: &Type, segments: &[String]) -> Option<Self> {
        let mut steps = Vec::new();
        let mut ty = ty.clone();
        for segment in segments {
            let Type::Named(id) = context.resolve(&ty).clone() else {
                return None;
            };
            let (def, names) = context.def(id)?;
            let (TypeKind::Struct(object), Members::Fields(fields)) = (&def.kind, &names.members)
            else {
                return None;
            };
            let (field, (name, _)) = object
                .fields
                .iter()
                .zip(fields)
                .find(|(field, _)| field.wire == *segment)?;
            steps.push((name.clone(), field.presence));
            ty = field.ty.clone();
        }
        Some(Self { steps })
    }

    /// The value, copied by `copy`, as an expression, and whether it is an `Option`. What lies on the way is
    /// moved out of `body`, or left there where `borrowed`.
    fn path(&self, borrowed: bool, copy: &TokenStream) -> (TokenStream, bool) {
        let mut path = quote!(body);
        let mut optional = false;
        for (index, (name, presence)) in self.steps.iter().enumerate() {
            let is_last = index.saturating_add(1) == self.steps.len();
            let copy = if is_last { copy.clone() } else { quote!() };
            let as_ref = if borrowed && !is_last {
                quote!(.as_ref())
            } else {
                quote!()
            };
            let receiver = if optional {
                quote!(value)
            } else {
                path.clone()
            };
            let value = match presence {
                Presence::OptionalNullable => quote!(#receiver.#name #copy #as_ref .into_value()),
                Presence::Required if borrowed && !is_last && optional => quote!(&#receiver.#name),
                Presence::Required => quote!(#receiver.#name #copy),
                Presence::RequiredNullable | Presence::Optional => {
                    quote!(#receiver.#name #copy #as_ref)
                }
            };
            let is_option = *presence != Presence::Required;
            path = match (optional, is_option) {
                (false, _) => value,
                (true, true) => quote!(#path.and_then(|value| #value)),
                (true, false) => quote!(#path.map(|value| #value)),
            };
            optional |= is_option;
        }
        (path, optional)
    }

    fn items(&self) -> TokenStream {
        match self.path(false, &quote!()) {
            (path, true) => quote!(#path.unwrap_or_default()),
            (path, false) => path,
        }
    }

    fn number(&self) -> TokenStream {
        match self.path(true, &quote!()) {
            (path, true) => {
                quote!(#path.and_then(|total| ::std::convert::TryFrom::try_from(total).ok()))
            }
            (path, false) => quote!(::std::convert::TryFrom::try_from(#path).ok()),
        }
    }

    fn text(&self) -> TokenStream {
        match self.path(true, &quote!(.clone())) {
            (path, true) => path,
            (path, false) => quote!(::std::option::Option::Some(#path)),
        }
    }
}
