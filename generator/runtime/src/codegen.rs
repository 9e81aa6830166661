//! The interface for generated code.
//!
//! It is hidden, but not private: everything here is kept within a minor version, and new behaviour gets a new name.
//! The interface for users is in the other modules.

pub use bytes;
pub use http;
pub use serde_core as serde;
pub use serde_json;

pub use crate::auth::{Authorizer, MutualTls, SecretAuthorizer, TokenSource};
pub use crate::body::{Body, RawResponse};
pub use crate::call::arguments::Call;
pub use crate::call::core::Core;
pub use crate::call::operation_info::{Contents, OperationInfo};
pub use crate::call::server_url::{ServerVariable, server_url};
pub use crate::call::{CallOptions, Middleware};
pub use crate::client::Config;
pub use crate::client::builder::CoreBuilder;
#[cfg(feature = "paging")]
pub use crate::client::list::List;
#[cfg(feature = "paging")]
pub use crate::client::page::{Page, count};
#[cfg(feature = "paging")]
pub use crate::client::pages::Pages;
#[cfg(feature = "paging")]
pub use crate::client::paging::Items;
#[cfg(feature = "paging")]
pub use crate::client::waiter::ItemPages;
pub use crate::client::waiter::{Condition, ItemRule, Match, Waiter};
pub use crate::client::{RawRequest, Verdict, Waiting};
pub use crate::error::{BuildError, Error, IntoError, NoError};
pub use crate::parameter::header::{
    FromHeaders, HeaderError, HeaderStyle, header, required_header,
};
pub use crate::parameter::{Parameter, Scalar, Style};
pub use crate::response::Response;
pub use crate::response::decode::DecodeFailure;
pub use crate::response::operation::{Decoded, Operation, Pollable, Sending, TypedRequest};
#[cfg(feature = "keywords")]
pub use crate::rules::keyword::Keyword;
pub use crate::rules::node::{Node, Variant};
pub use crate::rules::rule::Rule;
#[cfg(feature = "test-util")]
pub use crate::transport::ScriptedResponse;
pub use crate::transport::Transport;
pub use crate::value::{
    Base64, Date, DateTime, IntoNullable, Nullable, Secret, Tuple, UnknownFields, UnknownInteger,
    UnknownValue,
};
pub use crate::{int_enum, model, newtype, shaped_union, string_enum, tagged_union, text_newtype};

#[cfg(feature = "ecma-pattern")]
pub use crate::ecma_pattern;
#[cfg(feature = "pattern")]
pub use crate::pattern;
#[cfg(feature = "ecma-pattern")]
pub use crate::rules::EcmaPattern;
#[cfg(feature = "pattern")]
pub use crate::rules::Pattern;

#[cfg(feature = "huawei")]
pub use crate::auth::huawei::{CredentialsSource, HuaweiAuthorizer};
#[cfg(feature = "multipart")]
pub use crate::body::multipart::part_rules::PartRules;
#[cfg(feature = "multipart")]
pub use crate::body::multipart::{Multipart, Part};
#[cfg(feature = "busy")]
pub use crate::call::busy::Busy;
#[cfg(feature = "events")]
pub use crate::json::error::JsonError;
#[cfg(feature = "events")]
pub use crate::response::events::{EventData, Events, JsonLines, event_json};
#[cfg(feature = "parts")]
pub use crate::response::parts::Parts;

/// Types for files. Generated code uses full paths, since they depend on the feature.
#[cfg(feature = "fs")]
pub mod fs {
    pub use std::path::PathBuf;

    pub use crate::client::Download;
}

/// Functions that read and write models.
pub mod json {
    pub use crate::json::fit::{BestFit, count_listed};
    pub use crate::json::model::slot;
    pub use crate::json::partial::{FieldReader, Partial};
    pub use crate::json::read::{object, open_integer, open_string, whole};
    pub use crate::json::union::{
        bool_tag, has, has_all, has_inside, integer_tag, is_array_of, is_integer, is_not_empty,
        is_number, is_of_format, is_one_of, is_tagged, is_written_integer, lacks, may_be_tagged,
        number_tag, tag, tagged, try_variant, union, unknown, variant, with_fraction,
    };
    pub use crate::json::write::ObjectWriter;
}

/// Returns the strings of an argument, whatever its collection type.
pub fn strings(list: impl IntoIterator<Item = impl AsRef<str>>) -> Vec<String> {
    let strings = list.into_iter();
    strings.map(|text| text.as_ref().to_owned()).collect()
}

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

/// The version of this interface. It increases whenever generated code no longer works with an older runtime, or needs
/// something new.
pub const INTERFACE: u32 = 10;

/// The oldest version that this runtime still supports.
pub const OLDEST_INTERFACE: u32 = 4;

/// Stops the build of a client that was generated for an unsupported version of this interface.
///
/// Each client contains one call: `const _: () = apiruntime::codegen::made_for(10);`.
pub const fn made_for(interface: u32) {
    assert!(
        interface <= INTERFACE,
        "this client was generated for a newer `apiruntime`: update that dependency with `cargo update apiruntime`"
    );
    assert!(
        interface >= OLDEST_INTERFACE,
        "this client was generated for an older `apiruntime`: generate it again, or depend on the older version"
    );
}
