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
    /// Returns the default settings.
    pub fn new() -> Config {
        Config::default()
    }

    /// Sets the limit on name lookup, TCP and TLS handshakes together. Default: 10 seconds.
    pub fn connect_timeout(mut self, limit: Duration) -> Config {
        self.connections.connect_timeout = limit;
        self
    }

    /// Sets the limit on the wait for the head of a response, in each attempt. It begins when the request gets one of
    /// the [connections](Self::connections), so it includes opening it, and begins anew with each piece of the body
    /// that the connection accepts. A long body, or a stream that has nothing to send for a while, is limited by the
    /// [whole call](Self::call_timeout) alone; a server that stops reading runs into this limit. Default: 60 seconds.
    pub fn response_timeout(mut self, limit: Duration) -> Config {
        self.limits.response_timeout = limit;
        self
    }

    /// Sets the longest pause between two pieces of a response's body. Default: 30 seconds.
    pub fn read_timeout(mut self, limit: Duration) -> Config {
        self.limits.read_timeout = limit;
        self
    }

    /// Sets the limit on a call with all its attempts and waits, without the reading of a body that is returned as a
    /// stream. Default: 120 seconds.
    pub fn call_timeout(mut self, limit: Duration) -> Config {
        self.limits.call_timeout = limit;
        self
    }

    /// Sets the limit on the body of a successful response, in bytes after decompression; a body that is returned as a
    /// stream is not limited. A decoded body may take at most about four times this limit in memory, so JSON of very
    /// many very small values may be refused earlier. Default: 64 MiB.
    pub fn max_response_body(mut self, bytes: u64) -> Config {
        self.limits.max_response_body = bytes;
        self
    }

    /// Turns a success whose status the description does not have into an error. By default, such a success is decoded
    /// like the documented one, where there is only one, or only one with a body; and as one without a body, where none
    /// is documented or it has none. If that fails, the error has the whole response.
    pub fn reject_undocumented(mut self, reject: bool) -> Config {
        self.limits.reject_undocumented = reject;
        self
    }

    /// Sets how many bytes of an error's body are kept, after decompression; the rest is not read, and
    /// [`Error::is_truncated`](crate::Error::is_truncated) returns `true`. Default: 1 MiB.
    pub fn max_error_body(mut self, bytes: u64) -> Config {
        self.limits.max_error_body = bytes;
        self
    }

    /// Keeps the body of each success as it was received, in addition to the decoded value:
    /// [`Response::raw_body`](crate::Response::raw_body) returns it. A body that is returned as a stream is not kept.
    /// Default: `false`.
    pub fn keep_raw_body(mut self, keep: bool) -> Config {
        self.limits.keep_raw_body = keep;
        self
    }

    /// Sets which requests are sent again, how often, and after which waits.
    pub fn retry(mut self, policy: RetryPolicy) -> Config {
        self.retry = policy;
        self
    }

    /// Sets the `User-Agent` header. Building the client fails if it is no valid header value.
    pub fn user_agent(mut self, text: &str) -> Config {
        self.user_agent = Some(text.to_owned());
        self
    }

    /// Allows credentials to be sent over `http://` to a host other than this machine.
    pub fn allow_plain_http(mut self, allow: bool) -> Config {
        self.allow_plain_http = allow;
        self
    }

    /// Sends everything through this proxy, such as `http://user:password@proxy:3128` or `socks5://proxy:1080` (with
    /// the cargo feature `socks`); requests to this machine itself only if the proxy is on it too. An HTTP proxy opens
    /// a tunnel (`CONNECT`) for an `https` endpoint, and forwards requests to an `http` one. A SOCKS proxy resolves the
    /// names of hosts itself, not only with `socks5h`. Default: the proxy of the environment (`HTTPS_PROXY`,
    /// `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`, in upper or lower case). A proxy that cannot be used is an error; it is
    /// never bypassed.
    pub fn proxy(mut self, uri: impl Into<String>) -> Config {
        self.connections.proxy = Proxy::Uri(uri.into());
        self
    }

    /// Uses no proxy, whatever the environment variables are.
    pub fn no_proxy(mut self) -> Config {
        self.connections.proxy = Proxy::None;
        self
    }

    /// Trusts this certificate as a root in addition to the built-in ones: one certificate in DER form, or any number
    /// in PEM form. This also enables Ed25519 signatures, which no public authority issues.
    pub fn root_certificate(mut self, certificate: impl Into<Vec<u8>>) -> Config {
        self.connections.root_certificates.push(certificate.into());
        self.read_certificates()
    }

    /// Trusts only the roots that were given.
    pub fn only_given_roots(mut self) -> Config {
        self.connections.only_given_roots = true;
        self
    }

    /// Authenticates this client to the server (mutual TLS) with a certificate followed by its chain, and its private
    /// key, both in PEM form.
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
            self.connections.read_certificates =
                Some(crate::transport::connect::tls::with_certificates);
        }
        self
    }

    /// Looks up the addresses of servers and proxies with this resolver, instead of the system's.
    pub fn resolver(mut self, resolver: impl Resolver) -> Config {
        self.connections.resolver = Some(Arc::new(resolver));
        self
    }

    /// Sets how many requests may be under way at once, each with a connection of its own unless it uses HTTP/2; others
    /// wait, within the time limit of their [call](Self::call_timeout). A body that is read as a stream counts until it
    /// is read or dropped. Default: 256, far fewer than the files that a process may usually have open.
    pub fn connections(mut self, most: usize) -> Config {
        self.connections.connections = most;
        self
    }

    /// Sets how many idle connections are kept for each host. Those of other hosts are closed when as many connections
    /// are open as there may be [requests](Self::connections). Default: 100.
    pub fn idle_connections(mut self, most: usize) -> Config {
        self.connections.idle_connections = most;
        self
    }

    /// Sets how long an idle connection is kept. Default: 60 seconds.
    pub fn idle_timeout(mut self, limit: Duration) -> Config {
        self.connections.idle_timeout = limit;
        self
    }

    /// Sets the limit on the headers of a response, at most 32,768. Default: 100. Over HTTP/2, only their size is
    /// limited, to 408 KiB as over HTTP/1.
    pub fn max_headers(mut self, most: usize) -> Config {
        self.connections.max_headers = Some(most);
        self
    }

    /// Sets which version of HTTP is used.
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
