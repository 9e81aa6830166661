//! How much memory the models of one body may take.

use std::cell::Cell;

thread_local! {
    /// What is left for the body that is being decoded.
    static LEFT: Cell<u64> = const { Cell::new(u64::MAX) };
}

/// Decodes a body whose models may take so many bytes together. Nothing else is decoded on this thread meanwhile.
pub(crate) fn within<T>(bytes: u64, decode: impl FnOnce() -> T) -> T {
    LEFT.set(bytes);
    let decoded = decode();
    LEFT.set(u64::MAX);
    decoded
}

/// Takes the size of a model, twice since a list of them has as much room again while it grows; false where no more
/// is left.
pub(crate) fn charge(size: usize) -> bool {
    let left = LEFT.get().checked_sub(2 * size as u64);
    LEFT.set(left.unwrap_or_default());
    left.is_some()
}

/// What is wrong with a body whose models take too much memory.
pub(crate) const USED_UP: &str =
    "it takes too much memory; ask for less at a time, or raise `max_response_body`";
