//! Lists that come page by page, as one stream of items.

use std::collections::VecDeque;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use crate::call::arguments::Call;
use crate::client::page::{Page, Position, RepeatedPage};
use crate::client::progress::{Next, Progress};
use crate::error::failure::Error;
use crate::parameter::definition::Parameter;
use crate::response::operation::Operation;

/// The items of all pages, each page fetched when it is needed.
///
/// Read it with [`next`](Self::next), or as a [`futures_core::Stream`]. It ends after the last item and
/// after an error, which comes after the items before it and says [where to go on](Self::resume_at). Dropping the
/// future of `next` loses nothing.
///
/// No item is lost: the total that a server gives is a hint only, a page may have fewer items than were asked for, and
/// one without any ends the list only where the server does not say that there is more. And it ends: a page that
/// comes a second time, cursors that go in circles and ten pages without items in a row are errors.
#[must_use = "nothing is fetched until items are asked for"]
pub struct Items<T, E> {
    fetch: Fetch<T, E>,
    ready: VecDeque<T>,
    state: State<T, E>,
    progress: Progress<T>,
    /// Where the page that failed would have been.
    failed_at: Option<Position>,
    repeated: fn(RepeatedPage) -> E,
    /// Whether an error only says that there is no such page.
    is_end: fn(&E) -> bool,
}

type Fetch<T, E> = Box<dyn FnMut(&Position) -> Fetching<T, E> + Send>;

/// A page, and the hash of its text where that is known.
type Fetched<T, E> = Result<(Page<T>, Option<u64>), E>;

type Fetching<T, E> = Pin<Box<dyn Future<Output = Fetched<T, E>> + Send>>;

enum State<T, E> {
    /// Other tasks come first.
    Yielding(Next),
    Before(Next),
    /// `false` where the list should have ended before.
    Fetching(Position, bool, Fetching<T, E>),
    Ended,
}

impl<T, E> Items<T, E>
where
    T: Clone + PartialEq + Send + 'static,
    E: From<RepeatedPage> + 'static,
{
    /// A list whose pages are asked for by the number of items to leave out; `limit` is how many a page was asked to
    /// have at most.
    pub fn by_offset<F, P>(start: u64, limit: Option<u64>, mut fetch: F) -> Self
    where
        F: FnMut(u64) -> P + Send + 'static,
        P: Future<Output = Result<Page<T>, E>> + Send + 'static,
    {
        let fetch = move |position: &Position| match position {
            Position::Offset(offset) => boxed(fetch(*offset)),
            Position::Number(_) | Position::Cursor(_) => boxed(fetch(start)),
        };
        Self::new(Position::Offset(start), limit, Box::new(fetch))
    }

    /// A list whose pages are asked for by their number.
    pub fn by_page<F, P>(start: u64, limit: Option<u64>, mut fetch: F) -> Self
    where
        F: FnMut(u64) -> P + Send + 'static,
        P: Future<Output = Result<Page<T>, E>> + Send + 'static,
    {
        let fetch = move |position: &Position| match position {
            Position::Number(number) => boxed(fetch(*number)),
            Position::Offset(_) | Position::Cursor(_) => boxed(fetch(start)),
        };
        Self::new(Position::Number(start), limit, Box::new(fetch))
    }

    /// A list whose pages each name the cursor of the next. It ends with a page that names none.
    pub fn by_cursor<F, P>(start: Option<String>, mut fetch: F) -> Self
    where
        F: FnMut(Option<String>) -> P + Send + 'static,
        P: Future<Output = Result<Page<T>, E>> + Send + 'static,
    {
        let fetch = move |position: &Position| match position {
            Position::Cursor(cursor) => boxed(fetch(cursor.clone())),
            Position::Offset(_) | Position::Number(_) => boxed(fetch(None)),
        };
        Self::new(Position::Cursor(start), None, Box::new(fetch))
    }

    fn new(start: Position, limit: Option<u64>, fetch: Fetch<T, E>) -> Self {
        Self {
            fetch,
            ready: VecDeque::new(),
            progress: Progress::new(&start, limit),
            state: State::Before(Next::Page(start)),
            failed_at: None,
            repeated: E::from,
            is_end: |_| false,
        }
    }
}

fn boxed<T, E>(page: impl Future<Output = Result<Page<T>, E>> + Send + 'static) -> Fetching<T, E> {
    Box::pin(async move { Ok((page.await?, None)) })
}

