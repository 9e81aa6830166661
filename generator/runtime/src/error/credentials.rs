//! Why a request cannot be authorized.

use std::fmt;
use std::sync::Arc;

use crate::body::error::BoxError;

/// There are no credentials, or they cannot be obtained or sent.
#[derive(Clone, Debug)]
pub struct CredentialsError {
    kind: CredentialsErrorKind,
    message: String,
    // Shared, because all calls that wait for one fetch get the same error.
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

/// What is wrong with credentials.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CredentialsErrorKind {
    /// Something has to be set or corrected: credentials are missing, or cannot be sent.
    #[default]
    Configuration,
    /// The provider has no settings, for example because the variables that it reads are not set: a chain asks the next
    /// provider. Any other kind ends the chain.
    NotConfigured,
    /// The service that issues tokens or keys refused the request.
    Refused,
    /// The service that issues tokens or keys cannot be reached or failed: a later call may succeed.
    Unavailable,
}

impl CredentialsError {
    /// Returns an error with this message: what is wrong and what to do, without any secret.
    #[cold]
    #[inline(never)]
    pub fn new(message: impl Into<String>) -> CredentialsError {
        CredentialsError {
            kind: CredentialsErrorKind::default(),
            message: message.into(),
            source: None,
        }
    }

    /// Sets the kind; the default is [`Configuration`](CredentialsErrorKind::Configuration).
    pub fn with_kind(mut self, kind: CredentialsErrorKind) -> CredentialsError {
        self.kind = kind;
        self
    }

    /// Adds the cause.
    pub fn with_source(mut self, source: impl Into<BoxError>) -> CredentialsError {
        self.source = Some(Arc::from(source.into()));
        self
    }

    /// Adds the name of the provider to the message.
    #[cfg(feature = "huawei")]
    pub(crate) fn of_provider(mut self, name: &str) -> CredentialsError {
        self.message = format!("{name}: {}", self.message);
        self
    }

    /// Returns what is wrong.
    pub fn kind(&self) -> CredentialsErrorKind {
        self.kind
    }
}

#[cfg(any(feature = "huawei", feature = "oauth2"))]
impl CredentialsErrorKind {
    /// Returns the kind of a token service's response with this status.
    pub(crate) fn of_status(status: http::StatusCode) -> CredentialsErrorKind {
        if status.is_server_error() || status == http::StatusCode::TOO_MANY_REQUESTS {
            CredentialsErrorKind::Unavailable
        } else {
            CredentialsErrorKind::Refused
        }
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for CredentialsError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source
            .as_ref()
            .map(|source| &**source as &(dyn std::error::Error + 'static))
    }
}
