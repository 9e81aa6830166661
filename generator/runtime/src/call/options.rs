//! The settings of a single call.

use std::fmt;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::call::retry::RetryPolicy;

/// What a call may override.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) response_timeout: Duration,
    pub(crate) read_timeout: Duration,
    pub(crate) call_timeout: Duration,
    pub(crate) max_response_body: u64,
    pub(crate) reject_undocumented: bool,
    pub(crate) max_error_body: u64,
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
        }
    }
}

/// The settings of a single call; what is not set is as the client has it.
#[derive(Clone, Default)]
pub struct CallOptions {
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) response_timeout: Option<Duration>,
    pub(crate) read_timeout: Option<Duration>,
    pub(crate) call_timeout: Option<Duration>,
    pub(crate) max_response_body: Option<u64>,
    pub(crate) reject_undocumented: Option<bool>,
    pub(crate) max_error_body: Option<u64>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) headers: HeaderMap,
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

    /// Adds a header to this call, beside those of the description. What follows from the URL and the body is left
    /// out: `Host`, `Content-Length`, `Transfer-Encoding`, `Connection` and the like.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> CallOptions {
        self.headers.append(name, value);
        self
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
        }
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
            .field("retry", &self.retry)
            .field(
                "headers",
                &crate::body::response::header_names(&self.headers),
            )
            .finish()
    }
}
