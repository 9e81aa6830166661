//! Ready-made middleware: trace context, and a closure for metrics.

use std::fmt;
use std::hash::{BuildHasher as _, RandomState};

use http::{HeaderName, HeaderValue, request};

use crate::call::middleware::{Attempt, CallEnd, Middleware};
use crate::value::random::random;

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// Sends `traceparent` (W3C Trace Context) with each attempt, so that the server's spans become children of the
/// caller's.
///
/// A header that is already set, for example by `CallOptions::header`, is kept.
///
/// ```
/// use apiruntime::call::TraceContext;
///
/// // With a tracer: the context of the current span, as the header has it.
/// let context = TraceContext::new(|_attempt| {
///     Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".to_owned())
/// });
/// // Without one: a new trace for each call.
/// let context = TraceContext::random();
/// ```
pub struct TraceContext(Box<Current>);

/// Returns the trace context for an attempt.
type Current = dyn Fn(&Attempt) -> Option<String> + Send + Sync;

impl TraceContext {
    /// Sends the value that this function returns, and no header for `None`.
    pub fn new(
        current: impl Fn(&Attempt) -> Option<String> + Send + Sync + 'static,
    ) -> TraceContext {
        TraceContext(Box::new(current))
    }

    /// Sends a random trace id for each call, and a random span id for each of its attempts.
    pub fn random() -> TraceContext {
        let (seed, other) = (RandomState::new(), RandomState::new());
        TraceContext::new(move |attempt| {
            let trace = [&seed, &other].map(|seed| seed.hash_one(attempt.call));
            // Ids of zeros only are not valid.
            let span = random().max(1);
            Some(format!(
                "00-{:016x}{:016x}-{span:016x}-01",
                trace[0].max(1),
                trace[1]
            ))
        })
    }
}

impl Middleware for TraceContext {
    fn on_request(&self, attempt: &Attempt, request: &mut request::Parts) {
        let value = (self.0)(attempt).and_then(|value| HeaderValue::from_str(&value).ok());
        if let Some(value) = value {
            request.headers.entry(TRACEPARENT).or_insert(value);
        }
    }
}

impl fmt::Debug for TraceContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TraceContext")
    }
}

/// Calls a function at the end of each call, for metrics.
///
/// ```
/// use apiruntime::call::Metrics;
///
/// let metrics = Metrics::new(|end| {
///     println!("{} {:?} {} {:?}", end.operation, end.status, end.attempts, end.elapsed);
/// });
/// ```
pub struct Metrics<F>(F);

impl<F: Fn(&CallEnd) + Send + Sync + 'static> Metrics<F> {
    /// Calls `record`, which must not take long.
    pub fn new(record: F) -> Metrics<F> {
        Metrics(record)
    }
}

impl<F: Fn(&CallEnd) + Send + Sync + 'static> Middleware for Metrics<F> {
    fn on_end(&self, end: &CallEnd) {
        (self.0)(end);
    }
}

impl<F> fmt::Debug for Metrics<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}
