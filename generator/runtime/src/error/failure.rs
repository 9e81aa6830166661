//! The error of a call.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::body::error::{TransportError, TransportErrorKind};
use crate::body::response::{RawResponse, header_names};
use crate::error::api::ApiError;
use crate::error::credentials::CredentialsError;
use crate::error::none::{NoError, attempts};
use crate::parameter::definition::InvalidArgument;

/// Why a call failed. `E` is the operation's own enum of documented errors.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error<E> {
    /// An argument breaks a rule of the description; nothing was sent.
    InvalidArgument(InvalidArgument),
    /// There are no usable credentials, or they must not be sent this way; nothing was sent.
    Credentials(CredentialsError),
    /// The request could not be sent, or its response not be read.
    Transport(Box<CallFailure>),
    /// A time limit passed.
    Timeout(Box<CallFailure>),
    /// The response is longer than allowed.
    TooLarge(Box<CallFailure>),
    /// The server answered with an error, a redirect, or a success that is not documented.
    Api(Box<ApiError<E>>),
    /// A documented success whose body is not what the description says.
    Decode(Box<DecodeError>),
    /// The call was made where it cannot run.
    Runtime(RuntimeError),
    /// The server gave a page of a list a second time, so that the list would never end.
    RepeatedPage,
}

impl<E> Error<E> {
    /// The status of the response, where one came.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Error::Api(error) => Some(error.status()),
            Error::Decode(error) => Some(error.status()),
            Error::Transport(failure) | Error::Timeout(failure) | Error::TooLarge(failure) => {
                failure.status()
            }
            _ => None,
        }
    }

    /// How often the request was sent, or was tried to be sent.
    pub fn attempts(&self) -> u32 {
        match self {
            Error::Api(error) => error.attempts(),
            Error::Decode(error) => error.attempts(),
            Error::Transport(failure) | Error::Timeout(failure) | Error::TooLarge(failure) => {
                failure.attempts
            }
            _ => 0,
        }
    }

    /// The server's name for this request, where it gave one.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Error::Api(error) => error.request_id(),
            Error::Decode(error) => error.response.request_id(),
            Error::Transport(failure) | Error::Timeout(failure) | Error::TooLarge(failure) => {
                failure
                    .headers()
                    .and_then(crate::body::response::request_id)
            }
            _ => None,
        }
    }

    /// The service's error code, where it answered with one.
    pub fn code(&self) -> Option<&str> {
        match self {
            Error::Api(error) => error.code(),
            _ => None,
        }
    }

    pub(crate) fn from_transport(error: TransportError, call: FailedCall) -> Error<E> {
        let kind = error.kind();
        let failure = Box::new(CallFailure {
            error,
            operation: call.operation,
            host: call.host,
            attempts: call.attempts,
            head: call.head,
        });
        match kind {
            TransportErrorKind::Timeout { .. } => Error::Timeout(failure),
            TransportErrorKind::TooLarge { .. } => Error::TooLarge(failure),
            _ => Error::Transport(failure),
        }
    }
}

impl Error<NoError> {
    /// The same error in the type of another operation; an error without a typed body stays so.
    pub fn cast<E>(self) -> Error<E> {
        match self {
            Error::InvalidArgument(error) => Error::InvalidArgument(error),
            Error::Credentials(error) => Error::Credentials(error),
            Error::Transport(failure) => Error::Transport(failure),
            Error::Timeout(failure) => Error::Timeout(failure),
            Error::TooLarge(failure) => Error::TooLarge(failure),
            Error::Api(error) => Error::Api(Box::new(error.cast())),
            Error::Decode(error) => Error::Decode(error),
            Error::Runtime(error) => Error::Runtime(error),
            Error::RepeatedPage => Error::RepeatedPage,
        }
    }
}

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::InvalidArgument(error) => error.fmt(f),
            Error::Credentials(error) => error.fmt(f),
            Error::Transport(failure) | Error::Timeout(failure) | Error::TooLarge(failure) => {
                failure.fmt(f)
            }
            Error::Api(error) => error.fmt(f),
            Error::Decode(error) => error.fmt(f),
            Error::Runtime(error) => error.fmt(f),
            Error::RepeatedPage => f.write_str(
                "the server gave the same page a second time, so the list has no end; read it page by page",
            ),
        }
    }
}

