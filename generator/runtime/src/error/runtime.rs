//! The error of calls on threads where they cannot run.

use std::fmt;

use tokio::runtime::Handle;

use crate::body::error::{TransportError, TransportErrorKind};

/// The call was made on a thread where it cannot run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RuntimeError {
    /// It is not inside a tokio runtime.
    NoRuntime,
    /// It is a blocking call inside an async runtime.
    BlockingInsideAsync,
    /// The thread that carries the blocking calls of the process cannot be started.
    NotStarted,
}

impl fmt::Display for RuntimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoRuntime => {
                "there is no tokio runtime here; await the call inside one, or use \
                 `send_blocking` of the feature `blocking`"
            }
            Self::BlockingInsideAsync => {
                "`send_blocking` would block a worker of an async runtime; use `send().await` here, or call it \
                 inside of `tokio::task::spawn_blocking`"
            }
            Self::NotStarted => {
                "the thread that carries blocking calls cannot be started; the process may have too many threads \
                 or open files"
            }
        })
    }
}

impl std::error::Error for RuntimeError {}

/// For blocking iterators over bodies.
impl From<RuntimeError> for TransportError {
    fn from(error: RuntimeError) -> TransportError {
        TransportError::new(TransportErrorKind::Other).with_source(error)
    }
}

/// Returns an error outside of a tokio runtime, where timers and files panic.
pub(crate) fn in_runtime() -> Result<(), RuntimeError> {
    match Handle::try_current() {
        Ok(_) => Ok(()),
        Err(_) => Err(RuntimeError::NoRuntime),
    }
}
