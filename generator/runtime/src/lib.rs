//! The support code that every generated client carries.

pub mod base64;
pub mod datetime;
mod decimal;
pub mod encode;
pub mod huawei;
pub mod json;
pub mod json_error;
pub mod parameter;
pub mod pattern;
pub mod rules;
pub mod values;

pub use base64::Base64;
pub use datetime::{Date, DateTime, InvalidDate};
pub use json_error::JsonError;
pub use parameter::{InvalidArgument, Location, Parameter, Problem, Style};
pub use pattern::Pattern;
pub use rules::{Literal, Matcher, Node, Rule, Violation};
pub use values::{Nullable, Secret, UnknownInteger, UnknownValue};
