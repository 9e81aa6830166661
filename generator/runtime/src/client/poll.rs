//! One request of a wait.

use std::time::Duration;

use serde::de::IgnoredAny;
use serde_json::Value;

use crate::body::response::RawResponse;
use crate::call::arguments::Call;
use crate::call::execute::execute;
#[cfg(feature = "paging")]
use crate::client::search::search;
use crate::client::waiter::Waiter;
use crate::error::failure::Error;
use crate::error::none::NoError;

/// A response, and the relevant items of a list.
pub(super) struct Poll {
    pub(super) response: RawResponse,
    pub(super) items: Vec<Value>,
}

impl Poll {
    /// Returns the JSON of the response, and whether a success is no JSON, such as a page of a proxy: it has no state,
    /// and may be an error.
    pub(super) fn body(&self, waiter: &Waiter) -> (Value, bool) {
        let response = &self.response;
        let body = match &waiter.item {
            // The items were moved out of their pages.
            Some(_) => response.read_json::<IgnoredAny>().map(|_| Value::Null),
            None => response.read_json(),
        };
        let is_success = response.head.status.is_success();
        let is_unreadable = body.is_err() && is_success && !response.bytes.is_empty();
        (body.unwrap_or_default(), is_unreadable)
    }
}

/// The progress of a wait.
#[derive(Clone, Debug)]
pub struct WaitProgress<'a> {
    pub(super) polls: u32,
    pub(super) elapsed: Duration,
    pub(super) state: Option<&'a str>,
}

impl WaitProgress<'_> {
    /// Returns how many requests were sent.
    pub fn polls(&self) -> u32 {
        self.polls
    }

    /// Returns how long the wait has taken so far.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// Returns the last state, if the description says where it is in a response.
    pub fn state(&self) -> Option<&str> {
        self.state
    }
}

/// Sends the request once; where a list is searched, also for its further pages.
pub(super) async fn poll(
    call: &mut Call,
    waiter: Option<&(&'static Waiter, Vec<String>)>,
) -> Result<Poll, Error<NoError>> {
    let rule = waiter.and_then(|(waiter, arguments)| Some((waiter.item.as_ref()?, arguments)));
    let Some((rule, arguments)) = rule else {
        let response = execute(call.again()?.0).await?;
        return Ok(Poll {
            response,
            items: Vec::new(),
        });
    };
    #[cfg(feature = "paging")]
    if rule.pages.is_some() {
        let (response, items) = search(call.again()?, rule, arguments).await?;
        return Ok(Poll { response, items });
    }
    let response = execute(call.again()?.0).await?;
    let mut items = Vec::new();
    if response.head.status.is_success() {
        let mut page = response.plain_json().unwrap_or_default();
        items = rule.take_items(&mut page);
        items.retain(|item| rule.is_match(item, arguments));
        items = rule.choose(items);
    }
    Ok(Poll { response, items })
}
