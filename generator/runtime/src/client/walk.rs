//! Walks through the pages of a list, whatever is returned for each.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use http::StatusCode;

use crate::client::page::{Page, RepeatedPage};
use crate::client::position::{At, Position};
use crate::client::progress::{Next, Progress};
use crate::error::failure::Error;

/// How many pages without an item may follow each other by default.
const EMPTY_PAGES: u32 = 10;

/// Requests one page after the other. An error does not end it: the same page is requested again.
pub(super) struct Walk<P, E> {
    operation: &'static str,
    fetch: Fetch<P, E>,
    state: State<P, E>,
    /// The page that was fetched last.
    last: Option<At>,
    /// How many pages without an item may follow each other.
    most_empty: u32,
    /// Builds the error of a list that does not end, at this page.
    repeated: Repeated<E>,
    /// Whether an error only means that there is no such page.
    is_end: fn(&E) -> bool,
}

type Repeated<E> = Box<dyn Fn(RepeatedPage, &At) -> E + Send>;

/// Fetches a page.
pub(super) type Fetch<P, E> = Box<dyn FnMut(&At) -> Fetching<P, E> + Send>;

pub(super) type Fetching<P, E> = Pin<Box<dyn Future<Output = Result<Fetched<P>, E>> + Send>>;

/// A fetched page, and what follows it.
pub(super) struct Fetched<P> {
    page: P,
    next: Result<Next, RepeatedPage>,
    /// The number of pages without an item in a row, up to this one.
    empty: u32,
}

enum State<P, E> {
    /// Lets other tasks run first.
    Yielding(Next),
    Before(Next),
    /// The boolean is `false` where the list should have ended before.
    Fetching(At, bool, Fetching<P, E>),
    /// The position to begin at is that of another list.
    Refused(Box<dyn Fn() -> E + Send>),
    Ended,
}

/// How far a list has been read, shared with the future that fetches a page.
pub(super) struct SharedProgress<T>(Arc<Mutex<Progress<T>>>);

impl<T: Clone + PartialEq> SharedProgress<T> {
    pub(super) fn new(progress: Progress<T>) -> Self {
        SharedProgress(Arc::new(Mutex::new(progress)))
    }

    /// Returns what follows a page whose text has this hash.
    pub(super) fn after(&self, at: &At, page: &Page<T>, text: Option<u64>) -> Fetched<()> {
        let mut progress = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let next = progress.next(at, page, text);
        Fetched {
            next,
            empty: progress.empty,
            page: (),
        }
    }
}

impl Fetched<()> {
    /// Returns the same, with the value that the caller gets for the page.
    pub(super) fn with<P>(self, page: P) -> Fetched<P> {
        Fetched {
            page,
            next: self.next,
            empty: self.empty,
        }
    }
}

impl<T> Clone for SharedProgress<T> {
    fn clone(&self) -> Self {
        SharedProgress(Arc::clone(&self.0))
    }
}

impl<P, E: From<RepeatedPage> + 'static> Walk<P, E> {
    pub(super) fn new(operation: &'static str, start: At, fetch: Fetch<P, E>) -> Self {
        Walk {
            operation,
            fetch,
            state: State::Before(Next::Page(start)),
            last: None,
            most_empty: EMPTY_PAGES,
            repeated: Box::new(|error, _| E::from(error)),
            is_end: |_| false,
        }
    }
}

/// Returns whether a server may respond with this status to a request for a page after the last one.
pub(super) fn may_be_the_end(status: StatusCode) -> bool {
    matches!(status.as_u16(), 400 | 404 | 416 | 422)
}

impl<P, E: 'static> Walk<P, Error<E>> {
    /// Begins at a position instead; one of another list is refused.
    pub(super) fn resume_at(&mut self, position: &Position) {
        let (State::Before(Next::Page(start)) | State::Fetching(start, ..)) = &self.state else {
            return;
        };
        self.state = match position.check(self.operation, start) {
            Ok(()) => State::Before(Next::Page(position.at.clone())),
            Err(error) => State::Refused(Box::new(move || error.clone().into())),
        };
    }
}

