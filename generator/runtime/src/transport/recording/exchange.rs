//! A request and its response in the form of the file.

use std::borrow::Cow;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde_json::{Map, Value, json};

use crate::body::content::Body;
use crate::body::media_type::parameter;
use crate::transport::recorded::RecordedRequest;
use crate::transport::redact::Redactor;

/// A request and its response, without secrets.
#[derive(Debug)]
pub(super) struct Exchange {
    pub(super) request: Asked,
    response: Given,
}

/// The parts of a request that are stored and compared.
#[derive(Debug, PartialEq)]
pub(super) struct Asked {
    operation: Option<String>,
    pub(super) method: String,
    /// Path and query.
    pub(super) target: String,
    pub(super) content_type: Option<String>,
    pub(super) body: Value,
}

#[derive(Debug)]
struct Given {
    status: StatusCode,
    headers: Vec<(String, String)>,
    body: Value,
}

/// Headers that are not stored, since they belong to the connection.
const OF_CONNECTION: &[HeaderName] = &[header::CONNECTION, header::TRANSFER_ENCODING];

impl Asked {
    pub(super) fn new(request: &RecordedRequest, redactor: &Redactor) -> Asked {
        let content_type = request.header("content-type").map(str::to_owned);
        let boundary = content_type
            .as_deref()
            .and_then(boundary)
            .map(Cow::into_owned);
        let media_type = content_type.as_deref().unwrap_or_default();
        let body = match &boundary {
            Some(boundary) => without(&request.body, boundary),
            None => request.body.clone(),
        };
        Asked {
            operation: request.operation().map(str::to_owned),
            method: request.method.to_string(),
            target: request.target(redactor),
            body: kept(&body, media_type, redactor),
            content_type: match boundary {
                Some(boundary) => {
                    content_type.map(|text| text.replace(boundary.as_str(), BOUNDARY))
                }
                None => content_type,
            },
        }
    }

    /// Returns whether a request is the same. JSON is compared by value.
    pub(super) fn is_same(&self, other: &Asked) -> bool {
        let parsed =
            |asked: &Asked| serde_json::from_slice::<Value>(asked.body.as_str()?.as_bytes()).ok();
        self.is_alike(other)
            && self.target == other.target
            && (self.body == other.body
                || parsed(self).is_some_and(|body| Some(body) == parsed(other)))
    }

    /// Returns whether only query and body may differ.
    pub(super) fn is_alike(&self, other: &Asked) -> bool {
        let path = |asked: &Asked| asked.target.split('?').next().map(str::to_owned);
        self.method == other.method && path(self) == path(other)
    }
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{} {}`", self.method, self.target)?;
        match &self.body {
            Value::Null => Ok(()),
            Value::String(text) => write!(f, " with `{text}`"),
            _ => f.write_str(" with bytes"),
        }
    }
}

/// The replacement for the boundary of a multipart body, which differs each time.
const BOUNDARY: &str = "boundary";

fn boundary(content_type: &str) -> Option<Cow<'_, str>> {
    let is_multipart = content_type.starts_with("multipart/");
    let boundary = parameter(content_type, "boundary").filter(|_| is_multipart);
    boundary.filter(|boundary| !boundary.is_empty())
}

fn without(body: &[u8], boundary: &str) -> Bytes {
    let mut kept = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(first) = rest.first() {
        match rest.strip_prefix(boundary.as_bytes()) {
            Some(after) => {
                kept.extend_from_slice(BOUNDARY.as_bytes());
                rest = after;
            }
            None => {
                kept.push(*first);
                rest = rest.get(1..).unwrap_or_default();
            }
        }
    }
    kept.into()
}

/// Returns a body in the form of the file: text as a string, other bytes as `{"base64": …}`.
fn kept(body: &[u8], media_type: &str, redactor: &Redactor) -> Value {
    let media_type = media_type.to_ascii_lowercase();
    let body = redactor.parts(body, &media_type);
    match std::str::from_utf8(&body) {
        Ok("") => Value::Null,
        Ok(text) => Value::from(redactor.body(text, &media_type)),
        Err(_) => json!({"base64": STANDARD.encode(redactor.bytes(&body))}),
    }
}

fn bytes(kept: &Value) -> Option<Bytes> {
    match kept {
        Value::Null => Some(Bytes::new()),
        Value::String(text) => Some(Bytes::from(text.clone())),
        other => Some(STANDARD.decode(other.get("base64")?.as_str()?).ok()?.into()),
    }
}

impl Exchange {
    pub(super) fn new(
        request: Asked,
        status: StatusCode,
        headers: &HeaderMap,
        body: &[u8],
        redactor: &Redactor,
    ) -> Exchange {
        let media_type = headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        let body = kept(body, media_type.unwrap_or_default(), redactor);
        let headers = headers
            .iter()
            .filter(|(name, _)| !OF_CONNECTION.contains(name));
        let headers = headers.map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            (name.to_string(), redactor.header(name.as_str(), &value))
        });
        Exchange {
            request,
            response: Given {
                status,
                headers: headers.collect(),
                body,
            },
        }
    }

    /// Returns the response; `None` if the file's values are not valid in one.
    pub(super) fn response(&self) -> Option<http::Response<Body>> {
        let body = bytes(&self.response.body)?;
        let mut response = http::Response::new(Body::EMPTY);
        *response.status_mut() = self.response.status;
        for (name, value) in &self.response.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
            let value = match name == header::CONTENT_LENGTH && self.request.method != "HEAD" {
                // Redaction may have changed the length of the body.
                true => HeaderValue::from(body.len()),
                false => HeaderValue::from_str(value).ok()?,
            };
            response.headers_mut().append(name, value);
        }
        *response.body_mut() = body.into();
        Some(response)
    }

    pub(super) fn to_json(&self) -> Value {
        let (request, response) = (&self.request, &self.response);
        let mut headers = Map::new();
        for (name, value) in &response.headers {
            let values = headers.entry(name.as_str()).or_insert_with(|| json!([]));
            if let Value::Array(values) = values {
                values.push(Value::from(value.as_str()));
            }
        }
        json!({
            "operation": request.operation,
            "request": {
                "method": request.method,
                "target": request.target,
                "content-type": request.content_type,
                "body": request.body,
            },
            "response": {
                "status": response.status.as_u16(),
                "headers": headers,
                "body": response.body,
            },
        })
    }

    /// Parses an exchange of the file; returns `None` if it has another form.
    pub(super) fn from_json(value: &Value) -> Option<Exchange> {
        let (request, response) = (value.get("request")?, value.get("response")?);
        let text = |value: Option<&Value>| Some(value?.as_str()?.to_owned());
        let mut headers = Vec::new();
        for (name, values) in response.get("headers")?.as_object()? {
            for value in values.as_array()? {
                headers.push((name.clone(), value.as_str()?.to_owned()));
            }
        }
        let status = u16::try_from(response.get("status")?.as_u64()?).ok()?;
        let exchange = Exchange {
            request: Asked {
                operation: text(value.get("operation")),
                method: text(request.get("method"))?,
                target: text(request.get("target"))?,
                content_type: text(request.get("content-type")),
                body: request.get("body")?.clone(),
            },
            response: Given {
                status: StatusCode::from_u16(status).ok()?,
                headers,
                body: response.get("body")?.clone(),
            },
        };
        exchange.response().is_some().then_some(exchange)
    }
}
