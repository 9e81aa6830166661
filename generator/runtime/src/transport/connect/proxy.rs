//! Selects the proxy for a request, from environment variables or from the settings.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{HeaderValue, Uri, uri};
use percent_encoding::percent_decode_str;

use crate::error::build::BuildError;
use crate::transport::connect::no_proxy::Exceptions;
use crate::transport::host::is_reachable;

/// Why a SOCKS proxy cannot be used.
pub(super) const NO_SOCKS: &str = "it is a SOCKS proxy, which takes the cargo feature `socks`";

/// Why a proxy with another scheme cannot be used.
const UNKNOWN_SCHEME: &str = "the proxy's URL must begin with `http://` or `socks5://`";

/// Why a proxy whose URL is invalid cannot be used. It is never bypassed.
pub(super) const INVALID: &str = "the proxy's URL must begin with `http://` or `socks5://` and have a valid host, with \
    user and password in percent-encoded UTF-8: the user without a colon for HTTP, each at most 255 bytes for SOCKS";

/// The longest user, and password, that a SOCKS proxy takes, in bytes (RFC 1929, 2): the length is sent as one byte.
const LONGEST: usize = 255;

/// Replaces the URL of a proxy that cannot be used, so that requests through it fail.
const UNUSABLE: &str = "socks4://unusable/";

/// A proxy, with the user and the password for it.
#[derive(Clone)]
pub(super) struct ProxyServer {
    pub(super) uri: Uri,
    pub(super) user: Option<(String, String)>,
}

impl ProxyServer {
    /// Parses the URL of a proxy, which may have no scheme. Requests through the result of an invalid URL fail.
    fn of(url: &str) -> ProxyServer {
        ProxyServer::parse(url).unwrap_or_else(|| ProxyServer {
            uri: Uri::from_static(UNUSABLE),
            user: None,
        })
    }

    fn parse(url: &str) -> Option<ProxyServer> {
        let url: Uri = url.strip_suffix('/').unwrap_or(url).parse().ok()?;
        if !has_proxy(&url)
            || !matches!(url.scheme_str(), None | Some("http" | "socks5" | "socks5h"))
        {
            return None;
        }
        let mut authority = url.authority()?.clone();
        let mut user = None;
        if let Some((own, host)) = authority.as_str().split_once('@') {
            let (name, password) = own.split_once(':').unwrap_or((own, ""));
            // What is not UTF-8 cannot be given to a SOCKS proxy, and another password must not be sent instead.
            let decoded = |text| percent_decode_str(text).decode_utf8().ok();
            let (name, password) = (decoded(name)?.into_owned(), decoded(password)?.into_owned());
            let is_socks = url.scheme_str().is_some_and(|s| s.starts_with("socks"));
            // HTTP ends the user at its first colon (RFC 7617, 2).
            let is_wrong = match is_socks {
                true => name.len().max(password.len()) > LONGEST,
                false => name.contains(':'),
            };
            if is_wrong {
                return None;
            }
            user = Some((name, password));
            authority = Authority::try_from(host).ok()?;
        }
        let mut parts = uri::Parts::default();
        parts.scheme = Some(url.scheme().cloned().unwrap_or(Scheme::HTTP));
        parts.authority = Some(authority);
        parts.path_and_query = Some(PathAndQuery::from_static("/"));
        let uri = Uri::from_parts(parts).ok()?;
        Some(ProxyServer { uri, user })
    }

    /// Returns the header that authenticates the user to an HTTP proxy.
    pub(super) fn basic(&self) -> Option<HeaderValue> {
        let (name, password) = self.user.as_ref()?;
        let encoded = BASE64_STANDARD.encode(format!("{name}:{password}"));
        let mut basic = HeaderValue::try_from(format!("Basic {encoded}")).ok()?;
        basic.set_sensitive(true);
        Some(basic)
    }
}

/// The proxies by scheme, and the hosts without one.
#[derive(Default)]
pub(super) struct Proxies {
    http: Option<ProxyServer>,
    https: Option<ProxyServer>,
    but: Exceptions,
}

