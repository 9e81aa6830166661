//! Calls that are sent again while the service is busy.

use std::time::Duration;

use tokio::time::Instant;

use crate::body::deadline::Deadline;
use crate::body::error::BoxFuture;
use crate::body::response::RawResponse;
use crate::call::arguments::Call;
use crate::call::attempts::send;
use crate::call::busy::Busy;
use crate::call::operation_info::OperationInfo;
use crate::call::prepare::add_key;
use crate::call::request::RequestParts;
use crate::call::trace;
use crate::error::failure::Error;
use crate::error::none::NoError;

impl Call {
    /// Sends the request again while the service is busy, until `limit` has passed since the first time.
    #[inline]
    pub fn wait_while_busy(&mut self, limit: Duration) {
        self.0.while_busy = Some((limit, while_busy));
    }
}

/// Repeats a call while the service is busy, and returns the first other result, or the last one at the time limit. A
/// body that cannot be copied is sent once.
// Boxed, so that other calls need no space for it. Compiled in the programs that call it, not with the runtime.
#[inline]
fn while_busy(
    mut parts: Box<RequestParts>,
    limit: Duration,
) -> BoxFuture<'static, Result<RawResponse, Error<NoError>>> {
    // One key for all of them, by which the service recognizes the request.
    add_key(&mut parts);
    Box::pin(async move {
        let deadline = Deadline::after(Instant::now(), limit);
        let mut attempts = 0_u32;
        let call = Call(parts.into());
        loop {
            let is_last = deadline.has_passed();
            let Some(copy) = call.try_clone().filter(|_| !is_last) else {
                return counted(send(call.0.own()).await, attempts);
            };
            let sent = send(copy.0.own()).await;
            let (info, state) = (call.0.info, &call.0.core.0.retry_state);
            let Some((busy, response)) = refusal(info, sent.as_ref().ok()) else {
                return counted(sent, attempts);
            };
            attempts = attempts.saturating_add(response.head.attempts);
            let asked = response.head.retry_after().unwrap_or_default();
            // There is one more request at the end of the time limit.
            let wait = deadline.bounded(state.about(busy.interval).max(asked));
            trace::repeat(wait, response.head.status.as_str());
            drop(sent);
            tokio::time::sleep(wait).await;
        }
    })
}

fn refusal<'a>(
    info: &OperationInfo,
    response: Option<&'a RawResponse>,
) -> Option<(&'static Busy, &'a RawResponse)> {
    let response = response?;
    let busy = info.busy.iter().find(|busy| busy.is(response))?;
    Some((busy, response))
}

/// Adds the attempts before it to a result.
fn counted(
    sent: Result<RawResponse, Error<NoError>>,
    before: u32,
) -> Result<RawResponse, Error<NoError>> {
    match sent {
        Ok(mut response) => {
            response.head.attempts = response.head.attempts.saturating_add(before);
            Ok(response)
        }
        Err(error) => Err(error.after(before)),
    }
}
