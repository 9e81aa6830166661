//! One call, from its arguments to the response.

pub(crate) mod arguments;
mod attempt;
#[cfg(feature = "busy")]
pub(crate) mod busy;
pub(crate) mod core;
pub(crate) mod execute;
mod extra;
#[cfg(feature = "form")]
mod form;
#[cfg(feature = "events")]
mod json_lines;
pub(crate) mod middleware;
#[cfg(feature = "multipart")]
mod multipart;
#[cfg(feature = "paging")]
pub(crate) mod next_page;
pub(crate) mod operation_info;
pub(crate) mod options;
mod prepare;
pub(crate) mod request;
pub(crate) mod retry;
pub(crate) mod retry_state;
pub(crate) mod server_url;
mod trace;
#[cfg(feature = "busy")]
mod while_busy;

pub use middleware::{Attempt, Middleware};
pub use options::CallOptions;
pub use retry::{AttemptFailure, RetryPolicy};