impl Proxies {
    /// Sends everything through one proxy.
    pub(super) fn one(url: &str) -> Proxies {
        let proxy = Some(ProxyServer::of(url));
        Proxies {
            http: proxy.clone(),
            https: proxy,
            but: Exceptions::default(),
        }
    }

    /// Returns the proxy for plain HTTP.
    pub(super) fn of_http(&self) -> Option<&ProxyServer> {
        self.http.as_ref()
    }

    /// Returns the proxy for a URL.
    pub(super) fn intercept(&self, uri: &Uri) -> Option<&ProxyServer> {
        let proxy = match uri.scheme_str() {
            Some("http") => self.http.as_ref(),
            Some("https") => self.https.as_ref(),
            _ => None,
        };
        proxy.filter(|_| !self.but.has(uri))
    }
}

/// Returns the proxies of the environment variables. A name in upper case precedes the one in lower case, as in other
/// clients in Rust; curl does it the other way round.
pub(super) fn proxies_of(variable: &dyn Fn(&str) -> Option<String>) -> Proxies {
    let is_set = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
    let get = |upper: &str, lower: &str| is_set(upper).or_else(|| is_set(lower));
    let no = get("NO_PROXY", "no_proxy").unwrap_or_default();
    if no.trim() == "*" {
        return Proxies::default();
    }
    let proxy = |upper: &str, lower: &str| get(upper, lower).map(|url| ProxyServer::of(url.trim()));
    // CGI passes the headers of a request in variables: the header `Proxy` as `HTTP_PROXY`.
    let http = match variable("REQUEST_METHOD") {
        Some(_) => "http_proxy",
        None => "HTTP_PROXY",
    };
    let all = proxy("ALL_PROXY", "all_proxy");
    Proxies {
        http: proxy(http, "http_proxy").or_else(|| all.clone()),
        https: proxy("HTTPS_PROXY", "https_proxy").or(all),
        but: Exceptions::of(&no),
    }
}

/// Returns whether a URL has a valid host; with a second `@`, the password was not encoded.
fn has_proxy(uri: &Uri) -> bool {
    let authority = uri.authority().map_or("", Authority::as_str);
    is_reachable(uri) && authority.matches('@').count() <= 1
}

pub(super) fn check_proxy(url: &str) -> Result<(), BuildError> {
    let uri: Uri = url
        .parse()
        .map_err(|_| BuildError::InvalidProxy("it is not a URL"))?;
    if !has_proxy(&uri) {
        return Err(BuildError::InvalidProxy(
            "no host has that name, or no server that port; percent-encode user and password",
        ));
    }
    match uri.scheme_str() {
        Some("socks5" | "socks5h") if !cfg!(feature = "socks") => {
            Err(BuildError::InvalidProxy(NO_SOCKS))
        }
        Some("http" | "socks5" | "socks5h") => match ProxyServer::parse(url) {
            Some(_) => Ok(()),
            None => Err(BuildError::InvalidProxy(INVALID)),
        },
        _ => Err(BuildError::InvalidProxy(UNKNOWN_SCHEME)),
    }
}

#[cfg(test)]
mod tests {
    use super::proxies_of;

    #[test]
    fn a_variable_with_a_proxy_that_cannot_be_used_is_never_gone_past() {
        let uri = |proxy: &str, target: &'static str| {
            let proxies = proxies_of(&|name| (name == "all_proxy").then(|| proxy.to_owned()));
            let found = proxies.intercept(&target.parse().unwrap())?;
            Some(found.uri.to_string())
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
            "http://user:p%FF@proxy.example",
            &format!("socks5://user:{}@proxy.example", "p".repeat(256)),
            &format!("socks5h://{}@proxy.example", "u".repeat(256)),
            "proxy.example/path",
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
        for short in ["proxy.example:3128", "proxy.example:3128/"] {
            assert_eq!(uri(short, "https://h.example/"), usual);
        }
        assert_eq!(uri(" ", "https://h.example/"), None);
    }

