//! A value that is fetched on first use, cached, and renewed before it expires.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::runtime::{self, Handle};
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::auth::authorizer::Stamp;
use crate::auth::clock::Clock;
use crate::auth::held::{Flight, Held, Kept, Slot};
use crate::body::error::BoxFuture;
use crate::value::random::random;

/// The pause after the first failed renewal, or one that brought an expired value, while the old value is still valid;
/// it doubles with each further one.
const PAUSE: Duration = Duration::from_secs(60);

/// The pause after the third failure in a row if there is no valid value; it doubles with each further failure, up to a
/// minute. A service that refuses a password locks the account after a few failures.
const REST: Duration = Duration::from_secs(1);

/// The number of failures in a row that are not followed by a pause.
const MISSES: u32 = 2;

/// The time after which a fetch is taken as stuck: the next caller begins another.
const LONGEST_FETCH: Duration = Duration::from_secs(60);

/// How long to wait for a fetch on another runtime, which may be idle or gone.
const PATIENCE: Duration = Duration::from_secs(2);

/// A value that expires, shared by all calls of a client.
///
/// At most one fetch is under way, in a task of its own: a call that stops waiting does not cancel it, and later calls
/// use its result. While the old value is valid no call waits, and if a renewal fails, the old value stays in use.
/// Without a valid value, calls wait for the result of the fetch, success or failure. After three failures in a row
/// there is a pause, in which calls get the last failure.
pub struct Cached<T, E> {
    shared: Arc<Shared<E>>,
    value: PhantomData<fn() -> T>,
}

/// The shared part of a cache of any type of values, so that it is compiled only once.
struct Shared<E> {
    slot: Mutex<Slot<E>>,
    ended: Notify,
    margin: Duration,
}

/// What a caller gets.
enum Look<E> {
    Value((Kept, Stamp)),
    Failure(E),
    /// The number and the runtime of the fetch to wait for, and how many fetches had ended before.
    Flight(u64, runtime::Id, u64),
}

/// A value, and the time at which it expires.
type Fetched<T> = (T, Option<SystemTime>);

type Fetch<E> = BoxFuture<'static, std::result::Result<Fetched<Kept>, E>>;

type Result<T, E> = std::result::Result<(Arc<T>, Stamp), E>;

/// The same of a value of any type.
type Found<E> = std::result::Result<(Kept, Stamp), E>;

impl<T, E> Cached<T, E>
where
    T: Send + Sync + 'static,
    E: Clone + Send + Sync + 'static,
{
    /// Returns an empty cache. A value is renewed when less than `margin` remains, or half of its lifetime if that is
    /// less; the moment is moved forward at random, so that many clients do not renew at once.
    pub fn new(margin: Duration) -> Self {
        Self {
            shared: Arc::new(Shared {
                slot: Mutex::new(Slot::new()),
                ended: Notify::new(),
                margin,
            }),
            value: PhantomData,
        }
    }

    /// Returns the cached value, or the one that `fetch` returns with the time at which it expires.
    ///
    /// # Errors
    /// That of `fetch`, unless the cached value is still valid.
    pub async fn get<F>(&self, clock: &Clock, fetch: impl Fn() -> F + Sync) -> Result<T, E>
    where
        F: Future<Output = std::result::Result<Fetched<T>, E>> + Send + 'static,
    {
        let start = || -> Fetch<E> {
            let fetch = fetch();
            Box::pin(async move {
                let (value, end) = fetch.await?;
                Ok((Arc::new(value) as Kept, end))
            })
        };
        let (value, stamp) = self.shared.get(clock, &start).await?;
        Ok((typed(value), stamp))
    }

    /// Drops the value with this stamp, because the server refused it; a newer value is kept. If the value itself
    /// replaced a refused one just before, it is kept, and the result is the time in which no other one is fetched.
    pub fn invalidate(&self, clock: &Clock, stamp: Stamp) -> Option<Duration> {
        let mut slot = self.shared.slot();
        let rest = slot.refuse(clock.now(), stamp);
        if rest.is_none() && slot.held.as_ref().is_some_and(|held| held.stamp == stamp) {
            slot.before = slot.held.take().map(|held| held.value);
        }
        rest
    }

    /// Makes the next use renew the value with this stamp, wait for that, and fall back on the old value if it fails.
    /// The limit of [`invalidate`](Self::invalidate) applies.
    pub fn renew(&self, clock: &Clock, stamp: Stamp) -> Option<Duration> {
        let mut slot = self.shared.slot();
        let rest = slot.refuse(clock.now(), stamp);
        if let Some(held) = slot.held.as_mut().filter(|held| held.stamp == stamp) {
            held.suspect = rest.is_none();
        }
        rest
    }

    /// Records that the server accepted the value with this stamp: if it is refused later, it has expired, and another
    /// one is fetched at once.
    pub fn accept(&self, stamp: Stamp) {
        let mut slot = self.shared.slot();
        if let Some(held) = slot.held.as_mut().filter(|held| held.stamp == stamp) {
            held.after_refusal = false;
        }
    }

    /// Returns the cached value, expired or not, without fetching.
    pub fn held(&self) -> Option<Arc<T>> {
        let held = self.shared.slot().held.as_ref().map(Held::share);
        held.map(|(value, _)| typed(value))
    }

    /// Returns the cached value and the one before it.
    pub(crate) fn recent(&self) -> Vec<Arc<T>> {
        let mut recent = Vec::with_capacity(2);
        let slot = self.shared.slot();
        if let Some(held) = &slot.held {
            recent.push(typed(held.value.clone()));
        }
        if let Some(before) = &slot.before {
            recent.push(typed(before.clone()));
        }
        recent
    }
}

