//! Paged lists as the description declares them (`x-paging`).

use std::fmt;
use std::hash::{DefaultHasher, Hasher};

use http::HeaderMap;

use crate::body::response::RawResponse;
use crate::call::arguments::Call;
use crate::call::arguments::next_page::link;
use crate::call::execute::execute;
use crate::call::secrets::secrets_of;
use crate::client::page::Page;
use crate::client::pages::Pages;
use crate::client::paging::Items;
use crate::client::position::{At, Position};
use crate::client::progress::Progress;
use crate::client::walk::{Fetching, SharedProgress, Walk, may_be_the_end};
use crate::error::failure::Error;
use crate::error::none::NoError;
use crate::parameter::definition::Parameter;
use crate::parameter::header::line_text;
use crate::response::operation::{Operation, decode};

/// A list that can be read as items or as pages.
pub struct List<O: Operation, T> {
    call: Call,
    by: By,
    start: At,
    /// The number of the first page or item, where they are numbered.
    first: u64,
    limit: Option<u64>,
    default_limit: Option<u64>,
    page: fn(O::Output) -> Page<T>,
    headers: PageHeaders,
}

/// The headers of a response with facts about its page.
#[derive(Clone, Copy, Default)]
struct PageHeaders {
    next: Option<&'static str>,
    total: Option<&'static str>,
}

impl PageHeaders {
    /// Returns the cursor of the next page, and the total number of items.
    fn read(self, headers: &HeaderMap) -> (Option<String>, Option<u64>) {
        let text = |name| text_in(headers, name);
        let total = self.total.and_then(|name| number_in(headers, name));
        (self.next.and_then(text), total)
    }
}

fn text_in(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?;
    Some(line_text(value.as_bytes()).trim().to_owned())
}

/// Returns the number that a header holds.
pub(super) fn number_in(headers: &HeaderMap, name: &str) -> Option<u64> {
    text_in(headers, name)?.parse().ok()
}

/// Finds the items in a response, and keeps what else of it is needed.
type Read<O, T, R> = fn(
    RawResponse,
    fn(<O as Operation>::Output) -> Page<T>,
) -> Result<(Page<T>, R), Error<<O as Operation>::Error>>;

/// Makes the value that the caller gets for a page.
type Make<O, T, R, P> = fn(Page<T>, R) -> Result<P, Error<<O as Operation>::Error>>;

