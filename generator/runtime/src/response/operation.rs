//! The traits of operations that generated code implements.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;

use crate::body::content::{Body, Cut, collect};
use crate::body::error::{BoxFuture, TimeoutPhase};
use crate::body::response::RawResponse;
use crate::call::arguments::Call;
use crate::call::execute::execute;
use crate::error::failure::{Error, Reason};
use crate::error::none::NoError;
use crate::json::budget;
use crate::response::decode::DecodeFailure;
use crate::response::typed::{KeptBody, Response};

/// How many bytes of a stream that cannot be returned are kept with the error.
const KEPT: u64 = 1 << 20;

/// The future of a response. Nothing is sent before it is polled.
///
/// The same code sends every request; operations differ only in how their responses are decoded.
#[must_use = "nothing is sent until the request is awaited"]
pub struct Sending<T, E> {
    response: BoxFuture<'static, Result<RawResponse, Error<NoError>>>,
    read: fn(&mut RawResponse) -> Result<T, DecodeFailure<E>>,
    /// Why the response could not be decoded, while the beginning of its stream is read.
    failure: Option<DecodeFailure<E>>,
}

impl<T, E> Unpin for Sending<T, E> {}

impl<T, E: fmt::Debug + Send + Sync + 'static> Future for Sending<T, E> {
    type Output = Result<Response<T>, Error<E>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        loop {
            let mut response = match ready!(self.response.as_mut().poll(context)) {
                Ok(response) => response,
                Err(error) => return Poll::Ready(Err(error.cast())),
            };
            let failure = match self.failure.take() {
                Some(failure) => failure,
                None => match (self.read)(&mut response) {
                    Ok(body) => return Poll::Ready(Ok(decoded(response, body))),
                    Err(failure) => failure,
                },
            };
            let Some(stream) = response.stream.take() else {
                return Poll::Ready(Err(failure.into_error(response)));
            };
            self.failure = Some(failure);
            self.response = with_stream(response, stream);
        }
    }
}

impl<T, E> fmt::Debug for Sending<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sending").finish_non_exhaustive()
    }
}

/// How long that stream is read at most, within the time limit of the call.
const KEPT_WITHIN: Duration = Duration::from_secs(10);

/// Adds the beginning of a stream to the response, for its error.
fn with_stream(
    mut response: RawResponse,
    mut stream: Body,
) -> BoxFuture<'static, Result<RawResponse, Error<NoError>>> {
    Box::pin(async move {
        let begin = collect(|context| stream.poll_chunk(context), None, KEPT);
        let limit = response.deadline;
        let limit = limit.sooner(Instant::now(), KEPT_WITHIN, TimeoutPhase::Read);
        if let Ok((bytes, Ok(cut))) = limit.within(begin).await {
            response.bytes = bytes;
            response.is_truncated = cut == Cut::Short;
        }
        Ok(response)
    })
}

/// How the response of an operation is decoded; implemented by generated code.
pub trait Operation: 'static {
    /// The type of a documented success.
    type Output;
    /// The type of the documented errors.
    type Error: fmt::Debug + Send + Sync + 'static;

    /// Decodes a response by its status.
    fn decode(response: &mut RawResponse) -> Decoded<Self>;
}

/// An operation that may be polled until its response is the expected one: it changes nothing, or the description
/// declares a waiter for it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be asked again and again: each request may change something, or its response is a stream",
    label = "wait by a request that shows the state instead"
)]
pub trait Pollable: Operation {}

/// The request type of an operation, which a client's method returns; implemented by generated code.
pub trait TypedRequest {
    /// The operation: a type without values, whose name is that of the request and `Operation`.
    type Operation: Operation;
}

/// The result of decoding a response.
pub type Decoded<O> = Result<<O as Operation>::Output, DecodeFailure<<O as Operation>::Error>>;

impl Call {
    /// Sends the request and decodes the response.
    pub fn send<O: Operation>(self) -> Sending<O::Output, O::Error> {
        Sending {
            response: execute(self.of::<O>().0),
            read: read::<O>,
            failure: None,
        }
    }
}

/// Decodes a body with three times its limit as memory, in addition to the body itself.
fn read<O: Operation>(response: &mut RawResponse) -> Decoded<O> {
    budget::within(response.limit.saturating_mul(3), || O::decode(response))
}

/// Decodes a response.
pub(crate) fn decode<O: Operation>(
    mut response: RawResponse,
) -> Result<Response<O::Output>, Error<O::Error>> {
    match read::<O>(&mut response) {
        Ok(body) => Ok(decoded(response, body)),
        Err(failure) => Err(failure.into_error(response)),
    }
}

/// Returns the error for a response, with `reason` if it is a documented success after all.
pub(crate) fn refused<O: Operation>(response: RawResponse, reason: Reason) -> Error<O::Error> {
    // Decoding may take the body.
    let whole = response.copy();
    match decode::<O>(response) {
        Err(error) => error,
        Ok(_) => Error::of_response(reason, whole),
    }
}

fn decoded<T>(response: RawResponse, body: T) -> Response<T> {
    Response {
        kept: kept(response.unread, response.bytes, response.keep),
        head: response.head,
        body,
    }
}

/// Returns the body to keep: one that the description does not have, or any if the caller wants it.
fn kept(unread: Bytes, bytes: Bytes, keep: bool) -> Option<Box<KeptBody>> {
    let is_documented = unread.is_empty();
    let bytes = if is_documented { bytes } else { unread };
    (keep || !is_documented).then(|| {
        Box::new(KeptBody {
            bytes,
            is_documented,
        })
    })
}

#[cfg(test)]
#[allow(dead_code, reason = "the request is not sent here")]
mod tests {

    use super::Operation;
    use crate::body::response::RawResponse;
    use crate::call::arguments::Call;
    use crate::call::operation_info::OperationInfo;
    use crate::error::none::NoError;
    use crate::response::decode::DecodeFailure;

    static PING: OperationInfo = OperationInfo::new("Ping", "GET", "/ping");

    /// A request type like a generated one.
    #[must_use]
    struct Ping {
        call: Call,
    }

    impl Operation for Ping {
        type Output = String;
        type Error = NoError;

        fn decode(response: &mut RawResponse) -> Result<String, DecodeFailure<NoError>> {
            match response.status() {
                200 => response.text(),
                _ => Err(response.undocumented()),
            }
        }
    }

    #[test]
    fn a_generated_call_can_be_spawned() {
        fn spawnable<T: Send + 'static>(_: fn(Ping) -> T) {}
        spawnable(|ping| ping.call.send::<Ping>());
        assert_eq!(PING.path, "/ping");
    }
}
