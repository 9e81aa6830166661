//! Huawei Cloud: access keys, tokens, and where they come from.

mod authorizer;
mod credentials;
mod environment;
mod federated;
mod hint;
mod iam;
mod iam_user;
pub mod instant;
mod metadata;
mod project;
mod provider;
pub mod signer;

pub use authorizer::{CredentialsSource, HuaweiAuthorizer};
pub use credentials::Credentials;
pub use environment::{Environment, ProcessEnvironment};
pub use iam_user::IamUser;
pub use metadata::MetadataService;
pub use provider::{
    CredentialsProvider, EnvironmentProvider, ProfileProvider, ProviderChain, ProviderContext,
};
