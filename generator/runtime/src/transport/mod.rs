//! Transports, which carry requests to the server.

pub(crate) mod config;
#[cfg(feature = "default-transport")]
pub(crate) mod connect;
#[cfg(feature = "default-transport")]
mod default;
pub(crate) mod host;
pub(crate) mod interface;
pub(crate) mod line;
#[cfg(feature = "default-transport")]
mod provider;
#[cfg(feature = "test-util")]
pub(crate) mod recorded;
#[cfg(feature = "test-util")]
mod recording;
#[cfg(feature = "test-util")]
mod redact;
#[cfg(feature = "reqwest")]
mod reqwest;
pub(crate) mod resolver;
#[cfg(feature = "test-util")]
mod scripted;
#[cfg(feature = "tower")]
mod tower;

// What an implementation of `Transport` names.
#[doc(no_inline)]
pub use crate::body::error::{BoxFuture, TransportError, TransportErrorKind};
pub use config::{ConnectionConfig, Http2};
#[cfg(feature = "default-transport")]
pub use default::DefaultTransport;
pub use interface::{ConnectTimeout, Transport};
#[cfg(feature = "test-util")]
pub use recorded::RecordedRequest;
#[cfg(feature = "test-util")]
pub use recording::{Recording, RecordingError};
#[cfg(feature = "reqwest")]
pub use reqwest::ReqwestTransport;
pub use resolver::Resolver;
#[cfg(feature = "test-util")]
pub use scripted::ScriptedTransport;
#[cfg(feature = "test-util")]
pub use scripted::response::ScriptedResponse;
#[cfg(feature = "test-util")]
pub use scripted::script::{ScriptMismatch, Times};
#[cfg(feature = "tower")]
pub use tower::{TowerTransport, TransportService};
