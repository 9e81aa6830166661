//! A fault at every byte of an exchange, in both directions: closed, reset, silent or flipped. Each call ends within
//! its limit with an error that says what happened, nothing that is not safe to repeat arrives twice, and the next call
//! succeeds. `FAULT_OFFSETS=all` leaves out no byte of TLS either.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use apiruntime::body::TransportErrorKind as Kind;
use apiruntime::codegen::Core;
use apiruntime::error::Reason;
use apiruntime::transport::Http2;
use apiruntime::{Body, Config, RetryPolicy};
use bytes::Bytes;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;

mod support;
use support::{GET_THING, Output, POKE_THING, TAG, Thing, call};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    Close,
    Reset,
    Silence,
    Flip,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Protocol {
    Plain,
    Chunked,
    Gzip,
    Tls,
    Http2,
}

/// Where the fault is: after so many bytes of the request or of the response.
#[derive(Clone, Copy, Debug)]
struct Place {
    of_response: bool,
    offset: usize,
    fault: Fault,
}

const TEXT: &str = r#"{"first": 1, "second": 22, "third": 333}"#;

fn body(protocol: Protocol) -> http::Response<Body> {
    let mut response = http::Response::builder().header("content-type", "application/json");
    let body = match protocol {
        Protocol::Chunked => {
            let (first, rest) = TEXT.split_at(11);
            let pieces = [first, rest].map(|piece| Ok(Bytes::from(piece)));
            Body::stream(futures_util::stream::iter(pieces))
        }
        Protocol::Gzip => {
            let mut encoder =
                flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
            encoder.write_all(TEXT.as_bytes()).unwrap();
            response = response.header("content-encoding", "gzip");
            encoder.finish().unwrap().into()
        }
        Protocol::Plain | Protocol::Tls | Protocol::Http2 => TEXT.into(),
    };
    response.body(body).unwrap()
}

/// The server, and how often each request has come.
struct Upstream {
    address: SocketAddr,
    seen: Arc<Mutex<BTreeMap<String, usize>>>,
    root: Vec<u8>,
}

impl Upstream {
    async fn start(protocol: Protocol) -> Upstream {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen: Arc<Mutex<BTreeMap<String, usize>>> = Arc::default();
        let certified = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let key = rustls::pki_types::PrivateKeyDer::try_from(certified.signing_key.serialize_der());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certified.cert.der().clone()], key.unwrap())
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let counts = seen.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, counts) = (acceptor.clone(), counts.clone());
                tokio::spawn(async move {
                    match protocol {
                        Protocol::Tls => {
                            if let Ok(stream) = acceptor.accept(stream).await {
                                serve(stream, protocol, counts).await;
                            }
                        }
                        _ => serve(stream, protocol, counts).await,
                    }
                });
            }
        });
        let root = certified.cert.der().to_vec();
        Upstream {
            address,
            seen,
            root,
        }
    }

    fn count(&self, tag: &str) -> usize {
        self.seen
            .lock()
            .unwrap()
            .get(tag)
            .copied()
            .unwrap_or_default()
    }
}

async fn serve(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    protocol: Protocol,
    seen: Arc<Mutex<BTreeMap<String, usize>>>,
) {
    let service = service_fn(move |request: http::Request<hyper::body::Incoming>| {
        let tag = request.uri().query().unwrap_or_default().to_owned();
        let seen = seen.clone();
        async move {
            // What is cut inside of its body has not arrived.
            let body = Body::from_http_body(Whole(request.into_body()));
            if body.collect(1 << 20).await.is_ok() {
                *seen.lock().unwrap().entry(tag).or_default() += 1;
            }
            Ok::<_, Infallible>(self::body(protocol))
        }
    });
    let io = TokioIo::new(stream);
    let _ = match protocol {
        Protocol::Http2 => {
            let builder = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
            builder.serve_connection(io, service).await
        }
        _ => {
            hyper::server::conn::http1::Builder::new()
                .serve_connection(io, service)
                .await
        }
    };
}

struct Whole(hyper::body::Incoming);

impl http_body::Body for Whole {
    type Data = Bytes;
    type Error = apiruntime::body::TransportError;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
        let next = std::pin::Pin::new(&mut self.0).poll_frame(context);
        next.map(|next| next.map(|next| next.map_err(|_| Self::Error::new(Kind::BodyCutShort))))
    }
}

