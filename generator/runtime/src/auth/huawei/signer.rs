//! Signs requests with an access key, in the scheme `SDK-HMAC-SHA256`.
//!
//! [`sign`] is a pure function; [`sign_request`] applies it to an [`http::Request`]. A signature covers the method, the
//! path, the query, the headers present at that moment and the hash of the body. The gateway accepts a date that
//! differs from its own clock by at most 15 minutes.

use std::time::SystemTime;

use hmac_sha256::{HMAC, Hash};
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderName, HeaderValue};

use crate::auth::huawei::canonical::{canonical_path, canonical_query, hex, query_pairs};
use crate::auth::huawei::credentials::{Credentials, Secret};
use crate::body::content::Body;
use crate::error::credentials::CredentialsError;
use crate::value::calendar::basic_timestamp;
use crate::value::sorted::sorted;
use crate::value::text::append;

/// The name of the algorithm, the first word of the `Authorization` header.
pub const ALGORITHM: &str = "SDK-HMAC-SHA256";

/// The payload hash of a body whose content the signature does not cover.
pub const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";

/// The date of the request, `YYYYMMDDTHHMMSSZ` in UTC; the only header that must be signed.
pub const SDK_DATE: HeaderName = HeaderName::from_static("x-sdk-date");

/// The payload hash that replaces the SHA-256 of the body.
pub const CONTENT_SHA256: HeaderName = HeaderName::from_static("x-sdk-content-sha256");

/// Headers that the transport or a proxy may add or change: signing them would break a valid request, and the gateway
/// does not require it.
const UNSIGNED_HEADERS: [&str; 15] = [
    "accept-encoding",
    "authorization",
    "connection",
    "content-length",
    "expect",
    "forwarded",
    "keep-alive",
    "proxy-authorization",
    "te",
    "traceparent",
    "tracestate",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
];

/// The parts of a request that a signature depends on.
#[derive(Clone, Copy)]
pub struct SigningInput<'a> {
    /// The method in upper case.
    pub method: &'a str,
    /// The path as it is sent, percent-encoded.
    pub path: &'a str,
    /// The query as pairs, decoded, in any order.
    pub query: &'a [(Vec<u8>, Vec<u8>)],
    /// The headers to sign, names in lower case, in any order.
    pub headers: &'a [(&'a str, &'a [u8])],
    /// See [`payload_hash`].
    pub payload_hash: &'a str,
    /// The access key id.
    pub access_key: &'a str,
    /// The secret access key.
    pub secret_key: &'a str,
    /// The value of the header `X-Sdk-Date`.
    pub timestamp: &'a str,
}

/// A signature with the two strings it was computed from, which the gateway repeats when it disagrees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The canonical form of the request.
    pub canonical_request: Vec<u8>,
    /// Algorithm, date and hash of the canonical request.
    pub string_to_sign: String,
    /// The value of the header `Authorization`.
    pub authorization: String,
}

/// Signs a request given by its parts.
pub fn sign(input: &SigningInput<'_>) -> Signature {
    let headers = input.headers.iter().filter(|(name, _)| is_signed(name));
    let headers = sorted(headers, |a, b| a.0 <= b.0);
    let mut signed_headers = String::new();
    for (name, _) in &headers {
        append(&mut signed_headers, ";", name);
    }

    let mut canonical = Vec::with_capacity(512);
    for part in [
        input.method,
        "\n",
        &canonical_path(input.path),
        "\n",
        &canonical_query(input.query),
        "\n",
    ] {
        canonical.extend_from_slice(part.as_bytes());
    }
    for (name, value) in &headers {
        canonical.extend_from_slice(name.as_bytes());
        canonical.push(b':');
        canonical.extend_from_slice(value.trim_ascii());
        canonical.push(b'\n');
    }
    for part in ["\n", &signed_headers, "\n", input.payload_hash] {
        canonical.extend_from_slice(part.as_bytes());
    }

    let string_to_sign = format!(
        "{ALGORITHM}\n{}\n{}",
        input.timestamp,
        hex(&Hash::hash(&canonical))
    );
    let mac = HMAC::mac(string_to_sign.as_bytes(), input.secret_key.as_bytes());
    let authorization = format!(
        "{ALGORITHM} Access={}, SignedHeaders={signed_headers}, Signature={}",
        input.access_key,
        hex(&mac),
    );
    Signature {
        canonical_request: canonical,
        string_to_sign,
        authorization,
    }
}