/// How a page is requested.
#[derive(Clone, Copy)]
pub(super) enum By {
    Parameter(&'static Parameter),
    Url,
    /// By the `Link` header of this relation.
    Link(&'static str),
}

impl<O, T> List<O, T>
where
    O: Operation + 'static,
    T: Clone + PartialEq + Send + 'static,
{
    /// A list by offset, from the call's offset or from the first item.
    pub fn by_offset(
        call: Call,
        offset: &'static Parameter,
        first: u64,
        limit: Option<&'static Parameter>,
        page: fn(O::Output) -> Page<T>,
    ) -> Self {
        let start = At::Offset(call.number(offset).unwrap_or(first));
        let list = Self::new(call, By::Parameter(offset), start, page).limit(limit);
        // A list that begins at another offset than these skips items.
        List {
            first: u64::from(first == 1),
            ..list
        }
    }

    /// A list by page number, from the call's number or from the first page.
    pub fn by_page(
        call: Call,
        number: &'static Parameter,
        first: u64,
        limit: Option<&'static Parameter>,
        page: fn(O::Output) -> Page<T>,
    ) -> Self {
        let start = At::Number(call.number(number).unwrap_or(first));
        let list = Self::new(call, By::Parameter(number), start, page).limit(limit);
        List { first, ..list }
    }

    /// A list by cursor.
    pub fn by_cursor(
        call: Call,
        cursor: &'static Parameter,
        page: fn(O::Output) -> Page<T>,
    ) -> Self {
        let start = At::Cursor(call.argument(cursor));
        Self::new(call, By::Parameter(cursor), start, page)
    }

    /// A list in which each page has the URL of the next one.
    pub fn by_url(call: Call, page: fn(O::Output) -> Page<T>) -> Self {
        Self::new(call, By::Url, At::Url(None), page)
    }

    /// A list in which each response has a `Link` header of this relation to the next page.
    pub fn by_link(call: Call, relation: &'static str, page: fn(O::Output) -> Page<T>) -> Self {
        Self::new(call, By::Link(relation), At::Url(None), page)
    }

    fn new(call: Call, by: By, start: At, page: fn(O::Output) -> Page<T>) -> Self {
        List {
            call: call.of::<O>(),
            by,
            start,
            first: 0,
            limit: None,
            default_limit: None,
            page,
            headers: PageHeaders::default(),
        }
    }

    /// Reads the cursor of the next page from this header.
    #[must_use]
    pub fn next_in(mut self, header: &'static str) -> Self {
        self.headers.next = Some(header);
        self
    }

    /// Reads the total number of items from this header.
    #[must_use]
    pub fn total_in(mut self, header: &'static str) -> Self {
        self.headers.total = Some(header);
        self
    }

    /// Says how many items a page has if the call does not say it.
    #[must_use]
    pub fn default_limit(mut self, limit: u64) -> Self {
        self.default_limit = Some(limit);
        self
    }

    fn limit(mut self, limit: Option<&'static Parameter>) -> Self {
        self.limit = limit.and_then(|limit| self.call.number(limit));
        self
    }

    /// Returns the items of all pages.
    pub fn items(self) -> Items<T, Error<O::Error>> {
        Items::new(self.walk(
            |response, page| Ok((page(decode::<O>(response)?.into_body()), ())),
            |page, ()| Ok(page.items),
        ))
    }

    /// Returns the pages, each as its response. A response is decoded twice, since finding the items consumes it.
    pub fn pages(self) -> Pages<O::Output, Error<O::Error>> {
        Pages::new(self.walk(
            |response, page| {
                let whole = response.copy();
                Ok((page(decode::<O>(response)?.into_body()), whole))
            },
            // Never holds both in memory at once.
            |page, whole| {
                drop(page);
                decode::<O>(whole)
            },
        ))
    }

    fn walk<R: 'static, P: 'static>(
        mut self,
        read: Read<O, T, R>,
        make: Make<O, T, R, P>,
    ) -> Walk<P, Error<O::Error>> {
        let progress = Progress::new(&self.start, self.first, self.limit, self.default_limit);
        let progress = SharedProgress::new(progress);
        let (operation, start) = (self.call.0.info.id, self.start.clone());
        let (first, secrets) = (start.clone(), secrets_of(&self.call.0));
        let at_page = move |error: Error<O::Error>, at: &At| {
            if *at == first {
                return error.at_first_page();
            }
            let position = Position::new(operation, at.clone());
            let shown = position.without(&secrets.secrets(&[]));
            error.at_position(position.to_string(), shown.to_string())
        };
        let repeated = at_page.clone();
        let fetch = move |at: &At| {
            let mut call = of_page(&mut self.call);
            self.by.ask(&mut call, at);
            let (by, page, at_page) = (self.by, self.page, at_page.clone());
            let (names, keys) = (self.headers, call.keys_in_query());
            let (at, progress) = (at.clone(), progress.clone());
            let fetching: Fetching<P, Error<O::Error>> = Box::pin(async move {
                let fetched = match send(call).await {
                    Ok((response, hash)) => {
                        let (next, total) = names.read(response.headers());
                        let next = by.link(&response).or(next);
                        read(response, page).and_then(|(mut page, rest)| {
                            page.total = total.or(page.total);
                            page.next = next.or(page.next).map(|next| at.next(next, &keys));
                            let fetched = progress.after(&at, &page, Some(hash));
                            Ok(fetched.with(make(page, rest)?))
                        })
                    }
                    Err(error) => Err(error.cast()),
                };
                fetched.map_err(|error| at_page(error, &at))
            });
            fetching
        };
        Walk::new(operation, start, Box::new(fetch))
            .with_end(|error| error.status().is_some_and(may_be_the_end))
            .with_repeated(move |error, at| {
                repeated(Error::from(error).of_operation(operation), at)
            })
    }
}

impl By {
    /// Returns the URL of the next page, where it is in a header.
    fn link(self, response: &RawResponse) -> Option<String> {
        match self {
            By::Link(relation) => link(response.headers(), relation),
            By::Parameter(_) | By::Url => None,
        }
    }

    /// Makes a call request the page at a position, or the first page if that has no cursor or URL.
    #[inline]
    pub(super) fn ask(self, call: &mut Call, at: &At) {
        match (self, at) {
            (By::Parameter(parameter), At::Offset(number) | At::Number(number)) => {
                call.parameter(parameter, number);
            }
            (By::Parameter(parameter), At::Cursor(Some(cursor))) => {
                call.set_cursor(parameter, cursor);
            }
            (_, At::Url(Some(url))) => call.follow(url),
            _ => {}
        }
    }
}

/// Returns the call for one page. A body that is a stream is sent only with the first page; the others are errors.
fn of_page(call: &mut Call) -> Call {
    call.again().unwrap_or_else(|error| {
        let mut refused = Call::new(&call.0.core, call.0.info);
        refused.invalid(error);
        std::mem::replace(call, refused)
    })
}

/// Sends a call, and returns the response with a hash of its body.
async fn send(call: Call) -> Result<(RawResponse, u64), Error<NoError>> {
    let response = execute(call.0).await?;
    let hash = hash_of(&response);
    Ok((response, hash))
}

/// Hashes a body, to notice a repeated page.
pub(super) fn hash_of(response: &RawResponse) -> u64 {
    let mut hash = DefaultHasher::new();
    hash.write(response.raw_body());
    hash.finish()
}

impl<O: Operation, T> fmt::Debug for List<O, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("List")
            .field("call", &self.call)
            .finish_non_exhaustive()
    }
}
