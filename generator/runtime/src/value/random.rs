//! Random numbers.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};

/// Returns a random number, for jitter and unique names. It comes from the hasher keys of the standard library, which
/// the system seeds, so no crate is necessary.
pub(crate) fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}
