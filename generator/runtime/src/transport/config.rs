//! The settings of connections.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

#[cfg(feature = "default-transport")]
use crate::error::build::BuildError;
use crate::transport::resolver::Resolver;

/// Which proxy requests are sent through.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) enum Proxy {
    /// The one of `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`.
    #[default]
    Environment,
    None,
    /// The proxy's URI, which may contain a password.
    Uri(String),
}

/// Which version of HTTP is used. HTTP/2 needs the crate's feature `http2`, which is off by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Http2 {
    /// HTTP/2 if the feature is on and the server offers it in the TLS handshake, otherwise HTTP/1.1.
    #[default]
    Negotiated,
    /// Always HTTP/1.1.
    Never,
    /// Always HTTP/2, also without TLS. Without the feature, building the client fails.
    Always,
}

/// Builds TLS settings with the given certificates.
#[cfg(feature = "default-transport")]
pub(crate) type ReadCertificates =
    fn(&ConnectionConfig, rustls::RootCertStore) -> Result<rustls::ClientConfig, BuildError>;

/// The settings of connections.
#[derive(Clone)]
pub struct ConnectionConfig {
    pub(crate) connect_timeout: Duration,
    pub(crate) proxy: Proxy,
    pub(crate) root_certificates: Vec<Vec<u8>>,
    pub(crate) only_given_roots: bool,
    /// Certificate chain and private key, both as PEM.
    pub(crate) client_certificate: Option<(Vec<u8>, Vec<u8>)>,
    /// The function that reads these certificates; it is compiled in only if some are given.
    #[cfg(feature = "default-transport")]
    pub(crate) read_certificates: Option<ReadCertificates>,
    pub(crate) connections: usize,
    pub(crate) idle_connections: usize,
    pub(crate) idle_timeout: Duration,
    pub(crate) max_headers: Option<usize>,
    pub(crate) http2: Http2,
    pub(crate) resolver: Option<Arc<dyn Resolver>>,
}

#[cfg(feature = "http2")]
impl ConnectionConfig {
    /// The limit on the headers of a response over HTTP/2, in bytes: hyper's own for HTTP/1. That for HTTP/2 is 16 KiB,
    /// and some services send more.
    pub(super) const LONGEST_HEAD: u32 = 8_192 + 100 * 4_096;
}

impl Default for ConnectionConfig {
    fn default() -> ConnectionConfig {
        ConnectionConfig {
            connect_timeout: Duration::from_secs(10),
            proxy: Proxy::default(),
            root_certificates: Vec::new(),
            only_given_roots: false,
            client_certificate: None,
            #[cfg(feature = "default-transport")]
            read_certificates: None,
            connections: 256,
            idle_connections: 100,
            idle_timeout: Duration::from_secs(60),
            max_headers: None,
            http2: Http2::default(),
            resolver: None,
        }
    }
}

impl fmt::Debug for ConnectionConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The proxy's URI may contain a password, so only its kind is shown.
        let proxy = match self.proxy {
            Proxy::Environment => "environment",
            Proxy::None => "none",
            Proxy::Uri(_) => "explicit",
        };
        f.debug_struct("ConnectionConfig")
            .field("connect_timeout", &self.connect_timeout)
            .field("proxy", &proxy)
            .field("root_certificates", &self.root_certificates.len())
            .field("client_certificate", &self.client_certificate.is_some())
            .field("connections", &self.connections)
            .field("idle_connections", &self.idle_connections)
            .field("idle_timeout", &self.idle_timeout)
            .field("max_headers", &self.max_headers)
            .field("http2", &self.http2)
            .field("resolver", &self.resolver.is_some())
            .finish_non_exhaustive()
    }
}

impl AsRef<ConnectionConfig> for ConnectionConfig {
    fn as_ref(&self) -> &ConnectionConfig {
        self
    }
}
