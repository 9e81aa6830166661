//! The support code that every generated client carries.

mod api_error;
pub mod auth;
pub mod base64;
#[cfg(feature = "blocking")]
mod blocking;
mod body;
mod call;
mod client;
mod config;
pub mod datetime;
mod deadline;
mod decimal;
#[cfg(feature = "default-transport")]
mod default_transport;
pub mod encode;
mod encode_path;
mod error;
pub mod events;
mod excerpt;
mod execute;
mod finite;
pub mod form;
mod gzip;
mod http_date;
pub mod huawei;
pub mod json;
pub mod json_error;
mod json_union;
mod json_write;
mod lines;
mod middleware;
pub mod model;
pub mod multipart;
pub mod oauth2;
mod open_enum;
mod operation;
pub mod paging;
pub mod parameter;
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
pub use huawei::Credentials;
pub use middleware::{Attempt, Middleware};
#[allow(unused_imports, reason = "used by generated code only")]
pub(crate) use model::model;
#[allow(unused_imports, reason = "used by generated code only")]
pub(crate) use open_enum::{int_enum, string_enum};
#[allow(unused_imports, reason = "used by generated code only")]
pub(crate) use operation::operation;
pub use operation::{Decoded, Operation, OperationInfo, Sending};
#[allow(unused_imports, reason = "used by generated code only")]
pub(crate) use replies::replies;
pub use reply::{Rejected, Reply};
#[cfg(feature = "reqwest")]
pub use reqwest_transport::ReqwestTransport;
pub use response::{FromHeaders, HeaderError, Response, header, required_header};
pub use retry::RetryPolicy;
#[cfg(feature = "test-util")]
pub use scripted::{RecordedRequest, ScriptedReply, ScriptedTransport};
#[allow(unused_imports, reason = "used by generated code only")]
pub(crate) use tables::{operation_info, parameter, schema};
pub use transport::{
    BoxError, BoxFuture, ConnectTimeout, TimeoutPhase, Transport, TransportError,
    TransportErrorKind,
};

pub use base64::Base64;
pub use datetime::{Date, DateTime, InvalidDate};
pub use json_error::JsonError;
pub use paging::{Items, RepeatedPage};
pub use parameter::{InvalidArgument, Location, Parameter, Problem, Style};
pub use pattern::Pattern;
#[allow(unused_imports, reason = "used by generated code only")]
pub(crate) use pattern::pattern;
pub use rules::{Literal, Matcher, Node, Rule, Violation};
#[allow(unused_imports, reason = "used by generated code only")]
pub(crate) use unions::{json_union, newtype, shaped_union, tagged_union};
pub use values::{Nullable, Secret, UnknownInteger, UnknownValue};
