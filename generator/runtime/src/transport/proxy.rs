//! Which proxies are used, by variables or as a program says.

use http::Uri;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};

use crate::error::build::BuildError;
use crate::transport::host::is_reachable;

/// Why a SOCKS proxy is not used.
pub(super) const NO_SOCKS: &str = "it is a SOCKS proxy, which takes the cargo feature `socks`";

/// Why a proxy of another kind is not used, nor gone past.
pub(super) const UNKNOWN_SCHEME: &str = "the proxy's URL must begin with `http://` or `socks5://`";

/// What stands for a proxy that cannot be used, so that requests that are meant for it fail.
const UNUSABLE: &str = "socks4://unusable";

/// Proxies, and what is asked for without them.
pub(super) struct Proxies {
    all: Matcher,
    /// The hosts of `NO_PROXY` that have a port, each as a proxy for all others.
    but: Vec<(u16, Matcher)>,
}

impl Proxies {
    /// Everything by one proxy.
    pub(super) fn one(uri: &str) -> Proxies {
        Self::without_ports(Matcher::builder().all(uri.to_owned()).build())
    }

    fn without_ports(all: Matcher) -> Proxies {
        let but = Vec::new();
        Proxies { all, but }
    }

    /// The proxy for a URL.
    pub(super) fn intercept(&self, uri: &Uri) -> Option<Intercept> {
        let default = if uri.scheme_str() == Some("http") {
            80
        } else {
            443
        };
        let port = uri.port_u16().unwrap_or(default);
        let mut but = self.but.iter().filter(|(own, _)| *own == port);
        match but.any(|(_, others)| others.intercept(uri).is_none()) {
            true => None,
            false => self.all.intercept(uri),
        }
    }
}

/// The proxies that variables name, where curl looks for them.
pub(super) fn proxies_of(variable: impl Fn(&str) -> Option<String>) -> Proxies {
    let is_set = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
    let get = |upper: &str, lower: &str| is_set(upper).or_else(|| is_set(lower));
    let usable = |uri: String| match uri.trim().parse::<Uri>() {
        Ok(parsed) if has_proxy(&parsed) => match parsed.scheme_str() {
            None | Some("http" | "socks5" | "socks5h") => uri.trim().to_owned(),
            Some(_) => UNUSABLE.to_owned(),
        },
        _ => UNUSABLE.to_owned(),
    };
    let proxy = |upper: &str, lower: &str| get(upper, lower).map(usable).unwrap_or_default();
    // A web server puts headers of a request into variables, `Proxy` as `HTTP_PROXY`.
    let http = match variable("REQUEST_METHOD") {
        Some(_) => "http_proxy",
        None => "HTTP_PROXY",
    };
    let no = get("NO_PROXY", "no_proxy").unwrap_or_default();
    if no.trim() == "*" {
        return Proxies::without_ports(Matcher::builder().build());
    }
    let hosts = || no.split([',', ' ']).map(without_marks);
    let others = |(host, port)| {
        let others = Matcher::builder()
            .all(UNUSABLE.to_owned())
            .no(without_marks(host));
        (port, others.build())
    };
    Proxies {
        all: Matcher::builder()
            .all(proxy("ALL_PROXY", "all_proxy"))
            .http(proxy(http, "http_proxy"))
            .https(proxy("HTTPS_PROXY", "https_proxy"))
            .no(hosts().collect::<Vec<_>>().join(","))
            .build(),
        but: hosts().filter_map(with_port).map(others).collect(),
    }
}

/// The host and the port of one that is not an address of IPv6 without brackets.
fn with_port(host: &str) -> Option<(&str, u16)> {
    let (host, port) = host.rsplit_once(':')?;
    let port = port.parse().ok()?;
    (!host.contains(':') || host.ends_with(']')).then_some((host, port))
}

/// A host of `NO_PROXY` as the matcher reads it: it knows neither brackets nor asterisks.
fn without_marks(host: &str) -> &str {
    let host = host
        .strip_prefix('*')
        .filter(|rest| rest.starts_with('.'))
        .unwrap_or(host);
    let address = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    address.unwrap_or(host)
}

/// Whether a URL has a host that can be; a second `@` is one of the password that was not encoded.
fn has_proxy(uri: &Uri) -> bool {
    let authority = uri.authority().map_or("", http::uri::Authority::as_str);
    is_reachable(uri) && authority.matches('@').count() <= 1
}

pub(super) fn check_proxy(uri: &str) -> Result<(), BuildError> {
    let uri: Uri = uri
        .parse()
        .map_err(|_| BuildError::InvalidProxy("it is not a URL"))?;
    if !has_proxy(&uri) {
        return Err(BuildError::InvalidProxy(
            "no host has that name, or no server that port; percent-encode user and password",
        ));
    }
    match uri.scheme_str() {
        Some("http") => Ok(()),
        Some("socks5" | "socks5h") if cfg!(feature = "socks") => Ok(()),
        Some("socks5" | "socks5h") => Err(BuildError::InvalidProxy(NO_SOCKS)),
        _ => Err(BuildError::InvalidProxy(UNKNOWN_SCHEME)),
    }
}

