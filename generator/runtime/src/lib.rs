//! What generated API clients depend on: transport, credentials, retries, encoding and decoding.
//!
//! A client re-exports what its users need of it. Cargo features switch its facilities: a client turns on
//! those that its description needs, and forwards the others.
//!
//! Whatever a server sends, a call ends within its time limit, takes a bounded amount of memory, and sends its credentials
//! to no other host; [`Config`] has the limits. Credentials never change to another identity in silence:
//! `auth::huawei::ProviderChain` says when the next provider is asked.
//!
//! The modules are rooms, from the bottom up; each uses only those before it in this list:
//!
//! | room | holds |
//! | --- | --- |
//! | [`value`] | dates, base64, secrets, exact numbers: values with no HTTP in them |
//! | `json` | models to and from JSON, by tables |
//! | [`rules`] | what is checked of what is sent |
//! | [`parameter`] | styles of path, query, header, cookie and form |
//! | [`body`] | bodies of requests and responses, compression, limits, files |
//! | [`error`] | the error types |
//! | [`transport`] | the trait, the default one, `reqwest`'s, layers of tower, the scripted and the recorded one for tests |
//! | [`auth`] | credentials, their renewal and their sources |
//! | [`call`] | one call from request to response: retries, deadlines, middleware, tracing |
//! | [`response`] | responses decoded: headers, media types, events, lines |
//! | [`client`] | settings; blocking; lists that come page by page; waiting for a state |

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
/// The types of requests and responses, as middlewares and transports have them.
pub use http;
pub use response::Response;
/// JSON of any kind, as values that the description leaves open are.
pub use serde_json;
pub use value::{Base64, Date, DateTime, Nullable, Secret};
