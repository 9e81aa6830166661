//! Adds Huawei Cloud credentials to requests.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use http::header::HeaderMap;

use crate::auth::authorizer::{
    AfterUnauthorized, Attachment, Authorizer, Stamp, attached, serves_another,
};
use crate::auth::cached::Cached;
use crate::auth::clock::Clock;
use crate::auth::context::ClientContext;
use crate::auth::huawei::credentials::Credentials;
use crate::auth::huawei::provider::{CredentialsProvider, ProviderContext};
use crate::auth::huawei::renewed::{Renewed, Source};
use crate::auth::huawei::signer::apply;
use crate::auth::huawei::sources::{Environment, ProcessEnvironment};
use crate::auth::huawei::{explain as hint, project};
use crate::body::content::Body;
use crate::body::error::BoxFuture;
use crate::error::credentials::CredentialsError;

/// The name of the parameter that the credentials can provide.
const PROJECT_PARAMETER: &str = "project_id";

/// The origin of a client's credentials: made from [`Credentials`], an [`IamUser`](crate::auth::huawei::IamUser), a
/// [`ProviderChain`](crate::auth::huawei::ProviderChain) or any other [`CredentialsProvider`].
pub struct CredentialsSource {
    origin: Origin,
    clock: Clock,
    environment: Arc<dyn Environment>,
    iam_endpoint: Option<String>,
}

enum Origin {
    Fixed(Arc<Credentials>),
    /// A trait object, so that the code for renewal is compiled in only if there is a provider.
    Provider(Box<dyn Source>),
}

impl CredentialsSource {
    /// Sets the endpoint of the identity service, instead of `HUAWEICLOUD_SDK_IAM_ENDPOINT` or the region's.
    pub fn iam_endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.iam_endpoint = Some(endpoint.into());
        self
    }

    /// Sets the clock for the dates of signatures and the expiry of credentials, for tests.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock.learning(self.clock.learns());
        self
    }

    /// Sets whether the client learns the server's time when a signature is refused for its date (`APIGW.0303`): the
    /// request is sent once more, and later signatures have that time. Default: `true`.
    pub fn learn_time(mut self, learn: bool) -> Self {
        self.clock = self.clock.learning(learn);
        self
    }

    /// Sets the source of variables and files, for tests.
    pub fn environment(mut self, environment: Arc<dyn Environment>) -> Self {
        self.environment = environment;
        self
    }

    fn of(origin: Origin) -> Self {
        let environment = Arc::new(ProcessEnvironment);
        Self {
            origin,
            clock: Clock::default(),
            environment,
            iam_endpoint: None,
        }
    }
}

impl From<Credentials> for CredentialsSource {
    fn from(credentials: Credentials) -> Self {
        Self::of(Origin::Fixed(Arc::new(credentials)))
    }
}

impl<P: CredentialsProvider> From<P> for CredentialsSource {
    fn from(provider: P) -> Self {
        Self::of(Origin::Provider(Box::new(Renewed::new(provider))))
    }
}

impl fmt::Debug for CredentialsSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.origin {
            Origin::Fixed(credentials) => credentials.fmt(f),
            Origin::Provider(provider) => write!(f, "CredentialsSource({})", provider.name()),
        }
    }
}

/// Signs requests with an access key, or adds a token; looks up the project if it is not set.
#[derive(Debug)]
pub struct HuaweiAuthorizer {
    source: CredentialsSource,
    project: Cached<String, CredentialsError>,
    client: OnceLock<Client>,
}

#[derive(Debug)]
struct Client {
    context: ProviderContext,
    project_id: Option<String>,
}

impl HuaweiAuthorizer {
    /// Returns an authorizer for one client.
    pub fn new(source: impl Into<CredentialsSource>) -> Self {
        Self {
            source: source.into(),
            project: Cached::new(Duration::ZERO),
            client: OnceLock::new(),
        }
    }

    async fn credentials(&self) -> Result<(Arc<Credentials>, Stamp), CredentialsError> {
        match &self.source.origin {
            Origin::Fixed(credentials) => Ok((credentials.clone(), Stamp::default())),
            Origin::Provider(provider) => {
                let context = &self.client()?.context;
                provider.credentials(&self.source.clock, context).await
            }
        }
    }

