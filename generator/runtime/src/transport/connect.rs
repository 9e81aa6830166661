//! Opens connections: name lookup, TCP, proxy, TLS, all within one time limit.

use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder, MaybeHttpsStream};
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use tower_service::Service;

use crate::body::error::{BoxError, TimeoutPhase, TransportError, TransportErrorKind};
use crate::error::build::BuildError;
use crate::transport::config::{ConnectionConfig, Proxy};
use crate::transport::host::{is_loopback, is_reachable};
use crate::transport::tcp::{Direct, Tcp};
use crate::transport::tls;

#[cfg(feature = "http2")]
use crate::transport::config::Http2;
#[cfg(feature = "socks")]
use hyper_util::client::legacy::connect::proxy::SocksV5;

type Connecting<T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send>>;

/// Opens a connection within the connect timeout.
// Shared, since the client copies it for each connection and drops it in many places.
#[derive(Clone)]
pub(crate) struct Connector {
    inner: Arc<HttpsConnector<Proxied>>,
    limit: Duration,
}

impl Connector {
    pub(crate) fn new(config: &ConnectionConfig) -> Result<Connector, BuildError> {
        let builder = HttpsConnectorBuilder::new()
            .with_tls_config(tls::client_config(config)?)
            .https_or_http();
        let proxied = Proxied::new(config)?;
        #[cfg(not(feature = "http2"))]
        let inner = builder.enable_http1().wrap_connector(proxied);
        #[cfg(feature = "http2")]
        let inner = match config.http2 {
            Http2::Negotiated => builder.enable_all_versions().wrap_connector(proxied),
            Http2::Never => builder.enable_http1().wrap_connector(proxied),
            Http2::Always => builder.enable_http2().wrap_connector(proxied),
        };
        Ok(Connector {
            inner: Arc::new(inner),
            limit: config.connect_timeout,
        })
    }
}

impl Service<Uri> for Connector {
    type Response = MaybeHttpsStream<Tcp>;
    type Error = BoxError;
    type Future = Connecting<Self::Response>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        // Opening a TCP connection waits for no turn.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let connecting = HttpsConnector::clone(&self.inner).call(uri);
        let limit = self.limit;
        Box::pin(async move {
            tokio::time::timeout(limit, connecting)
                .await
                .unwrap_or_else(|_| {
                    let phase = TimeoutPhase::Connect;
                    Err(TransportError::new(TransportErrorKind::Timeout { phase, limit }).into())
                })
        })
    }
}

/// Opens a TCP connection, through a proxy where one is set for the host.
#[derive(Clone)]
struct Proxied {
    proxies: Option<Arc<Matcher>>,
    /// Whether the proxies come from the environment: those are not meant for this machine itself.
    from_environment: bool,
}

impl Proxied {
    fn new(config: &ConnectionConfig) -> Result<Proxied, BuildError> {
        let proxies = match &config.proxy {
            Proxy::None => None,
            Proxy::Environment => proxies_of(|name| std::env::var(name).ok()).map(Arc::new),
            Proxy::Uri(uri) => {
                check_proxy(uri)?;
                Some(Arc::new(Matcher::builder().all(uri.clone()).build()))
            }
        };
        let from_environment = config.proxy == Proxy::Environment;
        Ok(Proxied {
            proxies,
            from_environment,
        })
    }

    #[cfg(feature = "socks")]
    fn by_socks(&self, proxy: &Intercept, uri: Uri) -> Connecting<Tcp> {
        let mut socks = SocksV5::new(with_port(proxy.uri(), 1080), Direct);
        if let Some((user, password)) = proxy.raw_auth() {
            socks = socks.with_auth(user.to_owned(), password.to_owned());
        }
        through(socks.call(uri))
    }

    /// The environment may name a SOCKS proxy although the program cannot use one. Going past it, or
    /// speaking HTTP to it, would be worse than not going at all.
    #[cfg(not(feature = "socks"))]
    #[allow(clippy::unused_self, reason = "the other one needs it")]
    fn by_socks(&self, _proxy: &Intercept, _uri: Uri) -> Connecting<Tcp> {
        through(std::future::ready(Err(NO_SOCKS)))
    }

    fn intercept(&self, uri: &Uri) -> Option<Intercept> {
        let host = uri.host().unwrap_or_default();
        if is_link_local(host) || self.from_environment && is_loopback(host) {
            return None;
        }
        self.proxies.as_ref()?.intercept(uri)
    }
}

/// The addresses of this machine's own network segment: from a proxy they lead elsewhere. A cloud
/// server's metadata service, which hands out keys, has one of them.
fn is_link_local(host: &str) -> bool {
    match host.trim_start_matches('[').trim_end_matches(']').parse() {
        Ok(IpAddr::V4(address)) => address.is_link_local(),
        Ok(IpAddr::V6(address)) => address.is_unicast_link_local(),
        Err(_) => false,
    }
}

/// Why a SOCKS proxy is not used.
const NO_SOCKS: &str = "it is a SOCKS proxy, which takes the cargo feature `socks`";

/// Why a proxy of another kind is not used, nor gone past.
const UNKNOWN_SCHEME: &str = "the proxy's URL must begin with `http://` or `socks5://`";

/// What stands for a proxy that cannot be used, so that requests that are meant for it fail.
const UNUSABLE: &str = "socks4://unusable";

