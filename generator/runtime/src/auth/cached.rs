//! A value that is fetched on first use, kept, and renewed ahead of its end.

use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use crate::auth::authorizer::Stamp;

/// How long a failed or useless renewal is not tried again while the old value still serves.
const PAUSE: Duration = Duration::from_secs(60);

/// Where the time comes from; the system clock unless a test sets another.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> SystemTime + Send + Sync>);

impl Clock {
    /// A clock that returns what the function returns.
    pub fn new(now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The time it is.
    pub fn now(&self) -> SystemTime {
        (self.0)()
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::new(SystemTime::now)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

/// One value with an end, shared by all calls of a client.
///
/// One fetch is in flight at a time; who has to wait for it gets its outcome, success or failure. While
/// the old value has not expired nobody waits: one caller renews it, and when that fails the old value
/// is used on. A fetch that is dropped half-way is taken over by the next caller.
pub struct Cached<T, E> {
    slot: Mutex<Slot<T, E>>,
    flight: tokio::sync::Mutex<()>,
    margin: Duration,
}

struct Slot<T, E> {
    held: Option<Held<T>>,
    /// Counts the fetches that ended, so that a waiter knows whether one ended while it waited.
    ended: u64,
    failure: Option<E>,
}

struct Held<T> {
    value: Arc<T>,
    stamp: Stamp,
    expires_at: Option<SystemTime>,
    renew_at: Option<SystemTime>,
}

impl<T> Held<T> {
    fn share(&self) -> (Arc<T>, Stamp) {
        (self.value.clone(), self.stamp)
    }
}

enum State<T> {
    Fresh((Arc<T>, Stamp)),
    Due((Arc<T>, Stamp)),
    Missing,
}

/// A value, and the time at which it expires.
type Fetched<T> = (T, Option<SystemTime>);

impl<T, E: Clone> Cached<T, E> {
    /// An empty cache that renews when less than `margin` of a value's time remains.
    pub fn new(margin: Duration) -> Self {
        let slot = Slot {
            held: None,
            ended: 0,
            failure: None,
        };
        Self {
            slot: Mutex::new(slot),
            flight: tokio::sync::Mutex::new(()),
            margin,
        }
    }

    /// The value held, or the one that `fetch` brings with the time at which it expires.
    pub async fn get<F>(
        &self,
        clock: &Clock,
        fetch: impl FnOnce() -> F,
    ) -> Result<(Arc<T>, Stamp), E>
    where
        F: Future<Output = Result<Fetched<T>, E>>,
    {
        let (state, seen) = self.look(clock.now());
        let (_flight, old) = match state {
            State::Fresh(value) => return Ok(value),
            State::Due(value) => match self.flight.try_lock() {
                Ok(flight) => (flight, Some(value)),
                Err(_) => return Ok(value),
            },
            State::Missing => (self.flight.lock().await, None),
        };
        let (state, ended) = self.look(clock.now());
        match (state, old) {
            (State::Fresh(value), _) | (State::Due(value), None) => return Ok(value),
            (State::Missing, None) if ended != seen => {
                if let Some(failure) = self.slot().failure.clone() {
                    return Err(failure);
                }
            }
            _ => {}
        }
        let outcome = fetch().await;
        self.store(outcome, clock.now())
    }

    /// The value held, expired or not; nothing is fetched.
    pub fn held(&self) -> Option<Arc<T>> {
        self.slot().held.as_ref().map(|held| held.value.clone())
    }

    /// Forgets the value with this stamp, unless another has taken its place already.
    pub fn invalidate(&self, stamp: Stamp) {
        let mut slot = self.slot();
        if slot.held.as_ref().is_some_and(|held| held.stamp == stamp) {
            slot.held = None;
        }
    }

    /// Has the value with this stamp renewed by the next use, which falls back on it.
    pub fn renew(&self, stamp: Stamp) {
        let mut slot = self.slot();
        if let Some(held) = slot.held.as_mut().filter(|held| held.stamp == stamp) {
            held.renew_at = Some(SystemTime::UNIX_EPOCH);
        }
    }

    fn look(&self, now: SystemTime) -> (State<T>, u64) {
        let slot = self.slot();
        let state = match &slot.held {
            Some(held) if held.expires_at.is_some_and(|end| end <= now) => State::Missing,
            Some(held) if held.renew_at.is_some_and(|due| due <= now) => State::Due(held.share()),
            Some(held) => State::Fresh(held.share()),
            None => State::Missing,
        };
        (state, slot.ended)
    }

    fn store(&self, outcome: Result<Fetched<T>, E>, now: SystemTime) -> Result<(Arc<T>, Stamp), E> {
        let mut slot = self.slot();
        slot.ended += 1;
        match outcome {
            Ok((value, expires_at)) => {
                // A value that comes with less time than the margin would else be renewed on each call.
                let renew_at = expires_at
                    .map(|end| end.checked_sub(self.margin).unwrap_or(now).max(now + PAUSE));
                let stamp = Stamp(slot.ended);
                let held = Held {
                    value: Arc::new(value),
                    stamp,
                    expires_at,
                    renew_at,
                };
                slot.failure = None;
                Ok(slot.held.insert(held).share())
            }
            Err(failure) => {
                slot.failure = Some(failure.clone());
                match &mut slot.held {
                    Some(held) if held.expires_at.is_none_or(|end| end > now) => {
                        held.renew_at = Some(now + PAUSE);
                        Ok(held.share())
                    }
                    _ => Err(failure),
                }
            }
        }
    }

    fn slot(&self) -> MutexGuard<'_, Slot<T, E>> {
        // Nothing panics while the lock is held; a poisoned one would still hold whole values.
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T, E> fmt::Debug for Cached<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cached")
            .field("margin", &self.margin)
            .finish_non_exhaustive()
    }
}
