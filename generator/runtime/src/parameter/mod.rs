//! The serialization styles of path, query, header, cookie and form, and the errors of arguments.

#[cfg_attr(not(feature = "_semver"), doc(hidden))]
pub mod cookie;
mod deep;
pub(crate) mod definition;
#[cfg_attr(not(feature = "_semver"), doc(hidden))]
pub mod encode;
#[cfg(feature = "form")]
#[cfg_attr(not(feature = "_semver"), doc(hidden))]
pub mod form;
pub(crate) mod header;
pub(crate) mod managed;
pub(crate) mod media_type;
#[cfg_attr(not(feature = "_semver"), doc(hidden))]
pub mod path;
pub(crate) mod scalar;
pub(crate) mod shape;
pub(crate) mod text;

pub use definition::{ArgumentErrorKind, InvalidArgument, Location, Parameter, Style};
pub use scalar::Scalar;
