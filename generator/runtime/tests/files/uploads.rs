//! Files and readers that are sent.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use apiruntime::Body;
use apiruntime::body::{TransportError, TransportErrorKind, Upload};
use apiruntime::client::Download;
use apiruntime::codegen::{Call, Core, Multipart, NoError, Part, PartRules};
use apiruntime::transport::{ScriptedResponse, ScriptedTransport};
use bytes::Bytes;
use futures_util::StreamExt;
use test_server::{Server, response};
use tokio::io::{AsyncBufReadExt, AsyncReadExt};
use tokio::sync::Notify;

use super::{Any, Folder, GET, PUT, Pieces, client};

#[tokio::test]
async fn a_file_is_sent_with_its_length_and_again_as_a_whole() {
    let folder = Folder::new("upload");
    let content: Vec<u8> = (0..200_000_u32).map(|number| number as u8).collect();
    let path = folder.file("photo.JPG", &content);
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    let upload = Upload::open(&path).await.unwrap();
    let upload = upload.on_progress(move |progress| {
        log.lock()
            .unwrap()
            .push((progress.done(), progress.total()))
    });
    assert_eq!(
        (upload.length(), upload.media_type(), upload.file_name()),
        (200_000, "image/jpeg", "photo.JPG")
    );

    let script = ScriptedTransport::new()
        .response(ScriptedResponse::new(503))
        .response(ScriptedResponse::new(200));
    tokio::time::pause();
    let mut call = Call::new(&client(script.clone()), &PUT);
    call.set_body("image/jpeg", upload);
    call.send::<Any>().await.unwrap();
    for request in script.requests() {
        assert_eq!(request.header("content-length"), Some("200000"));
        assert!(request.body() == &content);
    }
    let seen = seen.lock().unwrap();
    let whole = seen
        .iter()
        .filter(|seen| **seen == (200_000, Some(200_000)));
    assert_eq!(whole.count(), 2, "{seen:?}");
}

#[tokio::test]
async fn a_file_is_a_part_with_its_name_and_media_type() {
    let folder = Folder::new("part");
    let upload = Upload::open(folder.file("a.pdf", b"%PDF")).await.unwrap();
    let script = ScriptedTransport::new().response(ScriptedResponse::new(200));
    let mut call = Call::new(&client(script.clone()), &PUT);
    let mut parts = Multipart::new();
    parts.push("file", Part::from(upload).or_content_type("text/plain"));
    call.multipart("multipart/form-data", &PartRules::NONE, parts);
    call.send::<Any>().await.unwrap();
    let requests = script.requests();
    let body = String::from_utf8_lossy(requests[0].body());
    let head = "name=\"file\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF";
    assert!(body.contains(head), "{body}");
}

#[tokio::test]
async fn a_file_in_a_multipart_body_is_sent_again_too() {
    let folder = Folder::new("parts");
    let upload = Upload::open(folder.file("a.txt", b"0123456789"))
        .await
        .unwrap();
    let script = ScriptedTransport::new()
        .response(ScriptedResponse::new(503))
        .response(ScriptedResponse::new(200));
    tokio::time::pause();
    let send = async |file: Body| {
        let parts = Multipart::new()
            .text("a", "b")
            .part("f", Part::file("a.txt", file));
        let mut call = Call::new(&client(script.clone()), &PUT);
        call.multipart("multipart/form-data", &PartRules::NONE, parts);
        call.send::<Any>().await
    };
    send(upload.into()).await.unwrap();
    let requests = script.requests();
    let body = String::from_utf8(requests[0].body().to_vec()).unwrap();
    assert!(body.contains("\r\n\r\n0123456789\r\n--"), "{body}");
    assert_eq!(requests[0].body(), requests[1].body());
    let length = body.len().to_string();
    assert_eq!(requests[1].header("content-length"), Some(&*length));
    // A body that cannot be read again is sent only once.
    let pieces = futures_util::stream::iter([Ok(Bytes::from_static(b"0"))]);
    drop(script.clone().response(ScriptedResponse::new(503)));
    assert!(send(Body::stream(pieces)).await.is_err());
    assert_eq!(script.requests().len(), 3);
}

