//! A transport for tests: responses from a script, records what was sent.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};

use crate::body::content::Body;
use crate::body::error::{BoxFuture, TransportError, TransportErrorKind};
use crate::body::response::header_names;
use crate::transport::interface::Transport;

/// A transport without a network: it gives the responses of a script and records the requests.
///
/// A request gets the response of the first rule that matches it ([`when`](ScriptedTransport::when)), else
/// by the next response in order ([`response`](ScriptedTransport::response)). One that the script has no response
/// for fails with an error that says so. Clones share one script.
#[derive(Clone, Default)]
pub struct ScriptedTransport(Arc<Mutex<Script>>);

type Rule = Box<dyn Fn(&RecordedRequest) -> bool + Send>;

#[derive(Default)]
struct Script {
    rules: Vec<(Rule, ScriptedResponse)>,
    queue: VecDeque<ScriptedResponse>,
    requests: Vec<RecordedRequest>,
}

impl ScriptedTransport {
    /// An empty script.
    pub fn new() -> ScriptedTransport {
        ScriptedTransport::default()
    }

    /// Adds a response to the end of the queue; it is given once.
    pub fn response(self, response: ScriptedResponse) -> ScriptedTransport {
        self.script().queue.push_back(response);
        self
    }

    /// Responds to every request that matches with this response.
    pub fn when(
        self,
        matches: impl Fn(&RecordedRequest) -> bool + Send + 'static,
        response: ScriptedResponse,
    ) -> ScriptedTransport {
        self.script().rules.push((Box::new(matches), response));
        self
    }

    /// The requests so far, in order.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.script().requests.clone()
    }

    /// How many responses of the queue were not asked for.
    pub fn remaining(&self) -> usize {
        self.script().queue.len()
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self, request: RecordedRequest) -> Option<ScriptedResponse> {
        let mut script = self.script();
        let rule = script.rules.iter().find(|rule| (rule.0)(&request));
        let response = rule.map(|rule| rule.1.clone());
        script.requests.push(request);
        response.or_else(|| script.queue.pop_front())
    }
}

impl Transport for ScriptedTransport {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let body = body.collect(u64::MAX).await?;
            let line = format!("{} {}", parts.method, parts.uri.path());
            let request = RecordedRequest {
                method: parts.method,
                uri: parts.uri,
                headers: parts.headers,
                body,
            };
            let Some(response) = self.next(request) else {
                return Err(TransportError::new(TransportErrorKind::Other)
                    .with_source(format!("the script has no response for `{line}`")));
            };
            if !response.delay.is_zero() {
                tokio::time::sleep(response.delay).await;
            }
            response.give()
        })
    }
}

impl fmt::Debug for ScriptedTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let script = self.script();
        f.debug_struct("ScriptedTransport")
            .field("requests", &script.requests)
            .field("remaining", &script.queue.len())
            .finish_non_exhaustive()
    }
}

/// A response of a script, or a fault in its place.
#[derive(Clone)]
pub struct ScriptedResponse {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    delay: Duration,
    fault: Option<TransportErrorKind>,
}

impl ScriptedResponse {
    /// A response with this status and no body.
    ///
    /// # Panics
    /// Where the number is no status.
    pub fn new(status: u16) -> ScriptedResponse {
        let status = match StatusCode::from_u16(status) {
            Ok(status) => status,
            Err(_) => panic!("{status} is no HTTP status"),
        };
        ScriptedResponse {
            status,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            delay: Duration::ZERO,
            fault: None,
        }
    }

    /// A response with this status and JSON text.
    ///
    /// # Panics
    /// Where the number is no status.
    pub fn json(status: u16, text: impl Into<Bytes>) -> ScriptedResponse {
        ScriptedResponse::new(status).body("application/json", text)
    }

    /// A response with this status and a value as JSON.
    ///
    /// # Panics
    /// Where the number is no status, or the value cannot be written as JSON.
    pub fn value<T: serde::Serialize + ?Sized>(status: u16, value: &T) -> ScriptedResponse {
        match serde_json::to_vec(value) {
            Ok(text) => ScriptedResponse::json(status, text),
            Err(error) => panic!("the response cannot be written as JSON: {error}"),
        }
    }

    /// No response, but this failure.
    pub fn fault(kind: TransportErrorKind) -> ScriptedResponse {
        ScriptedResponse {
            fault: Some(kind),
            ..ScriptedResponse::new(500)
        }
    }

    /// With a header.
    ///
    /// # Panics
    /// Where the name or the value cannot be in a header.
    pub fn header(mut self, name: &str, value: &str) -> ScriptedResponse {
        match (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(value),
        ) {
            (Ok(name), Ok(value)) => drop(self.headers.append(name, value)),
            _ => panic!("`{name}` and its value cannot be a header"),
        }
        self
    }

    /// With a body.
    pub fn body(mut self, media_type: &str, body: impl Into<Bytes>) -> ScriptedResponse {
        self.body = body.into();
        self.media_type(media_type)
    }

    /// With another media type of the body.
    pub fn media_type(mut self, media_type: &str) -> ScriptedResponse {
        if let Ok(value) = HeaderValue::from_str(media_type) {
            self.headers.insert(header::CONTENT_TYPE, value);
        }
        self
    }

    /// Given only after this time; with tokio's time paused, a test does not wait for it.
    pub fn delay(mut self, delay: Duration) -> ScriptedResponse {
        self.delay = delay;
        self
    }

    fn give(self) -> Result<http::Response<Body>, TransportError> {
        if let Some(kind) = self.fault {
            return Err(TransportError::new(kind));
        }
        let mut response = http::Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        Ok(response)
    }
}

impl fmt::Debug for ScriptedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScriptedResponse")
            .field("status", &self.status)
            .field("headers", &header_names(&self.headers))
            .field("body_length", &self.body.len())
            .field("delay", &self.delay)
            .field("fault", &self.fault)
            .finish()
    }
}

/// A request as a transport got it.
#[derive(Clone)]
pub struct RecordedRequest {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
}

impl RecordedRequest {
    /// The method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The absolute URI.
    pub fn uri(&self) -> &Uri {
        &self.uri
    }

    /// The path as it was sent, percent-encoded.
    pub fn path(&self) -> &str {
        self.uri.path()
    }

    /// The query as it was sent, percent-encoded; empty where there is none.
    pub fn query(&self) -> &str {
        self.uri.query().unwrap_or_default()
    }

    /// All headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The text of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The body as JSON, where it is that.
    pub fn json(&self) -> Option<serde_json::Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

impl fmt::Debug for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordedRequest")
            .field("method", &self.method)
            .field("path", &self.path())
            .field("headers", &header_names(&self.headers))
            .field("body_length", &self.body.len())
            .finish_non_exhaustive()
    }
}
