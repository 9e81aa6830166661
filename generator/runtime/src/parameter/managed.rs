//! Headers that can be set neither by calls nor by API keys.

use http::HeaderName;

/// Returns whether a header frames the message or controls the connection. Such a header is derived from the URL and
/// the body; another value would change how the next request is read.
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
