//! Where credentials come from: fixed, from a provider, or from a chain of providers.

use std::fmt;
use std::sync::Arc;

use super::super::auth::{ClientContext, CredentialsError};
use super::super::transport::BoxFuture;
use super::credentials::Credentials;
use super::environment::{self, Environment};
use super::federated;
use super::metadata::MetadataService;

/// Gives credentials that may end and have to be fetched anew.
///
/// A client keeps what a provider gives until 40 minutes before its end, and asks with one call at a
/// time. When a provider fails while the credentials held are still valid, these are used on.
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
    pub(super) client: ClientContext,
    pub(super) region: Option<String>,
    pub(super) iam_endpoint: Option<String>,
    pub(super) environment: Arc<dyn Environment>,
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
    pub(super) fn iam_endpoint(&self) -> Option<String> {
        self.iam_endpoint
            .clone()
            .or_else(|| environment::iam_endpoint(self.environment()))
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

/// Providers that are asked in turn until one has credentials.
///
/// When none has, the error tells what each of them said.
pub struct ProviderChain {
    providers: Vec<Box<dyn CredentialsProvider>>,
}

impl ProviderChain {
    /// A chain without providers.
    pub fn new() -> Self {
        Self {
            providers: Vec::new(),
        }
    }

    /// Environment variables, the credentials file, the metadata service of the server, in this order.
    pub fn standard() -> Self {
        Self::new()
            .then(EnvironmentProvider)
            .then(ProfileProvider)
            .then(MetadataService::new())
    }

    /// Adds a provider at the end.
    pub fn then(mut self, provider: impl CredentialsProvider) -> Self {
        self.providers.push(Box::new(provider));
        self
    }

    async fn first(&self, context: &ProviderContext) -> Result<Credentials, CredentialsError> {
        let mut failures = Vec::new();
        for provider in &self.providers {
            match provider.credentials(context).await {
                Ok(credentials) => return Ok(credentials),
                Err(error) => failures.push(format!("{}: {}", provider.name(), chain_of(&error))),
            }
        }
        Err(CredentialsError::new(format!(
            "no provider has credentials; {}",
            failures.join("; ")
        )))
    }
}

/// An error with its causes, in one line.
fn chain_of(error: &CredentialsError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

impl Default for ProviderChain {
    fn default() -> Self {
        Self::standard()
    }
}

impl fmt::Debug for ProviderChain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(
                self.providers
                    .iter()
                    .map(|provider| provider.name().to_owned()),
            )
            .finish()
    }
}

impl CredentialsProvider for ProviderChain {
    fn name(&self) -> &str {
        "chain"
    }

    fn credentials<'a>(
        &'a self,
        context: &'a ProviderContext,
    ) -> BoxFuture<'a, Result<Credentials, CredentialsError>> {
        Box::pin(self.first(context))
    }
}

/// The variables that [`Credentials::from_env`] reads, and before them the pair
/// `HUAWEICLOUD_SDK_IDP_ID` and `HUAWEICLOUD_SDK_ID_TOKEN_FILE`: the token in the file is exchanged for a
/// temporary key.
#[derive(Clone, Copy, Debug, Default)]
pub struct EnvironmentProvider;

impl CredentialsProvider for EnvironmentProvider {
    fn name(&self) -> &str {
        "environment"
    }

    fn credentials<'a>(
        &'a self,
        context: &'a ProviderContext,
    ) -> BoxFuture<'a, Result<Credentials, CredentialsError>> {
        Box::pin(async {
            federated::resolve(environment::in_variables(context.environment())?, context).await
        })
    }
}

/// The file `~/.huaweicloud/credentials`, or the one that `HUAWEICLOUD_SDK_CREDENTIALS_FILE` names: an
/// INI file whose section `[basic]` has the keys `ak`, `sk`, `security_token`, `project_id`,
/// or for a federated login `idp_id` and `id_token_file`.
#[derive(Clone, Copy, Debug, Default)]
pub struct ProfileProvider;

impl CredentialsProvider for ProfileProvider {
    fn name(&self) -> &str {
        "credentials file"
    }

    fn credentials<'a>(
        &'a self,
        context: &'a ProviderContext,
    ) -> BoxFuture<'a, Result<Credentials, CredentialsError>> {
        Box::pin(async {
            federated::resolve(environment::in_profile(context.environment())?, context).await
        })
    }
}
