//! Errors of building a client, and of calls.

pub(crate) mod build;
pub(crate) mod convert;
pub(crate) mod credentials;
mod display;
pub(crate) mod excerpt;
pub(crate) mod failure;
pub(crate) mod none;
mod questions;
pub(crate) mod redact;
pub(crate) mod runtime;
pub(crate) mod wait;

pub use build::BuildError;
pub use convert::IntoError;
pub use credentials::{CredentialsError, CredentialsErrorKind};
pub use failure::{Error, Reason};
pub use none::NoError;
pub use runtime::RuntimeError;
pub use wait::{WaitEnd, WaitFailure};
