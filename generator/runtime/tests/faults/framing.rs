//! Where a response begins and ends, when the server lies about it, floods it or drips it.

use std::time::Duration;

use crate::support::*;
use apiruntime::body::{TransportError, TransportErrorKind as Kind};
use apiruntime::codegen::OperationInfo;
use apiruntime::{Config, RetryPolicy};
use tokio::io::AsyncWriteExt;

fn config() -> Config {
    Config::new()
        .no_proxy()
        .retry(RetryPolicy::never())
        .call_timeout(Duration::from_secs(20))
}

/// Returns the result of a call whose server sends these bytes and keeps the connection open: numbers, or the kind of
/// error.
async fn framed(bytes: impl AsRef<[u8]>) -> Result<Output, Kind> {
    let bytes = bytes::Bytes::copy_from_slice(bytes.as_ref());
    let server = Server::start(move |mut peer, _| {
        let bytes = bytes.clone();
        async move {
            peer.request().await;
            peer.send(&bytes).await;
            peer.silence().await;
        }
    })
    .await;
    let got = get(&core(server.endpoint(), config())).await;
    got.map(|response| response.into_body()).map_err(|error| {
        let failure = error.transport();
        // Otherwise, a POST would be sent again.
        assert!(!failure.is_some_and(TransportError::is_unsent), "{error}");
        failure.map_or(Kind::Other, |error| error.kind())
    })
}

fn one() -> Output {
    Output::Ok([("a".to_owned(), 1)].into())
}

#[tokio::test(start_paused = true)]
async fn a_length_that_is_none_or_that_others_contradict_is_refused() {
    for lengths in [
        "content-length: 8\r\ncontent-length: 9\r\n",
        "content-length: 8, 9\r\n",
        "content-length: -8\r\n",
        "content-length: +8\r\n",
        "content-length: 0x8\r\n",
        "content-length: 8.0\r\n",
        "content-length: 99999999999999999999\r\n",
        "content-length: \r\n",
        "content-length: 8\r\ntransfer-encoding: identity\r\n",
    ] {
        let got = framed(format!("HTTP/1.1 200 OK\r\n{lengths}\r\n{{\"a\": 1}}")).await;
        let end = got.as_ref().err();
        let is_end = matches!(end, Some(Kind::Protocol | Kind::Timeout { .. }));
        assert!(is_end, "{lengths}: {got:?}");
    }
    // If both headers are present, the chunks determine the length (RFC 9112, 6.3).
    let both = "HTTP/1.1 200 OK\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n\
                8\r\n{\"a\": 1}\r\n0\r\n\r\n";
    assert_eq!(framed(both).await, Ok(one()));
    let twice = "HTTP/1.1 200 OK\r\ncontent-length: 8\r\ncontent-length: 8\r\n\r\n{\"a\": 1}";
    assert_eq!(framed(twice).await, Ok(one()));
}