#[tokio::test]
async fn what_is_no_file_is_refused_and_one_that_became_shorter_fails() {
    let folder = Folder::new("shorter");
    let error = Upload::open(&folder.0).await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::File);
    let error = Upload::open(folder.0.join("none")).await.unwrap_err();
    let expected = format!("written: {}: ", folder.0.join("none").display());
    assert!(error.to_string().contains(&expected), "{error}");
    assert!(std::error::Error::source(&error).is_none());
    let path = folder.file("a.unknown", b"0123456789");
    let upload = Upload::open(&path).await.unwrap();
    assert_eq!(upload.media_type(), "application/octet-stream");
    std::fs::write(&path, "0123").unwrap();
    let error = Body::from(upload.clone()).collect(100).await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::RequestBody);
    let expected = format!("{}: the file became shorter", path.display());
    assert!(error.to_string().contains(&expected), "{error}");
    std::fs::write(&path, "0123456789abc").unwrap();
    assert_eq!(Body::from(upload).collect(100).await.unwrap(), "0123456789");
    let empty = Upload::open(folder.file("empty", b"")).await.unwrap();
    assert_eq!(Body::from(empty).collect(100).await.unwrap(), "");
}

#[tokio::test]
async fn a_file_that_is_gone_is_named_in_the_error_of_the_call() {
    let folder = Folder::new("gone");
    let path = folder.file("a.txt", b"0123456789");
    let upload = Upload::open(&path).await.unwrap();
    std::fs::remove_file(&path).unwrap();
    let server = Server::raw("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
    let core = Core::builder(&[])
        .endpoint(server.endpoint())
        .build()
        .unwrap();
    let mut call = Call::new(&core, &PUT);
    call.set_body("text/plain", upload);
    let error = call.send::<Any>().await.unwrap_err();
    let expected = format!("body failed: {}: ", path.display());
    assert!(error.to_string().contains(&expected), "{error}");
    assert_eq!(error.attempts(), 1);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_file_that_does_not_say_its_length_is_refused() {
    let error = Upload::open("/proc/self/status").await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::File);
    assert!(error.to_string().contains("`Body::from_reader`"), "{error}");
}

#[tokio::test]
async fn a_stream_that_panics_is_not_the_server_s_fault() {
    let server = Server::respond(|_| response("200 OK", &[], "")).await;
    let core = Core::builder(&[])
        .endpoint(server.endpoint())
        .build()
        .unwrap();
    let folder = Folder::new("panics");
    let upload = Upload::open(folder.file("a.txt", b"0123456789")).await;
    let upload = upload.unwrap().on_progress(|_| panic!("as the test says"));
    let pieces = futures_util::stream::poll_fn(|_| panic!("as the test says"));
    for body in [Body::from(upload), Body::stream(pieces)] {
        let mut call = Call::new(&core, &PUT);
        call.set_body("text/plain", body);
        let error = call.send::<Any>().await.unwrap_err();
        let kind = error.transport().map(TransportError::kind);
        assert_eq!(kind, Some(TransportErrorKind::RequestBody), "{error}");
        assert!(error.to_string().contains("it panicked"), "{error}");
    }
    assert!(server.seen().is_empty());
}

#[cfg(unix)]
#[tokio::test]
async fn a_pipe_is_no_file_and_is_not_waited_for() {
    let folder = Folder::new("pipe");
    let pipe = folder.0.join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let opened = tokio::time::timeout(Duration::from_secs(5), Upload::open(&pipe));
    let error = opened.await.expect("no wait").unwrap_err();
    assert!(error.to_string().contains("it is no file"), "{error}");
    // A download would replace it.
    let call = Call::new(&client(ScriptedTransport::new()), &GET);
    let error = Download::<NoError>::new::<Any>(call, pipe.clone())
        .await
        .unwrap_err();
    assert!(error.to_string().contains("no file"), "{error}");
    assert!(!pipe.metadata().unwrap().is_file());
}

#[tokio::test]
async fn a_stream_of_another_length_than_announced_is_an_error() {
    let server = Server::respond(|_| response("200 OK", &[], "")).await;
    let core = Core::builder(&[])
        .endpoint(server.endpoint())
        .build()
        .unwrap();
    for (text, length) in [
        (&["0123"][..], 3),
        (&["0123"], 5),
        (&[""], 1),
        (&["01", "23"], 2),
        (&["0"], 0),
    ] {
        let pieces = text
            .iter()
            .map(|piece| Ok(Bytes::from_static(piece.as_bytes())));
        let pieces = futures_util::stream::iter(pieces);
        let mut call = Call::new(&core, &PUT);
        call.set_body("text/plain", Body::sized_stream(pieces, length));
        let error = call.send::<Any>().await.unwrap_err();
        let kind = error.transport().map(TransportError::kind);
        assert_eq!(
            kind,
            Some(TransportErrorKind::RequestBody),
            "{text:?} {length}"
        );
    }
    assert!(server.seen().is_empty());
    // A stream is not polled again after its end, and pieces may be empty.
    let pieces = ["", "01", "", "23", ""].map(|piece| Ok(Bytes::from_static(piece.as_bytes())));
    let pieces = futures_util::stream::iter(pieces);
    let body = Body::sized_stream(pieces, 4);
    assert_eq!(body.collect(4).await.unwrap(), "0123");
    // Nothing is allocated for what was only announced.
    let pieces = ["01", "23"].map(|piece| Ok(Bytes::from_static(piece.as_bytes())));
    let body = Body::sized_stream(futures_util::stream::iter(pieces), 1 << 62);
    assert!(body.collect(u64::MAX).await.is_err());
}

#[tokio::test]
async fn a_body_ends_after_an_error() {
    use futures_util::StreamExt as _;

    let broken = || Err(std::io::Error::other("broken"));
    let mut body = Body::stream(futures_util::stream::repeat_with(broken));
    assert!(body.next().await.unwrap().is_err());
    assert!(body.next().await.is_none());
}

#[tokio::test]
async fn bodies_are_readers_and_readers_are_bodies() {
    let pieces = [&b"a\nb"[..], b"c\n", b"d"].map(|piece| Ok(Bytes::from_static(piece)));
    let body = Body::from_http_body(Pieces(pieces.into_iter().collect()));
    let mut lines = body.into_reader().lines();
    let mut found = Vec::new();
    while let Some(line) = lines.next_line().await.unwrap() {
        found.push(line);
    }
    assert_eq!(found, ["a", "bc", "d"]);

    let broken = [
        Ok(Bytes::from_static(b"ab")),
        Err(TransportError::new(TransportErrorKind::BodyCutShort)),
    ];
    let mut reader = Body::from_http_body(Pieces(broken.into_iter().collect())).into_reader();
    let mut text = [0; 1];
    for expected in [b"a", b"b"] {
        reader.read_exact(&mut text).await.unwrap();
        assert_eq!(&text, expected);
    }
    assert!(reader.read(&mut text).await.is_err());

    let body = Body::from_reader(&b"from a reader"[..]);
    assert_eq!(body.length(), None);
    assert_eq!(body.collect(100).await.unwrap(), "from a reader");
}

#[tokio::test]
async fn a_request_that_the_server_refuses_is_not_sent_to_its_end() {
    const LENGTH: usize = 64 << 20;
    let refused = Arc::new(Notify::new());
    let (end, mut ends) = tokio::sync::mpsc::unbounded_channel();
    let is_refused = refused.clone();
    let server = Server::start(move |mut peer, _| {
        let (is_refused, end) = (is_refused.clone(), end.clone());
        async move {
            peer.head().await;
            peer.send(response("413 Content Too Large", &[], "")).await;
            is_refused.notified().await;
            let mut rest = Vec::new();
            let _ = peer.stream.read_to_end(&mut rest).await;
            end.send(rest.len()).unwrap();
        }
    })
    .await;
    let core = Core::builder(&[]).endpoint(server.endpoint());
    let mut call = Call::new(&core.build().unwrap(), &PUT);
    call.set_body("application/octet-stream", Body::from(vec![0; LENGTH]));
    let error = call.send::<Any>().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 413);
    refused.notify_one();
    assert!(ends.recv().await.unwrap() < LENGTH);
}

