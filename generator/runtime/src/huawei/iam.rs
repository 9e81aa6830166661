//! The identity service: tokens by user name and password, and the project of a region.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use serde_json::{Value, json};

use super::super::auth::{CredentialsError, CredentialsErrorKind, is_protected};
use super::super::body::Body;
use super::super::transport::BoxFuture;
use super::authorizer::apply;
use super::credentials::{Credentials, check};
use super::instant::parse_timestamp;
use super::provider::{CredentialsProvider, ProviderContext};

const SERVICE: &str = "the identity service";
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// How long a token is valid by the documentation, where the reply does not say it.
const VALIDITY: Duration = Duration::from_secs(24 * 60 * 60);

/// A user of the identity service, who gets a token for a project with a password.
///
/// The token is fetched with the first call, used by all calls of the client, renewed ahead of its end
/// (it is valid for 24 hours), and once more when the service refuses it with a 401.
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
    /// A user of the account `domain`. Without a project, the one that bears the name of the client's
    /// region is meant.
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

    /// The project that the token is for, by its id.
    pub fn project_id(mut self, id: impl Into<String>) -> Self {
        self.project = Some(Project::Id(id.into()));
        self
    }

    /// The project that the token is for, by its name; a region's own project bears the region's name.
    pub fn project_name(mut self, name: impl Into<String>) -> Self {
        self.project = Some(Project::Name(name.into()));
        self
    }

    /// The endpoint of the identity service, instead of the region's own.
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
        let project = match (&self.project, context.region()) {
            (Some(Project::Id(id)), _) => json!({ "id": id }),
            (Some(Project::Name(name)), _) => json!({ "name": name }),
            (None, Some(region)) => json!({ "name": region }),
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
        let body = json!({ "auth": { "identity": identity, "scope": { "project": project } } });
        let uri = format!(
            "{}/v3/auth/tokens",
            endpoint(self.endpoint.as_deref(), context)?
        );
        let request = http::Request::post(uri)
            .header(CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()))
            .map_err(malformed)?;
        let reply = context
            .client()
            .exchange(SERVICE, request, TIME_LIMIT)
            .await?;
        if reply.status() != http::StatusCode::CREATED {
            return Err(refused(
                &reply,
                "gave no token",
                "check domain, user name, password and project",
            ));
        }
        let token = reply
            .headers()
            .get("x-subject-token")
            .and_then(|token| token.to_str().ok());
        let Some(token) = token else {
            return Err(refused(
                &reply,
                "gave no usable token",
                "check its endpoint",
            ));
        };
        let mut credentials = Credentials::token(token);
        let body: Value = serde_json::from_slice(reply.body()).unwrap_or_default();
        let text = |pointer: &str| body.pointer(pointer).and_then(Value::as_str);
        credentials.project_id = text("/token/project/id").map(str::to_owned);
        credentials.expires_at = text("/token/expires_at")
            .and_then(parse_timestamp)
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
            .field("endpoint", &self.endpoint)
            .finish()
    }
}

impl CredentialsProvider for IamUser {
    fn name(&self) -> &str {
        "identity service"
    }

    fn credentials<'a>(
        &'a self,
        context: &'a ProviderContext,
    ) -> BoxFuture<'a, Result<Credentials, CredentialsError>> {
        Box::pin(self.fetch(context))
    }
}

