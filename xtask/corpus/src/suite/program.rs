//! Writes the program that sends and receives a value with each of the components.

use std::fmt::Write as _;

/// The two components of a schema: in one it is an optional property, in the other a required one.
pub(super) const KINDS: [&str; 2] = ["Optional", "Required"];

const HEAD: &str = r#"
use std::future::IntoFuture;

use client::error::Error;
use client::transport::{ScriptedResponse, ScriptedTransport};
use client::{Client, Response, models};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

fn exchange<T, E, R>(text: &str, send: impl FnOnce(&Client, &T) -> R) -> Value
where
    T: DeserializeOwned + Serialize,
    R: IntoFuture<Output = Result<Response<T>, Error<E>>>,
{
    let value: T = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => return json!({ "error": error.to_string() }),
    };
    let transport = ScriptedTransport::new().response(ScriptedResponse::json(200, text.to_owned()));
    let client = Client::builder().endpoint("http://localhost").transport(transport.clone());
    let client = client.build().expect("a client");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let result = runtime.block_on(send(&client, &value).into_future());
    let requests = transport.requests();
    let sent = requests.first().map(|request| String::from_utf8_lossy(request.body()));
    match result {
        Ok(response) => json!({ "sent": sent, "received": serde_json::to_string(&response.into_body()).ok() }),
        Err(error) => json!({ "sent": sent, "error": error.to_string() }),
    }
}

fn line(text: &str) -> String {
    let (number, text) = text.split_once('\t').expect("a number and a value");
    by_number(number.parse().expect("a number"), text).to_string()
}

fn by_number(number: usize, text: &str) -> Value {
    match number {
"#;

/// Returns the program for this many schemas.
pub(super) fn source(schemas: usize) -> String {
    let mut source = HEAD.to_owned();
    for number in 0..schemas {
        for (at, kind) in KINDS.iter().enumerate() {
            let case = number * KINDS.len() + at;
            let method = format!("send_{}{number}", kind.to_lowercase());
            // Writing to a `String` cannot fail.
            let _ = writeln!(
                source,
                "        {case} => exchange::<models::{kind}{number}, _, _>(text, |client, value| client.{method}(value)),"
            );
        }
    }
    source.push_str("        _ => json!({}),\n    }\n}\n");
    source
}
