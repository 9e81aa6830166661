//! The settings of a single call.

use std::fmt;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;
use serde_json::Value;

use crate::call::retry::RetryPolicy;
use crate::json::write;
use crate::parameter::definition::{ArgumentErrorKind, InvalidArgument};
use crate::parameter::managed::is_of_connection;

/// The limits that a call may override.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) response_timeout: Duration,
    pub(crate) read_timeout: Duration,
    pub(crate) call_timeout: Duration,
    pub(crate) max_response_body: u64,
    pub(crate) reject_undocumented: bool,
    pub(crate) max_error_body: u64,
    pub(crate) keep_raw_body: bool,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            response_timeout: Duration::from_secs(60),
            read_timeout: Duration::from_secs(30),
            call_timeout: Duration::from_secs(120),
            max_response_body: 64 << 20,
            reject_undocumented: false,
            max_error_body: 1 << 20,
            keep_raw_body: false,
        }
    }
}

/// The settings of a single call. Those that are not set are the client's. A second set of options for the same call is
/// added to the first, and replaces settings that both have.
///
/// ```
/// use apiruntime::CallOptions;
///
/// let options = CallOptions::new()
///     .idempotent(true)
///     .query("debug", "true")
///     .header("x-trial", "1")
///     .json(&serde_json::json!({"new_property": 1}));
/// ```
#[derive(Clone, Default)]
pub struct CallOptions {
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) response_timeout: Option<Duration>,
    pub(crate) read_timeout: Option<Duration>,
    pub(crate) call_timeout: Option<Duration>,
    pub(crate) max_response_body: Option<u64>,
    pub(crate) reject_undocumented: Option<bool>,
    pub(crate) max_error_body: Option<u64>,
    pub(crate) keep_raw_body: Option<bool>,
    pub(crate) idempotent: Option<bool>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) headers: HeaderMap,
    /// Pairs of the query, not encoded.
    pub(crate) query: Vec<(String, String)>,
    /// The object that is merged into the JSON body.
    pub(crate) json: Option<Value>,
    /// The first error of a value that cannot be sent.
    pub(crate) error: Option<InvalidArgument>,
}

impl CallOptions {
    /// Returns options that leave all settings to the client.
    pub fn new() -> CallOptions {
        CallOptions::default()
    }

    /// See [`Config::connect_timeout`](crate::Config::connect_timeout).
    pub fn connect_timeout(mut self, limit: Duration) -> CallOptions {
        self.connect_timeout = Some(limit);
        self
    }

    /// See [`Config::response_timeout`](crate::Config::response_timeout).
    pub fn response_timeout(mut self, limit: Duration) -> CallOptions {
        self.response_timeout = Some(limit);
        self
    }

    /// See [`Config::read_timeout`](crate::Config::read_timeout).
    pub fn read_timeout(mut self, limit: Duration) -> CallOptions {
        self.read_timeout = Some(limit);
        self
    }

    /// See [`Config::call_timeout`](crate::Config::call_timeout).
    pub fn call_timeout(mut self, limit: Duration) -> CallOptions {
        self.call_timeout = Some(limit);
        self
    }

    /// See [`Config::max_response_body`](crate::Config::max_response_body).
    pub fn max_response_body(mut self, bytes: u64) -> CallOptions {
        self.max_response_body = Some(bytes);
        self
    }

    /// See [`Config::reject_undocumented`](crate::Config::reject_undocumented).
    pub fn reject_undocumented(mut self, reject: bool) -> CallOptions {
        self.reject_undocumented = Some(reject);
        self
    }

    /// See [`Config::max_error_body`](crate::Config::max_error_body).
    pub fn max_error_body(mut self, bytes: u64) -> CallOptions {
        self.max_error_body = Some(bytes);
        self
    }

    /// See [`Config::retry`](crate::Config::retry).
    pub fn retry(mut self, policy: RetryPolicy) -> CallOptions {
        self.retry = Some(policy);
        self
    }

