//! Notices the end of a tokio runtime.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::runtime::{self, Handle};

use crate::body::error::BoxFuture;

/// Returns a value that exists as long as a runtime: a task of the runtime holds it.
pub(super) fn alive(handle: &Handle) -> Weak<()> {
    static RUNTIMES: Mutex<Vec<(runtime::Id, Weak<()>)>> = Mutex::new(Vec::new());
    let mut runtimes = RUNTIMES.lock().unwrap_or_else(PoisonError::into_inner);
    runtimes.retain(|known| known.1.strong_count() > 0);
    if let Some((_, alive)) = runtimes.iter().find(|known| known.0 == handle.id()) {
        return Weak::clone(alive);
    }
    let held = Arc::new(());
    let alive = Arc::downgrade(&held);
    runtimes.push((handle.id(), Weak::clone(&alive)));
    drop(runtimes);
    // Boxed, so that it is compiled once.
    let task: BoxFuture<'static, ()> = Box::pin(async move {
        let _held = held;
        std::future::pending::<()>().await;
    });
    handle.spawn(task);
    alive
}
