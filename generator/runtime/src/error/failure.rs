//! The error of a call.

use std::any::Any;
use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::body::error::{TimeoutPhase, TransportError, TransportErrorKind};
use crate::body::response::{RawResponse, ResponseHead};
use crate::error::credentials::CredentialsError;
use crate::error::details::Details;
use crate::error::excerpt::{Escaped, excerpt, redact};
use crate::error::wait::{WaitEnd, WaitFailure};
use crate::parameter::definition::InvalidArgument;
use crate::parameter::header::FromHeaders;

/// Why a call failed. `E` is the operation's own enum of documented errors, which [`kind`](Self::kind) gives.
///
/// It is one pointer. Whatever the server sent is kept: status, headers and body.
pub struct Error<E> {
    inner: Box<Inner>,
    kind: PhantomData<fn() -> E>,
}

/// What an error is apart from the type of its documented error.
struct Inner {
    reason: Reason,
    operation: Option<&'static str>,
    /// The server's host and port.
    host: String,
    attempts: u32,
    head: Option<ResponseHead>,
    body: Option<Bytes>,
    is_truncated: bool,
    details: Details,
    /// The id of the request as it is shown.
    shown_id: Option<String>,
    /// The begin of a body in which no message was found.
    excerpt: Option<String>,
    /// Where in a list the page is that failed.
    position: Option<String>,
    /// The next step that the credentials know.
    hint: Option<String>,
    kind: Option<Box<dyn Kind>>,
}

/// A documented error of any operation.
trait Kind: Any + fmt::Debug + Send + Sync {}

impl<E: Any + fmt::Debug + Send + Sync> Kind for E {}

/// Why a call failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum Reason {
    /// An argument breaks a rule of the description; nothing was sent.
    InvalidArgument(InvalidArgument),
    /// There are no usable credentials, or they must not be sent this way; nothing was sent.
    Credentials(CredentialsError),
    /// The request could not be sent, or its response not be read; a time limit passed, or the response is too
    /// long.
    Transport(TransportError),
    /// The server responded with an error, a redirect, or a success that is not documented.
    Api,
    /// The body of a documented success is not what the description says.
    Decode {
        /// The place inside the body, as a JSON pointer; empty for the body itself.
        pointer: String,
        /// What is wrong, without the value.
        message: String,
    },
    /// The call was made where it cannot run.
    Runtime(RuntimeError),
    /// The server gave a page of a list a second time, so that the list would never end.
    RepeatedPage,
    /// A state that was waited for was not reached.
    Wait(Box<WaitFailure>),
    /// The server gave so many pages of a list without an item in a row.
    EmptyPages(u32),
}

impl<E> Error<E> {
    pub(crate) fn new(reason: Reason) -> Error<E> {
        let inner = Box::new(Inner {
            reason,
            operation: None,
            host: String::new(),
            attempts: 0,
            head: None,
            body: None,
            is_truncated: false,
            details: Details::default(),
            shown_id: None,
            excerpt: None,
            position: None,
            hint: None,
            kind: None,
        });
        Error {
            inner,
            kind: PhantomData,
        }
    }

    /// An error of a call of which no whole response came.
    pub(crate) fn of_call(
        mut self,
        operation: &'static str,
        host: String,
        attempts: u32,
        head: Option<ResponseHead>,
    ) -> Error<E> {
        self.inner.operation = Some(operation);
        self.inner.host = host;
        self.inner.attempts = attempts;
        self.inner.head = head;
        self
    }

