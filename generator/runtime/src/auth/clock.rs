//! The clock for the expiry of credentials and the dates of signatures.

use std::fmt;
use std::sync::Arc;
#[cfg(feature = "huawei")]
use std::sync::atomic::{AtomicI64, Ordering};
#[cfg(feature = "huawei")]
use std::time::Duration;
use std::time::SystemTime;

/// A source of the time: the system clock, unless a test sets another one.
#[derive(Clone)]
pub struct Clock {
    now: Arc<dyn Fn() -> SystemTime + Send + Sync>,
    /// How many seconds the server is ahead, as far as known, shared by clones. `None` if that is not learnt.
    #[cfg(feature = "huawei")]
    offset: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// Returns a clock that reads the time from a function.
    pub fn new(now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self {
            now: Arc::new(now),
            #[cfg(feature = "huawei")]
            offset: Some(Arc::default()),
        }
    }

    /// Sets whether the clock learns the server's time. Without that, signatures have the time of this clock.
    #[cfg(feature = "huawei")]
    pub(crate) fn learning(self, learns: bool) -> Self {
        Self {
            offset: learns.then(|| self.offset.unwrap_or_default()),
            ..self
        }
    }

    /// Returns whether the clock learns the server's time.
    #[cfg(feature = "huawei")]
    pub(crate) fn learns(&self) -> bool {
        self.offset.is_some()
    }

    /// Returns the current time.
    pub fn now(&self) -> SystemTime {
        (self.now)()
    }

    /// Returns the current time of the server, as far as it was [learnt](Self::learn).
    #[cfg(feature = "huawei")]
    pub(crate) fn of_server(&self) -> SystemTime {
        let offset = self.offset.as_ref();
        let seconds = offset.map_or(0, |offset| offset.load(Ordering::Relaxed));
        let by = Duration::from_secs(seconds.unsigned_abs());
        let now = self.now();
        let shifted = match seconds < 0 {
            true => now.checked_sub(by),
            false => now.checked_add(by),
        };
        shifted.unwrap_or(now)
    }

    /// Learns the server's time from the response to a request that was `signed_at` another. Returns `false` if both
    /// are close, so that a retry would not help. The offset that is known now is not compared: of many calls at once
    /// that a server refuses for their date, each is sent again.
    #[cfg(feature = "huawei")]
    pub(crate) fn learn(&self, server: SystemTime, signed_at: SystemTime) -> bool {
        let Some(known_offset) = &self.offset else {
            return false;
        };
        let off = signed_at.duration_since(server);
        let off = off.unwrap_or_else(|ahead| ahead.duration());
        if off < NOTABLE {
            return false;
        }
        let seconds = |by: Duration| i64::try_from(by.as_secs()).unwrap_or(i64::MAX);
        let offset = match server.duration_since(self.now()) {
            Ok(ahead) => seconds(ahead),
            Err(behind) => -seconds(behind.duration()),
        };
        known_offset.store(offset, Ordering::Relaxed);
        true
    }
}

/// A difference below this is not why a request was refused.
#[cfg(feature = "huawei")]
const NOTABLE: Duration = Duration::from_secs(60);

impl Default for Clock {
    fn default() -> Self {
        Self::new(SystemTime::now)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
