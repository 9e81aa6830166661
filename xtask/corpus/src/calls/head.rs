#![allow(
    deprecated,
    unused,
    uncommon_codepoints,
    confusable_idents,
    mixed_script_confusables
)]

use apiruntime::transport::{ScriptedResponse, ScriptedTransport};
use apiruntime::{Body, Config, Error, Response, RetryPolicy};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

/// A line of input: the arguments of a call by their keys, and the response that it gets.
struct Given {
    arguments: Value,
    transport: ScriptedTransport,
}

impl Given {
    fn new(line: &Value) -> Given {
        let of = &line["response"];
        let status = of["status"].as_u64().expect("a status");
        let mut response = ScriptedResponse::new(status as u16);
        if let Some(media_type) = of["media_type"].as_str() {
            response = response.body(media_type, bytes_of(&of["body"]));
        }
        for header in of["headers"].as_array().into_iter().flatten() {
            let [name, value] = [0, 1].map(|at| header[at].as_str().expect("a text"));
            response = response.header(name, value);
        }
        Given {
            arguments: line["arguments"].clone(),
            transport: ScriptedTransport::new().when(|_| true, response),
        }
    }

    fn has(&self, key: &str) -> bool {
        self.arguments.get(key).is_some()
    }

    fn get<T: DeserializeOwned>(&self, key: &str) -> Result<T, String> {
        let text = self.arguments[key].to_string();
        serde_json::from_str(&text).map_err(|error| format!("`{key}`: {error}"))
    }

    fn bytes(&self, key: &str) -> Vec<u8> {
        bytes_of(&self.arguments[key])
    }
}

fn bytes_of(value: &Value) -> Vec<u8> {
    let bytes = value.as_array().into_iter().flatten();
    bytes
        .map(|byte| byte.as_u64().expect("a byte") as u8)
        .collect()
}

fn strings(list: &[String]) -> Vec<&str> {
    list.iter().map(String::as_str).collect()
}

fn config() -> Config {
    Config::new().retry(RetryPolicy::never())
}

/// A value as JSON text, so that none of its digits is lost.
fn json<T: Serialize + ?Sized>(value: &T) -> Value {
    match serde_json::to_string(value) {
        Ok(text) => json!({ "json": text }),
        Err(error) => json!({ "failed": error.to_string() }),
    }
}

async fn bytes(body: Body) -> Value {
    match body.collect(u64::MAX).await {
        Ok(bytes) => json!({ "bytes": bytes.to_vec() }),
        Err(error) => json!({ "failed": error.to_string() }),
    }
}

fn error<T, E: std::fmt::Display>(result: Result<T, E>) -> Value {
    result.map_or_else(
        |error| json!({ "failed": error.to_string() }),
        |_| Value::Null,
    )
}

fn returned(
    status: u16,
    variant: &str,
    body: Value,
    headers: Value,
    unread: Option<Vec<u8>>,
) -> Value {
    json!({ "status": status, "variant": variant, "body": body, "headers": headers, "unread": unread })
}

fn failed<E>(error: &Error<E>, kind: Option<(&str, Value)>, headers: Value) -> Value {
    let (variant, body) = kind.unzip();
    json!({
        "error": error.to_string(),
        "is_invalid_argument": error.is_invalid_argument(),
        "status": error.status().map(|status| status.as_u16()),
        "raw": error.raw_body().map(|body| body.to_vec()),
        "variant": variant,
        "body": body,
        "headers": headers,
    })
}

fn line(text: &str) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build();
    let runtime = runtime.expect("a runtime");
    let line: Value = serde_json::from_str(text).expect("JSON");
    let given = Given::new(&line);
    let number = line["operation"].as_u64().expect("a number");
    let result = by_number(number, &given, &runtime);
    let result = result.unwrap_or_else(|why| json!({ "argument": why }));
    let requests = given.transport.requests();
    let requests: Vec<_> = requests
        .iter()
        .map(|request| {
            let headers = request.headers().iter();
            let headers = headers.map(|(name, value)| {
                json!([name.as_str(), String::from_utf8_lossy(value.as_bytes())])
            });
            json!({
                "method": request.method().as_str(),
                "uri": request.uri().to_string(),
                "headers": headers.collect::<Vec<_>>(),
                "body": request.body().to_vec(),
            })
        })
        .collect();
    json!({ "requests": requests, "result": result }).to_string()
}
