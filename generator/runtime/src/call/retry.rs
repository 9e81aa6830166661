//! When a request is sent again, and after which wait.

use std::hash::{BuildHasher as _, Hasher as _};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use http::{HeaderMap, StatusCode};

use crate::body::error::{TransportError, TransportErrorKind};
use crate::body::response::retry_after;

/// When a request is sent again: bounded in number and time, never what is not safe to repeat.
///
/// The waits double from `base_wait` to `longest_wait`, each drawn at random between nothing and
/// the whole. A `Retry-After` of the server is kept to, unless it asks for more than
/// `longest_retry_after`: then the error is given to the caller at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    pub(crate) attempts: u32,
    base_wait: Duration,
    longest_wait: Duration,
    longest_retry_after: Duration,
}

impl Default for RetryPolicy {
    fn default() -> RetryPolicy {
        RetryPolicy {
            attempts: 3,
            base_wait: Duration::from_millis(200),
            longest_wait: Duration::from_secs(10),
            longest_retry_after: Duration::from_secs(30),
        }
    }
}

impl RetryPolicy {
    /// Sends everything once only.
    pub fn never() -> RetryPolicy {
        RetryPolicy {
            attempts: 1,
            ..RetryPolicy::default()
        }
    }

    /// The most attempts of a call, the first included. Default: 3.
    pub fn attempts(mut self, most: u32) -> RetryPolicy {
        self.attempts = most.max(1);
        self
    }

    /// The first wait. Default: 0.2 seconds.
    pub fn base_wait(mut self, wait: Duration) -> RetryPolicy {
        self.base_wait = wait;
        self
    }

    /// The longest wait. Default: 10 seconds.
    pub fn longest_wait(mut self, wait: Duration) -> RetryPolicy {
        self.longest_wait = wait;
        self
    }

    /// The longest `Retry-After` that is kept to. Default: 30 seconds.
    pub fn longest_retry_after(mut self, wait: Duration) -> RetryPolicy {
        self.longest_retry_after = wait;
        self
    }

    /// The wait before the attempt after number `attempt`, with `random` between 0 and 1.
    fn wait(&self, attempt: u32, random: f64) -> Duration {
        let factor = 1_u32
            .checked_shl(attempt.saturating_sub(1))
            .unwrap_or(u32::MAX);
        let wait = self.base_wait.saturating_mul(factor).min(self.longest_wait);
        share(wait, random)
    }

    /// The wait after this status; `None` where it is final.
    pub(crate) fn after_status(
        &self,
        status: StatusCode,
        headers: &HeaderMap,
        attempt: u32,
        state: &RetryState,
    ) -> Option<Duration> {
        if !matches!(status.as_u16(), 429 | 502 | 503 | 504) {
            return None;
        }
        match retry_after(headers, SystemTime::now()) {
            Some(asked) if asked > self.longest_retry_after => None,
            // The jitter keeps many clients, all asked for the same, from coming back at the same moment.
            Some(asked) => Some(asked.saturating_add(share(self.base_wait, state.random()))),
            None => Some(self.wait(attempt, state.random())),
        }
    }

    /// The wait after this failure; `None` where it is final.
    pub(crate) fn after_failure(
        &self,
        error: &TransportError,
        idempotent: bool,
        attempt: u32,
        state: &RetryState,
    ) -> Option<Duration> {
        use TransportErrorKind as Kind;
        match error.kind() {
            // What a certificate says does not change by asking again.
            Kind::CertificateName | Kind::CertificateExpired | Kind::CertificateIssuer => None,
            Kind::ProxySettings
            | Kind::HeadersTooLarge
            | Kind::TooLarge { .. }
            | Kind::ContentEncoding
            | Kind::RequestBody => None,
            _ if !error.is_unsent() && !idempotent => None,
            // A kept-alive connection that the server had closed: a new one will do.
            Kind::Closed if attempt == 1 => Some(Duration::ZERO),
            _ => Some(self.wait(attempt, state.random())),
        }
    }
}

/// A part of a wait. The longest wait there is has no exact number of seconds, and then it stays whole.
fn share(wait: Duration, part: f64) -> Duration {
    Duration::try_from_secs_f64(wait.as_secs_f64() * part).unwrap_or(wait)
}