    /// An error that a response is, or that comes from decoding it.
    pub(crate) fn of_response(reason: Reason, response: RawResponse) -> Error<E> {
        let mut error = Error::new(reason);
        let inner = &mut *error.inner;
        if matches!(inner.reason, Reason::Api) {
            inner.details = Details::read(&response.bytes);
            inner.details.redact(&response.secrets);
            if inner.details.message.is_none() && !response.bytes.is_empty() {
                let text = String::from_utf8_lossy(&response.bytes);
                inner.excerpt = Some(excerpt(&redact(&text, &response.secrets)));
            }
        }
        // The head is as it came; what is shown of it must not have a secret either.
        if let Some(id) = response.head.request_id() {
            inner.shown_id = Some(excerpt(&redact(id, &response.secrets)));
        }
        inner.operation = Some(response.head.operation);
        inner.attempts = response.head.attempts;
        inner.head = Some(response.head);
        inner.body = Some(response.bytes);
        inner.is_truncated = response.is_truncated;
        inner.hint = response.hint;
        error
    }

    #[cfg(feature = "paging")]
    pub(crate) fn at_position(mut self, position: String) -> Error<E> {
        self.inner.position = Some(position);
        self
    }

    pub(crate) fn with_kind(mut self, kind: Option<E>) -> Error<E>
    where
        E: Any + fmt::Debug + Send + Sync,
    {
        self.inner.kind = kind.map(|kind| Box::new(kind) as Box<dyn Kind>);
        self
    }

    /// Returns the documented error. `None` where the status is not documented, the body is not what the
    /// description says, or no response came.
    pub fn kind(&self) -> Option<&E>
    where
        E: 'static,
    {
        self.kind_of::<E>()
    }

