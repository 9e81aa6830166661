//! The error of an operation that documents none.

/// The error of an operation that documents none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NoError {}
