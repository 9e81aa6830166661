//! Responses, decoded.

pub(crate) mod decode;
#[cfg(feature = "events")]
pub mod events;
#[cfg(feature = "events")]
mod line_reader;
pub(crate) mod operation;
pub(crate) mod text;
pub(crate) mod typed;

pub use operation::Sending;
pub use typed::{FromHeaders, HeaderError, Response};
