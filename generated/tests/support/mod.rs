//! An HTTP server in the same process, that answers as a test says and keeps what it saw.

#![allow(
    dead_code,
    reason = "each test file is a program of its own and uses a part of this"
)]

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use huaweicloud::dcs::{Client, ClientBuilder};
use huaweicloud::{Config, Credentials, RetryPolicy};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{HeaderMap, Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

pub const PROJECT: &str = "a4d31cb63d724fdc8ec96e3a41e47f71";
pub const INSTANCE: &str = "5560df16-cebf-4473-95c4-d1b573c16e79";
pub const LOG: &str = "3ea6ce21-048e-447a-83c3-3fb004b88439";
pub const INVALID_LOG_TYPE: &str = r#"{"error_code":"DCS.4800","error_msg":"Invalid logType."}"#;

/// A request as it reached the server.
#[derive(Clone, Debug)]
pub struct Seen {
    pub method: Method,
    /// Path and query as they stood in the request line.
    pub target: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Seen {
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    pub fn query(&self) -> &str {
        self.target.split_once('?').map_or("", |(_, query)| query)
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

/// What the server answers.
pub fn answer(status: u16, body: impl Into<Bytes>) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    response
}

/// What the server answers, as JSON with a request id.
pub fn json(status: u16, body: impl Into<Bytes>) -> Response<Full<Bytes>> {
    let mut response = answer(status, body);
    let headers = response.headers_mut();
    headers.insert("content-type", "application/json".parse().unwrap());
    headers.insert("x-request-id", "request-1".parse().unwrap());
    response
}

/// A running server; it ends with the test's runtime.
pub struct Server {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    /// Starts one that answers each request through a function.
    pub async fn start(
        answer: impl Fn(&Seen) -> Response<Full<Bytes>> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            address: listener.local_addr().unwrap(),
            seen: Arc::default(),
        };
        let (answer, seen) = (Arc::new(answer), Arc::clone(&server.seen));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (answer, seen) = (Arc::clone(&answer), Arc::clone(&seen));
                let service = service_fn(move |request: Request<Incoming>| {
                    let (answer, seen) = (Arc::clone(&answer), Arc::clone(&seen));
                    async move {
                        let (head, body) = request.into_parts();
                        let request = Seen {
                            method: head.method,
                            target: head.uri.to_string(),
                            headers: head.headers,
                            body: body.collect().await.unwrap().to_bytes(),
                        };
                        let response = answer(&request);
                        seen.lock().unwrap().push(request);
                        Ok::<_, Infallible>(response)
                    }
                });
                let connection = hyper::server::conn::http1::Builder::new();
                tokio::spawn(connection.serve_connection(TokioIo::new(stream), service));
            }
        });
        server
    }

    /// Starts one that always answers the same.
    pub async fn answering(status: u16, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        Self::start(move |_| json(status, body.clone())).await
    }

    /// Starts one that answers the first request of each connection with these bytes, whatever they
    /// are, and hangs up: for answers that an HTTP library would not write.
    pub async fn raw(bytes: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            address: listener.local_addr().unwrap(),
            seen: Arc::default(),
        };
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    head.push(stream.read_u8().await.unwrap());
                }
                stream.write_all(bytes.as_bytes()).await.unwrap();
                stream.shutdown().await.unwrap();
            }
        });
        server
    }

    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What it saw so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// The one request that it saw.
    pub fn only_request(&self) -> Seen {
        let mut seen = self.seen();
        assert_eq!(seen.len(), 1, "{seen:#?}");
        seen.remove(0)
    }

    /// A client of this server with a token, that never repeats a request.
    pub fn client(&self) -> Client {
        self.builder()
            .credentials(Credentials::token("token"))
            .build()
            .unwrap()
    }

    /// A builder of a client of this server, without credentials.
    pub fn builder(&self) -> ClientBuilder {
        Client::builder()
            .endpoint(&self.endpoint())
            .project_id(PROJECT)
            .config(Config::new().retry(RetryPolicy::never()).no_proxy())
    }
}
