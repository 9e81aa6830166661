//! Enum values that the description does not list.

use std::fmt;

/// A value of an open enum of strings that the description does not list.
///
/// Only this crate creates one, through the enum's `From<&str>`: so an `Unknown` never has a value with a variant of
/// its own, and comparing and matching are reliable.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    #[allow(
        dead_code,
        reason = "a description without enums has nobody who calls it"
    )]
    pub(crate) fn new(value: &str) -> Self {
        Self(value.into())
    }

    /// Returns the value as it was received.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A value of an open enum of integers that the description does not list.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnknownInteger(i64);

impl UnknownInteger {
    #[allow(
        dead_code,
        reason = "a description without integer enums has nobody who calls it"
    )]
    pub(crate) fn new(value: i64) -> Self {
        Self(value)
    }

    /// Returns the value as it was received.
    pub fn get(self) -> i64 {
        self.0
    }
}

impl fmt::Debug for UnknownInteger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for UnknownInteger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
