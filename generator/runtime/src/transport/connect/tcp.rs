//! TCP connections: name lookup, connection attempts to several addresses, and a stream that is read to its end.

use std::fmt;
use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::{Connected, Connection};
use hyper_util::rt::TokioIo;
use socket2::{SockRef, TcpKeepalive};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep_until};
use tower_service::Service;

use crate::body::error::BoxError;
use crate::transport::host::port;
use crate::transport::resolver::Resolver;

/// The delay before the next address is tried in parallel (RFC 8305, section 5).
const HEAD_START: Duration = Duration::from_millis(250);

/// The silence after which a connection is probed.
const KEEPALIVE: Duration = Duration::from_secs(60);

type Connecting = Pin<Box<dyn Future<Output = io::Result<TcpStream>> + Send>>;

/// The host's name has no address.
#[derive(Debug)]
pub(crate) struct Unresolved(io::Error);

impl fmt::Display for Unresolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Unresolved {}

/// Opens a connection to the host of a URI, without a proxy.
#[derive(Clone)]
pub(crate) struct Direct {
    pub(crate) resolver: Option<Arc<dyn Resolver>>,
    pub(crate) open: OpenConnections,
}

/// Counts the open connections.
#[derive(Clone, Default)]
pub(crate) struct OpenConnections(Arc<AtomicUsize>);

