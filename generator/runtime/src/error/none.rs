//! The error of an operation that documents none.

use std::fmt;

/// The error of an operation that documents none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NoError {}

pub(crate) fn attempts(f: &mut fmt::Formatter<'_>, attempts: u32) -> fmt::Result {
    if attempts > 1 {
        write!(f, " ({attempts} attempts)")
    } else {
        Ok(())
    }
}
