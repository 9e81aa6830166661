//! `wait_until…`: sending a request until a state is reached.

use std::time::Duration;

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

use super::super::context::{Context, ModuleContext, NamedOperation};
use super::super::docs::Comment;
use super::super::fragment::{Fragment, code};
use super::super::text::code;
use super::paging::position;
use super::responses::{self, ResponseTypes};
use crate::ir::{
    Case, Choice, Condition, FlagMeaning, Method, Otherwise, Paging, PagingKind, PropertyPath,
    Total, WaitItem, WaitMatch, WaitResult, Waiter,
};
use crate::names::WaiterNames;

/// Returns the methods of the waiters.
pub(super) fn methods(
    context: &ModuleContext<'_>,
    operation: NamedOperation<'_>,
    types: &ResponseTypes,
) -> Vec<Fragment> {
    let (of, output, error) = (&operation.names.operation, &types.output, &types.error);
    let response = code!(output => apiruntime::codegen::Response<#output>);
    let waiters = operation.waiters.iter().zip(&operation.names.waiters);
    waiters
        .map(|(waiter, own)| {
            let (method, table) = (&own.method, &own.table);
            let mut body = None;
            let (result, new) = match &waiter.result {
                WaitResult::Response => (response.clone(), code!(=> response)),
                WaitResult::Body(index, ty) => {
                    let variant = operation.names.outputs.get(*index);
                    body = variant.map(|variant| code!(output, variant =>
                        , |output| match output {
                            #output::#variant(body) => ::std::option::Option::Some(body),
                            _ => ::std::option::Option::None,
                        }
                    ));
                    let ty = context.rust(ty);
                    (code!(ty => apiruntime::codegen::Response<#ty>), code!(=> body))
                }
                WaitResult::Item(ty) => (context.rust(ty), code!(=> item)),
                WaitResult::Nothing => (code!(=> ()), code!(=> end)),
            };
            let arguments = own.arguments.iter();
            let passed = Fragment::listed(arguments.map(|name| code!(name => #name.into())));
            let arguments = own.arguments.iter().map(
                |name| code!(name => , #name: impl ::std::convert::Into<::std::string::String>),
            );
            let arguments: Vec<_> = arguments.collect();
            let comment = comment(context, waiter).outer();
            code! { comment, method, arguments, result, error, new, of, table, passed, body =>
                #comment
                #[inline]
                pub fn #method(self #arguments) -> apiruntime::codegen::Waiting<#result, #error> {
                    apiruntime::codegen::Waiting::#new(self.call.typed::<#of>(), &#table, vec![#passed] #body)
                }
            }
        })
        .collect()
}

/// Returns the implementation that provides `wait_until`, if the request may be sent repeatedly.
pub(super) fn pollable(operation: NamedOperation<'_>) -> Option<Fragment> {
    let is_safe = matches!(operation.method, Method::Get | Method::Query);
    let mut outputs = operation.outputs();
    let has_stream = outputs.any(|(_, content)| content.is_some_and(responses::is_stream));
    let of = &operation.names.operation;
    ((is_safe || !operation.waiters.is_empty()) && !has_stream)
        .then(|| code!(of => impl apiruntime::codegen::Pollable for #of {}))
}

/// Returns the comment of a waiter: what it waits for.
fn comment(context: &Context<'_>, waiter: &Waiter) -> Comment {
    let fallback = format!("Waits until it is {}.", code(&waiter.wire));
    let mut comment = Comment::linked(&waiter.docs, &fallback, &|id| context.link(id));
    let mut lines = vec![format!("Success: {}.", words(waiter, &waiter.success))];
    if !waiter.failure.is_empty() || waiter.otherwise == Otherwise::Failure {
        let mut failure = words(waiter, &waiter.failure);
        if waiter.otherwise == Otherwise::Failure {
            let or = if failure.is_empty() { "" } else { ", " };
            failure = format!("{failure}{or}any state that is not listed");
        }
        lines.push(format!("Failure: {failure}."));
    }
    if !waiter.pending.is_empty() {
        lines.push(format!("Pending: {}.", words(waiter, &waiter.pending)));
    }
    let mut times = Vec::new();
    if let Some(interval) = waiter.interval {
        times.push(format!("asks every {}", in_words(interval)));
    }
    if let Some(timeout) = waiter.timeout {
        times.push(format!("waits for {} at most", in_words(timeout)));
    }
    if !times.is_empty() {
        lines.push(format!("It {}.", times.join(" and ")));
    }
    comment.paragraph(lines);
    comment
}

fn words(waiter: &Waiter, conditions: &[Condition]) -> String {
    let state = waiter.state.as_deref().unwrap_or_default();
    let at = |pointer: &str| code(pointer.trim_start_matches('/'));
    let words = conditions.iter().map(|condition| match condition {
        Condition::State(word) => format!("{} is {}", at(state), code(word)),
        Condition::Equals(pointer, word) => format!("{} is {}", at(pointer), code(word)),
        Condition::Set(pointer) => format!("{} is set", at(pointer)),
        Condition::Unset(pointer) => format!("{} is not set", at(pointer)),
        Condition::Status(status) => format!("status {status}"),
        Condition::Code(status, error) => format!("status {status} with {}", code(error)),
        Condition::Absent => "the list does not have it".to_owned(),
        Condition::Present => "the list has it".to_owned(),
    });
    words.collect::<Vec<_>>().join(", ")
}

pub(super) fn in_words(duration: Duration) -> String {
    let (seconds, millis) = (duration.as_secs(), duration.subsec_millis());
    match (seconds, millis) {
        (0, millis) => format!("{millis} ms"),
        (seconds, 0) if seconds >= 120 && seconds % 60 == 0 => format!("{} minutes", seconds / 60),
        (1, 0) => "1 second".to_owned(),
        (seconds, 0) => format!("{seconds} seconds"),
        _ => format!("{} ms", duration.as_millis()),
    }
}

/// Returns the tables of the waiters.
pub(super) fn statics(operation: NamedOperation<'_>) -> Vec<TokenStream> {
    let waiters = operation.waiters.iter().zip(&operation.names.waiters);
    waiters
        .map(|(waiter, own)| table(operation, waiter, own))
        .collect()
}

fn table(operation: NamedOperation<'_>, waiter: &Waiter, own: &WaiterNames) -> TokenStream {
    let (table, name) = (&own.table, &waiter.wire);
    let mut more = TokenStream::new();
    if let Some(state) = &waiter.state {
        more.extend(quote!(.state(#state)));
    }
    if let Some(item) = &waiter.item {
        let item = item_rule(operation, item);
        more.extend(quote!(.item(#item)));
    }
    for (conditions, setter) in [
        (&waiter.pending, quote!(pending)),
        (&waiter.failure, quote!(failure)),
        (&waiter.success, quote!(success)),
    ] {
        if !conditions.is_empty() {
            let conditions = conditions.iter().map(condition);
            more.extend(quote!(.#setter(&[#(#conditions),*])));
        }
    }
    if waiter.otherwise == Otherwise::Failure {
        more.extend(quote!(.otherwise_failure()));
    }
    if waiter.case == Case::Insensitive {
        more.extend(quote!(.ignore_case()));
    }
    if let Some(reason) = &waiter.reason {
        more.extend(quote!(.reason(#reason)));
    }
    if waiter.consecutive > 1 {
        let times = Literal::u32_unsuffixed(waiter.consecutive);
        more.extend(quote!(.consecutive(#times)));
    }
    for (duration, setter) in [
        (waiter.delay, quote!(delay)),
        (waiter.interval, quote!(interval)),
        (waiter.timeout, quote!(timeout)),
    ] {
        if let Some(duration) = duration {
            let duration = literal(duration);
            more.extend(quote!(.#setter(#duration)));
        }
    }
    quote! {
        static #table: apiruntime::codegen::Waiter = apiruntime::codegen::Waiter::new(#name) #more;
    }
}

pub(super) fn literal(duration: Duration) -> TokenStream {
    let (number, unit) = if duration.subsec_millis() == 0 {
        (duration.as_secs(), quote!(from_secs))
    } else {
        let millis = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        (millis, quote!(from_millis))
    };
    let number = Literal::u64_unsuffixed(number);
    quote!(::std::time::Duration::#unit(#number))
}

fn condition(condition: &Condition) -> TokenStream {
    let of = quote!(apiruntime::codegen::Condition);
    match condition {
        Condition::State(word) => quote!(#of::State(#word)),
        Condition::Equals(pointer, word) => quote!(#of::Equals(#pointer, #word)),
        Condition::Set(pointer) => quote!(#of::Set(#pointer)),
        Condition::Unset(pointer) => quote!(#of::Unset(#pointer)),
        Condition::Status(status) => {
            let status = Literal::u16_unsuffixed(*status);
            quote!(#of::Status(#status))
        }
        Condition::Code(status, error) => {
            let status = Literal::u16_unsuffixed(*status);
            quote!(#of::Code(#status, #error))
        }
        Condition::Absent => quote!(#of::Absent),
        Condition::Present => quote!(#of::Present),
    }
}

fn item_rule(operation: NamedOperation<'_>, item: &WaitItem) -> TokenStream {
    let list = &item.list;
    let matches = item.matches.iter().map(|(pointer, wanted)| {
        let of = quote!(apiruntime::codegen::Match);
        match wanted {
            WaitMatch::Argument(index) => {
                let index = Literal::usize_unsuffixed(*index);
                quote!((#pointer, #of::Argument(#index)))
            }
            WaitMatch::Is(word) => quote!((#pointer, #of::Is(#word))),
        }
    });
    let mut more = TokenStream::new();
    match &item.choice {
        Choice::First => {}
        Choice::Newest(pointer) => more.extend(quote!(.newest(#pointer))),
        Choice::All => more.extend(quote!(.all())),
    }
    if let Some(argument) = item.since {
        let argument = Literal::usize_unsuffixed(argument);
        more.extend(quote!(.since(#argument)));
    }
    if let Some(pages) = pages(operation, item) {
        more.extend(quote!(.pages(#pages)));
    }
    if let Some(paging) = &operation.paging {
        more.extend(end(paging));
    }
    quote!(apiruntime::codegen::ItemRule::new(#list, &[#(#matches),*]) #more)
}

/// Returns what says where the list ends.
fn end(paging: &Paging) -> TokenStream {
    let mut end = TokenStream::new();
    if let Some(flag) = &paging.flag {
        let pointer = &flag.path.pointer;
        let is_more = flag.meaning == FlagMeaning::More;
        end.extend(quote!(.more(#pointer, #is_more)));
    }
    // The other kinds end where the server gives no next page.
    if let PagingKind::Offset { .. } | PagingKind::Page { .. } = &paging.kind {
        end.extend(match &paging.total {
            Some(Total::Body(path, _)) => {
                let pointer = &path.pointer;
                quote!(.total(#pointer))
            }
            Some(Total::Header(header)) => quote!(.total_in(#header)),
            None => TokenStream::new(),
        });
        if let Some((PropertyPath { pointer, .. }, _)) = &paging.pages {
            end.extend(quote!(.page_count(#pointer)));
        }
    }
    end
}

/// Returns how the other pages of the list are requested, if the operation has paging. The parameter that selects a
/// page may be declared here.
fn pages(operation: NamedOperation<'_>, item: &WaitItem) -> Option<TokenStream> {
    let of = quote!(apiruntime::codegen::ItemPages);
    let number = |first: u64| Literal::u64_unsuffixed(first).into_token_stream();
    let next = || item.next.as_deref().map(ToTokens::into_token_stream);
    let (parameter, cursor, by, argument) = match &operation.paging.as_ref()?.kind {
        PagingKind::Offset { offset, first, .. } => (offset, None, quote!(Offset), number(*first)),
        PagingKind::Page { page, first, .. } => (page, None, quote!(Number), number(*first)),
        PagingKind::Cursor { cursor, ty, .. } => (cursor, Some(*ty), quote!(Cursor), next()?),
        PagingKind::HeaderCursor { cursor, header } => {
            (cursor, None, quote!(Header), header.into_token_stream())
        }
        PagingKind::Marker { marker, ty, .. } => (marker, Some(*ty), quote!(Marker), next()?),
        PagingKind::Url(_) => {
            let next = next()?;
            return Some(quote!(#of::Url(#next)));
        }
        PagingKind::Link(relation) => return Some(quote!(#of::Link(#relation))),
    };
    let (declared, table) = position(operation.names, parameter, "POSITION", cursor)?;
    let pages = quote!(#of::#by(&#table, #argument));
    Some(match declared {
        Some(declared) => quote!({ #declared #pages }),
        None => pages,
    })
}
