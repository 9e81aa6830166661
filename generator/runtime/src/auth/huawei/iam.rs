//! Requests to the identity service, and to the others that give credentials.

use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use serde_json::Value;

use crate::auth::huawei::credentials::Credentials;
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
    service: &str,
    context: &ProviderContext,
    builder: http::request::Builder,
    body: Option<&Value>,
) -> Result<http::Response<Bytes>, CredentialsError> {
    send(service, context, request(service, builder, body)?).await
}

pub(crate) fn request(
    service: &str,
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
        CredentialsError::new(format!("the endpoint of {service} is not a URL")).with_source(error)
    })
}

pub(crate) async fn send(
    service: &str,
    context: &ProviderContext,
    request: http::Request<Body>,
) -> Result<http::Response<Bytes>, CredentialsError> {
    context
        .client()
        .exchange_repeatedly(service, request, TIME_LIMIT)
        .await
}

/// Returns the token of a successful login; `next` says what to check if there is none.
pub(crate) fn subject_token<'a>(
    response: &'a http::Response<Bytes>,
    next: &str,
    secrets: &[String],
) -> Result<&'a str, CredentialsError> {
    if !response.status().is_success() {
        return Err(refused(SERVICE, response, "gave no token", next, secrets));
    }
    let token = response
        .headers()
        .get("x-subject-token")
        .and_then(|token| token.to_str().ok());
    let next = "check its endpoint";
    token.ok_or_else(|| refused(SERVICE, response, "gave no usable token", next, secrets))
}

/// Returns the temporary key in a response; `next` says what to check if there is none.
pub(crate) fn security_key(
    service: &str,
    response: &http::Response<Bytes>,
    next: &str,
    secrets: &[String],
) -> Result<Credentials, CredentialsError> {
    let key = Credentials::from_security_key(response.body());
    key.filter(|_| response.status().is_success())
        .ok_or_else(|| refused(service, response, "gave no temporary key", next, secrets))
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
    let endpoint = match named {
        Some(endpoint) => endpoint,
        None => of_region("iam", context.region())?
            .unwrap_or_else(|| "https://iam.myhuaweicloud.com".to_owned()),
    };
    checked(SERVICE, &endpoint)
}

/// Returns the endpoint of a service in a region; its host begins with this label.
pub(crate) fn of_region(
    label: &str,
    region: Option<&str>,
) -> Result<Option<String>, CredentialsError> {
    let endpoint = match region {
        None => return Ok(None),
        // The region becomes a part of the host that receives the password.
        Some(region) if !is_label(region) => return Err(not_a_region(region)),
        // The cloud of Europe has accounts of its own.
        Some(region @ "eu-west-101") => format!("https://{label}.{region}.myhuaweicloud.eu"),
        Some(region) => format!("https://{label}.{region}.myhuaweicloud.com"),
    };
    Ok(Some(endpoint))
}

/// Returns an endpoint with its scheme, if it may get credentials.
pub(crate) fn checked(service: &str, endpoint: &str) -> Result<String, CredentialsError> {
    let endpoint = endpoint.trim_end_matches('/');
    let endpoint = match contains(endpoint, "://") {
        true => endpoint.to_owned(),
        false => format!("https://{endpoint}"),
    };
    let wrong = |why: &str| {
        let shown = shown(&endpoint);
        CredentialsError::new(format!("the endpoint of {service}, {shown:?}, {why}"))
    };
    let uri: http::Uri = endpoint.parse().map_err(|_| wrong("is not a URL"))?;
    if has_user(&uri) {
        Err(wrong(
            "must not hold a user name; an `IamUser` has one of its own",
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

/// Returns an error that quotes code, message and ids of the service, without these secrets.
pub(crate) fn refused(
    service: &str,
    response: &http::Response<Bytes>,
    what: &str,
    next: &str,
    secrets: &[String],
) -> CredentialsError {
    let mut text = format!("{service} {what} (status {}", response.status().as_u16());
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
    for name in ["X-IAM-Trace-Id", "X-Request-Id"] {
        let id = response.headers().get(name);
        if let Some(id) = id.and_then(|id| id.to_str().ok()) {
            let id = excerpt(&redact(id, secrets));
            text.push_str(&format!(", {name} {id}"));
        }
    }
    text.push_str("); ");
    text.push_str(next);
    CredentialsError::new(text).with_kind(CredentialsErrorKind::of_status(response.status()))
}