/// A body whose next piece never comes.
struct Stalled;

impl http_body::Body for Stalled {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, TransportError>>> {
        std::task::Poll::Pending
    }
}

#[tokio::test]
async fn a_request_that_the_server_refuses_is_ended_where_nothing_more_comes_to_send() {
    let (end, mut ends) = tokio::sync::mpsc::unbounded_channel();
    let server = Server::start(move |mut peer, _| {
        let end = end.clone();
        async move {
            peer.head().await;
            peer.send(response("413 Content Too Large", &[], "")).await;
            let _ = peer.stream.read_to_end(&mut Vec::new()).await;
            end.send(()).unwrap();
        }
    })
    .await;
    let core = Core::builder(&[]).endpoint(server.endpoint());
    let core = core.build().unwrap();
    let mut call = Call::new(&core, &PUT);
    call.set_body("text/plain", Body::from_http_body(Stalled));
    assert_eq!(call.send::<Any>().await.unwrap_err().status().unwrap(), 413);
    let ended = tokio::time::timeout(Duration::from_secs(5), ends.recv());
    assert_eq!(ended.await, Ok(Some(())));
}

#[tokio::test]
async fn a_request_that_the_server_accepts_early_is_sent_to_its_end() {
    const LENGTH: usize = 16 << 20;
    let accepted = Arc::new(Notify::new());
    let (end, mut ends) = tokio::sync::mpsc::unbounded_channel();
    let is_accepted = accepted.clone();
    let server = Server::start(move |mut peer, _| {
        let (is_accepted, end) = (is_accepted.clone(), end.clone());
        async move {
            peer.head().await;
            peer.send(response("200 OK", &[], "")).await;
            is_accepted.notified().await;
            // Some of it may have come with the head.
            let mut rest = vec![0; LENGTH / 2];
            end.send(peer.stream.read_exact(&mut rest).await.is_ok())
                .unwrap();
        }
    })
    .await;
    let core = Core::builder(&[]).endpoint(server.endpoint());
    let core = core.build().unwrap();
    let mut call = Call::new(&core, &PUT);
    call.set_body("application/octet-stream", Body::from(vec![0; LENGTH]));
    call.send::<Any>().await.unwrap();
    accepted.notify_one();
    assert!(ends.recv().await.unwrap());
}

#[tokio::test]
async fn the_content_of_a_refusal_is_read_to_its_end() {
    const LENGTH: usize = 64 << 20;
    let server = Server::start(move |mut peer, _| async move {
        peer.head().await;
        peer.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 8\r\n\r\nfour")
            .await;
        let mut piece = vec![0; 1 << 16];
        for _ in 0..200 {
            let _ = peer.stream.read(&mut piece).await;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
        peer.send("more").await;
        let _ = peer.stream.read_to_end(&mut piece).await;
    })
    .await;
    let core = Core::builder(&[]).endpoint(server.endpoint());
    let mut call = Call::new(&core.build().unwrap(), &PUT);
    let pieces = futures_util::stream::iter(0..1024).map(|_| Ok(Bytes::from(vec![0; 1 << 16])));
    let body = Body::sized_stream(pieces, LENGTH as u64);
    call.set_body("application/octet-stream", body);
    let error = call.send::<Any>().await.unwrap_err();
    assert_eq!(error.status().unwrap(), 413);
    assert_eq!(error.raw_body().unwrap(), "fourmore");
}
