//! The default transport: hyper with rustls.

mod alive;
mod classify;
mod connect_timeout;

use std::fmt;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::Uri;
use http::uri::{Authority, Scheme};
use http_body::Frame;
use hyper::body::Incoming;
use hyper_util::client::legacy;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::runtime::{self, Handle};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use crate::body::content::Body;
use crate::body::error::{BoxFuture, TransportError, TransportErrorKind};
use crate::error::build::BuildError;
use crate::transport::config::{ConnectionConfig, Http2};
use crate::transport::connect::Connector;
use crate::transport::default::alive::alive;
use crate::transport::default::classify::{of_body, of_request};
use crate::transport::default::connect_timeout::send_within;
use crate::transport::host::is_same;
use crate::transport::interface::{ConnectTimeout, Transport};
use crate::transport::line::stand_in_line;

/// The interval of HTTP/2 pings, and the time to acknowledge one before the connection is closed.
#[cfg(feature = "http2")]
const PING: Duration = Duration::from_secs(20);

/// The transport that is used if none is given: HTTP/1.1 over TLS with a pool; with the feature `http2` also HTTP/2.
///
/// It applies the settings of [`ConnectionConfig`]; the [`ConnectTimeout`] of a request can only shorten its limit.
///
/// Each tokio runtime has its own connections, so a runtime that is idle or gone does not block another one. If a
/// server stops responding, its connections are not used again, unless it responds to other requests in the meantime.
#[derive(Clone)]
pub struct DefaultTransport(Arc<Shared>);

struct Shared {
    builder: legacy::Builder,
    connector: Connector,
    pools: Mutex<Vec<Arc<Pool>>>,
    http2: Http2,
    idle_timeout: Duration,
    /// One permit for each request under way, until its response is read or dropped.
    permits: Arc<Semaphore>,
    /// How many permits there are.
    connections: usize,
}

type Client = legacy::Client<Connector, Body>;

/// The connections of a runtime to a server.
struct Pool {
    runtime: runtime::Id,
    /// Upgrades as long as the runtime exists.
    alive: Weak<()>,
    scheme: Option<Scheme>,
    authority: Option<Authority>,
    client: Client,
    /// When the server last sent something, on any connection.
    heard: Mutex<Instant>,
    speaks_http2: AtomicBool,
    /// Whether a connection was closed without a response, and the server has sent nothing since.
    was_closed: AtomicBool,
}

/// If a request is dropped after a silence of this length, later requests do not reuse the server's connections.
const SUSPICION: Duration = Duration::from_secs(5);

/// The same for HTTP/2, where later requests would use the silent connection itself.
const SUSPICION_HTTP2: Duration = Duration::from_millis(250);

/// A longer limit means none: clocks cannot represent times much further away.
const NEVER: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// The most headers that a header map can have; its capacity is allocated at once.
const MOST_HEADERS: usize = 1 << 15;

impl DefaultTransport {
    /// Returns a transport with these settings.
    ///
    /// # Errors
    /// If the proxy or a root certificate cannot be used.
    pub fn new(config: impl AsRef<ConnectionConfig>) -> Result<DefaultTransport, BuildError> {
        let config = config.as_ref();
        let mut builder = legacy::Client::builder(TokioExecutor::new());
        builder
            .timer(TokioTimer::new())
            // A client must read a folded line as one with spaces (RFC 9112, 5.2).
            .http1_allow_obsolete_multiline_headers_in_responses(true)
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(Some(config.idle_timeout).filter(|limit| *limit < NEVER))
            .pool_max_idle_per_host(config.idle_connections);
        #[cfg(feature = "http2")]
        builder
            .http2_only(config.http2 == Http2::Always)
            .http2_max_header_list_size(ConnectionConfig::LONGEST_HEAD)
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
            builder.http1_max_headers(most.min(MOST_HEADERS));
        }
        let connections = config.connections.clamp(1, Semaphore::MAX_PERMITS);
        Ok(DefaultTransport(Arc::new(Shared {
            builder,
            connector: Connector::new(config)?,
            pools: Mutex::default(),
            http2: config.http2,
            idle_timeout: config.idle_timeout,
            permits: Arc::new(Semaphore::new(connections)),
            connections,
        })))
    }
}

