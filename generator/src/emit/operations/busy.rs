//! `wait_while_busy`: sending a request again while the service refuses it because it is busy.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::context::{Context, ModuleContext};
use super::super::docs::Comment;
use super::super::fragment::{Fragment, code};
use super::super::text::code;
use super::waiters::{in_words, literal};
use crate::ir::{Busy, Operation};
use crate::names::ConstName;

/// The maximum number of error codes that the documentation of a method names.
const NAMED: usize = 3;

/// Returns the method `wait_while_busy`, if the operation has busy responses.
pub(super) fn method(context: &Context<'_>, operation: &Operation) -> Option<Fragment> {
    let busy = operation.busy.iter();
    let words: Vec<String> = busy
        .filter_map(|index| context.api.busy.get(*index))
        .map(in_doc)
        .collect();
    if words.is_empty() {
        return None;
    }
    let mut comment = Comment::new("Waits while the service is busy, for `limit` at most.");
    comment.paragraph(vec![
        format!("The request is sent again after {}.", words.join(", or ")),
        "A request that is refused this way changes nothing. A body that is a stream is sent once."
            .to_owned(),
    ]);
    let comment = comment.outer();
    Some(code! { comment =>
        #comment
        #[inline]
        pub fn wait_while_busy(mut self, limit: ::std::time::Duration) -> Self {
            self.call.wait_while_busy(limit);
            self
        }
    })
}

fn in_doc(busy: &Busy) -> String {
    let status = match busy.statuses {
        (0, _) => "an error".to_owned(),
        (first, last) if first == last => format!("status {first}"),
        (first, last) => format!("status {first} to {last}"),
    };
    let codes = match busy.codes.as_slice() {
        [] => String::new(),
        codes if codes.len() > NAMED => format!(" with one of {} error codes", codes.len()),
        codes => {
            let codes: Vec<String> = codes.iter().map(|known| code(known)).collect();
            format!(" with {}", codes.join(" or "))
        }
    };
    match busy.interval {
        Some(interval) => format!("{status}{codes} (every {})", in_words(interval)),
        None => format!("{status}{codes}"),
    }
}

/// Returns the call that adds the busy responses to the static of an operation.
pub(super) fn of_info(context: &ModuleContext<'_>, operation: &Operation) -> Option<Fragment> {
    let names = operation.busy.iter();
    let tables = names.filter_map(|index| context.names.client.busy.get(*index));
    let tables: Vec<_> = tables
        .map(|name| context.of_client(name.as_str()))
        .map(|name| code!(name => &#name))
        .collect();
    let tables = (!tables.is_empty()).then(|| Fragment::listed(tables))?;
    Some(code!(tables => .busy(&[#tables])))
}

/// Returns the static of a busy response, which operations refer to.
pub(crate) fn declared(busy: &Busy, name: &ConstName) -> TokenStream {
    let (first, last) = busy.statuses;
    let (first, last) = (
        Literal::u16_unsuffixed(first),
        Literal::u16_unsuffixed(last),
    );
    let mut more = TokenStream::new();
    if !busy.codes.is_empty() {
        let codes = &busy.codes;
        more.extend(quote!(.codes(&[#(#codes),*])));
    }
    if let Some(interval) = busy.interval {
        let interval = literal(interval);
        more.extend(quote!(.interval(#interval)));
    }
    quote! {
        pub(super) static #name: apiruntime::codegen::Busy =
            apiruntime::codegen::Busy::new(#first, #last) #more;
    }
}
