//! Temporary credentials of the cloud server that the program runs on.

use std::fmt;
use std::time::Duration;

use crate::auth::huawei::credentials::Credentials;
use crate::auth::huawei::iam;
use crate::auth::huawei::provider::{CredentialsProvider, ProviderContext};
use crate::body::error::{BoxFuture, TransportError};
use crate::error::credentials::{CredentialsError, CredentialsErrorKind};
use crate::transport::host::shown;
use crate::transport::interface::ConnectTimeout;

const ENDPOINT: &str = "http://169.254.169.254";

const TOKEN_PATH: &str = "/meta-data/latest/api/token";

const KEY_PATH: &str = "/openstack/latest/securitykey";

const SERVICE: &str = "the metadata service";

/// The service runs on the machine itself; a longer wait means that this is no cloud server.
const TIME_LIMIT: Duration = Duration::from_secs(3);

/// The limit to connect: if nothing listens, the network may reject the connection or not respond at all.
const CONNECT_LIMIT: Duration = Duration::from_secs(2);

/// The metadata service of an elastic cloud server with an agency.
///
/// Requests a session token first (version 2 of the service), and continues without one if the server only has version
/// 1. A custom transport must not send these requests through a proxy, or it gets the keys of the proxy's machine.
#[derive(Clone)]
pub struct MetadataService {
    endpoint: String,
}

impl MetadataService {
    /// Returns the service at its fixed address.
    #[inline]
    pub fn new() -> Self {
        Self {
            endpoint: ENDPOINT.to_owned(),
        }
    }

    /// Sets another address, for tests.
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = endpoint.into();
        self
    }

    async fn fetch(&self, context: &ProviderContext) -> Result<Credentials, CredentialsError> {
        let token = self.session_token(context).await?;
        let mut request = http::Request::get(format!("{}{KEY_PATH}", self.endpoint));
        if let Some(token) = token {
            request = request.header("x-metadata-token", token);
        }
        let request = iam::request(SERVICE, request, None)?;
        let response = context
            .client()
            .exchange_repeatedly(SERVICE, request, TIME_LIMIT)
            .await?;
        let status = response.status();
        if !status.is_success() {
            let kind = match status.as_u16() {
                404 => CredentialsErrorKind::NotConfigured,
                _ => CredentialsErrorKind::of_status(status),
            };
            let next = match kind {
                CredentialsErrorKind::Unavailable => "try again later",
                _ => "assign an agency to this server",
            };
            let status = status.as_u16();
            let message = format!("{SERVICE} has no credentials (status {status}); {next}");
            return Err(CredentialsError::new(message).with_kind(kind));
        }
        Credentials::from_security_key(response.body()).ok_or_else(|| {
            CredentialsError::new(format!(
                "{SERVICE} responded with something other than a security key"
            ))
        })
    }

    /// Returns a session token, or `None` if the service only has version 1.
    async fn session_token(
        &self,
        context: &ProviderContext,
    ) -> Result<Option<http::HeaderValue>, CredentialsError> {
        let request = http::Request::put(format!("{}{TOKEN_PATH}", self.endpoint))
            .header("x-metadata-token-ttl-seconds", "21600")
            .extension(ConnectTimeout(CONNECT_LIMIT));
        let request = iam::request(SERVICE, request, None)?;
        // If nothing listens at that address, this is no cloud server.
        let response = context.client().exchange(SERVICE, request, TIME_LIMIT);
        let response = response.await.map_err(|error| {
            let cause = std::error::Error::source(&error);
            let cause = cause.and_then(|cause| cause.downcast_ref::<TransportError>());
            match cause.is_some_and(TransportError::is_unsent) {
                true => error.with_kind(CredentialsErrorKind::NotConfigured),
                false => error,
            }
        })?;
        match response.status().as_u16() {
            200..=299 => {
                let mut token = http::HeaderValue::from_bytes(response.body().trim_ascii())
                    .map_err(|_| {
                        CredentialsError::new(format!("{SERVICE} gave an unusable token"))
                    })?;
                token.set_sensitive(true);
                Ok(Some(token))
            }
            404 | 405 | 503 => Ok(None),
            status => Err(CredentialsError::new(format!(
                "{SERVICE} gave no token (status {status}); check the agency of this machine, and whether a proxy responds instead"
            ))
            .with_kind(CredentialsErrorKind::of_status(response.status()))),
        }
    }
}

impl fmt::Debug for MetadataService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MetadataService")
            .field("endpoint", &shown(&self.endpoint))
            .finish()
    }
}

impl Default for MetadataService {
    #[inline]
    fn default() -> Self {
        Self::new()
    }
}

impl CredentialsProvider for MetadataService {
    fn name(&self) -> &str {
        "metadata service"
    }

    #[inline]
    fn credentials<'a>(
        &'a self,
        context: &'a ProviderContext,
    ) -> BoxFuture<'a, Result<Credentials, CredentialsError>> {
        Box::pin(self.fetch(context))
    }
}
