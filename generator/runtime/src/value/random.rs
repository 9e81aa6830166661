//! Chance.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};

/// Returns a random number, for jitter and for names that are to differ. Each hasher of the standard library has keys of
/// its own, from the system's source of chance, so that no crate is needed for it.
pub(crate) fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}
