//! Lists that come page by page, as one stream of pages.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::client::position::Position;
use crate::client::walk::Walk;
use crate::error::failure::Error;
use crate::response::typed::Response;

/// The pages of a list, each the whole response of its request, fetched when it is needed.
///
/// Read it with [`next`](Self::next), as a [`futures_core::Stream`], or outside an async runtime as an iterator
/// (`iter_blocking`, with the feature `blocking`). It ends after the last page, which may be one without items. An
/// error does not end it: the next page asked for is the same one again. What is said of the end of
/// [`Items`](crate::client::Items) is true of it, too.
#[must_use = "nothing is fetched until pages are asked for"]
pub struct Pages<R, E> {
    walk: Walk<Response<R>, E>,
}

impl<R, E: 'static> Pages<R, Error<E>> {
    /// Begins at a position that [`position`](Self::position) gave for the same operation, instead of at the first
    /// page. Set it before the first page is asked for.
    ///
    /// The position of another operation's list is an error that each page asked for gives; nothing is sent.
    pub fn resume_at(mut self, position: &Position) -> Self {
        self.walk.resume_at(position);
        self
    }
}

impl<R, E> Pages<R, E> {
    pub(super) fn new(walk: Walk<Response<R>, E>) -> Self {
        Pages { walk }
    }

    /// The next page, `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<Response<R>, E>> {
        std::future::poll_fn(|context| self.walk.poll(context)).await
    }

    /// Allows so many pages without an item in a row; the next one is an error. Default: 10.
    pub fn most_empty_pages(mut self, most: u32) -> Self {
        self.walk.most_empty(most);
        self
    }

    /// Returns where to [go on](Self::resume_at) later: the page that is asked for next, as after an error. `None`
    /// after the last page.
    pub fn position(&self) -> Option<Position> {
        self.walk.next_position()
    }
}

#[cfg(feature = "blocking")]
impl<R, E> Pages<R, Error<E>> {
    /// Iterates over the pages outside an async runtime, as [`block_on`](crate::client::block_on) does.
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
