//! Headers that neither calls nor keys set.

use http::HeaderName;

/// Whether a header says where a message ends or what becomes of the connection: that follows from the URL and the
/// body, and another value would make the next request something else.
pub(crate) fn is_of_connection(name: &HeaderName) -> bool {
    matches!(
        name.as_str(),
        "host"
            | "content-length"
            | "transfer-encoding"
            | "connection"
            | "keep-alive"
            | "proxy-connection"
            | "trailer"
            | "upgrade"
    )
}
