//! Requests to the identity service.

use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use serde_json::Value;

use crate::auth::huawei::provider::ProviderContext;
use crate::body::content::Body;
use crate::error::credentials::{CredentialsError, CredentialsErrorKind};
use crate::error::excerpt::excerpt;
use crate::error::redact::redact;
use crate::transport::host::{has_user, is_label, is_protected, is_reachable, shown};
use crate::value::text::{contains, json_text};

pub(crate) const SERVICE: &str = "the identity service";

const TIME_LIMIT: Duration = Duration::from_secs(30);

/// Sends a request with a JSON body, and returns the response whatever its status.
pub(crate) async fn exchange(
    context: &ProviderContext,
    builder: http::request::Builder,
    body: Option<&Value>,
) -> Result<http::Response<Bytes>, CredentialsError> {
    send(context, request(builder, body)?).await
}

pub(crate) fn request(
    builder: http::request::Builder,
    body: Option<&Value>,
) -> Result<http::Request<Body>, CredentialsError> {
    let built = match body {
        Some(body) => builder
            .header(CONTENT_TYPE, "application/json")
            .body(Body::from(json_text(body))),
        None => builder.body(Body::EMPTY),
    };
    built.map_err(|error| {
        CredentialsError::new(format!("the endpoint of {SERVICE} is not a URL")).with_source(error)
    })
}

pub(crate) async fn send(
    context: &ProviderContext,
    request: http::Request<Body>,
) -> Result<http::Response<Bytes>, CredentialsError> {
    context
        .client()
        .exchange_repeatedly(SERVICE, request, TIME_LIMIT)
        .await
}

/// Returns the token of a successful login; `next` says what to check if there is none.
pub(crate) fn subject_token<'a>(
    response: &'a http::Response<Bytes>,
    next: &str,
    secrets: &[String],
) -> Result<&'a str, CredentialsError> {
    if !response.status().is_success() {
        return Err(refused(response, "gave no token", next, secrets));
    }
    let token = response
        .headers()
        .get("x-subject-token")
        .and_then(|token| token.to_str().ok());
    let next = "check its endpoint";
    token.ok_or_else(|| refused(response, "gave no usable token", next, secrets))
}

/// Returns the endpoint of the identity service: the given one, the configured one, that of the region, or the global
/// one.
pub(crate) fn endpoint(
    given: Option<&str>,
    context: &ProviderContext,
) -> Result<String, CredentialsError> {
    let named = match given {
        Some(given) => Some(given.to_owned()),
        None => context.iam_endpoint()?,
    };
    let endpoint = match (named, context.region()) {
        (Some(endpoint), _) => endpoint.trim_end_matches('/').to_owned(),
        // The region becomes a part of the host that receives the password.
        (None, Some(region)) if !is_label(region) => return Err(not_a_region(region)),
        // The cloud of Europe has accounts of its own.
        (None, Some(region @ "eu-west-101")) => format!("https://iam.{region}.myhuaweicloud.eu"),
        (None, Some(region)) => format!("https://iam.{region}.myhuaweicloud.com"),
        (None, None) => "https://iam.myhuaweicloud.com".to_owned(),
    };
    let endpoint = if contains(&endpoint, "://") {
        endpoint
    } else {
        format!("https://{endpoint}")
    };
    let wrong = |why: &str| {
        let shown = shown(&endpoint);
        CredentialsError::new(format!("the endpoint of {SERVICE}, {shown:?}, {why}"))
    };
    let uri: http::Uri = endpoint.parse().map_err(|_| wrong("is not a URL"))?;
    if has_user(&uri) {
        Err(wrong(
            "must not hold a user name; give it to `IamUser::new`",
        ))
    } else if !is_reachable(&uri) {
        Err(wrong("has a host or a port that cannot be"))
    } else if uri.query().is_some() || endpoint.contains('#') {
        Err(wrong("must not have a query or a fragment"))
    } else if !is_protected(&uri) {
        Err(wrong("would get credentials unencrypted; use https"))
    } else {
        Ok(endpoint)
    }
}

/// Returns the error of an invalid region.
pub(crate) fn not_a_region(region: &str) -> CredentialsError {
    CredentialsError::new(format!("{:?} is not the name of a region", shown(region)))
}

/// Returns an error that quotes code, message and trace id of the service, without these secrets.
pub(crate) fn refused(
    response: &http::Response<Bytes>,
    what: &str,
    next: &str,
    secrets: &[String],
) -> CredentialsError {
    let mut text = format!("{SERVICE} {what} (status {}", response.status().as_u16());
    let body: Value = serde_json::from_slice(response.body()).unwrap_or_default();
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
            .map_or_else(|| json_text(&value), str::to_owned);
        text.push_str(", ");
        text.push_str(&excerpt(&redact(&value, secrets)));
    }
    if let Some(id) = response
        .headers()
        .get("x-iam-trace-id")
        .and_then(|id| id.to_str().ok())
    {
        text.push_str(", X-IAM-Trace-Id ");
        text.push_str(&excerpt(&redact(id, secrets)));
    }
    text.push_str("); ");
    text.push_str(next);
    CredentialsError::new(text).with_kind(CredentialsErrorKind::of_status(response.status()))
}
