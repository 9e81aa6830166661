//! A value that is fetched on first use, kept, and renewed ahead of its end.

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

/// How long the first failed or useless renewal is not tried again while the old value still serves; each
/// further one waits twice as long.
const PAUSE: Duration = Duration::from_secs(60);

/// How long nobody fetches after the third failure in a row where there is no value to use; each further one waits twice
/// as long, up to a minute. A service that refuses a password locks the account after few of them.
const REST: Duration = Duration::from_secs(1);

/// So many failures have no rest after them.
const MISSES: u32 = 2;

/// A fetch that has taken longer than this may never end: the next caller makes another.
const LONGEST_FETCH: Duration = Duration::from_secs(60);

/// How long a fetch of another runtime is waited for: that runtime may rest, or be gone.
const PATIENCE: Duration = Duration::from_secs(2);

/// One value with an end, shared by all calls of a client.
///
/// One fetch is in flight at a time, in a task of its own: a call that gives up waiting does not stop it, and its
/// result serves later calls. While the old value has not expired nobody waits; when a renewal fails, the old value
/// is used on. Who has no value to use waits, and gets the result of the fetch, success or failure. After three failures
/// in a row there is a rest, in which the last one is given.
pub struct Cached<T, E> {
    shared: Arc<Shared<E>>,
    value: PhantomData<fn() -> T>,
}

/// What a cache of any type shares, so that it is compiled once for all of them.
struct Shared<E> {
    slot: Mutex<Slot<E>>,
    ended: Notify,
    margin: Duration,
}

/// What there is for a caller.
enum Look<E> {
    Value((Kept, Stamp)),
    Failure(E),
    /// The number and the runtime of the flight to wait for, and how many had ended before.
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
    /// An empty cache that renews when less than `margin` of a value's time remains, or half of that time where
    /// that is less; somewhat earlier by chance, so that many clients do not renew at the same moment.
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

    /// The value held, or the one that `fetch` brings with the time at which it expires.
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

    /// Forgets the value with this stamp, because the server refused it, unless another has taken its place already.
    /// Where it came in the place of one that was refused just before, it is kept: returns how long no other is
    /// fetched.
    pub fn invalidate(&self, clock: &Clock, stamp: Stamp) -> Option<Duration> {
        let mut slot = self.shared.slot();
        let rest = slot.refuse(clock.now(), stamp);
        if rest.is_none() && slot.held.as_ref().is_some_and(|held| held.stamp == stamp) {
            slot.before = slot.held.take().map(|held| held.value);
        }
        rest
    }

    /// Has the value with this stamp renewed by the next use, which waits for that, and falls back on it; as with
    /// [`invalidate`](Self::invalidate) not soon again.
    pub fn renew(&self, clock: &Clock, stamp: Stamp) -> Option<Duration> {
        let mut slot = self.shared.slot();
        let rest = slot.refuse(clock.now(), stamp);
        if let Some(held) = slot.held.as_mut().filter(|held| held.stamp == stamp) {
            held.suspect = rest.is_none();
        }
        rest
    }

    /// Notes that the server took the value with this stamp: when it is refused later it has ended, and another is
    /// fetched at once.
    pub fn accept(&self, stamp: Stamp) {
        let mut slot = self.shared.slot();
        if let Some(held) = slot.held.as_mut().filter(|held| held.stamp == stamp) {
            held.after_refusal = false;
        }
    }

    /// The value held, expired or not; nothing is fetched.
    pub fn held(&self) -> Option<Arc<T>> {
        let held = self.shared.slot().held.as_ref().map(Held::share);
        held.map(|(value, _)| typed(value))
    }

    /// The value held and the one before it.
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
        // A flight that broke off, with its runtime or by a panic, is made anew once.
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
        let is_due = held.is_none_or(|held| {
            held.suspect || held.renew_at.is_some_and(|renew_at| renew_at <= now)
        });
        let has_none = held.is_none();
        let is_over = |flight: &mut Flight| flight.begun.elapsed() >= LONGEST_FETCH;
        if let Some(endless) = slot.flight.take_if(is_over).and_then(|flight| flight.task) {
            endless.abort();
        }
        if let Some(usable) = usable.clone().filter(|_| !is_due || slot.flight.is_some()) {
            return (Look::Value(usable), None);
        }
        let rests =
            slot.flight.is_none() && slot.rests_until.is_some_and(|end| Instant::now() < end);
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
                // One that has ended by this clock, which may be wrong, is used for a while: another would have, too.
                let expires_at = expires_at.map(|end| match end > now {
                    true => end,
                    false => now.checked_add(PAUSE).unwrap_or(end),
                });
                let held = Held {
                    value,
                    stamp: Stamp(slot.ended),
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

    /// When a value that ends then is renewed.
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
