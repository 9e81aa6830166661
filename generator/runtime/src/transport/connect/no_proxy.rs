//! The hosts that `NO_PROXY` excludes from the proxy.

use std::net::IpAddr;

use http::Uri;

use crate::transport::host::port;

/// The entries of `NO_PROXY`.
#[derive(Default)]
pub(super) struct Exceptions(Vec<Exception>);

struct Exception {
    host: Host,
    /// `None` for every port.
    port: Option<u16>,
}

enum Host {
    /// An address and the length of its network prefix.
    Network(IpAddr, u32),
    /// A name and its subdomains; `*` matches every name.
    Domain(String),
}

impl Exceptions {
    /// Parses a list that is separated by commas or white space.
    pub(super) fn of(list: &str) -> Exceptions {
        let entries = list.split([',', ' ', '\t']).filter_map(|entry| {
            let (host, port) = match with_port(entry) {
                Some((host, port)) => (host, Some(port)),
                None => (entry, None),
            };
            let host = without_marks(host.trim());
            let network = network(host).map(|(address, bits)| Host::Network(address, bits));
            let host = network.unwrap_or_else(|| Host::Domain(host.to_owned()));
            let is_empty = matches!(&host, Host::Domain(name) if name.is_empty());
            (!is_empty).then_some(Exception { host, port })
        });
        Exceptions(entries.collect())
    }

    /// Returns whether the list contains the host and port of a URL.
    pub(super) fn has(&self, uri: &Uri) -> bool {
        let port = port(uri);
        let host = without_marks(uri.host().unwrap_or_default());
        let address = host.parse().map(|address: IpAddr| address.to_canonical());
        let mut here = self.0.iter();
        here.any(|one| {
            let is_host = match (&one.host, &address) {
                (Host::Network(network, bits), Ok(address)) => is_in(*address, *network, *bits),
                (Host::Domain(domain), Err(_)) => is_below(host, domain),
                _ => false,
            };
            is_host && one.port.is_none_or(|own| own == port)
        })
    }
}

/// Splits off the port, unless the string is an IPv6 address without brackets.
fn with_port(host: &str) -> Option<(&str, u16)> {
    let (host, port) = host.rsplit_once(':')?;
    let port = port.parse().ok()?;
    (!host.contains(':') || host.ends_with(']')).then_some((host, port))
}

/// Returns a host without the brackets of IPv6, or without the asterisk before its first dot and the dot at its end.
fn without_marks(host: &str) -> &str {
    let host = host.strip_suffix('.').unwrap_or(host);
    let host = host
        .strip_prefix('*')
        .filter(|rest| rest.starts_with('.'))
        .unwrap_or(host);
    let address = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    address.unwrap_or(host)
}

/// Parses an address, or a network such as `192.0.2.0/24`.
fn network(text: &str) -> Option<(IpAddr, u32)> {
    let (address, bits) = match text.split_once('/') {
        Some((address, bits)) => (address, Some(bits.parse().ok()?)),
        None => (text, None),
    };
    let address: IpAddr = address.parse().ok()?;
    let all = match address {
        IpAddr::V4(_) => u32::BITS,
        IpAddr::V6(_) => u128::BITS,
    };
    let bits = bits.unwrap_or(all);
    let is_valid = bits <= all;
    // An IPv4 address in the form of IPv6 is the same as in its own.
    let (address, bits) = match (address.to_canonical(), bits.checked_sub(96)) {
        (v4 @ IpAddr::V4(_), Some(bits)) if address.is_ipv6() => (v4, bits),
        _ => (address, bits),
    };
    is_valid.then_some((address, bits))
}

fn is_in(address: IpAddr, network: IpAddr, bits: u32) -> bool {
    match (address, network) {
        (IpAddr::V4(address), IpAddr::V4(network)) => {
            let other = address.to_bits() ^ network.to_bits();
            other.leading_zeros() >= bits
        }
        (IpAddr::V6(address), IpAddr::V6(network)) => {
            let other = address.to_bits() ^ network.to_bits();
            other.leading_zeros() >= bits
        }
        _ => false,
    }
}

/// Returns whether a host is this one or a subdomain of it, ignoring case.
fn is_below(host: &str, domain: &str) -> bool {
    let domain = domain.strip_prefix('.').unwrap_or(domain);
    let Some(start) = host.len().checked_sub(domain.len()) else {
        return domain == "*";
    };
    let is_end = host
        .get(start..)
        .is_some_and(|end| end.eq_ignore_ascii_case(domain));
    let before = host.get(..start).unwrap_or_default();
    domain == "*" || is_end && (before.is_empty() || before.ends_with('.'))
}
