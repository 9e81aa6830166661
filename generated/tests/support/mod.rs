//! The service in the same process, and clients of it.

#![allow(
    dead_code,
    unused_imports,
    reason = "each test file is a program of its own and uses a part of this"
)]

use huaweicloud::dcs::{Client, ClientBuilder};
#[cfg(feature = "test-util")]
use huaweicloud::transport::ScriptedTransport;
use huaweicloud::{Config, Credentials, RetryPolicy};
pub use test_server::{Request, Server};

pub const PROJECT: &str = "a4d31cb63d724fdc8ec96e3a41e47f71";
pub const INSTANCE: &str = "5560df16-cebf-4473-95c4-d1b573c16e79";
pub const LOG: &str = "3ea6ce21-048e-447a-83c3-3fb004b88439";
pub const LINK: &str = r#"{"link":"https://a.example/"}"#;
pub const INVALID_LOG_TYPE: &str = r#"{"error_code":"DCS.4800","error_msg":"Invalid logType."}"#;

/// Returns a response without headers.
pub fn plain(status: u16, body: impl AsRef<str>) -> String {
    test_server::response(&format!("{status} Status"), &[], body.as_ref())
}

/// Returns a response in JSON with a request id.
pub fn json(status: u16, body: impl AsRef<str>) -> String {
    let headers = [
        ("content-type", "application/json"),
        ("x-request-id", "request-1"),
    ];
    test_server::response(&format!("{status} Status"), &headers, body.as_ref())
}

/// Starts a server that sends the same response, in JSON, to each request.
pub async fn serve(status: u16, body: impl AsRef<str>) -> Server {
    Server::responses(&[&json(status, body)]).await
}

/// Returns a client of a server with a token, that never repeats a request.
pub fn client(server: &Server) -> Client {
    let credentials = Credentials::token("token");
    builder(server).credentials(credentials).build().unwrap()
}

/// Returns a builder of a client of a server, without credentials.
pub fn builder(server: &Server) -> ClientBuilder {
    Client::builder()
        .endpoint(&server.endpoint())
        .project_id(PROJECT)
        .config(Config::new().retry(RetryPolicy::never()).no_proxy())
}

/// Returns a builder of a client with a token that calls no server, and never repeats a request.
#[cfg(feature = "test-util")]
pub fn scripted(script: &ScriptedTransport) -> ClientBuilder {
    Client::builder()
        .credentials(Credentials::token("token"))
        .project_id("project")
        .config(Config::new().retry(RetryPolicy::never()))
        .transport(script.clone())
}

/// Takes the percent encoding out of a part of a URL.
pub fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = text.bytes();
    let mut out = Vec::new();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let digits = [bytes.next().unwrap(), bytes.next().unwrap()];
            out.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
        } else {
            out.push(byte);
        }
    }
    out
}