impl<P, E> Walk<P, E> {
    /// Sets which errors only mean that there is no such page, where the list should have ended.
    pub(super) fn with_end(mut self, is_end: fn(&E) -> bool) -> Self {
        self.is_end = is_end;
        self
    }

    /// Sets the error of a list that does not end.
    pub(super) fn with_repeated(
        mut self,
        repeated: impl Fn(RepeatedPage, &At) -> E + Send + 'static,
    ) -> Self {
        self.repeated = Box::new(repeated);
        self
    }

    pub(super) fn most_empty(&mut self, most: u32) {
        self.most_empty = most;
    }

    /// Returns the position of the page that is requested next; `None` after the last one.
    pub(super) fn next_position(&self) -> Option<Position> {
        let at = match &self.state {
            State::Yielding(next) | State::Before(next) => match next {
                Next::Page(at) | Next::Perhaps(at) | Next::Stuck(at, _) => at,
                Next::End | Next::Again => return None,
            },
            State::Fetching(at, ..) => at,
            State::Refused(_) | State::Ended => return None,
        };
        Some(Position::new(self.operation, at.clone()))
    }

    /// Returns the position of the page that was fetched last.
    pub(super) fn last_position(&self) -> Option<Position> {
        let at = self.last.clone()?;
        Some(Position::new(self.operation, at))
    }

    /// Returns the next page, or `None` after the last one.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<P, E>>> {
        loop {
            match std::mem::replace(&mut self.state, State::Ended) {
                State::Ended => return Poll::Ready(None),
                State::Refused(error) => {
                    let refused = error();
                    self.state = State::Refused(error);
                    return Poll::Ready(Some(Err(refused)));
                }
                State::Yielding(next) => {
                    self.state = State::Before(next);
                    context.waker().wake_by_ref();
                    return Poll::Pending;
                }
                State::Before(next) => {
                    let (at, is_expected) = match next {
                        Next::Page(at) => (at, true),
                        Next::Perhaps(at) => (at, false),
                        Next::Stuck(at, problem) => {
                            let error = (self.repeated)(problem.clone(), &at);
                            self.state = State::Before(Next::Stuck(at, problem));
                            return Poll::Ready(Some(Err(error)));
                        }
                        Next::End | Next::Again => continue,
                    };
                    let fetching = (self.fetch)(&at);
                    self.state = State::Fetching(at, is_expected, fetching);
                }
                State::Fetching(at, is_expected, mut fetching) => {
                    let Poll::Ready(fetched) = fetching.as_mut().poll(context) else {
                        self.state = State::Fetching(at, is_expected, fetching);
                        return Poll::Pending;
                    };
                    match fetched {
                        Ok(fetched) => return Poll::Ready(self.take(at, fetched)),
                        Err(error) if !is_expected && (self.is_end)(&error) => {}
                        Err(error) => {
                            self.state = State::Before(match is_expected {
                                true => Next::Page(at),
                                false => Next::Perhaps(at),
                            });
                            return Poll::Ready(Some(Err(error)));
                        }
                    }
                }
            }
        }
    }

    /// Returns a page, and moves on to the next one.
    fn take(&mut self, at: At, fetched: Fetched<P>) -> Option<Result<P, E>> {
        let next = match fetched.next {
            Ok(Next::Again) => return None,
            Ok(Next::Page(_)) if fetched.empty > self.most_empty => {
                Err(RepeatedPage::empty(fetched.empty))
            }
            next => next,
        };
        let next = match next {
            Ok(next) => next,
            Err(error) => {
                let error = (self.repeated)(error, &at);
                self.state = State::Before(Next::Page(at));
                return Some(Err(error));
            }
        };
        self.last = Some(at);
        self.state = match fetched.empty {
            0 => State::Before(next),
            // Yields after a page without items before it requests the next one.
            _ => State::Yielding(next),
        };
        Some(Ok(fetched.page))
    }
}