#[cfg(test)]
mod tests {
    use super::proxies_of;

    #[test]
    fn a_variable_with_a_proxy_that_cannot_be_used_is_never_gone_past() {
        let uri = |proxy: &str, target: &'static str| {
            let proxies = proxies_of(|name| (name == "all_proxy").then(|| proxy.to_owned()));
            let found = proxies.intercept(&target.parse().unwrap())?;
            Some(found.uri().to_string())
        };
        for unusable in [
            "https://proxy.example",
            "socks4://proxy.example",
            "ftp://proxy.example",
            "htp://proxy.example:3128",
            "http://",
            "http//proxy.example",
            "http:/proxy.example",
            "http://user:pass word@proxy.example",
            "http://proxy.example:99999",
            "proxy example",
            "http://user:p@ss@proxy.example",
            "http://proxy\u{fffd}.example",
        ] {
            for target in ["https://h.example/", "http://h.example/"] {
                let found = uri(unusable, target);
                assert_eq!(found.as_deref(), Some("socks4://unusable/"), "{unusable}");
            }
        }
        let usual = Some("http://proxy.example:3128/".to_owned());
        assert_eq!(
            uri(
                "http://user:password@proxy.example:3128",
                "https://h.example/"
            ),
            usual
        );
        assert_eq!(uri("proxy.example:3128", "https://h.example/"), usual);
        assert_eq!(uri(" ", "https://h.example/"), None);
    }

    /// Whether a URL is asked for through a proxy where these variables are set.
    fn is_proxied(variables: &[(&str, &str)], uri: &'static str) -> bool {
        let proxies = proxies_of(|name| {
            let known = variables.iter().find(|known| known.0 == name);
            known.map(|known| known.1.to_owned())
        });
        proxies.intercept(&uri.parse().unwrap()).is_some()
    }

    #[test]
    fn a_header_of_a_request_to_this_program_names_no_proxy() {
        let cgi = ("REQUEST_METHOD", "GET");
        let upper = ("HTTP_PROXY", "http://evil.example");
        assert!(is_proxied(&[upper], "http://h.example/"));
        assert!(!is_proxied(&[upper, cgi], "http://h.example/"));
        for other in ["http_proxy", "all_proxy", "ALL_PROXY"] {
            assert!(is_proxied(
                &[(other, "http://p.example"), cgi],
                "http://h.example/"
            ));
        }
        let https = ("HTTPS_PROXY", "http://p.example");
        assert!(is_proxied(&[https, cgi], "https://h.example/"));
    }

    #[test]
    fn a_variable_that_is_set_to_nothing_is_not_set() {
        let variables = [("HTTPS_PROXY", ""), ("https_proxy", "http://p.example")];
        assert!(is_proxied(&variables, "https://h.example/"));
    }

    #[test]
    fn hosts_without_a_proxy_are_named_in_the_usual_forms() {
        let is_proxied = |no, uri| {
            let variables = [("ALL_PROXY", "http://p.example"), ("NO_PROXY", no)];
            is_proxied(&variables, uri)
        };
        for (no, uri) in [
            ("*", "https://h.example/"),
            ("*", "https://192.0.2.1/"),
            ("*", "https://[2001:db8::1]/"),
            ("h.example", "https://h.example/"),
            ("example", "https://h.example:8443/"),
            (".example", "https://h.example/"),
            ("*.example", "https://h.example/"),
            ("a.b, H.EXAMPLE", "https://h.example/"),
            ("a.b h.example", "https://h.example/"),
            ("192.0.2.0/24", "https://192.0.2.1/"),
            ("[2001:db8::1]", "https://[2001:db8::1]/"),
            ("2001:db8::/32", "https://[2001:db8::1]/"),
            ("h.example:8443", "https://h.example:8443/"),
            ("*.example:443", "https://h.example/"),
            ("a.b:80,192.0.2.1:80", "http://192.0.2.1/"),
            ("[2001:db8::1]:8443", "https://[2001:db8::1]:8443/"),
        ] {
            assert!(!is_proxied(no, uri), "{no} {uri}");
        }
        for (no, uri) in [
            ("", "https://h.example/"),
            ("ample", "https://h.example/"),
            ("x.h.example", "https://h.example/"),
            ("192.0.2.1", "https://192.0.2.11/"),
            ("h.example:8443", "https://h.example/"),
            ("h.example:443", "http://h.example/"),
            ("h.example:", "https://h.example/"),
            ("2001:db8::1:443", "https://[2001:db8::1]/"),
            (":443", "https://h.example/"),
        ] {
            assert!(is_proxied(no, uri), "{no} {uri}");
        }
    }
}
