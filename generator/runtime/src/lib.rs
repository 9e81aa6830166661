//! Support code for generated API clients: transport, credentials, retries, encoding and decoding.
//!
//! A client re-exports what its users need of this crate. Cargo features switch optional parts on: a client enables
//! those that its description needs, and forwards the others.
//!
//! Whatever a server sends, a call ends within its time limit, takes a bounded amount of memory, and sends its
//! credentials to no other host; [`Config`] has the limits. A client never switches silently to the credentials of
//! another identity: `auth::huawei::ProviderChain` documents when it asks the next provider.
//!
//! The modules form layers, from the bottom up; each uses only those before it in this list:
//!
//! | module | contents |
//! | --- | --- |
//! | [`value`] | dates, base64, secrets, exact numbers: values with no HTTP in them |
//! | `json` | conversion of models to and from JSON, driven by tables |
//! | [`rules`] | validation of what is sent |
//! | [`parameter`] | serialization styles of path, query, header, cookie and form |
//! | [`body`] | bodies of requests and responses, compression, limits, files |
//! | [`error`] | the error types |
//! | [`transport`] | the trait; the default transport; adapters for `reqwest` and tower; scripted and recorded ones |
//! | [`auth`] | credentials, where they come from and how they are renewed |
//! | [`call`] | one call from request to response: retries, deadlines, middleware, tracing |
//! | [`response`] | decoded responses: headers, media types, events, lines |
//! | [`client`] | settings, blocking calls, paged lists, waiters |

extern crate serde_core as serde;

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
/// HTTP types of requests and responses, for middleware and transports.
pub use http;
pub use response::Response;
/// JSON values, for what the description leaves open.
pub use serde_json;
pub use value::{Base64, Date, DateTime, Nullable, Secret};
