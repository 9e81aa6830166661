//! Faults that a test can trigger in the service.

use std::time::Duration;

/// A fault of the next request of an operation; see [`Dcs::fail`](crate::Dcs::fail).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The instance is busy: 400 with `DCS.4026`. Nothing is changed.
    Busy,
    /// Too many requests: 429 with `APIGW.0308`, and `Retry-After` in whole seconds. Nothing is changed.
    Throttled(Option<Duration>),
    /// The service, or the gateway in front of it, fails: this status with `DCS.5000`. Nothing is changed.
    Broken(u16),
    /// The response is delayed by this much real time.
    Slow(Duration),
    /// The connection is closed instead of a response, after the request was carried out.
    Cut,
    /// The request is accepted, but the task that it starts fails, and changes nothing else: an instance that was
    /// created is `CREATEFAILED`; one that was restarted, cleared, resized or deleted is `ERROR`; a backup is `failed`;
    /// a job is `FAIL`, and a background task `FAILED`.
    Fails,
}
