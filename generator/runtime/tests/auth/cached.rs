//! A value that ends: when it is fetched, by whom, and what happens when that fails.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

use super::support::{Hands, minutes, settle, start};
use apiruntime::auth::Cached;
use tokio::sync::Semaphore;

type Cache = Cached<u32, &'static str>;
type Fetched = Result<(u32, Option<SystemTime>), &'static str>;

fn cache() -> Cache {
    Cached::new(minutes(40))
}

async fn get(cache: &Cache, hands: &Hands, fetched: Fetched) -> Result<u32, &'static str> {
    cache
        .get(&hands.clock(), || async { fetched })
        .await
        .map(|(value, _)| *value)
}

#[tokio::test]
async fn a_value_is_kept_until_its_margin_begins() {
    let (cache, hands) = (cache(), Hands::new());
    assert_eq!(
        get(&cache, &hands, Ok((1, Some(start() + minutes(100))))).await,
        Ok(1)
    );
    hands.advance(minutes(59));
    assert_eq!(get(&cache, &hands, Ok((2, None))).await, Ok(1));
    hands.advance(minutes(1));
    assert_eq!(get(&cache, &hands, Ok((2, None))).await, Ok(2));
}

#[tokio::test]
async fn a_value_without_an_end_is_fetched_once() {
    let (cache, hands) = (cache(), Hands::new());
    assert_eq!(get(&cache, &hands, Ok((1, None))).await, Ok(1));
    hands.advance(minutes(1_000_000));
    assert_eq!(get(&cache, &hands, Ok((2, None))).await, Ok(1));
}

#[tokio::test]
async fn a_failed_renewal_leaves_the_old_value_in_use_until_it_ends() {
    let (cache, hands) = (cache(), Hands::new());
    assert_eq!(
        get(&cache, &hands, Ok((1, Some(start() + minutes(60))))).await,
        Ok(1)
    );
    hands.advance(minutes(30));
    assert_eq!(get(&cache, &hands, Err("down")).await, Ok(1));
    // For a minute nobody asks again.
    assert_eq!(get(&cache, &hands, Ok((2, None))).await, Ok(1));
    hands.advance(minutes(30));
    assert_eq!(get(&cache, &hands, Err("down")).await, Err("down"));
    assert_eq!(get(&cache, &hands, Ok((3, None))).await, Ok(3));
}

#[tokio::test]
async fn a_value_that_lives_shorter_than_the_margin_is_not_fetched_on_each_call() {
    let (cache, hands) = (cache(), Hands::new());
    assert_eq!(
        get(&cache, &hands, Ok((1, Some(start() + minutes(10))))).await,
        Ok(1)
    );
    assert_eq!(get(&cache, &hands, Ok((2, None))).await, Ok(1));
    hands.advance(minutes(1));
    assert_eq!(get(&cache, &hands, Ok((2, None))).await, Ok(2));
}

#[tokio::test]
async fn only_the_value_that_was_refused_is_forgotten() {
    let (cache, hands) = (cache(), Hands::new());
    let (_, old) = cache
        .get(&hands.clock(), || async { Ok((1, None)) })
        .await
        .unwrap();
    cache.invalidate(old);
    assert_eq!(get(&cache, &hands, Ok((2, None))).await, Ok(2));
    // A late 401 on the old value must not cost the new one.
    cache.invalidate(old);
    assert_eq!(get(&cache, &hands, Ok((3, None))).await, Ok(2));
}

#[tokio::test]
async fn a_value_under_suspicion_is_renewed_by_the_next_use_and_stays_if_that_fails() {
    let (cache, hands) = (cache(), Hands::new());
    let (_, old) = cache
        .get(&hands.clock(), || async { Ok((1, None)) })
        .await
        .unwrap();
    cache.renew(old);
    assert_eq!(get(&cache, &hands, Err("down")).await, Ok(1));
    cache.renew(old);
    assert_eq!(get(&cache, &hands, Ok((2, None))).await, Ok(2));
    cache.renew(old);
    assert_eq!(get(&cache, &hands, Ok((3, None))).await, Ok(2));
}

/// Fetches that end only when the test lets them.
struct Fetches {
    cache: Cache,
    hands: Hands,
    begun: AtomicUsize,
    gate: Semaphore,
    outcome: fn(usize) -> Fetched,
}

impl Fetches {
    fn new(outcome: fn(usize) -> Fetched) -> Arc<Self> {
        let (begun, gate) = (AtomicUsize::new(0), Semaphore::new(0));
        Arc::new(Self {
            cache: cache(),
            hands: Hands::new(),
            begun,
            gate,
            outcome,
        })
    }

    async fn get(self: Arc<Self>) -> Result<u32, &'static str> {
        let fetch = || async {
            let number = self.begun.fetch_add(1, Ordering::SeqCst) + 1;
            self.gate.acquire().await.unwrap().forget();
            (self.outcome)(number)
        };
        self.cache
            .get(&self.hands.clock(), fetch)
            .await
            .map(|(value, _)| *value)
    }

    fn spawn(
        self: &Arc<Self>,
        count: usize,
    ) -> Vec<tokio::task::JoinHandle<Result<u32, &'static str>>> {
        (0..count)
            .map(|_| tokio::spawn(self.clone().get()))
            .collect()
    }
}

#[tokio::test]
async fn a_hundred_callers_share_one_fetch() {
    let fetches = Fetches::new(|number| Ok((number as u32, None)));
    let callers = fetches.spawn(100);
    settle().await;
    fetches.gate.add_permits(100);
    for caller in callers {
        assert_eq!(caller.await.unwrap(), Ok(1));
    }
    assert_eq!(fetches.begun.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn who_waits_for_a_fetch_gets_its_failure_and_the_next_caller_tries_anew() {
    let fetches = Fetches::new(|number| {
        if number == 1 {
            Err("down")
        } else {
            Ok((7, None))
        }
    });
    let callers = fetches.spawn(10);
    settle().await;
    fetches.gate.add_permits(2);
    for caller in callers {
        assert_eq!(caller.await.unwrap(), Err("down"));
    }
    assert_eq!(fetches.clone().get().await, Ok(7));
}

#[tokio::test]
async fn a_fetch_that_is_dropped_is_taken_over() {
    let fetches = Fetches::new(|number| Ok((number as u32, None)));
    let mut callers = fetches.spawn(2);
    settle().await;
    callers.remove(0).abort();
    settle().await;
    fetches.gate.add_permits(1);
    assert_eq!(callers.remove(0).await.unwrap(), Ok(2));
}

#[tokio::test]
async fn nobody_waits_for_a_renewal_while_the_old_value_is_good() {
    let outcome = |number| Ok((number as u32, Some(start() + minutes(60 * number as u64))));
    let fetches = Fetches::new(outcome);
    fetches.gate.add_permits(1);
    assert_eq!(fetches.clone().get().await, Ok(1));
    fetches.hands.advance(minutes(30));
    let renewal = fetches.spawn(1).remove(0);
    settle().await;
    assert_eq!(fetches.clone().get().await, Ok(1));
    fetches.gate.add_permits(1);
    assert_eq!(renewal.await.unwrap(), Ok(2));
}
