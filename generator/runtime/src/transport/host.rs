//! Hosts that are this machine.

#[cfg(any(feature = "huawei", feature = "oauth2"))]
use http::Uri;

/// Whether a host, as written in a URI, is this machine.
pub(crate) fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    address
        .parse::<std::net::IpAddr>()
        .is_ok_and(|ip| ip.is_loopback())
        || host.eq_ignore_ascii_case("localhost")
}

/// Whether a secret may be sent there: encrypted, or to this machine.
#[cfg(any(feature = "huawei", feature = "oauth2"))]
pub(crate) fn is_protected(uri: &Uri) -> bool {
    uri.scheme_str() == Some("https") || is_loopback(uri.host().unwrap_or_default())
}
