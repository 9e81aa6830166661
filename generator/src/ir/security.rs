//! Security schemes and credentials.

use super::{Docs, NameHint};

/// A security scheme.
#[derive(Clone, Debug)]
pub struct SecurityScheme {
    /// The key in `components.securitySchemes`.
    pub name: NameHint,
    /// Its documentation in the description.
    pub docs: Docs,
    /// How a request is authorised.
    pub kind: SchemeKind,
}

/// The kinds of security scheme (OpenAPI "Security Scheme Object").
#[derive(Clone, Debug, PartialEq)]
pub enum SchemeKind {
    /// `http` `basic`.
    Basic,
    /// `http` `bearer`.
    Bearer,
    /// `http` `SDK-HMAC-SHA256`: AK/SK request signing.
    SdkHmacSha256,
    /// Any other `http` scheme, sent as `Authorization: <scheme> <value>`.
    Http(String),
    /// `apiKey`.
    ApiKey {
        /// Where the key is sent.
        location: KeyLocation,
        /// The header, query parameter or cookie.
        name: String,
    },
    /// `oauth2`
    OAuth2 {
        /// `clientCredentials.tokenUrl`: the only flow that a client can use without a user.
        token_url: Option<String>,
    },
    /// `openIdConnect`, with its discovery URL.
    OpenIdConnect(String),
    /// `mutualTLS`, which is left to the transport.
    MutualTls,
}

/// Where an API key is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyLocation {
    /// A header.
    Header,
    /// A query parameter.
    Query,
    /// A cookie.
    Cookie,
}

/// What the caller sets to authorise requests.
#[derive(Clone, Debug)]
pub struct CredentialSlot {
    /// The schemes that it serves, as indexes into [`Api::schemes`](super::Api::schemes), ascending.
    pub schemes: Vec<usize>,
    /// What the caller sets.
    pub kind: CredentialKind,
}

/// What the caller sets for one scheme or more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialKind {
    /// The credentials of the only scheme of the slot.
    OfScheme,
    /// Access keys, or a token that can be obtained with them.
    AccessKeys,
}