impl Shared {
    /// Returns this runtime's connections to the server of a request; closes those of runtimes that are gone.
    fn pool(&self, uri: &Uri) -> Result<Arc<Pool>, TransportError> {
        let handle = Handle::try_current().map_err(|error| {
            TransportError::new(TransportErrorKind::Other)
                .unsent()
                .with_source(error)
        })?;
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        if self.connector.open() >= self.connections {
            // Idle connections to other servers make room.
            pools.retain(|pool| Arc::strong_count(pool) > 1 || pool.is_of(handle.id(), uri));
        }
        if let Some(pool) = pools.iter().find(|pool| pool.is_of(handle.id(), uri)) {
            return Ok(Arc::clone(pool));
        }
        // Closes pools without a request under way that have been idle too long.
        pools.retain(|pool| {
            let is_used = Arc::strong_count(pool) > 1 || pool.heard().elapsed() < self.idle_timeout;
            is_used && pool.alive.strong_count() > 0
        });
        let pool = Arc::new(Pool {
            runtime: handle.id(),
            alive: alive(&handle),
            scheme: uri.scheme().cloned(),
            authority: uri.authority().cloned(),
            client: self.builder.build(self.connector.clone()),
            heard: Mutex::new(Instant::now()),
            speaks_http2: AtomicBool::new(self.http2 == Http2::Always),
            was_closed: AtomicBool::new(false),
        });
        pools.push(Arc::clone(&pool));
        Ok(pool)
    }

    /// Keeps later requests from using these connections.
    fn forget(&self, pool: &Arc<Pool>) {
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        pools.retain(|other| !Arc::ptr_eq(other, pool));
    }

    async fn send(
        self: Arc<Self>,
        mut request: http::Request<Body>,
        limit: Option<ConnectTimeout>,
    ) -> Result<http::Response<Body>, TransportError> {
        let line = Arc::clone(&self.permits);
        let permit = match Arc::clone(&line).try_acquire_owned() {
            Ok(permit) => Some(permit),
            // Boxed, as few requests have to wait.
            Err(_) => Box::pin(stand_in_line(line.acquire_owned())).await.ok(),
        };
        let pool = self.pool(request.uri())?;
        let client = pool.client.clone();
        let authorization = self.connector.authorization(request.uri());
        let has_password = authorization.is_some();
        if let Some(value) = authorization {
            let headers = request.headers_mut();
            headers.insert(http::header::PROXY_AUTHORIZATION, value);
        }
        let has_body = !http_body::Body::is_end_stream(request.body());
        let mut watch = Watch {
            shared: self,
            pool,
            heard: Instant::now(),
            has_ended: false,
            permit,
        };
        let sent = match limit {
            None => client.request(request).await,
            // Boxed, as it would make the future of each other request larger.
            Some(ConnectTimeout(limit)) => Box::pin(send_within(&client, request, limit)).await?,
        };
        match sent {
            Ok(response) => {
                watch.hear();
                // As where a proxy refuses a tunnel. The body may quote the password.
                if has_password && response.status().as_u16() == 407 {
                    return Err(TransportError::new(TransportErrorKind::ProxySettings).unsent());
                }
                let is_http2 = response.version() == http::Version::HTTP_2;
                if watch.pool.speaks_http2.load(Ordering::Relaxed) != is_http2 {
                    watch.pool.speaks_http2.store(is_http2, Ordering::Relaxed);
                }
                // Another connection may reach a server that accepts the request (RFC 9110, 15.5.20).
                if response.status() == http::StatusCode::MISDIRECTED_REQUEST {
                    watch.shared.forget(&watch.pool);
                }
                Ok(response.map(|body| {
                    Body::from_http_body(IncomingBody {
                        body,
                        must_end: is_http2 && !has_body,
                        watch,
                    })
                }))
            }
            Err(error) => {
                watch.has_ended = true;
                let error = of_request(error);
                // After an error the two ends of an HTTP/2 connection may never agree again. If a server closes one
                // idle connection after the other, the next attempt takes a new one.
                let is_closed = error.kind() == TransportErrorKind::Closed;
                let is_distrusted = watch.pool.speaks_http2.load(Ordering::Relaxed)
                    || is_closed && watch.pool.was_closed.swap(true, Ordering::Relaxed);
                if is_distrusted && !error.is_unsent() {
                    watch.shared.forget(&watch.pool);
                }
                Err(error)
            }
        }
    }
}

