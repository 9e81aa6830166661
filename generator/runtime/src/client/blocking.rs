//! Calls for code outside an async runtime.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;

use futures_core::Stream;
use tokio::runtime::{Builder, Handle};

use crate::call::arguments::Call;
use crate::error::failure::Error;
use crate::error::runtime::RuntimeError;
use crate::response::operation::Operation;
use crate::response::typed::Response;

impl Call {
    /// Sends the request and waits for the response, on a thread that may [block](block_on).
    pub fn send_blocking<O: Operation>(self) -> Result<Response<O::Output>, Error<O::Error>> {
        block_on(self.send::<O>()).unwrap_or_else(|error| Err(error.into()))
    }
}

/// Runs a future of this crate, such as one that reads the next piece of a stream. The thread must be outside an async
/// runtime, or be one on which a runtime allows blocking (`spawn_blocking`, `block_in_place`).
///
/// # Errors
/// Fails inside a task of an async runtime, which it would block, and where the process cannot start the thread that
/// the first call needs. A process that forks has to do so before its first call, because the thread is not copied.
pub fn block_on<F: Future>(future: F) -> Result<F::Output, RuntimeError> {
    match Handle::try_current() {
        Ok(_) if is_worker() => return Err(RuntimeError::BlockingInsideAsync),
        // While a thread ends, its thread-local storage may be gone, and a runtime cannot be entered.
        Err(error) if error.is_thread_local_destroyed() => return Err(RuntimeError::NoRuntime),
        _ => {}
    }
    // Connections and timers belong to the entered runtime, whose own thread drives them.
    let runtime = runtime().ok_or(RuntimeError::NotStarted)?;
    let _entered = runtime.enter();
    let unpark = Arc::new(Unpark(std::thread::current(), AtomicBool::new(false)));
    let waker = Waker::from(Arc::clone(&unpark));
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return Ok(output);
        }
        // The flag keeps a wake-up that came while a future inside this one was blocked on.
        while !unpark.1.swap(false, Ordering::Acquire) {
            std::thread::park();
        }
    }
}

/// An iterator over a stream of this crate that waits for each item like [`block_on`]: on a thread outside an async
/// runtime, or on one that may block.
///
/// On another thread, it returns an error and ends.
#[derive(Debug)]
#[must_use = "nothing is asked for until the iterator is used"]
pub struct BlockingIter<S> {
    stream: S,
    has_ended: bool,
}

impl<S> BlockingIter<S> {
    /// Returns an iterator over the items of a stream.
    pub fn new(stream: S) -> BlockingIter<S> {
        BlockingIter {
            stream,
            has_ended: false,
        }
    }

    /// Returns the stream, to read its position.
    pub fn get_ref(&self) -> &S {
        &self.stream
    }
}

impl<S, T, E> Iterator for BlockingIter<S>
where
    S: Stream<Item = Result<T, E>> + Unpin,
    E: From<RuntimeError>,
{
    type Item = Result<T, E>;

    fn next(&mut self) -> Option<Result<T, E>> {
        if self.has_ended {
            return None;
        }
        let stream = &mut self.stream;
        let next = std::future::poll_fn(|context| Pin::new(&mut *stream).poll_next(context));
        block_on(next).unwrap_or_else(|error| {
            self.has_ended = true;
            Some(Err(error.into()))
        })
    }
}

/// Wakes a waiting thread, and records that it did.
struct Unpark(Thread, AtomicBool);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.1.store(true, Ordering::Release);
        self.0.unpark();
    }
}

/// Returns whether this is a task on a worker thread of a runtime, which must not block: only such a task can use up
/// its budget.
fn is_worker() -> bool {
    let mut context = Context::from_waker(Waker::noop());
    (0..=BUDGET).any(|_| {
        let turn = pin!(tokio::task::coop::consume_budget());
        turn.poll(&mut context).is_pending()
    })
}

/// More than the budget that tokio gives a task before it must yield.
const BUDGET: u32 = 1 << 10;

/// Returns the runtime that all clients of the process share. It has a thread of its own, so that idle connections in a
/// pool are handled between calls, too. If it cannot be started, the next call tries again.
fn runtime() -> Option<Handle> {
    static RUNTIME: Mutex<Option<Handle>> = Mutex::new(None);
    let mut started = RUNTIME.lock().unwrap_or_else(PoisonError::into_inner);
    if started.is_none() {
        let runtime = Builder::new_current_thread().enable_all().build().ok()?;
        let handle = runtime.handle().clone();
        std::thread::Builder::new()
            .name("http-client".to_owned())
            .spawn(move || runtime.block_on(std::future::pending::<()>()))
            .ok()?;
        *started = Some(handle);
    }
    started.clone()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::block_on;
    use crate::error::runtime::RuntimeError;

    #[test]
    fn a_blocking_call_runs_outside_a_runtime() {
        let inside = block_on(async { block_on(std::future::ready(1)) });
        assert_eq!(inside, Ok(Ok(1)));
        assert_eq!(
            block_on(async { tokio::time::sleep(std::time::Duration::ZERO).await }),
            Ok(())
        );
    }

    #[test]
    fn threads_of_a_runtime_that_may_block_can() {
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        let runtime = builder.worker_threads(1).enable_all().build().unwrap();
        let sleep = || block_on(async { tokio::time::sleep(Duration::from_millis(1)).await });
        let refused = Err(RuntimeError::BlockingInsideAsync);
        runtime.block_on(async {
            assert_eq!(tokio::task::spawn_blocking(sleep).await.unwrap(), Ok(()));
            assert_eq!(tokio::spawn(async move { sleep() }).await.unwrap(), refused);
            let in_place = tokio::spawn(async move { tokio::task::block_in_place(sleep) });
            assert_eq!(in_place.await.unwrap(), Ok(()));
            assert_eq!(sleep(), refused);
        });
        let _entered = runtime.enter();
        assert_eq!(sleep(), Ok(()));
    }
}