/// Returns whether a header is signed. Names with `_` are not: gateways drop or rename them.
fn is_signed(name: &str) -> bool {
    !name.contains('_') && !UNSIGNED_HEADERS.contains(&name) && !name.starts_with("x-forwarded-")
}

/// The body of a request in terms of its signature.
#[derive(Clone, Copy, Debug)]
pub enum Payload<'a> {
    /// The whole body; empty when the request has none.
    Bytes(&'a [u8]),
    /// A body that is produced while it is sent.
    Stream,
}

/// Returns the last line of the canonical request: the hash of the body, or the value of `X-Sdk-Content-Sha256`.
///
/// A request without a body has the hash of the empty string, whatever the header is.
pub fn payload_hash(content_sha256: Option<&str>, payload: Payload<'_>) -> String {
    match (payload, content_sha256) {
        (Payload::Bytes([]), _) => hex(&Hash::hash(b"")),
        (_, Some(value)) => value.to_owned(),
        (Payload::Bytes(bytes), None) => hex(&Hash::hash(bytes)),
        (Payload::Stream, None) => UNSIGNED_PAYLOAD.to_owned(),
    }
}

/// A request cannot be signed because of one of its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignError {
    /// The request's URI has no host.
    NoHost,
    /// The access key has a character that cannot be in a header.
    AccessKey,
}

impl std::fmt::Display for SignError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::NoHost => "the request to sign has no host; give the client an absolute endpoint",
            Self::AccessKey => "the access key has a character that cannot be in a header",
        })
    }
}

impl std::error::Error for SignError {}

/// Adds `X-Sdk-Date`, `X-Sdk-Content-Sha256` if it is needed, and `Authorization`.
///
/// Headers to be signed must be present already. `X-Sdk-Date` and `X-Sdk-Content-Sha256` are kept if the caller has set
/// them.
///
/// # Errors
/// If the request has no host, or the access key cannot be in a header.
pub fn sign_request<B>(
    request: &mut http::Request<B>,
    payload: Payload<'_>,
    access_key: &str,
    secret_key: &str,
    now: SystemTime,
) -> Result<(), SignError> {
    let host = host_of(request).ok_or(SignError::NoHost)?;
    if !request.headers().contains_key(SDK_DATE) {
        let date = HeaderValue::try_from(basic_timestamp(now)).map_err(|_| SignError::AccessKey)?;
        request.headers_mut().insert(SDK_DATE, date);
    }
    if !request.headers().contains_key(CONTENT_SHA256)
        && content_is_unsigned(request.headers(), payload)
    {
        request
            .headers_mut()
            .insert(CONTENT_SHA256, HeaderValue::from_static(UNSIGNED_PAYLOAD));
    }
    let authorization = {
        let headers = request.headers();
        let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        let mut signed = Vec::with_capacity(headers.len() + 1);
        for (name, value) in headers {
            // How several values of one name are joined is not published: they go unsigned.
            if *name != HOST && headers.get_all(name).iter().count() == 1 {
                signed.push((name.as_str(), value.as_bytes()));
            }
        }
        signed.push((HOST.as_str(), host.as_bytes()));
        sign(&SigningInput {
            method: request.method().as_str(),
            path: request.uri().path(),
            query: &query_pairs(request.uri().query().unwrap_or_default()),
            headers: &signed,
            payload_hash: &payload_hash(text(&CONTENT_SHA256), payload),
            access_key,
            secret_key,
            timestamp: text(&SDK_DATE).unwrap_or_default(),
        })
        .authorization
    };
    let mut value = HeaderValue::try_from(authorization).map_err(|_| SignError::AccessKey)?;
    value.set_sensitive(true);
    request.headers_mut().insert(AUTHORIZATION, value);
    Ok(())
}

