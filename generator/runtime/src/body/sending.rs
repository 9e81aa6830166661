//! How far a request's body has been sent: who waits for the response counts from there.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::time::Instant;

/// When the connection last took a piece of a request's body.
#[derive(Clone)]
pub(crate) struct Taken(Arc<Mutex<Option<Instant>>>);

impl Taken {
    /// The moment of the last piece, or of the end; `None` while the body itself has nothing to give.
    pub(crate) fn last(&self) -> Option<Instant> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    // Each place that drops a body would have a copy of it.
    #[inline(never)]
    fn set(&self, last: Option<Instant>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = last;
    }
}

/// Notes what is taken of the body that it is in, until that is dropped.
pub(crate) struct Note(Taken);

impl Note {
    /// A note of a body of which nothing was taken, and where it is read.
    pub(crate) fn new() -> (Note, Taken) {
        let taken = Taken(Arc::new(Mutex::new(Some(Instant::now()))));
        (Note(taken.clone()), taken)
    }

    /// Notes that the connection asked for a piece, and whether there was one.
    pub(crate) fn asked(&self, has_piece: bool) {
        self.0.set(has_piece.then(Instant::now));
    }
}

impl Drop for Note {
    fn drop(&mut self) {
        self.0.set(Some(Instant::now()));
    }
}
