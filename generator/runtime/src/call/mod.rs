//! One call, from its arguments to the response.
//!
//! # Spans
//!
//! Each call is a span of the crate `tracing`, each of its attempts one in it. Names of spans and fields stay within a
//! minor version. Queries, header values and bodies are in none.
//!
//! | span `call` (level `INFO`) | |
//! | --- | --- |
//! | `operation`, `otel.name` | the operation's id |
//! | `url.template` | the path of the description, without values |
//! | `attempts` | how often the request was sent; at the end |
//! | `error.type` | the status of an error, or what went wrong: `timeout`, `connect`, `decode`, …; at the end |
//!
//! | span `attempt` (level `INFO`) | |
//! | --- | --- |
//! | `otel.name` | the method and the path of the description |
//! | `otel.kind` | `client` |
//! | `http.request.method` | the method |
//! | `url.template` | the path of the description, without values |
//! | `server.address`, `server.port` | where it goes |
//! | `http.request.resend_count` | how often it was sent before, from the second attempt on |
//! | `http.response.status_code` | the status, where a response came |
//! | `error.type` | as above |
//!
//! For metrics and headers there is [`Middleware`], with [`Metrics`] and [`TraceContext`] ready to use.

pub(crate) mod arguments;
mod attempt;
mod attempts;
#[cfg(feature = "busy")]
pub(crate) mod busy;
pub(crate) mod core;
pub(crate) mod execute;
mod extra;
#[cfg(feature = "form")]
mod form;
mod hooks;
#[cfg(feature = "events")]
mod json_lines;
pub(crate) mod middleware;
#[cfg(feature = "multipart")]
mod multipart;
#[cfg(feature = "paging")]
pub(crate) mod next_page;
pub(crate) mod operation_info;
pub(crate) mod options;
pub(crate) mod prepare;
pub(crate) mod request;
mod request_uri;
pub(crate) mod retry;
pub(crate) mod retry_state;
pub(crate) mod server_url;
mod trace;
mod watch;
#[cfg(feature = "busy")]
mod while_busy;

pub use hooks::{Metrics, TraceContext};
pub use middleware::{Attempt, CallEnd, Middleware};
pub use options::CallOptions;
pub use retry::{AttemptFailure, RetryPolicy};
