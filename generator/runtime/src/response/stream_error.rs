//! Why a streamed body ended early.

use std::fmt;

use crate::body::error::TransportError;
use crate::error::convert::IntoError;
use crate::error::failure::{Error, Reason};
use crate::error::none::NoError;
use crate::error::runtime::RuntimeError;
use crate::json::error::JsonError;
#[cfg(feature = "events")]
use crate::response::line_reader::LineError;

/// Why a stream of events, values or parts ended early.
#[derive(Debug)]
#[non_exhaustive]
pub enum StreamError {
    /// The body broke off, or took too long.
    Transport(TransportError),
    /// An event, value or part does not match the description.
    Decode(JsonError),
    /// A line, an event or a part has more bytes than allowed.
    TooLong {
        /// The limit in bytes.
        limit: usize,
    },
}

/// Returns the memory limit for a limit on text. It is at least 1 MiB, so that a small limit does not refuse many small
/// values.
pub(crate) fn memory(limit: usize) -> u64 {
    limit.max(1 << 20) as u64
}

impl fmt::Display for StreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transport(error) => write!(f, "the stream broke off: {error}"),
            Self::Decode(error) => write!(
                f,
                "a part of the stream is not what the description says: {error}"
            ),
            Self::TooLong { limit } => {
                write!(
                    f,
                    "a part of the stream has more than {limit} bytes; `limit` allows more"
                )
            }
        }
    }
}

impl std::error::Error for StreamError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            // The message includes that of the inner error, so the inner error's source is returned instead.
            Self::Transport(error) => error.source(),
            Self::Decode(_) | Self::TooLong { .. } => None,
        }
    }
}

/// For blocking iterators over events, lines and parts.
impl From<RuntimeError> for StreamError {
    fn from(error: RuntimeError) -> StreamError {
        StreamError::Transport(error.into())
    }
}

impl IntoError for StreamError {
    fn into_error(self) -> Error<NoError> {
        let message = match self {
            Self::Transport(error) => return error.into_error(),
            Self::Decode(error) => return error.into_error(),
            Self::TooLong { .. } => self.to_string(),
        };
        let pointer = String::new();
        Error::new(Reason::Decode { pointer, message })
    }
}

impl StreamError {
    #[cfg(feature = "events")]
    pub(super) fn of_line(error: LineError, limit: usize) -> Self {
        match error {
            LineError::Transport(error) => Self::Transport(error),
            LineError::TooLong => Self::TooLong { limit },
        }
    }
}
