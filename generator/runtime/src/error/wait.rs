//! The error of waits that end without the expected state.

use std::fmt;
use std::time::Duration;

use crate::error::excerpt::excerpt;

/// Why a wait ended without the expected state. [`Error::wait_failure`](super::Error::wait_failure) returns it; status,
/// headers and body of that error are those of the last response.
#[derive(Clone, Debug)]
pub struct WaitFailure {
    pub(crate) name: &'static str,
    pub(crate) end: WaitEnd,
    pub(crate) state: Option<String>,
    pub(crate) reason: Option<String>,
    pub(crate) polls: u32,
    pub(crate) elapsed: Duration,
}

/// How a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WaitEnd {
    /// The state can no longer be reached.
    Failed,
    /// The time limit of the wait passed.
    TimedOut,
}

impl WaitFailure {
    /// Returns how the wait ended.
    pub fn end(&self) -> WaitEnd {
        self.end
    }

    /// Returns the last state, if the description says where it is in a response.
    pub fn state(&self) -> Option<&str> {
        self.state.as_deref()
    }

    /// Returns what the service says about the failure, or why the last request failed.
    pub fn reason(&self) -> Option<&str> {
        self.reason.as_deref()
    }

    /// Returns how many requests were sent.
    pub fn polls(&self) -> u32 {
        self.polls
    }

    /// Returns how long the wait took.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }
}

impl fmt::Display for WaitFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.elapsed.as_secs();
        match self.end {
            WaitEnd::Failed => write!(f, "waiting for `{}` failed", self.name)?,
            WaitEnd::TimedOut => {
                write!(f, "waiting for `{}` timed out after {seconds} s", self.name)?;
            }
        }
        if let Some(state) = &self.state {
            write!(f, ", the state is `{}`", excerpt(state))?;
        }
        if let Some(reason) = &self.reason {
            write!(f, ": {}", excerpt(reason))?;
        }
        match self.end {
            WaitEnd::Failed => Ok(()),
            WaitEnd::TimedOut => {
                f.write_str("; it may still get there, wait longer with `timeout`")
            }
        }
    }
}

impl std::error::Error for WaitFailure {}
