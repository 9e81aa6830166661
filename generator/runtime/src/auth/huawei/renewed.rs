//! Credentials of a provider, which end and are fetched anew.

use std::sync::Arc;
use std::time::Duration;

use crate::auth::authorizer::{AfterUnauthorized, Stamp, log_fetch};
use crate::auth::cached::Cached;
use crate::auth::clock::Clock;
use crate::auth::huawei::credentials::{Credentials, Secret};
use crate::auth::huawei::provider::{CredentialsProvider, ProviderContext};
use crate::body::error::BoxFuture;
use crate::error::credentials::CredentialsError;

/// Credentials are renewed when less than this remains, as the service's own clients do.
const MARGIN: Duration = Duration::from_secs(40 * 60);

/// Credentials that are not always the same.
pub(super) trait Source: Send + Sync {
    /// A word for it in messages.
    fn name(&self) -> &str;

    /// The credentials to use now, and which they are.
    fn credentials<'a>(
        &'a self,
        clock: &'a Clock,
        context: &'a ProviderContext,
    ) -> BoxFuture<'a, Result<(Arc<Credentials>, Stamp), CredentialsError>>;

    /// What to do about a 401.
    fn after_unauthorized(&self, clock: &Clock, stamp: Stamp) -> AfterUnauthorized;

    /// Notes that the server took them.
    fn after_accepted(&self, stamp: Stamp);

    /// The secrets of those that a response may quote.
    fn secrets(&self) -> Vec<String>;
}

/// What a provider gives, kept until shortly before its end.
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

    fn after_unauthorized(&self, clock: &Clock, stamp: Stamp) -> AfterUnauthorized {
        let held = self.held.held();
        if held.is_some_and(|held| matches!(held.secret, Secret::AccessKey { .. })) {
            // Five bad signatures in a row lock an access key, so it is not used again in this call. The
            // key may have been replaced where it came from: the next call asks there first.
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

    fn secrets(&self) -> Vec<String> {
        let mut secrets = Vec::new();
        for credentials in self.held.recent() {
            secrets.append(&mut credentials.secrets());
        }
        secrets
    }
}