/// Returns whether the content is unsigned. The service hashes only JSON and BSON bodies, and expects the marker for
/// every other content type.
fn content_is_unsigned(headers: &http::HeaderMap, payload: Payload<'_>) -> bool {
    let hashed = |value: &HeaderValue| {
        let value = value.as_bytes().to_ascii_lowercase();
        value.starts_with(b"application/json") || value.starts_with(b"application/bson")
    };
    matches!(payload, Payload::Stream)
        || headers
            .get(CONTENT_TYPE)
            .is_some_and(|value| !hashed(value))
}

/// Returns the `Host` that an HTTP library sends: without the default port of the scheme.
fn host_of<B>(request: &http::Request<B>) -> Option<String> {
    if let Some(host) = request.headers().get(HOST) {
        return host.to_str().ok().map(str::to_owned);
    }
    let uri = request.uri();
    let host = uri.host().filter(|host| !host.is_empty())?;
    match (uri.port_u16(), uri.scheme_str()) {
        (None, _) | (Some(443), Some("https")) | (Some(80), Some("http")) => Some(host.to_owned()),
        (Some(port), _) => Some(format!("{host}:{port}")),
    }
}

const AUTH_TOKEN: HeaderName = HeaderName::from_static("x-auth-token");

const PROJECT_ID: HeaderName = HeaderName::from_static("x-project-id");

const SECURITY_TOKEN: HeaderName = HeaderName::from_static("x-security-token");

/// The largest body that the gateway accepts in a signed request.
const LARGEST_SIGNED_BODY: u64 = 12 << 20;

/// Adds the credentials and the project to a request.
pub(crate) fn apply(
    request: &mut http::Request<Body>,
    credentials: &Credentials,
    project_id: Option<&str>,
    now: SystemTime,
) -> Result<(), CredentialsError> {
    let (access_key, secret_key) = match &credentials.secret {
        Secret::Token(token) => {
            // A header of the call is kept.
            let held = request.headers_mut().entry(AUTH_TOKEN);
            held.or_insert(secret_value(token)?);
            return Ok(());
        }
        Secret::AccessKey {
            access_key,
            secret_key,
        } => (access_key, secret_key),
    };
    let held = request.headers().get(AUTHORIZATION);
    // That of the call is kept, as with every other scheme; a signature is replaced.
    if held.is_some_and(|held| !held.as_bytes().starts_with(ALGORITHM.as_bytes())) {
        return Ok(());
    }
    if request
        .body()
        .length()
        .is_some_and(|length| length > LARGEST_SIGNED_BODY)
    {
        return Err(CredentialsError::new(
            "a request signed with an access key has at most 12 MB of body; use a token for this call \
             (`Credentials::token` or `IamUser`)",
        ));
    }
    let headers = request.headers_mut();
    // A repeated attempt gets a new date.
    headers.remove(SDK_DATE);
    if let Some(project_id) = project_id {
        let value = HeaderValue::from_str(project_id).map_err(|_| {
            CredentialsError::new("the project id has a character that cannot be in a header")
        })?;
        headers.entry(PROJECT_ID).or_insert(value);
    }
    if let Some(token) = &credentials.security_token {
        headers.insert(SECURITY_TOKEN, secret_value(token)?);
    }
    let body = std::mem::take(request.body_mut());
    let payload = body.as_bytes().map_or(Payload::Stream, Payload::Bytes);
    let signed = sign_request(request, payload, access_key, secret_key, now);
    *request.body_mut() = body;
    signed.map_err(|error| CredentialsError::new("the request cannot be signed").with_source(error))
}

pub(crate) fn secret_value(secret: &str) -> Result<HeaderValue, CredentialsError> {
    let mut value = HeaderValue::from_str(secret).map_err(|_| {
        CredentialsError::new("the token has a character that cannot be in a header")
    })?;
    value.set_sensitive(true);
    Ok(value)
}
