//! Decides whether a request is sent again, and after which wait.

pub(crate) mod state;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::body::error::{TransportError, TransportErrorKind};
use crate::body::response::{RawResponse, ResponseHead, retry_after};
use crate::call::attempt::Attempted;
use crate::call::retry::state::{RetryState, share};

/// The rules for sending a request again: limited in number and time, and only where repeating it is safe.
///
/// The waits double from `base_wait` to `longest_wait`; each is a random part of that. A `Retry-After` of the server is
/// obeyed, unless it is longer than `longest_retry_after`: then the call ends with the error at once.
///
/// Whatever is set here, a call ends within its time limit, a body that is a stream is sent once, a 401 is handled by
/// the credentials, and all calls of a client together repeat at most a tenth of the number of successes, after the
/// first hundred.
///
/// ```
/// use std::time::Duration;
/// use apiruntime::RetryPolicy;
///
/// // A service that responds with 409 while it is busy.
/// let policy = RetryPolicy::default()
///     .attempts(6)
///     .total_time(Duration::from_secs(30))
///     .retry_if(|failed| failed.would_retry() || failed.code().as_deref() == Some("Busy"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    pub(crate) attempts: u32,
    base_wait: Duration,
    longest_wait: Duration,
    longest_retry_after: Duration,
    pub(crate) total_time: Duration,
    statuses: Cow<'static, [u16]>,
    rule: Option<Rule>,
}

