//! What an error of a call is asked.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::body::error::{TransportError, TransportErrorKind};
use crate::body::response::ResponseHead;
use crate::error::failure::{Error, Inner, PageAt, Reason};
use crate::error::wait::{WaitEnd, WaitFailure};
use crate::parameter::header::FromHeaders;

impl<E> Error<E> {
    /// Returns why the call failed.
    pub fn reason(&self) -> &Reason {
        &self.inner.reason
    }

    /// Returns the operation's id, where a call was made.
    pub fn operation(&self) -> Option<&'static str> {
        self.inner.operation
    }

    /// Returns the status of the response, where one came.
    pub fn status(&self) -> Option<StatusCode> {
        self.inner.status()
    }

    /// Returns the headers of the response, where one came.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.inner.head.as_ref().map(ResponseHead::headers)
    }

    /// Returns the documented headers of an error or a redirect, each decoded by itself, where a response came.
    pub fn typed_headers<H: FromHeaders>(&self) -> Option<H> {
        self.headers().map(H::from_headers)
    }

    /// Returns the body of the response as it came, where a whole one came; of a long one the
    /// [beginning](Self::is_truncated).
    pub fn raw_body(&self) -> Option<&Bytes> {
        self.inner.body.as_ref()
    }

    /// Whether [`raw_body`](Self::raw_body) is only the beginning of a body that is longer than
    /// [`Config::max_error_body`](crate::Config::max_error_body).
    pub fn is_truncated(&self) -> bool {
        self.inner.is_truncated
    }

    /// Returns, for an error inside of a list, where the page is that failed: the text of a `Position`, to resume the
    /// list at. `None` for the page that the list begins with: nothing came before it, so the list is asked for anew.
    pub fn resume_at(&self) -> Option<&str> {
        match &self.inner.position {
            Some(PageAt::Position(position, _)) => Some(position),
            Some(PageAt::First) | None => None,
        }
    }

    /// Returns the service's error code, found in the body in any of the usual shapes.
    pub fn code(&self) -> Option<&str> {
        self.inner.details.code.as_deref()
    }

    /// Returns the service's error message, found in the body in any of the usual shapes: `message`, `error_msg` and
    /// the like, `detail` and `title` of RFC 9457, lists of mistakes as `detail` or `errors`, each also inside of
    /// another object such as `error`.
    pub fn message(&self) -> Option<&str> {
        self.inner.details.message.as_deref()
    }

    /// Returns the id that the server gave the request, from a header or else from the body.
    pub fn request_id(&self) -> Option<&str> {
        let head = self.inner.head.as_ref();
        head.and_then(ResponseHead::request_id)
            .or(self.inner.details.request_id.as_deref())
    }

    /// Returns how often the request was sent, or was tried to be sent.
    pub fn attempts(&self) -> u32 {
        self.inner.attempts
    }

    /// Returns the wait that the server asks for before the next request.
    pub fn retry_after(&self) -> Option<Duration> {
        self.inner.head.as_ref()?.retry_after()
    }

    /// Returns the server's host and port, where no whole response came from it.
    pub fn host(&self) -> Option<&str> {
        Some(self.inner.host.as_str()).filter(|host| !host.is_empty())
    }

    /// Returns what the transport failed with.
    pub fn transport(&self) -> Option<&TransportError> {
        self.inner.transport()
    }

    /// Returns how a wait ended without the state that was waited for. Status, headers and body are those of the
    /// last response.
    pub fn wait_failure(&self) -> Option<&WaitFailure> {
        self.inner.wait_failure()
    }

    /// Whether an argument was refused; nothing was sent.
    pub fn is_invalid_argument(&self) -> bool {
        matches!(self.inner.reason, Reason::InvalidArgument(_))
    }

    /// Whether a time limit passed, here or in the wait for a state.
    pub fn is_timeout(&self) -> bool {
        self.inner.is_timeout()
    }

    /// Whether no connection was made: name, address, proxy, TLS, or the time limit for all of them.
    pub fn is_connect(&self) -> bool {
        self.inner.is_connect()
    }

    /// Whether the server has too many requests to act on this one: status 429.
    pub fn is_throttled(&self) -> bool {
        self.status() == Some(StatusCode::TOO_MANY_REQUESTS)
    }

    /// Whether the server does not know what was asked for: status 404.
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(StatusCode::NOT_FOUND)
    }

    /// Whether the same call may succeed later: the server was overloaded or could not be reached. Whether it
    /// may be sent again is another question, if the server could have acted on it.
    pub fn is_retryable(&self) -> bool {
        self.inner.is_retryable()
    }
}

// Not generic, so that each is compiled once.
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
            Reason::Api => self
                .status()
                .is_some_and(|status| matches!(status.as_u16(), 408 | 421 | 429 | 500 | 502..=504)),
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
