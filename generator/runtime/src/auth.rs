//! What makes a request an authorized one.

use std::fmt;
use std::sync::Arc;

use super::body::Body;
use super::transport::{BoxError, BoxFuture, Transport};

/// Adds credentials to requests.
///
/// Called for each attempt, after everything else is in the request, so that a signature covers it.
pub trait Authorizer: Send + Sync + 'static {
    /// Adds the credentials to `request`.
    fn authorize<'a>(
        &'a self,
        request: &'a mut http::Request<Body>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>>;

    /// The value of a parameter of the client, where the credentials know it.
    fn client_parameter<'a>(
        &'a self,
        name: &'a str,
    ) -> BoxFuture<'a, Result<Option<String>, CredentialsError>> {
        let _ = name;
        Box::pin(std::future::ready(Ok(None)))
    }

    /// What to do about a 401: a token taken from a cache may be renewed once, a signature must
    /// never be sent again.
    fn after_unauthorized(&self) -> AfterUnauthorized {
        AfterUnauthorized::Stop
    }

    /// Called when a client is built: calls of its own (to a token service) go through
    /// `transport`.
    fn attach(&self, transport: &Arc<dyn Transport>) {
        let _ = transport;
    }

    /// A next step for an error code that this kind of credentials can explain.
    fn explain(&self, code: &str) -> Option<&'static str> {
        let _ = code;
        None
    }
}

/// What to do about a 401.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AfterUnauthorized {
    /// Send once more: the credentials have been renewed or will be.
    Retry,
    /// Give the error to the caller.
    Stop,
}

/// There are no credentials, or they cannot be had.
#[derive(Debug)]
pub struct CredentialsError {
    message: String,
    source: Option<BoxError>,
}

impl CredentialsError {
    /// An error with this text: what is wrong and what to do, without any secret.
    pub fn new(message: impl Into<String>) -> CredentialsError {
        CredentialsError { message: message.into(), source: None }
    }

    /// Adds the cause.
    pub fn with_source(mut self, source: impl Into<BoxError>) -> CredentialsError {
        self.source = Some(source.into());
        self
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for CredentialsError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|source| &**source as &(dyn std::error::Error + 'static))
    }
}
