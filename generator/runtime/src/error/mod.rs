//! Why a client cannot be built, or a call fails.

pub(crate) mod api;
pub(crate) mod build;
pub(crate) mod credentials;
mod excerpt;
pub(crate) mod failure;
pub(crate) mod none;

pub use api::ApiError;
pub use build::BuildError;
pub use credentials::{CredentialsError, CredentialsErrorKind};
pub use failure::{CallFailure, DecodeError, Error, RuntimeError};
pub use none::NoError;
