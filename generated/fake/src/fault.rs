//! What a test tells the service to do wrong.

use std::time::Duration;

/// What goes wrong with the next request of an operation; see [`Dcs::fail`](crate::Dcs::fail).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The instance does something else: 400 with `DCS.4026`. Nothing is changed.
    Busy,
    /// Too many requests: 429 with `APIGW.0308`, and `Retry-After` in whole seconds. Nothing is changed.
    Throttled(Option<Duration>),
    /// The service, or the gateway in front of it, is broken: this status with `DCS.5000`. Nothing is changed.
    Broken(u16),
    /// The response comes late by this time of the clock on the wall.
    Slow(Duration),
    /// The connection is closed in the place of a response, after the request was carried out.
    Cut,
    /// The request is accepted, and what it starts fails: the instance is `CREATEFAILED`, the backup `failed`.
    Fails,
}
