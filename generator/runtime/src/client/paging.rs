//! Lists that come page by page, as one stream of items.

use std::collections::{BTreeSet, VecDeque};
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use serde::Serialize;

use crate::call::arguments::Call;
use crate::error::failure::{Error, Reason};
use crate::parameter::definition::Parameter;
use crate::response::operation::Operation;

/// One page, as the server gave it. The default is a page without items, which ends the list.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// The items, in their order.
    pub items: Vec<T>,
    /// How many items there are on all pages, where the server says so.
    pub total: Option<u64>,
    /// The cursor of the next page, where the list goes by cursor. None or an empty one ends the list.
    pub next: Option<String>,
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            total: None,
            next: None,
        }
    }
}

impl<T> From<Vec<T>> for Page<T> {
    fn from(items: Vec<T>) -> Self {
        Self {
            items,
            ..Self::default()
        }
    }
}

/// The server gave a page a second time, so that the list would never end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RepeatedPage;

impl fmt::Display for RepeatedPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the server gave the same page a second time: the list has no end")
    }
}

impl std::error::Error for RepeatedPage {}

impl<E> From<RepeatedPage> for Error<E> {
    fn from(_: RepeatedPage) -> Self {
        Self::new(Reason::RepeatedPage)
    }
}

/// The items of all pages, each page fetched when it is needed.
///
/// Read it with [`next`](Self::next), or as a [`futures_core::Stream`]. It ends after the last item and
/// after an error. Dropping the future of `next` loses nothing.
#[must_use = "nothing is fetched until items are asked for"]
pub struct Items<T, E> {
    fetch: Fetch<T, E>,
    ready: VecDeque<T>,
    state: State<T, E>,
    guard: Guard<T>,
    repeated: fn(RepeatedPage) -> E,
}

type Fetch<T, E> = Box<dyn FnMut(&Position) -> Fetching<T, E> + Send>;

type Fetching<T, E> = Pin<Box<dyn Future<Output = Result<Page<T>, E>> + Send>>;

enum State<T, E> {
    Before(Position),
    Fetching(Position, Fetching<T, E>),
    Ended,
}

/// Which page comes next.
enum Position {
    /// After this many items, in pages of this size where it is known.
    Offset(u64, Option<u64>),
    /// The page of this number, in pages of this size where it is known.
    Number(u64, Option<u64>),
    Cursor(Option<String>),
}

/// What has been seen, to notice a server that goes in circles.
struct Guard<T> {
    page: Vec<T>,
    same: fn(&[T], &[T]) -> bool,
    copy: fn(&[T]) -> Vec<T>,
    cursors: BTreeSet<String>,
}

impl<T, E> Items<T, E>
where
    T: Clone + PartialEq + Send + 'static,
    E: From<RepeatedPage> + 'static,
{
    /// A list whose pages are asked for by the number of items to leave out.
    ///
    /// It ends with an empty page, when the total is reached, and, where no total is known, with a page that
    /// has fewer items than were asked for by `limit`, or than the page before had.
    pub fn by_offset<F, P>(start: u64, limit: Option<u64>, mut fetch: F) -> Self
    where
        F: FnMut(u64) -> P + Send + 'static,
        P: Future<Output = Result<Page<T>, E>> + Send + 'static,
    {
        let fetch = move |position: &Position| -> Fetching<T, E> {
            match position {
                Position::Offset(offset, _) => Box::pin(fetch(*offset)),
                Position::Number(..) | Position::Cursor(_) => Box::pin(fetch(start)),
            }
        };
        Self::new(Position::Offset(start, limit), Box::new(fetch))
    }

    /// A list whose pages are asked for by their number. It ends as [`by_offset`](Self::by_offset) does,
    /// but for the total, which says nothing as long as the size of a page is not known.
    pub fn by_page<F, P>(start: u64, limit: Option<u64>, mut fetch: F) -> Self
    where
        F: FnMut(u64) -> P + Send + 'static,
        P: Future<Output = Result<Page<T>, E>> + Send + 'static,
    {
        let fetch = move |position: &Position| -> Fetching<T, E> {
            match position {
                Position::Number(number, _) => Box::pin(fetch(*number)),
                Position::Offset(..) | Position::Cursor(_) => Box::pin(fetch(start)),
            }
        };
        Self::new(Position::Number(start, limit), Box::new(fetch))
    }

    /// A list whose pages each name the cursor of the next. It ends with a page that names none; a page
    /// without items does not end it.
    pub fn by_cursor<F, P>(start: Option<String>, mut fetch: F) -> Self
    where
        F: FnMut(Option<String>) -> P + Send + 'static,
        P: Future<Output = Result<Page<T>, E>> + Send + 'static,
    {
        let fetch = move |position: &Position| -> Fetching<T, E> {
            match position {
                Position::Cursor(cursor) => Box::pin(fetch(cursor.clone())),
                Position::Offset(..) | Position::Number(..) => Box::pin(fetch(None)),
            }
        };
        Self::new(Position::Cursor(start), Box::new(fetch))
    }

    fn new(start: Position, fetch: Fetch<T, E>) -> Self {
        let guard = Guard {
            page: Vec::new(),
            same: |a, b| a == b,
            copy: <[T]>::to_vec,
            cursors: BTreeSet::new(),
        };
        Self {
            fetch,
            ready: VecDeque::new(),
            state: State::Before(start),
            guard,
            repeated: E::from,
        }
    }
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
        let start = call.number(offset).unwrap_or(first);
        let size = limit.and_then(|limit| call.number(limit));
        let fetch = move |position| fetch_page::<O, T>(call.page(), offset, Some(position), page);
        Self::by_offset(start, size, fetch)
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
        let start = call.number(number).unwrap_or(first);
        let size = limit.and_then(|limit| call.number(limit));
        let fetch = move |position| fetch_page::<O, T>(call.page(), number, Some(position), page);
        Self::by_page(start, size, fetch)
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
        let start = call.argument(cursor).map(str::to_owned);
        let fetch =
            move |position: Option<String>| fetch_page::<O, T>(call.page(), cursor, position, page);
        Self::by_cursor(start, fetch)
    }
}