/// The caller's own rule.
#[derive(Clone)]
struct Rule(Arc<dyn Fn(&AttemptFailure<'_>) -> bool + Send + Sync>);

impl PartialEq for Rule {
    fn eq(&self, other: &Rule) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Rule {}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a rule of the caller")
    }
}

impl Default for RetryPolicy {
    fn default() -> RetryPolicy {
        RetryPolicy {
            attempts: 3,
            base_wait: Duration::from_millis(200),
            longest_wait: Duration::from_secs(10),
            longest_retry_after: Duration::from_secs(30),
            total_time: Duration::MAX,
            statuses: Cow::Borrowed(&[408, 421, 429, 502, 503, 504]),
            rule: None,
        }
    }
}

impl RetryPolicy {
    /// Returns a policy that never repeats a request.
    pub fn never() -> RetryPolicy {
        RetryPolicy {
            attempts: 1,
            ..RetryPolicy::default()
        }
    }

    /// Sets the limit on the attempts of a call, the first included. Default: 3.
    pub fn attempts(mut self, most: u32) -> RetryPolicy {
        self.attempts = most.max(1);
        self
    }

    /// Sets the first wait. Default: 0.2 seconds.
    pub fn base_wait(mut self, wait: Duration) -> RetryPolicy {
        self.base_wait = wait;
        self
    }

    /// Sets the longest wait. Default: 10 seconds.
    pub fn longest_wait(mut self, wait: Duration) -> RetryPolicy {
        self.longest_wait = wait;
        self
    }

    /// Sets the longest `Retry-After` that is obeyed. Default: 30 seconds.
    pub fn longest_retry_after(mut self, wait: Duration) -> RetryPolicy {
        self.longest_retry_after = wait;
        self
    }

    /// Sets how long after the beginning of a call another attempt may begin; after that, the call returns the last
    /// error. Default: unlimited, within the call's own time limit.
    pub fn total_time(mut self, limit: Duration) -> RetryPolicy {
        self.total_time = limit;
        self
    }

    /// Sets the statuses after which an idempotent call is sent again. Default: 408, 421, 429, 502, 503 and 504. After
    /// a 421, any call may be repeated: the server did not process the request, which arrived on the wrong connection.
    pub fn statuses(mut self, statuses: impl IntoIterator<Item = u16>) -> RetryPolicy {
        self.statuses = statuses.into_iter().collect();
        self
    }

    /// Decides by the caller's rule whether a failed attempt is repeated, instead of by all other rules. The rule is
    /// also called for requests that are not safe to repeat, see [`AttemptFailure::is_idempotent`];
    /// [`AttemptFailure::would_retry`] returns the decision without it. The limits on number, times and waits apply.
    pub fn retry_if(
        mut self,
        rule: impl Fn(&AttemptFailure<'_>) -> bool + Send + Sync + 'static,
    ) -> RetryPolicy {
        self.rule = Some(Rule(Arc::new(rule)));
        self
    }

    /// Returns the wait after attempt number `attempt`, with `random` between 0 and 1.
    fn wait(&self, attempt: u32, random: f64) -> Duration {
        let factor = 1_u32
            .checked_shl(attempt.saturating_sub(1))
            .unwrap_or(u32::MAX);
        let wait = self.base_wait.saturating_mul(factor).min(self.longest_wait);
        share(wait, random)
    }

    /// Returns the wait after a failed attempt; `None` if it is final.
    #[cold]
    pub(crate) fn after(
        &self,
        failed: &Attempted,
        idempotent: bool,
        attempt: u32,
        state: &RetryState,
    ) -> Option<Duration> {
        let would_retry = match failed {
            Ok(response) => {
                let status = response.head.status;
                // RFC 9110, 15.5.20: whatever the method.
                let is_safe = idempotent || status == StatusCode::MISDIRECTED_REQUEST;
                is_safe && self.statuses.contains(&status.as_u16())
            }
            Err(failed) => is_repeatable(&failed.error, idempotent),
        };
        let retry = match &self.rule {
            None => would_retry,
            Some(rule) => (rule.0)(&AttemptFailure {
                failed,
                idempotent,
                attempt,
                would_retry,
            }),
        };
        if !retry {
            return None;
        }
        match failed {
            Ok(response) => self.after_response(&response.head.headers, attempt, state),
            // The server had closed an idle connection: a new one helps.
            Err(failed) if failed.error.kind() == TransportErrorKind::Closed && attempt == 1 => {
                Some(Duration::ZERO)
            }
            Err(_) => Some(self.wait(attempt, state.random())),
        }
    }

    /// Returns the wait after a response, with its `Retry-After` kept within bounds.
    fn after_response(
        &self,
        headers: &HeaderMap,
        attempt: u32,
        state: &RetryState,
    ) -> Option<Duration> {
        match retry_after(headers, SystemTime::now()) {
            Some(asked) if asked > self.longest_retry_after => None,
            // The jitter spreads out clients that all received the same `Retry-After`.
            Some(asked) => Some(asked.saturating_add(share(self.base_wait, state.random()))),
            None => Some(self.wait(attempt, state.random())),
        }
    }
}

/// Returns whether a request without a response is sent again.
fn is_repeatable(error: &TransportError, idempotent: bool) -> bool {
    use TransportErrorKind as Kind;
    match error.kind() {
        // A repeated request gets the same certificate.
        Kind::CertificateName
        | Kind::CertificateExpired
        | Kind::CertificateIssuer
        | Kind::Certificate
        | Kind::ClientCertificate => false,
        Kind::ProxySettings
        | Kind::Http1Required
        | Kind::HeadersTooLarge
        | Kind::TooLarge { .. }
        | Kind::ContentEncoding
        | Kind::RequestBody => false,
        #[cfg(feature = "test-util")]
        Kind::Unscripted => false,
        _ => error.is_unsent() || idempotent,
    }
}

/// A failed attempt of a call, as passed to [`RetryPolicy::retry_if`]: a response other than a success, or no response.
pub struct AttemptFailure<'a> {
    failed: &'a Attempted,
    idempotent: bool,
    attempt: u32,
    would_retry: bool,
}

impl AttemptFailure<'_> {
    fn head(&self) -> Option<&ResponseHead> {
        match self.failed {
            Ok(response) => Some(&response.head),
            Err(failed) => failed.head.as_ref(),
        }
    }

    fn response(&self) -> Option<&RawResponse> {
        self.failed.as_ref().ok()
    }

    /// Returns the status of the response, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        self.head().map(ResponseHead::status)
    }

    /// Returns the headers of the response, if there was one.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.head().map(ResponseHead::headers)
    }

    /// Returns the body of the response, if it was received; only the beginning of a long one.
    pub fn raw_body(&self) -> Option<&Bytes> {
        self.response().map(RawResponse::raw_body)
    }

    /// Returns the service's error code, which may be in any of the usual places of the body.
    pub fn code(&self) -> Option<String> {
        self.response()?.code().map(str::to_owned)
    }

    /// Returns why there was no complete response.
    pub fn error(&self) -> Option<&TransportError> {
        self.failed.as_ref().err().map(|failed| &failed.error)
    }

    /// Returns the number of the attempt, from 1.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// Returns whether sending the request twice does no harm: by its method, by the description, or by the call's
    /// [options](crate::CallOptions::idempotent).
    pub fn is_idempotent(&self) -> bool {
        self.idempotent
    }

    /// Returns whether the request would be sent again without the rule.
    pub fn would_retry(&self) -> bool {
        self.would_retry
    }
}