/// The proxies that variables name, where curl looks for them.
fn proxies_of(variable: impl Fn(&str) -> Option<String>) -> Option<Matcher> {
    // A web server puts headers of a request into variables, `Proxy` as `HTTP_PROXY`.
    if variable("REQUEST_METHOD").is_some() {
        return None;
    }
    let get = |upper: &str, lower: &str| {
        variable(upper)
            .or_else(|| variable(lower))
            .unwrap_or_default()
    };
    let proxy = |upper: &str, lower: &str| {
        let uri = get(upper, lower);
        match uri.trim().parse::<Uri>() {
            _ if uri.trim().is_empty() => String::new(),
            Ok(parsed) if is_reachable(&parsed) => match parsed.scheme_str() {
                None | Some("http" | "socks5" | "socks5h") => uri.trim().to_owned(),
                Some(_) => UNUSABLE.to_owned(),
            },
            _ => UNUSABLE.to_owned(),
        }
    };
    let matcher = Matcher::builder()
        .all(proxy("ALL_PROXY", "all_proxy"))
        .http(proxy("HTTP_PROXY", "http_proxy"))
        .https(proxy("HTTPS_PROXY", "https_proxy"))
        .no(get("NO_PROXY", "no_proxy"));
    Some(matcher.build())
}

fn check_proxy(uri: &str) -> Result<(), BuildError> {
    let uri: Uri = uri
        .parse()
        .map_err(|_| BuildError::InvalidProxy("it is not a URL"))?;
    if !is_reachable(&uri) {
        return Err(BuildError::InvalidProxy(
            "no host has that name, or no server that port",
        ));
    }
    match uri.scheme_str() {
        Some("http") => Ok(()),
        Some("socks5" | "socks5h") if cfg!(feature = "socks") => Ok(()),
        Some("socks5" | "socks5h") => Err(BuildError::InvalidProxy(NO_SOCKS)),
        _ => Err(BuildError::InvalidProxy(UNKNOWN_SCHEME)),
    }
}

impl Service<Uri> for Proxied {
    type Response = Tcp;
    type Error = BoxError;
    type Future = Connecting<Tcp>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        match self.intercept(&uri) {
            None => Direct.call(uri),
            Some(proxy)
                if proxy
                    .uri()
                    .scheme_str()
                    .is_some_and(|s| s.starts_with("socks5")) =>
            {
                self.by_socks(&proxy, uri)
            }
            Some(proxy) if proxy.uri().scheme_str() != Some("http") => {
                let kind = TransportErrorKind::ProxySettings;
                let error = TransportError::new(kind).with_source(UNKNOWN_SCHEME);
                Box::pin(std::future::ready(Err(error.into())))
            }
            Some(proxy) => {
                let mut tunnel = Tunnel::new(with_port(proxy.uri(), 80), Direct);
                if let Some(authorization) = proxy.basic_auth() {
                    tunnel = tunnel.with_auth(authorization.clone());
                }
                // The tunnel takes 443 where the URI names no port.
                let port = if uri.scheme_str() == Some("http") {
                    80
                } else {
                    443
                };
                through(tunnel.call(with_port(&uri, port)))
            }
        }
    }
}

fn through<F, E>(connecting: F) -> Connecting<Tcp>
where
    F: Future<Output = Result<Tcp, E>> + Send + 'static,
    E: Into<BoxError>,
{
    Box::pin(async move {
        connecting.await.map_err(|error| {
            let error = error.into();
            // Asking again with the same user and password changes nothing. The text is all that there is.
            let text = error.to_string();
            let refusals = [
                "authorization required",
                "authentication",
                "credentials not accepted",
            ];
            let is_refused = refusals.iter().any(|refusal| text.contains(refusal));
            let kind = match is_refused {
                true => TransportErrorKind::ProxySettings,
                false => TransportErrorKind::Proxy,
            };
            TransportError::new(kind).with_source(error).into()
        })
    })
}

/// The URI with its port, or this one; as it is where it has no host.
fn with_port(uri: &Uri, port: u16) -> Uri {
    let port = uri.port_u16().unwrap_or(port);
    let host = uri.host().unwrap_or_default();
    let scheme = uri.scheme_str().unwrap_or("http");
    Uri::builder()
        .scheme(scheme)
        .authority(format!("{host}:{port}"))
        .path_and_query("/")
        .build()
        .unwrap_or_else(|_| uri.clone())
}

#[cfg(test)]
mod tests {
    use super::{Proxied, proxies_of};
    use crate::transport::config::{ConnectionConfig, Proxy};

    #[test]
    fn a_link_local_address_is_never_asked_through_a_proxy() {
        let config = ConnectionConfig {
            proxy: Proxy::Uri("http://proxy.example:3128".to_owned()),
            ..ConnectionConfig::default()
        };
        let proxied = Proxied::new(&config).unwrap();
        let is_proxied = |uri: &'static str| proxied.intercept(&uri.parse().unwrap()).is_some();
        assert!(is_proxied("https://service.example/"));
        assert!(!is_proxied(
            "http://169.254.169.254/openstack/latest/securitykey"
        ));
        assert!(!is_proxied("http://[fe80::1]/"));
    }

    #[test]
    fn a_variable_with_a_proxy_that_cannot_be_used_is_never_gone_past() {
        let uri = |proxy: &str, target: &'static str| {
            let proxies = proxies_of(|name| (name == "all_proxy").then(|| proxy.to_owned()))?;
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
}
