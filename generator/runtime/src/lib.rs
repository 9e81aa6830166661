//! What generated API clients depend on: transport, credentials, retries, encoding and decoding.
//!
//! A client re-exports what its users need of it. Cargo features switch its facilities: a client turns on
//! those that its description needs.

// From the bottom up: each room uses only those above it in this list.
pub mod auth;
pub mod body;
pub mod call;
pub mod client;
pub mod error;
#[cfg_attr(not(feature = "_semver"), doc(hidden))]
pub mod json;
pub mod parameter;
pub mod response;
pub mod rules;
pub mod transport;
pub mod value;

#[cfg_attr(not(feature = "_semver"), doc(hidden))]
pub mod codegen;

#[cfg(feature = "huawei")]
pub use auth::huawei::Credentials;
pub use body::Body;
pub use call::{CallOptions, RetryPolicy};
pub use client::Config;
#[cfg(feature = "paging")]
pub use client::Items;
pub use error::{BuildError, Error};
pub use response::Response;
pub use value::{Base64, Date, DateTime, Nullable, Secret};