impl Pool {
    fn is_of(&self, runtime: runtime::Id, uri: &Uri) -> bool {
        self.runtime == runtime
            && self.scheme.as_ref() == uri.scheme()
            && is_same(self.authority.as_ref(), uri.authority())
            && self.alive.strong_count() > 0
    }

    fn heard(&self) -> MutexGuard<'_, Instant> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Notices a request that is dropped before its response is complete: the server may have died, and its idle
/// connections with it. A server that responds to other requests in the meantime is only slow.
struct Watch {
    shared: Arc<Shared>,
    pool: Arc<Pool>,
    /// When this request was sent or received the last piece of its response.
    heard: Instant,
    has_ended: bool,
    permit: Option<OwnedSemaphorePermit>,
}

impl Watch {
    fn hear(&mut self) {
        self.heard = Instant::now();
        *self.pool.heard() = self.heard;
        // Usually `false`; then no cache line that cores share is written.
        if self.pool.was_closed.load(Ordering::Relaxed) {
            self.pool.was_closed.store(false, Ordering::Relaxed);
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let suspicion = match self.pool.speaks_http2.load(Ordering::Relaxed) {
            true => SUSPICION_HTTP2,
            false => SUSPICION,
        };
        if !self.has_ended && self.heard.max(*self.pool.heard()).elapsed() >= suspicion {
            self.shared.forget(&self.pool);
        }
    }
}

impl Transport for DefaultTransport {
    fn send(
        &self,
        mut request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        let connect_timeout = request.extensions_mut().remove::<ConnectTimeout>();
        Box::pin(Arc::clone(&self.0).send(request, connect_timeout))
    }
}

/// Converts the errors of hyper's body.
struct IncomingBody {
    body: Incoming,
    /// Whether a missing end means that the body was cut. hyper takes a stream that is reset without an error as ended,
    /// which is right only after a response to a request whose body was not read.
    must_end: bool,
    watch: Watch,
}

impl IncomingBody {
    fn is_cut(&self) -> bool {
        let is_left = http_body::Body::size_hint(&self.body).lower() > 0;
        is_left || self.must_end && !http_body::Body::is_end_stream(&self.body)
    }
}

impl http_body::Body for IncomingBody {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let next = Pin::new(&mut self.body).poll_frame(context);
        if let (Poll::Ready(next), false) = (&next, self.watch.has_ended) {
            self.watch.hear();
            self.watch.has_ended = !matches!(next, Some(Ok(_))) || self.body.is_end_stream();
            if self.watch.has_ended {
                // Another request may begin before this body is dropped.
                self.watch.permit = None;
            }
        }
        if matches!(next, Poll::Ready(None)) && self.is_cut() {
            let cut = TransportError::new(TransportErrorKind::BodyCutShort);
            return Poll::Ready(Some(Err(cut)));
        }
        next.map(|next| next.map(|next| next.map_err(of_body)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.body.size_hint()
    }
}

impl fmt::Debug for DefaultTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DefaultTransport")
    }
}

#[cfg(test)]
mod tests {
    use super::{Body, ConnectionConfig, DefaultTransport};

    /// The code for a request's own connect timeout takes no space in other requests.
    #[test]
    fn a_request_under_way_is_small() {
        let transport = DefaultTransport::new(ConnectionConfig::default()).unwrap();
        let sent = transport.0.send(http::Request::new(Body::EMPTY), None);
        assert!(size_of_val(&sent) <= 1_280, "{}", size_of_val(&sent));
    }
}
