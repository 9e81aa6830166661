//! What makes a request an authorized one.

use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;

use crate::body::content::Body;
use crate::body::error::BoxFuture;
use crate::error::credentials::CredentialsError;
use crate::transport::interface::Transport;

/// Adds credentials to requests.
///
/// Called for each attempt, after everything else is in the request, so that a signature covers it.
pub trait Authorizer: Send + Sync + 'static {
    /// Called once when a client is built: refuses credentials that cannot be sent, and learns what the
    /// client knows. Copies of a client share its authorizers. One that keeps what it learnt of a client, or fetched for
    /// it, refuses to serve another one: that may be of another region, project or server.
    fn attach(&self, client: &Attachment<'_>) -> Result<(), CredentialsError> {
        let _ = client;
        Ok(())
    }

    /// Adds the credentials to `request`, and returns which they were.
    fn authorize<'a>(
        &'a self,
        request: &'a mut http::Request<Body>,
    ) -> BoxFuture<'a, Result<Stamp, CredentialsError>>;

    /// The value of a parameter of the client, where the credentials know it.
    fn client_parameter<'a>(
        &'a self,
        name: &'a str,
    ) -> BoxFuture<'a, Result<Option<String>, CredentialsError>> {
        let _ = name;
        Box::pin(std::future::ready(Ok(None)))
    }

    /// What to do about a 401 on a request that bore the credentials of `stamp`: a token taken from a
    /// cache may be renewed once, a signature must never be sent again.
    fn after_unauthorized(&self, stamp: Stamp) -> AfterUnauthorized {
        let _ = stamp;
        AfterUnauthorized::Stop
    }

    /// Notes that the server took credentials that had been renewed after a 401: should it refuse them later, they have
    /// ended and may be renewed at once.
    fn after_accepted(&self, stamp: Stamp) {
        let _ = stamp;
    }

    /// Learns from a refusal with this error code what makes the next attempt succeed, such as the server's time; `true`
    /// sends the request once more, whatever its method, since the server has not acted on it.
    fn learn(&self, code: &str, headers: &HeaderMap) -> bool {
        let _ = (code, headers);
        false
    }

    /// The secrets that a response to a request of this client may quote: they are redacted where its text is shown.
    fn secrets(&self) -> Vec<String> {
        Vec::new()
    }

    /// A next step for an error code that this kind of credentials can explain; `headers` are those of
    /// the response.
    fn explain(&self, code: &str, headers: &HeaderMap) -> Option<String> {
        let _ = (code, headers);
        None
    }
}

/// What an [`Authorizer`] may learn of the client that it serves.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Attachment<'a> {
    /// Carries the authorizer's own calls, to a token service for example.
    pub transport: &'a Arc<dyn Transport>,
    /// The parameters that were set on the client.
    pub parameters: &'a [(&'static str, String)],
    /// The variables of the server's URL, such as `region`, that were set on the client.
    pub server_variables: &'a [(&'static str, String)],
}

impl<'a> Attachment<'a> {
    /// Without parameters and variables.
    pub fn new(transport: &'a Arc<dyn Transport>) -> Attachment<'a> {
        Attachment {
            transport,
            parameters: &[],
            server_variables: &[],
        }
    }

    /// A parameter that was set on the client.
    pub fn parameter(&self, name: &str) -> Option<&'a str> {
        find(self.parameters, name)
    }

    /// A variable of the server's URL that was set on the client.
    pub fn server_variable(&self, name: &str) -> Option<&'a str> {
        find(self.server_variables, name)
    }
}

fn find<'a>(pairs: &'a [(&'static str, String)], name: &str) -> Option<&'a str> {
    pairs
        .iter()
        .find(|pair| pair.0 == name)
        .map(|pair| &*pair.1)
}

/// Distinguishes the credentials that an authorizer has used one after the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Stamp(pub(crate) u64);

/// What to do about a 401.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AfterUnauthorized {
    /// Send once more: the credentials have been renewed or will be.
    Retry,
    /// These credentials cannot be renewed.
    Stop,
    /// These credentials took the place of others that had been refused as well: they are renewed again no earlier
    /// than after this time.
    CoolDown(Duration),
    /// Whatever other credentials the request bears, it must not be sent again: that would count as
    /// one more failure, and failures lock these credentials.
    Never,
}

/// The error of an authorizer that was given to a second client.
#[cold]
pub(crate) fn serves_another() -> CredentialsError {
    CredentialsError::new(
        "these credentials serve another client already, with its region and project; give each client its own, or \
         clone the client",
    )
}

/// Logs that a provider was asked; neither the token nor any header is logged.
pub(crate) fn log_fetch<T>(provider: &str, fetched: &Result<T, CredentialsError>) {
    match fetched {
        Ok(_) => tracing::debug!(provider, "credentials fetched"),
        Err(error) => tracing::warn!(provider, %error, "credentials cannot be fetched"),
    }
}
