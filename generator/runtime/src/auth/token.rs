//! Secrets that are sent unchanged: tokens and keys, fixed or from a provider.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use crate::auth::context::ClientContext;
use crate::body::error::BoxFuture;
use crate::error::credentials::CredentialsError;

/// A token and its expiry.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    pub(crate) secret: String,
    pub(crate) expires_at: Option<SystemTime>,
}

impl Token {
    /// Returns a token that is used until the server refuses it.
    pub fn new(secret: impl Into<String>) -> Token {
        Token {
            secret: secret.into(),
            expires_at: None,
        }
    }

    /// Sets when the token expires; it is renewed before that.
    pub fn expires_at(mut self, expires_at: SystemTime) -> Token {
        self.expires_at = Some(expires_at);
        self
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token")
            .field("secret", &"[redacted]")
            .field("expires_at", &self.expires_at)
            .finish()
    }
}

/// Provides tokens of OAuth2, OpenID Connect or any other origin.
///
/// A client caches a token until a minute before it expires, then asks for another one in the background, once at a
/// time. If the server responds with 401, the request is sent once more with a new token. If that one is refused as
/// well, no other is requested for a minute.
pub trait TokenProvider: Send + Sync + 'static {
    /// Returns the token to use from now on.
    fn token<'a>(
        &'a self,
        context: &'a ClientContext,
    ) -> BoxFuture<'a, Result<Token, CredentialsError>>;
}

impl<P: TokenProvider + ?Sized> TokenProvider for Arc<P> {
    fn token<'a>(
        &'a self,
        context: &'a ClientContext,
    ) -> BoxFuture<'a, Result<Token, CredentialsError>> {
        (**self).token(context)
    }
}

/// The origin of a token or key: a string, or a [`TokenProvider`].
#[derive(Clone)]
pub struct TokenSource(pub(crate) Origin);

#[derive(Clone)]
pub(crate) enum Origin {
    Fixed(String),
    Provider(Arc<dyn TokenProvider>),
}

impl From<String> for TokenSource {
    fn from(token: String) -> TokenSource {
        TokenSource(Origin::Fixed(token))
    }
}

impl From<&str> for TokenSource {
    fn from(token: &str) -> TokenSource {
        TokenSource(Origin::Fixed(token.to_owned()))
    }
}

impl From<Token> for TokenSource {
    fn from(token: Token) -> TokenSource {
        TokenSource(Origin::Fixed(token.secret))
    }
}

impl<P: TokenProvider> From<P> for TokenSource {
    fn from(provider: P) -> TokenSource {
        TokenSource(Origin::Provider(Arc::new(provider)))
    }
}

impl fmt::Debug for TokenSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Origin::Fixed(_) => "TokenSource([redacted])",
            Origin::Provider(_) => "TokenSource(provider)",
        })
    }
}
