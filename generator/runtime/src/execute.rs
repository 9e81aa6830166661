//! Sends a call: the loop over its attempts, not generic, so that it is compiled once.

use std::future::Future;
use std::time::Duration;

use http::{HeaderMap, StatusCode};
use tokio::time::{Instant, timeout_at};
use tracing::Instrument;

use super::auth::{AfterUnauthorized, Stamp};
use super::body::Body;
use super::call::Call;
use super::client::Core;
use super::config::Limits;
use super::error::{Error, FailedCall, NoError, RuntimeError};
use super::middleware::Attempt;
use super::operation::OperationInfo;
use super::prepare::Plan;
use super::reply::Reply;
use super::reply_body::{ReplyBody, Timing};
use super::retry::RetryPolicy;
use super::trace;
use super::transport::{ConnectTimeout, TimeoutPhase, TransportError, TransportErrorKind};

type Result<T, E = Error<NoError>> = std::result::Result<T, E>;

/// Sends a call and reads the reply, whatever its status.
pub(crate) async fn execute(call: Call) -> Result<Reply> {
    // Timers need a runtime; without one they would panic.
    if tokio::runtime::Handle::try_current().is_err() {
        return Err(Error::Runtime(RuntimeError::NoRuntime));
    }
    let span = trace::call_span(call.info);
    let outcome = run(call).instrument(span.clone()).await;
    trace::call_end(&span, &outcome);
    outcome
}

async fn run(mut call: Call) -> Result<Reply> {
    let core = call.core.clone();
    let limits = call.options.limits(core.0.config.limits);
    let deadline = Instant::now()
        .checked_add(limits.call_timeout)
        .map(|deadline| (deadline, limits.call_timeout));
    let retry = call
        .options
        .retry
        .take()
        .unwrap_or_else(|| core.0.config.retry.clone());
    let connect_timeout = call.options.connect_timeout;
    let info = call.info;
    let plan = match within(deadline, Plan::new(&mut call)).await {
        Ok(plan) => plan?,
        Err(error) => return Err(failure(&core, info, 0, None, error)),
    };
    Attempts {
        core,
        info,
        plan,
        limits,
        deadline,
        retry,
        connect_timeout,
        number: 0,
        stamps: Vec::new(),
        renewed: false,
    }
    .run()
    .await
}

/// The attempts of one call.
struct Attempts {
    core: Core,
    info: &'static OperationInfo,
    plan: Plan,
    limits: Limits,
    deadline: Option<(Instant, Duration)>,
    retry: RetryPolicy,
    connect_timeout: Option<Duration>,
    number: u32,
    /// What the authorizers put into the last request, in their order.
    stamps: Vec<Stamp>,
    renewed: bool,
}

/// A reply, or why there is none: the failure with the head, where that came.
type Outcome = std::result::Result<Reply, (TransportError, Option<(StatusCode, HeaderMap)>)>;

impl Attempts {
    async fn run(mut self) -> Result<Reply> {
        loop {
            self.number += 1;
            // What cannot be copied is sent once.
            let spare = self.plan.body.try_clone();
            let body = std::mem::replace(&mut self.plan.body, Body::EMPTY);
            let may_repeat = spare.is_some();
            self.plan.body = spare.unwrap_or_default();

            let span = trace::attempt_span(self.info, &self.plan, self.number);
            let outcome = self.attempt(body).instrument(span.clone()).await?;
            trace::attempt_end(&span, &outcome);

            let wait = if may_repeat {
                self.wait(&outcome)
            } else {
                None
            };
            match wait {
                Some(wait) => {
                    trace::repeat(wait);
                    tokio::time::sleep(wait).await;
                }
                None => {
                    return match outcome {
                        Ok(reply) => Ok(reply),
                        Err((error, head)) => {
                            Err(failure(&self.core, self.info, self.number, head, error))
                        }
                    };
                }
            }
        }
    }