#[tokio::test(start_paused = true)]
async fn what_follows_a_response_is_no_response_to_the_next_request() {
    let evil = json("200 OK", r#"{"evil": 1}"#);
    for first in [
        json("200 OK", r#"{"a": 1}"#) + &evil,
        format!("HTTP/1.1 204 No Content\r\ncontent-length: 3\r\n\r\n{evil}"),
        format!("HTTP/1.1 204 No Content\r\n\r\n{evil}"),
        format!("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n{evil}"),
        format!("HTTP/1.1 304 Not Modified\r\ncontent-length: 99\r\n\r\n{evil}"),
        format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n{evil}"),
        format!(
            "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n{evil}"
        ),
    ] {
        let server = Server::start(move |mut peer, number| {
            let text = match number {
                1 => first.clone(),
                _ => json("200 OK", r#"{"a": 1}"#),
            };
            async move {
                while peer.request().await.is_some() {
                    peer.send(&text).await;
                }
            }
        })
        .await;
        let client = core(server.endpoint(), config());
        let _ = get(&client).await;
        for _ in 0..3 {
            let got = get(&client).await.unwrap().into_body();
            assert_eq!(got, one());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_protocol_that_nobody_asked_for_is_an_error() {
    let switched = "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n";
    let got = framed(switched).await;
    assert!(got.is_err(), "{got:?}");
    for version in ["HTTP/2.0", "HTTP/0.9", "HTTP/1.2", "http/1.1", "ICY"] {
        let got = framed(format!("{version} 200 OK\r\ncontent-length: 0\r\n\r\n")).await;
        assert_eq!(got, Err(Kind::Protocol), "{version}");
    }
    for status in ["99", "1000", "2x0", "-20", "", "20"] {
        let got = framed(format!("HTTP/1.1 {status} OK\r\ncontent-length: 0\r\n\r\n")).await;
        assert_eq!(got, Err(Kind::Protocol), "{status}");
    }
    // A status that belongs to no class is an error of the service.
    let got = framed("HTTP/1.1 999 Blocked\r\ncontent-length: 0\r\n\r\n").await;
    assert_eq!(got, Err(Kind::Other));
}

#[tokio::test(start_paused = true)]
async fn a_header_cannot_be_split() {
    for header in [
        "x: a\rb: c",
        "x: a\0b",
        "x y: a",
        "x : a",
        ": a",
        "x\r\n y: a",
        "x: a\r\n\0folded",
    ] {
        let got = framed(format!(
            "HTTP/1.1 200 OK\r\n{header}\r\ncontent-length: 8\r\n\r\n{{\"a\": 1}}"
        ));
        assert_eq!(got.await, Err(Kind::Protocol), "{header:?}");
    }
}

#[tokio::test]
async fn a_folded_line_goes_on_with_the_one_before() {
    let response = "HTTP/1.1 200 OK\r\nx-a: b\r\n  c\r\n\td\r\ncontent-length: 8\r\n\r\n{\"a\": 1}";
    let response = crate::received(response).await.unwrap();
    let value = response.headers()["x-a"].to_str().unwrap();
    let words: Vec<&str> = value.split_ascii_whitespace().collect();
    assert_eq!(words, ["b", "c", "d"]);
    let length = "HTTP/1.1 200 OK\r\ncontent-length: 8\r\n 0\r\n\r\n{\"a\": 1}";
    assert_eq!(framed(length).await, Err(Kind::Protocol));
}

#[tokio::test(start_paused = true)]
async fn sizes_of_chunks_and_what_is_beside_them_are_bounded() {
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    let many: String = (0..100_000).map(|n| format!("x-{n}: y\r\n")).collect();
    for body in [
        "FFFFFFFFFFFFFFFFF\r\n{}".to_owned(),
        "-1\r\n{}\r\n".to_owned(),
        "8 8\r\n{\"a\": 1}\r\n0\r\n\r\n".to_owned(),
        "0x8\r\n{\"a\": 1}\r\n0\r\n\r\n".to_owned(),
        "8\r\n{\"a\": 1}garbage\r\n0\r\n\r\n".to_owned(),
        format!("8;{}\r\n{{\"a\": 1}}\r\n0\r\n\r\n", "x".repeat(1 << 20)),
        format!("8\r\n{{\"a\": 1}}\r\n0\r\n{many}\r\n"),
        format!(
            "8\r\n{{\"a\": 1}}\r\n0\r\nx: {}\r\n\r\n",
            "x".repeat(1 << 20)
        ),
    ] {
        let got = framed(format!("{chunked}{body}")).await;
        let shown = &body[..body.len().min(40)];
        assert!(
            matches!(got, Err(Kind::Protocol | Kind::BodyCutShort)),
            "{shown}: {got:?}"
        );
    }
    let small = "8;name=\"value\"\r\n{\"a\": 1}\r\n0\r\nx-trailer: y\r\n\r\n";
    assert_eq!(framed(format!("{chunked}{small}")).await, Ok(one()));
}

/// Its response has no body, whatever the headers say.
static LOOK: OperationInfo = OperationInfo::new("LookAtThing", "HEAD", "/things/{thing_id}")
    .idempotent()
    .security(&[&[]]);

#[tokio::test(start_paused = true)]
async fn a_response_without_a_body_has_none_whatever_its_headers_say() {
    for said in [
        "content-length: 1000\r\ncontent-encoding: gzip\r\n",
        "transfer-encoding: chunked\r\ncontent-encoding: br\r\n",
        "content-length: 99999999999\r\ncontent-type: application/json\r\n",
    ] {
        let text = format!("HTTP/1.1 204 No Content\r\n{said}\r\n");
        let server = Server::responses(&[&text]).await;
        let client = core(server.endpoint(), config());
        for info in [&GET_THING, &LOOK] {
            for _ in 0..3 {
                let response = call(&client, info).send::<Thing>().await.unwrap();
                assert_eq!(response.into_body(), Output::NoContent, "{said}");
            }
        }
        // The headers of a response to HEAD describe the body that a GET would get.
        let text = format!("HTTP/1.1 200 OK\r\n{said}\r\n");
        let server = Server::responses(&[&text]).await;
        let client = core(server.endpoint(), config());
        for _ in 0..3 {
            let error = call(&client, &LOOK).send::<Thing>().await.unwrap_err();
            assert_eq!(error.status().unwrap(), 200, "{error}");
            assert!(error.transport().is_none(), "{said}: {error}");
        }
        assert_eq!(server.connections(), 1, "{said}");
    }
}

#[tokio::test]
async fn a_server_that_has_closed_its_half_is_heard_to_the_end_and_not_used_again() {
    let server = Server::start(|mut peer, _| async move {
        peer.request().await;
        // Without a length, the body ends with the connection.
        peer.send("HTTP/1.1 200 OK\r\n\r\n{\"a\": 1}").await;
        let _ = peer.stream.shutdown().await;
        peer.silence().await;
    })
    .await;
    let client = core(server.endpoint(), config());
    for _ in 0..3 {
        assert_eq!(get(&client).await.unwrap().into_body(), one());
    }
    assert_eq!(server.connections(), 3);
    let silent = Server::start(|mut peer, _| async move {
        peer.request().await;
        let _ = peer.stream.shutdown().await;
        peer.silence().await;
    })
    .await;
    let error = get(&core(silent.endpoint(), config())).await.unwrap_err();
    assert_eq!(error.transport().unwrap().kind(), Kind::Closed);
}
