//! `items()` and `pages()`: all pages of a list as one stream.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::context::{Context, ModuleContext, NamedOperation};
use super::super::fragment::{Fragment, code};
use super::responses::ResponseTypes;
use crate::ir::{
    CursorType, FlagMeaning, Integer, PageFlag, PageParameter, Paging, PagingKind, Presence,
    PropertyPath, Total, TotalKind, Type, TypeKind,
};
use crate::names::{Members, OperationNames};

/// Returns the methods, and the function that finds the items in a response, if the operation has paging.
pub(super) fn emit(
    context: &ModuleContext<'_>,
    operation: NamedOperation<'_>,
    types: &ResponseTypes,
) -> Option<(Fragment, Fragment)> {
    let names = operation.names;
    let paging = operation.paging.as_ref()?;
    let page = page(context, names, paging)?;
    let (function, output, error) = (&names.page, &types.output, &types.error);
    let item = context.rust(&paging.item);
    let of = &item;
    let page = code! { function, output, of, page =>
        #[inline]
        fn #function(body: #output) -> apiruntime::codegen::Page<#of> { #page }
    };
    let list = list(names, paging)?;
    let of = &names.operation;
    let methods = code! { item, error, output, of, list =>
        #[doc = " Streams the items of all pages; each page is fetched when it is needed."]
        #[inline]
        pub fn items(self) -> apiruntime::codegen::Items<#item, apiruntime::codegen::Error<#error>> {
            self.into_list().items()
        }

        #[doc = " Streams the pages, each as the whole response; each page is fetched when it is needed."]
        #[inline]
        pub fn pages(self) -> apiruntime::codegen::Pages<#output, apiruntime::codegen::Error<#error>> {
            self.into_list().pages()
        }

        #[inline]
        fn into_list(self) -> apiruntime::codegen::List<#of, #item> { #list }
    };
    Some((methods, page))
}

