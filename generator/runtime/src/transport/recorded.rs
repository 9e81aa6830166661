//! Requests as a transport received them, for tests.

use std::any::TypeId;
use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, Method, Uri, header};
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;

use crate::body::response::header_names;
use crate::json::error::{self as json_error, JsonError};
use crate::transport::redact::{REDACTED, Redactor};

/// The operation of a request, in the request's extensions of a client under test.
#[derive(Clone, Copy)]
pub(crate) struct OfOperation {
    pub(crate) id: &'static str,
    /// The path template.
    pub(crate) path: &'static str,
    /// The names of secrets in its parameters and bodies.
    pub(crate) sensitive: &'static [&'static str],
    /// The type of the operation in the client.
    pub(crate) ty: Option<TypeId>,
}

/// The credentials of a request, in the request's extensions of a client under test.
#[derive(Clone)]
pub(crate) struct SentSecrets(pub(crate) Vec<String>);

/// A request as a transport received it.
#[derive(Clone)]
pub struct RecordedRequest {
    pub(super) method: Method,
    pub(super) uri: Uri,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    pub(super) operation: Option<OfOperation>,
    secrets: Option<SentSecrets>,
}

impl RecordedRequest {
    pub(super) fn new(parts: http::request::Parts, body: Bytes) -> RecordedRequest {
        RecordedRequest {
            operation: parts.extensions.get().copied(),
            secrets: parts.extensions.get().cloned(),
            method: parts.method,
            uri: parts.uri,
            headers: parts.headers,
            body,
        }
    }

    /// Returns the id of the operation in the description; `None` for other requests, such as a login.
    pub fn operation(&self) -> Option<&'static str> {
        Some(self.operation?.id)
    }

    /// Returns the method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// Returns the absolute URI.
    pub fn uri(&self) -> &Uri {
        &self.uri
    }

    /// Returns the path as it was sent, percent-encoded.
    pub fn path(&self) -> &str {
        self.uri.path()
    }

    /// Returns a path parameter by its name in the description, decoded.
    pub fn path_parameter(&self, name: &str) -> Option<String> {
        let template = self.operation?.path;
        let (start, end) = path_range(template, self.path(), name)?;
        decoded(self.path().get(start..end)?)
    }

    /// Returns the query as it was sent, percent-encoded; empty if there is none.
    pub fn query(&self) -> &str {
        self.uri.query().unwrap_or_default()
    }

    /// Returns a query parameter by name, decoded: the first of several.
    pub fn query_parameter(&self, name: &str) -> Option<String> {
        self.query_parameters(name).into_iter().next()
    }

    /// Returns all values of a query parameter, decoded, in order.
    pub fn query_parameters(&self, name: &str) -> Vec<String> {
        let pairs = self.query().split('&').filter_map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (form_decoded(key)? == name).then(|| form_decoded(value))?
        });
        pairs.collect()
    }

    /// Returns all headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the text of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns a cookie by name, as it was sent.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        let lines = self.headers.get_all(header::COOKIE).iter();
        let pairs = lines
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'));
        let mut pairs = pairs.filter_map(|pair| pair.trim().split_once('='));
        pairs.find_map(|(key, value)| (key == name).then_some(value))
    }

    /// Returns the body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Returns the body as JSON, if it is JSON.
    pub fn json(&self) -> Option<serde_json::Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// Decodes the JSON body as a model.
    ///
    /// # Errors
    /// If it does not match the model; the error has the place in the body.
    pub fn json_as<T: DeserializeOwned>(&self) -> Result<T, JsonError> {
        json_error::from_slice(&self.body)
    }

    /// Returns what removes the secrets of the request.
    pub(super) fn redactor(&self) -> Redactor {
        Redactor::new(
            self.operation.map_or(&[], |of| of.sensitive),
            self.secrets.as_ref().map_or(&[], |secrets| &secrets.0),
        )
    }

    /// Returns path and query without secrets.
    pub(super) fn target(&self, redactor: &Redactor) -> String {
        let mut path = self.path().to_owned();
        if let Some(of) = self.operation {
            for name in of.sensitive {
                if let Some((start, end)) = path_range(of.path, &path, name) {
                    path.replace_range(start..end, REDACTED);
                }
            }
        }
        let path = redactor.query(&path);
        match self.uri.query() {
            Some(query) => format!("{path}?{}", redactor.query(query)),
            None => path,
        }
    }
}

/// Returns the range of a template variable's value in a path. The path may begin with that of the server.
fn path_range(template: &str, path: &str, name: &str) -> Option<(usize, usize)> {
    let template = template.split('?').next()?;
    let mut segments = path.rsplit('/');
    let mut end = path.len();
    for wanted in template.rsplit('/') {
        let segment = segments.next()?;
        let start = end.checked_sub(segment.len())?;
        if let Some((from, to)) = segment_range(wanted, segment, name) {
            return Some((start + from, start + to));
        }
        end = start.saturating_sub(1);
    }
    None
}

/// Does the same in a segment, which may have literals around its variables, such as `{name}.{format}`.
fn segment_range(template: &str, segment: &str, name: &str) -> Option<(usize, usize)> {
    let (mut at, mut rest) = (0, template);
    loop {
        let (literal, after) = rest.split_once('{')?;
        at += segment
            .get(at..)?
            .starts_with(literal)
            .then_some(literal.len())?;
        let (variable, after) = after.split_once('}')?;
        let next = after.split('{').next().unwrap_or_default();
        let value = segment.get(at..)?;
        let length = match next {
            "" => value.len(),
            _ => value.find(next)?,
        };
        // Arguments of a path are never empty.
        if variable == name && length > 0 {
            return Some((at, at + length));
        }
        (at, rest) = (at + length, after);
    }
}

fn decoded(text: &str) -> Option<String> {
    let text = percent_decode_str(text).decode_utf8().ok()?;
    Some(text.into_owned())
}

fn form_decoded(text: &str) -> Option<String> {
    decoded(&text.replace('+', " "))
}

impl fmt::Display for RecordedRequest {
    /// Shows the method, the path and the query, without secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.target(&self.redactor()))
    }
}

impl fmt::Debug for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordedRequest")
            .field("operation", &self.operation())
            .field("method", &self.method)
            .field("path", &self.path())
            .field("headers", &header_names(&self.headers))
            .field("body_length", &self.body.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::path_range;

    #[test]
    fn a_variable_of_a_path_is_found_by_its_name() {
        let value = |template: &str, path: &'static str, name: &str| {
            path_range(template, path, name).map(|(start, end)| &path[start..end])
        };
        let path = "/api/v2/p%2F1/instances/i/log.txt";
        let template = "/v2/{project_id}/instances/{id}/{name}.{format}?a=b";
        for (name, expected) in [
            ("project_id", Some("p%2F1")),
            ("id", Some("i")),
            ("name", Some("log")),
            ("format", Some("txt")),
            ("other", None),
        ] {
            assert_eq!(value(template, path, name), expected, "{name}");
        }
        assert_eq!(value("/a/{b}/c", "/c", "b"), None);
        assert_eq!(value("/{a}:start", "/x:start", "a"), Some("x"));
        assert_eq!(value("/{a}:start", "/x", "a"), None);
    }
}
