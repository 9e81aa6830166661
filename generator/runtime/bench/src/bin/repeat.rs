//! Repeats an operation in one thread and without a network, for tools that count instructions:
//! `repeat (call | signed | decoded) TIMES`.

use std::env;
use std::process::ExitCode;
use std::sync::Arc;

use apiruntime::auth::huawei::HuaweiAuthorizer;
use apiruntime::codegen::Core;
use apiruntime::transport::{BoxFuture, Transport, TransportError};
use apiruntime::{Body, Credentials};
use bytes::Bytes;
use runtime_bench::{RESPONSE, entries, runtime, through_client, through_signing_client};

/// The number of entries of a response whose decoding is most of what a call costs.
const ENTRIES: usize = 1_000;

/// Responds to each request with the same JSON.
struct Fixed(Bytes);

impl Transport for Fixed {
    fn send(
        &self,
        _: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        let mut response = http::Response::new(Body::from(self.0.clone()));
        let json = http::HeaderValue::from_static("application/json");
        response
            .headers_mut()
            .insert(http::header::CONTENT_TYPE, json);
        Box::pin(async { Ok(response) })
    }
}

/// A JSON array of the size of a long page: 73 kB.
fn page() -> String {
    let entries: Vec<String> = (0..ENTRIES)
        .map(|id| {
            format!(r#"{{"id":{id},"name":"instance-{id:04}","status":"RUNNING","size":0.5}}"#)
        })
        .collect();
    format!("[{}]", entries.join(","))
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [what, times] = &arguments[..] else {
        eprintln!("usage: repeat (call | signed | decoded) TIMES");
        return ExitCode::FAILURE;
    };
    let times: usize = times.parse().expect("a number");
    let response = match what.as_str() {
        "decoded" => page(),
        _ => RESPONSE.to_owned(),
    };
    let credentials = Credentials::ak_sk("key", "secret");
    let client = Core::builder(&["credentials"])
        .endpoint("https://dcs.example.com")
        .authorizer(0, Arc::new(HuaweiAuthorizer::new(credentials)))
        .transport(Fixed(response.into()))
        .build()
        .expect("a client");
    runtime().block_on(async {
        for _ in 0..times {
            match what.as_str() {
                "signed" => drop(through_signing_client(&client).await),
                "decoded" => drop(entries(&client).await),
                _ => drop(through_client(&client).await),
            }
        }
    });
    ExitCode::SUCCESS
}
