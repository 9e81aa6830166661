//! The provider trait, and what a provider may use.

use std::fmt;
use std::sync::Arc;

use crate::auth::context::ClientContext;
use crate::auth::huawei::credentials::Credentials;
use crate::auth::huawei::sources as environment;
use crate::auth::huawei::sources::Environment;
use crate::body::error::BoxFuture;
use crate::error::credentials::CredentialsError;

/// Provides credentials that may expire and have to be fetched again.
///
/// A client caches a provider's credentials until 40 minutes before they expire, then asks again in the background,
/// once at a time. If that fails while the cached credentials are valid, they stay in use.
///
/// A [`ProviderChain`](crate::auth::huawei::ProviderChain) asks the next provider only if one fails with
/// [`NotConfigured`](crate::auth::CredentialsErrorKind::NotConfigured): it has no settings. Any other error ends the
/// call.
///
/// ```text
/// impl CredentialsProvider for Vault {
///     fn name(&self) -> &str {
///         "vault"
///     }
///     fn credentials<'a>(
///         &'a self,
///         _context: &'a ProviderContext,
///     ) -> BoxFuture<'a, Result<Credentials, CredentialsError>> {
///         Box::pin(async {
///             let lease = self.lease().await.map_err(|e| CredentialsError::new("no lease").with_source(e))?;
///             Ok(Credentials::ak_sk(lease.access, lease.secret).expires_at(lease.end))
///         })
///     }
/// }
/// ```
pub trait CredentialsProvider: Send + Sync + 'static {
    /// Returns the name of the provider in messages.
    fn name(&self) -> &str {
        std::any::type_name::<Self>()
    }

    /// Returns the credentials to use from now on, with their expiry if they have one.
    fn credentials<'a>(
        &'a self,
        context: &'a ProviderContext,
    ) -> BoxFuture<'a, Result<Credentials, CredentialsError>>;
}

impl<P: CredentialsProvider + ?Sized> CredentialsProvider for Arc<P> {
    fn name(&self) -> &str {
        (**self).name()
    }

    fn credentials<'a>(
        &'a self,
        context: &'a ProviderContext,
    ) -> BoxFuture<'a, Result<Credentials, CredentialsError>> {
        (**self).credentials(context)
    }
}

/// The parts of a client that its provider may use.
#[derive(Clone)]
pub struct ProviderContext {
    pub(crate) client: ClientContext,
    pub(crate) region: Option<String>,
    pub(crate) iam_endpoint: Option<String>,
    pub(crate) environment: Arc<dyn Environment>,
}

impl ProviderContext {
    /// Returns transport and clock of the client.
    pub fn client(&self) -> &ClientContext {
        &self.client
    }

    /// Returns the source of variables and files.
    pub fn environment(&self) -> &dyn Environment {
        &*self.environment
    }

    /// Returns the endpoint of the identity service that the caller, a variable or a file sets.
    pub(crate) fn iam_endpoint(&self) -> Result<Option<String>, CredentialsError> {
        match &self.iam_endpoint {
            Some(endpoint) => Ok(Some(endpoint.clone())),
            None => environment::iam_endpoint(self.environment()),
        }
    }

    /// Returns the client's region, if it has one.
    pub fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }
}

impl fmt::Debug for ProviderContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProviderContext")
            .field("region", &self.region)
            .finish_non_exhaustive()
    }
}
