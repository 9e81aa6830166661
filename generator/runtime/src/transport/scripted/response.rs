//! The responses of a script.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use crate::body::content::Body;
use crate::body::error::{TransportError, TransportErrorKind};
use crate::body::response::header_names;

/// A response of a script, or a failure instead of one.
#[derive(Clone)]
pub struct ScriptedResponse {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    delay: Duration,
    fault: Option<TransportErrorKind>,
}

impl ScriptedResponse {
    /// Returns a response with this status and no body.
    ///
    /// # Panics
    /// If the number is no valid status.
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

    /// Returns a response with this status and JSON text.
    ///
    /// # Panics
    /// If the number is no valid status.
    pub fn json(status: u16, text: impl Into<Bytes>) -> ScriptedResponse {
        ScriptedResponse::new(status).body("application/json", text)
    }

    /// Returns a response with this status and a value as JSON.
    ///
    /// # Panics
    /// If the number is no valid status, or the value cannot be serialized.
    pub fn value<T: serde::Serialize + ?Sized>(status: u16, value: &T) -> ScriptedResponse {
        match serde_json::to_vec(value) {
            Ok(text) => ScriptedResponse::json(status, text),
            Err(error) => panic!("the response cannot be written as JSON: {error}"),
        }
    }

    /// Fails with this error instead of a response.
    pub fn fault(kind: TransportErrorKind) -> ScriptedResponse {
        ScriptedResponse {
            fault: Some(kind),
            ..ScriptedResponse::new(500)
        }
    }

    /// Adds a header.
    ///
    /// # Panics
    /// If the name or the value is not valid in a header.
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

    /// Sets the body and its media type.
    pub fn body(mut self, media_type: &str, body: impl Into<Bytes>) -> ScriptedResponse {
        self.body = body.into();
        self.media_type(media_type)
    }

    /// Sets the media type of the body.
    pub fn media_type(mut self, media_type: &str) -> ScriptedResponse {
        if let Ok(value) = HeaderValue::from_str(media_type) {
            self.headers.insert(header::CONTENT_TYPE, value);
        }
        self
    }

    /// Delays the response; with tokio's time paused, a test does not wait for it.
    pub fn delay(mut self, delay: Duration) -> ScriptedResponse {
        self.delay = delay;
        self
    }

    pub(super) async fn give(self) -> Result<http::Response<Body>, TransportError> {
        if !self.delay.is_zero() {
            tokio::time::sleep(self.delay).await;
        }
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
