//! What carries a request to the server: a small trait, and the error of all its implementations.

use std::sync::Arc;
use std::time::Duration;

use crate::body::content::Body;
use crate::body::error::{BoxFuture, TransportError};

/// Sends one request and returns the head of the response, with a body that is read later.
///
/// An implementation follows no redirect and repeats nothing: both are the client's business.
/// Dropping the future stops the request.
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

/// A connect timeout for one request, among the request's extensions. A transport that opens
/// connections keeps to it instead of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectTimeout(pub Duration);
