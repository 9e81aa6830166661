//! Lets requests wait for one of the permitted connections, without counting that as a delay of the server.

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::{Context, Poll};

use tokio::time::{Instant, sleep_until};

use crate::body::deadline::Deadline;
use crate::body::error::{TimeoutPhase, TransportError};
use crate::body::sending::Taken;

thread_local! {
    /// Whether the request that this thread polls is waiting for a permit. The transport, however deeply it is wrapped,
    /// uses it to inform the code that limits the wait for a response.
    static WAITS: Cell<bool> = const { Cell::new(false) };
}

/// Waits for a permit.
#[cfg(any(feature = "default-transport", feature = "tower"))]
pub(super) async fn stand_in_line<F: Future>(place: F) -> F::Output {
    let mut place = pin!(place);
    poll_fn(|context| {
        let polled = place.as_mut().poll(context);
        WAITS.set(polled.is_pending());
        polled
    })
    .await
}

/// Waits for a response until the end of the call, and at most `limit` after the request got its permit and the last
/// piece of its body was `taken`: the server is not at fault for the wait for a permit or for a long or slow body.
pub(crate) async fn response_within<F: Future>(
    call: Deadline,
    limit: std::time::Duration,
    taken: Option<Taken>,
    sent: F,
) -> Result<F::Output, TransportError> {
    // While only the response is waited for, the clock is read only once.
    let begun = Instant::now();
    let (mut sent, mut timer) = (pin!(sent), pin!(sleep_until(begun)));
    let after = |moment| call.sooner(moment, limit, TimeoutPhase::Response);
    let mut end = None;
    let mut waited = false;
    poll_fn(|context: &mut Context<'_>| {
        WAITS.set(false);
        if let Poll::Ready(response) = sent.as_mut().poll(context) {
            return Poll::Ready(Ok(response));
        }
        let waits = WAITS.replace(false);
        let mut now = match end {
            Some(end) if waits == waited => end,
            _ => {
                let now = match end {
                    _ if waits => call,
                    None => after(begun),
                    Some(_) => after(Instant::now()),
                };
                if let Some(at) = now.at() {
                    timer.as_mut().reset(at);
                }
                now
            }
        };
        waited = waits;
        while now.at().is_some() && timer.as_mut().poll(context).is_ready() {
            // While the body has nothing to send, the limit begins anew.
            let last = taken.as_ref().filter(|_| !waits).map(Taken::last);
            let later = last.map(|last| after(last.unwrap_or_else(Instant::now)));
            match later.and_then(|later| Some((later, later.at()?))) {
                Some((later, at)) if at > Instant::now() => {
                    timer.as_mut().reset(at);
                    now = later;
                }
                _ if waits => return Poll::Ready(Err(now.error().unsent())),
                _ => return Poll::Ready(Err(now.error())),
            }
        }
        end = Some(now);
        Poll::Pending
    })
    .await
}
