//! Validation of what is sent, by the rules of the description.

#[cfg(feature = "ecma-pattern")]
mod ecma;
pub(crate) mod equal;
#[cfg(feature = "keywords")]
pub(crate) mod keyword;
pub(crate) mod node;
#[cfg(feature = "pattern")]
mod pattern;
pub(crate) mod rule;
pub(crate) mod violation;

#[cfg(feature = "ecma-pattern")]
pub use ecma::EcmaPattern;
#[cfg(feature = "pattern")]
pub use pattern::Pattern;
pub use violation::Violation;
