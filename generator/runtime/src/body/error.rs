//! Errors of transports.

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// A boxed future, as returned by the object-safe traits of this crate.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// An error of any type, as a source.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// The phase that a time limit applies to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TimeoutPhase {
    /// Name lookup, TCP and TLS handshakes.
    Connect,
    /// From opening the connection, or the last piece of the request's body, to the head of the response.
    Response,
    /// Between two pieces of the response's body.
    Read,
    /// The whole call, with all its attempts.
    Call,
}

/// Why a request had no response, or an incomplete one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The host's name has no address.
    Resolve,
    /// There is no connection: it was refused, unreachable, or broken in the handshake.
    Connect,
    /// The proxy refused or could not reach the server.
    Proxy,
    /// The proxy cannot be used with these settings: it requires other credentials, or its protocol is not supported.
    ProxySettings,
    /// The TLS handshake failed for a reason other than the certificate.
    Tls,
    /// The certificate is for another name.
    CertificateName,
    /// The certificate is no longer, or not yet, valid.
    CertificateExpired,
    /// The certificate's issuer is not among the trusted roots.
    CertificateIssuer,
    /// The certificate breaks another rule, which the source names.
    Certificate,
    /// The server refused the client's certificate, or requires one.
    ClientCertificate,
    /// A time limit passed.
    Timeout {
        /// The limited phase.
        phase: TimeoutPhase,
        /// The limit.
        limit: Duration,
    },
    /// The connection ended before the response's head was complete.
    Closed,
    /// The connection ended inside the response's body.
    BodyCutShort,
    /// The response is not HTTP.
    Protocol,
    /// The server does not serve the request over HTTP/2 (`HTTP_1_1_REQUIRED`, or a response of HTTP/1.1).
    Http1Required,
    /// The response's headers exceed the limits.
    HeadersTooLarge,
    /// The response's body exceeds the limit, before or after decompression.
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// The response's body cannot be decompressed.
    ContentEncoding,
    /// The request's body stream failed.
    RequestBody,
    /// A file cannot be read or written.
    #[cfg(feature = "fs")]
    File,
    /// The script or recording of a test has no response; the source names the request.
    #[cfg(feature = "test-util")]
    Unscripted,
    /// Anything else.
    Other,
}

impl TransportErrorKind {
    /// Returns whether there was no connection yet.
    pub(crate) fn is_connect(self) -> bool {
        match self {
            Self::Resolve
            | Self::Connect
            | Self::Proxy
            | Self::ProxySettings
            | Self::Tls
            | Self::CertificateName
            | Self::CertificateExpired
            | Self::CertificateIssuer
            | Self::Certificate
            | Self::ClientCertificate => true,
            Self::Timeout { phase, .. } => phase == TimeoutPhase::Connect,
            _ => false,
        }
    }
}

/// A request had no response, or an incomplete one.
///
/// Its message contains neither the URL nor any header.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    unsent: bool,
    source: Option<BoxError>,
}

impl TransportError {
    /// Returns an error of this kind. After an error of name lookup, connection or TLS, nothing was sent.
    #[cold]
    #[inline(never)]
    pub fn new(kind: TransportErrorKind) -> TransportError {
        let unsent = kind.is_connect();
        TransportError {
            kind,
            unsent,
            source: None,
        }
    }

    /// Adds the source. Its message must not contain a secret: it is shown in error chains.
    #[cold]
    #[inline(never)]
    pub fn with_source(mut self, source: impl Into<BoxError>) -> TransportError {
        self.source = Some(source.into());
        self
    }

    /// Marks that no byte of the request was sent, so any call may be repeated.
    pub fn unsent(mut self) -> TransportError {
        self.unsent = true;
        self
    }

    /// Returns the kind of error.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Returns whether it is certain that the server received nothing of the request.
    pub fn is_unsent(&self) -> bool {
        self.unsent
    }
}

