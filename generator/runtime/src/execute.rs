//! Sends a call: the loop over its attempts, not generic, so that it is compiled once.

use std::future::Future;
use std::pin::{Pin, pin};
use std::time::Duration;

use http::{HeaderMap, StatusCode};
use tokio::time::{Instant, timeout_at};
use tracing::Span;

use super::auth::{AfterUnauthorized, Stamp};
use super::body::Body;
use super::call::Draft;
use super::config::Limits;
use super::deadline::Deadline;
use super::error::{Error, FailedCall, NoError, RuntimeError};
use super::middleware::{Attempt, Middleware};
use super::operation::OperationInfo;
use super::prepare::{Plan, Unsent};
use super::reply::Reply;
use super::reply_body::{ReplyBody, Timing};
use super::retry::{RetryPolicy, RetryState};
use super::trace;
use super::transport::{TimeoutPhase, TransportError, TransportErrorKind};

type Result<T, E = Error<NoError>> = std::result::Result<T, E>;

/// Sends a call and reads the reply, whatever its status.
pub(crate) async fn execute(draft: Box<Draft>) -> Result<Reply> {
    // Timers need a runtime; without one they would panic.
    if tokio::runtime::Handle::try_current().is_err() {
        return Err(Error::Runtime(RuntimeError::NoRuntime));
    }
    let span = trace::call_span(draft.info);
    let outcome = in_span(&span, pin!(run(draft))).await;
    trace::call_end(&span, &outcome);
    outcome
}

/// Polls a future inside a span. `Instrument` would move the future once more, and it is large.
async fn in_span<F: Future>(span: &Span, mut future: Pin<&mut F>) -> F::Output {
    if span.is_disabled() {
        return future.await;
    }
    std::future::poll_fn(|context| span.in_scope(|| future.as_mut().poll(context))).await
}

async fn run(mut draft: Box<Draft>) -> Result<Reply> {
    let limits = draft.options.limits(draft.core.0.config.limits);
    let deadline = Deadline::after(limits.call_timeout);
    let retry = draft.options.retry.take();
    let info = draft.info;
    let host = draft.core.0.server.authority.clone();
    let plan = match Plan::new(draft, deadline).await {
        Ok(plan) => plan,
        Err(Unsent::InvalidArgument(error)) => return Err(Error::InvalidArgument(error)),
        Err(Unsent::Credentials(error)) => return Err(Error::Credentials(error)),
        Err(Unsent::Timeout(error)) => {
            return Err(failure(info, host.to_string(), 0, (error, None)));
        }
    };
    let mut attempts = Attempts {
        limits,
        deadline,
        retry,
        number: 0,
        stamps: Vec::new(),
        renewed: false,
        plan,
    };
    attempts.run().await
}

/// The attempts of one call.
struct Attempts {
    plan: Plan,
    limits: Limits,
    deadline: Deadline,
    /// The call's own policy, where it has one.
    retry: Option<RetryPolicy>,
    number: u32,
    /// What the authorizers put into the last request, in their order.
    stamps: Vec<Stamp>,
    renewed: bool,
}

/// A failure, with the head of the reply where that came.
pub(crate) type Failed = (TransportError, Option<(StatusCode, HeaderMap)>);

/// A reply, or why there is none.
pub(crate) type Outcome = std::result::Result<Reply, Failed>;

impl Attempts {
    async fn run(&mut self) -> Result<Reply> {
        loop {
            self.number += 1;
            // What cannot be copied is sent once.
            let copy = self.plan.draft.body.try_clone();
            let may_repeat = copy.is_some();
            let body = copy.unwrap_or_else(|| std::mem::take(&mut self.plan.draft.body));

            let span = trace::attempt_span(&self.plan, self.number);
            let outcome = in_span(&span, pin!(self.attempt(body))).await?;
            trace::attempt_end(&span, &outcome);

            match self.wait(&outcome).filter(|_| may_repeat) {
                Some(wait) => {
                    trace::repeat(wait);
                    tokio::time::sleep(wait).await;
                }
                None => {
                    let (info, host) = (self.plan.draft.info, || self.plan.host());
                    return outcome.map_err(|failed| failure(info, host(), self.number, failed));
                }
            }
        }
    }

    /// How long to wait for the next attempt; `None` where this one was the last.
    fn wait(&mut self, outcome: &Outcome) -> Option<Duration> {
        if let Ok(reply) = outcome {
            if reply.status.is_success() {
                self.state().give();
                return None;
            }
            if reply.status == StatusCode::UNAUTHORIZED {
                return self.renew().then_some(Duration::ZERO);
            }
        }
        let retry = self
            .retry
            .as_ref()
            .unwrap_or(&self.plan.draft.core.0.config.retry);
        if self.number >= retry.attempts {
            return None;
        }
        let idempotent = self.plan.draft.info.idempotent;
        let wait = match outcome {
            Ok(_) if !idempotent => return None,
            Ok(reply) => {
                retry.after_status(reply.status, &reply.headers, self.number, self.state())?
            }
            Err((error, _)) => retry.after_failure(error, idempotent, self.number, self.state())?,
        };
        let in_time = self.deadline.is_after(Instant::now() + wait);
        (in_time && self.state().take()).then_some(wait)
    }

