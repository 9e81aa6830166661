//! Random numbers from a seed.

use std::sync::atomic::{AtomicU64, Ordering};

/// A small generator of random numbers (splitmix64) that tasks can share. The same seed gives the same numbers.
pub struct Chance(AtomicU64);

impl Chance {
    /// Returns a generator with a seed.
    pub fn new(seed: u64) -> Chance {
        Chance(AtomicU64::new(seed))
    }

    /// Draws a number from 0 up to, but not including, `end`; an `end` of 0 counts as 1.
    pub fn below(&self, end: usize) -> usize {
        const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
        let mut x = self.0.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP);
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((x ^ (x >> 31)) % end.max(1) as u64) as usize
    }
}
