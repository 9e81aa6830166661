//! One call, from its arguments to the response.
//!
//! # Spans
//!
//! Each call is a span of the crate `tracing`, and each attempt is a span inside it. Names of spans and fields are
//! stable within a minor version. They contain no queries, header values or bodies.
//!
//! | span `call` (level `INFO`) | |
//! | --- | --- |
//! | `operation`, `otel.name` | the operation's id |
//! | `url.template` | the path of the description, without values |
//! | `attempts` | how often the request was sent; at the end |
//! | `error.type` | the status of an error, or what went wrong: `timeout`, `connect`, `closed`, …; at the end |
//!
//! | span `attempt` (level `INFO`) | |
//! | --- | --- |
//! | `otel.name` | the method and the path of the description |
//! | `otel.kind` | `client` |
//! | `http.request.method` | the method |
//! | `url.template` | the path of the description, without values |
//! | `server.address`, `server.port` | host and port of the server |
//! | `http.request.resend_count` | how often the request was sent before, from the second attempt on |
//! | `http.response.status_code` | the status, if there was a response |
//! | `error.type` | as above |
//!
//! | event | |
//! | --- | --- |
//! | `the request is sent again` (`DEBUG`) | with `error.type`, why, and `wait_ms`, after how many milliseconds |
//! | `credentials fetched` (`DEBUG`) | with `provider` |
//! | `credentials cannot be fetched` (`WARN`) | with `provider` and `error`; a call fails only when it needs them |
//!
//! The error of a call is not an event, since the caller has it. A span ends with the response, before that is decoded.
//!
//! For metrics and headers there is [`Middleware`]; [`Metrics`] and [`TraceContext`] are ready to use.

pub(crate) mod arguments;
mod attempt;
mod attempts;
#[cfg(feature = "busy")]
pub(crate) mod busy;
pub(crate) mod core;
pub(crate) mod execute;
mod extra;
mod hooks;
pub(crate) mod middleware;
pub(crate) mod operation_info;
pub(crate) mod options;
pub(crate) mod prepare;
pub(crate) mod request;
pub(crate) mod retry;
pub(crate) mod secrets;
pub(crate) mod server_url;
mod trace;

pub use hooks::{Metrics, TraceContext};
pub use middleware::{Attempt, CallEnd, Middleware};
pub use options::CallOptions;
pub use retry::{AttemptFailure, RetryPolicy};
