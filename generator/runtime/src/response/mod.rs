//! Decoded responses.

pub(crate) mod decode;
#[cfg(feature = "events")]
pub mod events;
#[cfg(feature = "events")]
mod line_reader;
#[cfg(feature = "test-util")]
mod mock;
pub(crate) mod operation;
#[cfg(feature = "parts")]
pub mod parts;
#[cfg(any(feature = "events", feature = "parts"))]
mod stream_error;
pub(crate) mod typed;

pub use crate::parameter::header::{FromHeaders, HeaderError};
pub use operation::Sending;
pub use typed::Response;
