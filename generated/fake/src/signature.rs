//! Checks credentials, as the gateway does.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::request::Parts;
use huaweicloud::auth::huawei::signer::{self, Payload, SigningInput};
use huaweicloud::value::DateTime;
use percent_encoding::percent_decode_str;

use crate::call::Failure;

/// The access key that the service knows; its secret and the token follow.
pub(crate) const ACCESS_KEY: &str = "fake-access-key";
pub(crate) const SECRET_KEY: &str = "fake-secret-key";
pub(crate) const TOKEN: &str = "fake-token";

/// Fails if a request has neither the token nor a signature with the key.
pub(crate) fn check(parts: &Parts, body: &Bytes) -> Result<(), Failure> {
    if let Some(token) = header(parts, "x-auth-token") {
        return match token == TOKEN {
            true => Ok(()),
            false => Err(wrong("decrypt token fail")),
        };
    }
    let sent = header(parts, "authorization").ok_or_else(|| wrong("no authorization"))?;
    let date = header(parts, "x-sdk-date").ok_or_else(|| wrong("no x-sdk-date"))?;
    if !is_recent(date) {
        let message = "Incorrect app authentication information: x-sdk-date is out of range";
        return Err(Failure::new(401, "APIGW.0303", message));
    }
    let signed = sent
        .split("SignedHeaders=")
        .nth(1)
        .and_then(|rest| rest.split(',').next());
    let names = signed.ok_or_else(|| wrong("no SignedHeaders"))?.split(';');
    let headers = names.map(|name| Some((name, header(parts, name)?.as_bytes())));
    let headers: Option<Vec<(&str, &[u8])>> = headers.collect();
    let headers = headers.ok_or_else(|| wrong("a signed header is not there"))?;
    let decode = |text: &str| percent_decode_str(text).collect::<Vec<u8>>();
    let query: Vec<_> = parts
        .uri
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect();
    let payload = Payload::Bytes(body);
    let hash = signer::payload_hash(header(parts, "x-sdk-content-sha256"), payload);
    let expected = signer::sign(&SigningInput {
        method: parts.method.as_str(),
        path: parts.uri.path(),
        query: &query,
        headers: &headers,
        payload_hash: &hash,
        access_key: ACCESS_KEY,
        secret_key: SECRET_KEY,
        timestamp: date,
    });
    match expected.authorization == sent {
        true => Ok(()),
        false => Err(wrong("verify aksk signature fail")),
    }
}

fn header<'a>(parts: &'a Parts, name: &str) -> Option<&'a str> {
    parts.headers.get(name)?.to_str().ok()
}

fn wrong(reason: &str) -> Failure {
    let message = format!("Incorrect IAM authentication information: {reason}");
    Failure::new(401, "APIGW.0301", &message)
}

/// Whether a date in the form `YYYYMMDDTHHMMSSZ` differs from the present by at most 15 minutes.
fn is_recent(date: &str) -> bool {
    let now = SystemTime::now();
    let text = |time: SystemTime| {
        let seconds = time
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        let whole = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds.as_secs());
        DateTime::from(whole).as_str().replace(['-', ':'], "")
    };
    let most = Duration::from_secs(15 * 60);
    // The order of dates in this form is the order in time.
    *text(now - most) <= *date && *date <= *text(now + most)
}
