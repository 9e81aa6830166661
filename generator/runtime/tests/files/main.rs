//! Files that are sent, and responses that are saved to files.
#![allow(missing_docs, reason = "tests are named after what they hold")]

mod downloads;
mod ranges;
mod targets;
mod uploads;

use std::collections::VecDeque;
use std::path::PathBuf;

use apiruntime::Body;
use apiruntime::body::TransportError;
use apiruntime::codegen::{Core, Decoded, NoError, Operation, OperationInfo, RawResponse};
use apiruntime::transport::Transport;
use bytes::Bytes;

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
            _ => Err(response.undocumented()),
        }
    }
}

/// A folder of one test, which exists only while the test runs.
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

/// The pieces of a body, and the error that ends it.
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
