//! Why a client cannot be built.

use std::fmt;

use crate::body::error::BoxError;
use crate::error::credentials::CredentialsError;

/// The message of credentials that are not sent, and how to send them anyway.
pub(crate) const PLAIN_HTTP: &str = "credentials would be sent over plain http to another machine, and could be \
     read on the way; use an `https` URL, or call `.config(Config::default().allow_plain_http(true))` on the client's \
     builder";

/// A client cannot be built with these settings.
#[non_exhaustive]
pub enum BuildError {
    /// No endpoint was set, and nothing that determines one.
    NoEndpoint,
    /// The endpoint is not a usable URL.
    InvalidEndpoint(&'static str),
    /// Credentials would be sent over plain HTTP to another machine.
    PlainHttp,
    /// The credentials cannot be sent.
    Credentials(CredentialsError),
    /// The proxy's URI cannot be used.
    InvalidProxy(&'static str),
    /// A root certificate, the client's certificate or its key cannot be used.
    InvalidCertificate(BoxError),
    /// A setting is not valid.
    InvalidSetting(String),
    /// The feature `default-transport` is off and no transport was given.
    NoTransport,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoEndpoint => f.write_str("no endpoint; set `endpoint`"),
            Self::InvalidEndpoint(why) => write!(f, "the endpoint cannot be used: {why}"),
            Self::PlainHttp => f.write_str(PLAIN_HTTP),
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

/// Shows the message: `unwrap` shows nothing else.
impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidCertificate(source) => write!(f, "BuildError({self}: {source})"),
            _ => write!(f, "BuildError({self})"),
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

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::BuildError;
    use crate::error::credentials::CredentialsError;

    #[test]
    fn each_error_says_what_to_do_also_in_debug_output() {
        for (error, step) in [
            (BuildError::NoEndpoint, "set `endpoint`"),
            (
                BuildError::InvalidEndpoint("it has no host"),
                "it has no host",
            ),
            (BuildError::PlainHttp, "use an `https` URL"),
            (
                BuildError::Credentials(CredentialsError::new("leave it out")),
                "leave it out",
            ),
            (
                BuildError::InvalidProxy("it is not a URL"),
                "it is not a URL",
            ),
            (
                BuildError::InvalidCertificate("bad".into()),
                "give it in pem form",
            ),
            (
                BuildError::InvalidSetting("leave it out".to_owned()),
                "leave it out",
            ),
            (BuildError::NoTransport, "set `transport`"),
        ] {
            let (text, debug) = (error.to_string(), format!("{error:?}"));
            assert!(text.contains(step), "{text}");
            assert!(debug.starts_with(&format!("BuildError({text}")), "{debug}");
        }
        let cause = BuildError::InvalidCertificate("bad".into());
        assert!(format!("{cause:?}").ends_with(": bad)"), "{cause:?}");
        assert!(
            cause
                .source()
                .is_some_and(|source| source.to_string() == "bad")
        );
        let own = CredentialsError::new("no").with_source("file");
        let own = BuildError::Credentials(own);
        assert!(
            own.source()
                .is_some_and(|source| source.to_string() == "file")
        );
        assert!(BuildError::NoTransport.source().is_none());
    }
}
