//! What only generated code calls.
//!
//! Hidden is not private: what is here stays within a minor version, and what behaves differently gets another
//! name. People use what is public elsewhere.

pub use bytes;
pub use http;
pub use serde;
pub use serde_json;

pub use crate::auth::{self, Authorizer};
#[cfg(feature = "events")]
pub use crate::events;
#[cfg(feature = "huawei")]
pub use crate::huawei;
#[cfg(feature = "multipart")]
pub use crate::multipart;
#[cfg(feature = "test-util")]
pub use crate::scripted::ScriptedReply;
pub use crate::{
    Base64, Body, BuildError, Call, CallOptions, Config, Core, CoreBuilder, Date, DateTime,
    Decoded, Error, FromHeaders, HeaderError, Middleware, NoError, Node, Nullable, Operation,
    OperationInfo, Parameter, Rejected, Reply, Response, Rule, Secret, Sending, Style, Transport,
    UnknownInteger, UnknownValue, header, int_enum, json, json_union, model, newtype, node, nodes,
    operation, operation_info, parameter, replies, required_header, rules, schema, shaped_union,
    string_enum, tables, tagged_union,
};
#[cfg(feature = "paging")]
pub use crate::{Items, paging};
#[cfg(feature = "pattern")]
pub use crate::{Pattern, pattern};

/// Returns a value of an open enum that the description does not list.
#[must_use]
pub fn unknown_value(value: &str) -> UnknownValue {
    UnknownValue::new(value)
}

/// Returns a value of an open enum of integers that the description does not list.
#[must_use]
pub fn unknown_integer(value: i64) -> UnknownInteger {
    UnknownInteger::new(value)
}
