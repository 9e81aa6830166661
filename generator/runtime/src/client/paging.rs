//! Paged lists as a stream of items.

use std::collections::VecDeque;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use crate::client::page::{Page, RepeatedPage};
use crate::client::position::{At, Position};
use crate::client::progress::Progress;
use crate::client::walk::{Fetch, SharedProgress, Walk};
use crate::error::failure::Error;

/// The items of all pages, each page fetched on demand.
///
/// Read it with [`next`](Self::next), as a [`futures_core::Stream`], or outside an async runtime as an iterator.
/// It ends after the last item. An error follows the items before it and does not end the list: the next call requests
/// the same page again. So stop at an error that lasts: `collect` into a `Result<Vec<_>, _>` does, into a
/// `Vec<Result<_, _>>` it would never end. Dropping the future of `next` loses nothing.
///
/// No item is lost: the total that a server sends is only a hint, a page may have fewer items than requested, and a
/// page without items ends the list only if the server does not say that there are more; if it does, but not where,
/// that is an error. And the list ends: a repeated page, cursors that form a cycle and more than ten pages without
/// items in a row are errors.
#[must_use = "nothing is fetched until items are asked for"]
pub struct Items<T, E> {
    ready: VecDeque<T>,
    walk: Walk<Vec<T>, E>,
}

impl<T, E> Items<T, E>
where
    T: Clone + PartialEq + Send + 'static,
    E: From<RepeatedPage> + 'static,
{
    /// Returns a list whose pages are requested by the number of items to skip; `limit` is the page size that was
    /// requested.
    pub fn by_offset<F, P>(start: u64, limit: Option<u64>, mut fetch: F) -> Self
    where
        F: FnMut(u64) -> P + Send + 'static,
        P: Future<Output = Result<Page<T>, E>> + Send + 'static,
    {
        Self::by_hand(At::Offset(start), limit, move |at| match at {
            At::Offset(offset) => fetch(*offset),
            _ => fetch(start),
        })
    }

    /// Returns a list whose pages are requested by number.
    pub fn by_page<F, P>(start: u64, limit: Option<u64>, mut fetch: F) -> Self
    where
        F: FnMut(u64) -> P + Send + 'static,
        P: Future<Output = Result<Page<T>, E>> + Send + 'static,
    {
        Self::by_hand(At::Number(start), limit, move |at| match at {
            At::Number(number) => fetch(*number),
            _ => fetch(start),
        })
    }

    /// Returns a list in which each page names the cursor of the next one. It ends with a page that names none.
    pub fn by_cursor<F, P>(start: Option<String>, mut fetch: F) -> Self
    where
        F: FnMut(Option<String>) -> P + Send + 'static,
        P: Future<Output = Result<Page<T>, E>> + Send + 'static,
    {
        Self::by_hand(At::Cursor(start), None, move |at| match at {
            At::Cursor(cursor) => fetch(cursor.clone()),
            _ => fetch(None),
        })
    }

    fn by_hand<F, P>(start: At, limit: Option<u64>, mut fetch: F) -> Self
    where
        F: FnMut(&At) -> P + Send + 'static,
        P: Future<Output = Result<Page<T>, E>> + Send + 'static,
    {
        let first = match start {
            At::Number(number) => number.min(1),
            At::Offset(offset) => u64::from(offset == 1),
            At::Cursor(_) | At::Url(_) => 0,
        };
        let progress = SharedProgress::new(Progress::new(&start, first, limit, None));
        let fetch: Fetch<Vec<T>, E> = Box::new(move |at| {
            let (page, at, progress) = (fetch(at), at.clone(), progress.clone());
            Box::pin(async move {
                let page = page.await?;
                Ok(progress.after(&at, &page, None).with(page.items))
            })
        });
        Self::new(Walk::new("", start, fetch))
    }
}

impl<T, E> Items<T, Error<E>>
where
    E: 'static,
{
    /// Begins at a position that [`position`](Self::position) returned for the same operation, instead of at the first
    /// page. Call it before the first item is requested.
    ///
    /// With a position of another operation's list, each call returns an error; nothing is sent.
    pub fn resume_at(mut self, position: &Position) -> Self {
        self.walk.resume_at(position);
        self
    }
}

impl<T, E> Items<T, E> {
    pub(super) fn new(walk: Walk<Vec<T>, E>) -> Self {
        Items {
            ready: VecDeque::new(),
            walk,
        }
    }

    /// Returns the next item, or `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<T, E>> {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    /// Reads all remaining items.
    ///
    /// # Errors
    /// Returns the first error; the items before it are lost.
    pub async fn all(mut self) -> Result<Vec<T>, E> {
        let mut items = Vec::new();
        while let Some(item) = self.next().await {
            items.push(item?);
        }
        Ok(items)
    }

    /// Sets how many pages without an item may follow each other; one more is an error. Default: 10.
    pub fn most_empty_pages(mut self, most: u32) -> Self {
        self.walk.most_empty(most);
        self
    }

    /// Returns the position of the page whose items are being returned, for [`resume_at`](Self::resume_at); between
    /// pages, or after an error, that of the page that is requested next. `None` after the last item.
    ///
    /// Resuming there loses no item, but returns the items of that page again that were returned before.
    pub fn position(&self) -> Option<Position> {
        match self.ready.is_empty() {
            true => self.walk.next_position(),
            false => self.walk.last_position(),
        }
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, E>>> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.walk.poll(context)) {
                Some(Ok(items)) => self.ready = items.into(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

#[cfg(feature = "blocking")]
impl<T, E> Items<T, Error<E>> {
    /// Returns an iterator over the items for code outside an async runtime, see [`block_on`](crate::client::block_on).
    pub fn iter_blocking(self) -> crate::client::BlockingIter<Self> {
        crate::client::BlockingIter::new(self)
    }
}

impl<T, E> fmt::Debug for Items<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("ready", &self.ready.len())
            .field("position", &self.position())
            .finish()
    }
}

/// Nothing here is pinned: the future of a page has its own allocation.
impl<T, E> Unpin for Items<T, E> {}

impl<T, E> futures_core::Stream for Items<T, E> {
    type Item = Result<T, E>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}
