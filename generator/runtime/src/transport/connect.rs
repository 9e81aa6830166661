//! Opens connections: name lookup, TCP, proxy, TLS, all within one time limit.

mod no_proxy;
mod proxy;
pub(super) mod tcp;
pub(crate) mod tls;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::uri::Scheme;
use http::{HeaderValue, Uri};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder, MaybeHttpsStream};
use hyper_util::client::legacy::connect::proxy::Tunnel;
use tower_service::Service;

use crate::body::error::{BoxError, TimeoutPhase, TransportError, TransportErrorKind};
use crate::error::build::BuildError;
use crate::transport::config::{ConnectionConfig, Http2, Proxy};
#[cfg(not(feature = "socks"))]
use crate::transport::connect::proxy::NO_SOCKS;
use crate::transport::connect::proxy::{INVALID, Proxies, ProxyServer, check_proxy, proxies_of};
use crate::transport::connect::tcp::{Direct, OpenConnections, Tcp};
use crate::transport::host::{is_link_local, is_loopback, port};

use crate::value::text::contains;
#[cfg(feature = "socks")]
use hyper_util::client::legacy::connect::proxy::SocksV5;

type Connecting<T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send>>;

/// Opens a connection within the connect timeout.
// Shared, since hyper's client clones it for each connection and drops it in many places.
#[derive(Clone)]
pub(crate) struct Connector {
    inner: Arc<Inner>,
    limit: Duration,
}

struct Inner {
    https: HttpsConnector<Proxied>,
    proxied: Proxied,
    /// The header that authenticates the user to a proxy that forwards requests.
    authorization: Option<HeaderValue>,
}

impl Connector {
    pub(crate) fn new(config: &ConnectionConfig) -> Result<Connector, BuildError> {
        let builder = HttpsConnectorBuilder::new()
            .with_tls_config(tls::client_config(config)?)
            .https_or_http();
        let proxied = Proxied::new(config)?;
        let inside = proxied.clone();
        #[cfg(not(feature = "http2"))]
        let https = builder.enable_http1().wrap_connector(inside);
        #[cfg(feature = "http2")]
        let https = match config.http2 {
            Http2::Negotiated => builder.enable_all_versions().wrap_connector(inside),
            Http2::Never => builder.enable_http1().wrap_connector(inside),
            Http2::Always => builder.enable_http2().wrap_connector(inside),
        };
        let authorization = proxied.forwarder().and_then(ProxyServer::basic);
        Ok(Connector {
            inner: Arc::new(Inner {
                https,
                proxied,
                authorization,
            }),
            limit: config.connect_timeout,
        })
    }

    /// Returns the header that authenticates the user to the proxy that forwards a request, if one does.
    pub(crate) fn authorization(&self, uri: &Uri) -> Option<HeaderValue> {
        let value = self.inner.authorization.as_ref()?;
        let is_forwarded = is_http(uri) && self.inner.proxied.intercept(uri).is_some();
        is_forwarded.then(|| value.clone())
    }

    /// Returns the number of open connections.
    pub(crate) fn open(&self) -> usize {
        self.inner.proxied.direct.open.count()
    }
}

