//! Tracks how far a request's body has been sent, which the limit on the wait for the response depends on, and why it
//! failed.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Waker};

use tokio::time::Instant;

use crate::body::error::TransportError;

/// What a connection took of a request's body.
#[derive(Clone)]
pub(crate) struct Taken(Arc<Mutex<State>>);

struct State {
    last: Option<Instant>,
    failure: Option<TransportError>,
    is_stopped: bool,
    /// Wakes the connection that waits for a piece.
    waker: Option<Waker>,
}

impl Taken {
    /// Returns the time of the last piece, or of the end; `None` while the body has nothing to send.
    pub(crate) fn last(&self) -> Option<Instant> {
        self.state().last
    }

    /// Takes the error with which the body failed.
    #[cold]
    pub(crate) fn failure(&self) -> Option<TransportError> {
        self.state().failure.take()
    }

    /// Keeps the rest of the body from being sent.
    #[cold]
    pub(crate) fn stop(&self) {
        let mut state = self.state();
        state.is_stopped = true;
        let waker = state.waker.take();
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    // Otherwise inlined into each place that drops a body.
    #[inline(never)]
    fn set(&self, last: Option<Instant>) {
        self.state().last = last;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tracks the body that it is a part of, until it is dropped.
pub(crate) struct Note(Taken);

impl Note {
    /// Returns the tracker of a body that was not sent yet, and the handle to read it.
    pub(crate) fn new() -> (Note, Taken) {
        let taken = Taken(Arc::new(Mutex::new(State {
            last: Some(Instant::now()),
            failure: None,
            is_stopped: false,
            waker: None,
        })));
        (Note(taken.clone()), taken)
    }

    /// Records that the connection asked for a piece, and whether there was one.
    pub(crate) fn asked(&self, has_piece: bool) {
        self.0.set(has_piece.then(Instant::now));
    }

    /// Returns whether the rest of the body is [not sent](Taken::stop); otherwise wakes `context` when that changes.
    pub(crate) fn is_stopped(&self, context: &Context<'_>) -> bool {
        let mut state = self.0.state();
        state.waker = Some(context.waker().clone());
        state.is_stopped
    }

    /// Keeps the error with which the body failed, and leaves one of its kind in its place: an HTTP/2 connection only
    /// resets the stream, and other transports may lose it too.
    #[cold]
    pub(crate) fn failed(&self, error: &mut TransportError) {
        let kind = TransportError::new(error.kind());
        self.0.state().failure = Some(std::mem::replace(error, kind));
    }
}

impl Drop for Note {
    fn drop(&mut self) {
        self.0.set(Some(Instant::now()));
    }
}
