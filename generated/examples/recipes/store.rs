//! A server that stores a file, and whose connections break.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use test_server::{Peer, Server};
use tokio::net::TcpStream;
use tokio::sync::Mutex;

/// A server that stores an uploaded file and returns all of it, or the requested rest.
pub(crate) struct Store {
    server: Server,
    broken: Arc<AtomicUsize>,
}

impl Store {
    pub(crate) async fn start() -> Store {
        let file: Arc<Mutex<String>> = Arc::default();
        let broken: Arc<AtomicUsize> = Arc::default();
        let count = Arc::clone(&broken);
        let server = Server::start(move |mut peer, number| {
            let (file, broken) = (Arc::clone(&file), Arc::clone(&count));
            async move {
                // The first upload ends before its body is read.
                let is_whole = number > 1 && serve(&mut peer, &file).await;
                if !is_whole {
                    broken.fetch_add(1, Ordering::Relaxed);
                }
            }
        })
        .await;
        Store { server, broken }
    }

    pub(crate) fn endpoint(&self) -> String {
        self.server.endpoint()
    }

    /// Returns how many connections broke.
    pub(crate) fn broken(&self) -> usize {
        self.broken.load(Ordering::Relaxed)
    }
}

/// Handles the requests of a connection; returns whether the connection was not broken.
async fn serve(peer: &mut Peer<TcpStream>, file: &Mutex<String>) -> bool {
    while let Some(request) = peer.request().await {
        let mut file = file.lock().await;
        let (head, body) = request.split_once("\r\n\r\n").unwrap_or_default();
        if head.starts_with("PUT") {
            *file = body.to_owned();
            peer.send("HTTP/1.1 204 No Content\r\n\r\n").await;
            continue;
        }
        let start = head
            .split("bytes=")
            .nth(1)
            .and_then(|range| range.split('-').next());
        let start: Option<usize> = start.and_then(|start| start.parse().ok());
        let (status, begin) = match start {
            Some(_) => ("206 Partial Content", start.unwrap_or_default()),
            None => ("200 OK", 0),
        };
        let (rest, all) = (file.get(begin..).unwrap_or_default(), file.len());
        peer.send(format!(
            "HTTP/1.1 {status}\r\nETag: \"1\"\r\nContent-Length: {}\r\nContent-Range: bytes {begin}-{}/{all}\r\n\r\n",
            rest.len(),
            all.saturating_sub(1),
        ))
        .await;
        // The first download breaks in the middle.
        let sent = if start.is_some() {
            rest
        } else {
            rest.get(..all / 2).unwrap_or_default()
        };
        peer.send(sent).await;
        if sent.len() < rest.len() {
            return false;
        }
    }
    true
}