impl Service<Uri> for Connector {
    type Response = MaybeHttpsStream<Tcp>;
    type Error = BoxError;
    type Future = Connecting<Self::Response>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        // A TCP connection can be opened at any time.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let connecting = HttpsConnector::clone(&self.inner.https).call(uri);
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

/// Opens a TCP connection, through a proxy if one is set for the host.
#[derive(Clone)]
struct Proxied {
    proxies: Option<Arc<Proxies>>,
    /// Whether the proxies come from the environment: those do not apply to this machine itself.
    from_environment: bool,
    /// Whether a proxy opens a tunnel for plain HTTP as well: it could not forward HTTP/2.
    tunnels_all: bool,
    direct: Direct,
}

impl Proxied {
    fn new(config: &ConnectionConfig) -> Result<Proxied, BuildError> {
        let proxies = match &config.proxy {
            Proxy::None => None,
            // A value that is not UTF-8 is not a URL, and is refused later.
            Proxy::Environment => Some(Arc::new(proxies_of(&|name| {
                Some(std::env::var_os(name)?.to_string_lossy().into_owned())
            }))),
            Proxy::Uri(uri) => {
                check_proxy(uri)?;
                Some(Arc::new(Proxies::one(uri)))
            }
        };
        let from_environment = config.proxy == Proxy::Environment;
        Ok(Proxied {
            proxies,
            from_environment,
            tunnels_all: config.http2 == Http2::Always,
            direct: Direct {
                resolver: config.resolver.clone(),
                open: OpenConnections::default(),
            },
        })
    }

    #[cfg(feature = "socks")]
    fn by_socks(&self, proxy: &ProxyServer, uri: Uri) -> Connecting<Tcp> {
        let mut socks = SocksV5::new(with_port(&proxy.uri, 1080), self.direct.clone());
        if let Some((user, password)) = proxy.user.clone() {
            socks = socks.with_auth(user, password);
        }
        // Without a port it would be that of HTTPS.
        through(socks.call(with_port(&uri, port(&uri))))
    }

    /// Refuses a SOCKS proxy of the environment, since the feature is off. Bypassing it, or speaking HTTP to it, would
    /// be worse than an error.
    #[cfg(not(feature = "socks"))]
    #[allow(clippy::unused_self, reason = "the other one needs it")]
    fn by_socks(&self, _proxy: &ProxyServer, _uri: Uri) -> Connecting<Tcp> {
        through(std::future::ready(Err(NO_SOCKS)))
    }

    /// Returns the proxy that gets requests over plain HTTP itself, with the whole URL (RFC 9112, 3.2.2), instead of
    /// opening a tunnel: many proxies open tunnels only for HTTPS.
    fn forwarder(&self) -> Option<&ProxyServer> {
        let proxy = self.proxies.as_ref()?.of_http()?;
        (!self.tunnels_all && is_http(&proxy.uri)).then_some(proxy)
    }

    fn intercept(&self, uri: &Uri) -> Option<&ProxyServer> {
        let host = uri.host().unwrap_or_default();
        if is_link_local(host) || self.from_environment && is_loopback(host) {
            return None;
        }
        let proxy = self.proxies.as_ref()?.intercept(uri)?;
        // A proxy on another machine would take the loopback address for its own, and get requests that are meant for
        // this one.
        let is_here = is_loopback(proxy.uri.host().unwrap_or_default());
        (is_here || !is_loopback(host)).then_some(proxy)
    }
}

fn is_http(uri: &Uri) -> bool {
    uri.scheme() == Some(&Scheme::HTTP)
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
            None => self.direct.call(uri),
            Some(proxy)
                if proxy
                    .uri
                    .scheme_str()
                    .is_some_and(|s| s.starts_with("socks5")) =>
            {
                self.by_socks(proxy, uri)
            }
            Some(proxy) if proxy.uri.scheme_str() != Some("http") => {
                let kind = TransportErrorKind::ProxySettings;
                let error = TransportError::new(kind).with_source(INVALID);
                Box::pin(std::future::ready(Err(error.into())))
            }
            Some(proxy) if is_http(&uri) && self.forwarder().is_some() => {
                let connecting = self.direct.clone().call(with_port(&proxy.uri, 80));
                through(async move { connecting.await.map(Tcp::through_forwarder) })
            }
            Some(proxy) => {
                let mut tunnel = Tunnel::new(with_port(&proxy.uri, 80), self.direct.clone());
                if let Some(authorization) = proxy.basic() {
                    tunnel = tunnel.with_auth(authorization);
                }
                // The tunnel uses port 443 if the URI has none.
                through(tunnel.call(with_port(&uri, port(&uri))))
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
            // Retrying with the same user and password is useless. Only the message identifies the error.
            let text = error.to_string();
            let refusals = [
                "authorization required",
                "authentication",
                "credentials not accepted",
            ];
            let is_refused = refusals.iter().any(|refusal| contains(&text, refusal));
            let kind = match is_refused {
                true => TransportErrorKind::ProxySettings,
                false => TransportErrorKind::Proxy,
            };
            TransportError::new(kind).with_source(error).into()
        })
    })
}