impl fmt::Display for TransportErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Resolve => {
                "the host name has no address; check the endpoint and the name servers"
            }
            Self::Connect => {
                "cannot connect; check the endpoint, the port, firewalls and the proxy settings"
            }
            Self::Proxy if cfg!(feature = "socks") => {
                "no connection through the proxy; check its address, and whether it allows the endpoint"
            }
            Self::Proxy => {
                "no connection through the proxy; check its address, and whether it allows the endpoint, \
                 and for a SOCKS proxy turn on the cargo feature `socks`"
            }
            Self::ProxySettings => {
                "the proxy cannot be used as it is set; check its scheme (`http` or `socks5`), user and password"
            }
            Self::Tls => {
                "the tls handshake failed; check that the endpoint's port speaks tls 1.2 or later"
            }
            Self::CertificateName => {
                "the server's certificate is for another host name; check the endpoint"
            }
            Self::CertificateExpired => {
                "the server's certificate is not valid at this time; check this machine's clock, \
                 else the server needs a new certificate"
            }
            Self::CertificateIssuer => {
                "the server's certificate comes from an unknown issuer; if the issuer is yours, \
                 add its certificate with `Config::root_certificate`"
            }
            Self::Certificate => {
                "the server's certificate breaks a rule, see its own error; the server needs another \
                 certificate, and a self-signed one must not say that it is an authority's"
            }
            Self::ClientCertificate => {
                "the server accepts only clients with a certificate that it knows; set one with \
                 `Config::client_certificate`"
            }
            Self::Timeout { phase, limit } => {
                let (what, setting) = match phase {
                    TimeoutPhase::Connect => ("no connection", "connect_timeout"),
                    TimeoutPhase::Response => ("no response", "response_timeout"),
                    TimeoutPhase::Read => ("no more of the response's body", "read_timeout"),
                    TimeoutPhase::Call => ("no end of the call", "call_timeout"),
                };
                return write!(
                    f,
                    "{what} within {limit:?}; try later, or allow more time with `{setting}`"
                );
            }
            Self::Closed => {
                "the server closed the connection without a response; whether it acted is unknown, \
                 so look before sending again what must not happen twice"
            }
            Self::BodyCutShort => {
                "the connection ended inside the response's body; send again if the call may be \
                 repeated"
            }
            Self::Protocol => {
                "what the server sent is not valid http; check the endpoint and its port"
            }
            Self::Http1Required => {
                "the server serves this request over http/1.1 only; set `Config::http2` to `Http2::Never`"
            }
            Self::HeadersTooLarge => {
                "the response has more headers than allowed, or longer ones; check that the endpoint is \
                 the service, else raise `max_headers`"
            }
            Self::TooLarge { limit } => {
                return write!(
                    f,
                    "the response's body is longer than {limit} bytes, or has more small values than are \
                     decoded with that limit; ask for less, or raise `max_response_body`"
                );
            }
            Self::ContentEncoding => {
                "the response's body cannot be decompressed; a proxy may have damaged it"
            }
            Self::RequestBody => "the stream of the request's body failed",
            #[cfg(feature = "fs")]
            Self::File => "the file cannot be read or written",
            #[cfg(feature = "test-util")]
            Self::Unscripted => "the test has no response for the request",
            Self::Other => "the transport failed; see its own error",
        };
        f.write_str(text)
    }
}

impl TransportError {
    /// Returns whether the message includes that of the source, which this crate or its decoder wrote.
    fn shows_source(&self) -> bool {
        const SHOWN: &[TransportErrorKind] = &[
            TransportErrorKind::ContentEncoding,
            #[cfg(feature = "fs")]
            TransportErrorKind::File,
            #[cfg(feature = "test-util")]
            TransportErrorKind::Unscripted,
        ];
        SHOWN.contains(&self.kind)
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            TransportErrorKind::Closed if self.unsent => f.write_str(
                "the server closed the connection before it received the request; send it again",
            )?,
            kind => kind.fmt(f)?,
        }
        match &self.source {
            Some(source) if self.shows_source() => write!(f, ": {source}"),
            // The message of the caller's stream; the errors around it only say that it failed.
            Some(source) if self.kind == TransportErrorKind::RequestBody => {
                let mut cause: &(dyn Error + 'static) = &**source;
                while let Some(next) = cause.source() {
                    cause = next;
                }
                write!(f, ": {cause}")
            }
            _ => Ok(()),
        }
    }
}

impl Error for TransportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        let source = self.source.as_ref().filter(|_| !self.shows_source());
        let source = source.map(|source| &**source as &(dyn Error + 'static))?;
        // A connector's own error is wrapped by its library: the message is not shown twice.
        let mut inner = Some(source);
        while let Some(error) = inner {
            if let Some(own) = error.downcast_ref::<TransportError>()
                && own.kind == self.kind
            {
                return own.source();
            }
            inner = error.source();
        }
        Some(source)
    }
}