/// A value of a cache, with the type that its values have.
fn typed<T: Send + Sync + 'static>(value: Kept) -> Arc<T> {
    value
        .downcast()
        .unwrap_or_else(|_| unreachable!("a cache has values of its own type alone"))
}

impl<E: Clone + Send + Sync + 'static> Shared<E> {
    async fn get(
        self: &Arc<Self>,
        clock: &Clock,
        start: &(dyn Fn() -> Fetch<E> + Sync),
    ) -> Found<E> {
        // A fetch that was lost with its runtime or by a panic is repeated once.
        let mut broken = 0;
        while broken < 2 {
            let mut notified = pin!(self.ended.notified());
            notified.as_mut().enable();
            let Ok(runtime) = Handle::try_current() else {
                break;
            };
            let (look, begun) = self.look(clock, &runtime);
            if let Some(number) = begun {
                self.fly(number, clock.clone(), &runtime, start());
            }
            let (flight, its_runtime, seen) = match look {
                Look::Value(value) => return Ok(value),
                Look::Failure(failure) => return Err(failure),
                Look::Flight(flight, its_runtime, seen) => (flight, its_runtime, seen),
            };
            if its_runtime == runtime.id() {
                notified.await;
            } else if tokio::time::timeout(PATIENCE, notified).await.is_err() {
                self.abandon(flight);
            }
            if let Some(result) = self.result_since(seen, clock.now()) {
                return result;
            }
            // Where a flight has ended, its value was refused to another caller meanwhile.
            broken += u32::from(self.slot().ended == seen);
        }
        let fetched = start().await;
        self.store(fetched, clock.now())
    }

    /// The value to use, or the flight to wait for. Where one is due, its number, to [begin it](Self::fly).
    fn look(&self, clock: &Clock, runtime: &Handle) -> (Look<E>, Option<u64>) {
        let now = clock.now();
        let mut slot = self.slot();
        let held = slot.held.as_ref().filter(|held| !held.is_expired(now));
        let usable = held.filter(|held| !held.suspect).map(Held::share);
        let renew_at = held.and_then(|held| held.renew_at);
        let is_due = renew_at.is_some_and(|renew_at| renew_at <= now);
        let has_none = held.is_none();
        let is_over = |flight: &mut Flight| flight.begun.elapsed() >= LONGEST_FETCH;
        if let Some(endless) = slot.flight.take_if(is_over).and_then(|flight| flight.task) {
            endless.abort();
        }
        if let Some(usable) = usable.clone().filter(|_| !is_due) {
            return (Look::Value(usable), None);
        }
        let rests = slot.rests_until.is_some_and(|end| Instant::now() < end);
        if let Some(failure) = slot.failure.as_ref().filter(|_| rests && has_none) {
            return (Look::Failure(failure.clone()), None);
        }
        let seen = slot.ended;
        let (number, its_runtime, begun) = match &slot.flight {
            Some(flight) => (flight.number, flight.runtime, None),
            None => {
                slot.begun += 1;
                let (number, id) = (slot.begun, runtime.id());
                slot.flight = Some(Flight {
                    number,
                    runtime: id,
                    begun: Instant::now(),
                    task: None,
                });
                (number, id, Some(number))
            }
        };
        let look = match usable {
            Some(usable) => Look::Value(usable),
            None => Look::Flight(number, its_runtime, seen),
        };
        (look, begun)
    }

    /// Spawns a flight, without the lock: a runtime that has ended drops the task at once, which ends the flight.
    fn fly(self: &Arc<Self>, number: u64, clock: Clock, runtime: &Handle, fetch: Fetch<E>) {
        // Made before the task first runs, which a runtime that ends may prevent.
        let landing = Landing(Arc::clone(self), number);
        let task: BoxFuture<'static, ()> = Box::pin(async move {
            let fetched = fetch.await;
            let _ = landing.0.store(fetched, clock.now());
        });
        let task = runtime.spawn(task).abort_handle();
        let mut slot = self.slot();
        let flight = slot.flight.as_mut();
        if let Some(flight) = flight.filter(|flight| flight.number == number) {
            flight.task = Some(task);
        }
    }

    /// What the fetches that ended meanwhile have brought.
    fn result_since(&self, seen: u64, now: SystemTime) -> Option<Found<E>> {
        let slot = self.slot();
        if slot.ended == seen {
            return None;
        }
        match (&slot.held, &slot.failure) {
            (Some(held), failure) if failure.is_none() || !held.is_expired(now) => {
                Some(Ok(held.share()))
            }
            (_, failure) => failure.clone().map(Err),
        }
    }

    fn store(&self, fetched: std::result::Result<Fetched<Kept>, E>, now: SystemTime) -> Found<E> {
        let mut slot = self.slot();
        let slot = &mut *slot;
        slot.ended += 1;
        match fetched {
            Ok((value, expires_at)) => {
                // A value that has expired by this clock is used for a while: the clock may be wrong, and another value
                // would have the same end.
                let expires_at = expires_at.map(|end| match end > now {
                    true => end,
                    false => now.checked_add(PAUSE).unwrap_or(end),
                });
                let held = Held {
                    value,
                    stamp: Stamp {
                        value: slot.ended,
                        signed_at: None,
                    },
                    fetched_at: now,
                    expires_at,
                    renew_at: expires_at.map(|end| self.due(now, end)),
                    after_refusal: std::mem::take(&mut slot.refused),
                    suspect: false,
                };
                (slot.failure, slot.failures, slot.misses) = (None, 0, 0);
                let shared = held.share();
                if let Some(before) = slot.held.replace(held) {
                    slot.before = Some(before.value);
                }
                Ok(shared)
            }
            Err(failure) => {
                slot.failure = Some(failure.clone());
                let pause = PAUSE.saturating_mul(1 << slot.failures.min(6));
                slot.failures = slot.failures.saturating_add(1);
                match &mut slot.held {
                    Some(held) if !held.is_expired(now) => {
                        let left = held.expires_at.and_then(|end| end.duration_since(now).ok());
                        let pause = left.map_or(pause, |left| pause.min(left / 2));
                        held.renew_at = now.checked_add(pause);
                        held.suspect = false;
                        Ok(held.share())
                    }
                    _ => {
                        let times = slot.misses.checked_sub(MISSES);
                        slot.misses = slot.misses.saturating_add(1);
                        slot.rests_until = times.map(|times| {
                            Instant::now() + REST.saturating_mul(1 << times.min(6)).min(PAUSE)
                        });
                        Err(failure)
                    }
                }
            }
        }
    }

    /// Returns when a value with this end is renewed.
    fn due(&self, now: SystemTime, end: SystemTime) -> SystemTime {
        let life = end.duration_since(now).unwrap_or_default();
        let margin = self.margin.min(life / 2);
        let chance = random() % 256;
        let early = margin / 8 * u32::try_from(chance).unwrap_or_default() / 256;
        end.checked_sub(margin + early).unwrap_or(now)
    }
}

impl<E> Shared<E> {
    /// Lets another flight begin.
    fn abandon(&self, number: u64) {
        let mut slot = self.slot();
        let _ = slot.flight.take_if(|flight| flight.number == number);
    }

    fn slot(&self) -> MutexGuard<'_, Slot<E>> {
        // Nothing panics while the lock is held; a poisoned one would still hold whole values.
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends a flight, also one that is dropped with its runtime.
struct Landing<E>(Arc<Shared<E>>, u64);

impl<E> Drop for Landing<E> {
    fn drop(&mut self) {
        self.0.abandon(self.1);
        self.0.ended.notify_waiters();
    }
}

impl<T, E> fmt::Debug for Cached<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cached")
            .field("margin", &self.shared.margin)
            .finish_non_exhaustive()
    }
}
