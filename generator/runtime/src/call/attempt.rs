//! The result of one attempt.

use http::{HeaderMap, StatusCode};

use crate::body::error::TransportError;
use crate::body::response::RawResponse;

/// A failure, with the head of the response where that came.
pub(crate) type Failed = (TransportError, Option<(StatusCode, HeaderMap)>);

/// A response, or why there is none.
pub(crate) type Outcome = std::result::Result<RawResponse, Failed>;
