//! A server, and a call in two versions: through the client, and written by hand on the same library.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use apiruntime::Body;
use apiruntime::Config;
use apiruntime::codegen::Call;
use apiruntime::codegen::Core;
use apiruntime::codegen::DecodeFailure;
use apiruntime::codegen::Operation;
use apiruntime::codegen::OperationInfo;
use apiruntime::codegen::Parameter;
use apiruntime::codegen::RawResponse;
use apiruntime::error::NoError;
use bytes::{Bytes, BytesMut};
use http::header;
use http_body::Body as _;
use hyper::body::Incoming;
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use test_server::{Server, json};
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;

/// The body of the server's responses.
pub const RESPONSE: &str = r#"{"total_num": 1, "offset": 0, "limit": 10}"#;

/// What [`RESPONSE`] says.
pub type Counts = BTreeMap<String, i64>;

/// Returns a runtime on the calling thread.
pub fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// Starts a server on a thread of its own, so that its allocations are not counted.
pub fn server() -> SocketAddr {
    let (send, receive) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        runtime().block_on(async {
            let server = Server::responses(&[&json("200 OK", RESPONSE)]).await;
            send.send(server.address).unwrap();
            std::future::pending::<()>().await;
        });
    });
    receive.recv().unwrap()
}

static ID: Parameter = Parameter::path("id");
static LIMIT: Parameter = Parameter::query("limit");
static LIST: OperationInfo = OperationInfo::new("List", "GET", "/v2/instances/{id}/redislog")
    .idempotent()
    .accept("application/json");
static LIST_SIGNED: OperationInfo =
    OperationInfo::new("List", "GET", "/v2/instances/{id}/redislog")
        .idempotent()
        .accept("application/json")
        .security(&[&[0]]);

enum List {}

impl Operation for List {
    type Output = Counts;
    type Error = NoError;

    fn decode(response: &mut RawResponse) -> Result<Counts, DecodeFailure<NoError>> {
        match response.status() {
            200 => response.json(),
            _ => Err(response.undocumented()),
        }
    }
}

/// An entry of a list.
#[derive(Debug, Default)]
#[allow(dead_code, reason = "it is decoded, and nothing else")]
pub struct Entry {
    id: Option<i64>,
    name: Option<String>,
    status: Option<String>,
    size: Option<f64>,
}

apiruntime::model! {
    Entry {
        id: optional_integer(0, "id"),
        name: optional(1, "name"),
        status: optional(2, "status"),
        size: optional(3, "size"),
    }
}

enum Entries {}

impl Operation for Entries {
    type Output = Vec<Entry>;
    type Error = NoError;

    fn decode(response: &mut RawResponse) -> Result<Vec<Entry>, DecodeFailure<NoError>> {
        match response.status() {
            200 => response.json(),
            _ => Err(response.undocumented()),
        }
    }
}

/// Makes a call whose response is a list of entries.
pub async fn entries(client: &Core) -> Vec<Entry> {
    let mut call = Call::new(client, &LIST);
    call.parameter(&ID, "5560df16-cebf-4473-95c4-d1b573c16e79");
    call.send::<Entries>().await.unwrap().into_body()
}

/// Returns a client of the runtime.
pub fn client(address: SocketAddr) -> Core {
    let config = Config::new().no_proxy();
    Core::builder(&[])
        .endpoint(format!("http://{address}"))
        .config(config)
        .build()
        .unwrap()
}

/// Makes the call through the client, as generated code does.
pub async fn through_client(client: &Core) -> Counts {
    counts(client, &LIST).await
}

/// Makes the same call, signed by the authorizer in the client's first slot.
pub async fn through_signing_client(client: &Core) -> Counts {
    counts(client, &LIST_SIGNED).await
}

async fn counts(client: &Core, operation: &'static OperationInfo) -> Counts {
    let mut call = Call::new(client, operation);
    call.parameter(&ID, "5560df16-cebf-4473-95c4-d1b573c16e79");
    call.parameter(&LIMIT, &10);
    call.send::<List>().await.unwrap().into_body()
}

/// A client of hyper alone.
pub type Plain = legacy::Client<HttpConnector, Body>;

/// Returns a client of hyper alone, with its defaults.
pub fn plain() -> Plain {
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    legacy::Client::builder(TokioExecutor::new()).build(connector)
}

/// Makes the same call on hyper alone, as a careful author writes it: the arguments are encoded, the whole call has a
/// time limit, the response is read and decoded.
pub async fn by_hand(client: &Plain, address: SocketAddr) -> Counts {
    let id = utf8_percent_encode("5560df16-cebf-4473-95c4-d1b573c16e79", NON_ALPHANUMERIC);
    let uri = format!("http://{address}/v2/instances/{id}/redislog?limit=10");
    let request = http::Request::get(uri)
        .header(header::ACCEPT, "application/json")
        .header(header::ACCEPT_ENCODING, "gzip")
        .header(header::USER_AGENT, "rust")
        .body(Body::EMPTY)
        .unwrap();
    let call = async {
        let response = client.request(request).await.unwrap();
        assert_eq!(response.status(), 200);
        let bytes = collect(response.into_body()).await;
        serde_json::from_slice(&bytes).unwrap()
    };
    timeout(Duration::from_secs(120), call).await.unwrap()
}

async fn collect(mut body: Incoming) -> Bytes {
    let mut all = BytesMut::new();
    let mut body = std::pin::Pin::new(&mut body);
    while let Some(frame) = std::future::poll_fn(|context| body.as_mut().poll_frame(context)).await
    {
        if let Ok(data) = frame.unwrap().into_data() {
            all.extend_from_slice(&data);
        }
    }
    all.freeze()
}
