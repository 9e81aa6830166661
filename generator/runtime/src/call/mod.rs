//! One call, from its arguments to the response.

pub(crate) mod arguments;
mod attempt;
#[cfg(feature = "busy")]
pub(crate) mod busy;
pub(crate) mod core;
pub(crate) mod execute;
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
mod request;
pub(crate) mod retry;
mod trace;

pub use middleware::{Attempt, Middleware};
pub use options::CallOptions;
pub use retry::RetryPolicy;