    /// See [`Config::keep_raw_body`](crate::Config::keep_raw_body).
    pub fn keep_raw_body(mut self, keep: bool) -> CallOptions {
        self.keep_raw_body = Some(keep);
        self
    }

    /// Sets whether sending the request twice does no harm, whatever its method: many a POST only reads. An idempotent
    /// call is also repeated after broken connections and statuses such as 503.
    pub fn idempotent(mut self, is_idempotent: bool) -> CallOptions {
        self.idempotent = Some(is_idempotent);
        self
    }

    /// Adds a header to this call. It replaces the header of that name from the description or the client; several
    /// headers of one name are all sent. Middleware is applied after it; credentials do not replace it, except for what
    /// belongs to a signature.
    ///
    /// Sending fails with an invalid header, and with one that follows from the URL and the body: `Host`,
    /// `Content-Length`, `Transfer-Encoding`, `Connection` and the like.
    pub fn header(
        mut self,
        name: impl TryInto<HeaderName>,
        value: impl TryInto<HeaderValue>,
    ) -> CallOptions {
        self.add_header("header", name.try_into().ok(), value.try_into().ok());
        self
    }

    /// Adds a header; `text` is its name in errors.
    pub(crate) fn add_header(
        &mut self,
        text: &str,
        name: Option<HeaderName>,
        value: Option<HeaderValue>,
    ) {
        let problem = match (name, value) {
            (Some(name), Some(value)) if !is_of_connection(&name) => {
                self.headers.append(name, value);
                return;
            }
            (Some(name), Some(_)) => (name.as_str().to_owned(), ArgumentErrorKind::Managed),
            (None, _) => (text.to_owned(), ArgumentErrorKind::NotHeader),
            (Some(name), None) => (name.as_str().to_owned(), ArgumentErrorKind::Unsendable),
        };
        let (name, problem) = problem;
        self.refuse(InvalidArgument::new(name, problem));
    }

