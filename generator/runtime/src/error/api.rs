//! An answer of the server that is not a documented success.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use crate::body::response::RawResponse;
use crate::error::excerpt::excerpt;
use crate::error::none::{NoError, attempts};

/// An answer of the server that is not a documented success: status, headers and body are kept,
/// whatever they are.
pub struct ApiError<E> {
    response: RawResponse,
    kind: Option<E>,
    details: Details,
}

impl<E> ApiError<E> {
    pub(crate) fn new(response: RawResponse, kind: Option<E>) -> ApiError<E> {
        let details = Details::read(response.raw_body());
        ApiError {
            response,
            kind,
            details,
        }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.response.status_code()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// The body as it came.
    pub fn raw_body(&self) -> &Bytes {
        self.response.raw_body()
    }

    /// The documented error of this status; `None` where the status is not documented or the body
    /// is not what the description says.
    pub fn kind(&self) -> Option<&E> {
        self.kind.as_ref()
    }

    /// The service's error code, found in the body in any of the usual shapes.
    pub fn code(&self) -> Option<&str> {
        self.details.code.as_deref()
    }

    /// The service's error message, found in the body in any of the usual shapes.
    pub fn message(&self) -> Option<&str> {
        self.details.message.as_deref()
    }

    /// The server's name for this request, from a header or else from the body.
    pub fn request_id(&self) -> Option<&str> {
        self.response
            .request_id()
            .or(self.details.request_id.as_deref())
    }

    /// The encoded reason of a denied access, where the body has one.
    pub fn encoded_authorization_message(&self) -> Option<&str> {
        self.details.encoded_authorization_message.as_deref()
    }

    /// How often the request was sent.
    pub fn attempts(&self) -> u32 {
        self.response.attempts()
    }

    fn next_step(&self) -> &str {
        if let Some(hint) = &self.response.hint {
            return hint;
        }
        match self.status().as_u16() {
            100..=299 => "the description does not know this success; see `raw_body()`",
            300..=399 => "redirects are not followed; check the endpoint",
            401 => "check the credentials; the call is not repeated with the same ones",
            403 => "check the permissions of these credentials",
            404 => "check the endpoint, and that what is asked for exists",
            408 | 429 => "too much at a time; try again later and slower",
            400..=499 => "correct the request before sending it again",
            500 => "the service failed; report it with the request id",
            _ => "the service or a proxy before it is unavailable; try again later",
        }
    }
}

impl ApiError<NoError> {
    pub(crate) fn cast<E>(self) -> ApiError<E> {
        ApiError {
            response: self.response,
            kind: None,
            details: self.details,
        }
    }
}

impl<E> fmt::Display for ApiError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: status {}", self.response.operation(), self.status())?;
        if let Some(code) = self.code() {
            write!(f, ", {}", excerpt(code))?;
        }
        match self.message() {
            Some(message) => write!(f, ": {}", excerpt(message))?,
            None if self.raw_body().is_empty() => f.write_str(", no body")?,
            None => {
                let body = self.raw_body();
                let begin = body.get(..BEGIN).unwrap_or(body);
                write!(f, ": {}", excerpt(&String::from_utf8_lossy(begin)))?;
            }
        }
        write!(f, "; {}", self.next_step())?;
        if let Some(id) = self.request_id() {
            write!(f, " (request {})", excerpt(id))?;
        }
        attempts(f, self.attempts())
    }
}

impl<E: fmt::Debug> fmt::Debug for ApiError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("code", &self.code().map(excerpt))
            .field("message", &self.message().map(excerpt))
            .field("request_id", &self.request_id().map(excerpt))
            .field("kind", &self.kind.as_ref().map(variant))
            .field("response", &self.response)
            .finish()
    }
}

/// The name of an error's variant: its body may quote a secret, and code and message stand beside it.
fn variant<E: fmt::Debug>(kind: &E) -> String {
    let text = format!("{kind:?}");
    text.split(['(', ' ', '{'])
        .next()
        .unwrap_or_default()
        .to_owned()
}

impl<E: fmt::Debug> std::error::Error for ApiError<E> {}

/// Returns the error code of a body.
pub(crate) fn code_in(body: &[u8]) -> Option<String> {
    Details::read(body).code
}

/// What an error body says, whatever its shape.
#[derive(Default)]
struct Details {
    code: Option<String>,
    message: Option<String>,
    request_id: Option<String>,
    encoded_authorization_message: Option<String>,
}

/// So much of a body is enough for an excerpt.
const BEGIN: usize = 4 << 10;

/// Bodies nested deeper than this are not searched.
const DEPTH: usize = 8;

/// The pairs of keys that services use, the first that is complete wins.
const SHAPES: [(&str, &str); 3] = [
    ("error_code", "error_msg"),
    ("errorCode", "errorMsg"),
    ("code", "message"),
];

impl Details {
    fn read(body: &[u8]) -> Details {
        let mut details = Details::default();
        // Most bodies that are not JSON are told apart by their first byte.
        if body.trim_ascii_start().first() == Some(&b'{')
            && let Ok(value) = serde_json::from_slice::<Value>(body)
        {
            details.search(&value, DEPTH);
            if details.code.is_none() && details.message.is_none() {
                details.search_halves(&value);
            }
        }
        details
    }

    fn search(&mut self, value: &Value, depth: usize) {
        let Some(object) = value.as_object() else {
            return;
        };
        for key in ["request_id", "requestId", "RequestId"] {
            keep(&mut self.request_id, object.get(key));
        }
        keep(
            &mut self.encoded_authorization_message,
            object.get("encoded_authorization_message"),
        );
        for (code, message) in SHAPES {
            if self.code.is_none()
                && self.message.is_none()
                && let (Some(code), Some(message)) = (object.get(code), object.get(message))
            {
                keep(&mut self.code, Some(code));
                keep(&mut self.message, Some(message));
            }
        }
        if depth > 0 {
            for inner in object.values() {
                self.search(inner, depth - 1);
            }
        }
    }

    /// A body that has one key of a pair only still says something.
    fn search_halves(&mut self, value: &Value) {
        let Some(object) = value.as_object() else {
            return;
        };
        for (code, message) in SHAPES {
            keep(&mut self.code, object.get(code));
            keep(&mut self.message, object.get(message));
        }
        keep(&mut self.code, object.get("error"));
        keep(&mut self.message, object.get("error_description"));
    }
}

/// Takes a text or a number, unless something was found before.
fn keep(slot: &mut Option<String>, value: Option<&Value>) {
    if slot.is_some() {
        return;
    }
    *slot = match value {
        Some(Value::String(text)) if !text.is_empty() => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
}
