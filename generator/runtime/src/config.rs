//! The settings of a client and of a single call.

use std::fmt;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};

use super::retry::RetryPolicy;

/// The settings of a client. Every time limit has a default; [`Duration::MAX`] switches one off.
#[derive(Clone)]
pub struct Config {
    pub(crate) connect_timeout: Duration,
    pub(crate) limits: Limits,
    pub(crate) retry: RetryPolicy,
    pub(crate) user_agent: Option<HeaderValue>,
    pub(crate) allow_plain_http: bool,
    pub(crate) proxy: Proxy,
    pub(crate) root_certificates: Vec<Vec<u8>>,
    pub(crate) only_given_roots: bool,
    /// Certificate chain and private key, both as PEM.
    pub(crate) client_certificate: Option<(Vec<u8>, Vec<u8>)>,
    pub(crate) idle_connections: usize,
    pub(crate) idle_timeout: Duration,
    pub(crate) max_headers: Option<usize>,
    pub(crate) http2: Http2,
}

/// What a call may override.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) response_timeout: Duration,
    pub(crate) read_timeout: Duration,
    pub(crate) call_timeout: Duration,
    pub(crate) max_response_body: u64,
}

/// How requests reach the server.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) enum Proxy {
    /// As `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` say.
    #[default]
    Environment,
    None,
    /// The proxy's URI, which may hold a password.
    Uri(String),
}

/// Which version of HTTP is spoken. HTTP/2 needs the crate's feature `http2`, which is off by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Http2 {
    /// HTTP/2 where the feature is on and the server offers it in the TLS handshake, else HTTP/1.1.
    #[default]
    Negotiated,
    /// Always HTTP/1.1.
    Never,
    /// Always HTTP/2, also without TLS. Without the feature no client can be built.
    Always,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            connect_timeout: Duration::from_secs(10),
            limits: Limits {
                response_timeout: Duration::from_secs(60),
                read_timeout: Duration::from_secs(30),
                call_timeout: Duration::from_secs(120),
                max_response_body: 64 << 20,
            },
            retry: RetryPolicy::default(),
            user_agent: None,
            allow_plain_http: false,
            proxy: Proxy::default(),
            root_certificates: Vec::new(),
            only_given_roots: false,
            client_certificate: None,
            idle_connections: 100,
            idle_timeout: Duration::from_secs(60),
            max_headers: None,
            http2: Http2::default(),
        }
    }
}

impl Config {
    /// The defaults.
    pub fn new() -> Config {
        Config::default()
    }

    /// The longest time for name lookup, TCP and TLS handshakes together. Default: 10 seconds.
    pub fn connect_timeout(mut self, limit: Duration) -> Config {
        self.connect_timeout = limit;
        self
    }

    /// The longest wait for the head of a reply, for each attempt. Default: 60 seconds.
    pub fn response_timeout(mut self, limit: Duration) -> Config {
        self.limits.response_timeout = limit;
        self
    }

    /// The longest silence inside the body of a reply. Default: 30 seconds.
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

    /// The most bytes of a reply's body, also after decompression; a body that is handed out as a
    /// stream is not limited. Default: 64 MiB.
    pub fn max_response_body(mut self, bytes: u64) -> Config {
        self.limits.max_response_body = bytes;
        self
    }

    /// What is sent again, how often, and after which waits.
    pub fn retry(mut self, policy: RetryPolicy) -> Config {
        self.retry = policy;
        self
    }

    /// The `User-Agent` header. A text that is no header value is ignored.
    pub fn user_agent(mut self, text: &str) -> Config {
        self.user_agent = HeaderValue::from_str(text).ok();
        self
    }

    /// Lets credentials be sent over `http://` to a host that is not this machine.
    pub fn allow_plain_http(mut self, allow: bool) -> Config {
        self.allow_plain_http = allow;
        self
    }

    /// Sends everything through this proxy, such as `http://user:password@proxy:3128` or
    /// `socks5://proxy:1080` (with the cargo feature `socks`). Default: as the environment says
    /// (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`).
    pub fn proxy(mut self, uri: impl Into<String>) -> Config {
        self.proxy = Proxy::Uri(uri.into());
        self
    }

    /// Uses no proxy, whatever the environment says.
    pub fn no_proxy(mut self) -> Config {
        self.proxy = Proxy::None;
        self
    }

    /// Trusts this certificate as a root beside the built-in ones: one in DER form, or any number in
    /// PEM form.
    pub fn root_certificate(mut self, certificate: impl Into<Vec<u8>>) -> Config {
        self.root_certificates.push(certificate.into());
        self
    }

