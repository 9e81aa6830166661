//! Conversion of models to and from JSON, driven by tables.

pub(crate) mod budget;
pub(crate) mod digits;
pub mod error;
#[cfg(feature = "float")]
mod exact;
#[cfg(any(feature = "float", feature = "multipart"))]
mod finite;
pub(crate) mod fit;
pub(crate) mod integer;
pub(crate) mod model;
mod newtypes;
mod nulls;
mod open_enum;
pub(crate) mod partial;
pub(crate) mod pointer;
mod quoted;
pub mod read;
mod surrogates;
mod tuples;
pub mod union;
pub mod write;
