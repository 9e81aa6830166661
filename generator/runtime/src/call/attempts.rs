//! The loop over the attempts of a call. It is not generic, to be compiled only once.

mod received;
mod watch;

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use http::{StatusCode, header};
use tokio::time::Instant;

use crate::auth::authorizer::{AfterUnauthorized, Stamp, refused_without};
use crate::body::content::Body;
use crate::body::deadline::Deadline;
use crate::body::error::BoxFuture;
use crate::body::response::{RawResponse, ResponseHead};
use crate::call::attempt::{Attempted, FailedAttempt};
use crate::call::attempts::received::{Receiver, fill};
use crate::call::attempts::watch::Watch;
use crate::call::middleware::{Attempt, Middleware};
use crate::call::options::Limits;
use crate::call::prepare::{PreparedRequest, restore};
use crate::call::request::RequestParts;
use crate::call::retry::state::RetryState;
#[cfg(feature = "test-util")]
use crate::call::secrets::secrets_of;
use crate::call::trace::{self, in_span};
use crate::error::failure::Error;
use crate::error::none::NoError;
use crate::error::runtime::in_runtime;
use crate::transport::line::response_within;
#[cfg(feature = "test-util")]
use crate::transport::recorded::SentSecrets;

type Result<T, E = Error<NoError>> = std::result::Result<T, E>;

/// Sends a call, retries it where that is safe, and reads the response, whatever its status.
///
/// Boxed here, as each function that holds the future would compile it again.
pub(super) fn send(parts: Box<RequestParts>) -> BoxFuture<'static, Result<RawResponse>> {
    Box::pin(traced(parts))
}

async fn traced(parts: Box<RequestParts>) -> Result<RawResponse> {
    // Timers need a tokio runtime; without one they panic.
    in_runtime()?;
    let span = trace::call_span(parts.info);
    let mut watch = Watch::of(&parts);
    let result = in_span(&span, pin!(run(parts, watch.as_ref()))).await;
    trace::call_end(&span, &result);
    if let Some(watch) = &mut watch {
        watch.end(&result);
    }
    result
}

async fn run(parts: Box<RequestParts>, watch: Option<&Watch>) -> Result<RawResponse> {
    let (of_client, options) = (parts.core.0.limits, parts.options.as_ref());
    let limits = options.map_or(of_client, |options| options.limits(of_client));
    let begun = Instant::now();
    let deadline = Deadline::after(begun, limits.call_timeout);
    let prepared = PreparedRequest::new(parts, deadline).await?;
    let mut attempts = Attempts {
        limits,
        begun,
        deadline,
        watch,
        number: 0,
        stamps: Vec::new(),
        renewed: false,
        learnt: false,
        prepared,
    };
    attempts.run().await
}

const SENT_ONCE: &str =
    "the credentials are renewed for the next call; this one has a stream, which is sent once";

/// The attempts of one call.
struct Attempts<'w> {
    prepared: PreparedRequest,
    limits: Limits,
    begun: Instant,
    deadline: Deadline,
    /// The call, if hooks observe it.
    watch: Option<&'w Watch>,
    number: u32,
    /// What each authorizer returned for the last request, in their order.
    stamps: Vec<Stamp>,
    renewed: bool,
    /// Whether an authorizer has learnt from a refusal.
    learnt: bool,
}

