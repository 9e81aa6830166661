//! Servers that send the frames of a test.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use apiruntime::body::TransportErrorKind as Kind;
use apiruntime::transport::Http2;
use apiruntime::{Config, RetryPolicy};
use test_server::Peer;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;

use super::support::{CallResult, Output, POKE_THING, Quiet, Server, Thing, call, core, get, poke};
use super::{at_once, client};

/// The server's end of a connection, frame by frame (RFC 9113).
struct Frames(Peer<TcpStream>);

/// A frame: its type, its flags, its stream and its payload.
type Frame = (u8, u8, u32, Vec<u8>);

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const GO_AWAY: u8 = 7;
const WINDOW_UPDATE: u8 = 8;
const ACK: u8 = 1;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;
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

    /// Reads the next frame; `None` at the end. Settings of the client are acknowledged.
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

    /// Responds with 204 alone, which is in the static table of HPACK.
    async fn respond(&mut self, stream: u32) {
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
                    // The first call gets its response while many others are open: from now on only two may be open at
                    // once.
                    ..2 if open.front() == Some(&1) => {
                        frames.respond(open.pop_front().unwrap()).await
                    }
                    ..2 if open.len() == CROWD => frames.set(MAX_CONCURRENT_STREAMS, 2).await,
                    2 if kind == SETTINGS => {
                        for stream in std::mem::take(&mut open) {
                            frames.respond(stream).await;
                        }
                    }
                    // Once the client has had time to send more, one of them gets its response.
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
async fn a_call_that_waits_for_a_stream_is_sent_again_when_the_server_goes_away() {
    let server = Server::start(move |peer, number| async move {
        let mut frames = Frames::begin(peer, MAX_CONCURRENT_STREAMS, 1).await;
        while let Some((kind, _, stream, _)) = frames.next().await {
            if kind != HEADERS {
                continue;
            }
            if (number, stream) == (1, 3) {
                // By now, the other calls wait for this stream to end.
                tokio::time::sleep(Duration::from_millis(50)).await;
                let last = [0, 0, 0, 3, 0, 0, 0, 0];
                frames.send(GO_AWAY, 0, 0, &last).await;
            }
            frames.respond(stream).await;
        }
    })
    .await;
    let core = client(&server);
    // Before the first response, it is not known how many streams the server allows.
    poke(&core).await.unwrap();
    let calls = (0..3).map(|_| async {
        let sent = get(&core).await;
        sent.map_err(|error| error.to_string())
    });
    let results = futures_util::future::join_all(calls).await;
    assert!(results.iter().all(Result::is_ok), "{results:?}");
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
                        // It may be negative now.
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

/// The status 200 in the static table of HPACK, and with `content-length: 5`.
const OK: &[u8] = &[0x88];
const OK_OF_FIVE: &[u8] = &[0x88, 0x0f, 0x0d, 1, b'5'];

/// Returns the result of a call whose server sends these frames as the response: type, flags and payload.
async fn of_frames(frames: &'static [(u8, u8, &'static [u8])], is_get: bool) -> CallResult<Output> {
    let server = Server::start(move |peer, _| async move {
        let mut server = Frames::begin(peer, MAX_CONCURRENT_STREAMS, 100).await;
        while let Some((kind, _, stream, _)) = server.next().await {
            if kind == HEADERS {
                for (kind, flags, payload) in frames {
                    let stream = if *kind == GO_AWAY { 0 } else { stream };
                    server.send(*kind, *flags, stream, payload).await;
                }
                if frames.iter().any(|frame| frame.0 == GO_AWAY) {
                    break;
                }
            }
        }
    })
    .await;
    let config = Config::new().no_proxy().http2(Http2::Always);
    let core = core(server.endpoint(), config.retry(RetryPolicy::never()));
    if is_get {
        get(&core).await
    } else {
        let mut call = call(&core, &POKE_THING);
        call.set_body("text/plain", "x".repeat(1 << 20));
        call.send::<Thing>().await
    }
}

#[tokio::test]
async fn a_body_that_does_not_end_is_cut_short_whatever_the_server_says_of_it() {
    const NO_ERROR: (u8, u8, &[u8]) = (RST_STREAM, 0, &[0; 4]);
    const CANCEL: (u8, u8, &[u8]) = (RST_STREAM, 0, &[0, 0, 0, 8]);
    const HEAD: (u8, u8, &[u8]) = (HEADERS, END_HEADERS, OK);
    const OF_FIVE: (u8, u8, &[u8]) = (HEADERS, END_HEADERS, OK_OF_FIVE);
    const SHORT: (u8, u8, &[u8]) = (DATA, 0, b"{}");
    for frames in [
        &[HEAD, SHORT, NO_ERROR][..],
        &[HEAD, SHORT, CANCEL],
        &[HEAD, NO_ERROR],
        &[OF_FIVE, SHORT, NO_ERROR],
        &[OF_FIVE, (DATA, END_STREAM, b"{}")],
        &[HEAD, SHORT, (GO_AWAY, 0, &[0, 0, 0, 0, 0, 0, 0, 2])],
    ] {
        let error = of_frames(frames, true).await.unwrap_err();
        let kind = error.transport().map(|error| error.kind());
        assert_eq!(kind, Some(Kind::BodyCutShort), "{frames:?}: {error}");
    }
    let whole = [HEAD, (DATA, END_STREAM, &b"{}"[..]), NO_ERROR];
    for is_get in [true, false] {
        assert!(of_frames(whole.to_vec().leak(), is_get).await.is_ok());
    }
    // So ends the response to a request whose body is not read (RFC 9113, 8.1).
    let early = of_frames(&[HEAD, SHORT, NO_ERROR], false).await;
    assert!(early.is_ok(), "{early:?}");
}

#[tokio::test]
async fn what_a_server_may_have_acted_on_is_not_said_to_be_unsent() {
    const INTERNAL_ERROR: &[u8] = &[0, 0, 0, 2];
    for (frames, unsent) in [
        (&[(RST_STREAM, 0, INTERNAL_ERROR)][..], false),
        // The server may have processed streams up to this one, but not those after it.
        (&[(GO_AWAY, 0, &[0, 0, 0, 1, 0, 0, 0, 2])], false),
        (&[(GO_AWAY, 0, &[0, 0, 0, 0, 0, 0, 0, 0])], true),
        (&[(RST_STREAM, 0, &[0, 0, 0, 7])], true),
    ] {
        let error = of_frames(frames, false).await.unwrap_err();
        let error = error.transport().unwrap();
        assert_eq!(
            (error.kind(), error.is_unsent()),
            (Kind::Closed, unsent),
            "{frames:?}"
        );
        let text = error.to_string();
        assert_eq!(
            text.contains("whether it acted is unknown"),
            !unsent,
            "{text}"
        );
    }
}

#[tokio::test]
async fn a_server_that_requires_http1_is_named_with_the_setting() {
    const REQUIRED: &[(u8, u8, &[u8])] = &[(RST_STREAM, 0, &[0, 0, 0, 13])];
    let error = of_frames(REQUIRED, true).await.unwrap_err();
    let kind = error.transport().map(|error| error.kind());
    assert_eq!(kind, Some(Kind::Http1Required), "{error}");
    assert!(error.to_string().contains("`Http2::Never`"), "{error}");
}
