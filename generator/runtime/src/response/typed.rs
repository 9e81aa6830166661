//! A documented success.

use std::fmt;
use std::ops::{Deref, DerefMut};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::body::response::ResponseHead;
use crate::parameter::header::FromHeaders;

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

    /// Returns the documented headers, each decoded by itself.
    pub fn typed_headers<H: FromHeaders>(&self) -> H {
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
