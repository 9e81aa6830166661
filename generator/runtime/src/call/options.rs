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

/// What a call may override.
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

/// The settings of a single call; what is not set is as the client has it. Set a second time on a call, they are
/// added to those that are there, and the later value counts.
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
    /// Pairs of the query, decoded.
    pub(crate) query: Vec<(String, String)>,
    /// What the JSON body is merged with.
    pub(crate) json: Option<Value>,
    /// The first thing that cannot be sent.
    pub(crate) error: Option<InvalidArgument>,
}

impl CallOptions {
    /// Everything as the client has it.
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

    /// Says whether sending the request twice does no harm, whatever its method: many a POST only reads. Such a call is
    /// repeated after broken connections and statuses such as 503 too.
    pub fn idempotent(mut self, is_idempotent: bool) -> CallOptions {
        self.idempotent = Some(is_idempotent);
        self
    }

    /// Adds a header to this call; it takes the place of the header of that name that the description or the client
    /// has, and several of one name are all sent. Credentials and middleware come after it.
    ///
    /// What follows from the URL and the body is refused by sending: `Host`, `Content-Length`, `Transfer-Encoding`,
    /// `Connection` and the like; so is what is no header.
    pub fn header(
        mut self,
        name: impl TryInto<HeaderName>,
        value: impl TryInto<HeaderValue>,
    ) -> CallOptions {
        self.add_header("header", name.try_into().ok(), value.try_into().ok());
        self
    }

    /// Adds a header; `text` names it where it cannot be one.
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
            (_, None) => (text.to_owned(), ArgumentErrorKind::Unsendable),
        };
        let (name, problem) = problem;
        self.refuse(InvalidArgument::new(name, problem));
    }

    /// Adds a pair to the query, which is encoded; it takes the place of what the description's parameters put there
    /// under that name, and several of one name are all sent.
    pub fn query(mut self, name: &str, value: &str) -> CallOptions {
        self.query.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Merges the JSON body with this object: its properties are added, take the place of those of the same name, and
    /// objects in it are merged in the same way. It is not checked against the description. A request whose body is
    /// no JSON object is refused; one that has no body gets this one.
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

    /// Adds other settings, which count where both have one.
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

/// Adds the properties of an object to another, those of objects in it too.
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