    /// Returns the documented error of an operation, where it is of this type: for an error that was
    /// [`cast`](Self::cast).
    pub fn kind_of<K: 'static>(&self) -> Option<&K> {
        let kind: &dyn Any = self.inner.kind.as_deref()?;
        kind.downcast_ref()
    }

    /// Returns the documented error alone.
    ///
    /// # Errors
    /// This error, where it has none.
    pub fn into_kind(mut self) -> Result<E, Self>
    where
        E: 'static,
    {
        if self.kind().is_none() {
            return Err(self);
        }
        match self.inner.kind.take().map(|kind| kind as Box<dyn Any>) {
            Some(kind) => kind.downcast().map(|kind| *kind).map_err(|_| self),
            None => Err(self),
        }
    }

    /// Returns the same error in the type of another operation, or of none. [`kind_of`](Self::kind_of) still
    /// finds the documented error.
    pub fn cast<F>(self) -> Error<F> {
        Error {
            inner: self.inner,
            kind: PhantomData,
        }
    }

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
        self.inner.head.as_ref().map(ResponseHead::status)
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
    /// [begin](Self::is_truncated).
    pub fn raw_body(&self) -> Option<&Bytes> {
        self.inner.body.as_ref()
    }

    /// Whether [`raw_body`](Self::raw_body) is only the begin of a body that is longer than
    /// [`Config::max_error_body`](crate::Config::max_error_body).
    pub fn is_truncated(&self) -> bool {
        self.inner.is_truncated
    }

    /// Returns, for an error inside of a list, the value to go on with: the offset, the number of the page or the
    /// cursor of the page that failed. Empty for the first page of a list by cursor.
    pub fn resume_at(&self) -> Option<&str> {
        self.inner.position.as_deref()
    }

    /// Returns the service's error code, found in the body in any of the usual shapes.
    pub fn code(&self) -> Option<&str> {
        self.inner.details.code.as_deref()
    }

    /// Returns the service's error message, found in the body in any of the usual shapes.
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
        match &self.inner.reason {
            Reason::Transport(error) => Some(error),
            _ => None,
        }
    }

    /// Returns how a wait ended without the state that was waited for. Status, headers and body are those of the
    /// last response.
    pub fn wait_failure(&self) -> Option<&WaitFailure> {
        match &self.inner.reason {
            Reason::Wait(failure) => Some(failure),
            _ => None,
        }
    }

    /// Whether an argument was refused; nothing was sent.
    pub fn is_invalid_argument(&self) -> bool {
        matches!(self.inner.reason, Reason::InvalidArgument(_))
    }

    /// Whether a time limit passed.
    pub fn is_timeout(&self) -> bool {
        self.has_transport_kind(|kind| matches!(kind, TransportErrorKind::Timeout { .. }))
            || self
                .wait_failure()
                .is_some_and(|failure| failure.end() == WaitEnd::TimedOut)
    }

    /// Whether no connection was made: name, address, proxy, TLS, or the time limit for all of them.
    pub fn is_connect(&self) -> bool {
        use TransportErrorKind as Kind;
        self.has_transport_kind(|kind| {
            matches!(
                kind,
                Kind::Resolve
                    | Kind::Connect
                    | Kind::Proxy
                    | Kind::ProxySettings
                    | Kind::Tls
                    | Kind::CertificateName
                    | Kind::CertificateExpired
                    | Kind::CertificateIssuer
                    | Kind::Timeout {
                        phase: TimeoutPhase::Connect,
                        ..
                    }
            )
        })
    }

    /// Whether the server has too many requests to act on this one: status 429.
    pub fn is_throttled(&self) -> bool {
        self.status() == Some(StatusCode::TOO_MANY_REQUESTS)
    }

    /// Whether the same call may succeed later: the server was overloaded or could not be reached. Whether it
    /// may be sent again is another question, if the server could have acted on it.
    pub fn is_retryable(&self) -> bool {
        use TransportErrorKind as Kind;
        match &self.inner.reason {
            Reason::Api => self
                .status()
                .is_some_and(|status| matches!(status.as_u16(), 408 | 429 | 500 | 502..=504)),
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

    fn has_transport_kind(&self, is: impl FnOnce(TransportErrorKind) -> bool) -> bool {
        self.transport().is_some_and(|error| is(error.kind()))
    }
}

impl Inner {
    fn position(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.position.as_deref() {
            None | Some("") => Ok(()),
            Some(position) => write!(f, " (the list can be resumed at `{}`)", Escaped(position)),
        }
    }

    fn shown_id(&self) -> Option<String> {
        let of_body = || self.details.request_id.as_deref().map(excerpt);
        self.shown_id.clone().or_else(of_body)
    }

    fn api(&self, f: &mut fmt::Formatter<'_>, status: StatusCode) -> fmt::Result {
        if let Some(code) = &self.details.code {
            write!(f, ", {}", excerpt(code))?;
        }
        match (&self.details.message, &self.excerpt) {
            (Some(message), _) => write!(f, ": {}", excerpt(message))?,
            (None, Some(excerpt)) => write!(f, ": {excerpt}")?,
            (None, None) => f.write_str(", no body")?,
        }
        write!(f, "; {}", self.next_step(status))
    }

    fn next_step(&self, status: StatusCode) -> &str {
        if let Some(hint) = &self.hint {
            return hint;
        }
        match status.as_u16() {
            100..=299 => "the description does not know this success; see `raw_body()`",
            300..=399 => "redirects are not followed; check the endpoint",
            401 => "check the credentials; the call is not repeated with the same ones",
            403 => "check the permissions of these credentials",
            404 => "check the endpoint, and that what is asked for exists",
            408 | 429 => "too much at a time; try again later and slower",
            400..=499 => "correct the request before sending it again",
            500 => "the service failed; report it with the request id",
            _ => "the service or a proxy before it is unavailable; try again later",
        }
    }
}

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.inner;
        match &inner.reason {
            Reason::InvalidArgument(error) => return error.fmt(f),
            Reason::Credentials(error) => return error.fmt(f),
            Reason::Runtime(error) => return error.fmt(f),
            Reason::RepeatedPage => {
                f.write_str(
                    "the server gave the same page a second time, so the list has no end; read it page by page",
                )?;
                return inner.position(f);
            }
            Reason::EmptyPages(count) => {
                write!(
                    f,
                    "the server gave {count} pages without items in a row; allow more with `most_empty_pages`"
                )?;
                return inner.position(f);
            }
            Reason::Transport(_) | Reason::Api | Reason::Decode { .. } | Reason::Wait(_) => {}
        }
        f.write_str(inner.operation.unwrap_or_default())?;
        if let Reason::Transport(_) = inner.reason {
            write!(f, " at {}", inner.host)?;
        }
        match (self.status(), &inner.reason) {
            (_, Reason::Wait(failure)) => write!(f, ": {failure}")?,
            (Some(status), Reason::Api) => write!(f, ": status {status}")?,
            (Some(status), _) => write!(f, ": status {}", status.as_u16())?,
            (None, _) => {}
        }
        match &inner.reason {
            Reason::Transport(error) if inner.head.is_some() => write!(f, ", but {error}")?,
            Reason::Transport(error) => write!(f, ": {error}")?,
            Reason::Decode { pointer, message } => {
                f.write_str(", but the body")?;
                if !pointer.is_empty() {
                    write!(f, " at `{}`", excerpt(pointer))?;
                }
                let message = Escaped(message);
                write!(f, " is not what the description says: {message}")?;
            }
            Reason::Wait(_) => {}
            _ => inner.api(f, self.status().unwrap_or_default())?,
        }
        if !matches!(inner.reason, Reason::Transport(_))
            && let Some(id) = inner.shown_id()
        {
            write!(f, " (request {id})")?;
        }
        if inner.attempts > 1 {
            write!(f, " ({} attempts)", inner.attempts)?;
        }
        inner.position(f)
    }
}

