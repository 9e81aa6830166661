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
        .get(&hands.clock(), move || async move { fetched })
        .await
        .map(|(value, _)| *value)
}

/// What is held once a renewal that this use begins has ended.
async fn renewed(cache: &Cache, hands: &Hands, fetched: Fetched) -> Result<u32, &'static str> {
    let _ = get(cache, hands, fetched).await;
    settle().await;
    get(cache, hands, Err("asked again")).await
}

#[tokio::test]
async fn a_value_is_kept_until_its_margin_begins() {
    let (cache, hands) = (cache(), Hands::new());
    assert_eq!(
        get(&cache, &hands, Ok((1, Some(start() + minutes(100))))).await,
        Ok(1)
    );
    hands.advance(minutes(54));
    assert_eq!(renewed(&cache, &hands, Ok((2, None))).await, Ok(1));
    hands.advance(minutes(6));
    assert_eq!(renewed(&cache, &hands, Ok((2, None))).await, Ok(2));
}

#[tokio::test]
async fn clients_renew_at_different_moments() {
    let due = async |minute| {
        let (cache, hands) = (cache(), Hands::new());
        get(&cache, &hands, Ok((1, Some(start() + minutes(100)))))
            .await
            .unwrap();
        hands.advance(minutes(minute));
        renewed(&cache, &hands, Ok((2, None))).await == Ok(2)
    };
    let mut early = 0;
    for _ in 0..200 {
        early += u32::from(due(57).await);
    }
    // Between five minutes before and the margin itself, so here two of five.
    assert!((20..180).contains(&early), "{early}");
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
    assert_eq!(renewed(&cache, &hands, Err("down")).await, Ok(1));
    // For a minute nobody asks again.
    assert_eq!(renewed(&cache, &hands, Ok((2, None))).await, Ok(1));
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
    assert_eq!(renewed(&cache, &hands, Ok((2, None))).await, Ok(1));
    hands.advance(minutes(5));
    assert_eq!(renewed(&cache, &hands, Ok((2, None))).await, Ok(2));
}

#[tokio::test]
async fn failed_renewals_wait_longer_and_longer() {
    let (cache, hands) = (cache(), Hands::new());
    get(&cache, &hands, Ok((1, Some(start() + minutes(24 * 60)))))
        .await
        .unwrap();
    hands.advance(minutes(23 * 60 + 20));
    let mut tries = Vec::new();
    for minute in 0..39 {
        let tried = cell();
        let asked = tried.clone();
        let got = cache
            .get(&hands.clock(), move || {
                asked.fetch_add(1, Ordering::SeqCst);
                async { Err("down") }
            })
            .await;
        assert_eq!(got.map(|(value, _)| *value), Ok(1));
        settle().await;
        if tried.load(Ordering::SeqCst) > 0 {
            tries.push(minute);
        }
        hands.advance(minutes(1));
    }
    assert_eq!(tries, [0, 1, 3, 7, 15, 28, 34, 37]);
}

fn cell() -> Arc<AtomicUsize> {
    Arc::default()
}

#[tokio::test]
async fn only_the_value_that_was_refused_is_forgotten() {
    let (cache, hands) = (cache(), Hands::new());
    let (_, old) = cache
        .get(&hands.clock(), || async { Ok((1, None)) })
        .await
        .unwrap();
    assert_eq!(cache.invalidate(&hands.clock(), old), None);
    assert_eq!(get(&cache, &hands, Ok((2, None))).await, Ok(2));
    // A late 401 on the old value must not cost the new one.
    assert_eq!(cache.invalidate(&hands.clock(), old), None);
    assert_eq!(get(&cache, &hands, Ok((3, None))).await, Ok(2));
}

#[tokio::test]
async fn a_value_that_replaced_a_refused_one_is_kept_for_a_minute_when_it_is_refused_too() {
    let (cache, hands) = (cache(), Hands::new());
    let fetch = async |number| {
        let fetched = move || async move { Ok((number, None)) };
        let (value, stamp) = cache.get(&hands.clock(), fetched).await.unwrap();
        (*value, stamp)
    };
    let (_, first) = fetch(1).await;
    assert_eq!(cache.invalidate(&hands.clock(), first), None);
    let (value, second) = fetch(2).await;
    assert_eq!(value, 2);
    assert_eq!(cache.invalidate(&hands.clock(), second), Some(minutes(1)));
    assert_eq!(fetch(3).await.0, 2);
    hands.advance(minutes(1));
    assert_eq!(cache.invalidate(&hands.clock(), second), None);
    assert_eq!(fetch(4).await.0, 4);
}

#[tokio::test]
async fn a_clock_that_is_set_back_prolongs_no_rest() {
    let (cache, hands) = (cache(), Hands::new());
    hands.advance(minutes(60 * 24));
    let fetch = async |number| {
        let fetched = move || async move { Ok((number, None)) };
        let (value, stamp) = cache.get(&hands.clock(), fetched).await.unwrap();
        (*value, stamp)
    };
    let (_, first) = fetch(1).await;
    assert_eq!(cache.invalidate(&hands.clock(), first), None);
    let (_, second) = fetch(2).await;
    let back = Hands::new().clock();
    assert_eq!(cache.invalidate(&back, second), None);
    assert_eq!(fetch(3).await.0, 3);
}

