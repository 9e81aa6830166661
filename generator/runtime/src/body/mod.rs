//! The bodies of requests and responses.

pub(crate) mod charset;
pub(crate) mod content;
pub(crate) mod deadline;
pub(crate) mod details;
pub(crate) mod error;
pub(crate) mod limited;
pub(crate) mod marked;
pub(crate) mod media_type;
#[cfg(feature = "multipart")]
pub mod multipart;
#[cfg(feature = "fs")]
mod reader;
pub(crate) mod response;
pub(crate) mod sending;
mod stream;
#[cfg(feature = "fs")]
pub(crate) mod upload;

pub use content::Body;
pub use error::{BoxError, BoxFuture, TimeoutPhase, TransportError, TransportErrorKind};
#[cfg(feature = "multipart")]
pub use multipart::Part;
#[cfg(feature = "fs")]
pub use reader::BodyReader;
pub use response::{RawResponse, ResponseHead};
#[cfg(feature = "fs")]
pub use upload::{FileProgress, Upload};
