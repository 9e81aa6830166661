//! The line in which requests wait for a place among the connections.

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::{Context, Poll};

use tokio::time::{Instant, sleep_until};

use crate::body::deadline::Deadline;
use crate::body::error::{TimeoutPhase, TransportError};

thread_local! {
    /// Whether the request that is polled by this thread waits in line. A word between this transport, however deep it
    /// is inside of others, and who waits for the response.
    static WAITS: Cell<bool> = const { Cell::new(false) };
}

/// Waits for a place.
#[cfg(feature = "default-transport")]
pub(super) async fn stand_in_line<F: Future>(place: F) -> F::Output {
    let mut place = pin!(place);
    poll_fn(|context| {
        let polled = place.as_mut().poll(context);
        WAITS.set(polled.is_pending());
        polled
    })
    .await
}

/// Waits for a response until the end of the call, and no longer than `limit` once the request is not in line any more:
/// the line is no fault of the server.
pub(crate) async fn response_within<F: Future>(
    call: Deadline,
    limit: std::time::Duration,
    sent: F,
) -> Result<F::Output, TransportError> {
    let (mut sent, mut timer) = (pin!(sent), pin!(sleep_until(Instant::now())));
    let mut end = None;
    let mut waited = false;
    poll_fn(|context: &mut Context<'_>| {
        WAITS.set(false);
        if let Poll::Ready(response) = sent.as_mut().poll(context) {
            return Poll::Ready(Ok(response));
        }
        let waits = WAITS.replace(false);
        let end = match end {
            Some(end) if waits == waited => end,
            _ => {
                let now = match waits {
                    true => call,
                    false => call.sooner(Instant::now(), limit, TimeoutPhase::Response),
                };
                if let Some(at) = now.at() {
                    timer.as_mut().reset(at);
                }
                (end, waited) = (Some(now), waits);
                now
            }
        };
        match end.at() {
            Some(_) => timer.as_mut().poll(context).map(|()| Err(end.error())),
            None => Poll::Pending,
        }
    })
    .await
}