    /// Trusts the given roots only.
    pub fn only_given_roots(mut self) -> Config {
        self.only_given_roots = true;
        self
    }

    /// Proves this client's identity to the server (mutual TLS) with a certificate, its chain after it,
    /// and its private key, both in PEM form.
    pub fn client_certificate(
        mut self,
        chain: impl Into<Vec<u8>>,
        key: impl Into<Vec<u8>>,
    ) -> Config {
        self.client_certificate = Some((chain.into(), key.into()));
        self
    }

    /// The most idle connections kept for each host. Default: 100.
    pub fn idle_connections(mut self, most: usize) -> Config {
        self.idle_connections = most;
        self
    }

    /// How long an idle connection is kept. Default: 60 seconds.
    pub fn idle_timeout(mut self, limit: Duration) -> Config {
        self.idle_timeout = limit;
        self
    }

    /// The most headers of a reply. Default: 100.
    pub fn max_headers(mut self, most: usize) -> Config {
        self.max_headers = Some(most);
        self
    }

    /// Which version of HTTP is spoken.
    pub fn http2(mut self, http2: Http2) -> Config {
        self.http2 = http2;
        self
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The proxy's URI may hold a password, so it is told by kind only.
        let proxy = match self.proxy {
            Proxy::Environment => "environment",
            Proxy::None => "none",
            Proxy::Uri(_) => "explicit",
        };
        f.debug_struct("Config")
            .field("connect_timeout", &self.connect_timeout)
            .field("limits", &self.limits)
            .field("retry", &self.retry)
            .field("user_agent", &self.user_agent)
            .field("allow_plain_http", &self.allow_plain_http)
            .field("proxy", &proxy)
            .field("root_certificates", &self.root_certificates.len())
            .field("client_certificate", &self.client_certificate.is_some())
            .field("idle_connections", &self.idle_connections)
            .field("idle_timeout", &self.idle_timeout)
            .field("max_headers", &self.max_headers)
            .field("http2", &self.http2)
            .finish_non_exhaustive()
    }
}

/// The settings of a single call; what is not set is as the client has it.
#[derive(Clone, Default)]
pub struct CallOptions {
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) response_timeout: Option<Duration>,
    pub(crate) read_timeout: Option<Duration>,
    pub(crate) call_timeout: Option<Duration>,
    pub(crate) max_response_body: Option<u64>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) headers: HeaderMap,
}

impl CallOptions {
    /// Everything as the client has it.
    pub fn new() -> CallOptions {
        CallOptions::default()
    }

    /// See [`Config::connect_timeout`].
    pub fn connect_timeout(mut self, limit: Duration) -> CallOptions {
        self.connect_timeout = Some(limit);
        self
    }

    /// See [`Config::response_timeout`].
    pub fn response_timeout(mut self, limit: Duration) -> CallOptions {
        self.response_timeout = Some(limit);
        self
    }

    /// See [`Config::read_timeout`].
    pub fn read_timeout(mut self, limit: Duration) -> CallOptions {
        self.read_timeout = Some(limit);
        self
    }

    /// See [`Config::call_timeout`].
    pub fn call_timeout(mut self, limit: Duration) -> CallOptions {
        self.call_timeout = Some(limit);
        self
    }

    /// See [`Config::max_response_body`].
    pub fn max_response_body(mut self, bytes: u64) -> CallOptions {
        self.max_response_body = Some(bytes);
        self
    }

    /// See [`Config::retry`].
    pub fn retry(mut self, policy: RetryPolicy) -> CallOptions {
        self.retry = Some(policy);
        self
    }

    /// Adds a header to this call, beside those of the description.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> CallOptions {
        self.headers.append(name, value);
        self
    }

    pub(crate) fn limits(&self, client: Limits) -> Limits {
        Limits {
            response_timeout: self.response_timeout.unwrap_or(client.response_timeout),
            read_timeout: self.read_timeout.unwrap_or(client.read_timeout),
            call_timeout: self.call_timeout.unwrap_or(client.call_timeout),
            max_response_body: self.max_response_body.unwrap_or(client.max_response_body),
        }
    }
}

impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallOptions")
            .field("connect_timeout", &self.connect_timeout)
            .field("response_timeout", &self.response_timeout)
            .field("read_timeout", &self.read_timeout)
            .field("call_timeout", &self.call_timeout)
            .field("max_response_body", &self.max_response_body)
            .field("retry", &self.retry)
            .field("headers", &super::reply::header_names(&self.headers))
            .finish()
    }
}