    async fn authorize_now(
        &self,
        request: &mut http::Request<Body>,
    ) -> Result<Stamp, CredentialsError> {
        let (credentials, stamp) = self.credentials().await?;
        let looked_up = self.project.held();
        let given = self
            .client
            .get()
            .and_then(|client| client.project_id.as_deref());
        // As for the path, the project of the current credentials precedes one that was looked up for earlier ones.
        let project = given.or(credentials.project_id.as_deref());
        let project = project.or(looked_up.as_ref().map(|id| id.as_str()));
        let date = self.source.clock.of_server();
        apply(request, &credentials, project, date)?;
        Ok(Stamp {
            signed_at: credentials.signs().then_some(date),
            ..stamp
        })
    }

    async fn project_id(&self) -> Result<Option<String>, CredentialsError> {
        let (credentials, _) = self.credentials().await?;
        if let Some(id) = &credentials.project_id {
            return Ok(Some(id.clone()));
        }
        let context = &self.client()?.context;
        let look_up = || {
            let (context, credentials) = (context.clone(), Arc::clone(&credentials));
            async move { Ok((project::of_region(&context, &credentials).await?, None)) }
        };
        let (id, _) = self.project.get(&self.source.clock, look_up).await?;
        Ok(Some((*id).clone()))
    }

    fn client(&self) -> Result<&Client, CredentialsError> {
        attached(&self.client)
    }
}

impl Authorizer for HuaweiAuthorizer {
    fn attach(&self, client: &Attachment<'_>) -> Result<(), CredentialsError> {
        if let Origin::Fixed(credentials) = &self.source.origin {
            credentials.check()?;
        }
        let context = ProviderContext {
            client: ClientContext::new(client.transport.clone(), self.source.clock.clone()),
            region: client.server_variable("region").map(str::to_owned),
            iam_endpoint: self.source.iam_endpoint.clone(),
            environment: self.source.environment.clone(),
        };
        let project_id = client.parameter(PROJECT_PARAMETER).map(str::to_owned);
        let client = Client {
            context,
            project_id,
        };
        self.client.set(client).map_err(|_| serves_another())
    }

    fn authorize<'a>(
        &'a self,
        request: &'a mut http::Request<Body>,
    ) -> BoxFuture<'a, Result<Stamp, CredentialsError>> {
        Box::pin(self.authorize_now(request))
    }

    fn client_parameter<'a>(
        &'a self,
        name: &'a str,
    ) -> BoxFuture<'a, Result<Option<String>, CredentialsError>> {
        Box::pin(async move {
            if name == PROJECT_PARAMETER {
                self.project_id().await
            } else {
                Ok(None)
            }
        })
    }

    fn after_unauthorized(&self, stamp: Stamp) -> AfterUnauthorized {
        match &self.source.origin {
            Origin::Fixed(credentials) => match credentials.signs() {
                true => AfterUnauthorized::Never,
                false => AfterUnauthorized::Stop,
            },
            Origin::Provider(provider) => {
                provider.after_unauthorized(&self.source.clock, stamp.of_credentials())
            }
        }
    }

    fn after_accepted(&self, stamp: Stamp) {
        if let Origin::Provider(provider) = &self.source.origin {
            provider.after_accepted(stamp.of_credentials());
        }
    }

    fn learn(&self, code: &str, headers: &HeaderMap, stamp: Stamp) -> bool {
        let clock = &self.source.clock;
        let signed_at = stamp.signed_at;
        signed_at.is_some_and(|date| hint::learn(code, headers, clock, date))
    }

    fn secrets(&self) -> Vec<String> {
        match &self.source.origin {
            Origin::Fixed(credentials) => credentials.secrets(),
            Origin::Provider(provider) => provider.secrets(),
        }
    }

    fn explain(&self, code: &str, headers: &HeaderMap, stamp: Stamp) -> Option<String> {
        hint::explain(code, headers, stamp.signed_at, self.source.clock.now())
    }
}
