//! Authorization of requests.

pub(crate) mod authorizer;
pub(crate) mod cached;
pub(crate) mod clock;
pub(crate) mod context;
mod held;
#[cfg(feature = "huawei")]
pub mod huawei;
#[cfg(feature = "oauth2")]
pub mod oauth2;
pub(crate) mod secret;
pub(crate) mod token;

pub use authorizer::{AfterUnauthorized, Attachment, Authorizer, Stamp};
pub use cached::Cached;
pub use clock::Clock;
pub use context::ClientContext;
pub use secret::{MutualTls, SecretAuthorizer};
pub use token::{Token, TokenProvider, TokenSource};

pub use crate::error::{CredentialsError, CredentialsErrorKind};
