//! Why a client cannot be built.

use std::fmt;

use crate::body::error::BoxError;
use crate::error::credentials::CredentialsError;

/// A client cannot be built from these settings.
#[derive(Debug)]
#[non_exhaustive]
pub enum BuildError {
    /// No endpoint was set, nor anything that gives one.
    NoEndpoint,
    /// The endpoint is no usable URL.
    InvalidEndpoint(&'static str),
    /// Credentials would go over plain HTTP to another machine.
    PlainHttp,
    /// The credentials cannot be sent.
    Credentials(CredentialsError),
    /// The proxy's URI cannot be used.
    InvalidProxy(&'static str),
    /// A root certificate, or the client's own or its key, cannot be used.
    InvalidCertificate(BoxError),
    /// A setting is refused.
    InvalidSetting(String),
    /// The feature `default-transport` is off and no transport was given.
    NoTransport,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoEndpoint => f.write_str("no endpoint; set `endpoint`"),
            Self::InvalidEndpoint(why) => write!(f, "the endpoint cannot be used: {why}"),
            Self::PlainHttp => f.write_str(
                "credentials would be sent over plain http; use an `https` endpoint, or allow it \
                 with `Config::allow_plain_http`",
            ),
            Self::Credentials(error) => error.fmt(f),
            Self::InvalidProxy(why) => write!(f, "the proxy cannot be used: {why}"),
            Self::InvalidCertificate(_) => {
                f.write_str("a certificate cannot be used; see the cause, and give it in pem form")
            }
            Self::InvalidSetting(why) => f.write_str(why),
            Self::NoTransport => f.write_str(
                "no transport; enable the feature `default-transport` or set `transport`",
            ),
        }
    }
}

impl std::error::Error for BuildError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::InvalidCertificate(source) => Some(&**source),
            Self::Credentials(error) => std::error::Error::source(error),
            _ => None,
        }
    }
}
