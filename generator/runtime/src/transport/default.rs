//! The transport used where none is given: hyper with rustls.

use std::fmt;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::Frame;
use hyper::body::Incoming;
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::capture_connection;
use hyper_util::rt::{TokioExecutor, TokioTimer};

use crate::body::content::Body;
use crate::body::error::{BoxFuture, TimeoutPhase, TransportError, TransportErrorKind};
use crate::error::build::BuildError;
use crate::transport::classify::{of_body, of_request};
use crate::transport::config::{ConnectionConfig, Http2};
use crate::transport::connect::Connector;
use crate::transport::interface::{ConnectTimeout, Transport};

/// An HTTP/2 connection that acknowledges no ping for twice this time is given up.
#[cfg(feature = "http2")]
const PING: Duration = Duration::from_secs(20);

/// The transport used where none is given: HTTP/1.1 over TLS, with a pool of connections; HTTP/2 too
/// with the feature `http2`.
///
/// It keeps to the connection settings of [`ConnectionConfig`]; a [`ConnectTimeout`] of a request can only
/// shorten the client's.
#[derive(Clone)]
pub struct DefaultTransport {
    client: legacy::Client<Connector, Body>,
}

impl DefaultTransport {
    /// A transport with these settings.
    ///
    /// # Errors
    /// When the proxy or a root certificate cannot be used.
    pub fn new(config: impl AsRef<ConnectionConfig>) -> Result<DefaultTransport, BuildError> {
        let config = config.as_ref();
        let mut builder = legacy::Client::builder(TokioExecutor::new());
        builder
            .timer(TokioTimer::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(config.idle_timeout)
            .pool_max_idle_per_host(config.idle_connections);
        #[cfg(feature = "http2")]
        builder
            .http2_only(config.http2 == Http2::Always)
            .http2_adaptive_window(true)
            .http2_keep_alive_interval(PING)
            .http2_keep_alive_timeout(PING);
        #[cfg(not(feature = "http2"))]
        if config.http2 == Http2::Always {
            return Err(BuildError::InvalidSetting(
                "http/2 was asked for; enable the feature `http2`".to_owned(),
            ));
        }
        if let Some(most) = config.max_headers {
            builder.http1_max_headers(most);
        }
        Ok(DefaultTransport {
            client: builder.build(Connector::new(config)?),
        })
    }
}

impl Transport for DefaultTransport {
    fn send(
        &self,
        mut request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        let connect_timeout = request.extensions_mut().remove::<ConnectTimeout>();
        match connect_timeout {
            None => {
                let sent = self.client.request(request);
                Box::pin(async move { finish(sent.await) })
            }
            Some(ConnectTimeout(limit)) => {
                Box::pin(async move { finish(self.send_within(request, limit).await?) })
            }
        }
    }
}

type Sent = Result<http::Response<Incoming>, legacy::Error>;

impl DefaultTransport {
    /// Gives up where the request has no connection in time.
    async fn send_within(
        &self,
        mut request: http::Request<Body>,
        limit: Duration,
    ) -> Result<Sent, TransportError> {
        let mut connection = capture_connection(&mut request);
        let mut sent = pin!(self.client.request(request));
        let early = {
            let mut connected = pin!(async {
                // This never ends where no connection comes: then the request fails.
                connection.wait_for_connection_metadata().await.is_some()
            });
            let either = poll_fn(|context| match sent.as_mut().poll(context) {
                Poll::Ready(sent) => Poll::Ready(Some(sent)),
                Poll::Pending => connected.as_mut().poll(context).map(|_| None),
            });
            tokio::time::timeout(limit, either).await
        };
        match early {
            Ok(Some(sent)) => Ok(sent),
            Ok(None) => Ok(sent.await),
            Err(_) => {
                let phase = TimeoutPhase::Connect;
                Err(TransportError::new(TransportErrorKind::Timeout {
                    phase,
                    limit,
                }))
            }
        }
    }
}

fn finish(sent: Sent) -> Result<http::Response<Body>, TransportError> {
    match sent {
        Ok(response) => Ok(response.map(|body| Body::from_http_body(IncomingBody(body)))),
        Err(error) => Err(of_request(error)),
    }
}

/// Translates the errors of hyper's body.
struct IncomingBody(Incoming);

impl http_body::Body for IncomingBody {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        Pin::new(&mut self.0)
            .poll_frame(context)
            .map(|next| next.map(|next| next.map_err(of_body)))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.0.size_hint()
    }
}

impl fmt::Debug for DefaultTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DefaultTransport")
    }
}
