//! What generated API clients depend on: transport, credentials, retries, encoding and decoding.
//!
//! A client re-exports what its users need of it. Cargo features switch its facilities: a client turns on
//! those that its description needs.

mod api_error;
pub mod auth;
pub mod base64;
#[cfg(feature = "blocking")]
mod blocking;
mod body;
mod call;
mod client;
#[doc(hidden)]
pub mod codegen;
mod config;
pub mod datetime;
mod deadline;
mod decimal;
#[cfg(feature = "default-transport")]
mod default_transport;
pub mod encode;
mod encode_path;
mod error;
#[cfg(feature = "events")]
pub mod events;
mod excerpt;
mod execute;
mod finite;
#[cfg(feature = "form")]
pub mod form;
mod gzip;
mod http_date;
#[cfg(feature = "huawei")]
pub mod huawei;
pub mod json;
pub mod json_error;
mod json_union;
mod json_write;
#[cfg(feature = "events")]
mod lines;
mod middleware;
pub mod model;
#[cfg(feature = "multipart")]
pub mod multipart;
#[cfg(feature = "oauth2")]
pub mod oauth2;
mod open_enum;
mod operation;
#[cfg(feature = "paging")]
pub mod paging;
pub mod parameter;
#[cfg(feature = "pattern")]
pub mod pattern;
mod prepare;
pub mod replies;
mod reply;
mod reply_body;
#[cfg(feature = "reqwest")]
mod reqwest_transport;
mod response;
mod retry;
pub mod rules;
#[cfg(feature = "test-util")]
mod scripted;
pub mod tables;
mod trace;
mod transport;
mod unions;
pub mod values;

pub use api_error::ApiError;
pub use auth::{
    AfterUnauthorized, Attachment, Authorizer, CredentialsError, CredentialsErrorKind, Stamp,
};
#[cfg(feature = "blocking")]
pub use blocking::block_on;
pub use body::Body;
pub use call::Call;
pub use client::{BuildError, Core, CoreBuilder};
pub use config::{CallOptions, Config, Http2};
#[cfg(feature = "default-transport")]
pub use default_transport::DefaultTransport;
pub use error::{CallFailure, DecodeError, Error, NoError, RuntimeError};
#[cfg(feature = "huawei")]
pub use huawei::Credentials;
pub use middleware::{Attempt, Middleware};
pub use operation::{Decoded, Operation, OperationInfo, Sending};
pub use reply::{Rejected, Reply};
#[cfg(feature = "reqwest")]
pub use reqwest_transport::ReqwestTransport;
pub use response::{FromHeaders, HeaderError, Response, header, required_header};
pub use retry::RetryPolicy;
#[cfg(feature = "test-util")]
pub use scripted::{RecordedRequest, ScriptedReply, ScriptedTransport};
pub use transport::{
    BoxError, BoxFuture, ConnectTimeout, TimeoutPhase, Transport, TransportError,
    TransportErrorKind,
};

pub use base64::Base64;
pub use datetime::{Date, DateTime, InvalidDate};
pub use json_error::JsonError;
#[cfg(feature = "paging")]
pub use paging::{Items, RepeatedPage};
pub use parameter::{InvalidArgument, Location, Parameter, Problem, Style};
#[cfg(feature = "pattern")]
pub use pattern::Pattern;
pub use rules::{Literal, Matcher, Node, Rule, Violation};
pub use values::{Nullable, Secret, UnknownInteger, UnknownValue};