#[tokio::test]
async fn a_value_that_has_ended_by_a_wrong_clock_is_fetched_once_a_minute() {
    let (cache, hands) = (cache(), Hands::new());
    hands.advance(minutes(60));
    let fetched = cell();
    let get = async || {
        let count = fetched.clone();
        let fetch = move || {
            let number = count.fetch_add(1, Ordering::SeqCst) as u32 + 1;
            async move { Ok::<_, &str>((number, Some(start()))) }
        };
        let value = *cache.get(&hands.clock(), fetch).await.unwrap().0;
        settle().await;
        value
    };
    for _ in 0..8 {
        assert_eq!(get().await, 1);
    }
    hands.advance(minutes(1));
    for _ in 0..8 {
        assert_eq!(get().await, 2);
    }
}

#[tokio::test]
async fn a_value_under_suspicion_is_renewed_by_the_next_use_and_stays_if_that_fails() {
    let (cache, hands) = (cache(), Hands::new());
    let (_, old) = cache
        .get(&hands.clock(), || async { Ok((1, None)) })
        .await
        .unwrap();
    let suspect = || cache.renew(&hands.clock(), old);
    assert_eq!(suspect(), None);
    assert_eq!(get(&cache, &hands, Err("down")).await, Ok(1));
    assert_eq!(suspect(), None);
    assert_eq!(get(&cache, &hands, Ok((2, None))).await, Ok(2));
    assert_eq!(suspect(), None);
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
        let fetch = || {
            let fetches = self.clone();
            async move {
                let number = fetches.begun.fetch_add(1, Ordering::SeqCst) + 1;
                fetches.gate.acquire().await.unwrap().forget();
                (fetches.outcome)(number)
            }
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

#[tokio::test(start_paused = true)]
async fn after_three_failures_in_a_row_there_is_a_rest() {
    let (cache, hands, fetched) = (cache(), Hands::new(), cell());
    let get = async |outcome: Fetched| {
        let count = fetched.clone();
        let fetch = move || {
            count.fetch_add(1, Ordering::SeqCst);
            async move { outcome }
        };
        let got = cache.get(&hands.clock(), fetch).await;
        got.map(|(value, _)| *value)
    };
    for seconds in [0, 0, 1, 2, 4, 8, 16, 32, 60, 60] {
        tokio::time::advance(std::time::Duration::from_secs(seconds)).await;
        let before = fetched.load(Ordering::SeqCst);
        for _ in 0..8 {
            assert_eq!(get(Err("down")).await, Err("down"));
        }
        let asked = fetched.load(Ordering::SeqCst) - before;
        assert!(asked <= 3, "{asked} after {seconds} s");
    }
    assert_eq!(fetched.load(Ordering::SeqCst), 11);
    tokio::time::advance(minutes(1)).await;
    assert_eq!(get(Ok((1, Some(start() + minutes(60))))).await, Ok(1));
    // It begins anew after a success.
    hands.advance(minutes(60));
    assert_eq!(get(Err("down")).await, Err("down"));
    assert_eq!(get(Ok((2, None))).await, Ok(2));
}

#[tokio::test]
async fn a_fetch_goes_on_when_who_began_it_gives_up() {
    let fetches = Fetches::new(|number| Ok((number as u32, None)));
    let mut callers = fetches.spawn(2);
    settle().await;
    callers.iter().for_each(tokio::task::JoinHandle::abort);
    settle().await;
    fetches.gate.add_permits(1);
    settle().await;
    assert_eq!(fetches.clone().get().await, Ok(1));
    assert!(callers.remove(0).await.unwrap_err().is_cancelled());
}

fn runtime() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_all().start_paused(true).build().unwrap()
}

#[test]
fn a_fetch_whose_runtime_is_gone_or_rests_is_made_anew() {
    for is_gone in [true, false] {
        let fetches = Fetches::new(|number| Ok((number as u32, None)));
        let mut first = Some(runtime());
        first.as_ref().unwrap().block_on(async {
            drop(fetches.spawn(1));
            settle().await;
        });
        if is_gone {
            drop(first.take());
        }
        fetches.gate.add_permits(2);
        assert_eq!(runtime().block_on(fetches.clone().get()), Ok(2));
        drop(first);
    }
}

#[tokio::test]
async fn a_fetch_that_panics_fails_its_caller_and_no_other() {
    let fetches = Fetches::new(|number| match number {
        1..=3 => panic!("no number"),
        _ => Ok((number as u32, None)),
    });
    fetches.gate.add_permits(10);
    assert!(fetches.spawn(1).remove(0).await.unwrap_err().is_panic());
    assert_eq!(fetches.clone().get().await, Ok(4));
}

#[tokio::test(start_paused = true)]
async fn a_fetch_that_never_ends_is_made_anew_after_a_minute() {
    let fetches = Fetches::new(|number| Ok((number as u32, None)));
    let first = fetches.spawn(1);
    settle().await;
    let early = tokio::time::timeout(minutes(1) / 2, fetches.clone().get());
    assert!(early.await.is_err());
    tokio::time::advance(minutes(1)).await;
    let second = fetches.spawn(2);
    settle().await;
    fetches.gate.add_permits(1);
    for caller in first.into_iter().chain(second) {
        assert_eq!(caller.await.unwrap(), Ok(2));
    }
    assert_eq!(fetches.begun.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn nobody_waits_for_a_renewal_while_the_old_value_is_good() {
    let outcome = |number| Ok((number as u32, Some(start() + minutes(60 * number as u64))));
    let fetches = Fetches::new(outcome);
    fetches.gate.add_permits(1);
    assert_eq!(fetches.clone().get().await, Ok(1));
    fetches.hands.advance(minutes(30));
    for _ in 0..10 {
        assert_eq!(fetches.clone().get().await, Ok(1));
        settle().await;
    }
    assert_eq!(fetches.begun.load(Ordering::SeqCst), 2);
    fetches.gate.add_permits(1);
    settle().await;
    assert_eq!(fetches.clone().get().await, Ok(2));
}
