//! A fault at every byte of an exchange, in both directions: the connection is closed, reset or silent, or a bit is
//! flipped. Each call ends within its limit with an error that says what happened, no request that is not safe to
//! repeat arrives twice, and the next call succeeds. With `FAULT_OFFSETS=all`, no byte of TLS is left out.

mod cable;
#[path = "../support/mod.rs"]
mod support;
mod upstream;

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use apiruntime::body::TransportErrorKind as Kind;
use apiruntime::codegen::Core;
use apiruntime::error::Reason;
use apiruntime::transport::Http2;
use apiruntime::{Body, Config, RetryPolicy};
use bytes::Bytes;
use cable::Cable;
use support::{GET_THING, Output, POKE_THING, TAG, Thing, call};
use tokio::sync::Semaphore;
use upstream::Upstream;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    Close,
    Reset,
    Silence,
    Flip,
}

const FAULTS: [Fault; 4] = [Fault::Close, Fault::Reset, Fault::Silence, Fault::Flip];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Protocol {
    Plain,
    Chunked,
    Gzip,
    Tls,
    Http2,
}

/// Where the fault is: after this many bytes of the request or of the response.
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

fn client(protocol: Protocol, upstream: &Upstream, cable: &Cable) -> Core {
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
        format!("{scheme}://localhost:{}", cable.address.port()),
        config,
    )
}

fn expected() -> Output {
    Output::Ok(serde_json::from_str(TEXT).unwrap())
}

/// Makes a call that meets the fault, and another one after it. Returns whether the fault was reached.
async fn check(protocol: Protocol, upstream: &Upstream, number: usize, place: Place) -> bool {
    let cable = Cable::start(upstream.address, Some(place)).await;
    let client = client(protocol, upstream, &cable);
    // Each fault meets both.
    let is_safe = (number / FAULTS.len()).is_multiple_of(2);
    let limit = match place.fault {
        Fault::Silence => Duration::from_millis(400),
        _ => Duration::from_secs(10),
    };
    let context = format!("{protocol:?} {place:?}, safe to repeat: {is_safe}");
    // A flipped bit makes none of these letters another one, so no tag that of another request.
    let digits = number.to_string().into_bytes().into_iter();
    let tag: String = digits
        .map(|digit| char::from(b'b' + 2 * (digit - b'0')))
        .collect();
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
    // A request that may be repeated is shorter than one that may not.
    if !cable.reached.load(Ordering::SeqCst) {
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
    // If the two ends of a connection disagree about where its frames or messages end, neither notices it except by
    // silence, or by a response to what was the body of the request before.
    if result.is_err() && place.fault == Fault::Flip && protocol != Protocol::Tls {
        result = next().await;
    }
    match result {
        Ok(next) => assert_eq!(*next.body(), expected(), "{context}"),
        Err(error) => panic!("{context}: the next call fails: {error} {error:?}"),
    }
    true
}

/// Returns the number of bytes of the exchange in both directions.
async fn lengths(protocol: Protocol, upstream: &Upstream) -> (usize, usize) {
    let cable = Cable::start(upstream.address, None).await;
    let client = client(protocol, upstream, &cable);
    let mut sent = call(&client, &POKE_THING);
    sent.parameter(&TAG, "size");
    sent.set_body("text/plain", "some text");
    assert_eq!(*sent.send::<Thing>().await.unwrap().body(), expected());
    (
        cable.requests.load(Ordering::SeqCst),
        cable.responses.load(Ordering::SeqCst),
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
                for fault in FAULTS {
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
