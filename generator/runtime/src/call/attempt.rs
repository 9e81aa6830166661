//! The result of one attempt.

use crate::body::error::TransportError;
use crate::body::response::{RawResponse, ResponseHead};

/// Why an attempt had no complete response.
pub(crate) struct FailedAttempt {
    pub(crate) error: TransportError,
    /// The head of the response, if that was received.
    pub(crate) head: Option<ResponseHead>,
}

impl From<TransportError> for FailedAttempt {
    fn from(error: TransportError) -> FailedAttempt {
        FailedAttempt { error, head: None }
    }
}

/// A response, or why there is none.
pub(crate) type Attempted = Result<RawResponse, FailedAttempt>;