/// What all calls of a client share: how much may be repeated, and chance.
pub(crate) struct RetryState {
    budget: AtomicU32,
    random: AtomicU64,
}

/// A full bucket pays for 100 repeats in a row; a success pays back a tenth of one, so that an
/// outage adds a tenth of the load at most.
const FULL: u32 = 1_000;

const REPEAT: u32 = 10;

const SUCCESS: u32 = 1;

impl RetryState {
    pub(crate) fn new() -> RetryState {
        // The standard library's hasher is seeded by the system.
        let seed = std::hash::RandomState::new().build_hasher().finish();
        RetryState {
            budget: AtomicU32::new(FULL),
            random: AtomicU64::new(seed),
        }
    }

    /// Takes the price of one repeat; `false` where the budget is used up.
    pub(crate) fn withdraw(&self) -> bool {
        let paid = |budget: u32| budget.checked_sub(REPEAT);
        self.budget
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, paid)
            .is_ok()
    }

    /// Pays back after a success.
    pub(crate) fn deposit(&self) {
        // Usually the bucket is full, and then nothing is written that other cores share.
        if self.budget.load(Ordering::Relaxed) < FULL {
            let paid = |budget: u32| Some((budget + SUCCESS).min(FULL));
            let _ = self
                .budget
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, paid);
        }
    }

    /// A wait of about this length: at most a tenth more or less, so that many clients do not keep step.
    pub(crate) fn about(&self, wait: Duration) -> Duration {
        share(wait, 0.9 + 0.2 * self.random())
    }

    /// A number from 0 up to, not including, 1 (splitmix64).
    fn random(&self) -> f64 {
        const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
        let mut x = self
            .random
            .fetch_add(STEP, Ordering::Relaxed)
            .wrapping_add(STEP);
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^= x >> 31;
        (x >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use http::{HeaderMap, HeaderValue, StatusCode, header};

    use super::RetryPolicy;
    use super::RetryState;
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
        let (status, state) = (StatusCode::SERVICE_UNAVAILABLE, RetryState::new());
        let headers = headers("18446744073709551615");
        assert!(
            policy.after_status(status, &headers, 1, &state) >= Some(Duration::from_secs(u64::MAX))
        );
    }

    #[test]
    fn the_jitter_of_retries_covers_its_range() {
        let state = RetryState::new();
        let draws: Vec<f64> = (0..10_000).map(|_| state.random()).collect();
        let mean = draws.iter().sum::<f64>() / 10_000.0;
        assert!(draws.iter().all(|draw| (0.0..1.0).contains(draw)));
        assert!((0.45..0.55).contains(&mean), "{mean}");
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
        assert_eq!(read("soon"), None);
    }

    #[test]
    fn a_retry_after_beyond_the_bound_is_final() {
        let (policy, state) = (RetryPolicy::default(), RetryState::new());
        let wait =
            |text| policy.after_status(StatusCode::TOO_MANY_REQUESTS, &headers(text), 1, &state);
        assert!(wait("30").is_some_and(|wait| wait >= Duration::from_secs(30)));
        assert_eq!(wait("31"), None);
    }

    #[test]
    fn only_what_was_not_sent_is_repeated_where_repeating_is_not_safe() {
        let (policy, state) = (RetryPolicy::default(), RetryState::new());
        let repeats = |kind, idempotent| {
            policy
                .after_failure(&TransportError::new(kind), idempotent, 1, &state)
                .is_some()
        };
        assert!(repeats(Kind::Connect, false));
        assert!(!repeats(Kind::Closed, false));
        assert!(repeats(Kind::Closed, true));
        assert!(!repeats(Kind::CertificateExpired, true));
        assert!(!repeats(Kind::TooLarge { limit: 1 }, true));
    }

    #[test]
    fn the_budget_ends_and_successes_refill_it() {
        let state = RetryState::new();
        assert_eq!((0..1_000).filter(|_| state.withdraw()).count(), 100);
        (0..10).for_each(|_| state.deposit());
        assert!(state.withdraw());
        assert!(!state.withdraw());
    }
}
