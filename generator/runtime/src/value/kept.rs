//! Large values that are dropped by code of one place.

use std::ops::{Deref, DerefMut};

/// A large value behind a pointer. Each crate that drops a type, and each unit of it, has the code for that once more,
/// and for each type that it is in: what drops this one is compiled where it was made.
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
    /// The value in the box that it is in.
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
