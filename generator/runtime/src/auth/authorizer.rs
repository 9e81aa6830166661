//! The trait of credentials that are added to requests.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use http::{HeaderMap, StatusCode};

use crate::body::content::Body;
use crate::body::error::BoxFuture;
use crate::error::credentials::CredentialsError;
use crate::transport::interface::Transport;

/// Adds credentials to requests.
///
/// It is called for each attempt, after everything else is in the request, so that a signature covers all of it.
pub trait Authorizer: Send + Sync + 'static {
    /// Called once when a client is built: refuses credentials that cannot be sent, and reads the client's settings.
    /// Clones of a client share its authorizers. An authorizer that keeps such settings, or values fetched for the
    /// client, must refuse a second client, which may have another region, project or server.
    ///
    /// # Errors
    /// An error ends the build of the client.
    fn attach(&self, client: &Attachment<'_>) -> Result<(), CredentialsError> {
        let _ = client;
        Ok(())
    }

    /// Adds the credentials to `request`, and returns which ones it used.
    fn authorize<'a>(
        &'a self,
        request: &'a mut http::Request<Body>,
    ) -> BoxFuture<'a, Result<Stamp, CredentialsError>>;

    /// Returns the value of a client parameter, if the credentials know it.
    fn client_parameter<'a>(
        &'a self,
        name: &'a str,
    ) -> BoxFuture<'a, Result<Option<String>, CredentialsError>> {
        let _ = name;
        Box::pin(std::future::ready(Ok(None)))
    }

    /// Decides what to do about a 401 response to a request with the credentials of `stamp`: a cached token may be
    /// renewed once, a signature must never be sent again.
    fn after_unauthorized(&self, stamp: Stamp) -> AfterUnauthorized {
        let _ = stamp;
        AfterUnauthorized::Stop
    }

    /// Records that the server accepted credentials that were renewed after a 401: if it refuses them later, they have
    /// expired and may be renewed at once.
    fn after_accepted(&self, stamp: Stamp) {
        let _ = stamp;
    }

    /// Learns from a refusal with this error code what makes the next attempt succeed, such as the server's time;
    /// `stamp` is that of the refused request. `true` sends the request again, whatever its method, since the server
    /// did not process it.
    fn learn(&self, code: &str, headers: &HeaderMap, stamp: Stamp) -> bool {
        let _ = (code, headers, stamp);
        false
    }

    /// Returns the secrets that a response to this client may quote, to redact them in messages.
    fn secrets(&self) -> Vec<String> {
        Vec::new()
    }

    /// Returns the name of the query parameter that has the credentials, if one has: it is removed from URLs of the
    /// server, such as that of a next page, so that each request has the client's own.
    fn query_parameter(&self) -> Option<&str> {
        None
    }

    /// Returns a next step for an error code that these credentials can explain; `headers` are those of the response,
    /// and `stamp` is that of the request.
    fn explain(&self, code: &str, headers: &HeaderMap, stamp: Stamp) -> Option<String> {
        let _ = (code, headers, stamp);
        None
    }
}

/// Returns a next step for a request to which no authorizer added credentials: the description may forget to ask for
/// them, or they are in the body, as those of a login.
pub(crate) fn refused_without(status: StatusCode) -> Option<String> {
    let step = match status {
        StatusCode::UNAUTHORIZED => "check the credentials: the client itself added none",
        StatusCode::FORBIDDEN => "check whether it needs credentials: the client itself added none",
        _ => return None,
    };
    Some(step.to_owned())
}

/// The settings of a client that an [`Authorizer`] may use.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Attachment<'a> {
    /// The transport for the authorizer's own requests, for example to a token service.
    pub transport: &'a Arc<dyn Transport>,
    /// The parameters that are set on the client.
    pub parameters: &'a [(&'static str, String)],
    /// The variables of the server's URL that are set on the client, such as `region`.
    pub server_variables: &'a [(&'static str, String)],
}

impl<'a> Attachment<'a> {
    /// Returns settings without parameters and variables.
    pub fn new(transport: &'a Arc<dyn Transport>) -> Attachment<'a> {
        Attachment {
            transport,
            parameters: &[],
            server_variables: &[],
        }
    }

    /// Returns a parameter that is set on the client.
    pub fn parameter(&self, name: &str) -> Option<&'a str> {
        find(self.parameters, name)
    }

    /// Returns a variable of the server's URL that is set on the client.
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

/// Identifies the credentials that an authorizer used for a request, and the date of its signature.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Stamp {
    /// The number of the cached value.
    pub(crate) value: u64,
    /// The date of the signature. The request may have waited for a connection since.
    pub(crate) signed_at: Option<SystemTime>,
}

impl Stamp {
    /// Returns the stamp as a cache of credentials gave it, without the date.
    #[cfg(feature = "huawei")]
    pub(crate) fn of_credentials(self) -> Stamp {
        Stamp {
            signed_at: None,
            ..self
        }
    }
}

/// What to do about a 401 response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AfterUnauthorized {
    /// Send the request once more: the credentials have been renewed or will be.
    Retry,
    /// These credentials cannot be renewed.
    Stop,
    /// These credentials replaced others that were refused as well: they are not renewed again before this time has
    /// passed.
    CoolDown(Duration),
    /// Do not send the request again, whatever other credentials it has: each failure counts, and too many lock these
    /// credentials.
    Never,
}

/// Returns what an authorizer got from its client.
pub(crate) fn attached<T>(client: &OnceLock<T>) -> Result<&T, CredentialsError> {
    let unattached = "the credentials have not been attached to a client";
    client
        .get()
        .ok_or_else(|| CredentialsError::new(unattached))
}

/// Returns the error of an authorizer that is given to a second client.
#[cold]
pub(crate) fn serves_another() -> CredentialsError {
    CredentialsError::new(
        "these credentials serve another client already, with its region and project; give each client its own, or \
         clone the client",
    )
}

/// Logs a request to a provider, without the token or any header.
pub(crate) fn log_fetch<T>(provider: &str, fetched: &Result<T, CredentialsError>) {
    match fetched {
        Ok(_) => tracing::debug!(provider, "credentials fetched"),
        Err(error) => tracing::warn!(provider, %error, "credentials cannot be fetched"),
    }
}
