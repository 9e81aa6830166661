//! Layers of tower around a transport.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use tower_layer::Layer;
use tower_service::Service;

use crate::body::content::Body;
use crate::body::error::{BoxError, BoxFuture, TransportError, TransportErrorKind};
use crate::transport::interface::Transport;
use crate::transport::line::stand_in_line;

/// A transport as a [`Service`] of tower, to be wrapped by layers.
pub struct TransportService<T>(Arc<T>);

impl<T: Transport> TransportService<T> {
    /// Returns a service that sends requests through this transport.
    pub fn new(transport: T) -> TransportService<T> {
        TransportService(Arc::new(transport))
    }
}

impl<T: Transport> Service<http::Request<Body>> for TransportService<T> {
    type Response = http::Response<Body>;
    type Error = TransportError;
    type Future = BoxFuture<'static, Result<http::Response<Body>, TransportError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let transport = Arc::clone(&self.0);
        Box::pin(async move { transport.send(request).await })
    }
}

impl<T> Clone for TransportService<T> {
    fn clone(&self) -> Self {
        TransportService(Arc::clone(&self.0))
    }
}

impl<T> fmt::Debug for TransportService<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TransportService")
    }
}

/// A [`Service`] of tower as a transport, such as layers around [another transport](Self::layered).
///
/// Each attempt of a call passes through it, already signed. The wait until the service is ready, for example for a
/// concurrency limit, counts against `call_timeout`, not against `response_timeout`.
///
/// An error of a layer is wrapped in a [`TransportError`] of the kind `Other`, so a call that is safe to repeat is sent
/// again. A layer that returns a `TransportError` says more: that a time limit passed
/// ([`TransportErrorKind::Timeout`]), or that nothing was sent ([`TransportError::unsent`]). If the service fails to
/// become ready, nothing was sent.
///
/// ```
/// use std::time::Duration;
/// use apiruntime::body::{BoxError, TimeoutPhase, TransportError, TransportErrorKind};
/// use apiruntime::transport::{DefaultTransport, TowerTransport};
/// use tower::{ServiceBuilder, timeout::error::Elapsed};
///
/// let limit = Duration::from_secs(5);
/// let layers = ServiceBuilder::new()
///     .concurrency_limit(8)
///     .map_err(move |error: BoxError| match error.downcast::<Elapsed>() {
///         Ok(elapsed) => {
///             let phase = TimeoutPhase::Response;
///             TransportError::new(TransportErrorKind::Timeout { phase, limit }).with_source(elapsed).into()
///         }
///         Err(other) => other,
///     })
///     .timeout(limit);
/// let transport = TowerTransport::layered(DefaultTransport::new(apiruntime::Config::new())?, layers);
/// # Ok::<(), apiruntime::error::BuildError>(())
/// ```
// Locked only to be cloned: a service need not be `Sync`.
pub struct TowerTransport<S>(Mutex<S>);

impl<S> TowerTransport<S> {
    /// Returns a transport that sends requests through this service.
    pub fn new(service: S) -> TowerTransport<S> {
        TowerTransport(Mutex::new(service))
    }

    /// Puts a layer around a transport.
    pub fn layered<T, L>(transport: T, layer: L) -> TowerTransport<S>
    where
        T: Transport,
        L: Layer<TransportService<T>, Service = S>,
    {
        TowerTransport::new(layer.layer(TransportService::new(transport)))
    }
}

impl<S, B> Transport for TowerTransport<S>
where
    S: Service<http::Request<Body>, Response = http::Response<B>> + Clone + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        let mut service = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        Box::pin(async move {
            let ready = std::future::poll_fn(|context| service.poll_ready(context));
            let ready = stand_in_line(ready).await;
            ready.map_err(|error| of_layer(error).unsent())?;
            let response = service.call(request).await.map_err(of_layer)?;
            Ok(response.map(|body| Body::from_http_body(OfLayer(Box::pin(body)))))
        })
    }
}

fn of_layer(error: impl Into<BoxError>) -> TransportError {
    match error.into().downcast::<TransportError>() {
        Ok(error) => *error,
        Err(error) => TransportError::new(TransportErrorKind::Other).with_source(error),
    }
}

/// The body of a layer's response, with converted errors.
struct OfLayer<B>(std::pin::Pin<Box<B>>);

impl<B> http_body::Body for OfLayer<B>
where
    B: http_body::Body<Data = Bytes>,
    B::Error: Into<BoxError>,
{
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, TransportError>>> {
        let frame = self.0.as_mut().poll_frame(context);
        frame.map(|frame| frame.map(|frame| frame.map_err(of_layer)))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.0.size_hint()
    }
}

impl<S> fmt::Debug for TowerTransport<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TowerTransport")
    }
}
