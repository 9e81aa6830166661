//! Hooks around each attempt.

use std::time::Duration;

use http::{StatusCode, request, response};

use crate::body::error::TransportError;

/// Hooks around each attempt of a call, for headers of one's own, metrics or logs.
///
/// What a hook adds to the request is there before it is authorized, so a signature covers it.
pub trait Middleware: Send + Sync + 'static {
    /// Sees and changes the request. What follows from the URL and the body cannot be changed: `Host`,
    /// `Content-Length`, `Transfer-Encoding`, `Connection` and the like are put back. A request with credentials whose
    /// URL then names another scheme, host or port is not sent.
    fn on_request(&self, attempt: &Attempt, request: &mut request::Parts) {
        let _ = (attempt, request);
    }

    /// Sees and changes the head of the response.
    fn on_response(&self, attempt: &Attempt, elapsed: Duration, response: &mut response::Parts) {
        let _ = (attempt, elapsed, response);
    }

    /// Sees why no response came.
    fn on_failure(&self, attempt: &Attempt, elapsed: Duration, error: &TransportError) {
        let _ = (attempt, elapsed, error);
    }

    /// Sees how a call ended, after its last attempt, or without one where nothing could be sent. The body of a stream
    /// is read later.
    fn on_end(&self, end: &CallEnd) {
        let _ = end;
    }
}

/// Which attempt of which call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attempt {
    /// The operation's id.
    pub operation: &'static str,
    /// The path template of the description, without values: fit as a label of a metric. Empty for a request that is
    /// of no operation.
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
    /// The path template of the description, without values: fit as a label of a metric.
    pub template: &'static str,
    /// The status of the last response, where one came.
    pub status: Option<StatusCode>,
    /// How often the request was sent.
    pub attempts: u32,
    /// The time of the whole call, waits between attempts included.
    pub elapsed: Duration,
    /// What went wrong where no whole response came, as in the field `error.type` of the [span](crate::call).
    pub error: Option<&'static str>,
    /// The number of the call in this process.
    pub call: u64,
}
