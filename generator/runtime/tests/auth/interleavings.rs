//! The cache of tokens with many orders of events, each drawn from a seed: callers, fetches that succeed, fail or hang,
//! refusals, callers that give up, and a clock that advances.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use apiruntime::auth::{Cached, Stamp};
use test_server::Chance;

use super::support::{Hands, start};

struct World {
    chance: Chance,
    cache: Cached<Token, &'static str>,
    hands: Hands,
    in_flight: AtomicUsize,
    begun: AtomicUsize,
    is_down: AtomicBool,
}

struct Token {
    end: SystemTime,
}

type Fetched = Result<(Token, Option<SystemTime>), &'static str>;

impl World {
    async fn rest(&self) {
        for _ in 0..self.chance.below(5) {
            tokio::task::yield_now().await;
        }
    }

    fn now(&self) -> SystemTime {
        self.hands.clock().now()
    }

    async fn fetch(self: Arc<Self>) -> Fetched {
        self.begun.fetch_add(1, Ordering::SeqCst);
        assert_eq!(
            self.in_flight.fetch_add(1, Ordering::SeqCst),
            0,
            "one at a time"
        );
        self.rest().await;
        self.in_flight.fetch_sub(1, Ordering::SeqCst);
        if self.is_down.load(Ordering::SeqCst) || self.chance.below(4) == 0 {
            return Err("down");
        }
        let end = self.now() + Duration::from_secs(60 + self.chance.below(600) as u64);
        Ok((Token { end }, Some(end)))
    }

    async fn get(self: &Arc<Self>) -> Result<Stamp, &'static str> {
        let (before, begun) = (self.now(), self.begun.load(Ordering::SeqCst));
        let was_in_flight = self.in_flight.load(Ordering::SeqCst) > 0;
        let fetch = || Arc::clone(self).fetch();
        let (token, stamp) = self.cache.get(&self.hands.clock(), fetch).await?;
        // A token that has just been fetched is used, whenever it expires.
        let is_new = was_in_flight || begun != self.begun.load(Ordering::SeqCst);
        assert!(
            is_new || token.end > before,
            "a token that had ended is not used"
        );
        Ok(stamp)
    }

    async fn call(self: Arc<Self>) {
        for _ in 0..4 {
            self.rest().await;
            match self.chance.below(8) {
                0 => self
                    .hands
                    .advance(Duration::from_secs(self.chance.below(90) as u64)),
                1 => self
                    .is_down
                    .store(self.chance.below(2) == 0, Ordering::SeqCst),
                // A caller that gives up.
                2 => {
                    let waiting = tokio::spawn({
                        let world = self.clone();
                        async move { world.get().await.map(drop) }
                    });
                    self.rest().await;
                    waiting.abort();
                }
                number => {
                    if let Ok(stamp) = self.get().await
                        && number == 3
                    {
                        // The server refuses the token.
                        let clock = self.hands.clock();
                        let _ = match self.chance.below(2) {
                            0 => self.cache.invalidate(&clock, stamp),
                            _ => self.cache.renew(&clock, stamp),
                        };
                    }
                }
            }
        }
    }
}

#[test]
fn ten_thousand_orders_of_events_keep_the_rules() {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let runtime = builder.enable_all().start_paused(true).build().unwrap();
    runtime.block_on(async {
        for seed in 0..10_000 {
            let world = Arc::new(World {
                chance: Chance::new(seed << 20),
                cache: Cached::new(Duration::from_secs(120)),
                hands: Hands::new(),
                in_flight: AtomicUsize::new(0),
                begun: AtomicUsize::new(0),
                is_down: AtomicBool::new(false),
            });
            let mut calls = tokio::task::JoinSet::new();
            for _ in 0..6 {
                calls.spawn(world.clone().call());
            }
            while let Some(called) = calls.join_next().await {
                called.unwrap_or_else(|error| panic!("seed {seed}: {error}"));
            }
            // Whatever happened before, once the service is available again a call gets a token.
            world.is_down.store(false, Ordering::SeqCst);
            let mut tries = 0;
            while world.get().await.is_err() {
                tries += 1;
                // After failures there is a pause.
                tokio::time::advance(Duration::from_secs(60)).await;
                assert!(tries < 50, "seed {seed}: no token any more");
            }
            assert!(
                world.begun.load(Ordering::SeqCst) <= 40 + tries,
                "seed {seed}"
            );
            assert!(world.now() >= start());
        }
    });
}
