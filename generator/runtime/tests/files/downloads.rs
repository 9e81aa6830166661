//! Responses that are saved to files.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use apiruntime::Body;
use apiruntime::body::{BoxFuture, TransportError, TransportErrorKind};
use apiruntime::client::{Download, RawRequest};
use apiruntime::codegen::{Call, NoError, OperationInfo};
use apiruntime::transport::Transport;
use bytes::Bytes;
use futures_util::StreamExt as _;

use super::{Any, Folder, GET, Pieces, client};

/// A transport whose responses have only the beginning of a body, after which the connection breaks unless the body is
/// complete.
#[derive(Clone, Default)]
pub(super) struct Breaking(Arc<Mutex<State>>);

/// Status, headers, body, and whether the body is complete.
type Scripted = (u16, Vec<(&'static str, &'static str)>, &'static [u8], bool);

#[derive(Default)]
struct State {
    responses: VecDeque<Scripted>,
    asked: Vec<(String, String)>,
}

impl Breaking {
    pub(super) fn then(
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

    pub(super) fn asked(&self) -> Vec<(String, String)> {
        self.0.lock().unwrap().asked.clone()
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

pub(super) fn download(server: &Breaking, folder: &Folder) -> Download<NoError> {
    let call = Call::new(&client(server.clone()), &GET);
    Download::new::<Any>(call, folder.0.join("saved"))
}

pub(super) const TAGGED: &[(&str, &str)] = &[("content-length", "10"), ("etag", "\"a\"")];

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

#[tokio::test]
async fn a_download_that_is_given_up_leaves_no_file_and_an_old_one_as_it_is() {
    /// Sends the beginning of a file, and then nothing.
    struct Silent;

    impl Transport for Silent {
        fn send(
            &self,
            _: http::Request<Body>,
        ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
            let begin = futures_util::stream::iter([Ok(Bytes::from_static(b"0123"))]);
            let endless = begin.chain(futures_util::stream::pending());
            let response = http::Response::new(Body::stream(endless));
            Box::pin(std::future::ready(Ok(response)))
        }
    }

    let folder = Folder::new("given-up");
    folder.file("saved", b"old");
    let (begun, mut has_begun) = tokio::sync::mpsc::unbounded_channel();
    let call = Call::new(&client(Silent), &GET);
    let download = Download::<NoError>::new::<Any>(call, folder.0.join("saved"))
        .on_progress(move |progress| begun.send(progress.done()).unwrap());
    tokio::select! {
        _ = std::future::IntoFuture::into_future(download) => panic!("it has no end"),
        length = has_begun.recv() => assert_eq!(length, Some(4)),
    }
    assert_eq!(folder.names(), ["saved"]);
    assert_eq!(std::fs::read(folder.0.join("saved")).unwrap(), b"old");
}

#[test]
fn blocking_callers_save_files() {
    let folder = Folder::new("blocking");
    let server = Breaking::default().then(200, &[], b"text", true);
    let saved = download(&server, &folder).save_blocking().unwrap();
    assert_eq!(std::fs::read(saved.path()).unwrap(), b"text");
}
