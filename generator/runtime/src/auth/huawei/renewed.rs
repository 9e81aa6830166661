//! Caches and renews the credentials of a provider.

use std::sync::Arc;
use std::time::Duration;

use crate::auth::authorizer::{AfterUnauthorized, Stamp, log_fetch};
use crate::auth::cached::Cached;
use crate::auth::clock::Clock;
use crate::auth::huawei::credentials::Credentials;
use crate::auth::huawei::provider::{CredentialsProvider, ProviderContext};
use crate::body::error::BoxFuture;
use crate::error::credentials::CredentialsError;

/// Credentials are renewed when less than this time remains, like in the service's own clients.
const MARGIN: Duration = Duration::from_secs(40 * 60);

/// A source of credentials that change.
pub(super) trait Source: Send + Sync {
    /// Returns its name in messages.
    fn name(&self) -> &str;

    /// Returns the credentials to use now, and their stamp.
    fn credentials<'a>(
        &'a self,
        clock: &'a Clock,
        context: &'a ProviderContext,
    ) -> BoxFuture<'a, Result<(Arc<Credentials>, Stamp), CredentialsError>>;

    /// Decides what to do about a 401 response.
    fn after_unauthorized(&self, clock: &Clock, stamp: Stamp) -> AfterUnauthorized;

    /// Records that the server accepted the credentials.
    fn after_accepted(&self, stamp: Stamp);

    /// Returns the secrets that a response may quote.
    fn secrets(&self) -> Vec<String>;
}

/// The credentials of a provider, cached until shortly before they expire.
pub(super) struct Renewed {
    provider: Arc<dyn CredentialsProvider>,
    held: Cached<Credentials, CredentialsError>,
}

impl Renewed {
    pub(super) fn new(provider: impl CredentialsProvider) -> Renewed {
        Renewed {
            provider: Arc::new(provider),
            held: Cached::new(MARGIN),
        }
    }
}

impl Source for Renewed {
    fn name(&self) -> &str {
        self.provider.name()
    }

    #[inline]
    fn credentials<'a>(
        &'a self,
        clock: &'a Clock,
        context: &'a ProviderContext,
    ) -> BoxFuture<'a, Result<(Arc<Credentials>, Stamp), CredentialsError>> {
        let fetch = || {
            let (provider, context) = (Arc::clone(&self.provider), context.clone());
            async move {
                let fetched = provider.credentials(&context).await;
                let fetched = fetched.and_then(|fetched| fetched.check().map(|()| fetched));
                log_fetch(provider.name(), &fetched);
                fetched.map(|credentials| {
                    let end = credentials.expires_at;
                    (credentials, end)
                })
            }
        };
        Box::pin(self.held.get(clock, fetch))
    }

    #[inline]
    fn after_unauthorized(&self, clock: &Clock, stamp: Stamp) -> AfterUnauthorized {
        if self.held.held().is_some_and(|held| held.signs()) {
            // Five bad signatures in a row lock an access key, so it is not used again in this call. The provider may
            // have a new key by now: the next call asks it first.
            let _ = self.held.renew(clock, stamp);
            return AfterUnauthorized::Never;
        }
        self.held
            .invalidate(clock, stamp)
            .map_or(AfterUnauthorized::Retry, AfterUnauthorized::CoolDown)
    }

    fn after_accepted(&self, stamp: Stamp) {
        self.held.accept(stamp);
    }

    #[inline]
    fn secrets(&self) -> Vec<String> {
        let mut secrets = Vec::new();
        for credentials in self.held.recent() {
            secrets.append(&mut credentials.secrets());
        }
        secrets
    }
}