    fn state(&self) -> &RetryState {
        &self.plan.draft.core.0.retry_state
    }

    fn hooks(&self) -> &[std::sync::Arc<dyn Middleware>] {
        &self.plan.draft.core.0.middleware
    }

    /// Whether a 401 is worth one more attempt, with renewed credentials.
    fn renew(&mut self) -> bool {
        let (mut renewable, mut never) = (false, false);
        for (authorizer, stamp) in self.plan.authorizers.iter().zip(&self.stamps) {
            match authorizer.after_unauthorized(*stamp) {
                AfterUnauthorized::Retry => renewable = true,
                AfterUnauthorized::Stop => {}
                AfterUnauthorized::Never => never = true,
            }
        }
        renewable && !never && !std::mem::replace(&mut self.renewed, true)
    }

    /// The outer error ends the call: credentials cannot be had.
    async fn attempt(&mut self, body: Body) -> Result<Outcome> {
        let info = self.plan.draft.info;
        let attempt = Attempt {
            operation: info.id,
            template: info.path,
            number: self.number,
        };
        let mut request = self.plan.request(body);
        if !self.hooks().is_empty() {
            let (mut parts, body) = request.into_parts();
            for hook in self.hooks() {
                hook.on_request(&attempt, &mut parts);
            }
            request = http::Request::from_parts(parts, body);
        }
        self.stamps.clear();
        for authorizer in &self.plan.authorizers {
            match self
                .deadline
                .within(authorizer.authorize(&mut request))
                .await
            {
                Ok(stamp) => self.stamps.push(stamp?),
                Err(error) => return Ok(Err((error, None))),
            }
        }

        let begun = Instant::now();
        match self.send(begun, request).await {
            Ok(mut response) => {
                if !self.hooks().is_empty() {
                    let (mut parts, body) = response.into_parts();
                    for hook in self.hooks().iter().rev() {
                        hook.on_response(&attempt, begun.elapsed(), &mut parts);
                    }
                    response = http::Response::from_parts(parts, body);
                }
                Ok(self.read(response).await)
            }
            Err(error) => {
                for hook in self.hooks().iter().rev() {
                    hook.on_failure(&attempt, begun.elapsed(), &error);
                }
                Ok(Err((error, None)))
            }
        }
    }

    async fn send(
        &self,
        begun: Instant,
        request: http::Request<Body>,
    ) -> Result<http::Response<Body>, TransportError> {
        let limit = self.limits.response_timeout;
        let sent = self.plan.draft.core.0.transport.send(request);
        match begun.checked_add(limit) {
            Some(at) if self.deadline.is_after(at) => match timeout_at(at, sent).await {
                Ok(sent) => sent,
                Err(_) => Err(TransportError::new(TransportErrorKind::Timeout {
                    phase: TimeoutPhase::Response,
                    limit,
                })),
            },
            _ => self.deadline.within(sent).await?,
        }
    }

    async fn read(&self, response: http::Response<Body>) -> Outcome {
        let (mut parts, body) = response.into_parts();
        let info = self.plan.draft.info;
        let status = parts.status.as_u16();
        let streamed = info
            .streamed
            .iter()
            .any(|range| (range.0..=range.1).contains(&status));
        // A stream is read at the caller's pace, so neither the end of the call nor the limit of what
        // is kept in memory counts for it.
        let (limit, deadline) = if streamed {
            (u64::MAX, Deadline::NEVER)
        } else {
            (self.limits.max_response_body, self.deadline)
        };
        let timing = Timing {
            idle: self.limits.read_timeout,
            deadline,
        };
        let body = ReplyBody::new(body, &mut parts.headers, limit, timing);
        let mut reply = Reply {
            operation: info.id,
            status: parts.status,
            headers: parts.headers,
            bytes: bytes::Bytes::new(),
            stream: None,
            attempts: self.number,
            authorizers: Vec::new(),
        };
        if streamed {
            reply.stream = Some(Body::from_http_body(body));
            return Ok(reply);
        }
        match body.collect(limit).await {
            Ok(bytes) => reply.bytes = bytes,
            Err(error) => return Err((error, Some((reply.status, reply.headers)))),
        }
        if !reply.status.is_success() {
            reply.authorizers = self.plan.authorizers.clone();
        }
        Ok(reply)
    }
}

fn failure(
    info: &'static OperationInfo,
    host: String,
    attempts: u32,
    (error, head): Failed,
) -> Error<NoError> {
    let call = FailedCall {
        operation: info.id,
        host,
        attempts,
        head,
    };
    Error::from_transport(error, call)
}
