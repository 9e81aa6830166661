//! Searches a list for an item, page by page.

use std::future::poll_fn;

use serde_json::Value;

use crate::body::response::RawResponse;
use crate::call::arguments::Call;
use crate::call::arguments::next_page::link;
use crate::call::execute::execute;
use crate::client::list::{By, hash_of, number_in};
use crate::client::page::{Page, RepeatedPage, count};
use crate::client::position::At;
use crate::client::progress::Progress;
use crate::client::waiter::judge::text_at;
use crate::client::waiter::{ItemPages, ItemRule};
use crate::client::walk::{Fetch, SharedProgress, Walk, may_be_the_end};
use crate::error::failure::Error;
use crate::error::none::NoError;

/// How many pages of a list one poll reads at most.
const PAGES: usize = 1_000;

/// A response with the items of its page.
type ItemsOf = (RawResponse, Vec<Value>);

/// Why there is no next page.
enum Stop {
    /// The response is no success or no JSON; the waiter decides what that means.
    Response(Box<RawResponse>),
    Error(Error<NoError>),
}

impl From<Error<NoError>> for Stop {
    fn from(error: Error<NoError>) -> Stop {
        Stop::Error(error)
    }
}

impl From<RepeatedPage> for Stop {
    fn from(error: RepeatedPage) -> Stop {
        Stop::Error(error.into())
    }
}

/// Reads a list as far as needed to find the relevant items. Returns the response of the first page, or the one that is
/// no success.
pub(super) async fn search(
    call: Call,
    rule: &'static ItemRule,
    arguments: &[String],
) -> Result<ItemsOf, Error<NoError>> {
    let id = call.0.info.id;
    let (start, by) = match rule.pages {
        Some(ItemPages::Offset(parameter, first)) => {
            let offset = call.number(parameter).unwrap_or(first);
            (At::Offset(offset), Some(By::Parameter(parameter)))
        }
        Some(ItemPages::Number(parameter, first)) => {
            let number = call.number(parameter).unwrap_or(first);
            (At::Number(number), Some(By::Parameter(parameter)))
        }
        Some(
            ItemPages::Cursor(parameter, _)
            | ItemPages::Header(parameter, _)
            | ItemPages::Marker(parameter, _),
        ) => {
            let cursor = call.argument(parameter);
            (At::Cursor(cursor), Some(By::Parameter(parameter)))
        }
        Some(ItemPages::Url(_)) => (At::Url(None), Some(By::Url)),
        Some(ItemPages::Link(relation)) => (At::Url(None), Some(By::Link(relation))),
        None => (At::Cursor(None), None),
    };
    let fetch = fetch(call, rule, by, start.clone());
    let mut walk = Walk::new(id, start, fetch).with_end(|stop| match stop {
        Stop::Response(response) => may_be_the_end(response.head.status),
        Stop::Error(_) => false,
    });
    let (mut found, mut first) = (Vec::new(), None);
    for _ in 0..PAGES {
        let (response, items) = match poll_fn(|context| walk.poll(context)).await {
            None => break,
            Some(Ok(page)) => page,
            Some(Err(Stop::Response(response))) => return Ok((*response, Vec::new())),
            Some(Err(Stop::Error(error))) => return Err(error.of_operation(id)),
        };
        first.get_or_insert(response);
        let matching = items.into_iter();
        found.extend(matching.filter(|item| rule.is_match(item, arguments)));
        if rule.takes_first() && !found.is_empty() {
            break;
        }
    }
    let response = first.ok_or_else(RepeatedPage::again)?;
    Ok((response, rule.choose(found)))
}

// Compiled in the programs that wait for an item, not with the runtime.
#[inline]
fn fetch(call: Call, rule: &'static ItemRule, by: Option<By>, start: At) -> Fetch<ItemsOf, Stop> {
    let first = match rule.pages {
        Some(ItemPages::Offset(_, first) | ItemPages::Number(_, first)) => first,
        _ => 0,
    };
    let progress = SharedProgress::new(Progress::new(&start, first, None, None));
    Box::new(move |at| {
        let mut call = call.again();
        // The call itself requests the first page.
        if let (Ok(call), Some(by)) = (&mut call, by.filter(|_| *at != start)) {
            by.ask(call, at);
        }
        let (at, progress) = (at.clone(), progress.clone());
        Box::pin(async move {
            let call = call.map_err(Error::from)?;
            let keys = call.keys_in_query();
            let response = execute(call.0).await?;
            if !response.head.status.is_success() {
                return Err(Stop::Response(Box::new(response)));
            }
            let mut body = match response.plain_json() {
                Ok(body) => body,
                Err(_) if response.bytes.is_empty() => Value::Null,
                // Such a page, as of a proxy, does not show that the item is on none.
                Err(_) => return Err(Stop::Response(Box::new(response))),
            };
            let next = next(rule, &response, &body).filter(|next| !next.is_empty());
            let next = next.map(|next| at.next(next, &keys));
            let more = rule.more.and_then(|(pointer, is_more)| {
                let said = body.pointer(pointer)?.as_bool()?;
                Some(said == is_more)
            });
            let number = |pointer: &str| body.pointer(pointer).and_then(count);
            let total = rule.total_header;
            let total = total.and_then(|name| number_in(response.headers(), name));
            // The number of the last page follows from that of the first one.
            let last = rule.page_count.and_then(number);
            let last = last.map(|pages| pages.saturating_add(first).saturating_sub(1));
            let total = total.or_else(|| rule.total.and_then(number));
            let page = Page {
                items: rule.take_items(&mut body),
                total,
                last,
                next,
                more,
            };
            let fetched = progress.after(&at, &page, Some(hash_of(&response)));
            Ok(fetched.with((response, page.items)))
        })
    })
}

/// Returns the cursor or URL of the page after this one.
fn next(rule: &ItemRule, response: &RawResponse, body: &Value) -> Option<String> {
    match rule.pages.as_ref()? {
        ItemPages::Cursor(_, pointer) | ItemPages::Url(pointer) => text_at(body, pointer),
        ItemPages::Marker(_, pointer) => {
            let items = body.pointer(rule.list)?.as_array()?;
            text_at(items.last()?, pointer)
        }
        ItemPages::Header(_, name) => {
            let header = response.headers().get(*name)?;
            Some(header.to_str().ok()?.trim().to_owned())
        }
        ItemPages::Link(relation) => link(response.headers(), relation),
        ItemPages::Offset(..) | ItemPages::Number(..) => None,
    }
}
