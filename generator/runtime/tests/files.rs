//! Files that are sent, and responses that become files.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use apiruntime::Body;
use apiruntime::body::{BoxFuture, TransportError, TransportErrorKind, Upload};
use apiruntime::client::{Download, RawRequest};
use apiruntime::codegen::{
    Call, Core, Decoded, Multipart, NoError, Operation, OperationInfo, Part, PartRules, RawResponse,
};
use apiruntime::transport::{ScriptedResponse, ScriptedTransport, Transport};
use bytes::Bytes;
use tokio::io::{AsyncBufReadExt, AsyncReadExt};

static GET: OperationInfo = OperationInfo::new("Get", "GET", "/file")
    .idempotent()
    .success(200)
    .streamed(&[(200, 299)]);
static PUT: OperationInfo = OperationInfo::new("Put", "PUT", "/file").idempotent();

enum Any {}

impl Operation for Any {
    type Output = Body;
    type Error = NoError;

    fn decode(response: &mut RawResponse) -> Decoded<Self> {
        match response.status() {
            200..300 => response.stream(),
            _ => response.undocumented(),
        }
    }
}

/// A folder of one test, which is there only while the test runs.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let folder = std::env::temp_dir().join(format!("apiruntime-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Folder(folder)
    }

    fn file(&self, name: &str, text: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.0).unwrap().flatten();
        entries
            .map(|entry| entry.file_name().into_string().unwrap())
            .collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn client(transport: impl Transport) -> Core {
    let builder = Core::builder(&[]).endpoint("https://api.example");
    builder.transport(transport).build().unwrap()
}

/// Gives heads with the begin of a body each, after which the connection breaks unless it is whole.
#[derive(Clone, Default)]
struct Breaking(Arc<Mutex<State>>);

/// Status, headers, body, and whether it is whole.
type Scripted = (u16, Vec<(&'static str, &'static str)>, &'static [u8], bool);

#[derive(Default)]
struct State {
    responses: VecDeque<Scripted>,
    asked: Vec<(String, String)>,
}

impl Breaking {
    fn then(
        self,
        status: u16,
        headers: &[(&'static str, &'static str)],
        body: &'static [u8],
        is_whole: bool,
    ) -> Breaking {
        self.0
            .lock()
            .unwrap()
            .responses
            .push_back((status, headers.to_vec(), body, is_whole));
        self
    }

    fn asked(&self) -> Vec<(String, String)> {
        self.0.lock().unwrap().asked.clone()
    }
}

struct Pieces(VecDeque<Result<Bytes, TransportError>>);

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, TransportError>>> {
        std::task::Poll::Ready(
            self.0
                .pop_front()
                .map(|piece| piece.map(http_body::Frame::data)),
        )
    }
}

impl Transport for Breaking {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        let mut state = self.0.lock().unwrap();
        let text = |name: &str| {
            let value = request.headers().get(name);
            value.map_or(String::new(), |value| value.to_str().unwrap().to_owned())
        };
        assert_eq!(text("accept-encoding"), "identity");
        state.asked.push((text("range"), text("if-range")));
        let (status, headers, body, is_whole) = state.responses.pop_front().expect("a response");
        let mut pieces: VecDeque<_> = body
            .chunks(3)
            .map(|piece| Ok(Bytes::from_static(piece)))
            .collect();
        if !is_whole {
            pieces.push_back(Err(TransportError::new(TransportErrorKind::BodyCutShort)));
        }
        let mut response = http::Response::builder().status(status);
        for (name, value) in headers {
            response = response.header(name, value);
        }
        let response = response.body(Body::from_http_body(Pieces(pieces))).unwrap();
        Box::pin(std::future::ready(Ok(response)))
    }
}

fn download(server: &Breaking, folder: &Folder) -> Download<NoError> {
    let call = Call::new(&client(server.clone()), &GET);
    Download::new::<Any>(call, folder.0.join("saved"))
}

const TAGGED: &[(&str, &str)] = &[("content-length", "10"), ("etag", "\"a\"")];

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
    // What cannot be read again is sent once.
    let pieces = futures_util::stream::iter([Ok(Bytes::from_static(b"0"))]);
    drop(script.clone().response(ScriptedResponse::new(503)));
    assert!(send(Body::stream(pieces)).await.is_err());
    assert_eq!(script.requests().len(), 3);
}

