//! A documented success.

use std::fmt;
use std::ops::{Deref, DerefMut};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::body::response::ResponseHead;

/// A documented success: the decoded body, to which it dereferences, and the head of the response.
#[derive(Clone)]
pub struct Response<T> {
    pub(crate) head: ResponseHead,
    pub(crate) body: T,
    pub(crate) unread: Option<Box<Bytes>>,
}

impl<T> Response<T> {
    /// Returns everything but the body.
    pub fn head(&self) -> &ResponseHead {
        &self.head
    }

    /// Returns the status.
    pub fn status(&self) -> StatusCode {
        self.head.status()
    }

    /// Returns the headers.
    pub fn headers(&self) -> &HeaderMap {
        self.head.headers()
    }

    /// Returns the id that the server gave the request.
    pub fn request_id(&self) -> Option<&str> {
        self.head.request_id()
    }

    /// Returns how often the request was sent.
    pub fn attempts(&self) -> u32 {
        self.head.attempts()
    }

    /// Returns the documented headers, decoded.
    ///
    /// # Errors
    /// When one is missing, or not what the description says.
    pub fn typed_headers<H: FromHeaders>(&self) -> Result<H, HeaderError> {
        H::from_headers(self.head.headers())
    }

    /// Returns the decoded body.
    pub fn body(&self) -> &T {
        &self.body
    }

    /// Returns the decoded body, to read a stream.
    pub fn body_mut(&mut self) -> &mut T {
        &mut self.body
    }

    /// Returns the decoded body alone.
    pub fn into_body(self) -> T {
        self.body
    }

    /// Returns the body of a response for which the description has none, where one came nevertheless.
    pub fn undocumented_body(&self) -> Option<&Bytes> {
        self.unread.as_deref()
    }

    /// Returns the same response with another body.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        Response {
            head: self.head,
            body: change(self.body),
            unread: self.unread,
        }
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.body
    }
}

impl<T> DerefMut for Response<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.body
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("head", &self.head)
            .field("body", &self.body)
            .finish()
    }
}

/// A struct of documented response headers.
pub trait FromHeaders: Sized {
    /// Reads the headers.
    fn from_headers(headers: &HeaderMap) -> Result<Self, HeaderError>;
}

/// Reads a header that may be missing.
///
/// # Errors
/// When the header is there and no `T`.
pub fn header<T: DeserializeOwned>(
    headers: &HeaderMap,
    name: &str,
) -> Result<Option<T>, HeaderError> {
    let Some(value) = headers.get(name) else {
        return Ok(None);
    };
    let text = value
        .to_str()
        .map_err(|_| HeaderError::new(name, "is no text"))?;
    let wrong = || HeaderError::new(name, "is not what the description says");
    // A header has no types: what is no string is read as a number or boolean, then as a list.
    let scalar = |text: &str| serde_json::from_str(text).unwrap_or_else(|_| Value::from(text));
    T::deserialize(Value::from(text))
        .or_else(|_| T::deserialize(scalar(text)))
        .or_else(|_| {
            T::deserialize(Value::Array(
                text.split(',')
                    .map(|part| Value::from(part.trim()))
                    .collect(),
            ))
        })
        .or_else(|_| {
            T::deserialize(Value::Array(
                text.split(',').map(|part| scalar(part.trim())).collect(),
            ))
        })
        .map(Some)
        .map_err(|_| wrong())
}

/// Reads a header that the description promises.
///
/// # Errors
/// When the header is missing, or no `T`.
pub fn required_header<T: DeserializeOwned>(
    headers: &HeaderMap,
    name: &str,
) -> Result<T, HeaderError> {
    header(headers, name)?.ok_or_else(|| HeaderError::new(name, "is missing"))
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
