//! Carries bytes between a client and a server, and fails at a given place.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::{Fault, Place};

/// Carries bytes to and from a server; the first connection has a fault, and its bytes are counted.
pub(super) struct Cable {
    pub(super) address: SocketAddr,
    pub(super) requests: Arc<AtomicUsize>,
    pub(super) responses: Arc<AtomicUsize>,
    /// Set when the fault is reached.
    pub(super) reached: Arc<AtomicBool>,
    task: tokio::task::JoinHandle<()>,
}

impl Cable {
    pub(super) async fn start(upstream: SocketAddr, place: Option<Place>) -> Cable {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (requests, responses) = (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
        let reached = Arc::<AtomicBool>::default();
        let counts = (requests.clone(), responses.clone(), reached.clone());
        let task = tokio::spawn(async move {
            let mut place = place;
            let mut counts = Some(counts);
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                let counts = counts.take().unwrap_or_default();
                connections.spawn(carry(client, upstream, place.take(), counts));
            }
        });
        Cable {
            address,
            requests,
            responses,
            reached,
            task,
        }
    }
}

impl Drop for Cable {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn carry(
    client: TcpStream,
    upstream: SocketAddr,
    place: Option<Place>,
    counts: (Arc<AtomicUsize>, Arc<AtomicUsize>, Arc<AtomicBool>),
) {
    let server = TcpStream::connect(upstream).await.unwrap();
    client.set_nodelay(true).unwrap();
    server.set_nodelay(true).unwrap();
    let is_reset = place.is_some_and(|place| place.fault == Fault::Reset);
    let linger = is_reset.then_some(Duration::ZERO);
    socket2::SockRef::from(&client).set_linger(linger).unwrap();
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let of = |of_response: bool| place.filter(|place| place.of_response == of_response);
    // The first direction that ends also ends the other one.
    tokio::select! {
        () = copy(&mut from_client, &mut to_server, of(false), &counts.0, &counts.2) => {}
        () = copy(&mut from_server, &mut to_client, of(true), &counts.1, &counts.2) => {}
    }
    if !is_reset {
        let _ = to_client.shutdown().await;
    }
}

async fn copy(
    from: &mut (impl AsyncRead + Unpin),
    to: &mut (impl AsyncWrite + Unpin),
    place: Option<Place>,
    count: &AtomicUsize,
    has_come: &AtomicBool,
) {
    let mut buffer = vec![0; 16 << 10];
    while let Ok(length) = from.read(&mut buffer).await {
        let before = count.fetch_add(length, Ordering::SeqCst);
        let mut piece = &mut buffer[..length];
        let reached = place.filter(|place| (before..before + length).contains(&place.offset));
        has_come.fetch_or(reached.is_some(), Ordering::SeqCst);
        match reached.map(|place| (place.fault, place.offset - before)) {
            Some((Fault::Flip, offset)) => piece[offset] ^= 1,
            Some((_, offset)) => piece = &mut piece[..offset],
            None => {}
        }
        if length == 0 || to.write_all(piece).await.is_err() {
            return;
        }
        match reached.map(|place| place.fault) {
            Some(Fault::Close | Fault::Reset) => return,
            Some(Fault::Silence) => std::future::pending().await,
            Some(Fault::Flip) | None => {}
        }
    }
}
