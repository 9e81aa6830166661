//! Large values whose drop code is compiled only once.

use std::ops::{Deref, DerefMut};

/// A large value behind a trait object. Otherwise each crate and codegen unit that drops the type, or a type that
/// contains it, would have a copy of the drop code; this one is compiled where the value is made.
pub(crate) struct Kept<T>(Box<dyn Held<T>>);

trait Held<T>: Send + Sync {
    fn value(&self) -> &T;

    fn value_mut(&mut self) -> &mut T;

    fn own(self: Box<Self>) -> Box<T>;
}

impl<T: Send + Sync> Held<T> for T {
    fn value(&self) -> &T {
        self
    }

    fn value_mut(&mut self) -> &mut T {
        self
    }

    fn own(self: Box<Self>) -> Box<T> {
        self
    }
}

impl<T: Send + Sync + 'static> Kept<T> {
    pub(crate) fn new(value: T) -> Kept<T> {
        Kept::from(Box::new(value))
    }
}

impl<T> Kept<T> {
    /// Returns the value in its box.
    pub(crate) fn own(self) -> Box<T> {
        self.0.own()
    }
}

impl<T: Send + Sync + 'static> From<Box<T>> for Kept<T> {
    fn from(value: Box<T>) -> Kept<T> {
        Kept(value)
    }
}

impl<T> Deref for Kept<T> {
    type Target = T;

    fn deref(&self) -> &T {
        (*self.0).value()
    }
}

impl<T> DerefMut for Kept<T> {
    fn deref_mut(&mut self) -> &mut T {
        (*self.0).value_mut()
    }
}
