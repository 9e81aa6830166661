//! HTTP/2: many calls on one connection, and servers that refuse, go away, lower their limits or stall.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use apiruntime::codegen::Core;
use apiruntime::transport::Http2;
use apiruntime::{CallOptions, Config};
use hyper::body::Incoming;
use hyper::server::conn::http2::Builder;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use test_server::Peer;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;
use tokio::sync::{Barrier, Notify};

mod support;
use support::{GET_THING, POKE_THING, Quiet, Server, Thing, call, core, get, poke};

type Seen = http::Request<Incoming>;

fn client(server: &Server) -> Core {
    let config = Config::new().no_proxy().http2(Http2::Always);
    core(server.endpoint(), config)
}

/// A server that hands each request, with the number of its connection, to a function.
async fn serve<F>(
    change: fn(&mut Builder<TokioExecutor>),
    respond: impl Fn(Seen, u32) -> F + Clone + Send + Sync + 'static,
) -> Server
where
    F: Future<Output = ()> + Send + 'static,
{
    Server::start(move |peer, number| {
        let respond = respond.clone();
        async move {
            let service = service_fn(move |request| {
                let responded = respond(request, number);
                async move {
                    responded.await;
                    let response = http::Response::builder()
                        .header("content-type", "application/json")
                        .body("{}".to_owned());
                    Ok::<_, Infallible>(response.unwrap())
                }
            });
            let mut builder = Builder::new(TokioExecutor::new());
            change(&mut builder);
            let stream = TokioIo::new(peer.stream.into_inner());
            let _ = builder.serve_connection(stream, service).await;
        }
    })
    .await
}

