//! Tracks how far a request's body has been sent, which the limit on the wait for the response depends on.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::time::Instant;

/// The time when the connection last took a piece of a request's body.
#[derive(Clone)]
pub(crate) struct Taken(Arc<Mutex<Option<Instant>>>);

impl Taken {
    /// Returns the time of the last piece, or of the end; `None` while the body has nothing to send.
    pub(crate) fn last(&self) -> Option<Instant> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    // Otherwise inlined into each place that drops a body.
    #[inline(never)]
    fn set(&self, last: Option<Instant>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = last;
    }
}

/// Tracks the body that it is a part of, until it is dropped.
pub(crate) struct Note(Taken);

impl Note {
    /// Returns the tracker of a body that was not sent yet, and the handle to read it.
    pub(crate) fn new() -> (Note, Taken) {
        let taken = Taken(Arc::new(Mutex::new(Some(Instant::now()))));
        (Note(taken.clone()), taken)
    }

    /// Records that the connection asked for a piece, and whether there was one.
    pub(crate) fn asked(&self, has_piece: bool) {
        self.0.set(has_piece.then(Instant::now));
    }
}

impl Drop for Note {
    fn drop(&mut self) {
        self.0.set(Some(Instant::now()));
    }
}
