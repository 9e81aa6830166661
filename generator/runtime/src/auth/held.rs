//! The state of a cache: the cached value, and the fetch under way.

use std::any::Any;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::runtime;
use tokio::task::AbortHandle;
use tokio::time::Instant;

use crate::auth::authorizer::Stamp;

/// A fetched value, of whatever type it is: what keeps and renews values is compiled once.
pub(super) type Kept = Arc<dyn Any + Send + Sync>;

/// A cached value.
pub(super) struct Held {
    pub(super) value: Kept,
    pub(super) stamp: Stamp,
    pub(super) fetched_at: SystemTime,
    pub(super) expires_at: Option<SystemTime>,
    pub(super) renew_at: Option<SystemTime>,
    /// It replaced a refused value, and was not accepted yet.
    pub(super) after_refusal: bool,
    /// The server refused it: it is used again only if no other one is available.
    pub(super) suspect: bool,
}

impl Held {
    pub(super) fn share(&self) -> (Kept, Stamp) {
        (self.value.clone(), self.stamp)
    }

    pub(super) fn is_expired(&self, now: SystemTime) -> bool {
        self.expires_at.is_some_and(|end| end <= now)
    }
}

/// The time in which a value that replaced a refused one is not renewed because of another refusal, unless it was
/// accepted in between.
const COOL_DOWN: Duration = Duration::from_secs(60);

/// What there is of a value.
pub(super) struct Slot<E> {
    pub(super) held: Option<Held>,
    /// The value before, which responses that are still on their way may quote.
    pub(super) before: Option<Kept>,
    /// Counts the fetches that began.
    pub(super) begun: u64,
    pub(super) flight: Option<Flight>,
    /// Counts the fetches that ended, so that a waiter knows whether one ended while it waited.
    pub(super) ended: u64,
    pub(super) failure: Option<E>,
    /// The number of failed fetches in a row.
    pub(super) failures: u32,
    /// How many of them left no valid value.
    pub(super) misses: u32,
    /// Until when no fetch begins, if there is no valid value.
    pub(super) rests_until: Option<Instant>,
    /// Whether the next fetch is made because a value was refused.
    pub(super) refused: bool,
}

/// A fetch under way.
pub(super) struct Flight {
    pub(super) number: u64,
    pub(super) runtime: runtime::Id,
    pub(super) begun: Instant,
    pub(super) task: Option<AbortHandle>,
}

impl<E> Slot<E> {
    /// Nothing yet.
    pub(super) fn new() -> Self {
        Slot {
            held: None,
            before: None,
            begun: 0,
            flight: None,
            ended: 0,
            failure: None,
            failures: 0,
            misses: 0,
            rests_until: None,
            refused: false,
        }
    }

    /// Records that the value with this stamp was refused; returns how long it must not be renewed.
    pub(super) fn refuse(&mut self, now: SystemTime, stamp: Stamp) -> Option<Duration> {
        let held = self.held.as_ref().filter(|held| held.stamp == stamp)?;
        // If the clock was set back, the age is unknown.
        let age = now.duration_since(held.fetched_at).unwrap_or(COOL_DOWN);
        let rest = COOL_DOWN.checked_sub(age).filter(|rest| !rest.is_zero());
        if let Some(rest) = rest.filter(|_| held.after_refusal) {
            return Some(rest);
        }
        self.refused = true;
        None
    }
}
