//! The transport trait.

use std::sync::Arc;
use std::time::Duration;

use crate::body::content::Body;
use crate::body::error::{BoxFuture, TransportError};

/// Sends one request and returns the head of the response, with a body that is read later.
///
/// An implementation follows no redirects and repeats no requests: the client does. Dropping the future cancels the
/// request. This one sends with an HTTP client that has `fetch`:
///
/// ```
/// use apiruntime::Body;
/// use apiruntime::transport::{BoxFuture, Transport, TransportError, TransportErrorKind};
///
/// # struct Mine;
/// # impl Mine {
/// #     async fn fetch(&self, _: http::request::Parts, _: bytes::Bytes) -> std::io::Result<(u16, Vec<u8>)> {
/// #         Ok((204, Vec::new()))
/// #     }
/// # }
/// impl Transport for Mine {
///     fn send(
///         &self,
///         request: http::Request<Body>,
///     ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
///         Box::pin(async move {
///             let (head, body) = request.into_parts();    // method, URI and headers
///             let body = body.collect(u64::MAX).await?;   // or piece by piece, with `chunk`
///             let (status, bytes) = self.fetch(head, body).await.map_err(|error| {
///                 TransportError::new(TransportErrorKind::Other).with_source(error)
///             })?;
///             let response = http::Response::builder().status(status);
///             let response = response.body(Body::from(bytes));
///             response.map_err(|error| TransportError::new(TransportErrorKind::Other).with_source(error))
///         })
///     }
/// }
/// ```
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
