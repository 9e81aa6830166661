//! Runs two closures in parallel.

use std::panic::resume_unwind;
use std::thread;

/// Calls both closures and returns their results. They run in parallel if that is worth the start of a thread.
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