impl fmt::Debug for AttemptFailure<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AttemptFailure")
            .field("status", &self.status())
            .field("error", &self.error())
            .field("attempt", &self.attempt)
            .field("is_idempotent", &self.idempotent)
            .field("would_retry", &self.would_retry)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use http::{HeaderMap, HeaderValue, header};

    use super::{RetryPolicy, RetryState, is_repeatable};
    use crate::body::error::TransportError;
    use crate::body::error::TransportErrorKind as Kind;
    use crate::body::response::retry_after;

    fn headers(retry_after: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static(retry_after));
        headers
    }

    #[test]
    fn waits_double_up_to_the_longest() {
        let policy = RetryPolicy::default();
        let seconds: Vec<f64> = (1..9).map(|n| policy.wait(n, 1.0).as_secs_f64()).collect();
        assert_eq!(seconds, [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10.0, 10.0]);
        assert_eq!(policy.wait(100, 1.0), Duration::from_secs(10));
        assert_eq!(policy.wait(3, 0.0), Duration::ZERO);
    }

    #[test]
    fn the_longest_waits_there_are_do_not_overflow() {
        let policy = RetryPolicy::default()
            .base_wait(Duration::MAX)
            .longest_wait(Duration::MAX)
            .longest_retry_after(Duration::MAX);
        assert_eq!(policy.wait(9, 1.0), Duration::MAX);
        let wait = policy.after_response(&headers("18446744073709551615"), 1, &RetryState::new());
        assert!(wait >= Some(Duration::from_secs(u64::MAX)));
    }

    #[test]
    fn retry_after_is_read_as_seconds_and_as_a_date() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        let read = |text| retry_after(&headers(text), now);
        assert_eq!(read("7"), Some(Duration::from_secs(7)));
        assert_eq!(
            read("Sun, 06 Nov 1994 08:50:37 GMT"),
            Some(Duration::from_secs(60))
        );
        assert_eq!(read("Sun, 06 Nov 1994 08:40:00 GMT"), Some(Duration::ZERO));
        for never in ["18446744073709551616".to_owned(), "9".repeat(1_000)] {
            assert_eq!(read(never.leak()), Some(Duration::MAX));
        }
        for none in ["soon", "", "-1", "1e9", "5, 5", "0x10"] {
            assert_eq!(read(none), None, "{none}");
        }
    }

    #[test]
    fn a_retry_after_beyond_the_bound_is_final() {
        let (policy, state) = (RetryPolicy::default(), RetryState::new());
        let wait = |text| policy.after_response(&headers(text), 1, &state);
        assert!(wait("30").is_some_and(|wait| wait >= Duration::from_secs(30)));
        assert_eq!(wait("31"), None);
    }

    #[test]
    fn only_what_was_not_sent_is_repeated_where_repeating_is_not_safe() {
        let repeats = |kind, idempotent| is_repeatable(&TransportError::new(kind), idempotent);
        assert!(repeats(Kind::Connect, false));
        assert!(!repeats(Kind::Closed, false));
        assert!(repeats(Kind::Closed, true));
        assert!(!repeats(Kind::CertificateExpired, true));
        assert!(!repeats(Kind::TooLarge { limit: 1 }, true));
    }
}
