//! A documented success.

use std::fmt;
use std::ops::{Deref, DerefMut};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::body::response::ResponseHead;
use crate::parameter::header::FromHeaders;

/// A documented success: the decoded body, which it dereferences to, and the head of the response.
#[derive(Clone)]
pub struct Response<T> {
    pub(crate) head: ResponseHead,
    pub(crate) body: T,
    pub(crate) kept: Option<Box<KeptBody>>,
}

/// The body of a success as it was received.
#[derive(Clone)]
pub(crate) struct KeptBody {
    pub(crate) bytes: Bytes,
    /// Whether the description has a body for the response.
    pub(crate) is_documented: bool,
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

    /// Returns the documented headers, each decoded separately.
    pub fn typed_headers<H: FromHeaders>(&self) -> H {
        H::from_headers(self.head.headers())
    }

    /// Returns the decoded body.
    pub fn body(&self) -> &T {
        &self.body
    }

    /// Returns the decoded body mutably, to read a stream.
    pub fn body_mut(&mut self) -> &mut T {
        &mut self.body
    }

    /// Returns the decoded body by value.
    pub fn into_body(self) -> T {
        self.body
    }

    /// Returns the body as it was received, if it was kept: because of [`Config`](crate::Config::keep_raw_body) or
    /// [`CallOptions`](crate::CallOptions::keep_raw_body), or because the description has no body for the response. A
    /// body that is returned as a stream is never kept.
    pub fn raw_body(&self) -> Option<&Bytes> {
        self.kept.as_ref().map(|kept| &kept.bytes)
    }

    /// Returns the body of a response for which the description has none, if one was sent nevertheless.
    pub fn undocumented_body(&self) -> Option<&Bytes> {
        let kept = self.kept.as_ref().filter(|kept| !kept.is_documented)?;
        Some(&kept.bytes)
    }

    /// Returns the same response with another body.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        Response {
            head: self.head,
            body: change(self.body),
            kept: self.kept,
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