    /// Returns whether a URL is requested through a proxy with these variables.
    fn is_proxied(variables: &[(&str, &str)], uri: &'static str) -> bool {
        let proxies = proxies_of(&|name| {
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
    fn a_password_that_cannot_be_sent_is_refused_when_the_client_is_built() {
        let long = "p".repeat(256);
        let is_valid = |url: &str| super::check_proxy(url).is_ok();
        assert!(is_valid(&format!("http://user:{long}@proxy.example")));
        assert!(!is_valid(&format!("socks5://user:{long}@proxy.example")));
        assert!(!is_valid(&format!("socks5h://{long}:p@proxy.example")));
        let most = long.get(1..).unwrap();
        let of_socks = is_valid(&format!("socks5://{most}:{most}@proxy.example"));
        assert_eq!(of_socks, cfg!(feature = "socks"));
        assert!(!is_valid("http://user:p%FF@proxy.example"));
        // That would be the user `a` with the password `b:p`.
        assert!(!is_valid("http://a%3Ab:p@proxy.example"));
        assert!(is_valid("http://ab:p%3Aq@proxy.example"));
    }

    #[test]
    fn user_and_password_are_decoded() {
        let proxies = super::Proxies::one("http://Aladdin:open%20sesame@proxy.example:3128");
        let proxy = proxies.intercept(&"http://h.example/".parse().unwrap());
        let proxy = proxy.unwrap();
        assert_eq!(proxy.uri, "http://proxy.example:3128/");
        let user = ("Aladdin".to_owned(), "open sesame".to_owned());
        assert_eq!(proxy.user, Some(user));
        let basic = proxy.basic().unwrap();
        assert_eq!(basic, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assert!(basic.is_sensitive());
    }

    #[test]
    fn a_variable_that_is_set_to_nothing_is_not_set() {
        let variables = [("HTTPS_PROXY", " "), ("https_proxy", "http://p.example")];
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
            (" * ", "https://192.0.2.1/"),
            ("*", "https://[2001:db8::1]/"),
            ("h.example", "https://h.example/"),
            ("example", "https://h.example:8443/"),
            (".example", "https://h.example/"),
            ("*.example", "https://h.example/"),
            ("a.b, H.EXAMPLE", "https://h.example/"),
            ("a.b h.example", "https://h.example/"),
            ("a.b\th.example", "https://h.example/"),
            ("h.example", "https://h.example./"),
            (".example.", "https://h.example/"),
            ("192.0.2.0/24", "https://192.0.2.1/"),
            ("[2001:db8::1]", "https://[2001:db8::1]/"),
            ("2001:db8::/32", "https://[2001:db8::1]/"),
            ("h.example:8443", "https://h.example:8443/"),
            ("*.example:443", "https://h.example/"),
            ("a.b:80,192.0.2.1:80", "http://192.0.2.1/"),
            ("[2001:db8::1]:8443", "https://[2001:db8::1]:8443/"),
            ("0.0.0.0/0", "https://192.0.2.1/"),
            ("a.b,*", "https://h.example/"),
            ("192.0.2.1", "https://[::ffff:192.0.2.1]/"),
            ("192.0.2.0/24", "https://[::ffff:192.0.2.1]/"),
            ("::ffff:192.0.2.0/120", "https://192.0.2.1/"),
        ] {
            assert!(!is_proxied(no, uri), "{no} {uri}");
        }
        for (no, uri) in [
            ("", "https://h.example/"),
            ("ample", "https://h.example/"),
            ("another", "https://h.example/"),
            ("x.h.example", "https://h.example/"),
            ("192.0.2.1", "https://192.0.2.11/"),
            ("h.example:8443", "https://h.example/"),
            ("h.example:443", "http://h.example/"),
            ("h.example:", "https://h.example/"),
            ("2001:db8::1:443", "https://[2001:db8::1]/"),
            (":443", "https://h.example/"),
            ("192.0.2.0/24", "https://192.0.3.1/"),
            ("192.0.2.0/33", "https://192.0.2.0/"),
            ("::/0", "https://192.0.2.1/"),
            ("::ffff:192.0.2.0/120", "https://192.0.3.1/"),
            ("::ffff:192.0.2.0/129", "https://192.0.2.1/"),
            ("a.b,*", "https://192.0.2.1/"),
        ] {
            assert!(is_proxied(no, uri), "{no} {uri}");
        }
    }
}
