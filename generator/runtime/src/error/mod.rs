//! Why a client cannot be built, or a call fails.

pub(crate) mod build;
pub(crate) mod credentials;
pub(crate) mod details;
pub(crate) mod excerpt;
pub(crate) mod failure;
pub(crate) mod none;
pub(crate) mod wait;

pub use build::BuildError;
pub use credentials::{CredentialsError, CredentialsErrorKind};
pub use failure::{Error, Reason, RuntimeError};
pub use none::NoError;
pub use wait::{WaitEnd, WaitFailure};
