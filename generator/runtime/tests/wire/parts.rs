//! Multipart bodies of responses.

use apiruntime::codegen::{
    Call, Core, DecodeFailure, Operation, OperationInfo, Parts, RawResponse,
};
use apiruntime::error::{IntoError as _, NoError, Reason};
use apiruntime::response::parts::{ReceivedPart, StreamError};
use apiruntime::transport::{
    BoxFuture, ScriptedResponse, ScriptedTransport, Transport, TransportError,
};
use apiruntime::{Body, Error, Response};
use futures_util::TryStreamExt as _;

use super::events::pieces;

static BATCH: OperationInfo = OperationInfo::new("Batch", "GET", "/batch").streamed(&[(200, 200)]);

enum Batch {}

impl Operation for Batch {
    type Output = Parts;
    type Error = NoError;

    fn decode(response: &mut RawResponse) -> Result<Parts, DecodeFailure<NoError>> {
        match response.status() {
            200 => response.parts(),
            _ => Err(response.undocumented()),
        }
    }
}

async fn batch(media_type: &str, body: &'static str) -> Result<Response<Parts>, Error<NoError>> {
    let response = ScriptedResponse::new(200).body(media_type, body);
    send(ScriptedTransport::new().response(response)).await
}

async fn send(transport: impl Transport) -> Result<Response<Parts>, Error<NoError>> {
    let core = Core::builder(&[])
        .endpoint("http://127.0.0.1")
        .transport(transport)
        .build()
        .expect("a client");
    Call::new(&core, &BATCH).send::<Batch>().await
}