/// Returns the expression that creates the list from the request.
fn list(names: &OperationNames, paging: &Paging) -> Option<Fragment> {
    let function = &names.page;
    let list = match &paging.kind {
        PagingKind::Offset {
            offset,
            first,
            limit,
            ..
        }
        | PagingKind::Page {
            page: offset,
            first,
            limit,
        } => {
            let by = match paging.kind {
                PagingKind::Offset { .. } => code!(=> by_offset),
                _ => code!(=> by_page),
            };
            let first = Fragment::Number(*first);
            let (declared, offset) = position(names, offset, "POSITION", None)?;
            let (limit_declared, limit) = match limit {
                Some(limit) => {
                    let (declared, limit) = position(names, limit, "SIZE", None)?;
                    (declared, Some(code!(limit => &#limit)))
                }
                None => (None, None),
            };
            let limit = Fragment::option(limit);
            let list = code! { declared, limit_declared, by, offset, first, limit, function =>
                #declared
                #limit_declared
                apiruntime::codegen::List::#by(self.call, &#offset, #first, #limit, #function)
            };
            match paging.default_limit.map(Fragment::Number) {
                Some(limit) => code!(list, limit => #list.default_limit(#limit)),
                None => list,
            }
        }
        PagingKind::HeaderCursor { cursor, header } => {
            let (_, cursor) = position(names, cursor, "POSITION", None)?;
            code! { cursor, function, header =>
                apiruntime::codegen::List::by_cursor(self.call, &#cursor, #function).next_in(#header)
            }
        }
        PagingKind::Cursor { cursor, ty, .. }
        | PagingKind::Marker {
            marker: cursor, ty, ..
        } => {
            let (declared, cursor) = position(names, cursor, "POSITION", Some(*ty))?;
            code! { declared, cursor, function =>
                #declared
                apiruntime::codegen::List::by_cursor(self.call, &#cursor, #function)
            }
        }
        PagingKind::Url(_) => {
            code!(function => apiruntime::codegen::List::by_url(self.call, #function))
        }
        PagingKind::Link(relation) => {
            code!(relation, function => apiruntime::codegen::List::by_link(self.call, #relation, #function))
        }
    };
    Some(match &paging.total {
        Some(Total::Header(header)) => code!(list, header => #list.total_in(#header)),
        _ => list,
    })
}

/// Returns the static of the parameter that takes a position, after its declaration if it is in the body.
pub(super) fn position(
    names: &OperationNames,
    parameter: &PageParameter,
    own: &str,
    cursor: Option<CursorType>,
) -> Option<(Option<Fragment>, Fragment)> {
    match parameter {
        PageParameter::Query(index) => {
            let table = &names.parameters.get(*index)?.table;
            Some((None, table.into()))
        }
        PageParameter::Body(pointer) => {
            let name = Fragment::Name(own.to_owned());
            // A cursor is kept as a string, whatever its type in the body.
            let style = matches!(cursor, Some(CursorType::Integer(_)))
                .then(|| code!(=> .style(apiruntime::codegen::Style::Json)));
            let table = &name;
            let declared = code! { table, pointer, style =>
                static #table: apiruntime::codegen::Parameter =
                    apiruntime::codegen::Parameter::body(#pointer) #style;
            };
            Some((Some(declared), name))
        }
    }
}

/// Returns the expression that reads the page of a response from `body`.
fn page(context: &Context<'_>, names: &OperationNames, paging: &Paging) -> Option<TokenStream> {
    let mut fields = TokenStream::new();
    if let Some(Total::Body(path, kind)) = &paging.total {
        let total = number(context, path, *kind)?;
        fields.extend(quote!(total: #total,));
    }
    if let (Some((path, kind)), PagingKind::Page { first, .. }) = (&paging.pages, &paging.kind) {
        let pages = number(context, path, *kind)?;
        // The number of the last page follows from the count of pages and the number of the first one.
        let last = match (*first, first.saturating_sub(1)) {
            (1, _) => pages,
            (0, _) => quote!(#pages.map(|pages: u64| pages.saturating_sub(1))),
            (_, before) => quote!(#pages.map(|pages: u64| pages.saturating_add(#before))),
        };
        fields.extend(quote!(last: #last,));
    }
    let more = match &paging.flag {
        Some(flag) => Some(more(context, flag)?),
        None => None,
    };
    match &paging.kind {
        PagingKind::Cursor { next, ty, .. } => {
            let next = cursor(context, next, *ty, &paging.item)?;
            fields.extend(quote!(next: #next,));
        }
        PagingKind::Url(next) => {
            let next = cursor(context, next, CursorType::String, &paging.item)?;
            fields.extend(quote!(next: #next,));
        }
        _ => {}
    }
    fields.extend(more.as_ref().map(|more| quote!(more: #more,)));
    let items = match access(context, &paging.items, Reading::Move)? {
        (path, true) => quote!(#path.unwrap_or_default()),
        (path, false) => path,
    };
    let page = quote!(apiruntime::codegen::Page {
        #fields
        items: #items,
        ..apiruntime::codegen::Page::default()
    });
    let page = match &paging.kind {
        PagingKind::Marker { id, ty, .. } => {
            let last = match cursor_value(context, id, *ty, &paging.item)? {
                _ if id == &PropertyPath::default() && *ty == CursorType::String => {
                    let text =
                        is_newtype(context, id, &paging.item).then(|| quote!(.map(|id| id.0)));
                    quote!(.cloned() #text)
                }
                (value, true) => quote!(.and_then(|body| #value)),
                (value, false) => quote!(.map(|body| #value)),
            };
            // The items are moved out of the object that has the property, so it is read first.
            let declared = more.as_ref().map(|more| quote!(let more = #more;));
            let more = more.as_ref().map(|_| quote!(more,));
            quote! {
                #declared
                let items = #items;
                let next = items.last() #last;
                apiruntime::codegen::Page {
                    next,
                    #more
                    items,
                    ..apiruntime::codegen::Page::default()
                }
            }
        }
        _ => page,
    };
    if names.outputs.len() <= 1 {
        return Some(page);
    }
    let (output, variant) = (&names.output, names.outputs.get(paging.output)?);
    let arm = match paging.kind {
        PagingKind::Marker { .. } => quote!({ #page }),
        _ => page,
    };
    Some(quote! {
        match body {
            #output::#variant(body) => #arm,
            _ => apiruntime::codegen::Page::default(),
        }
    })
}

/// Returns the expression that decides whether there is another page.
fn more(context: &Context<'_>, flag: &PageFlag) -> Option<TokenStream> {
    let (path, is_option) = access(context, &flag.path, Reading::Copy)?;
    Some(match (flag.meaning, is_option) {
        (FlagMeaning::More, true) => path,
        (FlagMeaning::More, false) => quote!(::std::option::Option::Some(#path)),
        (FlagMeaning::Last, true) => quote!(#path.map(|last| !last)),
        (FlagMeaning::Last, false) => quote!(::std::option::Option::Some(!#path)),
    })
}

fn number(context: &Context<'_>, path: &PropertyPath, kind: TotalKind) -> Option<TokenStream> {
    let how = match kind {
        TotalKind::Text | TotalKind::Integer(Integer::Big) => Reading::Clone,
        _ => Reading::Copy,
    };
    let (path, is_option) = access(context, path, how)?;
    let TotalKind::Integer(integer) = kind else {
        return Some(match is_option {
            true => quote!(#path.and_then(|total| apiruntime::codegen::count(&total))),
            false => quote!(apiruntime::codegen::count(&#path)),
        });
    };
    let some = match is_option {
        true => path,
        false => quote!(::std::option::Option::Some(#path)),
    };
    Some(match integer {
        Integer::U64 => some,
        Integer::U32 => quote!(#some.map(u64::from)),
        Integer::I32 | Integer::I64 => {
            quote!(#some.and_then(|total| ::std::convert::TryFrom::try_from(total).ok()))
        }
        Integer::Big => quote!(#some.and_then(|total| total.as_u64())),
    })
}

fn cursor(
    context: &Context<'_>,
    next: &PropertyPath,
    ty: CursorType,
    root: &Type,
) -> Option<TokenStream> {
    Some(match cursor_value(context, next, ty, root)? {
        (value, true) => value,
        (value, false) => quote!(::std::option::Option::Some(#value)),
    })
}

/// Returns a cursor as a string expression, and whether it is an `Option`.
fn cursor_value(
    context: &Context<'_>,
    next: &PropertyPath,
    ty: CursorType,
    root: &Type,
) -> Option<(TokenStream, bool)> {
    let how = match ty {
        CursorType::String | CursorType::Integer(Integer::Big) => Reading::Clone,
        CursorType::Integer(_) => Reading::Copy,
    };
    let (path, optional) = access(context, next, how)?;
    let value = match (ty, optional) {
        // With no steps, the string is borrowed, and was not cloned on the way.
        (CursorType::String, true) if next.steps.is_empty() => quote!(#path.cloned()),
        (CursorType::String, _) => path,
        (CursorType::Integer(_), true) => quote!(#path.map(|next| next.to_string())),
        (CursorType::Integer(_), false) => quote!(#path.to_string()),
    };
    let value = match (is_newtype(context, next, root), optional) {
        (true, true) => quote!(#value.map(|next| next.0)),
        (true, false) => quote!(#value.0),
        (false, _) => value,
    };
    Some((value, optional))
}

/// Returns whether the value at a path from the root is a newtype of a string.
fn is_newtype(context: &Context<'_>, path: &PropertyPath, root: &Type) -> bool {
    let ty = match path.steps.last() {
        Some(step) => context
            .def(step.owner)
            .and_then(|(def, _)| match &def.kind {
                TypeKind::Struct(object) => object.fields.get(step.field).map(|field| &field.ty),
                _ => None,
            }),
        None => Some(root),
    };
    let ty = ty.map(|ty| context.api.types.resolve_null(ty).0);
    ty.is_some_and(|ty| context.text_newtype(ty).is_some())
}

/// How a property is read from `body`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// It is moved out, along with the objects on the way.
    Move,
    /// It is copied.
    Copy,
    /// It is cloned.
    Clone,
}

/// Returns a property of `body` as an expression, and whether that is an `Option`.
fn access(context: &Context<'_>, path: &PropertyPath, how: Reading) -> Option<(TokenStream, bool)> {
    let is_borrowed = how != Reading::Move;
    let as_ref = |by_ref: bool| if by_ref { quote!(.as_ref()) } else { quote!() };
    let mut code = quote!(body);
    let mut is_option = path.nulls > 0;
    if is_option {
        let by_ref = as_ref(is_borrowed);
        code = flat(quote!(body #by_ref), path.nulls - 1, is_borrowed);
    }
    for (index, step) in path.steps.iter().enumerate() {
        let (def, names) = context.def(step.owner)?;
        let (TypeKind::Struct(object), Members::Fields(fields)) = (&def.kind, &names.members)
        else {
            return None;
        };
        let presence = context
            .facts
            .presence(step.owner, object.fields.get(step.field)?);
        let (name, _) = fields.get(step.field)?;
        let is_last = index.saturating_add(1) == path.steps.len();
        let by_ref = is_borrowed && !is_last;
        let receiver = if is_option {
            quote!(value)
        } else {
            code.clone()
        };
        let copy = match how {
            Reading::Clone if is_last => quote!(.clone()),
            _ => as_ref(by_ref),
        };
        let (value, nulls) = match (presence, step.nulls) {
            (Presence::OptionalNullable, nulls) => {
                (quote!(#receiver.#name #copy .into_option()), Some(nulls))
            }
            (Presence::RequiredNullable | Presence::Optional, nulls) => {
                (quote!(#receiver.#name #copy), Some(nulls))
            }
            (Presence::Required, 0) if by_ref && is_option => (quote!(&#receiver.#name), None),
            (Presence::Required, 0) if by_ref => (quote!(#receiver.#name), None),
            (Presence::Required, 0) => (quote!(#receiver.#name #copy), None),
            (Presence::Required, nulls) => (quote!(#receiver.#name #copy), Some(nulls - 1)),
        };
        code = match (is_option, nulls) {
            (false, _) => value,
            (true, Some(_)) => quote!(#code.and_then(|value| #value)),
            (true, None) => quote!(#code.map(|value| #value)),
        };
        code = flat(code, nulls.unwrap_or_default(), by_ref);
        is_option |= nulls.is_some();
    }
    Some((code, is_option))
}

/// Returns a nested `Option` as a single one.
fn flat(mut code: TokenStream, nulls: usize, by_ref: bool) -> TokenStream {
    for _ in 0..nulls {
        code = if by_ref {
            quote!(#code.and_then(|value| value.as_ref()))
        } else {
            quote!(#code.flatten())
        };
    }
    code
}
