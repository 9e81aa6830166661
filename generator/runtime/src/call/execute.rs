//! Sends a call.

use crate::body::error::BoxFuture;
use crate::body::response::RawResponse;
use crate::call::attempts;
use crate::call::request::RequestParts;
use crate::error::failure::Error;
use crate::error::none::NoError;
use crate::value::kept::Kept;

/// Sends a call and reads the response, whatever its status.
pub(crate) fn execute(
    parts: Kept<RequestParts>,
) -> BoxFuture<'static, Result<RawResponse, Error<NoError>>> {
    let parts = parts.own();
    #[cfg(feature = "busy")]
    if let Some((limit, send)) = parts.while_busy {
        return send(parts, limit);
    }
    attempts::send(parts)
}