impl<E: fmt::Debug> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        // The text of the inner error is the text of this one, so its source is passed on instead.
        match self {
            Error::Credentials(error) => error.source(),
            Error::Transport(failure) | Error::Timeout(failure) | Error::TooLarge(failure) => {
                failure.error.source()
            }
            _ => None,
        }
    }
}

impl<E> From<InvalidArgument> for Error<E> {
    fn from(error: InvalidArgument) -> Error<E> {
        Error::InvalidArgument(error)
    }
}

impl<E> From<CredentialsError> for Error<E> {
    fn from(error: CredentialsError) -> Error<E> {
        Error::Credentials(error)
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
                "`send_blocking` would block an async runtime; use `send().await` here"
            }
        })
    }
}

impl std::error::Error for RuntimeError {}

/// What is known of a call when it fails.
pub(crate) struct FailedCall {
    pub(crate) operation: &'static str,
    pub(crate) host: String,
    pub(crate) attempts: u32,
    pub(crate) head: Option<(StatusCode, HeaderMap)>,
}

/// A call that brought no whole response.
pub struct CallFailure {
    error: TransportError,
    operation: &'static str,
    host: String,
    attempts: u32,
    head: Option<(StatusCode, HeaderMap)>,
}

impl CallFailure {
    /// What happened.
    pub fn kind(&self) -> TransportErrorKind {
        self.error.kind()
    }

    /// The transport's error.
    pub fn error(&self) -> &TransportError {
        &self.error
    }

    /// The server's host and port.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// How often the request was sent, or was tried to be sent.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The status, where the failure came while reading the body.
    pub fn status(&self) -> Option<StatusCode> {
        self.head.as_ref().map(|head| head.0)
    }

    /// The headers, where the failure came while reading the body.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.head.as_ref().map(|head| &head.1)
    }
}

impl fmt::Display for CallFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}: ", self.operation, self.host)?;
        if let Some(status) = self.status() {
            write!(f, "status {}, but ", status.as_u16())?;
        }
        self.error.fmt(f)?;
        attempts(f, self.attempts)
    }
}

impl fmt::Debug for CallFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallFailure")
            .field("operation", &self.operation)
            .field("host", &self.host)
            .field("error", &self.error)
            .field("attempts", &self.attempts)
            .field("status", &self.status())
            .field("headers", &self.headers().map(header_names))
            .finish()
    }
}

/// A documented success whose body is not what the description says.
pub struct DecodeError {
    pub(crate) response: RawResponse,
    pub(crate) path: String,
    pub(crate) message: String,
}

impl DecodeError {
    /// The status.
    pub fn status(&self) -> StatusCode {
        self.response.status_code()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// The body as it came.
    pub fn raw_body(&self) -> &Bytes {
        self.response.raw_body()
    }

    /// The place inside the body, as a JSON pointer; empty for the body itself.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// How often the request was sent.
    pub fn attempts(&self) -> u32 {
        self.response.attempts()
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let response = &self.response;
        write!(
            f,
            "{}: status {}, but the body",
            response.operation(),
            response.status()
        )?;
        if !self.path.is_empty() {
            write!(f, " at `{}`", self.path)?;
        }
        write!(f, " is not what the description says: {}", self.message)?;
        if let Some(id) = response.request_id() {
            write!(f, " (request {id})")?;
        }
        attempts(f, response.attempts())
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("path", &self.path)
            .field("message", &self.message)
            .field("response", &self.response)
            .finish()
    }
}

impl std::error::Error for DecodeError {}
