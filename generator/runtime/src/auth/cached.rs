//! A value that is fetched on first use, kept, and renewed ahead of its end.

use std::fmt;
use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::runtime::{self, Handle};
use tokio::sync::Notify;

use crate::auth::authorizer::Stamp;
use crate::auth::clock::Clock;
use crate::body::error::BoxFuture;
use crate::value::random::random;

/// How long the first failed or useless renewal is not tried again while the old value still serves; each
/// further one waits twice as long.
const PAUSE: Duration = Duration::from_secs(60);

/// A value that was fetched because the one before was refused is not renewed for another refusal in this time, unless
/// it was accepted in between.
const COOL_DOWN: Duration = Duration::from_secs(60);

/// How long a fetch of another runtime is waited for: that runtime may rest, or be gone.
const PATIENCE: Duration = Duration::from_secs(2);

/// One value with an end, shared by all calls of a client.
///
/// One fetch is in flight at a time, in a task of its own: a call that gives up waiting does not stop it, and its
/// result serves later calls. While the old value has not expired nobody waits; when a renewal fails, the old value
/// is used on. Who has no value to use waits, and gets the result of the fetch, success or failure.
pub struct Cached<T, E>(Arc<Shared<T, E>>);

struct Shared<T, E> {
    slot: Mutex<Slot<T, E>>,
    ended: Notify,
    margin: Duration,
}

struct Slot<T, E> {
    held: Option<Held<T>>,
    /// The value before, which responses that are still on their way may quote.
    before: Option<Arc<T>>,
    /// Counts the fetches that began.
    begun: u64,
    flight: Option<Flight>,
    /// Counts the fetches that ended, so that a waiter knows whether one ended while it waited.
    ended: u64,
    failure: Option<E>,
    /// How many fetches have failed one after the other.
    failures: u32,
    /// The next fetch is made because a value was refused.
    refused: bool,
}

/// A fetch under way.
#[derive(Clone, Copy)]
struct Flight {
    number: u64,
    runtime: runtime::Id,
}

struct Held<T> {
    value: Arc<T>,
    stamp: Stamp,
    fetched_at: SystemTime,
    expires_at: Option<SystemTime>,
    renew_at: Option<SystemTime>,
    /// It came in the place of one that was refused, and was not accepted yet.
    after_refusal: bool,
    /// The server refused it: it is used again only when no other can be had.
    suspect: bool,
}

impl<T> Held<T> {
    fn share(&self) -> (Arc<T>, Stamp) {
        (self.value.clone(), self.stamp)
    }

    fn is_expired(&self, now: SystemTime) -> bool {
        self.expires_at.is_some_and(|end| end <= now)
    }
}

/// What there is for a caller.
enum Look<T> {
    Value((Arc<T>, Stamp)),
    /// The flight to wait for, and how many had ended before.
    Flight(Flight, u64),
}

/// A value, and the time at which it expires.
type Fetched<T> = (T, Option<SystemTime>);

type Result<T, E> = std::result::Result<(Arc<T>, Stamp), E>;

impl<T, E> Cached<T, E>
where
    T: Send + Sync + 'static,
    E: Clone + Send + Sync + 'static,
{
    /// An empty cache that renews when less than `margin` of a value's time remains, or half of that time where
    /// that is less; somewhat earlier by chance, so that many clients do not renew at the same moment.
    pub fn new(margin: Duration) -> Self {
        let slot = Slot {
            held: None,
            before: None,
            begun: 0,
            flight: None,
            ended: 0,
            failure: None,
            failures: 0,
            refused: false,
        };
        Self(Arc::new(Shared {
            slot: Mutex::new(slot),
            ended: Notify::new(),
            margin,
        }))
    }

    /// The value held, or the one that `fetch` brings with the time at which it expires.
    pub async fn get<F>(&self, clock: &Clock, fetch: impl Fn() -> F) -> Result<T, E>
    where
        F: Future<Output = std::result::Result<Fetched<T>, E>> + Send + 'static,
    {
        let shared = &self.0;
        // A flight that broke off, with its runtime or by a panic, is made anew once.
        let mut broken = 0;
        while broken < 2 {
            let mut notified = pin!(shared.ended.notified());
            notified.as_mut().enable();
            let Ok(runtime) = Handle::try_current() else {
                break;
            };
            let start = || Box::pin(fetch()) as BoxFuture<'static, _>;
            let (flight, seen) = match shared.look(clock, &runtime, start) {
                Look::Value(value) => return Ok(value),
                Look::Flight(flight, seen) => (flight, seen),
            };
            if flight.runtime == runtime.id() {
                notified.await;
            } else if tokio::time::timeout(PATIENCE, notified).await.is_err() {
                shared.abandon(flight.number);
            }
            if let Some(result) = shared.result_since(seen, clock.now()) {
                return result;
            }
            // Where a flight has ended, its value was refused to another caller meanwhile.
            broken += u32::from(shared.slot().ended == seen);
        }
        let fetched = fetch().await;
        shared.store(fetched, clock.now())
    }

    /// Forgets the value with this stamp, because the server refused it, unless another has taken its place already.
    /// Where it came in the place of one that was refused just before, it is kept: returns how long no other is
    /// fetched.
    pub fn invalidate(&self, clock: &Clock, stamp: Stamp) -> Option<Duration> {
        let mut slot = self.0.slot();
        let rest = slot.refuse(clock.now(), stamp);
        if rest.is_none() && slot.held.as_ref().is_some_and(|held| held.stamp == stamp) {
            slot.before = slot.held.take().map(|held| held.value);
        }
        rest
    }

    /// Has the value with this stamp renewed by the next use, which waits for that, and falls back on it; as with
    /// [`invalidate`](Self::invalidate) not soon again.
    pub fn renew(&self, clock: &Clock, stamp: Stamp) -> Option<Duration> {
        let mut slot = self.0.slot();
        let rest = slot.refuse(clock.now(), stamp);
        if let Some(held) = slot.held.as_mut().filter(|held| held.stamp == stamp) {
            held.suspect = rest.is_none();
        }
        rest
    }
}

