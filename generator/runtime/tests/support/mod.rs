//! An HTTP server that says exactly what a test wants, and the operations of a made-up service.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test file uses its own part"
)]

pub mod capture;

use std::collections::BTreeMap;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use apiruntime::Body;
use apiruntime::Config;
use apiruntime::Error;
use apiruntime::Response;
use apiruntime::codegen::Call;
use apiruntime::codegen::Core;
use apiruntime::codegen::DecodeFailure;
use apiruntime::codegen::Operation;
use apiruntime::codegen::OperationInfo;
use apiruntime::codegen::Parameter;
use apiruntime::codegen::RawResponse;
use http::Method;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A server on this machine, serving in the runtime of the test.
pub struct Server {
    pub address: SocketAddr,
    seen: Arc<Mutex<Vec<String>>>,
    connections: Arc<Mutex<u32>>,
}

impl Server {
    /// Hands each connection to `handler`, with its number from 1.
    pub async fn start<H, F>(handler: H) -> Server
    where
        H: Fn(Peer<TcpStream>, u32) -> F + Send + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let connections = Arc::new(Mutex::new(0));
        let (log, count) = (seen.clone(), connections.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let number = {
                    let mut count = count.lock().unwrap();
                    *count += 1;
                    *count
                };
                stream.set_nodelay(true).unwrap();
                tokio::spawn(handler(
                    Peer {
                        stream,
                        seen: log.clone(),
                    },
                    number,
                ));
            }
        });
        Server {
            address,
            seen,
            connections,
        }
    }

    /// Answers the requests of all connections with these texts in order, the last one again and
    /// again. Connections are kept alive.
    pub async fn responses(texts: &[&str]) -> Server {
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        let next = Arc::new(Mutex::new(0));
        Server::start(move |mut peer, _| {
            let (texts, next) = (texts.clone(), next.clone());
            async move {
                while peer.request().await.is_some() {
                    let text = {
                        let mut next = next.lock().unwrap();
                        let text = texts.get(*next).or(texts.last()).unwrap();
                        *next += 1;
                        text
                    };
                    peer.send(text).await;
                }
            }
        })
        .await
    }

    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests so far, head and body.
    pub fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }

    pub fn connections(&self) -> u32 {
        *self.connections.lock().unwrap()
    }
}

/// The server's end of a connection.
pub struct Peer<S> {
    pub stream: S,
    pub seen: Arc<Mutex<Vec<String>>>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Peer<S> {
    /// Reads and records one request with a `Content-Length`; `None` at the end of the connection.
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
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(self.stream.read_u8().await.ok()?);
        }
        Some(String::from_utf8(head).unwrap())
    }

    pub async fn send(&mut self, text: impl AsRef<[u8]>) {
        // The client may have gone: that is for the test to see.
        let _ = self.stream.write_all(text.as_ref()).await;
        let _ = self.stream.flush().await;
    }

    /// Keeps the connection open and says nothing.
    pub async fn silence(self) {
        std::future::pending().await
    }
}

/// The value of a header of a request.
pub fn header<'t>(request: &'t str, name: &str) -> Option<&'t str> {
    let head = request.split("\r\n\r\n").next().unwrap();
    head.lines().skip(1).find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then_some(value.trim())
    })
}

/// A response as it goes over the wire.
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

pub fn json(status: &str, body: &str) -> String {
    response(status, &[("content-type", "application/json")], body)
}

pub static THING_ID: Parameter = Parameter::path("thing_id");
pub static TAG: Parameter = Parameter::query("tag");

/// May be repeated.
pub static GET_THING: OperationInfo =
    OperationInfo::new("GetThing", Method::GET, "/things/{thing_id}")
        .idempotent()
        .accept("application/json")
        .security(&[&[], &[0]]);

/// Must not be repeated.
pub static POKE_THING: OperationInfo =
    OperationInfo::new("PokeThing", Method::POST, "/things/{thing_id}")
        .accept("application/json")
        .security(&[&[], &[0]]);

/// May be repeated, and has a body.
pub static PUT_THING: OperationInfo =
    OperationInfo::new("PutThing", Method::PUT, "/things/{thing_id}").idempotent();

/// Its body is a stream.
pub static GET_FILE: OperationInfo =
    OperationInfo::new("GetFile", Method::GET, "/things/{thing_id}/file")
        .idempotent()
        .streamed(&[(200, 200)]);

/// The operations of the service: 200 with a JSON object of numbers, or 204.
pub enum Thing {}

#[derive(Debug, PartialEq)]
pub enum Output {
    Ok(BTreeMap<String, i32>),
    NoContent,
}

/// The documented errors.
#[derive(Debug, PartialEq)]
pub enum ThingError {
    BadRequest(BTreeMap<String, String>),
    Unauthorized(BTreeMap<String, String>),
}

impl Operation for Thing {
    type Output = Output;
    type Error = ThingError;

    fn decode(response: &mut RawResponse) -> Result<Output, DecodeFailure<ThingError>> {
        const FIELDS: &[&str] = &["error_code", "error_msg"];
        match response.status() {
            200 => response.json().map(Output::Ok),
            204 => response.empty().map(|()| Output::NoContent),
            400 => response.error(FIELDS, ThingError::BadRequest),
            401 => response.error(FIELDS, ThingError::Unauthorized),
            _ => response.undocumented(),
        }
    }
}

/// Like [`Thing`], but with 204 as the only documented success.
pub enum Quiet {}

impl Operation for Quiet {
    type Output = ();
    type Error = ThingError;

    fn decode(response: &mut RawResponse) -> Result<(), DecodeFailure<ThingError>> {
        match response.status() {
            204 => response.empty(),
            _ => response.undocumented(),
        }
    }
}

/// An operation whose 200 is a stream.
pub enum File {}

impl Operation for File {
    type Output = Body;
    type Error = ThingError;

    fn decode(response: &mut RawResponse) -> Result<Body, DecodeFailure<ThingError>> {
        match response.status() {
            200 => response.stream(),
            _ => response.undocumented(),
        }
    }
}

pub fn core(endpoint: impl Into<String>, config: Config) -> Core {
    Core::builder(&["token"])
        .endpoint(endpoint)
        .config(config)
        .build()
        .unwrap()
}

pub type Outcome<T> = Result<Response<T>, Error<ThingError>>;

pub fn call(core: &Core, info: &'static OperationInfo) -> Call {
    let mut call = Call::new(core, info);
    call.parameter(&THING_ID, "1");
    call
}

pub async fn get(core: &Core) -> Outcome<Output> {
    call(core, &GET_THING).send::<Thing>().await
}

pub async fn poke(core: &Core) -> Outcome<Output> {
    call(core, &POKE_THING).send::<Thing>().await
}
