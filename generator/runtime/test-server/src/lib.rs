//! An HTTP/1.1 server in the same process that sends exactly the bytes of a test, valid HTTP or not.

mod chance;

pub use chance::Chance;

use std::future::Future;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use http::{HeaderMap, HeaderName, Method};
use tokio::io::BufStream;
use tokio::io::{
    AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _,
};
use tokio::net::{TcpListener, TcpStream};

/// A server on this machine; it ends with the test's runtime.
pub struct Server {
    /// The address on which it listens.
    pub address: SocketAddr,
    seen: Arc<Mutex<Vec<String>>>,
    connections: Arc<Mutex<u32>>,
}

impl Server {
    /// Starts a server that passes each connection to `handler`, with its number from 1.
    pub async fn start<H, F>(handler: H) -> Server
    where
        H: Fn(Peer<TcpStream>, u32) -> F + Send + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Server {
            address: listener.local_addr().unwrap(),
            seen: Arc::default(),
            connections: Arc::default(),
        };
        let (seen, count) = (server.seen.clone(), server.connections.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let number = {
                    let mut count = count.lock().unwrap();
                    *count += 1;
                    *count
                };
                stream.set_nodelay(true).unwrap();
                tokio::spawn(handler(Peer::new(stream, seen.clone()), number));
            }
        });
        server
    }

    /// Starts a server that sends what `respond` returns for each request. Connections are kept alive.
    pub async fn respond(respond: impl Fn(&Request) -> String + Send + Sync + 'static) -> Server {
        let respond = Arc::new(respond);
        Server::start(move |mut peer, _| {
            let respond = respond.clone();
            async move {
                while let Some(text) = peer.request().await {
                    let response = respond(&Request::parse(&text));
                    peer.send(response).await;
                }
            }
        })
        .await
    }

    /// Starts a server that sends these responses in order over all connections, and repeats the last one. Connections
    /// are kept alive.
    pub async fn responses(responses: &[&str]) -> Server {
        let responses: Vec<String> = responses.iter().map(|text| (*text).to_owned()).collect();
        let next = Mutex::new(0);
        Server::respond(move |_| {
            let mut next = next.lock().unwrap();
            *next += 1;
            responses
                .get(*next - 1)
                .or(responses.last())
                .unwrap()
                .clone()
        })
        .await
    }

    /// Starts a server that sends these bytes for the first request of each connection, whatever they are, and closes
    /// the connection.
    pub async fn raw(bytes: &'static str) -> Server {
        Server::start(move |mut peer, _| async move {
            peer.request().await;
            peer.send(bytes).await;
        })
        .await
    }

    /// Returns its URL, without a path.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the requests so far, head and body.
    pub fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }

    /// Returns the requests so far.
    pub fn requests(&self) -> Vec<Request> {
        self.seen()
            .iter()
            .map(|text| Request::parse(text))
            .collect()
    }

    /// Returns the only request.
    pub fn only_request(&self) -> Request {
        let mut requests = self.requests();
        assert_eq!(requests.len(), 1, "{requests:#?}");
        requests.remove(0)
    }

    /// Returns the number of connections so far.
    pub fn connections(&self) -> u32 {
        *self.connections.lock().unwrap()
    }
}

/// The server's end of a connection.
pub struct Peer<S: AsyncRead + AsyncWrite> {
    /// The connection.
    pub stream: BufStream<S>,
    /// Where its requests are recorded.
    pub seen: Arc<Mutex<Vec<String>>>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Peer<S> {
    /// Returns the server's end of a connection, which records the requests in a list.
    pub fn new(stream: S, seen: Arc<Mutex<Vec<String>>>) -> Self {
        let stream = BufStream::new(stream);
        Peer { stream, seen }
    }

    /// Reads and records one request with a `Content-Length`; returns `None` at the end of the connection.
    pub async fn request(&mut self) -> Option<String> {
        let mut text = self.head().await?;
        let length = header(&text, "content-length").map_or(0, |value| value.parse().unwrap());
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).await.ok()?;
        text.push_str(&String::from_utf8_lossy(&body));
        self.seen.lock().unwrap().push(text.clone());
        Some(text)
    }

    /// Reads the head of a request.
    pub async fn head(&mut self) -> Option<String> {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            let length = self.stream.read_line(&mut head).await.ok()?;
            if length == 0 {
                return None;
            }
        }
        Some(head)
    }

    /// Sends bytes.
    pub async fn send(&mut self, text: impl AsRef<[u8]>) {
        // The client may have closed the connection, which is for the test to notice.
        let _ = self.stream.write_all(text.as_ref()).await;
        let _ = self.stream.flush().await;
    }

    /// Keeps the connection open and sends nothing.
    pub async fn silence(self) {
        std::future::pending().await
    }
}

/// A request as the server received it.
#[derive(Clone, Debug)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The path and the query, as in the request line.
    pub target: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: String,
}

impl Request {
    fn parse(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let mut lines = head.lines();
        let mut first = lines.next().unwrap().split(' ');
        let mut word = || first.next().unwrap();
        Self {
            method: word().parse().unwrap(),
            target: word().to_owned(),
            headers: lines
                .map(|line| {
                    let (name, value) = line.split_once(':').unwrap();
                    let name: HeaderName = name.parse().unwrap();
                    (name, value.trim().parse().unwrap())
                })
                .collect(),
            body: body.to_owned(),
        }
    }

    /// Returns the path, as it was sent.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// Returns the query, as it was sent.
    pub fn query(&self) -> &str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }

    /// Returns the value of a header, empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }
}

/// Returns the value of a header of a request.
pub fn header<'t>(request: &'t str, name: &str) -> Option<&'t str> {
    let head = request.split("\r\n\r\n").next().unwrap();
    head.lines().skip(1).find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then_some(value.trim())
    })
}

/// Returns a response as it is written to a connection.
pub fn response(status: &str, headers: &[(&str, &str)], body: &str) -> String {
    let mut text = format!("HTTP/1.1 {status}\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    if !status.starts_with("204") && !status.starts_with("304") {
        text.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    text + "\r\n" + body
}

/// Returns a response with a JSON body as it is written to a connection.
pub fn json(status: &str, body: &str) -> String {
    response(status, &[("content-type", "application/json")], body)
}