/// What generated code calls.
#[doc(hidden)]
impl<T, E> Items<T, Error<E>>
where
    T: Clone + PartialEq + Send + 'static,
    E: 'static,
{
    /// The list that a call begins, by offset: the first one unless the call has one.
    pub fn of_offset<O>(
        call: Call,
        offset: &'static Parameter,
        first: u64,
        limit: Option<&'static Parameter>,
        page: fn(O::Output) -> Page<T>,
    ) -> Self
    where
        O: Operation<Error = E> + 'static,
    {
        let start = Position::Offset(call.number(offset).unwrap_or(first));
        Self::of::<O>(call, offset, start, limit, page)
    }

    /// The list that a call begins, by the number of the page: the first one unless the call has one.
    pub fn of_page<O>(
        call: Call,
        number: &'static Parameter,
        first: u64,
        limit: Option<&'static Parameter>,
        page: fn(O::Output) -> Page<T>,
    ) -> Self
    where
        O: Operation<Error = E> + 'static,
    {
        let start = Position::Number(call.number(number).unwrap_or(first));
        Self::of::<O>(call, number, start, limit, page)
    }

    /// The list that a call begins, by cursor.
    pub fn of_cursor<O>(
        call: Call,
        cursor: &'static Parameter,
        page: fn(O::Output) -> Page<T>,
    ) -> Self
    where
        O: Operation<Error = E> + 'static,
    {
        let start = Position::Cursor(call.argument(cursor));
        Self::of::<O>(call, cursor, start, None, page)
    }

    fn of<O>(
        call: Call,
        parameter: &'static Parameter,
        start: Position,
        limit: Option<&'static Parameter>,
        page: fn(O::Output) -> Page<T>,
    ) -> Self
    where
        O: Operation<Error = E> + 'static,
    {
        let size = limit.and_then(|limit| call.number(limit));
        let fetch =
            move |position: &Position| fetch_page::<O, T>(call.page(), parameter, position, page);
        let mut items = Self::new(start, size, Box::new(fetch));
        items.is_end = |error| {
            let status = error.status().map(|status| status.as_u16());
            matches!(status, Some(400 | 404 | 416 | 422))
        };
        items
    }
}

/// The page at a position; the call's own where a cursor is missing.
fn fetch_page<O, T>(
    mut call: Call,
    parameter: &'static Parameter,
    position: &Position,
    page: fn(O::Output) -> Page<T>,
) -> Fetching<T, Error<O::Error>>
where
    O: Operation + 'static,
    T: 'static,
{
    match position {
        Position::Offset(number) | Position::Number(number) => call.parameter(parameter, number),
        Position::Cursor(Some(cursor)) => call.set_cursor(parameter, cursor),
        Position::Cursor(None) => {}
    }
    let position = position.to_string();
    Box::pin(async move {
        let (response, text) = call.send_with_hash::<O>().await;
        match response {
            Ok(response) => Ok((page(response.into_body()), text)),
            Err(error) => Err(error.at_position(position)),
        }
    })
}

impl<T, E> Items<T, E> {
    /// The next item, `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<T, E>> {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    /// All items that are left, at once.
    ///
    /// # Errors
    /// The first error; the items that came before it are lost.
    pub async fn all(mut self) -> Result<Vec<T>, E> {
        let mut items = Vec::new();
        while let Some(item) = self.next().await {
            items.push(item?);
        }
        Ok(items)
    }

    /// Allows so many pages without an item in a row; the next one is an error. Default: 10.
    pub fn most_empty_pages(mut self, most: u32) -> Self {
        self.progress.most_empty = most;
        self
    }

    /// Returns, after an error, the value to go on with: the offset, the number of the page or the cursor of the page
    /// that failed. Empty for the first page of a list by cursor.
    pub fn resume_at(&self) -> Option<String> {
        self.failed_at.as_ref().map(Position::to_string)
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, E>>> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            match std::mem::replace(&mut self.state, State::Ended) {
                State::Ended => return Poll::Ready(None),
                State::Yielding(next) => {
                    self.state = State::Before(next);
                    context.waker().wake_by_ref();
                    return Poll::Pending;
                }
                State::Before(next) => {
                    let (position, is_expected) = match next {
                        Next::Page(position) => (position, true),
                        Next::Perhaps(position) => (position, false),
                        Next::End | Next::Again => continue,
                    };
                    let fetching = (self.fetch)(&position);
                    self.state = State::Fetching(position, is_expected, fetching);
                }
                State::Fetching(position, is_expected, mut fetching) => {
                    let Poll::Ready(fetched) = fetching.as_mut().poll(context) else {
                        self.state = State::Fetching(position, is_expected, fetching);
                        return Poll::Pending;
                    };
                    match fetched {
                        Ok((page, text)) => {
                            if let Err(error) = self.take(position, page, text) {
                                return Poll::Ready(Some(Err(error)));
                            }
                        }
                        Err(error) if !is_expected && (self.is_end)(&error) => {}
                        Err(error) => {
                            self.failed_at = Some(position);
                            return Poll::Ready(Some(Err(error)));
                        }
                    }
                }
            }
        }
    }

    /// Takes the items of a page, and goes on to the next one.
    fn take(&mut self, position: Position, page: Page<T>, text: Option<u64>) -> Result<(), E> {
        let failed_at = position.clone();
        match self.progress.next(position, &page, text) {
            Ok(Next::Again) => {}
            Ok(next) => {
                self.state = match self.progress.is_empty() {
                    true => State::Yielding(next),
                    false => State::Before(next),
                };
                self.ready = page.items.into();
            }
            Err(error) => {
                self.failed_at = Some(failed_at);
                return Err((self.repeated)(error));
            }
        }
        Ok(())
    }
}

impl<T, E> fmt::Debug for Items<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ended = matches!(self.state, State::Ended);
        f.debug_struct("Items")
            .field("ready", &self.ready.len())
            .field("ended", &ended)
            .finish()
    }
}

impl Call {
    /// The call for one page. The body is that of the first page, unless it is a stream and was sent then.
    pub fn page(&self) -> Call {
        self.try_clone()
            .unwrap_or_else(|| Call::new(&self.0.core, self.0.info))
    }
}

/// Nothing here is pinned: the future of a page has its own allocation.
impl<T, E> Unpin for Items<T, E> {}

impl<T, E> futures_core::Stream for Items<T, E> {
    type Item = Result<T, E>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let item = ready!(self.poll(context));
        Poll::Ready(item)
    }
}
