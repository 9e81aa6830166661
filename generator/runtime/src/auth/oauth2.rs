//! The client credentials flow of OAuth2 (RFC 6749, section 4.4).

use std::fmt;
use std::time::Duration;

use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use serde_json::Value;

use crate::auth::context::ClientContext;
use crate::auth::token::{Token, TokenProvider};
use crate::body::content::Body;
use crate::body::error::BoxFuture;
use crate::error::credentials::{CredentialsError, CredentialsErrorKind};
use crate::error::excerpt::excerpt;
use crate::error::redact::redact;
use crate::parameter::encode::percent_encode;
use crate::transport::host::{has_user, is_protected, is_reachable, shown};
use crate::value::base64::Base64;

const SERVICE: &str = "the token endpoint";

const TIME_LIMIT: Duration = Duration::from_secs(30);

/// Fetches tokens with a client's id and secret. A client that uses it shares the token between all calls, and renews
/// it before it expires, and once when the server refuses it with a 401.
#[derive(Clone)]
pub struct ClientCredentials {
    token_url: String,
    client_id: String,
    client_secret: String,
    scopes: Vec<String>,
    parameters: Vec<(String, String)>,
    authentication: ClientAuthentication,
}

/// Where the id and the secret are in the request for a token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientAuthentication {
    /// In the header `Authorization`, which every server must support.
    #[default]
    Header,
    /// In the body, for servers that require that.
    Body,
}

impl ClientCredentials {
    /// Returns a provider that fetches tokens from `token_url`.
    pub fn new(
        token_url: impl Into<String>,
        client_id: impl Into<String>,
        client_secret: impl Into<String>,
    ) -> ClientCredentials {
        ClientCredentials {
            token_url: token_url.into(),
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            scopes: Vec::new(),
            parameters: Vec::new(),
            authentication: ClientAuthentication::default(),
        }
    }

    /// Adds a scope to the request.
    pub fn scope(mut self, scope: impl Into<String>) -> ClientCredentials {
        self.scopes.push(scope.into());
        self
    }

    /// Adds a parameter to the request, such as `audience` or `resource`.
    pub fn parameter(
        mut self,
        name: impl Into<String>,
        value: impl Into<String>,
    ) -> ClientCredentials {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Sets where the id and the secret are sent.
    pub fn authentication(mut self, authentication: ClientAuthentication) -> ClientCredentials {
        self.authentication = authentication;
        self
    }

    fn request(&self) -> Result<http::Request<Body>, CredentialsError> {
        let uri: http::Uri = self
            .token_url
            .parse()
            .map_err(|_| CredentialsError::new("the URL of the token endpoint is not a URL"))?;
        if has_user(&uri) {
            return Err(CredentialsError::new(
                "the URL of the token endpoint must not hold a user name; give id and secret to `ClientCredentials::new`",
            ));
        }
        if !is_reachable(&uri) {
            return Err(CredentialsError::new(
                "the URL of the token endpoint has a host or a port that cannot be",
            ));
        }
        if !is_protected(&uri) {
            return Err(CredentialsError::new(
                "the token endpoint would get the client's secret unencrypted; use an https URL",
            ));
        }
        let scopes = self.scopes.join(" ");
        let mut form = vec![("grant_type", "client_credentials")];
        if !scopes.is_empty() {
            form.push(("scope", &scopes));
        }
        form.extend(
            self.parameters
                .iter()
                .map(|(name, value)| (&**name, &**value)),
        );
        if self.authentication == ClientAuthentication::Body {
            form.push(("client_id", &self.client_id));
            form.push(("client_secret", &self.client_secret));
        }
        // Servers accept `%20` as well as the `+` of HTML forms.
        let body: Vec<String> = form
            .iter()
            .map(|(name, value)| format!("{}={}", percent_encode(name), percent_encode(value)))
            .collect();
        let mut request = http::Request::post(uri)
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        if self.authentication == ClientAuthentication::Header {
            let text = format!("Basic {}", self.basic());
            let mut value = HeaderValue::from_str(&text).map_err(unusable)?;
            value.set_sensitive(true);
            request = request.header(AUTHORIZATION, value);
        }
        request.body(Body::from(body.join("&"))).map_err(unusable)
    }

    /// Returns id and secret for the header: form-encoded before they are joined (RFC 6749, section 2.3.1).
    fn basic(&self) -> String {
        let pair = [&self.client_id, &self.client_secret].map(|part| percent_encode(part));
        Base64::from(pair.join(":").as_bytes()).as_str().to_owned()
    }

    async fn fetch(&self, context: &ClientContext) -> Result<Token, CredentialsError> {
        if self.client_id.is_empty() {
            return Err(CredentialsError::new(
                "the client id for the token endpoint is empty",
            ));
        }
        let response = context
            .exchange_repeatedly(SERVICE, self.request()?, TIME_LIMIT)
            .await?;
        let body: Value = serde_json::from_slice(response.body()).unwrap_or_default();
        let text = |name: &str| body.get(name).and_then(Value::as_str);
        if !response.status().is_success() {
            let mut message = format!(
                "{SERVICE} gave no token (status {}",
                response.status().as_u16()
            );
            let secrets = [self.client_secret.clone(), self.basic()];
            for part in [text("error"), text("error_description")]
                .into_iter()
                .flatten()
            {
                message.push_str(", ");
                message.push_str(&excerpt(&redact(part, &secrets)));
            }
            message.push_str("); check client id, secret and scopes");
            let kind = CredentialsErrorKind::of_status(response.status());
            return Err(CredentialsError::new(message).with_kind(kind));
        }
        let bearer = text("token_type").is_none_or(|kind| kind.eq_ignore_ascii_case("bearer"));
        let token = text("access_token").filter(|_| bearer).ok_or_else(|| {
            CredentialsError::new(format!(
                "{SERVICE} responded with something other than a bearer token"
            ))
        })?;
        // Some servers send the number as a string, or not as an integer.
        let seconds = body.get("expires_in").and_then(|value| match value {
            Value::String(text) => text.trim().parse().ok(),
            value => value.as_f64(),
        });
        let life = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        let end = life.and_then(|life| context.clock().now().checked_add(life));
        let token = Token::new(token);
        Ok(end.into_iter().fold(token, Token::expires_at))
    }
}

impl fmt::Debug for ClientCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCredentials")
            .field("token_url", &shown(&self.token_url))
            .field("client_id", &self.client_id)
            .field("client_secret", &"[redacted]")
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}

impl TokenProvider for ClientCredentials {
    fn token<'a>(
        &'a self,
        context: &'a ClientContext,
    ) -> BoxFuture<'a, Result<Token, CredentialsError>> {
        Box::pin(self.fetch(context))
    }
}

fn unusable(error: impl Into<http::Error>) -> CredentialsError {
    CredentialsError::new("the request for a token cannot be made").with_source(error.into())
}
