//! The parts of a client that a provider of tokens or credentials may use.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use crate::auth::clock::Clock;
use crate::body::content::Body;
use crate::body::deadline::Deadline;
use crate::body::error::TransportError;
use crate::body::limited::{ResponseBody, Timing};
use crate::error::credentials::{CredentialsError, CredentialsErrorKind};
use crate::transport::interface::Transport;

/// The limit on a token service's response: a token that lists all services of an account has about 100 KB.
const LARGEST_RESPONSE: u64 = 4 << 20;

/// The waits before the second and the third attempt. They need no jitter, since one fetch serves all calls of a
/// client.
const PAUSES: [Duration; 2] = [Duration::from_millis(200), Duration::from_secs(1)];

/// The parts of a client that its provider of tokens or credentials may use.
#[derive(Clone)]
pub struct ClientContext {
    transport: Arc<dyn Transport>,
    clock: Clock,
}

impl ClientContext {
    /// Returns a context with this transport and this clock.
    pub fn new(transport: Arc<dyn Transport>, clock: Clock) -> ClientContext {
        ClientContext { transport, clock }
    }

    /// Returns the client's transport, without retries and middleware.
    pub fn transport(&self) -> &Arc<dyn Transport> {
        &self.transport
    }

    /// Returns the client's clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Sends a request and reads the whole response within a time limit, without retries and redirects.
    ///
    /// # Errors
    ///
    /// If there is no complete response in time; `service` names the server in the message.
    pub async fn exchange(
        &self,
        service: &str,
        request: http::Request<Body>,
        limit: Duration,
    ) -> Result<http::Response<Bytes>, CredentialsError> {
        within(service, limit, self.send(request)).await
    }

    /// Like [`exchange`](Self::exchange), with up to two retries within that time if the server cannot be reached or is
    /// overloaded. For requests that do no harm when they are sent twice.
    ///
    /// # Errors
    ///
    /// Those of [`exchange`](Self::exchange), for the last attempt.
    pub async fn exchange_repeatedly(
        &self,
        service: &str,
        request: http::Request<Body>,
        limit: Duration,
    ) -> Result<http::Response<Bytes>, CredentialsError> {
        let (parts, body) = request.into_parts();
        let attempts = async {
            for pause in PAUSES {
                let Some(copy) = body.try_clone() else { break };
                let response = self
                    .send(http::Request::from_parts(parts.clone(), copy))
                    .await;
                match response {
                    Ok(response) if !is_overloaded(response.status()) => return Ok(response),
                    _ => tokio::time::sleep(pause).await,
                }
            }
            self.send(http::Request::from_parts(parts, body)).await
        };
        within(service, limit, attempts).await
    }

    async fn send(
        &self,
        request: http::Request<Body>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let (mut parts, body) = self.transport.send(request).await?.into_parts();
        // The limit is that of the whole exchange.
        let timing = Timing {
            idle: Duration::MAX,
            deadline: Deadline::NEVER,
        };
        let limit = LARGEST_RESPONSE;
        // A refusal counts whatever arrives of its body: sent again, it may lock the account.
        let is_error = !parts.status.is_success();
        // A server may compress a response though nobody has asked for that (RFC 9110, 12.5.3).
        let mut body = ResponseBody::new(
            body,
            &mut parts.headers,
            Some(limit),
            is_error,
            timing,
            None,
        );
        let (body, _) = body.collect(limit, is_error).await?;
        Ok(http::Response::from_parts(parts, body))
    }
}

fn is_overloaded(status: http::StatusCode) -> bool {
    matches!(status.as_u16(), 429 | 502..=504)
}

async fn within(
    service: &str,
    limit: Duration,
    exchange: impl Future<Output = Result<http::Response<Bytes>, TransportError>>,
) -> Result<http::Response<Bytes>, CredentialsError> {
    let failure = match tokio::time::timeout(limit, exchange).await {
        Ok(Ok(response)) => return Ok(response),
        Ok(Err(error)) => {
            CredentialsError::new(format!("{service} cannot be reached")).with_source(error)
        }
        Err(_) => CredentialsError::new(format!(
            "{service} did not respond within {} seconds",
            limit.as_secs()
        )),
    };
    Err(failure.with_kind(CredentialsErrorKind::Unavailable))
}

impl fmt::Debug for ClientContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientContext")
    }
}
