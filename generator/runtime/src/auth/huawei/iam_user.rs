//! Tokens for a user name and a password.

use std::fmt;
use std::time::Duration;

use serde_json::{Value, json};

use crate::auth::huawei::credentials::Credentials;
use crate::auth::huawei::iam;
use crate::auth::huawei::project::is_other;
use crate::auth::huawei::provider::{CredentialsProvider, ProviderContext};
use crate::body::error::BoxFuture;
use crate::error::credentials::{CredentialsError, CredentialsErrorKind};
use crate::transport::host::shown;
use crate::value::date_time::system_time;

/// How long a token is valid by the documentation, if the response does not say it.
const VALIDITY: Duration = Duration::from_secs(24 * 60 * 60);

/// A user of the identity service, for whom the client fetches tokens with a password.
///
/// The token is fetched with the first call and shared by all calls of the client. It is renewed before it expires
/// after 24 hours, and once when the service refuses it with a 401.
///
/// ```text
/// IamUser::new("account", "user", "password").project_name("cn-south-1")
/// ```
#[derive(Clone)]
pub struct IamUser {
    domain: String,
    user: String,
    password: String,
    project: Option<Project>,
    endpoint: Option<String>,
}

#[derive(Clone, Debug)]
enum Project {
    Id(String),
    Name(String),
}

impl IamUser {
    /// Returns a user of the account `domain`. If no project is set, the token is for the project with the name of the
    /// client's region.
    pub fn new(
        domain: impl Into<String>,
        user: impl Into<String>,
        password: impl Into<String>,
    ) -> Self {
        Self {
            domain: domain.into(),
            user: user.into(),
            password: password.into(),
            project: None,
            endpoint: None,
        }
    }

    /// Sets the id of the project that the token is for.
    pub fn project_id(mut self, id: impl Into<String>) -> Self {
        self.project = Some(Project::Id(id.into()));
        self
    }

    /// Sets the name of the project that the token is for; a region's own project has the region's name.
    pub fn project_name(mut self, name: impl Into<String>) -> Self {
        self.project = Some(Project::Name(name.into()));
        self
    }

    /// Sets the endpoint of the identity service, instead of the region's.
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = Some(endpoint.into());
        self
    }

    async fn fetch(&self, context: &ProviderContext) -> Result<Credentials, CredentialsError> {
        for (what, value) in [
            ("user name", &self.user),
            ("password", &self.password),
            ("domain", &self.domain),
        ] {
            if value.is_empty() {
                return Err(CredentialsError::new(format!(
                    "the {what} of the identity service is empty"
                )));
            }
        }
        let (by, asked) = match (&self.project, context.region()) {
            (Some(Project::Id(id)), _) => ("id", id.as_str()),
            (Some(Project::Name(name)), _) => ("name", name.as_str()),
            (None, Some(region)) => ("name", region),
            (None, None) => {
                return Err(CredentialsError::new(
                    "a token is for a project; give the client a region, or the user a `project_id` or \
                     `project_name`",
                ));
            }
        };
        let user = json!({
            "name": self.user,
            "password": self.password,
            "domain": { "name": self.domain },
        });
        let identity = json!({ "methods": ["password"], "password": { "user": user } });
        let scope = json!({ "project": { by: asked } });
        let body = json!({ "auth": { "identity": identity, "scope": scope } });
        let endpoint = iam::endpoint(self.endpoint.as_deref(), context)?;
        let request = http::Request::post(format!("{endpoint}/v3/auth/tokens"));
        let response = iam::exchange(iam::SERVICE, context, request, Some(&body)).await?;
        let next = "check domain, user name, password and project";
        let token = iam::subject_token(&response, next, std::slice::from_ref(&self.password))?;
        let mut credentials = Credentials::token(token);
        let body: Value = serde_json::from_slice(response.body()).unwrap_or_default();
        if is_other(body.pointer(&format!("/token/project/{by}")), asked) {
            return Err(CredentialsError::new(format!(
                "the identity service gave a token for another project than the one asked for by its {by}; check \
                 domain and project"
            ))
            .with_kind(CredentialsErrorKind::Refused));
        }
        let text = |pointer: &str| body.pointer(pointer).and_then(Value::as_str);
        credentials.project_id = text("/token/project/id").map(str::to_owned);
        credentials.expires_at = text("/token/expires_at")
            .and_then(system_time)
            .or_else(|| context.client().clock().now().checked_add(VALIDITY));
        credentials.check()?;
        Ok(credentials)
    }
}

impl fmt::Debug for IamUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IamUser")
            .field("domain", &self.domain)
            .field("user", &self.user)
            .field("password", &"[redacted]")
            .field("project", &self.project)
            .field("endpoint", &self.endpoint.as_deref().map(shown))
            .finish()
    }
}

impl CredentialsProvider for IamUser {
    fn name(&self) -> &str {
        "identity service"
    }

    #[inline]
    fn credentials<'a>(
        &'a self,
        context: &'a ProviderContext,
    ) -> BoxFuture<'a, Result<Credentials, CredentialsError>> {
        Box::pin(self.fetch(context))
    }
}