    /// Adds a pair to the query and encodes it. It replaces what parameters of the description have under that name;
    /// several pairs of one name are all sent.
    pub fn query(mut self, name: &str, value: &str) -> CallOptions {
        self.query.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Merges this object into the JSON body: its properties are added or replace those of the same name, and nested
    /// objects are merged in the same way. The result is not checked against the description. Sending fails if the body
    /// is no JSON object; without a body, this object is the body.
    pub fn json<T: Serialize + ?Sized>(mut self, value: &T) -> CallOptions {
        self.merge_json(write::to_value(value));
        self
    }

    pub(crate) fn merge_json(&mut self, value: serde_json::Result<Value>) {
        match value {
            Ok(value) => match &mut self.json {
                Some(known) => merge(known, value),
                None => self.json = Some(value),
            },
            Err(error) => {
                let problem = ArgumentErrorKind::NotJson(error.to_string());
                self.refuse(InvalidArgument::new("body", problem));
            }
        }
    }

    fn refuse(&mut self, error: InvalidArgument) {
        self.error.get_or_insert(error);
    }

    /// Adds other settings, which replace those that both have.
    pub(crate) fn extend(&mut self, other: CallOptions) {
        fn later<T>(own: &mut Option<T>, other: Option<T>) {
            if other.is_some() {
                *own = other;
            }
        }
        later(&mut self.connect_timeout, other.connect_timeout);
        later(&mut self.response_timeout, other.response_timeout);
        later(&mut self.read_timeout, other.read_timeout);
        later(&mut self.call_timeout, other.call_timeout);
        later(&mut self.max_response_body, other.max_response_body);
        later(&mut self.reject_undocumented, other.reject_undocumented);
        later(&mut self.max_error_body, other.max_error_body);
        later(&mut self.keep_raw_body, other.keep_raw_body);
        later(&mut self.idempotent, other.idempotent);
        later(&mut self.retry, other.retry);
        self.headers.extend(other.headers);
        self.query.extend(other.query);
        if let Some(json) = other.json {
            self.merge_json(Ok(json));
        }
        self.error = self.error.take().or(other.error);
    }

    pub(crate) fn limits(&self, client: Limits) -> Limits {
        Limits {
            response_timeout: self.response_timeout.unwrap_or(client.response_timeout),
            read_timeout: self.read_timeout.unwrap_or(client.read_timeout),
            call_timeout: self.call_timeout.unwrap_or(client.call_timeout),
            max_response_body: self.max_response_body.unwrap_or(client.max_response_body),
            reject_undocumented: self
                .reject_undocumented
                .unwrap_or(client.reject_undocumented),
            max_error_body: self.max_error_body.unwrap_or(client.max_error_body),
            keep_raw_body: self.keep_raw_body.unwrap_or(client.keep_raw_body),
        }
    }
}

/// Merges an object into another one, recursively.
pub(crate) fn merge(value: &mut Value, other: Value) {
    match (value, other) {
        (Value::Object(known), Value::Object(other)) => {
            for (name, other) in other {
                match known.get_mut(&name) {
                    Some(value) => merge(value, other),
                    None => drop(known.insert(name, other)),
                }
            }
        }
        (value, other) => *value = other,
    }
}

impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallOptions")
            .field("connect_timeout", &self.connect_timeout)
            .field("response_timeout", &self.response_timeout)
            .field("read_timeout", &self.read_timeout)
            .field("call_timeout", &self.call_timeout)
            .field("max_response_body", &self.max_response_body)
            .field("reject_undocumented", &self.reject_undocumented)
            .field("max_error_body", &self.max_error_body)
            .field("keep_raw_body", &self.keep_raw_body)
            .field("idempotent", &self.idempotent)
            .field("retry", &self.retry)
            .field(
                "headers",
                &crate::body::response::header_names(&self.headers),
            )
            .field(
                "query",
                &self.query.iter().map(|pair| &pair.0).collect::<Vec<_>>(),
            )
            .field("json", &self.json.is_some())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::{HeaderName, HeaderValue};
    use serde_json::json;

    use super::{CallOptions, Limits};
    use crate::call::retry::RetryPolicy;

    #[test]
    fn later_options_replace_those_that_both_have() {
        let options = |number: u64, first: bool| {
            let limit = Duration::from_secs(number);
            let name = HeaderName::from_static("x-trial");
            CallOptions::new()
                .connect_timeout(limit)
                .response_timeout(limit)
                .read_timeout(limit)
                .call_timeout(limit)
                .max_response_body(number)
                .reject_undocumented(first)
                .max_error_body(number)
                .keep_raw_body(first)
                .idempotent(first)
                .retry(RetryPolicy::default().base_wait(limit))
                .header(name, HeaderValue::from(number))
                .json(&json!({ "number": number, "first": { first.to_string(): 0 } }))
        };
        let (mut own, later) = (options(1, true), options(2, false));
        own.extend(later.clone());
        let shown = format!("{own:?}");
        assert_eq!(shown, format!("{later:?}"));
        assert_eq!(own.headers["x-trial"], "2");
        let json = json!({ "number": 2, "first": { "true": 0, "false": 0 } });
        assert_eq!(own.json, Some(json));
        own.extend(CallOptions::new());
        assert_eq!(format!("{own:?}"), shown);
        let name = HeaderName::from_static("host");
        own.extend(CallOptions::new().header(name, HeaderValue::from(1)));
        assert!(own.error.is_some());
        let limits = later.limits(Limits::default());
        let limit = Duration::from_secs(2);
        assert_eq!(later.connect_timeout, Some(limit));
        assert_eq!(
            (
                limits.response_timeout,
                limits.read_timeout,
                limits.call_timeout
            ),
            (limit, limit, limit)
        );
        assert_eq!((limits.max_response_body, limits.max_error_body), (2, 2));
    }
}
