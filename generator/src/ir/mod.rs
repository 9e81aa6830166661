//! The neutral model of an API: resolved, checked, free of any Rust identifier.
//!
//! [`lower`](crate::lower) makes it from the document, [`analyze`](crate::analyze) completes it, and
//! the names and emit stages only read it. Names in here are the description's own (wire names and
//! hints); what they become in Rust is decided in one place, [`names`](crate::names).

use crate::source::Origin;

pub(crate) mod graph;
mod media;
mod operation;
mod paging;
mod table;
mod types;

pub use media::*;
pub use operation::*;
pub use paging::*;
pub use table::*;
pub use types::*;

/// One description, ready to become a client.
#[derive(Clone, Debug, Default)]
pub struct Api {
    /// `info.title`.
    pub title: String,
    /// `info.description` or `info.summary`.
    pub docs: Docs,
    /// The tags in the order of the document; an operation's tags index into it.
    pub tags: Vec<Tag>,
    /// The servers that hold where an operation names none of its own.
    pub servers: Vec<Server>,
    /// Security schemes in the order of the document; a slot's number is the index here.
    pub schemes: Vec<SecurityScheme>,
    /// Parameters marked `x-client-parameter`: set once on the client. One entry a name.
    pub client_parameters: Vec<ClientParameter>,
    /// The operations in the order of the document.
    pub operations: Vec<Operation>,
    /// Every named type; [`TypeId`] indexes into it.
    pub types: Types,
}

/// The index of a [`TypeDef`] in [`Api::types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub u32);

impl TypeId {
    /// Returns it as an index.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Text of the description, as it was written. Hostile until the emitter has made it a comment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Docs {
    /// The short line (`summary` or `title`).
    pub summary: Option<String>,
    /// The long text (`description`).
    pub description: Option<String>,
    /// `externalDocs.url`.
    pub external: Option<String>,
    /// Notes of the generator to the reader, e.g. on a resolved collision or an unsupported part.
    pub notes: Vec<String>,
}

/// Whether a thing should still be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lifecycle {
    /// In use.
    #[default]
    Current,
    /// `deprecated: true`.
    Deprecated,
}

/// What an identifier is made from.
#[derive(Clone, Debug, PartialEq)]
pub struct NameHint {
    /// The words to use: a component's key, an operationId, or the path that leads to an inline schema
    /// (`["CreatePet", "Body", "owner"]`). The names stage joins them.
    pub words: Vec<String>,
    /// `x-rust-name`, with the place where it stands.
    pub wanted: Option<(String, Origin)>,
    /// Where a diagnostic on this name points.
    pub origin: Origin,
}

/// A tag of the document.
#[derive(Clone, Debug)]
pub struct Tag {
    /// As written; operations name it.
    pub name: String,
    /// What the description says of it.
    pub docs: Docs,
    /// Where it is declared, or first used.
    pub origin: Origin,
}

/// A server, its variables unresolved.
#[derive(Clone, Debug)]
pub struct Server {
    /// Literal pieces and variables in turn.
    pub url: Vec<UrlPiece>,
    /// The variables that the URL uses, in the order of first use.
    pub variables: Vec<ServerVariable>,
    /// What the description says of it.
    pub docs: Docs,
    /// OpenAPI 3.2 `name`.
    pub name: Option<String>,
    /// Where it stands.
    pub origin: Origin,
}

/// A piece of a server URL.
#[derive(Clone, Debug, PartialEq)]
pub enum UrlPiece {
    /// Text as it stands.
    Literal(String),
    /// The variable of that name.
    Variable(String),
}

/// A variable of a server URL.
#[derive(Clone, Debug)]
pub struct ServerVariable {
    /// As written between the braces.
    pub name: String,
    /// `default`.
    pub default: String,
    /// `enum`; empty where any value may stand.
    pub values: Vec<String>,
    /// What the description says of it.
    pub docs: Docs,
    /// Where it is declared.
    pub origin: Origin,
}

/// A security scheme.
#[derive(Clone, Debug)]
pub struct SecurityScheme {
    /// The key in `components.securitySchemes`.
    pub name: NameHint,
    /// What the description says of it.
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
    /// `oauth2`; the flows that the description offers.
    OAuth2(OAuthFlows),
    /// `openIdConnect`, with its discovery URL.
    OpenIdConnect(String),
    /// `mutualTLS`: the transport's business.
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

/// The OAuth 2.0 flows of a scheme, as far as a client can use them by itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OAuthFlows {
    /// `clientCredentials.tokenUrl`.
    pub client_credentials: Option<String>,
    /// Every scope that is declared, with its text.
    pub scopes: Vec<(String, String)>,
}

/// One way to authorise a call: all of its schemes together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SecurityAlternative {
    /// Indexes into [`Api::schemes`], with the scopes asked for. Empty: no authorisation needed.
    pub schemes: Vec<(usize, Vec<String>)>,
}

/// A parameter that is set once on the client.
#[derive(Clone, Debug)]
pub struct ClientParameter {
    /// The parameter as its first use declares it.
    pub parameter: Parameter,
}
