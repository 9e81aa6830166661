//! The transport trait.

use std::sync::Arc;
use std::time::Duration;

use crate::body::content::Body;
use crate::body::error::{BoxFuture, TransportError};

/// Sends one request and returns the head of the response, with a body that is read later.
///
/// An implementation follows no redirects and repeats no requests: the client does. Dropping the future cancels the
/// request.
pub trait Transport: Send + Sync + 'static {
    /// Sends `request`, whose URI is absolute.
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>>;
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        (**self).send(request)
    }
}

/// A connect timeout for one request, in the request's extensions. A transport that opens connections uses it instead
/// of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectTimeout(pub Duration);
