//! The retry budget that all calls of a client share.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use crate::value::random::random;

/// The retry budget and the random numbers that all calls of a client share.
pub(crate) struct RetryState {
    budget: AtomicU32,
    random: AtomicU64,
}

/// A full bucket pays for 100 repeats in a row; a success pays back a tenth of one, so that an outage adds at most a
/// tenth to the load.
const FULL: u32 = 1_000;

const REPEAT: u32 = 10;

const SUCCESS: u32 = 1;

impl RetryState {
    pub(crate) fn new() -> RetryState {
        RetryState {
            budget: AtomicU32::new(FULL),
            random: AtomicU64::new(random()),
        }
    }

    /// Takes the price of one repeat; returns `false` if the budget is used up.
    pub(crate) fn withdraw(&self) -> bool {
        let paid = |budget: u32| budget.checked_sub(REPEAT);
        self.budget
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, paid)
            .is_ok()
    }

    /// Pays back a part after a success.
    pub(crate) fn deposit(&self) {
        // Usually the bucket is full; then no cache line that cores share is written.
        if self.budget.load(Ordering::Relaxed) < FULL {
            self.budget.fetch_add(SUCCESS, Ordering::Relaxed);
        }
    }

    /// Returns a wait of about this length: up to a tenth more or less, so that clients do not act at the same time.
    pub(crate) fn about(&self, wait: Duration) -> Duration {
        share(wait, 0.9 + 0.2 * self.random())
    }

    /// Returns a unique key, in the form of a random UUID.
    #[cold]
    pub(crate) fn key(&self) -> String {
        let (high, low) = (random(), random());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            high >> 16 & 0xffff,
            high & 0xfff,
            low >> 48 & 0x3fff | 0x8000,
            low & 0xffff_ffff_ffff,
        )
    }

    /// Returns a number from 0 to 1, without 1 (splitmix64).
    pub(super) fn random(&self) -> f64 {
        const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
        let mut x = self
            .random
            .fetch_add(STEP, Ordering::Relaxed)
            .wrapping_add(STEP);
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^= x >> 31;
        (x >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Returns a part of a wait. A wait too long to be calculated in seconds is returned whole.
pub(super) fn share(wait: Duration, part: f64) -> Duration {
    Duration::try_from_secs_f64(wait.as_secs_f64() * part).unwrap_or(wait)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::{FULL, REPEAT, RetryState, SUCCESS};

    #[test]
    fn the_jitter_of_retries_covers_its_range() {
        let state = RetryState::new();
        let draws: Vec<f64> = (0..10_000).map(|_| state.random()).collect();
        let mean = draws.iter().sum::<f64>() / 10_000.0;
        assert!(draws.iter().all(|draw| (0.0..1.0).contains(draw)));
        assert!((0.45..0.55).contains(&mean), "{mean}");
    }

    #[test]
    fn keys_are_random_uuids_and_differ() {
        let state = RetryState::new();
        let keys: std::collections::BTreeSet<String> = (0..1_000).map(|_| state.key()).collect();
        assert_eq!(keys.len(), 1_000);
        for key in keys {
            let parts: Vec<&str> = key.split('-').collect();
            let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
            assert_eq!(lengths, [8, 4, 4, 4, 12], "{key}");
            assert!(
                parts[2].starts_with('4') && parts[3].starts_with(['8', '9', 'a', 'b']),
                "{key}"
            );
        }
    }

    #[test]
    fn the_budget_ends_and_successes_refill_it() {
        let state = RetryState::new();
        assert_eq!((0..1_000).filter(|_| state.withdraw()).count(), 100);
        (0..10).for_each(|_| state.deposit());
        assert!(state.withdraw());
        assert!(!state.withdraw());
    }

    #[test]
    fn calls_at_once_repeat_no_more_than_the_budget_has() {
        let state = RetryState::new();
        let (repeats, successes) = (AtomicU32::new(0), AtomicU32::new(0));
        std::thread::scope(|scope| {
            for thread in 0..8_u32 {
                let (state, repeats, successes) = (&state, &repeats, &successes);
                scope.spawn(move || {
                    for step in 0..10_000 {
                        if (step + thread) % 3 == 0 {
                            successes.fetch_add(1, Ordering::Relaxed);
                            state.deposit();
                        } else if state.withdraw() {
                            repeats.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                });
            }
        });
        let (repeats, successes) = (repeats.into_inner(), successes.into_inner());
        let left = state.budget.into_inner();
        // A full bucket takes no deposit, so the sum may be less.
        assert!(repeats * REPEAT + left <= FULL + successes * SUCCESS);
        assert!(repeats * REPEAT >= successes * SUCCESS, "{repeats}");
    }
}
