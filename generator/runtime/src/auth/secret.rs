//! Security schemes that send a secret in one place of the request.
//!
//! Their code is `#[inline]`: it is compiled in the programs that use such a scheme, not with the runtime.

use crate::value::base64::Base64;

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use http::header::{AUTHORIZATION, COOKIE, HeaderMap, HeaderName, HeaderValue};
use percent_encoding::percent_decode_str;

use crate::auth::authorizer::{
    AfterUnauthorized, Attachment, Authorizer, Stamp, attached, log_fetch, serves_another,
};
use crate::auth::cached::Cached;
use crate::auth::clock::Clock;
use crate::auth::context::ClientContext;
use crate::auth::token::{Origin, Token, TokenSource};
use crate::body::content::Body;
use crate::body::error::BoxFuture;
use crate::error::credentials::CredentialsError;
use crate::parameter::encode::percent_encode;
use crate::parameter::managed::is_of_connection;
use crate::value::text::append;

/// A token that expires within this time is renewed before it is used again.
const MARGIN: Duration = Duration::from_secs(60);

/// Adds a token or key in the place that the description declares: bearer, basic and other HTTP schemes, or API keys in
/// a header, the query or a cookie. OAuth2 and OpenID Connect are bearer schemes with a provider.
///
/// Building the client fails if a secret cannot be sent in its place; if the secret comes from a provider, the call
/// fails.
pub struct SecretAuthorizer {
    place: Place,
    source: TokenSource,
    cached: Cached<Token, CredentialsError>,
    clock: Clock,
    context: OnceLock<ClientContext>,
    /// The password of basic credentials, which are sent encoded.
    password: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    /// `Authorization`, after the name of the scheme.
    Authorization(Cow<'static, str>),
    Header(Cow<'static, str>),
    Query(Cow<'static, str>),
    Cookie(Cow<'static, str>),
    /// Invalid basic credentials: building the client fails.
    Refused(&'static str),
}

impl SecretAuthorizer {
    /// Sends `Authorization: Bearer <token>`.
    pub fn bearer(token: impl Into<TokenSource>) -> SecretAuthorizer {
        SecretAuthorizer::scheme("Bearer", token)
    }

    /// Sends `Authorization: <scheme> <credentials>`, for the other HTTP schemes.
    pub fn scheme(
        scheme: impl Into<Cow<'static, str>>,
        credentials: impl Into<TokenSource>,
    ) -> SecretAuthorizer {
        SecretAuthorizer::new(Place::Authorization(scheme.into()), credentials.into())
    }

    /// Sends `Authorization: Basic <…>` (RFC 7617, in UTF-8). The user must not contain a colon.
    #[inline]
    pub fn basic(user: &str, password: &str) -> SecretAuthorizer {
        let place = if user.contains(':') {
            Place::Refused("the user name of basic credentials must not have a colon")
        } else if user.contains(char::is_control) || password.contains(char::is_control) {
            Place::Refused("basic credentials must not have control characters")
        } else {
            Place::Authorization("Basic".into())
        };
        let credentials = Base64::from(format!("{user}:{password}").as_bytes());
        let mut authorizer = SecretAuthorizer::new(place, credentials.as_str().into());
        authorizer.password = Some(password.to_owned());
        authorizer
    }

    /// Sends an API key in a header.
    pub fn header(
        name: impl Into<Cow<'static, str>>,
        key: impl Into<TokenSource>,
    ) -> SecretAuthorizer {
        SecretAuthorizer::new(Place::Header(name.into()), key.into())
    }

    /// Sends an API key in the query.
    pub fn query(
        name: impl Into<Cow<'static, str>>,
        key: impl Into<TokenSource>,
    ) -> SecretAuthorizer {
        SecretAuthorizer::new(Place::Query(name.into()), key.into())
    }

    /// Sends an API key in a cookie.
    pub fn cookie(
        name: impl Into<Cow<'static, str>>,
        key: impl Into<TokenSource>,
    ) -> SecretAuthorizer {
        SecretAuthorizer::new(Place::Cookie(name.into()), key.into())
    }

    /// Sets the clock for the expiry of tokens, for tests.
    pub fn clock(mut self, clock: Clock) -> SecretAuthorizer {
        self.clock = clock;
        self
    }

    fn new(place: Place, source: TokenSource) -> SecretAuthorizer {
        let (clock, context) = (Clock::default(), OnceLock::new());
        SecretAuthorizer {
            place,
            source,
            cached: Cached::new(MARGIN),
            clock,
            context,
            password: None,
        }
    }

    async fn authorize_now(
        &self,
        request: &mut http::Request<Body>,
    ) -> Result<Stamp, CredentialsError> {
        let provider = match &self.source.0 {
            Origin::Fixed(secret) => {
                self.place.put(secret, request)?;
                return Ok(Stamp::default());
            }
            Origin::Provider(provider) => provider,
        };
        let context = attached(&self.context)?;
        let fetch = || {
            let (provider, context) = (Arc::clone(provider), context.clone());
            let place = self.place.clone();
            async move {
                let fetched = provider.token(&context).await;
                let fetched = fetched.and_then(|token| {
                    place.put(&token.secret, &mut http::Request::default())?;
                    Ok(token)
                });
                log_fetch("token provider", &fetched);
                fetched.map(|token| {
                    let end = token.expires_at;
                    (token, end)
                })
            }
        };
        let (token, stamp) = self.cached.get(&self.clock, fetch).await?;
        self.place.put(&token.secret, request)?;
        Ok(stamp)
    }
}

impl Authorizer for SecretAuthorizer {
    #[inline]
    fn attach(&self, client: &Attachment<'_>) -> Result<(), CredentialsError> {
        if let Origin::Fixed(secret) = &self.source.0 {
            self.place.put(secret, &mut http::Request::default())?;
        }
        let context = ClientContext::new(Arc::clone(client.transport), self.clock.clone());
        match (self.context.set(context), &self.source.0) {
            (Err(_), Origin::Provider(_)) => Err(serves_another()),
            // A fixed secret is the same for all clients.
            _ => Ok(()),
        }
    }

    #[inline]
    fn authorize<'a>(
        &'a self,
        request: &'a mut http::Request<Body>,
    ) -> BoxFuture<'a, Result<Stamp, CredentialsError>> {
        Box::pin(self.authorize_now(request))
    }

    #[inline]
    fn after_unauthorized(&self, stamp: Stamp) -> AfterUnauthorized {
        match self.source.0 {
            Origin::Fixed(_) => AfterUnauthorized::Stop,
            Origin::Provider(_) => self
                .cached
                .invalidate(&self.clock, stamp)
                .map_or(AfterUnauthorized::Retry, AfterUnauthorized::CoolDown),
        }
    }

    #[inline]
    fn after_accepted(&self, stamp: Stamp) {
        self.cached.accept(stamp);
    }

    #[inline]
    fn secrets(&self) -> Vec<String> {
        let mut secrets: Vec<String> = match &self.source.0 {
            Origin::Fixed(secret) => vec![secret.clone()],
            Origin::Provider(_) => {
                let mut secrets = Vec::new();
                for token in self.cached.recent() {
                    secrets.push(token.secret.clone());
                }
                secrets
            }
        };
        secrets.extend(self.password.clone());
        secrets
    }

    #[inline]
    fn query_parameter(&self) -> Option<&str> {
        match &self.place {
            Place::Query(name) => Some(name),
            _ => None,
        }
    }
}

impl fmt::Debug for SecretAuthorizer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecretAuthorizer")
            .field("place", &self.place)
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}

impl Place {
    /// Returns whether the call sets this place itself; its value is kept.
    fn is_taken(&self, secret: &str, request: &http::Request<Body>) -> bool {
        let headers = request.headers();
        match self {
            Place::Authorization(_) => headers.contains_key(AUTHORIZATION),
            // The cookies of the call are sent with those of the secret.
            Place::Header(name) if **name == COOKIE => secret.split(';').any(|pair| {
                let name = pair.split('=').next().unwrap_or_default().trim();
                holds_cookie(headers, name)
            }),
            Place::Header(name) => headers.contains_key(&**name),
            Place::Query(name) => {
                let mut pairs = request.uri().query().unwrap_or_default().split('&');
                pairs.any(|pair| {
                    let key = pair.split('=').next().unwrap_or_default();
                    *Cow::from(percent_decode_str(key)) == *name.as_bytes()
                })
            }
            Place::Cookie(name) => holds_cookie(headers, name),
            Place::Refused(_) => false,
        }
    }

    #[inline]
    fn put(&self, secret: &str, request: &mut http::Request<Body>) -> Result<(), CredentialsError> {
        if self.is_taken(secret, request) {
            return Ok(());
        }
        match self {
            Place::Authorization(scheme) => {
                let value = header_value("the credentials", &format!("{scheme} {secret}"), secret)?;
                request.headers_mut().insert(AUTHORIZATION, value);
            }
            Place::Header(name) => {
                let what = format!("the key for the header `{name}`");
                let value = header_value(&what, secret, secret)?;
                let name = HeaderName::try_from(&**name).map_err(|_| {
                    CredentialsError::new(format!("`{name}` is not a name for a header"))
                })?;
                if is_of_connection(&name) {
                    let why = "follows from the URL and the body, and cannot be a key";
                    return Err(CredentialsError::new(format!("the header `{name}` {why}")));
                }
                let value = match name == COOKIE {
                    true => with_cookies(&what, request.headers(), secret, secret)?,
                    false => value,
                };
                request.headers_mut().insert(name, value);
            }
            Place::Query(name) => *request.uri_mut() = with_query(request.uri(), name, secret)?,
            Place::Cookie(name) => {
                let octet = |byte: u8| byte.is_ascii_graphic() && !b"\",;\\".contains(&byte);
                let what = format!("the key for the cookie `{name}`");
                if !secret.bytes().all(octet) {
                    return Err(unfit(&what, "a cookie"));
                }
                let own = format!("{name}={secret}");
                let value = with_cookies(&what, request.headers(), &own, secret)?;
                request.headers_mut().insert(COOKIE, value);
            }
            Place::Refused(why) => return Err(CredentialsError::new(*why)),
        }
        Ok(())
    }
}

/// Returns whether a request has a cookie with this name.
#[inline]
fn holds_cookie(headers: &HeaderMap, name: &str) -> bool {
    headers.get_all(COOKIE).iter().any(|held| {
        let mut pairs = held.as_bytes().split(|byte| *byte == b';');
        pairs.any(|pair| {
            let rest = pair.trim_ascii_start().strip_prefix(name.as_bytes());
            rest.is_some_and(|rest| matches!(rest, [] | [b'=', ..]))
        })
    })
}

/// Joins the cookies of a request and those of a secret.
#[inline]
fn with_cookies(
    what: &str,
    headers: &HeaderMap,
    own: &str,
    secret: &str,
) -> Result<HeaderValue, CredentialsError> {
    let mut all = String::new();
    for held in headers.get_all(COOKIE) {
        if let Ok(held) = held.to_str() {
            append(&mut all, "; ", held);
        }
    }
    append(&mut all, "; ", own);
    header_value(what, &all, secret)
}

/// Returns a header value that is marked as sensitive, so that no library logs or compresses it.
#[inline]
fn header_value(what: &str, text: &str, secret: &str) -> Result<HeaderValue, CredentialsError> {
    // Spaces at the ends are lost in transit, and the server would get another secret.
    if secret.is_empty() || secret.trim() != secret || !secret.is_ascii() {
        return Err(unfit(what, "a header"));
    }
    let mut value = HeaderValue::from_str(text).map_err(|_| unfit(what, "a header"))?;
    value.set_sensitive(true);
    Ok(value)
}

fn unfit(what: &str, place: &str) -> CredentialsError {
    CredentialsError::new(format!(
        "{what} cannot be in {place}: it must be visible ASCII, not empty, without line breaks or \
         blanks at its ends"
    ))
}

#[inline]
fn with_query(uri: &http::Uri, name: &str, secret: &str) -> Result<http::Uri, CredentialsError> {
    if secret.is_empty() {
        return Err(CredentialsError::new(format!(
            "the key for the query parameter `{name}` is empty"
        )));
    }
    let mut target = uri.path().to_owned();
    target.push('?');
    if let Some(query) = uri.query().filter(|query| !query.is_empty()) {
        target.push_str(query);
        target.push('&');
    }
    target.push_str(&percent_encode(name));
    target.push('=');
    target.push_str(&percent_encode(secret));
    let long = || CredentialsError::new(format!("the key for `{name}` makes the URL too long"));
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(target.parse().map_err(|_| long())?);
    http::Uri::from_parts(parts).map_err(|_| long())
}

/// Mutual TLS: the transport authenticates the client, so the request is not changed. Set the certificate in the
/// client's configuration (`Config::client_certificate`), or use a transport that has it.
#[derive(Clone, Copy, Debug, Default)]
pub struct MutualTls;

impl Authorizer for MutualTls {
    #[inline]
    fn authorize<'a>(
        &'a self,
        _: &'a mut http::Request<Body>,
    ) -> BoxFuture<'a, Result<Stamp, CredentialsError>> {
        Box::pin(std::future::ready(Ok(Stamp::default())))
    }
}
