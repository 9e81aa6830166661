//! A documented success.

use std::fmt;

use http::{HeaderMap, StatusCode};

use super::reply::{header_names, request_id};

/// A documented success: the decoded body, with what came around it.
#[derive(Clone)]
pub struct Response<T> {
    pub(crate) body: T,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) attempts: u32,
}

impl<T> Response<T> {
    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The documented headers, decoded.
    pub fn typed_headers<H: FromHeaders>(&self) -> Result<H, HeaderError> {
        H::from_headers(&self.headers)
    }

    /// The server's name for this request.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }

    /// How often the request was sent.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The decoded body.
    pub fn body(&self) -> &T {
        &self.body
    }

    /// The decoded body, to read a stream.
    pub fn body_mut(&mut self) -> &mut T {
        &mut self.body
    }

    /// The decoded body alone.
    pub fn into_body(self) -> T {
        self.body
    }

    /// The same reply with another body.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        Response {
            body: change(self.body),
            status: self.status,
            headers: self.headers,
            attempts: self.attempts,
        }
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("headers", &header_names(&self.headers))
            .field("body", &self.body)
            .field("attempts", &self.attempts)
            .finish()
    }
}

/// A struct of documented response headers.
pub trait FromHeaders: Sized {
    /// Reads the headers.
    fn from_headers(headers: &HeaderMap) -> Result<Self, HeaderError>;
}

/// A response header that is missing, or not what the description says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderError {
    name: String,
    message: String,
}

impl HeaderError {
    /// `name` is the header's, `message` says what is wrong, without the value.
    pub fn new(name: impl Into<String>, message: impl Into<String>) -> HeaderError {
        HeaderError {
            name: name.into(),
            message: message.into(),
        }
    }

    /// The header's name.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for HeaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the response header `{}` {}; read it from `headers()`",
            self.name, self.message
        )
    }
}

impl std::error::Error for HeaderError {}