impl<E> fmt::Debug for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.inner;
        f.debug_struct("Error")
            .field("reason", &inner.reason)
            .field("operation", &inner.operation)
            .field("host", &inner.host)
            .field("attempts", &inner.attempts)
            .field("head", &inner.head)
            .field("code", &self.code().map(excerpt))
            .field("message", &self.message().map(excerpt))
            .field("request_id", &inner.shown_id())
            .field("kind", &inner.kind.as_deref().map(variant))
            .field("body_length", &inner.body.as_ref().map(Bytes::len))
            .field("is_truncated", &inner.is_truncated)
            .finish()
    }
}

/// The name of a documented error's variant: its body may quote a secret, and code and message are beside it.
fn variant(kind: &dyn Kind) -> String {
    let text = format!("{kind:?}");
    text.split(['(', ' ', '{'])
        .next()
        .unwrap_or_default()
        .to_owned()
}

impl<E> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        // The text of the inner error is the text of this one, so its source is passed on instead.
        match &self.inner.reason {
            Reason::Credentials(error) => error.source(),
            Reason::Transport(error) => error.source(),
            _ => None,
        }
    }
}

impl<E> From<InvalidArgument> for Error<E> {
    fn from(error: InvalidArgument) -> Error<E> {
        Error::new(Reason::InvalidArgument(error))
    }
}

impl<E> From<CredentialsError> for Error<E> {
    fn from(error: CredentialsError) -> Error<E> {
        Error::new(Reason::Credentials(error))
    }
}

impl<E> From<TransportError> for Error<E> {
    fn from(error: TransportError) -> Error<E> {
        Error::new(Reason::Transport(error))
    }
}

impl<E> From<RuntimeError> for Error<E> {
    fn from(error: RuntimeError) -> Error<E> {
        Error::new(Reason::Runtime(error))
    }
}

/// The call was made where it cannot run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RuntimeError {
    /// Not inside a tokio runtime.
    NoRuntime,
    /// A blocking call inside an async runtime.
    BlockingInsideAsync,
}

impl fmt::Display for RuntimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoRuntime => {
                "there is no tokio runtime here; await the call inside one, or use \
                 `send_blocking` of the feature `blocking`"
            }
            Self::BlockingInsideAsync => {
                "`send_blocking` would block a worker of an async runtime; use `send().await` here, or call it \
                 inside of `tokio::task::spawn_blocking`"
            }
        })
    }
}

impl std::error::Error for RuntimeError {}
