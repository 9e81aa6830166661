//! The bodies of requests and responses.

pub(crate) mod content;
pub(crate) mod deadline;
pub(crate) mod dense;
pub(crate) mod error;
mod gzip;
pub(crate) mod limited;
pub(crate) mod media_type;
#[cfg(feature = "multipart")]
pub mod multipart;
#[cfg(feature = "multipart")]
mod pieces;
pub(crate) mod response;

pub use content::Body;
pub use error::{BoxError, BoxFuture, TimeoutPhase, TransportError, TransportErrorKind};
pub use response::{RawResponse, ResponseHead};