/// The id of the project that bears the region's name.
pub(super) async fn project_of_region(
    context: &ProviderContext,
    credentials: &Credentials,
) -> Result<String, CredentialsError> {
    let region = context.region().ok_or_else(|| {
        CredentialsError::new(
            "the project id is missing; give it with `project_id`, or give the client a region to look \
             it up",
        )
    })?;
    // A name that would need escaping in a query is not a region's.
    if !region
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    {
        return Err(CredentialsError::new(format!(
            "{region:?} is not the name of a region"
        )));
    }
    let uri = format!("{}/v3/projects?name={region}", endpoint(None, context)?);
    let mut request = http::Request::get(uri)
        .body(Body::EMPTY)
        .map_err(malformed)?;
    apply(
        &mut request,
        credentials,
        None,
        context.client().clock().now(),
    )?;
    let reply = context
        .client()
        .exchange(SERVICE, request, TIME_LIMIT)
        .await?;
    let found = if reply.status().is_success() {
        projects(reply.body())
    } else {
        None
    };
    let Some(mut found) = found else {
        return Err(refused(
            &reply,
            "did not list the projects",
            "give the client a `project_id`",
        ));
    };
    match (found.len(), found.pop()) {
        (1, Some(id)) => {
            check("project id that the identity service gave", &id)?;
            Ok(id)
        }
        (0, _) | (_, None) => Err(refused(
            &reply,
            &format!("knows no project named {region}"),
            "check the region and the permissions of the key, or give the client a `project_id`",
        )),
        (_, Some(last)) => {
            found.push(last);
            Err(CredentialsError::new(format!(
                "{SERVICE} knows several projects named {region}: {}; give the client the `project_id` \
                 of one of them",
                found.join(", ")
            )))
        }
    }
}

fn projects(body: &[u8]) -> Option<Vec<String>> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let projects = body.get("projects")?.as_array()?;
    projects
        .iter()
        .map(|project| Some(project.get("id")?.as_str()?.to_owned()))
        .collect()
}

/// The endpoint of the identity service: given, configured, the region's own, or the global one.
fn endpoint(given: Option<&str>, context: &ProviderContext) -> Result<String, CredentialsError> {
    let endpoint = match (
        given.map(str::to_owned).or_else(|| context.iam_endpoint()),
        context.region(),
    ) {
        (Some(endpoint), _) => endpoint.trim_end_matches('/').to_owned(),
        (None, Some(region)) => format!("https://iam.{region}.myhuaweicloud.com"),
        (None, None) => "https://iam.myhuaweicloud.com".to_owned(),
    };
    let endpoint = if endpoint.contains("://") {
        endpoint
    } else {
        format!("https://{endpoint}")
    };
    let uri: http::Uri = endpoint.parse().map_err(|_| {
        CredentialsError::new(format!(
            "the endpoint of {SERVICE} is not a URL: {endpoint:?}"
        ))
    })?;
    if is_protected(&uri) {
        return Ok(endpoint);
    }
    Err(CredentialsError::new(format!(
        "the endpoint of {SERVICE}, {endpoint:?}, would get credentials unencrypted; use https"
    )))
}

/// An error that quotes what the service said: its code, its message and its trace id.
fn refused(reply: &http::Response<Bytes>, what: &str, next: &str) -> CredentialsError {
    let mut text = format!("{SERVICE} {what} (status {}", reply.status().as_u16());
    let body: Value = serde_json::from_slice(reply.body()).unwrap_or_default();
    let error = body.get("error").unwrap_or(&body);
    let field = |names: [&str; 2]| names.into_iter().find_map(|name| error.get(name)).cloned();
    for value in [
        field(["error_code", "code"]),
        field(["error_msg", "message"]),
    ]
    .into_iter()
    .flatten()
    {
        let value = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        text.push_str(", ");
        text.extend(
            value
                .chars()
                .filter(|character| !character.is_control())
                .take(300),
        );
    }
    if let Some(id) = reply
        .headers()
        .get("x-iam-trace-id")
        .and_then(|id| id.to_str().ok())
    {
        text.push_str(", X-IAM-Trace-Id ");
        text.push_str(id);
    }
    text.push_str("); ");
    text.push_str(next);
    CredentialsError::new(text).with_kind(CredentialsErrorKind::of_status(reply.status()))
}

fn malformed(error: http::Error) -> CredentialsError {
    CredentialsError::new(format!("the endpoint of {SERVICE} is not a URL")).with_source(error)
}
