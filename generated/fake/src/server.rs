//! HTTP: from connections to requests of operations, and from results to responses.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderValue, Request, Response, StatusCode, header};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::call::{Call, Failure};
use crate::dcs::{Seen, Shared};
use crate::description::{OPERATIONS, Operation};
use crate::fault::Fault;
use crate::state::PROJECT;
use crate::{rules, signature, state};

/// Serves connections until the task is dropped, and the connections with it.
pub(crate) async fn listen(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let shared = Arc::clone(&shared);
        let service = service_fn(move |request| respond(request, Arc::clone(&shared)));
        let connection = hyper::server::conn::http1::Builder::new();
        connections.spawn(connection.serve_connection(TokioIo::new(stream), service));
    }
}

/// Responds to a request; an error closes the connection.
async fn respond(
    request: Request<Incoming>,
    shared: Arc<Shared>,
) -> io::Result<Response<Full<Bytes>>> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    if let Some(file) = parts.uri.path().strip_prefix("/files/") {
        return Ok(Response::new(Full::from(format!(
            "the contents of {file}\n"
        ))));
    }
    let operation = find(&parts);
    let mut fault = None;
    if let Ok((operation, _)) = &operation {
        let mut inner = shared.lock();
        let time = inner.per_request;
        inner.state.advance(time);
        let faults = inner.faults.get_mut(operation.id);
        fault = faults.and_then(std::collections::VecDeque::pop_front);
    }
    if let Some(Fault::Slow(time)) = fault {
        tokio::time::sleep(time).await;
    }
    let response = match &operation {
        Ok((operation, path)) => {
            let result = carry_out(operation, path, &parts, &body, fault.as_ref(), &shared);
            let response = match result {
                Ok(value) => success(operation, value),
                Err(failure) => error(&failure, fault.as_ref()),
            };
            shared.lock().seen.push(Seen {
                operation: operation.id.to_owned(),
                status: response.status().as_u16(),
            });
            response
        }
        Err(failure) => error(failure, None),
    };
    match fault {
        Some(Fault::Cut) => Err(io::ErrorKind::ConnectionAborted.into()),
        _ => Ok(response),
    }
}

type Arguments<'a> = Vec<(&'static str, &'a str)>;

/// Returns the operation of a request, and the arguments in its path.
fn find(parts: &Parts) -> Result<(&'static Operation, Arguments<'_>), Failure> {
    let path = parts.uri.path();
    let known = OPERATIONS.iter().filter_map(|operation| {
        let (arguments, literal) = operation.matches(path)?;
        Some((operation, arguments, literal))
    });
    let mut known: Vec<_> = known.collect();
    let most = known.iter().map(|(_, _, literal)| *literal).max();
    known.retain(|(_, _, literal)| Some(*literal) == most);
    if known.is_empty() {
        return Err(Failure::new(
            404,
            "APIGW.0101",
            "The API does not exist or has not been published in the environment",
        ));
    }
    let found = known
        .into_iter()
        .find(|(operation, ..)| operation.method == parts.method);
    match found {
        Some((operation, arguments, _)) => Ok((operation, arguments)),
        None => Err(Failure::new(
            405,
            "DCS.5001",
            "This request method is not allowed.",
        )),
    }
}

fn carry_out(
    operation: &Operation,
    path: &Arguments<'_>,
    parts: &Parts,
    bytes: &Bytes,
    fault: Option<&Fault>,
    shared: &Shared,
) -> Result<Value, Failure> {
    signature::check(parts, bytes)?;
    match fault {
        Some(Fault::Busy) => return Err(Failure::not_allowed_now()),
        Some(Fault::Throttled(_)) => {
            return Err(Failure::new(
                429,
                "APIGW.0308",
                "The throttling threshold has been reached",
            ));
        }
        Some(Fault::Broken(status)) => {
            return Err(Failure::new(*status, "DCS.5000", "Internal service error."));
        }
        _ => {}
    }
    let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let query = parts.uri.query().unwrap_or_default().split('&');
    let query = query.filter_map(|pair| pair.split_once('='));
    let all = path
        .iter()
        .copied()
        .map(|(name, value)| (name.to_owned(), decode(value)));
    let all = all.chain(query.map(|(name, value)| (decode(name), decode(value))));
    let arguments: std::collections::BTreeMap<_, _> = all.collect();
    if arguments
        .get("project_id")
        .is_some_and(|project| project != PROJECT)
    {
        return Err(Failure::new(
            401,
            "DCS.1004",
            "Project ID does not match the token.",
        ));
    }
    let body = match bytes.is_empty() {
        true => Value::Null,
        false => serde_json::from_slice(bytes).map_err(|_| {
            let message = "The message body contains invalid characters or is not in JSON format.";
            Failure::new(400, "DCS.4005", message)
        })?,
    };
    rules::check(operation, |name| arguments.get(name).cloned(), &body)?;
    let call = Call {
        arguments,
        body,
        endpoint: format!("http://{}", shared.address),
        fails: fault == Some(&Fault::Fails),
    };
    state::carry_out(&mut shared.lock().state, operation, &call)
}

/// Returns the documented success, or 204 if there is nothing to send.
fn success(operation: &Operation, value: Value) -> Response<Full<Bytes>> {
    match (operation.media_type, value) {
        (None, _) => response(operation.status, "", String::new()),
        (Some(_), Value::Null) => response(204, "", String::new()),
        (Some("application/json"), value) => {
            response(operation.status, "application/json", value.to_string())
        }
        (Some(media_type), value) => {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            response(operation.status, media_type, text)
        }
    }
}

fn error(failure: &Failure, fault: Option<&Fault>) -> Response<Full<Bytes>> {
    let mut response = response(
        failure.status,
        "application/json",
        failure.body().to_string(),
    );
    if let Some(Fault::Throttled(Some(wait))) = fault {
        let seconds = wait.as_secs() + u64::from(*wait > Duration::from_secs(wait.as_secs()));
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

fn response(status: u16, media_type: &'static str, text: String) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(text));
    *response.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert("x-request-id", HeaderValue::from_static("fake-request"));
    if !media_type.is_empty() {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    }
    response
}
