//! Huawei Cloud: access keys, tokens, and where they come from.
//!
//! Federated logins (identity provider id and id token) are not among the sources; a
//! [`CredentialsProvider`] of one's own can add them.

mod authorizer;
mod credentials;
mod environment;
mod hint;
mod iam;
pub mod instant;
mod metadata;
mod provider;
pub mod signer;

pub use authorizer::{CredentialsSource, HuaweiAuthorizer};
pub use credentials::Credentials;
pub use environment::{Environment, ProcessEnvironment};
pub use iam::IamUser;
pub use metadata::MetadataService;
pub use provider::{
    CredentialsProvider, EnvironmentProvider, ProfileProvider, ProviderChain, ProviderContext,
};
