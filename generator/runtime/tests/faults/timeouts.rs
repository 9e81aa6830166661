//! Servers that are silent, slow or do not read, and the limit that ends each call.

use std::time::Duration;

use apiruntime::body::{TimeoutPhase, TransportErrorKind as Kind};
use apiruntime::codegen::Core;
use apiruntime::{Config, RetryPolicy};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

use crate::support::*;
use crate::{kind, once};

#[tokio::test(start_paused = true)]
async fn silence_before_the_headers_ends_with_the_response_timeout() {
    let server = Server::start(|mut peer, _| async move {
        peer.request().await;
        peer.silence().await;
    })
    .await;
    let (kind, attempts, text) = kind(poke(&core(server.endpoint(), Config::new())).await);
    let limit = Duration::from_secs(60);
    assert_eq!(
        (kind, attempts),
        (
            Kind::Timeout {
                phase: TimeoutPhase::Response,
                limit
            },
            1
        )
    );
    assert!(
        text.contains("no response within 60s") && text.contains("response_timeout"),
        "{text}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_limit_of_the_call_holds_over_all_attempts() {
    let server = Server::start(|mut peer, _| async move {
        peer.request().await;
        peer.silence().await;
    })
    .await;
    let begun = tokio::time::Instant::now();
    let (kind, attempts, _) = kind(get(&core(server.endpoint(), Config::new())).await);
    let limit = Duration::from_secs(120);
    assert_eq!(
        kind,
        Kind::Timeout {
            phase: TimeoutPhase::Call,
            limit
        }
    );
    assert_eq!(attempts, 2);
    assert_eq!(begun.elapsed().as_secs(), 120);
}

#[tokio::test(start_paused = true)]
async fn a_call_may_have_limits_of_its_own() {
    let server = Server::start(|mut peer, _| async move {
        peer.request().await;
        peer.silence().await;
    })
    .await;
    let client = core(server.endpoint(), Config::new());
    let mut call = call(&client, &POKE_THING);
    let limit = Duration::from_millis(1500);
    call.set_options(apiruntime::CallOptions::new().response_timeout(limit));
    let (kind, _, _) = kind(call.send::<Thing>().await);
    assert_eq!(
        kind,
        Kind::Timeout {
            phase: TimeoutPhase::Response,
            limit
        }
    );
}

#[tokio::test(start_paused = true)]
async fn silence_in_the_body_ends_with_the_read_timeout() {
    let server = Server::start(|mut peer, _| async move {
        peer.request().await;
        peer.send("HTTP/1.1 200 OK\r\ncontent-length: 10\r\nx-request-id: r1\r\n\r\n{\"a\"")
            .await;
        peer.silence().await;
    })
    .await;
    let limit = Duration::from_secs(7);
    let shorter = Config::new().read_timeout(limit);
    let phase = TimeoutPhase::Read;
    let got = poke(&core(server.endpoint(), shorter)).await;
    assert_eq!(kind(got).0, Kind::Timeout { phase, limit });
    let error = poke(&core(server.endpoint(), Config::new()))
        .await
        .unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
    assert_eq!(error.request_id(), Some("r1"));
    let (kind, _, text) = kind::<()>(Err(error));
    let limit = Duration::from_secs(30);
    assert_eq!(
        kind,
        Kind::Timeout {
            phase: TimeoutPhase::Read,
            limit
        }
    );
    assert!(text.contains("read_timeout"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn no_connection_ends_with_the_connect_timeout() {
    // A listener that accepts nothing: the handshake of TLS gets no response.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("https://{}", listener.local_addr().unwrap());
    let config = Config::new().connect_timeout(Duration::from_secs(3));
    let error = poke(&core(&endpoint, config.retry(once()))).await;
    let limit = Duration::from_secs(3);
    let phase = TimeoutPhase::Connect;
    assert_eq!(kind(error).0, Kind::Timeout { phase, limit });
    let client = core(&endpoint, Config::new().retry(once()));
    let result = poke(&client).await;
    let error = result.as_ref().unwrap_err();
    // Nothing was sent, so that any call may be repeated.
    assert!(error.is_connect() && error.transport().unwrap().is_unsent());
    let (kind, _, text) = kind(result);
    let limit = Duration::from_secs(10);
    assert_eq!(
        kind,
        Kind::Timeout {
            phase: TimeoutPhase::Connect,
            limit
        }
    );
    assert!(text.contains("connect_timeout"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn a_call_may_have_a_connect_timeout_of_its_own() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("https://{}", listener.local_addr().unwrap());
    let client = core(&endpoint, Config::new().retry(once()));
    let mut call = call(&client, &POKE_THING);
    let limit = Duration::from_secs(2);
    call.set_options(apiruntime::CallOptions::new().connect_timeout(limit));
    let (kind, _, _) = kind(call.send::<Thing>().await);
    assert_eq!(
        kind,
        Kind::Timeout {
            phase: TimeoutPhase::Connect,
            limit
        }
    );
}

#[tokio::test(start_paused = true)]
async fn a_response_that_drips_ends_with_the_limits() {
    /// Starts a server that sends the head, then one byte again and again.
    async fn dripping(head: &'static str, byte: &'static str, every: u64) -> Server {
        Server::start(move |mut peer, _| async move {
            peer.request().await;
            peer.send(head).await;
            while peer.stream.write_all(byte.as_bytes()).await.is_ok() {
                let _ = peer.stream.flush().await;
                tokio::time::sleep(Duration::from_secs(every)).await;
            }
        })
        .await
    }
    let limits = Config::new().no_proxy().retry(RetryPolicy::never());
    let body = "HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n";
    for (head, byte, every, phase, seconds) in [
        ("HTTP/1.1 200 OK\r\nx: ", "y", 1, TimeoutPhase::Response, 60),
        ("", "\r\n", 1, TimeoutPhase::Response, 60),
        (body, " ", 1, TimeoutPhase::Call, 120),
        (body, " ", 31, TimeoutPhase::Read, 30),
    ] {
        let server = dripping(head, byte, every).await;
        let begun = tokio::time::Instant::now();
        let error = get(&core(server.endpoint(), limits.clone())).await;
        let error = error.unwrap_err();
        let limit = Duration::from_secs(seconds);
        assert_eq!(
            error.transport().unwrap().kind(),
            Kind::Timeout { phase, limit },
            "{head}"
        );
        assert!(begun.elapsed() <= Duration::from_secs(121), "{head}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_reads_no_further_ends_with_the_response_timeout() {
    let server = Server::start(|mut peer, _| async move {
        peer.head().await;
        peer.silence().await;
    })
    .await;
    let limits = Config::new().no_proxy().retry(RetryPolicy::never());
    let client = core(server.endpoint(), limits);
    let mut call = call(&client, &PUT_THING);
    call.set_body("text/plain", "x".repeat(32 << 20));
    let error = call.send::<Quiet>().await.unwrap_err();
    let (phase, limit) = (TimeoutPhase::Response, Duration::from_secs(60));
    assert_eq!(
        error.transport().unwrap().kind(),
        Kind::Timeout { phase, limit }
    );
}

/// Returns a body of this many pieces, each of which is ready this long after the previous one was taken.
fn dripping(pieces: usize, pause: Duration) -> apiruntime::Body {
    let body = futures_util::stream::unfold(pieces, move |left| async move {
        let left = left.checked_sub(1)?;
        tokio::time::sleep(pause).await;
        Some((Ok(bytes::Bytes::from_static(b"piece")), left))
    });
    apiruntime::Body::stream(body)
}

/// A connection that takes each piece of a body this long after the previous one, and a server that waits this long
/// before it responds.
struct Slow(Duration, Duration);

impl apiruntime::transport::Transport for Slow {
    fn send(
        &self,
        request: http::Request<apiruntime::Body>,
    ) -> apiruntime::body::BoxFuture<
        '_,
        Result<http::Response<apiruntime::Body>, apiruntime::body::TransportError>,
    > {
        Box::pin(async move {
            let mut body = request.into_body();
            while body.chunk().await?.is_some() {
                tokio::time::sleep(self.0).await;
            }
            tokio::time::sleep(self.1).await;
            let mut response = http::Response::default();
            *response.status_mut() = http::StatusCode::NO_CONTENT;
            Ok(response)
        })
    }
}

#[tokio::test(start_paused = true)]
async fn the_time_for_a_response_begins_when_the_request_has_been_sent() {
    let seconds = Duration::from_secs;
    let whole_call = seconds(10_000);
    let limits = || {
        Config::new()
            .no_proxy()
            .retry(RetryPolicy::never())
            .call_timeout(whole_call)
    };
    let upload = async |client: &Core, body: apiruntime::Body| {
        let mut call = call(client, &PUT_THING);
        call.set_body("text/plain", body);
        let begun = tokio::time::Instant::now();
        let sent = call.send::<Quiet>().await;
        let kind = sent
            .map(drop)
            .map_err(|error| error.transport().unwrap().kind());
        (kind, begun.elapsed().as_secs())
    };
    let (phase, limit) = (TimeoutPhase::Response, seconds(60));
    let late = Err(Kind::Timeout { phase, limit });

    let slow = |pause, wait| {
        let transport = Slow(seconds(pause), seconds(wait));
        let builder = Core::builder(&[]).endpoint("https://h.example");
        let builder = builder.config(limits()).transport(transport);
        builder.build().unwrap()
    };
    // One stream has nothing to send for longer than a response may take, the other one sends for long.
    for (pieces, pause) in [(3, 100), (20, 30)] {
        let body = || dripping(pieces, seconds(pause));
        let all = pieces as u64 * pause;
        assert_eq!(upload(&slow(0, 50), body()).await, (Ok(()), all + 50));
        // Once everything is sent, the server has the usual time.
        assert_eq!(upload(&slow(0, 70), body()).await, (late, all + 60));
    }
    // A body in memory is taken piece by piece, too, and the same limit applies when no more of it is taken.
    let body = || apiruntime::Body::from(vec![b'x'; 10 * (64 << 10)]);
    assert_eq!(upload(&slow(50, 50), body()).await, (Ok(()), 550));
    assert_eq!(upload(&slow(50, 70), body()).await, (late, 560));
    assert_eq!(upload(&slow(70, 0), body()).await, (late, 60));

    // A body that never ends is limited only by the time of the call.
    let server = Server::start(|peer, _| peer.silence()).await;
    let endless = apiruntime::Body::stream(futures_util::stream::pending());
    let (phase, limit) = (TimeoutPhase::Call, whole_call);
    let never = Err(Kind::Timeout { phase, limit });
    let client = core(server.endpoint(), limits());
    assert_eq!(upload(&client, endless).await, (never, 10_000));
}

#[tokio::test(start_paused = true)]
async fn a_response_that_comes_while_a_body_has_nothing_to_send_is_delivered() {
    let server = Server::start(|mut peer, _| async move {
        peer.head().await;
        peer.send(response(
            "413 Too Large",
            &[("connection", "close")],
            "early",
        ))
        .await;
        peer.silence().await;
    })
    .await;
    let mut call = call(
        &core(server.endpoint(), Config::new().no_proxy()),
        &POKE_THING,
    );
    call.set_body(
        "text/plain",
        apiruntime::Body::stream(futures_util::stream::pending()),
    );
    let error = call.send::<Quiet>().await.unwrap_err();
    assert_eq!(
        error.status().map(|status| status.as_u16()),
        Some(413),
        "{error}"
    );
    assert_eq!(error.raw_body().unwrap(), "early");
}