impl OpenConnections {
    pub(crate) fn count(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    fn one_more(&self) -> OneOfThem {
        self.0.fetch_add(1, Ordering::Relaxed);
        OneOfThem(self.clone())
    }
}

/// A connection that is open until this is dropped.
struct OneOfThem(OpenConnections);

impl Drop for OneOfThem {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Service<Uri> for Direct {
    type Response = Tcp;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Tcp, BoxError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let Direct { resolver, open } = self.clone();
        Box::pin(async move {
            let host = uri.host().unwrap_or_default();
            let host = host.trim_start_matches('[').trim_end_matches(']');
            let port = port(&uri);
            let mut addresses = Vec::new();
            match resolver {
                Some(resolver) if host.parse::<IpAddr>().is_err() => {
                    for address in resolver.resolve(host).await.map_err(Unresolved)? {
                        addresses.push(SocketAddr::new(address, port));
                    }
                }
                _ => {
                    let found = tokio::net::lookup_host((host, port)).await;
                    for address in found.map_err(Unresolved)? {
                        addresses.push(address);
                    }
                }
            }
            if addresses.is_empty() {
                return Err(Unresolved(io::ErrorKind::NotFound.into()).into());
            }
            let stream = race(&in_turn(&addresses), TcpStream::connect).await?;
            stream.set_nodelay(true)?;
            SockRef::from(&stream).set_tcp_keepalive(&TcpKeepalive::new().with_time(KEEPALIVE))?;
            Ok(Tcp {
                stream: TokioIo::new(stream),
                is_to_forwarder: false,
                _open: open.one_more(),
            })
        })
    }
}

/// Alternates between both address families, beginning with that of the first address (RFC 8305, section 4).
fn in_turn(addresses: &[SocketAddr]) -> Vec<SocketAddr> {
    let first = addresses.first().map(SocketAddr::is_ipv4);
    let is_of_first = |address: &SocketAddr| Some(address.is_ipv4()) == first;
    let mut these = addresses.iter().copied().filter(is_of_first);
    let mut others = addresses.iter().copied();
    let mut all = Vec::with_capacity(addresses.len());
    while all.len() < addresses.len() {
        all.extend(these.next());
        all.extend(others.find(|address| !is_of_first(address)));
    }
    all
}

/// Connects to the addresses: each attempt begins when the one before has failed or its delay has passed. The first
/// connection is used.
async fn race<F>(
    addresses: &[SocketAddr],
    connect: impl Fn(SocketAddr) -> F,
) -> io::Result<TcpStream>
where
    F: Future<Output = io::Result<TcpStream>> + Send + 'static,
{
    let mut addresses = addresses.iter();
    let mut racing: Vec<Connecting> = Vec::new();
    let mut failure = None;
    let mut timer = pin!(sleep_until(Instant::now()));
    std::future::poll_fn(|context| {
        loop {
            let mut has_failed = false;
            let mut index = 0;
            while let Some(connecting) = racing.get_mut(index) {
                match connecting.as_mut().poll(context) {
                    Poll::Ready(Ok(stream)) => return Poll::Ready(Ok(stream)),
                    Poll::Ready(Err(error)) => {
                        failure = Some(error);
                        has_failed = true;
                        drop(racing.swap_remove(index));
                    }
                    Poll::Pending => index += 1,
                }
            }
            let is_due = racing.is_empty() || has_failed || timer.as_mut().poll(context).is_ready();
            let next = match is_due {
                true => addresses.next(),
                false => None,
            };
            match next {
                Some(address) => {
                    racing.push(Box::pin(connect(*address)));
                    timer.as_mut().reset(Instant::now() + HEAD_START);
                }
                None if racing.is_empty() => {
                    let none = || io::Error::from(io::ErrorKind::AddrNotAvailable);
                    return Poll::Ready(Err(failure.take().unwrap_or_else(none)));
                }
                None => return Poll::Pending,
            }
        }
    })
    .await
}

/// A TCP connection. After the server has closed it, written bytes are discarded, and what the server sent before is
/// still read: a response that was sent before the whole request was received is valid.
pub(crate) struct Tcp {
    stream: TokioIo<TcpStream>,
    /// Whether requests are sent to a proxy that forwards them.
    is_to_forwarder: bool,
    _open: OneOfThem,
}

impl Tcp {
    /// Marks a connection to a proxy that forwards requests.
    pub(crate) fn through_forwarder(mut self) -> Tcp {
        self.is_to_forwarder = true;
        self
    }
}

/// Counts bytes as written that a server no longer reads: what it sent before is still to be read.
fn written(length: usize, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
    use io::ErrorKind as Kind;
    match written {
        Poll::Ready(Err(error))
            if matches!(
                error.kind(),
                Kind::BrokenPipe | Kind::ConnectionReset | Kind::ConnectionAborted
            ) =>
        {
            Poll::Ready(Ok(length))
        }
        written => written,
    }
}

impl Read for Tcp {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl Write for Tcp {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &[u8],
    ) -> Poll<io::Result<usize>> {
        let sent = Pin::new(&mut self.stream).poll_write(context, buffer);
        written(buffer.len(), sent)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let length = buffers.iter().map(|buffer| buffer.len()).sum();
        let sent = Pin::new(&mut self.stream).poll_write_vectored(context, buffers);
        written(length, sent)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

impl Connection for Tcp {
    fn connected(&self) -> Connected {
        Connected::new().proxy(self.is_to_forwarder)
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::io;
    use std::net::SocketAddr;
    use std::pin::Pin;
    use std::sync::Mutex;
    use std::time::Duration;

    use hyper::rt::Write as _;
    use hyper_util::rt::TokioIo;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::{TcpListener, TcpStream};
    use tokio::time::Instant;

    use super::{HEAD_START, OpenConnections, Tcp, in_turn, race};

    fn addresses(all: &[&str]) -> Vec<SocketAddr> {
        all.iter().map(|address| address.parse().unwrap()).collect()
    }

    #[test]
    fn the_families_take_turns() {
        let all = addresses(&["[::1]:1", "[::2]:1", "[::3]:1", "1.1.1.1:1", "1.1.1.2:1"]);
        let expected = ["[::1]:1", "1.1.1.1:1", "[::2]:1", "1.1.1.2:1", "[::3]:1"];
        assert_eq!(in_turn(&all), addresses(&expected));
        let all = addresses(&["1.1.1.1:1", "1.1.1.2:1", "[::1]:1"]);
        let expected = ["1.1.1.1:1", "[::1]:1", "1.1.1.2:1"];
        assert_eq!(in_turn(&all), addresses(&expected));
        assert!(in_turn(&[]).is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn a_silent_address_has_a_head_start_and_one_that_fails_none() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let good = listener.local_addr().unwrap();
        let begun = Instant::now();
        let starts = Mutex::new(Vec::new());
        let all = addresses(&["192.0.2.1:1", "192.0.2.2:1", "192.0.2.3:1"]);
        let connect = |address: SocketAddr| {
            starts.lock().unwrap().push(begun.elapsed());
            async move {
                match address.ip().to_string().as_str() {
                    "192.0.2.2" => Err(io::ErrorKind::ConnectionRefused.into()),
                    "127.0.0.1" => TcpStream::connect(address).await,
                    _ => std::future::pending().await,
                }
            }
        };
        let mut all = in_turn(&all);
        all.push(good);
        race(&all, connect).await.unwrap();
        let expected = [Duration::ZERO, HEAD_START, HEAD_START, 2 * HEAD_START];
        for (start, expected) in starts.lock().unwrap().iter().zip(expected) {
            assert!(
                start.abs_diff(expected) < Duration::from_millis(5),
                "{start:?}"
            );
        }
    }

    #[tokio::test]
    async fn what_came_before_the_server_reset_the_connection_is_read_although_writing_fails() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let stream = TcpStream::connect(listener.local_addr().unwrap()).await;
        let (mut peer, _) = listener.accept().await.unwrap();
        let mut tcp = Tcp {
            stream: TokioIo::new(stream.unwrap()),
            is_to_forwarder: false,
            _open: OpenConnections::default().one_more(),
        };
        let write = async |tcp: &mut Tcp, is_vectored: bool| {
            let parts = [io::IoSlice::new(b"req"), io::IoSlice::new(b"uest")];
            let written = poll_fn(|context| match is_vectored {
                true => Pin::new(&mut *tcp).poll_write_vectored(context, &parts),
                false => Pin::new(&mut *tcp).poll_write(context, b"request"),
            });
            written.await.unwrap()
        };
        assert_eq!(write(&mut tcp, false).await, 7);
        peer.readable().await.unwrap();
        peer.write_all(b"response").await.unwrap();
        // With unread bytes, closing the socket resets the connection.
        drop(peer);
        for is_vectored in [false, true, false] {
            assert_eq!(write(&mut tcp, is_vectored).await, 7);
        }
        let mut response = String::new();
        let _ = TokioIo::new(tcp).read_to_string(&mut response).await;
        assert_eq!(response, "response");
    }

    #[tokio::test]
    async fn when_all_addresses_fail_the_last_error_is_given() {
        let refused = |_| std::future::ready(Err(io::ErrorKind::ConnectionRefused.into()));
        let error = race(&addresses(&["192.0.2.1:1"]), refused)
            .await
            .unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::ConnectionRefused);
        assert!(race(&[], refused).await.is_err());
    }
}
