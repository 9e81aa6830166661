//! A value that expires: when it is fetched, and what happens if that fails.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

use super::support::{Hands, minutes, settle, start};
use apiruntime::auth::Cached;

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

/// Returns the cached value after a renewal that this use starts has ended.
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
    // For a minute there is no further fetch.
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
    // A late 401 for the old value must not invalidate the new one.
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
    // The next uses do not each ask for another one.
    assert_eq!(get(&cache, &hands, Ok((9, None))).await, Ok(1));
    assert_eq!(suspect(), None);
    assert_eq!(get(&cache, &hands, Ok((2, None))).await, Ok(2));
    assert_eq!(suspect(), None);
    assert_eq!(get(&cache, &hands, Ok((3, None))).await, Ok(2));
}

#[tokio::test(start_paused = true)]
async fn after_three_failures_in_a_row_there_is_a_rest() {
    let (cache, hands, fetched) = (cache(), Hands::new(), cell());
    let get = async |result: Fetched| {
        let count = fetched.clone();
        let fetch = move || {
            count.fetch_add(1, Ordering::SeqCst);
            async move { result }
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
    // The count of failures starts again after a success.
    hands.advance(minutes(60));
    assert_eq!(get(Err("down")).await, Err("down"));
    assert_eq!(get(Ok((2, Some(start() + minutes(90))))).await, Ok(2));
    // What has expired does not count as a value.
    hands.advance(minutes(60));
    for _ in 0..8 {
        assert_eq!(get(Err("down")).await, Err("down"));
    }
    assert_eq!(fetched.load(Ordering::SeqCst), 17);
}
