//! Lists whose pages have the URL of the next one.

use std::future::Future;
use std::pin::Pin;

use crate::call::arguments::Call;
use crate::call::next_page::link;
use crate::client::page::Page;
use crate::client::paging::Items;
use crate::error::failure::Error;
use crate::response::operation::Operation;

type Fetching<T, E> = Pin<Box<dyn Future<Output = Result<Page<T>, E>> + Send>>;

/// What generated code calls.
#[doc(hidden)]
impl<T, E> Items<T, Error<E>>
where
    T: Clone + PartialEq + Send + 'static,
    E: 'static,
{
    /// The list that a call begins, whose pages each have the URL of the next.
    pub fn of_url<O>(call: Call, page: fn(O::Output) -> Page<T>) -> Self
    where
        O: Operation<Error = E> + 'static,
    {
        let fetch = move |url: Option<String>| send::<O, T>(at_url(&call, url), page);
        Self::by_cursor(None, fetch)
    }

    /// The list that a call begins, whose responses each have a `Link` with this relation to the next.
    pub fn of_link<O>(call: Call, relation: &'static str, page: fn(O::Output) -> Page<T>) -> Self
    where
        O: Operation<Error = E> + 'static,
    {
        let fetch =
            move |url: Option<String>| send_linked::<O, T>(at_url(&call, url), relation, page);
        Self::by_cursor(None, fetch)
    }
}

fn send<O, T>(call: Call, page: fn(O::Output) -> Page<T>) -> Fetching<T, Error<O::Error>>
where
    O: Operation + 'static,
    T: 'static,
{
    Box::pin(async move { Ok(page(call.send::<O>().await?.into_body())) })
}

fn send_linked<O, T>(
    call: Call,
    relation: &'static str,
    page: fn(O::Output) -> Page<T>,
) -> Fetching<T, Error<O::Error>>
where
    O: Operation + 'static,
    T: 'static,
{
    Box::pin(async move {
        let response = call.send::<O>().await?;
        let next = link(response.headers(), relation);
        Ok(Page {
            next,
            ..page(response.into_body())
        })
    })
}

/// The call for the page at a URL; its own where there is none.
fn at_url(call: &Call, url: Option<String>) -> Call {
    let mut call = call.page();
    if let Some(url) = url {
        call.follow(&url);
    }
    call
}
