//! The time that credentials end by and signatures bear.

use std::fmt;
use std::sync::Arc;
#[cfg(feature = "huawei")]
use std::sync::atomic::{AtomicI64, Ordering};
#[cfg(feature = "huawei")]
use std::time::Duration;
use std::time::SystemTime;

/// Where the time comes from; the system clock unless a test sets another.
#[derive(Clone)]
pub struct Clock {
    now: Arc<dyn Fn() -> SystemTime + Send + Sync>,
    /// How many seconds the server is ahead, as far as it is known; copies share it. `None` where it is not learnt.
    #[cfg(feature = "huawei")]
    offset: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// A clock that returns what the function returns.
    pub fn new(now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self {
            now: Arc::new(now),
            #[cfg(feature = "huawei")]
            offset: Some(Arc::default()),
        }
    }

    /// The same clock; where `learns` is `false`, signatures bear its time whatever the server says.
    #[cfg(feature = "huawei")]
    pub(crate) fn learning(self, learns: bool) -> Self {
        Self {
            offset: learns.then(|| self.offset.unwrap_or_default()),
            ..self
        }
    }

    /// Whether it learns the time of the server.
    #[cfg(feature = "huawei")]
    pub(crate) fn learns(&self) -> bool {
        self.offset.is_some()
    }

    /// The time it is.
    pub fn now(&self) -> SystemTime {
        (self.now)()
    }

    /// The time it is for the server, as far as that has been [learnt](Self::learn).
    #[cfg(feature = "huawei")]
    pub(crate) fn server_time(&self) -> SystemTime {
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

    /// Learns the time of the server. `false` where it is about what was known already, so that nothing is won.
    #[cfg(feature = "huawei")]
    pub(crate) fn learn(&self, server: SystemTime) -> bool {
        let Some(known_offset) = &self.offset else {
            return false;
        };
        let known = self.server_time();
        let off = known.duration_since(server);
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

/// Less than this is no reason for a refusal.
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