/// So many calls at once, of which none may be repeated.
async fn at_once(core: &Core, count: usize) {
    let calls: Vec<_> = (0..count)
        .map(|_| {
            let core = core.clone();
            tokio::spawn(async move { poke(&core).await.map(drop) })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn a_hundred_streams_share_one_connection() {
    let all = Arc::new(Barrier::new(100));
    let server = serve(
        |_| {},
        move |request: Seen, _| {
            let all = all.clone();
            async move {
                if request.method() == http::Method::POST {
                    all.wait().await;
                }
            }
        },
    )
    .await;
    let core = client(&server);
    get(&core).await.unwrap();
    at_once(&core, 100).await;
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_server_that_allows_few_streams_gets_all_calls_in_turn() {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    let few = |builder: &mut Builder<TokioExecutor>| {
        builder.max_concurrent_streams(3);
    };
    // Those that were sent before the server said so are refused, and sent again: nothing came of them.
    let server = serve(few, move |_, _| {
        counted.fetch_add(1, Ordering::SeqCst);
        std::future::ready(())
    })
    .await;
    let core = client(&server);
    get(&core).await.unwrap();
    at_once(&core, 200).await;
    assert_eq!(count.load(Ordering::SeqCst), 201);
}

#[tokio::test]
async fn after_a_server_has_gone_away_there_is_another_connection() {
    let server = Server::start(|peer, number| async move {
        let gone = Arc::new(Notify::new());
        let done = gone.clone();
        let service = service_fn(move |_: Seen| {
            done.notify_one();
            std::future::ready(Ok::<_, Infallible>(http::Response::new("{}".to_owned())))
        });
        let stream = TokioIo::new(peer.stream.into_inner());
        let connection = Builder::new(TokioExecutor::new()).serve_connection(stream, service);
        tokio::pin!(connection);
        if number == 1 {
            tokio::select! {
                _ = connection.as_mut() => {}
                () = gone.notified() => connection.as_mut().graceful_shutdown(),
            }
        }
        let _ = connection.await;
    })
    .await;
    let core = client(&server);
    for _ in 0..5 {
        poke(&core).await.unwrap();
    }
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn a_stall_of_the_flow_control_ends_with_the_time_limit_and_holds_up_no_other_call() {
    let narrow = |builder: &mut Builder<TokioExecutor>| {
        builder.initial_stream_window_size(16 << 10);
    };
    // The body of a POST is never read.
    let server = serve(narrow, |request: Seen, _| async move {
        if request.method() == http::Method::POST {
            std::future::pending::<()>().await;
        }
        drop(request);
    })
    .await;
    let core = client(&server);
    let limit = Duration::from_millis(300);
    let mut stalled = call(&core, &POKE_THING);
    stalled.set_body("text/plain", "x".repeat(1 << 20));
    stalled.set_options(CallOptions::new().response_timeout(limit));
    let stalled = tokio::spawn(stalled.send::<Quiet>());
    while !stalled.is_finished() {
        call(&core, &GET_THING).send::<Thing>().await.unwrap();
    }
    assert!(stalled.await.unwrap().unwrap_err().is_timeout());
    get(&core).await.unwrap();
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_response_that_comes_before_the_whole_request_is_delivered() {
    // The body of a request is dropped unread.
    let server = serve(|_| {}, |_, _| std::future::ready(())).await;
    let core = client(&server);
    for _ in 0..10 {
        let mut call = call(&core, &POKE_THING);
        call.set_body("text/plain", "x".repeat(16 << 20));
        assert_eq!(call.send::<Thing>().await.unwrap().status(), 200);
        get(&core).await.unwrap();
    }
}

/// The server's end of a connection, frame by frame (RFC 9113).
struct Frames(Peer<TcpStream>);

/// A frame: its type, its flags, its stream and what is in it.
type Frame = (u8, u8, u32, Vec<u8>);

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const WINDOW_UPDATE: u8 = 8;
const ACK: u8 = 1;
const END_STREAM: u8 = 1;
const MAX_CONCURRENT_STREAMS: u16 = 3;
const INITIAL_WINDOW_SIZE: u16 = 4;

impl Frames {
    async fn begin(mut peer: Peer<TcpStream>, setting: u16, value: u32) -> Frames {
        let mut preface = [0; 24];
        peer.stream.read_exact(&mut preface).await.unwrap();
        assert_eq!(&preface, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        let mut frames = Frames(peer);
        frames.set(setting, value).await;
        frames
    }

    /// The next frame, `None` at the end. Settings of the client are acknowledged.
    async fn next(&mut self) -> Option<Frame> {
        loop {
            let mut head = [0; 9];
            self.0.stream.read_exact(&mut head).await.ok()?;
            let [a, b, c, kind, flags, stream @ ..] = head;
            let mut payload = vec![0; u32::from_be_bytes([0, a, b, c]) as usize];
            self.0.stream.read_exact(&mut payload).await.ok()?;
            match (kind, flags) {
                (SETTINGS, 0) => self.send(SETTINGS, ACK, 0, &[]).await,
                _ => return Some((kind, flags, u32::from_be_bytes(stream), payload)),
            }
        }
    }

    async fn send(&mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) {
        let [_, a, b, c] = (payload.len() as u32).to_be_bytes();
        let mut frame = vec![a, b, c, kind, flags];
        frame.extend(stream.to_be_bytes());
        frame.extend(payload);
        self.0.send(frame).await;
    }

    async fn set(&mut self, setting: u16, value: u32) {
        let payload = [&setting.to_be_bytes()[..], &value.to_be_bytes()].concat();
        self.send(SETTINGS, 0, 0, &payload).await;
    }

    async fn widen(&mut self, stream: u32, by: u32) {
        self.send(WINDOW_UPDATE, 0, stream, &by.to_be_bytes()).await;
    }

    /// Responds with 204, and nothing else: it is in the static table of HPACK.
    async fn respond(&mut self, stream: u32) {
        const END_HEADERS: u8 = 4;
        self.send(HEADERS, END_STREAM | END_HEADERS, stream, &[0x89])
            .await;
    }
}

#[tokio::test]
async fn a_server_that_lowers_the_number_of_streams_meanwhile_gets_no_more() {
    const CROWD: usize = 20;
    let most = Arc::new(AtomicUsize::new(0));
    let seen = most.clone();
    let server = Server::start(move |peer, _| {
        let most = seen.clone();
        async move {
            let mut frames = Frames::begin(peer, MAX_CONCURRENT_STREAMS, 100).await;
            let (mut open, mut acks) = (VecDeque::new(), 0);
            while let Some((kind, flags, stream, _)) = frames.next().await {
                match (kind, flags) {
                    (HEADERS, _) => open.push_back(stream),
                    (SETTINGS, _) => acks += 1,
                    (PING, ACK) => {}
                    _ => continue,
                }
                match acks {
                    // The first call, and then a crowd of them is open: from now on two at once.
                    ..2 if open.front() == Some(&1) => {
                        frames.respond(open.pop_front().unwrap()).await
                    }
                    ..2 if open.len() == CROWD => frames.set(MAX_CONCURRENT_STREAMS, 2).await,
                    2 if kind == SETTINGS => {
                        for stream in std::mem::take(&mut open) {
                            frames.respond(stream).await;
                        }
                    }
                    // Once the client has had the time to send more, one of them has its response.
                    2 if kind == HEADERS => frames.send(PING, 0, 0, &[0; 8]).await,
                    2 => {
                        most.fetch_max(open.len(), Ordering::SeqCst);
                        if let Some(stream) = open.pop_front() {
                            frames.respond(stream).await;
                        }
                    }
                    _ => {}
                }
            }
        }
    })
    .await;
    let core = client(&server);
    poke(&core).await.unwrap();
    at_once(&core, CROWD).await;
    at_once(&core, CROWD).await;
    assert_eq!(most.load(Ordering::SeqCst), 2);
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_server_that_narrows_the_window_meanwhile_gets_no_more_than_it_allows() {
    const LENGTH: usize = 1 << 20;
    const NARROW: i64 = 1_000;
    let server = Server::start(|peer, _| async move {
        let mut frames = Frames::begin(peer, INITIAL_WINDOW_SIZE, 65_535).await;
        frames.widen(0, 1 << 24).await;
        // How much more the stream may send, and what it has sent.
        let (mut room, mut length, mut acks) = (65_535, 0, 0);
        while let Some((kind, flags, stream, payload)) = frames.next().await {
            match kind {
                SETTINGS => {
                    acks += 1;
                    if acks == 2 {
                        // It may be less than nothing now.
                        room += NARROW - 65_535;
                    }
                }
                DATA => {
                    if length == 0 {
                        frames.set(INITIAL_WINDOW_SIZE, NARROW as u32).await;
                    }
                    length += payload.len();
                    room -= payload.len() as i64;
                    assert!(room >= 0, "{room} after {length}");
                    if flags == END_STREAM {
                        assert_eq!((length, acks), (LENGTH, 2));
                        frames.respond(stream).await;
                    }
                }
                _ => continue,
            }
            while room <= 0 && acks == 2 {
                frames.widen(1, 20_000).await;
                room += 20_000;
            }
        }
    })
    .await;
    let core = client(&server);
    let mut call = call(&core, &POKE_THING);
    call.set_body("text/plain", "x".repeat(LENGTH));
    call.send::<Quiet>().await.unwrap();
    assert_eq!(server.connections(), 1);
}
