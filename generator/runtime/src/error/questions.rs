//! Accessors for the error of a call.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::body::error::{TransportError, TransportErrorKind};
use crate::body::response::ResponseHead;
use crate::error::credentials::CredentialsErrorKind;
use crate::error::failure::{Error, Inner, PageAt, Reason};
use crate::error::wait::{WaitEnd, WaitFailure};
use crate::parameter::header::FromHeaders;

impl<E> Error<E> {
    /// Returns why the call failed.
    pub fn reason(&self) -> &Reason {
        &self.inner.reason
    }

    /// Returns the operation's id, if a call was made.
    pub fn operation(&self) -> Option<&'static str> {
        self.inner.operation
    }

    /// Returns the status of the response, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        self.inner.status()
    }

    /// Returns the headers of the response, if there was one.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.inner.head.as_ref().map(ResponseHead::headers)
    }

    /// Returns the documented headers of an error or a redirect, each decoded separately, if there was a response.
    pub fn typed_headers<H: FromHeaders>(&self) -> Option<H> {
        self.headers().map(H::from_headers)
    }

    /// Returns the body of the response as it was received; only the [beginning](Self::is_truncated) of a long one, and
    /// of one that broke off.
    pub fn raw_body(&self) -> Option<&Bytes> {
        self.inner.body.as_ref()
    }

    /// Returns whether [`raw_body`](Self::raw_body) is only the beginning of a body that broke off, or is longer than
    /// [`Config::max_error_body`](crate::Config::max_error_body).
    pub fn is_truncated(&self) -> bool {
        self.inner.is_truncated
    }

    /// Returns the position of the page that failed in a list, as the text of a `Position` to resume the list at.
    /// `None` for the first page: read the list again from the beginning.
    pub fn resume_at(&self) -> Option<&str> {
        match &self.inner.position {
            Some(PageAt::Position(position, _)) => Some(position),
            Some(PageAt::First) | None => None,
        }
    }

    /// Returns the service's error code, which may be in any of the usual places of the body.
    pub fn code(&self) -> Option<&str> {
        self.inner.details.code.as_deref()
    }

    /// Returns the service's error message, which may be in any of the usual places of the body: `message`, `error_msg`
    /// and the like, `detail` and `title` of RFC 9457, or lists of errors such as `detail` or `errors`, each also
    /// inside an object such as `error`; or it is the whole body, as plain text that is no page of HTML. Where the body
    /// has neither code nor message, both may be in the challenge (`error` and `error_description` of
    /// `WWW-Authenticate`, RFC 6750).
    pub fn message(&self) -> Option<&str> {
        self.inner.details.message.as_deref()
    }

    /// Returns the id that the server gave the request, from a header or from the body.
    pub fn request_id(&self) -> Option<&str> {
        let head = self.inner.head.as_ref();
        head.and_then(ResponseHead::request_id)
            .or(self.inner.details.request_id.as_deref())
    }

    /// Returns how often the client tried to send the request.
    pub fn attempts(&self) -> u32 {
        self.inner.attempts
    }

    /// Returns the wait that the server asks for before the next request.
    pub fn retry_after(&self) -> Option<Duration> {
        self.inner.head.as_ref()?.retry_after()
    }

    /// Returns the server's host and port, if it sent no complete response.
    pub fn host(&self) -> Option<&str> {
        Some(self.inner.host.as_str()).filter(|host| !host.is_empty())
    }

    /// Returns the error of the transport.
    pub fn transport(&self) -> Option<&TransportError> {
        self.inner.transport()
    }

    /// Returns how a wait ended without the expected state. Status, headers and body are those of the last response.
    pub fn wait_failure(&self) -> Option<&WaitFailure> {
        self.inner.wait_failure()
    }

    /// Returns whether an argument was refused; nothing was sent.
    pub fn is_invalid_argument(&self) -> bool {
        matches!(self.inner.reason, Reason::InvalidArgument(_))
    }

    /// Returns whether a time limit passed, in the call or in a wait for a state.
    pub fn is_timeout(&self) -> bool {
        self.inner.is_timeout()
    }

    /// Returns whether no connection was made, because of name lookup, address, proxy, TLS, or the time limit for all
    /// of them.
    pub fn is_connect(&self) -> bool {
        self.inner.is_connect()
    }

    /// Returns whether the server refused the request because of too many requests: status 429.
    pub fn is_throttled(&self) -> bool {
        self.status() == Some(StatusCode::TOO_MANY_REQUESTS)
    }

    /// Returns whether the server did not find the resource: status 404.
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(StatusCode::NOT_FOUND)
    }

    /// Returns whether the same call may succeed later: the server, or the service that issues tokens or keys, was
    /// overloaded or could not be reached. This does not mean that repeating it is safe, if the server may have
    /// processed the request.
    pub fn is_retryable(&self) -> bool {
        self.inner.is_retryable()
    }
}

// Not generic, to be compiled only once.
impl Inner {
    pub(super) fn status(&self) -> Option<StatusCode> {
        self.head.as_ref().map(ResponseHead::status)
    }

    fn transport(&self) -> Option<&TransportError> {
        match &self.reason {
            Reason::Transport(error) => Some(error),
            _ => None,
        }
    }

    fn wait_failure(&self) -> Option<&WaitFailure> {
        match &self.reason {
            Reason::Wait(failure) => Some(failure),
            _ => None,
        }
    }

    fn transport_kind(&self) -> Option<TransportErrorKind> {
        self.transport().map(TransportError::kind)
    }

    fn is_timeout(&self) -> bool {
        matches!(
            self.transport_kind(),
            Some(TransportErrorKind::Timeout { .. })
        ) || self
            .wait_failure()
            .is_some_and(|failure| failure.end() == WaitEnd::TimedOut)
    }

    fn is_connect(&self) -> bool {
        let kind = self.transport_kind();
        kind.is_some_and(TransportErrorKind::is_connect)
    }

    fn is_retryable(&self) -> bool {
        use TransportErrorKind as Kind;
        match &self.reason {
            Reason::Api => self.status().is_some_and(|status| {
                matches!(status.as_u16(), 408 | 421 | 425 | 429 | 500 | 502..=504)
            }),
            Reason::Credentials(error) => error.kind() == CredentialsErrorKind::Unavailable,
            Reason::Transport(error) => matches!(
                error.kind(),
                Kind::Resolve
                    | Kind::Connect
                    | Kind::Proxy
                    | Kind::Timeout { .. }
                    | Kind::Closed
                    | Kind::BodyCutShort
            ),
            _ => false,
        }
    }
}
