//! A value that is kept until its end.

use std::sync::Arc;
use std::time::SystemTime;

use crate::auth::authorizer::Stamp;

/// What is kept of a fetched value.
pub(super) struct Held<T> {
    pub(super) value: Arc<T>,
    pub(super) stamp: Stamp,
    pub(super) fetched_at: SystemTime,
    pub(super) expires_at: Option<SystemTime>,
    pub(super) renew_at: Option<SystemTime>,
    /// It came in the place of one that was refused, and was not accepted yet.
    pub(super) after_refusal: bool,
    /// The server refused it: it is used again only when no other can be had.
    pub(super) suspect: bool,
}

impl<T> Held<T> {
    pub(super) fn share(&self) -> (Arc<T>, Stamp) {
        (self.value.clone(), self.stamp)
    }

    pub(super) fn is_expired(&self, now: SystemTime) -> bool {
        self.expires_at.is_some_and(|end| end <= now)
    }
}
