//! Checks on hosts: which of them are this machine, and which names are valid.

use http::Uri;
#[cfg(feature = "default-transport")]
use http::uri::Authority;

/// Returns whether a host, as written in a URI, is this machine.
pub(crate) fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    address
        .parse::<std::net::IpAddr>()
        .is_ok_and(|ip| ip.to_canonical().is_loopback())
        || host
            .strip_suffix('.')
            .unwrap_or(host)
            .eq_ignore_ascii_case("localhost")
}

/// Returns whether an address is link-local: from a proxy it leads to another host. The services of a cloud server that
/// give keys have such an address.
#[cfg(any(feature = "huawei", feature = "default-transport"))]
pub(crate) fn is_link_local(host: &str) -> bool {
    use std::net::IpAddr;
    let address = host.trim_start_matches('[').trim_end_matches(']').parse();
    match address.map(|address: IpAddr| address.to_canonical()) {
        Ok(IpAddr::V4(address)) => address.is_link_local(),
        Ok(IpAddr::V6(address)) => address.is_unicast_link_local(),
        Err(_) => false,
    }
}

/// Returns whether two authorities are the same. The comparison of strings comes first, since it is faster and usually
/// succeeds.
#[cfg(feature = "default-transport")]
pub(crate) fn is_same(one: Option<&Authority>, other: Option<&Authority>) -> bool {
    one.map(Authority::as_str) == other.map(Authority::as_str) || one == other
}

/// Returns whether a secret may be sent to a URL: it is encrypted, or on this machine.
#[cfg(any(feature = "huawei", feature = "oauth2"))]
pub(crate) fn is_protected(uri: &Uri) -> bool {
    uri.scheme_str() == Some("https") || is_loopback(uri.host().unwrap_or_default())
}

/// Returns whether a URL contains a user name or a password.
pub(crate) fn has_user(uri: &Uri) -> bool {
    uri.authority()
        .is_some_and(|authority| authority.as_str().contains('@'))
}

/// Returns whether a string is a label of a host name. Internal networks use names with `_`.
pub(crate) fn is_label(text: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (1..=63).contains(&text.len())
        && text.bytes().all(is_inner)
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// Returns whether host and port of a URL are valid.
pub(crate) fn is_reachable(uri: &Uri) -> bool {
    let Some(authority) = uri.authority() else {
        return false;
    };
    let host = authority.host();
    let has_host = match host.strip_prefix('[').and_then(|v6| v6.strip_suffix(']')) {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => {
            let name = host.strip_suffix('.').unwrap_or(host);
            name.len() <= 253 && name.split('.').all(is_label) && !is_broken_address(name)
        }
    };
    let rest = authority.as_str().rsplit('@').next().unwrap_or_default();
    let port = rest.strip_prefix(host).unwrap_or_default();
    // A number may be parsed with a plus sign before it.
    let has_port = !port.contains('+') && authority.port_u16().is_some_and(|port| port != 0);
    has_host && (port.is_empty() || has_port)
}

/// Returns the port of a URL, or else that of its scheme.
pub(crate) fn port(uri: &Uri) -> u16 {
    uri.port_u16().unwrap_or(match uri.scheme_str() {
        Some("http") => 80,
        _ => 443,
    })
}

/// Returns whether a name ends like an IPv4 address, and is not one.
fn is_broken_address(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or_default();
    last.bytes().all(|byte| byte.is_ascii_digit()) && name.parse::<std::net::Ipv4Addr>().is_err()
}

/// Returns a URL, or a part of one, for messages: without user name, password, query and fragment.
pub(crate) fn shown(url: &str) -> String {
    let (scheme, rest) = url.split_at(url.find("://").map_or(0, |end| end + 3));
    // A password may contain a slash that was not encoded.
    match rest.rsplit_once('@') {
        Some((_, host)) => format!("{scheme}[redacted]@{}", without_query(host)),
        None => without_query(url).to_owned(),
    }
}

fn without_query(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::is_reachable;

    #[test]
    fn hosts_and_ports_that_cannot_be_are_recognized() {
        for good in [
            "https://h.example",
            "http://localhost:4010/a",
            "http://127.0.0.1",
            "http://[::1]:80",
            "https://my_service.internal.",
            "https://xn--bcher-kva.example",
        ] {
            assert!(is_reachable(&good.parse().unwrap()), "{good}");
        }
        for bad in [
            "https://h..example",
            "https://-h.example",
            "https://.example",
            "https://h.example:0",
            "https://h.example:",
            "https://h.example:+443",
            "https://256.1.1.1",
            "https://1.2.3",
            "https://h%2eexample",
            "https://a*b",
        ] {
            assert!(!bad.parse().is_ok_and(|uri| is_reachable(&uri)), "{bad}");
        }
        let long = format!("https://{}.example", "a".repeat(64));
        assert!(!is_reachable(&long.parse().unwrap()));
    }
}
