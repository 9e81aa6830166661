//! Where credentials come from: fixed, from a provider, or from a chain of providers.

use std::fmt;
use std::sync::Arc;

use crate::auth::context::ClientContext;
use crate::auth::huawei::credentials::Credentials;
use crate::auth::huawei::sources as environment;
use crate::auth::huawei::sources::Environment;
use crate::body::error::BoxFuture;
use crate::error::credentials::CredentialsError;

/// Gives credentials that may end and have to be fetched anew.
///
/// A client keeps what a provider gives until 40 minutes before its end, then asks again in the background, once at a
/// time. When a provider fails while the credentials held are still valid, these are used on.
///
/// In a [`ProviderChain`](crate::auth::huawei::ProviderChain) the next provider is asked only where one fails with
/// [`NotConfigured`](crate::auth::CredentialsErrorKind::NotConfigured): it has nothing to work with. Any other error
/// ends the call.
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
    /// A word for the provider in messages.
    fn name(&self) -> &str {
        std::any::type_name::<Self>()
    }

    /// The credentials to use from now on, with their end where they have one.
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

/// What a provider may use of the client that it serves.
#[derive(Clone)]
pub struct ProviderContext {
    pub(crate) client: ClientContext,
    pub(crate) region: Option<String>,
    pub(crate) iam_endpoint: Option<String>,
    pub(crate) environment: Arc<dyn Environment>,
}

impl ProviderContext {
    /// Transport and clock of the client.
    pub fn client(&self) -> &ClientContext {
        &self.client
    }

    /// Where variables and files are read.
    pub fn environment(&self) -> &dyn Environment {
        &*self.environment
    }

    /// The endpoint of the identity service that was set, by the caller or where variables and files are.
    pub(crate) fn iam_endpoint(&self) -> Result<Option<String>, CredentialsError> {
        match &self.iam_endpoint {
            Some(endpoint) => Ok(Some(endpoint.clone())),
            None => environment::iam_endpoint(self.environment()),
        }
    }

    /// The client's region, where it has one.
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