impl Attempts<'_> {
    async fn run(&mut self) -> Result<RawResponse> {
        loop {
            self.number += 1;
            if let Some(watch) = self.watch {
                watch.count(self.number);
            }
            // A body that cannot be copied is sent once.
            let copy = self.prepared.parts.body.try_clone();
            let may_repeat = copy.is_some();
            let body = copy.unwrap_or_else(|| std::mem::take(&mut self.prepared.parts.body));

            let span = trace::attempt_span(&self.prepared, self.number);
            let result = in_span(&span, pin!(self.attempt(body))).await;
            let mut result = result.map_err(|error| self.of_call(error, self.number - 1, None))?;
            trace::attempt_end(&span, &result);

            match self.wait(&mut result, may_repeat) {
                Some(wait) => {
                    trace::repeat(wait, trace::attempt_error(&result));
                    drop(result);
                    tokio::time::sleep(wait).await;
                }
                None => {
                    return result.map_err(|failed| {
                        self.of_call(failed.error.into(), self.number, failed.head)
                    });
                }
            }
        }
    }

    /// Adds the facts of the call to an error after this number of attempts.
    #[cold]
    fn of_call(
        &self,
        error: Error<NoError>,
        attempts: u32,
        head: Option<ResponseHead>,
    ) -> Error<NoError> {
        error.of_call(
            self.prepared.parts.info.id,
            self.prepared.host(),
            attempts,
            head,
        )
    }

    /// Returns how long to wait for the next attempt; `None` after the last one.
    fn wait(&mut self, result: &mut Attempted, may_repeat: bool) -> Option<Duration> {
        if let Ok(response) = result {
            if self.learn(response) {
                return may_repeat.then_some(Duration::ZERO);
            }
            if response.head.status == StatusCode::UNAUTHORIZED {
                let is_renewed = self.renew(&mut response.hint);
                if is_renewed && !may_repeat {
                    response.hint = Some(SENT_ONCE.to_owned());
                }
                return (is_renewed && may_repeat).then_some(Duration::ZERO);
            }
            if self.renewed {
                for (authorizer, stamp) in self.prepared.authorizers.iter().zip(&self.stamps) {
                    authorizer.after_accepted(*stamp);
                }
            }
            if response.head.status.is_success() {
                self.state().deposit();
                return None;
            }
        }
        let parts = &self.prepared.parts;
        let options = parts.options.as_ref();
        let own = options.and_then(|options| options.retry.as_ref());
        let retry = own.unwrap_or(&parts.core.0.retry);
        if self.number >= retry.attempts || !may_repeat {
            return None;
        }
        let wait = retry.after(result, parts.is_idempotent(), self.number, self.state())?;
        let next = Instant::now().checked_add(wait);
        let in_time = next.is_some_and(|next| {
            self.deadline.is_after(next) && next.duration_since(self.begun) <= retry.total_time
        });
        (in_time && self.state().withdraw()).then_some(wait)
    }

    fn state(&self) -> &RetryState {
        &self.prepared.parts.core.0.retry_state
    }

    fn hooks(&self) -> &[Arc<dyn Middleware>] {
        &self.prepared.parts.core.0.middleware
    }

    /// Returns whether to repeat the request after a 401 with renewed credentials.
    fn renew(&mut self, hint: &mut Option<String>) -> bool {
        let (mut renewable, mut never) = (false, false);
        for (authorizer, stamp) in self.prepared.authorizers.iter().zip(&self.stamps) {
            match authorizer.after_unauthorized(*stamp) {
                AfterUnauthorized::Retry => renewable = true,
                AfterUnauthorized::Stop => {}
                AfterUnauthorized::CoolDown(rest) => {
                    *hint = Some(format!(
                        "the renewed credentials were refused as well; they are renewed again in {} seconds at the \
                         earliest, so check what they may do, and the clock",
                        rest.as_secs() + 1
                    ));
                }
                AfterUnauthorized::Never => never = true,
            }
        }
        renewable && !never && !std::mem::replace(&mut self.renewed, true)
    }

    /// Returns whether to repeat the request because an authorizer learnt something from a refusal: once in a call.
    fn learn(&mut self, response: &RawResponse) -> bool {
        let authorizers = &self.prepared.authorizers;
        let is_refusal = matches!(response.head.status.as_u16(), 400 | 401 | 403);
        if self.learnt || !is_refusal || authorizers.is_empty() {
            return false;
        }
        let Some(code) = response.code() else {
            return false;
        };
        let headers = &response.head.headers;
        let used = authorizers.iter().zip(&self.stamps);
        let learning = used.filter(|(authorizer, stamp)| authorizer.learn(code, headers, **stamp));
        self.learnt = learning.count() > 0;
        self.learnt
    }

    /// Sends the request once. The outer error ends the call: the credentials are not available.
    async fn attempt(&mut self, body: Body) -> Result<Attempted> {
        let info = self.prepared.parts.info;
        let attempt = Attempt {
            operation: info.id,
            template: info.path,
            number: self.number,
            call: self.watch.map_or(0, |watch| watch.call),
        };
        let mut request = self.prepared.request(body);
        if !self.hooks().is_empty() {
            request = self.hook_request(&attempt, request);
        }
        self.authorize(&mut request).await?;

        // Read for hooks only: reading the clock has a cost in each call.
        let begun = (!self.hooks().is_empty()).then(Instant::now);
        let limit = self.limits.response_timeout;
        let taken = request.body_mut().watch();
        let upload = taken.clone();
        let sent = self.prepared.parts.core.0.transport.send(request);
        let response = match response_within(self.deadline, limit, taken, sent).await {
            Ok(Ok(response)) => match begun {
                Some(begun) => self.hook_response(&attempt, begun, response),
                None => response,
            },
            Ok(Err(error)) | Err(error) => {
                let error = upload.and_then(|body| body.failure()).unwrap_or(error);
                if let Some(begun) = begun {
                    for hook in self.hooks().iter().rev() {
                        hook.on_failure(&attempt, begun.elapsed(), &error);
                    }
                }
                return Ok(Err(error.into()));
            }
        };
        let receiver = Receiver {
            parts: &self.prepared.parts,
            limits: &self.limits,
            deadline: self.deadline,
            number: self.number,
            upload,
        };
        let (mut response, mut body, reading) = receiver.open(response);
        if reading.is_stream {
            response.stream = Some(Body::from_http_body(body));
            return Ok(Ok(response));
        }
        if let Err(error) = fill(&mut response, &mut body, reading.empty).await {
            let head = Some(response.head);
            return Ok(Err(FailedAttempt { error, head }));
        }
        if !response.head.status.is_success() {
            let step = info.next_step(&response);
            response.hint = step.or_else(|| self.explain(&response));
        }
        Ok(Ok(response))
    }

    /// Adds the credentials to a request, which goes to no other server than theirs.
    async fn authorize(&mut self, request: &mut http::Request<Body>) -> Result<()> {
        self.stamps.clear();
        for authorizer in &self.prepared.authorizers {
            self.prepared.check_server(request.uri())?;
            let stamp = authorizer.authorize(request);
            self.stamps.push(self.deadline.keys(stamp).await??);
        }
        self.prepared.check_server(request.uri())?;
        #[cfg(feature = "test-util")]
        request
            .extensions_mut()
            .insert(SentSecrets(secrets_of(&self.prepared.parts).secrets(&[])));
        Ok(())
    }

    /// Returns what the credentials, or that there are none, suggest for the status and the error code in the body.
    fn explain(&self, response: &RawResponse) -> Option<String> {
        let authorizers = &self.prepared.authorizers;
        if authorizers.is_empty() {
            return refused_without(response.head.status);
        }
        let (code, headers) = (response.code()?, &response.head.headers);
        let mut used = authorizers.iter().zip(&self.stamps);
        used.find_map(|(authorizer, stamp)| authorizer.explain(code, headers, *stamp))
    }

    fn hook_request(&self, attempt: &Attempt, request: http::Request<Body>) -> http::Request<Body> {
        let (mut parts, body) = request.into_parts();
        let length = parts.headers.get(header::CONTENT_LENGTH).cloned();
        for hook in self.hooks() {
            hook.on_request(attempt, &mut parts);
        }
        restore(&mut parts.headers, length);
        http::Request::from_parts(parts, body)
    }

    fn hook_response(
        &self,
        attempt: &Attempt,
        begun: Instant,
        response: http::Response<Body>,
    ) -> http::Response<Body> {
        let (mut parts, body) = response.into_parts();
        for hook in self.hooks().iter().rev() {
            hook.on_response(attempt, begun.elapsed(), &mut parts);
        }
        http::Response::from_parts(parts, body)
    }
}
