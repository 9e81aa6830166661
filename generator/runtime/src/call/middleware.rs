//! Hooks around each attempt.

use std::time::Duration;

use http::{StatusCode, request, response};

use crate::body::error::TransportError;

/// Hooks around each attempt of a call, for additional headers, metrics or logs.
///
/// Hooks change a request before it is authorized, so a signature covers their changes.
///
/// ```
/// use apiruntime::call::{Attempt, Middleware};
/// use apiruntime::http::{HeaderValue, request};
///
/// /// Sends the name of the operation.
/// struct Named;
///
/// impl Middleware for Named {
///     fn on_request(&self, attempt: &Attempt, request: &mut request::Parts) {
///         let name = HeaderValue::from_static(attempt.operation);
///         request.headers.insert("x-operation", name);
///     }
/// }
/// # let _ = Named;
/// ```
pub trait Middleware: Send + Sync + 'static {
    /// Reads and changes the request. Headers that follow from the URL and the body cannot be changed: `Host`,
    /// `Content-Length`, `Transfer-Encoding`, `Connection` and the like are restored. A request with credentials is not
    /// sent if its URL was changed to another scheme, host or port.
    fn on_request(&self, attempt: &Attempt, request: &mut request::Parts) {
        let _ = (attempt, request);
    }

    /// Reads and changes the head of the response.
    fn on_response(&self, attempt: &Attempt, elapsed: Duration, response: &mut response::Parts) {
        let _ = (attempt, elapsed, response);
    }

    /// Observes why there was no response.
    fn on_failure(&self, attempt: &Attempt, elapsed: Duration, error: &TransportError) {
        let _ = (attempt, elapsed, error);
    }

    /// Observes the end of a call, after its last attempt, or without one if nothing could be sent; also of a call that
    /// the caller drops before, whose [error](CallEnd::error) is `cancelled`. The body of a stream is read later.
    fn on_end(&self, end: &CallEnd) {
        let _ = end;
    }
}

/// Identifies an attempt of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attempt {
    /// The operation's id.
    pub operation: &'static str,
    /// The path template of the description, without values: suitable as a label of a metric. Empty for a request that
    /// belongs to no operation.
    pub template: &'static str,
    /// The number of the attempt, from 1.
    pub number: u32,
    /// The number of the call in this process, the same for all its attempts.
    pub call: u64,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallEnd {
    /// The operation's id.
    pub operation: &'static str,
    /// The path template of the description, without values: suitable as a label of a metric.
    pub template: &'static str,
    /// The status of the last response, if there was one.
    pub status: Option<StatusCode>,
    /// How often the request was sent.
    pub attempts: u32,
    /// The time of the whole call, waits between attempts included.
    pub elapsed: Duration,
    /// The kind of error, where no complete response was received, as in the field `error.type` of the
    /// [span](crate::call); `cancelled` for a call that was dropped.
    pub error: Option<&'static str>,
    /// The number of the call in this process.
    pub call: u64,
}
