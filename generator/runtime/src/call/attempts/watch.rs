//! Reports the end of a call to hooks.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use http::StatusCode;
use tokio::time::Instant;

use crate::body::response::RawResponse;
use crate::call::core::Core;
use crate::call::middleware::CallEnd;
use crate::call::operation_info::OperationInfo;
use crate::call::request::RequestParts;
use crate::call::trace;
use crate::error::failure::Error;
use crate::error::none::NoError;

/// A call whose end is reported to hooks, also if the call is dropped before.
pub(super) struct Watch {
    core: Core,
    info: &'static OperationInfo,
    begun: Instant,
    pub(super) call: u64,
    /// The number of the attempt under way.
    attempts: AtomicU32,
    has_ended: bool,
}

impl Watch {
    /// Returns `None` if the client has no hooks.
    pub(super) fn of(parts: &RequestParts) -> Option<Watch> {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        (!parts.core.0.middleware.is_empty()).then(|| Watch {
            core: parts.core.clone(),
            info: parts.info,
            begun: Instant::now(),
            call: NEXT.fetch_add(1, Ordering::Relaxed),
            attempts: AtomicU32::new(0),
            has_ended: false,
        })
    }

    /// Records that this attempt begins.
    pub(super) fn count(&self, attempt: u32) {
        self.attempts.store(attempt, Ordering::Relaxed);
    }

    pub(super) fn end(&mut self, result: &Result<RawResponse, Error<NoError>>) {
        let (status, attempts, error) = match result {
            Ok(response) => (Some(response.head.status), response.head.attempts, None),
            Err(error) => (
                error.status(),
                error.attempts(),
                Some(trace::error_type(error)),
            ),
        };
        self.report(status, attempts, error);
    }

    fn report(&mut self, status: Option<StatusCode>, attempts: u32, error: Option<&'static str>) {
        // A hook that panics is not called again when the call is dropped.
        self.has_ended = true;
        let end = CallEnd {
            operation: self.info.id,
            template: self.info.path,
            status,
            attempts,
            elapsed: self.begun.elapsed(),
            error,
            call: self.call,
        };
        for hook in self.core.0.middleware.iter().rev() {
            hook.on_end(&end);
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if !self.has_ended {
            let attempts = *self.attempts.get_mut();
            let mut report = || self.report(None, attempts, Some(CANCELLED));
            if std::thread::panicking() {
                // A second panic would abort the process: a hook that panicked may have poisoned a lock that it takes
                // here.
                let _ = catch_unwind(AssertUnwindSafe(report));
            } else {
                report();
            }
        }
    }
}

/// The kind of error of a call that the caller dropped.
const CANCELLED: &str = "cancelled";