/// The page at a position; the call's own where there is none.
fn fetch_page<O, T>(
    mut call: Call,
    parameter: &'static Parameter,
    position: Option<impl Serialize>,
    page: fn(O::Output) -> Page<T>,
) -> Fetching<T, Error<O::Error>>
where
    O: Operation + 'static,
    T: 'static,
{
    if let Some(position) = position {
        call.parameter(parameter, &position);
    }
    Box::pin(async move { Ok(page(call.send::<O>().await?.into_body())) })
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

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, E>>> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            match std::mem::replace(&mut self.state, State::Ended) {
                State::Ended => return Poll::Ready(None),
                State::Before(position) => {
                    let fetching = (self.fetch)(&position);
                    self.state = State::Fetching(position, fetching);
                }
                State::Fetching(position, mut fetching) => match fetching.as_mut().poll(context) {
                    Poll::Pending => {
                        self.state = State::Fetching(position, fetching);
                        return Poll::Pending;
                    }
                    Poll::Ready(Err(error)) => return Poll::Ready(Some(Err(error))),
                    Poll::Ready(Ok(page)) => match self.guard.next(position, &page) {
                        Ok(next) => {
                            self.state = next.map_or(State::Ended, State::Before);
                            self.ready = page.items.into();
                        }
                        Err(error) => return Poll::Ready(Some(Err((self.repeated)(error)))),
                    },
                },
            }
        }
    }
}

impl<T> Guard<T> {
    /// What comes after this page; nothing when it was the last.
    fn next(
        &mut self,
        position: Position,
        page: &Page<T>,
    ) -> Result<Option<Position>, RepeatedPage> {
        let length = u64::try_from(page.items.len()).unwrap_or(u64::MAX);
        match position {
            Position::Cursor(_) => self.next_cursor(page.next.as_deref()),
            _ if length == 0 => Ok(None),
            Position::Offset(offset, limit) => {
                let next = offset.saturating_add(length);
                let end = match page.total {
                    Some(total) => next >= total,
                    None => self.is_last(page, length, limit)?,
                };
                Ok((!end).then_some(Position::Offset(next, limit)))
            }
            Position::Number(number, limit) => {
                let end = self.is_last(page, length, limit)?;
                Ok((!end).then_some(Position::Number(number.saturating_add(1), limit)))
            }
        }
    }

    fn next_cursor(&mut self, next: Option<&str>) -> Result<Option<Position>, RepeatedPage> {
        match next {
            None | Some("") => Ok(None),
            Some(cursor) if self.cursors.insert(cursor.to_owned()) => {
                Ok(Some(Position::Cursor(Some(cursor.to_owned()))))
            }
            Some(_) => Err(RepeatedPage),
        }
    }

    /// Without a total: whether the page has fewer items than it could have.
    fn is_last(
        &mut self,
        page: &Page<T>,
        length: u64,
        limit: Option<u64>,
    ) -> Result<bool, RepeatedPage> {
        if limit.is_some_and(|limit| length < limit) || page.items.len() < self.page.len() {
            return Ok(true);
        }
        if (self.same)(&self.page, &page.items) {
            return Err(RepeatedPage);
        }
        self.page = (self.copy)(&page.items);
        Ok(false)
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

    /// The argument of a query parameter that is a number, where it was given.
    pub fn number(&self, parameter: &Parameter) -> Option<u64> {
        self.argument(parameter)?.parse().ok()
    }

    /// The argument of a query parameter, where it was given.
    pub fn argument(&self, parameter: &Parameter) -> Option<&str> {
        let mut pairs = self.0.query.iter();
        let pair = pairs.find(|pair| pair.parameter == parameter.name())?;
        Some(pair.value())
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
