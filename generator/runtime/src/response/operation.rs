//! Operations as generated code has them.

use std::fmt;

use bytes::Bytes;

use crate::body::error::BoxFuture;
use crate::body::response::RawResponse;
use crate::call::arguments::Call;
use crate::call::execute::execute;
use crate::error::failure::Error;
use crate::json::budget;
use crate::response::decode::DecodeFailure;
use crate::response::typed::{KeptBody, Response};

/// So much of a stream that cannot be handed out is kept with the error.
const KEPT: u64 = 1 << 20;

/// A request on its way: the future of its response.
pub type Sending<T, E> = BoxFuture<'static, Result<Response<T>, Error<E>>>;

/// How the response of an operation is decoded; implemented by generated code.
pub trait Operation: 'static {
    /// A documented success.
    type Output;
    /// The documented errors.
    type Error: fmt::Debug + Send + Sync + 'static;

    /// Decodes a response by its status.
    fn decode(response: &mut RawResponse) -> Decoded<Self>;
}

/// What a response was decoded to.
pub type Decoded<O> = Result<<O as Operation>::Output, DecodeFailure<<O as Operation>::Error>>;

impl Call {
    /// Sends the request and decodes the response, as one future of a known type: an `async fn` in each
    /// operation would be a type of its own, which costs a fifth of the time to check a client.
    pub fn send_boxed<O: Operation + 'static>(self) -> Sending<O::Output, O::Error> {
        Box::pin(self.send::<O>())
    }

    /// Sends the request and decodes the response.
    pub async fn send<O: Operation>(self) -> Result<Response<O::Output>, Error<O::Error>> {
        let mut response = match execute(self.of::<O>().0).await {
            Ok(response) => response,
            Err(error) => return Err(error.cast()),
        };
        let failure = match read::<O>(&mut response) {
            Ok(body) => return Ok(decoded(response, body)),
            Err(failure) => failure,
        };
        // What was to be a stream is kept with the error.
        if let Some(body) = response.stream.take() {
            response.bytes = body.collect(KEPT).await.unwrap_or_default();
        }
        Err(failure.into_error(response))
    }
}

/// Decodes a body within three times its limit, beside the body itself.
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

fn decoded<T>(response: RawResponse, body: T) -> Response<T> {
    Response {
        kept: kept(response.unread, response.bytes, response.keep),
        head: response.head,
        body,
    }
}

/// What is kept of the body: what the description has none for, and all where the caller wants it.
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
    use http::Method;

    use super::Operation;
    use crate::body::response::RawResponse;
    use crate::call::arguments::Call;
    use crate::call::operation_info::OperationInfo;
    use crate::error::none::NoError;
    use crate::response::decode::DecodeFailure;

    static PING: OperationInfo = OperationInfo::new("Ping", Method::GET, "/ping");

    /// A request type as it is generated.
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
                _ => response.undocumented(),
            }
        }
    }

    #[test]
    fn a_generated_call_can_be_spawned() {
        fn spawnable<T: Send + 'static>(_: fn(Ping) -> T) {}
        spawnable(|ping| ping.call.send_boxed::<Ping>());
        assert_eq!(PING.path, "/ping");
    }
}
