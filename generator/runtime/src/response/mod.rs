//! Responses, decoded.

pub(crate) mod decode;
#[cfg(feature = "events")]
pub mod events;
#[cfg(feature = "events")]
mod line_reader;
pub(crate) mod operation;
pub(crate) mod typed;

pub use crate::parameter::header::{FromHeaders, HeaderError};
pub use operation::Sending;
pub use typed::Response;
