//! Paged lists as a stream of pages.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::client::position::Position;
use crate::client::walk::Walk;
use crate::error::failure::Error;
use crate::response::typed::Response;

/// The pages of a list, each the whole response of its request, fetched on demand.
///
/// Read it with [`next`](Self::next), as a [`futures_core::Stream`], or outside an async runtime as an iterator.
/// It ends after the last page, which may be one without items. An error does not end it: the next call requests the
/// same page again. [`Items`](crate::client::Items) documents how the end of a list is found.
#[must_use = "nothing is fetched until pages are asked for"]
pub struct Pages<R, E> {
    walk: Walk<Response<R>, E>,
}

impl<R, E: 'static> Pages<R, Error<E>> {
    /// Begins at a position that [`position`](Self::position) returned for the same operation, instead of at the first
    /// page. Call it before the first page is requested.
    ///
    /// With a position of another operation's list, each call returns an error; nothing is sent.
    pub fn resume_at(mut self, position: &Position) -> Self {
        self.walk.resume_at(position);
        self
    }
}

impl<R, E> Pages<R, E> {
    pub(super) fn new(walk: Walk<Response<R>, E>) -> Self {
        Pages { walk }
    }

    /// Returns the next page, or `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<Response<R>, E>> {
        std::future::poll_fn(|context| self.walk.poll(context)).await
    }

    /// Sets how many pages without an item may follow each other; one more is an error. Default: 10.
    pub fn most_empty_pages(mut self, most: u32) -> Self {
        self.walk.most_empty(most);
        self
    }

    /// Returns the position of the page that is requested next, for [`resume_at`](Self::resume_at); after an error,
    /// that of the page that failed. `None` after the last page.
    pub fn position(&self) -> Option<Position> {
        self.walk.next_position()
    }
}

#[cfg(feature = "blocking")]
impl<R, E> Pages<R, Error<E>> {
    /// Returns an iterator over the pages for code outside an async runtime, see [`block_on`](crate::client::block_on).
    pub fn iter_blocking(self) -> crate::client::BlockingIter<Self> {
        crate::client::BlockingIter::new(self)
    }
}

impl<R, E> fmt::Debug for Pages<R, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("position", &self.position())
            .finish()
    }
}

/// Nothing here is pinned: the future of a page has its own allocation.
impl<R, E> Unpin for Pages<R, E> {}

impl<R, E> futures_core::Stream for Pages<R, E> {
    type Item = Result<Response<R>, E>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.walk.poll(context)
    }
}
