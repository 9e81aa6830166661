//! The settings of a client.

use crate::transport::config::ConnectionConfig;

use std::sync::Arc;
use std::time::Duration;

use crate::call::options::Limits;
use crate::call::retry::RetryPolicy;
use crate::transport::config::{Http2, Proxy};
use crate::transport::resolver::Resolver;

/// The settings of a client. Every time limit has a default; [`Duration::MAX`] switches one off.
#[derive(Clone, Debug, Default)]
pub struct Config {
    pub(crate) connections: ConnectionConfig,
    pub(crate) limits: Limits,
    pub(crate) retry: RetryPolicy,
    pub(crate) user_agent: Option<String>,
    pub(crate) allow_plain_http: bool,
}

impl Config {
    /// The defaults.
    pub fn new() -> Config {
        Config::default()
    }

    /// The longest time for name lookup, TCP and TLS handshakes together. Default: 10 seconds.
    pub fn connect_timeout(mut self, limit: Duration) -> Config {
        self.connections.connect_timeout = limit;
        self
    }

    /// The longest wait for the head of a response, for each attempt: from when it has its place among the
    /// [connections](Self::connections), so that the connection is opened in it, and from the last piece of the request's
    /// body that the connection took. A long body, or one that is a stream and has nothing to send for a while, is
    /// limited by the [whole call](Self::call_timeout) alone; a server that reads no further is given up. Default:
    /// 60 seconds.
    pub fn response_timeout(mut self, limit: Duration) -> Config {
        self.limits.response_timeout = limit;
        self
    }

    /// The longest silence inside the body of a response. Default: 30 seconds.
    pub fn read_timeout(mut self, limit: Duration) -> Config {
        self.limits.read_timeout = limit;
        self
    }

    /// The longest time for a call with all its attempts and waits; a body that is handed out as a
    /// stream is not included. Default: 120 seconds.
    pub fn call_timeout(mut self, limit: Duration) -> Config {
        self.limits.call_timeout = limit;
        self
    }

    /// The most bytes of a success's body, also after decompression; a body that is handed out as a
    /// stream is not limited. Decoded it takes at most about four times as much memory as this limit, so JSON of very
    /// many very small values may be refused before. Default: 64 MiB.
    pub fn max_response_body(mut self, bytes: u64) -> Config {
        self.limits.max_response_body = bytes;
        self
    }

    /// Makes a success an error whose status the description does not have. Without it, such a success is read as
    /// the documented one where there is one only, or one only with a body; and as one without a body where none is
    /// documented, or where it has none. What does not fit is an error that keeps everything.
    pub fn reject_undocumented(mut self, reject: bool) -> Config {
        self.limits.reject_undocumented = reject;
        self
    }

    /// The most bytes that are kept of the body of an error, after decompression; the rest is not read, and
    /// [`Error::is_truncated`](crate::Error::is_truncated) says so. Default: 1 MiB.
    pub fn max_error_body(mut self, bytes: u64) -> Config {
        self.limits.max_error_body = bytes;
        self
    }

    /// Keeps the body of each success as it came, beside what is decoded from it:
    /// [`Response::raw_body`](crate::Response::raw_body) returns it. A body that is handed out as a stream is not
    /// kept. Default: `false`.
    pub fn keep_raw_body(mut self, keep: bool) -> Config {
        self.limits.keep_raw_body = keep;
        self
    }

    /// What is sent again, how often, and after which waits.
    pub fn retry(mut self, policy: RetryPolicy) -> Config {
        self.retry = policy;
        self
    }

    /// The `User-Agent` header. A text that is no header value is refused when the client is built.
    pub fn user_agent(mut self, text: &str) -> Config {
        self.user_agent = Some(text.to_owned());
        self
    }

    /// Lets credentials be sent over `http://` to a host that is not this machine.
    pub fn allow_plain_http(mut self, allow: bool) -> Config {
        self.allow_plain_http = allow;
        self
    }

    /// Sends everything through this proxy, such as `http://user:password@proxy:3128` or
    /// `socks5://proxy:1080` (with the cargo feature `socks`); what is for this machine itself only where the proxy is
    /// on it too. Default: as the environment says (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`, in upper or
    /// lower case). One that cannot be used is an error, and never gone past.
    pub fn proxy(mut self, uri: impl Into<String>) -> Config {
        self.connections.proxy = Proxy::Uri(uri.into());
        self
    }

    /// Uses no proxy, whatever the environment says.
    pub fn no_proxy(mut self) -> Config {
        self.connections.proxy = Proxy::None;
        self
    }

    /// Trusts this certificate as a root beside the built-in ones: one in DER form, or any number in
    /// PEM form. Signatures by Ed25519, which no public authority makes, are accepted with it.
    pub fn root_certificate(mut self, certificate: impl Into<Vec<u8>>) -> Config {
        self.connections.root_certificates.push(certificate.into());
        self.read_certificates()
    }

    /// Trusts the given roots only.
    pub fn only_given_roots(mut self) -> Config {
        self.connections.only_given_roots = true;
        self
    }

    /// Proves this client's identity to the server (mutual TLS) with a certificate, its chain after it,
    /// and its private key, both in PEM form.
    pub fn client_certificate(
        mut self,
        chain: impl Into<Vec<u8>>,
        key: impl Into<Vec<u8>>,
    ) -> Config {
        self.connections.client_certificate = Some((chain.into(), key.into()));
        self.read_certificates()
    }

    #[cfg_attr(
        not(feature = "default-transport"),
        allow(unused_mut, reason = "no transport reads them")
    )]
    fn read_certificates(mut self) -> Config {
        #[cfg(feature = "default-transport")]
        {
            self.connections.read_certificates = Some(crate::transport::tls::with_certificates);
        }
        self
    }

    /// Finds the addresses of servers and proxies by this resolver, instead of the system's.
    pub fn resolver(mut self, resolver: impl Resolver) -> Config {
        self.connections.resolver = Some(Arc::new(resolver));
        self
    }

    /// The most requests that are under way at once, each with a connection of its own unless HTTP/2 is spoken; others
    /// wait in line, within the time of the [whole call](Self::call_timeout). A body that is read as a stream counts
    /// until it is read or dropped.
    /// Default: 256, far fewer than the files that a process usually may have open.
    pub fn connections(mut self, most: usize) -> Config {
        self.connections.connections = most;
        self
    }

    /// The most idle connections kept for each host. Those of other hosts are closed where as many are open in all as
    /// there may be [requests](Self::connections). Default: 100.
    pub fn idle_connections(mut self, most: usize) -> Config {
        self.connections.idle_connections = most;
        self
    }

    /// How long an idle connection is kept. Default: 60 seconds.
    pub fn idle_timeout(mut self, limit: Duration) -> Config {
        self.connections.idle_timeout = limit;
        self
    }

    /// The most headers of a response, no more than 32,768. Default: 100.
    pub fn max_headers(mut self, most: usize) -> Config {
        self.connections.max_headers = Some(most);
        self
    }

    /// Which version of HTTP is spoken.
    pub fn http2(mut self, http2: Http2) -> Config {
        self.connections.http2 = http2;
        self
    }
}

impl AsRef<ConnectionConfig> for Config {
    fn as_ref(&self) -> &ConnectionConfig {
        &self.connections
    }
}
