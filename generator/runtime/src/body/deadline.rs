//! The deadline of a call or of a wait.

use std::future::Future;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use crate::body::error::{TimeoutPhase, TransportError, TransportErrorKind};

/// The deadline of a call, a part of it or a wait, with the limit that set it. There is none if the limit is beyond
/// what a clock can represent.
#[derive(Clone, Copy)]
pub(crate) struct Deadline {
    at: Option<Instant>,
    limit: Duration,
    phase: TimeoutPhase,
}

impl Deadline {
    pub(crate) const NEVER: Deadline = Deadline {
        at: None,
        limit: Duration::MAX,
        phase: TimeoutPhase::Call,
    };

    /// Returns the deadline of a call that began at this time.
    pub(crate) fn after(begun: Instant, limit: Duration) -> Deadline {
        Deadline {
            at: begun.checked_add(limit),
            limit,
            phase: TimeoutPhase::Call,
        }
    }

    /// Returns the deadline of a part of the call that began at this time, or that of the call if it is earlier.
    pub(crate) fn sooner(self, begun: Instant, limit: Duration, phase: TimeoutPhase) -> Deadline {
        match begun.checked_add(limit) {
            Some(at) if self.is_after(at) => Deadline {
                at: Some(at),
                limit,
                phase,
            },
            _ => self,
        }
    }

    pub(crate) fn at(self) -> Option<Instant> {
        self.at
    }

    /// Returns whether a moment is before the deadline.
    pub(crate) fn is_after(self, moment: Instant) -> bool {
        self.at.is_none_or(|at| moment < at)
    }

    /// Returns whether the deadline has passed.
    pub(crate) fn has_passed(self) -> bool {
        !self.is_after(Instant::now())
    }

    /// Returns a wait, shortened to end at the deadline.
    pub(crate) fn bounded(self, wait: Duration) -> Duration {
        let left = |at: Instant| at.saturating_duration_since(Instant::now());
        self.at.map_or(wait, |at| wait.min(left(at)))
    }

    /// Returns the error of a call that missed the deadline.
    pub(crate) fn error(self) -> TransportError {
        TransportError::new(TransportErrorKind::Timeout {
            phase: self.phase,
            limit: self.limit,
        })
    }

    /// Waits for what the credentials of a call are asked for. The source of the error says so, since its message has
    /// the server of the call, which was not asked yet.
    pub(crate) async fn keys<F: Future>(self, asked: F) -> Result<F::Output, TransportError> {
        let result = self.within(asked).await;
        let late = "the provider of the credentials had not responded by then";
        result.map_err(|error| error.with_source(late))
    }

    /// Waits for a future until the deadline.
    pub(crate) async fn within<F: Future>(self, future: F) -> Result<F::Output, TransportError> {
        match self.at {
            None => Ok(future.await),
            Some(at) => timeout_at(at, future).await.map_err(|_| self.error()),
        }
    }
}