#[tokio::test]
async fn a_download_that_broke_off_names_the_host_that_it_came_from() {
    let folder = Folder::new("host");
    let server = Breaking::default().then(200, &[("content-length", "10")], b"0123", false);
    let mut call = Call::new(&client(server), &GET);
    call.server_url("https://files.example:8443");
    let error = Download::<NoError>::new::<Any>(call, folder.0.join("saved"));
    let error = error.await.unwrap_err();
    assert_eq!(error.host(), Some("files.example:8443"));
    assert!(
        error.to_string().contains("at files.example:8443"),
        "{error}"
    );
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
    std::fs::write(&path, "0123456789abc").unwrap();
    assert_eq!(Body::from(upload).collect(100).await.unwrap(), "0123456789");
    let empty = Upload::open(folder.file("empty", b"")).await.unwrap();
    assert_eq!(Body::from(empty).collect(100).await.unwrap(), "");
}

#[tokio::test]
async fn a_download_goes_on_where_the_connection_broke() {
    let folder = Folder::new("resumed");
    let rest = &[
        ("content-range", "bytes 4-9/10"),
        ("content-length", "6"),
        ("etag", "\"a\""),
    ];
    let server = Breaking::default()
        .then(200, TAGGED, b"0123", false)
        .then(206, rest, b"456", false)
        .then(206, &[("content-range", "bytes 7-9/10")], b"789", true);
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    let saved = download(&server, &folder)
        .on_progress(move |progress| {
            log.lock()
                .unwrap()
                .push((progress.done(), progress.total()))
        })
        .await
        .unwrap();
    assert_eq!((saved.length(), saved.head().status().as_u16()), (10, 206));
    assert_eq!(std::fs::read(saved.path()).unwrap(), b"0123456789");
    assert_eq!(folder.names(), ["saved"]);
    let asked = [("", ""), ("bytes=4-", "\"a\""), ("bytes=7-", "\"a\"")];
    assert_eq!(
        server.asked(),
        asked.map(|(a, b)| (a.to_owned(), b.to_owned()))
    );
    let done: Vec<u64> = seen.lock().unwrap().iter().map(|seen| seen.0).collect();
    assert_eq!(done, [3, 4, 7, 10]);
    assert!(seen.lock().unwrap().iter().all(|seen| seen.1 == Some(10)));
}

#[tokio::test]
async fn a_request_that_the_description_does_not_have_is_saved_too() {
    static INFO: OperationInfo = OperationInfo::new("request", "GET", "");
    let folder = Folder::new("raw");
    let rest = &[("content-range", "bytes 4-9/10")];
    let server = Breaking::default()
        .then(200, TAGGED, b"0123", false)
        .then(206, rest, b"456789", true)
        .then(404, &[], b"none", true);
    let core = client(server.clone());
    let raw = || RawRequest::new(&core, &INFO, http::Method::GET, "/other");
    let saved = raw().save_to(folder.0.join("saved")).await.unwrap();
    assert_eq!(std::fs::read(saved.path()).unwrap(), b"0123456789");
    assert_eq!(server.asked().len(), 2);
    let error = raw().save_to(folder.0.join("none")).await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(404));
    assert_eq!(folder.names(), ["saved"]);
}

#[tokio::test]
async fn another_version_of_the_file_comes_as_a_whole() {
    let folder = Folder::new("changed");
    let other = &[("content-length", "5"), ("etag", "\"b\"")];
    let server = Breaking::default()
        .then(200, TAGGED, b"0123", false)
        .then(200, other, b"abcde", true);
    let saved = download(&server, &folder).await.unwrap();
    assert_eq!(std::fs::read(saved.path()).unwrap(), b"abcde");

    // The body ends without an error, but too soon.
    let dated = &[
        ("content-length", "4"),
        ("last-modified", "Thu, 01 Jan 1970 00:00:00 GMT"),
    ];
    let server = Breaking::default().then(200, dated, b"01", true).then(
        206,
        &[("content-range", "bytes 2-3/4")],
        b"23",
        true,
    );
    let saved = download(&server, &folder).await.unwrap();
    assert_eq!(std::fs::read(saved.path()).unwrap(), b"0123");
    assert_eq!(server.asked()[1].1, "Thu, 01 Jan 1970 00:00:00 GMT");
}

