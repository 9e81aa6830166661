//! The transport used where none is given: hyper with rustls.

use std::fmt;
use std::future::poll_fn;
use std::pin::{Pin, pin};
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
use hyper_util::client::legacy::connect::capture_connection;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::runtime::{self, Handle};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use crate::body::content::Body;
use crate::body::error::{BoxFuture, TimeoutPhase, TransportError, TransportErrorKind};
use crate::error::build::BuildError;
use crate::transport::classify::{of_body, of_request};
use crate::transport::config::{ConnectionConfig, Http2};
use crate::transport::connect::Connector;
use crate::transport::host::is_same;
use crate::transport::interface::{ConnectTimeout, Transport};
use crate::transport::line::stand_in_line;

/// An HTTP/2 connection that acknowledges no ping for twice this time is given up.
#[cfg(feature = "http2")]
const PING: Duration = Duration::from_secs(20);

/// The transport used where none is given: HTTP/1.1 over TLS, with a pool of connections; HTTP/2 too
/// with the feature `http2`.
///
/// It keeps to the connection settings of [`ConnectionConfig`]; a [`ConnectTimeout`] of a request can only
/// shorten the client's.
///
/// Each tokio runtime has connections of its own, so that one which rests or is gone holds up no other. Where a server
/// falls silent, the connections to it are not used again, unless it responds to other requests meanwhile.
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
    /// How many of them there are.
    connections: usize,
}

type Client = legacy::Client<Connector, Body>;

/// The connections of a runtime to a server.
struct Pool {
    runtime: runtime::Id,
    /// Gone when the runtime is.
    alive: Weak<()>,
    scheme: Option<Scheme>,
    authority: Option<Authority>,
    client: Client,
    /// When the server has sent something, on whichever connection.
    heard: Mutex<Instant>,
    speaks_http2: AtomicBool,
}

/// When a request is given up after so long a silence of its server, later ones do not get the connections that there are.
const SUSPICION: Duration = Duration::from_secs(5);

/// The same with HTTP/2, where later requests would get the very connection that is silent.
const SUSPICION_HTTP2: Duration = Duration::from_millis(250);

/// A limit beyond this is none: clocks do not count on from now for much longer.
const NEVER: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// So many headers a map of them can have; room for those that are allowed is made at once.
const MOST_HEADERS: usize = 1 << 15;

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
            // Who reads a response must take a folded line for one with spaces (RFC 9112, 5.2).
            .http1_allow_obsolete_multiline_headers_in_responses(true)
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(Some(config.idle_timeout).filter(|limit| *limit < NEVER))
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
    /// The connections of this runtime to the server of a request; those of runtimes that are gone are closed.
    fn pool(&self, uri: &Uri) -> Result<Arc<Pool>, TransportError> {
        let handle = Handle::try_current().map_err(|error| {
            TransportError::new(TransportErrorKind::Other)
                .unsent()
                .with_source(error)
        })?;
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        if self.connector.open() >= self.connections {
            // Those that rest at other servers make room.
            pools.retain(|pool| Arc::strong_count(pool) > 1 || pool.is_of(handle.id(), uri));
        }
        if let Some(pool) = pools.iter().find(|pool| pool.is_of(handle.id(), uri)) {
            return Ok(Arc::clone(pool));
        }
        // Where none is under way, those that rested for so long are closed.
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
        });
        pools.push(Arc::clone(&pool));
        Ok(pool)
    }

    /// Lets no later request have one of these connections.
    fn forget(&self, pool: &Arc<Pool>) {
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        pools.retain(|other| !Arc::ptr_eq(other, pool));
    }

    async fn send(
        self: Arc<Self>,
        request: http::Request<Body>,
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
                let is_http2 = response.version() == http::Version::HTTP_2;
                if watch.pool.speaks_http2.load(Ordering::Relaxed) != is_http2 {
                    watch.pool.speaks_http2.store(is_http2, Ordering::Relaxed);
                }
                // Another connection may lead to where the request is served (RFC 9110, 15.5.20).
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
                // After a fault the two ends of an HTTP/2 connection may disagree for good.
                if watch.pool.speaks_http2.load(Ordering::Relaxed) && !error.is_unsent() {
                    watch.shared.forget(&watch.pool);
                }
                Err(error)
            }
        }
    }
}

/// What is there as long as a runtime is. One task of it holds that, whatever becomes of clients and pools.
fn alive(handle: &Handle) -> Weak<()> {
    static RUNTIMES: Mutex<Vec<(runtime::Id, Weak<()>)>> = Mutex::new(Vec::new());
    let mut runtimes = RUNTIMES.lock().unwrap_or_else(PoisonError::into_inner);
    runtimes.retain(|known| known.1.strong_count() > 0);
    if let Some((_, alive)) = runtimes.iter().find(|known| known.0 == handle.id()) {
        return Weak::clone(alive);
    }
    let held = Arc::new(());
    let alive = Arc::downgrade(&held);
    runtimes.push((handle.id(), Weak::clone(&alive)));
    drop(runtimes);
    // Boxed, as it is compiled for the tasks that fetch credentials.
    let task: BoxFuture<'static, ()> = Box::pin(async move {
        let _held = held;
        std::future::pending::<()>().await;
    });
    handle.spawn(task);
    alive
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

/// Notices a request that is given up without a whole response: its server may have died, and with it the connections that
/// rest. A server that responds to others meanwhile is only slow.
struct Watch {
    shared: Arc<Shared>,
    pool: Arc<Pool>,
    /// When this request was begun or had the last part of its response.
    heard: Instant,
    has_ended: bool,
    permit: Option<OwnedSemaphorePermit>,
}

impl Watch {
    fn hear(&mut self) {
        self.heard = Instant::now();
        *self.pool.heard() = self.heard;
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

type Sent = Result<http::Response<Incoming>, legacy::Error>;

/// Gives up where the request has no connection in time.
async fn send_within(
    client: &Client,
    mut request: http::Request<Body>,
    limit: Duration,
) -> Result<Sent, TransportError> {
    let mut connection = capture_connection(&mut request);
    let mut sent = pin!(client.request(request));
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
            let kind = TransportErrorKind::Timeout { phase, limit };
            Err(TransportError::new(kind))
        }
    }
}

/// Translates the errors of hyper's body.
struct IncomingBody {
    body: Incoming,
    /// Whether it is cut where its end was not sent. hyper takes a stream that is reset without an error for one that
    /// has ended, as it is after a response to a request whose body was not read.
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
                // Another request may go before this body is dropped.
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

    /// Of one without a limit to connect of its own, what keeps to that takes no room.
    #[test]
    fn a_request_under_way_is_small() {
        let transport = DefaultTransport::new(ConnectionConfig::default()).unwrap();
        let sent = transport.0.send(http::Request::new(Body::EMPTY), None);
        assert!(size_of_val(&sent) <= 1_280, "{}", size_of_val(&sent));
    }
}
