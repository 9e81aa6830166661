//! Providers that are asked in turn, and the standard ones.

use std::fmt;
use std::sync::OnceLock;

use crate::auth::huawei::credentials::Credentials;
use crate::auth::huawei::metadata::MetadataService;
use crate::auth::huawei::provider::{CredentialsProvider, ProviderContext};
use crate::auth::huawei::{federated, sources as environment};
use crate::body::error::BoxFuture;
use crate::error::credentials::{CredentialsError, CredentialsErrorKind};

/// Providers that are asked in turn until one has credentials, which is then the only one that is asked.
///
/// The next provider is asked only where one has nothing to work with
/// ([`NotConfigured`](CredentialsErrorKind::NotConfigured)): no variable is set, there is no file, no metadata service.
/// Any other error ends the search, and names its provider: a program must not go on under another identity because
/// a file cannot be read or a login failed. When no provider has anything, the error has the message of each.
pub struct ProviderChain {
    providers: Vec<Box<dyn CredentialsProvider>>,
    /// The provider that gave credentials first.
    chosen: OnceLock<usize>,
}

impl ProviderChain {
    /// A chain without providers.
    pub fn new() -> Self {
        Self {
            providers: Vec::new(),
            chosen: OnceLock::new(),
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
        for (index, provider) in self.providers.iter().enumerate() {
            if self.chosen.get().is_some() {
                break;
            }
            match provider.credentials(context).await {
                Ok(credentials) if *self.chosen.get_or_init(|| index) == index => {
                    return Ok(credentials);
                }
                // Of two clients that share a chain, the one that is first chooses.
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
                // It had something to work with: no other one takes its place, in a chain around this one either.
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
