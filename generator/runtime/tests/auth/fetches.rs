//! One fetch serves many callers, even if one of them gives up, panics or has a runtime that ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

use super::support::{Hands, minutes, settle, start};
use apiruntime::auth::Cached;
use tokio::sync::Semaphore;

type Cache = Cached<u32, &'static str>;
type Fetched = Result<(u32, Option<SystemTime>), &'static str>;

/// Fetches that end only when the test allows it.
struct Fetches {
    cache: Cache,
    hands: Hands,
    begun: AtomicUsize,
    gate: Semaphore,
    result: fn(usize) -> Fetched,
}

impl Fetches {
    fn new(result: fn(usize) -> Fetched) -> Arc<Self> {
        let (begun, gate) = (AtomicUsize::new(0), Semaphore::new(0));
        Arc::new(Self {
            cache: Cached::new(minutes(40)),
            hands: Hands::new(),
            begun,
            gate,
            result,
        })
    }

    async fn get(self: Arc<Self>) -> Result<u32, &'static str> {
        let fetch = || {
            let fetches = self.clone();
            async move {
                let number = fetches.begun.fetch_add(1, Ordering::SeqCst) + 1;
                fetches.gate.acquire().await.unwrap().forget();
                (fetches.result)(number)
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
    let result = |number| Ok((number as u32, Some(start() + minutes(60 * number as u64))));
    let fetches = Fetches::new(result);
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

/// A caller that is polled by a thread of one runtime while it has entered another one, which has ended.
#[test]
fn a_fetch_in_a_runtime_that_has_ended_ends_at_once_and_the_caller_makes_it() {
    let fetches = Fetches::new(|number| Ok((number as u32, None)));
    fetches.gate.add_permits(1);
    let ended = runtime();
    let handle = ended.handle().clone();
    drop(ended);
    let (done, is_done) = std::sync::mpsc::channel();
    std::thread::spawn(move || done.send(handle.block_on(fetches.get())));
    let got = is_done.recv_timeout(std::time::Duration::from_secs(20));
    assert_eq!(got.unwrap(), Ok(1));
}
