//! The rules of the description for what is sent, and the values that break them.

pub(crate) mod node;
#[cfg(feature = "pattern")]
mod pattern;
pub(crate) mod rule;
pub(crate) mod violation;

#[cfg(feature = "pattern")]
pub use pattern::Pattern;
pub use violation::Violation;
