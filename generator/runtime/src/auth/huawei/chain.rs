//! A chain of providers, and the providers of the standard chain.

use std::fmt;
use std::sync::OnceLock;

use crate::auth::huawei::credentials::Credentials;
use crate::auth::huawei::metadata::MetadataService;
use crate::auth::huawei::oidc_agency::OidcAgency;
use crate::auth::huawei::pod_identity::PodIdentity;
use crate::auth::huawei::provider::{CredentialsProvider, ProviderContext};
use crate::auth::huawei::{federated, sources as environment};
use crate::body::error::BoxFuture;
use crate::error::credentials::{CredentialsError, CredentialsErrorKind};

/// Providers that are asked in turn until one has credentials; from then on, only that one is asked.
///
/// The next provider is asked only if one has no settings ([`NotConfigured`](CredentialsErrorKind::NotConfigured)): no
/// variables, no file, no metadata service. Any other error ends the search, and names its provider: a program must not
/// continue under another identity because a file cannot be read or a login failed. If no provider has settings, the
/// error has the messages of all.
pub struct ProviderChain {
    providers: Vec<Box<dyn CredentialsProvider>>,
    /// The provider that first returned credentials.
    chosen: OnceLock<usize>,
}

impl ProviderChain {
    /// Returns a chain without providers.
    pub fn new() -> Self {
        Self {
            providers: Vec::new(),
            chosen: OnceLock::new(),
        }
    }

    /// Returns the chain of [`OidcAgency`], environment variables, credentials file, [`PodIdentity`] and metadata
    /// service of the server, in this order.
    ///
    /// What is set for this program comes before the server, whose keys are those of everything that runs there.
    #[inline]
    pub fn standard() -> Self {
        Self::new()
            .then(OidcAgency)
            .then(EnvironmentProvider)
            .then(ProfileProvider)
            .then(PodIdentity)
            .then(MetadataService::new())
    }

    /// Adds a provider to the end.
    pub fn then(mut self, provider: impl CredentialsProvider) -> Self {
        self.providers.push(Box::new(provider));
        self
    }

    async fn first(&self, context: &ProviderContext) -> Result<Credentials, CredentialsError> {
        let mut failures = Vec::new();
        for (index, provider) in self.providers.iter().enumerate() {
            if self.chosen.get().is_some() {
                break;
            }
            match provider.credentials(context).await {
                Ok(credentials) if *self.chosen.get_or_init(|| index) == index => {
                    return Ok(credentials);
                }
                // If two clients share a chain, the first one chooses.
                Ok(_) => break,
                Err(error) if error.kind() == CredentialsErrorKind::NotConfigured => {
                    failures.push(format!("{}: {}", provider.name(), chain_of(&error)));
                }
                Err(error) => return Err(error.of_provider(provider.name())),
            }
        }
        if let Some(chosen) = self
            .chosen
            .get()
            .and_then(|index| self.providers.get(*index))
        {
            let credentials = chosen.credentials(context).await;
            return credentials.map_err(|error| {
                let error = error.of_provider(chosen.name());
                // This provider has settings, so no other one may replace it, also not in a chain that contains this
                // one.
                match error.kind() {
                    CredentialsErrorKind::NotConfigured => {
                        error.with_kind(CredentialsErrorKind::Configuration)
                    }
                    _ => error,
                }
            });
        }
        let text = format!("no provider has credentials; {}", failures.join("; "));
        Err(CredentialsError::new(text).with_kind(CredentialsErrorKind::NotConfigured))
    }
}

/// Formats an error with its sources in one line.
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
    #[inline]
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

    #[inline]
    fn credentials<'a>(
        &'a self,
        context: &'a ProviderContext,
    ) -> BoxFuture<'a, Result<Credentials, CredentialsError>> {
        Box::pin(self.first(context))
    }
}

/// Reads the variables `HUAWEICLOUD_SDK_IDP_ID` and `HUAWEICLOUD_SDK_ID_TOKEN_FILE`, whose token is exchanged for a
/// temporary key, or else those of [`Credentials::from_env`].
#[derive(Clone, Copy, Debug, Default)]
pub struct EnvironmentProvider;

impl CredentialsProvider for EnvironmentProvider {
    fn name(&self) -> &str {
        "environment"
    }

    #[inline]
    fn credentials<'a>(
        &'a self,
        context: &'a ProviderContext,
    ) -> BoxFuture<'a, Result<Credentials, CredentialsError>> {
        Box::pin(async {
            federated::resolve(environment::in_variables(context.environment())?, context).await
        })
    }
}

/// Reads the file `~/.huaweicloud/credentials`, or the one that `HUAWEICLOUD_SDK_CREDENTIALS_FILE` names: an INI file
/// whose section `[basic]` has the keys `ak`, `sk`, `security_token`, `project_id`, or for a federated login `idp_id`
/// and `id_token_file`.
#[derive(Clone, Copy, Debug, Default)]
pub struct ProfileProvider;

impl CredentialsProvider for ProfileProvider {
    fn name(&self) -> &str {
        "credentials file"
    }

    #[inline]
    fn credentials<'a>(
        &'a self,
        context: &'a ProviderContext,
    ) -> BoxFuture<'a, Result<Credentials, CredentialsError>> {
        Box::pin(async {
            federated::resolve(environment::in_profile(context.environment())?, context).await
        })
    }
}
