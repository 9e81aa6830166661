//! Two things at the same time.

use std::panic::resume_unwind;
use std::thread;

/// Does both, at the same time where that is worth the start of a thread.
pub(crate) fn both<A: Send, B>(
    is_worth_it: bool,
    beside: impl FnOnce() -> A + Send,
    here: impl FnOnce() -> B,
) -> (A, B) {
    if !is_worth_it {
        return (beside(), here());
    }
    thread::scope(|scope| {
        let beside = scope.spawn(beside);
        let here = here();
        let beside = beside.join();
        (beside.unwrap_or_else(|panic| resume_unwind(panic)), here)
    })
}
