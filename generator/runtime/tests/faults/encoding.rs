//! How a body may be compressed, and how long it may be.

use std::io::Write;

use apiruntime::Config;
use apiruntime::body::TransportErrorKind as Kind;

use crate::support::*;
use crate::{received, received_within};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zipped(body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}

/// Returns a response with this content coding.
fn encoded(status: &str, coding: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\n{coding}content-type: application/json\r\ncontent-length: {length}\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}

#[tokio::test]
async fn a_gzip_body_is_decompressed() {
    let response = received(zipped(&gzip(br#"{"a": 1}"#))).await.unwrap();
    for name in ["content-encoding", "content-length"] {
        assert!(response.headers().get(name).is_none());
    }
    assert_eq!(
        response.into_body(),
        Output::Ok([("a".to_owned(), 1)].into())
    );
}

#[tokio::test]
async fn identity_beside_gzip_changes_nothing_and_other_encodings_are_named() {
    let (json, zipped) = (br#"{"a": 1}"#, gzip(br#"{"a": 1}"#));
    let parts = [gzip(br#"{"a":"#), gzip(b""), gzip(b" 1}")].concat();
    for (coding, body) in [
        ("content-encoding: gzip, identity\r\n", &zipped[..]),
        (
            "content-encoding: identity\r\nContent-Encoding: X-GZip\r\n",
            &zipped,
        ),
        ("content-encoding: identity\r\n", json),
        ("content-encoding: \r\n", json),
        ("content-encoding: gzip\r\n", &parts),
    ] {
        let response = received(encoded("200 OK", coding, body)).await.unwrap();
        assert_eq!(
            response.into_body(),
            Output::Ok([("a".to_owned(), 1)].into()),
            "{coding}"
        );
    }
    for coding in ["br", "deflate", "gzip, gzip", "zstd"] {
        let header = format!("content-encoding: {coding}\r\n");
        let error = received(encoded("200 OK", &header, b"\x0b\x02\x80"))
            .await
            .unwrap_err();
        let named = format!("the encoding `{coding}`, which was not asked for");
        assert!(error.to_string().contains(&named), "{error}");
        assert_eq!(error.raw_body().unwrap(), &b"\x0b\x02\x80"[..]);
        let error = received(encoded("500 Oops", &header, b"\x0b\x02\x80"))
            .await
            .unwrap_err();
        assert_eq!(error.status().unwrap(), 500);
        let named = format!("a body in the encoding `{coding}`");
        assert!(error.to_string().contains(&named), "{error}");
    }
}

#[tokio::test]
async fn what_follows_a_gzip_body_is_an_error() {
    for rest in [&b"garbage"[..], b"\x1f\x8b", b"\0\0\0\0"] {
        let body = [&gzip(br#"{"a": 1}"#), rest].concat();
        let error = received(zipped(&body)).await.unwrap_err();
        let kind = error.transport().map(|error| error.kind());
        assert_eq!(kind, Some(Kind::ContentEncoding), "{rest:?}");
    }
}

#[tokio::test]
async fn a_gzip_bomb_stops_at_the_limit() {
    let bomb = gzip(&vec![b' '; 100 << 20]);
    assert!(bomb.len() < 200_000);
    let error = received(zipped(&bomb)).await.unwrap_err();
    let text = error.to_string();
    let failure = error.transport().expect("a transport error");
    assert_eq!(failure.kind(), Kind::TooLarge { limit: 64 << 20 });
    assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
    assert!(text.contains("max_response_body"), "{text}");
}

#[tokio::test]
async fn a_body_that_grew_by_its_compression_counts_as_long_as_it_is() {
    let (chance, mut noise) = (test_server::Chance::new(7), Vec::new());
    noise.resize_with(3 << 20, || chance.below(256) as u8);
    let coding = "content-encoding: gzip\r\n";
    let error = received(encoded("400 Bad Request", coding, &gzip(&noise)))
        .await
        .unwrap_err();
    assert_eq!(
        error.status().map(|status| status.as_u16()),
        Some(400),
        "{error}"
    );
    assert!(error.is_truncated());
    assert!(*error.raw_body().unwrap() == noise[..1 << 20]);

    let config = Config::new().max_response_body(8);
    // Empty members never reach the limit of the body.
    let members = gzip(b"").repeat(100_000);
    let error = received_within(zipped(&members), config).await.unwrap_err();
    assert_eq!(
        error.transport().unwrap().kind(),
        Kind::TooLarge { limit: 8 }
    );
}

#[tokio::test]
async fn a_damaged_gzip_body_is_named() {
    let failed = received(zipped(b"no gzip")).await.unwrap_err();
    let failure = failed.transport().expect("a transport error");
    assert_eq!(failure.kind(), Kind::ContentEncoding);
    let text = failed.to_string();
    assert!(
        text.contains("damaged it: incomplete deflate stream"),
        "{text}"
    );
}

#[tokio::test]
async fn a_short_body_of_many_small_values_is_not_called_long_only() {
    let body = format!("[{}0]", "0,".repeat(2_000));
    let config = Config::new().max_response_body(5_000);
    let error = received_within(zipped(&gzip(body.as_bytes())), config).await;
    let text = error.unwrap_err().to_string();
    assert!(text.contains("or has more small values"), "{text}");
}

#[tokio::test]
async fn an_error_with_a_damaged_gzip_body_keeps_what_came() {
    let whole = gzip(br#"{"error_code": "E1", "error_msg": "No."}"#);
    let mut changed = whole.clone();
    changed[15] ^= 0xff;
    let cut = &whole[..whole.len() - 4];
    for body in [b"no gzip", &changed[..], cut, &whole[..5]] {
        for status in ["404 Not Found", "500 Oops", "302 Found"] {
            let coding = "content-encoding: gzip\r\nx-request-id: r1\r\n";
            let error = received(encoded(status, coding, body)).await.unwrap_err();
            assert!(error.transport().is_none(), "{error}");
            assert!(status.starts_with(error.status().unwrap().as_str()));
            assert_eq!(error.request_id(), Some("r1"));
            assert_eq!(error.headers().unwrap()["content-encoding"], "gzip");
            assert_eq!(
                (error.raw_body().unwrap(), error.is_truncated()),
                (&body.to_vec().into(), false)
            );
            assert!(
                error.to_string().contains("whose gzip is damaged"),
                "{error}"
            );
        }
    }
    // In two pieces, which together are longer than the limit. It has a file name, and ends before its content.
    let named = [&b"\x1f\x8b\x08\x08\0\0\0\0\0\x03"[..], &[b'n'; 50]].concat();
    let (first, second) = named.split_at(20);
    let head = "HTTP/1.1 500 Oops\r\ncontent-encoding: gzip\r\ntransfer-encoding: chunked\r\n\r\n";
    let chunk = |bytes: &[u8]| [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes].concat();
    let end = &b"\r\n0\r\n\r\n"[..];
    let text = [head.as_bytes(), &chunk(first), b"\r\n", &chunk(second), end].concat();
    let config = Config::new().max_error_body(second.len() as u64);
    let error = received_within(text, config).await.unwrap_err();
    assert!(error.is_truncated());
    assert_eq!(error.raw_body().unwrap(), &named[..second.len()]);

    let coding = "content-encoding: gzip\r\n";
    let error = received(encoded("500 Oops", coding, &whole))
        .await
        .unwrap_err();
    assert!(error.headers().unwrap().get("content-encoding").is_none());
    assert_eq!(error.code(), Some("E1"), "{error}");
}

#[tokio::test]
async fn a_body_over_the_limit_is_not_read() {
    let config = Config::new().max_response_body(1_000);
    let long = format!("{{\"a\": 1{}}}", " ".repeat(1_000));
    // The server sends nothing of it.
    let announced = "HTTP/1.1 200 OK\r\ncontent-length: 1001\r\n\r\n".to_owned();
    let length = long.len();
    let unannounced = format!(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{length:x}\r\n{long}\r\n0\r\n\r\n"
    );
    for text in [announced, unannounced] {
        let error = received_within(text, config.clone()).await.unwrap_err();
        let failure = error.transport().expect("a transport error");
        assert_eq!(failure.kind(), Kind::TooLarge { limit: 1_000 });
        assert_eq!(error.attempts(), 1);
    }
}

#[tokio::test]
async fn a_stream_is_not_limited_in_size() {
    let server = Server::responses(&[&json("200 OK", "twelve bytes")]).await;
    let client = core(server.endpoint(), Config::new().max_response_body(10));
    let response = call(&client, &GET_FILE).send::<File>().await.unwrap();
    assert_eq!(
        response.into_body().collect(100).await.unwrap(),
        "twelve bytes"
    );
}