/// Carries bytes to and from a server, the first connection with a fault; counts those of the first connection.
struct Wire {
    address: SocketAddr,
    requests: Arc<AtomicUsize>,
    responses: Arc<AtomicUsize>,
    /// Set when the fault has come.
    reached: Arc<AtomicBool>,
    task: tokio::task::JoinHandle<()>,
}

impl Wire {
    async fn start(upstream: SocketAddr, place: Option<Place>) -> Wire {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (requests, responses) = (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
        let reached = Arc::<AtomicBool>::default();
        let counts = (requests.clone(), responses.clone(), reached.clone());
        let task = tokio::spawn(async move {
            let mut place = place;
            let mut counts = Some(counts);
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                let counts = counts.take().unwrap_or_default();
                connections.spawn(carry(client, upstream, place.take(), counts));
            }
        });
        Wire {
            address,
            requests,
            responses,
            reached,
            task,
        }
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn carry(
    client: TcpStream,
    upstream: SocketAddr,
    place: Option<Place>,
    counts: (Arc<AtomicUsize>, Arc<AtomicUsize>, Arc<AtomicBool>),
) {
    let server = TcpStream::connect(upstream).await.unwrap();
    client.set_nodelay(true).unwrap();
    server.set_nodelay(true).unwrap();
    let is_reset = place.is_some_and(|place| place.fault == Fault::Reset);
    let linger = is_reset.then_some(Duration::ZERO);
    socket2::SockRef::from(&client).set_linger(linger).unwrap();
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let of = |of_response: bool| place.filter(|place| place.of_response == of_response);
    // The first to end, ends both.
    tokio::select! {
        () = copy(&mut from_client, &mut to_server, of(false), &counts.0, &counts.2) => {}
        () = copy(&mut from_server, &mut to_client, of(true), &counts.1, &counts.2) => {}
    }
    if !is_reset {
        let _ = to_client.shutdown().await;
    }
}

async fn copy(
    from: &mut (impl AsyncRead + Unpin),
    to: &mut (impl AsyncWrite + Unpin),
    place: Option<Place>,
    count: &AtomicUsize,
    has_come: &AtomicBool,
) {
    let mut buffer = vec![0; 16 << 10];
    while let Ok(length) = from.read(&mut buffer).await {
        let before = count.fetch_add(length, Ordering::SeqCst);
        let mut piece = &mut buffer[..length];
        let reached = place.filter(|place| (before..before + length).contains(&place.offset));
        has_come.fetch_or(reached.is_some(), Ordering::SeqCst);
        match reached.map(|place| (place.fault, place.offset - before)) {
            Some((Fault::Flip, offset)) => piece[offset] ^= 1,
            Some((_, offset)) => piece = &mut piece[..offset],
            None => {}
        }
        if length == 0 || to.write_all(piece).await.is_err() {
            return;
        }
        match reached.map(|place| place.fault) {
            Some(Fault::Close | Fault::Reset) => return,
            Some(Fault::Silence) => std::future::pending().await,
            Some(Fault::Flip) | None => {}
        }
    }
}

fn client(protocol: Protocol, upstream: &Upstream, wire: &Wire) -> Core {
    let (scheme, http2) = match protocol {
        Protocol::Tls => ("https", Http2::Never),
        Protocol::Http2 => ("http", Http2::Always),
        _ => ("http", Http2::Never),
    };
    let config = Config::new()
        .no_proxy()
        .http2(http2)
        .root_certificate(upstream.root.clone())
        .only_given_roots()
        .retry(
            RetryPolicy::default()
                .attempts(2)
                .base_wait(Duration::from_millis(1)),
        );
    support::core(
        format!("{scheme}://localhost:{}", wire.address.port()),
        config,
    )
}

fn expected() -> Output {
    Output::Ok(serde_json::from_str(TEXT).unwrap())
}

/// Makes a call into the fault and another one after it; tells whether the fault came.
async fn check(protocol: Protocol, upstream: &Upstream, number: usize, place: Place) -> bool {
    let wire = Wire::start(upstream.address, Some(place)).await;
    let client = client(protocol, upstream, &wire);
    let is_safe = number.is_multiple_of(2);
    let limit = match place.fault {
        Fault::Silence => Duration::from_millis(400),
        _ => Duration::from_secs(10),
    };
    let context = format!("{protocol:?} {place:?}, safe to repeat: {is_safe}");
    let tag = format!("f{number}");
    let mut sent = call(&client, if is_safe { &GET_THING } else { &POKE_THING });
    sent.parameter(&TAG, &tag);
    if !is_safe {
        sent.set_body("text/plain", "some text");
    }
    let options = apiruntime::CallOptions::new()
        .response_timeout(limit)
        .read_timeout(limit);
    sent.set_options(options.call_timeout(2 * limit));
    let result = tokio::time::timeout(Duration::from_secs(30), sent.send::<Thing>()).await;
    let result = result.unwrap_or_else(|_| panic!("{context}: the call does not end"));
    let count = upstream.count(&format!("tag={tag}"));
    assert!(is_safe || count <= 1, "{context}: {count} requests");
    match result {
        Ok(response) => {
            if place.fault != Fault::Flip || protocol == Protocol::Tls {
                assert_eq!(*response.body(), expected(), "{context}");
            }
        }
        Err(error) => match (error.reason(), place.fault) {
            (Reason::Transport(failure), fault) => {
                let kind = failure.kind();
                let fits = match fault {
                    Fault::Silence => error.is_timeout(),
                    Fault::Close | Fault::Reset => matches!(
                        kind,
                        Kind::Closed | Kind::BodyCutShort | Kind::Connect | Kind::Tls
                    ),
                    Fault::Flip => kind != Kind::Other,
                };
                assert!(fits, "{context}: {kind:?} {error}");
            }
            (_, Fault::Flip) => {}
            (reason, _) => panic!("{context}: {reason:?}"),
        },
    }
    // A request that may be repeated is shorter than the other.
    if !wire.reached.load(Ordering::SeqCst) {
        return false;
    }
    let next = async || {
        let mut next = call(&client, &GET_THING);
        next.parameter(&TAG, "next");
        next.set_options(apiruntime::CallOptions::new().response_timeout(Duration::from_secs(5)));
        let next = tokio::time::timeout(Duration::from_secs(30), next.send::<Thing>()).await;
        next.unwrap_or_else(|_| panic!("{context}: the next call does not end"))
    };
    let mut result = next().await;
    // Where the two ends of an HTTP/2 connection disagree about its frames, only silence shows it.
    if result.is_err() && protocol == Protocol::Http2 && place.fault == Fault::Flip {
        result = next().await;
    }
    match result {
        Ok(next) => assert_eq!(*next.body(), expected(), "{context}"),
        Err(error) => panic!("{context}: the next call fails: {error} {error:?}"),
    }
    true
}

/// The bytes of the exchange in both directions.
async fn lengths(protocol: Protocol, upstream: &Upstream) -> (usize, usize) {
    let wire = Wire::start(upstream.address, None).await;
    let client = client(protocol, upstream, &wire);
    let mut sent = call(&client, &POKE_THING);
    sent.parameter(&TAG, "f0000");
    sent.set_body("text/plain", "some text");
    assert_eq!(*sent.send::<Thing>().await.unwrap().body(), expected());
    (
        wire.requests.load(Ordering::SeqCst),
        wire.responses.load(Ordering::SeqCst),
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fault_at_any_byte_ends_one_call_and_no_other() {
    let is_whole = std::env::var("FAULT_OFFSETS").is_ok_and(|value| value == "all");
    let at_once = Arc::new(Semaphore::new(64));
    let (mut number, mut count) = (0, 0);
    for protocol in [
        Protocol::Plain,
        Protocol::Chunked,
        Protocol::Gzip,
        Protocol::Http2,
        Protocol::Tls,
    ] {
        let upstream = Arc::new(Upstream::start(protocol).await);
        let (requests, responses) = lengths(protocol, &upstream).await;
        let step = if protocol == Protocol::Tls && !is_whole {
            17
        } else {
            1
        };
        let mut checks = tokio::task::JoinSet::new();
        for (of_response, length) in [(false, requests), (true, responses)] {
            for offset in (0..length).step_by(step) {
                for fault in [Fault::Close, Fault::Reset, Fault::Silence, Fault::Flip] {
                    number += 1;
                    let (at_once, upstream) = (at_once.clone(), upstream.clone());
                    let place = Place {
                        of_response,
                        offset,
                        fault,
                    };
                    checks.spawn(async move {
                        let _permit = at_once.acquire().await.unwrap();
                        check(protocol, &upstream, number, place).await
                    });
                }
            }
        }
        while let Some(checked) = checks.join_next().await {
            count += u32::from(checked.unwrap());
        }
    }
    assert!(count >= 2_000, "{count} positions");
}
