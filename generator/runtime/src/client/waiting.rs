//! Repeats a request until a state is reached.

use std::fmt;
use std::future::IntoFuture;
use std::marker::PhantomData;
use std::time::Duration;

use serde::de::DeserializeOwned;
use tokio::time::Instant;

use crate::body::deadline::Deadline;
use crate::body::error::BoxFuture;
use crate::body::response::RawResponse;
use crate::call::arguments::Call;
use crate::client::poll::{Poll, WaitProgress, poll};
use crate::client::waiter::{INTERVAL, TIMEOUT, Verdict, Waiter};
use crate::error::failure::{Error, Reason};
use crate::error::runtime::in_runtime;
use crate::error::wait::{WaitEnd, WaitFailure};
use crate::json::error::from_plain;
use crate::response::operation::{Operation, decode, refused};
use crate::response::typed::Response;

/// A wait for a state: when awaited, it repeats the request until the state is reached, and returns what the wait is
/// for.
///
/// A transient error, such as a broken connection or status 503, does not end it; any other error does. When the time
/// limit passes, a last request is sent, unless one is under way. [`Error::wait_failure`] distinguishes how it ended.
/// Dropping the future stops the wait.
#[must_use = "nothing is sent until the wait is awaited"]
pub struct Waiting<T, E> {
    call: Call,
    waiter: Option<(&'static Waiter, Vec<String>)>,
    judge: Judge<T, E>,
    delay: Duration,
    interval: Duration,
    timeout: Duration,
    on_poll: Option<OnPoll>,
}

/// The time that a request has at least for its response, even if the whole wait ends earlier.
const LEAST: Duration = Duration::from_secs(1);

type OnPoll = Box<dyn FnMut(&WaitProgress<'_>) + Send>;

/// Decides what a response means; not called again after a success or an error.
type Judge<T, E> = Box<dyn FnMut(Poll) -> Result<Judged<T>, Error<E>> + Send>;

enum Judged<T> {
    Success(T, Option<String>),
    Failure(RawResponse, Option<String>, Option<String>),
    Pending(RawResponse, Option<String>),
}

/// The requests of a wait so far.
struct Count {
    started: Instant,
    polls: u32,
}

/// A call with the type of its operation.
#[doc(hidden)]
pub struct TypedCall<O>(Call, PhantomData<fn() -> O>);

/// For generated code.
#[doc(hidden)]
impl Call {
    /// Returns the call with the type of its operation.
    pub fn typed<O: Operation>(self) -> TypedCall<O> {
        TypedCall(self.of::<O>(), PhantomData)
    }
}

impl<T, E> Waiting<T, E> {
    fn new(call: Call, waiter: Option<(&'static Waiter, Vec<String>)>, judge: Judge<T, E>) -> Self {
        let (delay, interval, timeout) = match &waiter {
            Some((waiter, _)) => (waiter.delay, waiter.interval, waiter.timeout),
            None => (Duration::ZERO, INTERVAL, TIMEOUT),
        };
        Waiting {
            call,
            waiter,
            judge,
            delay,
            interval,
            timeout,
            on_poll: None,
        }
    }

    /// Sets the wait before the first request, instead of that of the description or none.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Sets the wait between requests, instead of that of the description or 5 seconds. It is varied at random by up to
    /// a tenth; a longer `Retry-After` of the server is obeyed.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }

    /// Sets the limit on the whole wait, instead of that of the description or 10 minutes. A request that is under way
    /// when it passes is aborted, but not within a second after it was sent. If none is under way, a last one is sent,
    /// which has the time limits of any call.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Calls `progress` after each request that does not end the wait.
    pub fn on_poll(mut self, progress: impl FnMut(&WaitProgress<'_>) + Send + 'static) -> Self {
        self.on_poll = Some(Box::new(progress));
        self
    }
}

/// For generated code.
#[doc(hidden)]
impl<T: 'static, E: fmt::Debug + Send + Sync + 'static> Waiting<T, E> {
    /// Waits for a state and returns the list item that has reached it.
    pub fn item<O>(call: TypedCall<O>, waiter: &'static Waiter, arguments: Vec<String>) -> Self
    where
        O: Operation<Error = E>,
        T: DeserializeOwned,
    {
        Self::by_table(call, waiter, arguments, move |poll| {
            let item = poll.items.into_iter().next().unwrap_or_default();
            from_plain(&item).map_err(|error| {
                let list = waiter.item.as_ref().map_or("", |rule| rule.list);
                let reason = Reason::Decode {
                    pointer: list.to_owned(),
                    message: error.of_value(),
                };
                Error::of_response(reason, poll.response)
            })
        })
    }

    fn by_table<O: Operation<Error = E>>(
        call: TypedCall<O>,
        waiter: &'static Waiter,
        arguments: Vec<String>,
        finish: impl Fn(Poll) -> Result<T, Error<E>> + Send + 'static,
    ) -> Self {
        let judge = move |poll: Poll| {
            let (body, is_unreadable) = poll.body(waiter);
            let status = poll.response.head.status.as_u16();
            let code = || poll.response.code().map(str::to_owned);
            let finding = waiter.judge(status, &code, &body, &poll.items);
            // Without JSON there is no state, nor can the absence of an item be seen.
            let is_pending = matches!(finding.verdict, Some(Verdict::Pending));
            if is_unreadable && (is_pending || waiter.item.is_some()) {
                decode::<O>(poll.response.copy())?;
            }
            Ok(match finding.verdict {
                Some(Verdict::Success) => Judged::Success(finish(poll)?, finding.state),
                Some(Verdict::Failure) => {
                    Judged::Failure(poll.response, finding.state, finding.reason)
                }
                Some(Verdict::Pending) => Judged::Pending(poll.response, finding.state),
                None => return Err(refused::<O>(poll.response, Reason::Api)),
            })
        };
        Self::new(call.0, Some((waiter, arguments)), Box::new(judge))
    }
}

/// For generated code.
#[doc(hidden)]
impl<E: fmt::Debug + Send + Sync + 'static> Waiting<(), E> {
    /// Waits for a state that leaves nothing to return, such as a deletion.
    pub fn end<O: Operation<Error = E>>(
        call: TypedCall<O>,
        waiter: &'static Waiter,
        arguments: Vec<String>,
    ) -> Self {
        Self::by_table(call, waiter, arguments, |_| Ok(()))
    }
}

/// For generated code.
#[doc(hidden)]
impl<T: 'static, E: fmt::Debug + Send + Sync + 'static> Waiting<Response<T>, E> {
    /// Waits for a state and returns the response that has it.
    pub fn response<O: Operation<Output = T, Error = E>>(
        call: TypedCall<O>,
        waiter: &'static Waiter,
        arguments: Vec<String>,
    ) -> Self {
        Self::by_table(call, waiter, arguments, |poll| decode::<O>(poll.response))
    }

    /// Waits for a state and returns the response that has it, with the one body in which the state can be.
    pub fn body<O: Operation<Error = E>>(
        call: TypedCall<O>,
        waiter: &'static Waiter,
        arguments: Vec<String>,
        body: fn(O::Output) -> Option<T>,
    ) -> Self {
        Self::by_table(call, waiter, arguments, move |poll| {
            let whole = poll.response.copy();
            let Response { head, body, kept } = decode::<O>(poll.response)?.map(body);
            match body {
                Some(body) => Ok(Response { head, body, kept }),
                None => Err(Error::of_response(Reason::Api, whole)),
            }
        })
    }

    /// Waits until `judge` returns success or failure.
    pub fn until<O, V>(
        call: TypedCall<O>,
        mut judge: impl FnMut(&Response<T>) -> V + Send + 'static,
    ) -> Self
    where
        O: Operation<Output = T, Error = E>,
        V: Into<Verdict>,
    {
        let judge = move |poll: Poll| {
            let raw = poll.response.copy();
            let response = decode::<O>(poll.response)?;
            Ok(match judge(&response).into() {
                Verdict::Success => Judged::Success(response, None),
                Verdict::Failure => Judged::Failure(raw, None, None),
                Verdict::Pending => Judged::Pending(raw, None),
            })
        };
        Self::new(call.0, None, Box::new(judge))
    }
}

impl<T, E> Waiting<T, E> {
    async fn run(mut self) -> Result<T, Error<E>> {
        in_runtime()?;
        let mut count = Count {
            started: Instant::now(),
            polls: 0,
        };
        // There is one more request at the end: a state reached by then is a success.
        let deadline = Deadline::after(count.started, self.timeout);
        tokio::time::sleep(deadline.bounded(self.delay)).await;
        let mut in_row = 0_u32;
        let mut before = (None, None);
        let mut failed: Option<Error<E>> = None;
        let waiter = self.waiter.as_ref();
        let needed = waiter.map_or(1, |(waiter, _)| waiter.consecutive);
        loop {
            let is_last = deadline.has_passed();
            count.polls = count.polls.saturating_add(1);
            let Some(judged) = self.judged(deadline, is_last).await else {
                let mut reason = "the last request had no response by then".to_owned();
                if let Some(error) = failed {
                    reason = format!("{reason}, and the one before failed: {error}");
                }
                return Err(self.timed_out(before, Some(reason), &count));
            };
            let mut asked = None;
            failed = None;
            let (response, state) = match judged {
                Ok(Judged::Success(value, state)) => {
                    in_row = in_row.saturating_add(1);
                    if in_row >= needed {
                        return Ok(value);
                    }
                    (None, state)
                }
                Ok(Judged::Failure(response, state, reason)) => {
                    let failure = self.failure(WaitEnd::Failed, state, reason, &count);
                    return Err(Error::of_response(failure, response));
                }
                Ok(Judged::Pending(response, state)) => {
                    in_row = 0;
                    asked = response.retry_after();
                    (Some(response), state)
                }
                Err(error) if error.is_retryable() => {
                    in_row = 0;
                    asked = error.retry_after();
                    failed = Some(error);
                    (None, None)
                }
                Err(error) => return Err(error),
            };
            if is_last && let Some(error) = failed {
                let reason = Some(format!("the last request failed: {error}"));
                let failure = self.failure(WaitEnd::TimedOut, before.1, reason, &count);
                return Err(error.with_reason(failure));
            }
            if is_last {
                return Err(self.timed_out((response, state), None, &count));
            }
            if let Some(progress) = &mut self.on_poll {
                progress(&WaitProgress {
                    polls: count.polls,
                    elapsed: count.started.elapsed(),
                    state: state.as_deref(),
                });
            }
            if response.is_some() {
                before = (response, state);
            }
            let wait = self.call.0.core.0.retry_state.about(self.interval);
            tokio::time::sleep(deadline.bounded(wait.max(asked.unwrap_or_default()))).await;
        }
    }

    /// Sends a request and judges its response. There is none where the wait's limit passed before the response came:
    /// a request under way at the end is the last one, and one that is sent at the end has its own limits.
    async fn judged(
        &mut self,
        deadline: Deadline,
        is_last: bool,
    ) -> Option<Result<Judged<T>, Error<E>>> {
        let limit = match deadline.is_after(Instant::now() + LEAST) {
            _ if is_last => Deadline::NEVER,
            true => deadline,
            false => Deadline::after(Instant::now(), LEAST),
        };
        let polled = poll(&mut self.call, self.waiter.as_ref());
        Some(match limit.within(polled).await.ok()? {
            Ok(poll) => (self.judge)(poll),
            Err(error) => Err(error.cast()),
        })
    }

    /// Returns the error of a wait whose limit passed after this response and state.
    fn timed_out(
        &self,
        (response, state): (Option<RawResponse>, Option<String>),
        reason: Option<String>,
        count: &Count,
    ) -> Error<E> {
        let failure = self.failure(WaitEnd::TimedOut, state, reason, count);
        match response {
            Some(response) => Error::of_response(failure, response),
            None => Error::new(failure).of_operation(self.call.0.info.id),
        }
    }

    fn failure(
        &self,
        end: WaitEnd,
        state: Option<String>,
        reason: Option<String>,
        count: &Count,
    ) -> Reason {
        let name = self.waiter.as_ref().map_or("it", |(waiter, _)| waiter.name);
        Reason::Wait(Box::new(WaitFailure {
            name,
            end,
            state,
            reason,
            polls: count.polls,
            elapsed: count.started.elapsed(),
        }))
    }
}

impl<T: Send + 'static, E: 'static> IntoFuture for Waiting<T, E> {
    type Output = Result<T, Error<E>>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

#[cfg(feature = "blocking")]
impl<T, E> Waiting<T, E> {
    /// Waits for the result, for code outside an async runtime.
    ///
    /// # Errors
    /// Those of awaiting it; also fails inside an async runtime.
    pub fn wait_blocking(self) -> Result<T, Error<E>> {
        crate::client::blocking::block_on(self.run()).unwrap_or_else(|error| Err(error.into()))
    }
}

impl<T, E> fmt::Debug for Waiting<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Waiting")
            .field("call", &self.call)
            .field("delay", &self.delay)
            .field("interval", &self.interval)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
