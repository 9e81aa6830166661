//! The styles of path, query, header, cookie and form; arguments that are refused.

pub(crate) mod definition;
#[doc(hidden)]
pub mod encode;
#[cfg(feature = "form")]
#[doc(hidden)]
pub mod form;
#[doc(hidden)]
pub mod path;
mod shape;

pub use definition::{InvalidArgument, Location, Parameter, Problem, Style};