/// Returns the URI with its port or, if it has none, with this one; unchanged if it has no host.
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
    use std::sync::Arc;

    use tower_service::Service as _;

    use super::{Connector, Proxied};
    use crate::body::error::{TransportError, TransportErrorKind};
    use crate::transport::config::{ConnectionConfig, Proxy};
    use crate::transport::connect::proxy::proxies_of;

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
        assert!(!is_proxied("http://[::ffff:169.254.169.254]/"));
    }

    #[test]
    fn the_password_of_a_proxy_is_in_no_request_but_those_that_it_forwards() {
        let has_password = |proxy: &str, uri: &'static str| {
            let config = ConnectionConfig {
                proxy: Proxy::Uri(proxy.to_owned()),
                ..ConnectionConfig::default()
            };
            let connector = Connector::new(&config).unwrap();
            connector.authorization(&uri.parse().unwrap()).is_some()
        };
        let (http, socks) = ("http://u:p@p.example:1", "socks5://u:p@p.example:1");
        assert!(has_password(http, "http://h.example/"));
        assert!(!has_password(http, "https://h.example/"));
        assert!(!has_password(http, "http://169.254.169.254/"));
        assert!(!has_password("http://p.example:1", "http://h.example/"));
        assert!(!cfg!(feature = "socks") || !has_password(socks, "http://h.example/"));
    }

    #[tokio::test]
    async fn a_proxy_that_cannot_be_used_is_neither_spoken_to_nor_gone_past() {
        let config = ConnectionConfig {
            proxy: Proxy::None,
            ..ConnectionConfig::default()
        };
        let mut proxied = Proxied::new(&config).unwrap();
        for proxy in [
            "https://127.0.0.1:1",
            "socks4://127.0.0.1:1",
            "ftp://127.0.0.1:1",
            "http://",
        ] {
            let named = |name: &str| (name == "ALL_PROXY").then(|| proxy.to_owned());
            proxied.proxies = Some(Arc::new(proxies_of(&named)));
            for uri in ["http://h.invalid/", "https://h.invalid/"] {
                let error = proxied.call(uri.parse().unwrap()).await.err().unwrap();
                let error = error.downcast::<TransportError>().unwrap();
                assert_eq!(error.kind(), TransportErrorKind::ProxySettings, "{proxy}");
            }
        }
    }

    #[test]
    fn this_machine_is_asked_for_through_a_proxy_on_it_only() {
        let given = |proxy: &str, uri: &'static str, is_from_environment| {
            let config = ConnectionConfig {
                proxy: Proxy::Uri(proxy.to_owned()),
                ..ConnectionConfig::default()
            };
            let mut proxied = Proxied::new(&config).unwrap();
            proxied.from_environment = is_from_environment;
            proxied.intercept(&uri.parse().unwrap()).is_some()
        };
        let is_proxied = |proxy, uri| given(proxy, uri, false);
        for uri in [
            "http://127.0.0.1:4010/",
            "http://localhost/",
            "http://localhost./",
            "https://[::1]/",
            "http://[::ffff:127.0.0.1]/",
        ] {
            assert!(is_proxied("http://localhost:8080", uri), "{uri}");
            assert!(!is_proxied("http://proxy.example:8080", uri), "{uri}");
            // That of the environment is meant for other machines.
            assert!(!given("http://localhost:8080", uri, true), "{uri}");
        }
    }
}
