//! The document as the specification describes it: tables of its objects and their fields, and the check of a document
//! against them. Nothing is interpreted here.

pub(crate) mod beside;
mod check;
mod copies;
mod definition;
pub(crate) mod edits;
mod extension;
pub(crate) mod formats;
mod joined;
pub(crate) mod keyword;
mod lint;
pub(crate) mod media_types;
mod overlay;
mod references;
mod renamed;
mod report;
mod rules;
#[cfg(test)]
mod tests;
mod version;
mod walk;

pub use check::check;
pub(crate) use check::check_and_lint;
pub use definition::{Definition, Field, Need, Object, Shape};
pub use extension::{extensions, is_extension};
pub(crate) use overlay::check as check_overlay;
pub use version::Version;
