//! The reply of the server, before it is decoded.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;

use super::api_error::ApiError;
use super::auth::Authorizer;
use super::body::Body;
use super::error::{DecodeError, Error};
use super::json;
use super::json_error::{self, JsonError};

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

/// The reply of the server, before it is decoded.
pub struct Reply {
    pub(crate) operation: &'static str,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Bytes,
    /// Set instead of `bytes` where the operation hands out a stream.
    pub(crate) stream: Option<Body>,
    pub(crate) attempts: u32,
    pub(crate) authorizers: Vec<Arc<dyn Authorizer>>,
}

/// Why a reply does not become the operation's output.
#[derive(Debug)]
pub enum Rejected<E> {
    /// The server answered with an error, or with something that is not documented.
    Api(Option<E>),
    /// The body is not what the description says: the place as a JSON pointer, and what is wrong.
    Decode(String, String),
}

impl<E> Rejected<E> {
    pub(crate) fn into_error(self, reply: Reply) -> Error<E> {
        match self {
            Rejected::Api(kind) => Error::Api(Box::new(ApiError::new(reply, kind))),
            Rejected::Decode(path, message) => Error::Decode(Box::new(DecodeError {
                reply,
                path,
                message,
            })),
        }
    }
}

impl Reply {
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

    pub(crate) fn explain(&self, code: &str) -> Option<String> {
        self.authorizers
            .iter()
            .find_map(|authorizer| authorizer.explain(code, &self.headers))
    }

    /// A success without a body; one that comes nevertheless is ignored.
    pub fn empty<E>(&self) -> Result<(), Rejected<E>> {
        Ok(())
    }

    /// A success with a JSON body.
    pub fn json<T: DeserializeOwned, E>(&self) -> Result<T, Rejected<E>> {
        json_error::from_slice(&self.bytes).map_err(|error| self.undecodable(error))
    }

    /// A success with a text body.
    pub fn text<E>(&self) -> Result<String, Rejected<E>> {
        match std::str::from_utf8(&self.bytes) {
            Ok(text) => Ok(text.to_owned()),
            Err(error) => Err(Rejected::Decode(
                String::new(),
                format!("not utf-8 from byte {} on", error.valid_up_to()),
            )),
        }
    }

    /// A success with a body of any bytes, as a stream.
    pub fn stream<E>(&mut self) -> Result<Body, Rejected<E>> {
        Ok(self
            .stream
            .take()
            .unwrap_or_else(|| Body::from(self.bytes.clone())))
    }

    /// A documented error. Where its schema has `properties`, the body counts as this error only
    /// if it is an object with one of them, or one without any key.
    pub fn error<T, B, E>(
        &self,
        properties: &[&str],
        kind: impl FnOnce(B) -> E,
    ) -> Result<T, Rejected<E>>
    where
        B: DeserializeOwned,
    {
        let body = if properties.is_empty() || json::is_shape(&self.bytes, properties) {
            json_error::from_slice(&self.bytes).ok()
        } else {
            None
        };
        Err(Rejected::Api(body.map(kind)))
    }

    /// A documented error whose schema requires nothing: its properties tell its bodies from others.
    pub fn shaped_error<T, B, E>(&self, kind: impl FnOnce(B) -> E) -> Result<T, Rejected<E>>
    where
        B: DeserializeOwned + json::Partial,
    {
        self.error(B::FIELDS, kind)
    }

    /// A documented error whose body is text.
    pub fn text_error<T, E>(&self, kind: impl FnOnce(String) -> E) -> Result<T, Rejected<E>> {
        let text = std::str::from_utf8(&self.bytes).ok().map(str::to_owned);
        Err(Rejected::Api(text.map(kind)))
    }

    /// Whether the body is of this media type, or of one in its range. Where the server names none it is.
    pub fn is(&self, media_type: &str) -> bool {
        let actual = self.media_type();
        match media_type.strip_suffix('*') {
            Some(range) => media_type == "*/*" || actual.starts_with(range),
            None => actual == media_type || actual.is_empty(),
        }
    }

    /// A documented error without a described body.
    pub fn error_without_body<T, E>(&self, kind: E) -> Result<T, Rejected<E>> {
        Err(Rejected::Api(Some(kind)))
    }

    /// A status that the description does not have.
    pub fn undocumented<T, E>(&self) -> Result<T, Rejected<E>> {
        Err(Rejected::Api(None))
    }

    fn undecodable<E>(&self, error: JsonError) -> Rejected<E> {
        let message = if self.bytes.is_empty() {
            "it is empty"
        } else if self.media_type() == "text/html" {
            "it is html; a proxy may have answered, or the endpoint is not the service's"
        } else {
            error.message()
        };
        Rejected::Decode(error.pointer().to_owned(), message.to_owned())
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("operation", &self.operation)
            .field("status", &self.status)
            .field("headers", &header_names(&self.headers))
            .field("body_length", &self.bytes.len())
            .field("attempts", &self.attempts)
            .finish()
    }
}