    /// How long to wait for the next attempt; `None` where this one was the last.
    fn wait(&mut self, outcome: &Outcome) -> Option<Duration> {
        let state = &self.core.0.retry_state;
        if let Ok(reply) = outcome {
            if reply.status == StatusCode::UNAUTHORIZED {
                return self.renew().then_some(Duration::ZERO);
            }
            if reply.status.is_success() {
                state.give();
                return None;
            }
        }
        if self.number >= self.retry.attempts {
            return None;
        }
        let wait = match outcome {
            Ok(reply) if self.info.idempotent => {
                self.retry
                    .after_status(reply.status, &reply.headers, self.number, state)?
            }
            Ok(_) => return None,
            Err((error, _)) => {
                self.retry
                    .after_failure(error, self.info.idempotent, self.number, state)?
            }
        };
        let in_time = self
            .deadline
            .is_none_or(|deadline| Instant::now() + wait < deadline.0);
        (in_time && state.take()).then_some(wait)
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
        let attempt = Attempt {
            operation: self.info.id,
            template: self.info.path,
            number: self.number,
        };
        let mut request = http::Request::new(body);
        *request.method_mut() = self.plan.method.clone();
        *request.uri_mut() = self.plan.uri.clone();
        *request.headers_mut() = self.plan.headers.clone();
        if let Some(limit) = self.connect_timeout {
            request.extensions_mut().insert(ConnectTimeout(limit));
        }
        if !self.core.0.middleware.is_empty() {
            let (mut parts, body) = request.into_parts();
            for hook in &self.core.0.middleware {
                hook.on_request(&attempt, &mut parts);
            }
            request = http::Request::from_parts(parts, body);
        }
        self.stamps.clear();
        for authorizer in &self.plan.authorizers {
            match within(self.deadline, authorizer.authorize(&mut request)).await {
                Ok(stamp) => self.stamps.push(stamp?),
                Err(error) => return Ok(Err((error, None))),
            }
        }

        let begun = Instant::now();
        let sent = self.send(begun, request).await;
        match sent {
            Ok(response) if self.core.0.middleware.is_empty() => Ok(self.read(response).await),
            Ok(response) => {
                let (mut parts, body) = response.into_parts();
                for hook in self.core.0.middleware.iter().rev() {
                    hook.on_response(&attempt, begun.elapsed(), &mut parts);
                }
                Ok(self.read(http::Response::from_parts(parts, body)).await)
            }
            Err(error) => {
                for hook in self.core.0.middleware.iter().rev() {
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
    ) -> std::result::Result<http::Response<Body>, TransportError> {
        let limit = self.limits.response_timeout;
        let response = begun.checked_add(limit);
        let (at, phase, limit) = match (response, self.deadline) {
            (Some(at), Some((deadline, _))) if at <= deadline => {
                (at, TimeoutPhase::Response, limit)
            }
            (_, Some((deadline, limit))) => (deadline, TimeoutPhase::Call, limit),
            (Some(at), None) => (at, TimeoutPhase::Response, limit),
            (None, None) => return self.core.0.transport.send(request).await,
        };
        match timeout_at(at, self.core.0.transport.send(request)).await {
            Ok(sent) => sent,
            Err(_) => Err(TransportError::new(TransportErrorKind::Timeout {
                phase,
                limit,
            })),
        }
    }

    async fn read(&self, response: http::Response<Body>) -> Outcome {
        let (mut parts, body) = response.into_parts();
        let status = parts.status.as_u16();
        let streamed = self
            .info
            .streamed
            .iter()
            .any(|range| range.0 <= status && status <= range.1);
        let limit = if streamed {
            u64::MAX
        } else {
            self.limits.max_response_body
        };
        // A stream is read at the caller's pace, so the end of the call does not count for it.
        let deadline = if streamed { None } else { self.deadline };
        let timing = Timing {
            idle: self.limits.read_timeout,
            deadline,
        };
        let body = ReplyBody::new(body, &mut parts.headers, limit, timing);
        let mut reply = Reply {
            operation: self.info.id,
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

/// Waits for `future` until the end of the call.
async fn within<F: Future>(
    deadline: Option<(Instant, Duration)>,
    future: F,
) -> std::result::Result<F::Output, TransportError> {
    match deadline {
        None => Ok(future.await),
        Some((at, limit)) => timeout_at(at, future).await.map_err(|_| {
            let phase = TimeoutPhase::Call;
            TransportError::new(TransportErrorKind::Timeout { phase, limit })
        }),
    }
}

fn failure(
    core: &Core,
    info: &'static OperationInfo,
    attempts: u32,
    head: Option<(StatusCode, HeaderMap)>,
    error: TransportError,
) -> Error<NoError> {
    let host = core.0.server.authority.to_string();
    Error::from_transport(
        error,
        FailedCall {
            operation: info.id,
            host,
            attempts,
            head,
        },
    )
}