#[tokio::test]
async fn what_fails_leaves_no_file_and_an_old_one_as_it_is() {
    let folder = Folder::new("failed");
    folder.file("saved", b"old");
    let untagged = &[("content-length", "10")];
    let weak = &[("content-length", "10"), ("etag", "W/\"a\"")];
    let none = &[
        ("content-length", "10"),
        ("etag", "\"a\""),
        ("accept-ranges", "none"),
    ];
    for headers in [&untagged[..], weak, none] {
        let server = Breaking::default().then(200, headers, b"0123", false);
        let error = download(&server, &folder).await.unwrap_err();
        assert_eq!(
            error.transport().map(TransportError::kind),
            Some(TransportErrorKind::BodyCutShort)
        );
        assert_eq!(error.status().unwrap(), 200);
    }
    let mut server = Breaking::default().then(200, TAGGED, b"0", false);
    for _ in 0..2 {
        server = server.then(206, &[("content-range", "bytes 1-9/10")], b"", false);
    }
    assert!(download(&server, &folder).resumptions(2).await.is_err());
    assert_eq!(server.asked().len(), 3);

    let longer = Breaking::default().then(200, &[("content-length", "3")], b"0123", true);
    let error = download(&longer, &folder).await.unwrap_err();
    assert!(
        error.to_string().contains("longer than `Content-Length`"),
        "{error}"
    );

    let elsewhere = Breaking::default().then(200, TAGGED, b"0123", false).then(
        206,
        &[("content-range", "bytes 5-9/10")],
        b"56789",
        true,
    );
    let error = download(&elsewhere, &folder).await.unwrap_err();
    assert!(error.to_string().contains("not the part"), "{error}");

    let refused = Breaking::default().then(404, &[], b"gone", true);
    assert_eq!(
        download(&refused, &folder)
            .await
            .unwrap_err()
            .status()
            .unwrap(),
        404
    );

    assert_eq!(folder.names(), ["saved"]);
    assert_eq!(std::fs::read(folder.0.join("saved")).unwrap(), b"old");

    let call = Call::new(&client(Breaking::default()), &GET);
    let nowhere = Download::<NoError>::new::<Any>(call, folder.0.join("none/saved"));
    let error = nowhere.await.unwrap_err();
    assert_eq!(
        error.transport().map(TransportError::kind),
        Some(TransportErrorKind::File)
    );
    assert!(error.to_string().contains("none/saved: "), "{error}");
}

#[tokio::test]
async fn the_content_is_compared_with_its_digest() {
    let folder = Folder::new("digest");
    // The MD5 of "0123456789".
    let right = &[
        ("content-md5", "eB5eJF1ptWaXm4bijSPyxw=="),
        ("content-length", "10"),
        ("etag", "\"a\""),
    ];
    let server = Breaking::default().then(200, right, b"0123", false).then(
        206,
        &[("content-range", "bytes 4-9/10")],
        b"456789",
        true,
    );
    download(&server, &folder).await.unwrap();
    let server = Breaking::default().then(200, right, b"0123456780", true);
    let error = download(&server, &folder).await.unwrap_err();
    assert!(
        error.to_string().contains("does not fit `Content-MD5`"),
        "{error}"
    );
}

#[test]
fn blocking_callers_save_files() {
    let folder = Folder::new("blocking");
    let server = Breaking::default().then(200, &[], b"text", true);
    let saved = download(&server, &folder).save_blocking().unwrap();
    assert_eq!(std::fs::read(saved.path()).unwrap(), b"text");
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
    let mut text = [0; 2];
    reader.read_exact(&mut text).await.unwrap();
    assert_eq!(&text, b"ab");
    assert!(reader.read(&mut text).await.is_err());

    let body = Body::from_reader(&b"from a reader"[..]);
    assert_eq!(body.length(), None);
    assert_eq!(body.collect(100).await.unwrap(), "from a reader");
}
