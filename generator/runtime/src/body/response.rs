//! A response before it is decoded.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};

use crate::body::content::Body;

/// The headers that carry a server's name for a request, the first found wins.
const REQUEST_ID: [&str; 4] = [
    "x-request-id",
    "x-iam-trace-id",
    "request-id",
    "x-amzn-requestid",
];

pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    REQUEST_ID
        .iter()
        .find_map(|name| headers.get(*name)?.to_str().ok())
}

/// The names only: values may be secrets.
pub(crate) fn header_names(headers: &HeaderMap) -> Vec<&str> {
    headers.keys().map(header::HeaderName::as_str).collect()
}

/// The response of the server, before it is decoded.
pub struct RawResponse {
    pub(crate) operation: &'static str,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Bytes,
    /// Set instead of `bytes` where the operation hands out a stream.
    pub(crate) stream: Option<Body>,
    pub(crate) attempts: u32,
    /// The next step that the credentials know for the error code in the body.
    pub(crate) hint: Option<String>,
}

impl RawResponse {
    /// The status as a number.
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// The status.
    pub fn status_code(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body, as far as it is in memory.
    pub fn raw_body(&self) -> &Bytes {
        &self.bytes
    }

    /// The operation's id.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// How often the request was sent.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The server's name for this request.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }

    /// The media type of the body, lower case, without parameters; empty where none was given.
    pub fn media_type(&self) -> String {
        let value = self
            .headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        let essence = value
            .and_then(|value| value.split(';').next())
            .unwrap_or_default();
        essence.trim().to_ascii_lowercase()
    }
}

impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawResponse")
            .field("operation", &self.operation)
            .field("status", &self.status)
            .field("headers", &header_names(&self.headers))
            .field("body_length", &self.bytes.len())
            .field("attempts", &self.attempts)
            .finish()
    }
}
