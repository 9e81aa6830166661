//! Huawei Cloud credentials: access keys, tokens, and their providers.
//!
//! What only providers need is `#[inline]`: it is compiled in the programs that use a provider, not with the runtime.

mod authorizer;
mod canonical;
mod chain;
mod credentials;
mod explain;
mod federated;
mod iam;
mod iam_user;
mod metadata;
mod oidc_agency;
mod pod_identity;
mod project;
mod provider;
mod renewed;
pub mod signer;
mod sources;

pub use authorizer::{CredentialsSource, HuaweiAuthorizer};
pub use chain::{EnvironmentProvider, ProfileProvider, ProviderChain};
pub use credentials::Credentials;
pub use iam_user::IamUser;
pub use metadata::MetadataService;
pub use oidc_agency::OidcAgency;
pub use pod_identity::PodIdentity;
pub use provider::{CredentialsProvider, ProviderContext};
pub use sources::{Environment, ProcessEnvironment};