impl<T, E> Cached<T, E> {
    /// Notes that the server took the value with this stamp: when it is refused later it has ended, and another is
    /// fetched at once.
    pub fn accept(&self, stamp: Stamp) {
        let mut slot = self.0.slot();
        if let Some(held) = slot.held.as_mut().filter(|held| held.stamp == stamp) {
            held.after_refusal = false;
        }
    }

    /// The value held, expired or not; nothing is fetched.
    pub fn held(&self) -> Option<Arc<T>> {
        self.0.slot().held.as_ref().map(|held| held.value.clone())
    }

    /// The value held and the one before it.
    pub(crate) fn recent(&self) -> impl Iterator<Item = Arc<T>> {
        let before = self.0.slot().before.clone();
        self.held().into_iter().chain(before)
    }
}

impl<T, E> Slot<T, E> {
    /// Notes that the value with this stamp was refused; returns how long it must not be renewed.
    fn refuse(&mut self, now: SystemTime, stamp: Stamp) -> Option<Duration> {
        let held = self.held.as_ref().filter(|held| held.stamp == stamp)?;
        let age = now.duration_since(held.fetched_at).unwrap_or_default();
        let rest = COOL_DOWN.checked_sub(age).filter(|rest| !rest.is_zero());
        if let Some(rest) = rest.filter(|_| held.after_refusal) {
            return Some(rest);
        }
        self.refused = true;
        None
    }
}

impl<T, E> Shared<T, E>
where
    T: Send + Sync + 'static,
    E: Clone + Send + Sync + 'static,
{
    /// The value to use, or the flight to wait for. Begins a flight where one is due.
    fn look(
        self: &Arc<Self>,
        clock: &Clock,
        runtime: &Handle,
        fetch: impl FnOnce() -> BoxFuture<'static, std::result::Result<Fetched<T>, E>>,
    ) -> Look<T> {
        let now = clock.now();
        let mut slot = self.slot();
        let held = slot.held.as_ref().filter(|held| !held.is_expired(now));
        let usable = held.filter(|held| !held.suspect).map(Held::share);
        let is_due = held.is_none_or(|held| {
            held.suspect || held.renew_at.is_some_and(|renew_at| renew_at <= now)
        });
        if let Some(usable) = usable.clone().filter(|_| !is_due || slot.flight.is_some()) {
            return Look::Value(usable);
        }
        let seen = slot.ended;
        let flight = slot.flight.unwrap_or_else(|| {
            slot.begun += 1;
            let (number, id) = (slot.begun, runtime.id());
            let flight = Flight {
                number,
                runtime: id,
            };
            slot.flight = Some(flight);
            drop(runtime.spawn(self.fly(number, clock.clone(), fetch())));
            flight
        });
        match usable {
            Some(usable) => Look::Value(usable),
            None => Look::Flight(flight, seen),
        }
    }

    fn fly(
        self: &Arc<Self>,
        number: u64,
        clock: Clock,
        fetch: BoxFuture<'static, std::result::Result<Fetched<T>, E>>,
    ) -> impl Future<Output = ()> + Send + use<T, E> {
        // Made before the task first runs, which a runtime that ends may prevent.
        let landing = Landing(Arc::clone(self), number);
        async move {
            let fetched = fetch.await;
            let _ = landing.0.store(fetched, clock.now());
        }
    }

    /// What the fetches that ended meanwhile have brought.
    fn result_since(&self, seen: u64, now: SystemTime) -> Option<Result<T, E>> {
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

    fn store(&self, fetched: std::result::Result<Fetched<T>, E>, now: SystemTime) -> Result<T, E> {
        let mut slot = self.slot();
        slot.ended += 1;
        match fetched {
            Ok((value, expires_at)) => {
                let held = Held {
                    value: Arc::new(value),
                    stamp: Stamp(slot.ended),
                    fetched_at: now,
                    expires_at,
                    renew_at: expires_at.map(|end| self.due(now, end)),
                    after_refusal: std::mem::take(&mut slot.refused),
                    suspect: false,
                };
                (slot.failure, slot.failures) = (None, 0);
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
                    _ => Err(failure),
                }
            }
        }
    }

    /// When a value that ends then is renewed.
    fn due(&self, now: SystemTime, end: SystemTime) -> SystemTime {
        let life = end.duration_since(now).unwrap_or_default();
        let margin = self.margin.min(life / 2);
        let chance = random() % 256;
        let early = margin / 8 * u32::try_from(chance).unwrap_or_default() / 256;
        end.checked_sub(margin + early).unwrap_or(now)
    }
}

impl<T, E> Shared<T, E> {
    /// Lets another flight begin.
    fn abandon(&self, number: u64) {
        let mut slot = self.slot();
        if slot.flight.is_some_and(|flight| flight.number == number) {
            slot.flight = None;
        }
    }

    fn slot(&self) -> MutexGuard<'_, Slot<T, E>> {
        // Nothing panics while the lock is held; a poisoned one would still hold whole values.
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends a flight, also one that is dropped with its runtime.
struct Landing<T, E>(Arc<Shared<T, E>>, u64);

impl<T, E> Drop for Landing<T, E> {
    fn drop(&mut self) {
        self.0.abandon(self.1);
        self.0.ended.notify_waiters();
    }
}

impl<T, E> fmt::Debug for Cached<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cached")
            .field("margin", &self.0.margin)
            .finish_non_exhaustive()
    }
}