/// Responds with this body in pieces of this many bytes.
struct InPieces(&'static [u8], usize);

impl Transport for InPieces {
    fn send(
        &self,
        _: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        let response =
            http::Response::builder().header("content-type", "multipart/mixed; boundary=b");
        let response = response.body(pieces(self.0, self.1)).expect("a response");
        Box::pin(std::future::ready(Ok(response)))
    }
}

async fn all(mut parts: Parts) -> Result<Vec<ReceivedPart>, StreamError> {
    let mut all = Vec::new();
    while let Some(part) = parts.next().await {
        all.push(part?);
    }
    Ok(all)
}

async fn read(media_type: &str, body: &'static str) -> Result<Vec<ReceivedPart>, StreamError> {
    let response = batch(media_type, body).await.expect("a response");
    all(response.into_body()).await
}

#[tokio::test]
async fn each_part_has_its_headers_and_its_content() {
    let body = "preamble\r\n--b\r\nContent-Type: application/json\r\n\r\n{\"a\":1}\r\n\
        --b \r\nContent-Disposition: form-data; name=\"f;1\"; filename=x.txt\r\n\r\none\r\n--bb\r\ntwo\r\n\r\n\
        --b\r\n\r\nplain\r\n--b\r\nX: 1\r\n\r\n\r\n--b--\r\nepilogue";
    let parts = read("multipart/mixed; boundary=\"b\"", body).await;
    let parts = parts.expect("parts");
    assert_eq!(parts.len(), 4);
    assert_eq!(parts[0].content_type(), Some("application/json"));
    let value: serde_json::Value = parts[0].json().expect("JSON");
    assert_eq!(value, serde_json::json!({"a": 1}));
    assert_eq!(
        (parts[1].name(), parts[1].file_name()),
        (Some("f;1"), Some("x.txt"))
    );
    assert_eq!(parts[1].body(), "one\r\n--bb\r\ntwo\r\n");
    assert_eq!(
        (parts[2].body(), parts[2].headers().len()),
        (&"plain".into(), 0)
    );
    assert_eq!((parts[3].body(), parts[3].headers().len()), (&"".into(), 1));
}

#[tokio::test]
async fn lines_may_end_with_a_line_feed_alone() {
    let parts = read(
        "multipart/related; type=a; boundary=x-y",
        "--x-y\nA: b\n\none\n--x-y--",
    )
    .await;
    let parts = parts.expect("parts");
    assert_eq!((parts.len(), parts[0].body()), (1, &"one".into()));
}

#[tokio::test]
async fn a_body_that_ends_inside_a_part_is_an_error() {
    let response = batch("multipart/mixed; boundary=b", "--b\r\n\r\none").await;
    let mut parts = response.expect("a response").into_body();
    let error = parts.next().await;
    assert!(
        matches!(error, Some(Err(StreamError::Transport(_)))),
        "{error:?}"
    );
    assert!(parts.next().await.is_none());
    let empty = read("multipart/mixed; boundary=b", "--b--").await;
    assert_eq!(empty.expect("no parts").len(), 0);
}

#[tokio::test]
async fn a_part_that_is_too_long_is_an_error() {
    let response = batch(
        "multipart/mixed; boundary=b",
        "--b\r\n\r\n0123456789012345\r\n--b--",
    )
    .await;
    let mut parts = response.expect("a response").into_body().limit(4);
    let error = parts.next().await;
    assert!(
        matches!(error, Some(Err(StreamError::TooLong { limit: 4 }))),
        "{error:?}"
    );
    assert!(parts.next().await.is_none());
}

#[tokio::test]
async fn a_response_without_a_boundary_is_an_error() {
    let error = batch("multipart/mixed", "--b--")
        .await
        .expect_err("no boundary");
    assert!(matches!(error.reason(), Reason::Decode { .. }), "{error}");
    assert_eq!(error.raw_body().expect("a body"), "--b--");
}

#[tokio::test]
async fn the_memory_of_a_part_is_bounded_and_its_name_unquoted() {
    let body = format!(
        "--b\r\nContent-Disposition: form-data; name=\"a\\\";b\"\r\n\r\n[{}0]\r\n--b--",
        "0,".repeat(1 << 20)
    );
    let body: &'static str = body.leak();
    let response = batch("multipart/mixed; boundary=b", body).await;
    let parts = response.expect("a response").into_body().limit(4 << 20);
    let parts = all(parts).await.expect("a part");
    assert_eq!(parts[0].name(), Some("a\";b"));
    let error = parts[0].json::<serde_json::Value>().expect_err("too large");
    assert!(error.message().contains("too much memory"), "{error}");
}

#[tokio::test]
async fn a_folded_header_of_a_part_is_one_header() {
    let body = "--b\r\nContent-Disposition: form-data;\r\n name=\"f\";\r\n\tfilename=\"x: y.txt\"\r\nX-A: 1\r\n 2\r\n\r\none\r\n--b--";
    let parts = read("multipart/mixed; boundary=b", body)
        .await
        .expect("parts");
    assert_eq!(parts[0].name(), Some("f"));
    assert_eq!(parts[0].file_name(), Some("x: y.txt"));
    assert_eq!(parts[0].headers()["x-a"], "1 2");
    assert_eq!(
        (parts[0].headers().len(), &parts[0].body()[..]),
        (2, &b"one"[..])
    );
}

#[tokio::test]
async fn an_extended_file_name_goes_before_the_plain_one() {
    for (names, expected) in [
        (
            "filename*=UTF-8'de'%e2%82%ac%20a.txt; filename=a.txt",
            "€ a.txt",
        ),
        ("filename=a.txt; FileName*=iso-8859-1''%a3.txt", "£.txt"),
        ("filename*=gbk''%a3.txt; filename=a.txt", "a.txt"),
        ("filename*=utf-8''%ff.txt; filename=a.txt", "a.txt"),
    ] {
        let body = format!("--b\r\nContent-Disposition: attachment; {names}\r\n\r\none\r\n--b--");
        let parts = read("multipart/mixed; boundary=b", body.leak()).await;
        let parts = parts.expect("parts");
        assert_eq!(parts[0].file_name(), Some(expected), "{names}");
    }
}

#[tokio::test]
async fn endless_spaces_after_a_delimiter_are_content() {
    let body = format!("--b\r\n\r\none\r\n--b{}\r\n--b--", " ".repeat(4_000));
    let parts = read("multipart/mixed; boundary=b", body.leak())
        .await
        .expect("parts");
    assert_eq!(parts.len(), 1);
    assert!(parts[0].body().starts_with(b"one\r\n--b "));
}

#[tokio::test]
async fn parts_are_the_same_wherever_the_body_is_split() {
    let body: &[u8] =
        b"preamble\r\n--b\r\nContent-Type: text/plain\r\n\r\none\r\n--bb\r\n-\r\n--b-\r\n\
        --b \t\r\n\r\n\r\n--b\n\ntwo\n--b--\r\nepilogue";
    for size in 1..=body.len() {
        let response = send(InPieces(body, size)).await;
        let parts = response.expect("a response").into_body();
        let parts: Vec<_> = parts.try_collect().await.expect("parts");
        let bodies: Vec<_> = parts.iter().map(|part| part.body()).collect();
        let expected: [&[u8]; 3] = [b"one\r\n--bb\r\n-\r\n--b-", b"", b"two"];
        assert_eq!(bodies, expected, "in pieces of {size} bytes");
    }
}

#[tokio::test]
async fn an_error_of_a_part_becomes_that_of_the_call() {
    let response = batch("multipart/mixed; boundary=b", "--b\r\n\r\nlong\r\n--b--").await;
    let parts = response.expect("a response").into_body().limit(2);
    let error = all(parts).await.unwrap_err();
    let error = error.into_error();
    assert!(matches!(error.reason(), Reason::Decode { .. }), "{error:?}");
    assert!(error.to_string().contains("2 bytes"), "{error}");
}
