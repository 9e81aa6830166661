//! Responses that mean that the service is busy.

mod while_busy;

use std::time::Duration;

use crate::body::response::RawResponse;

/// The wait before a request is sent again, if the description does not set it.
const INTERVAL: Duration = Duration::from_secs(5);

/// A response that refuses a request because the service is busy (`x-busy`), and has changed nothing.
pub struct Busy {
    statuses: (u16, u16),
    codes: &'static [&'static str],
    pub(super) interval: Duration,
}

impl Busy {
    /// Matches any response of these statuses (both ends included).
    pub const fn new(first: u16, last: u16) -> Busy {
        Busy {
            statuses: (first, last),
            codes: &[],
            interval: INTERVAL,
        }
    }

    /// Matches only responses with one of these error codes in the body.
    #[must_use]
    pub const fn codes(mut self, codes: &'static [&'static str]) -> Busy {
        self.codes = codes;
        self
    }

    /// Sets the wait before the request is sent again.
    #[must_use]
    pub const fn interval(mut self, interval: Duration) -> Busy {
        self.interval = interval;
        self
    }

    pub(crate) fn is(&self, response: &RawResponse) -> bool {
        let status = response.head.status.as_u16();
        (self.statuses.0..=self.statuses.1).contains(&status)
            && (self.codes.is_empty()
                || response
                    .code()
                    .is_some_and(|code| self.codes.contains(&code)))
    }
}
