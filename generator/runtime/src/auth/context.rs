//! What a provider of tokens or credentials may use of the client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::super::body::Body;
use super::super::transport::{Transport, TransportError};
use super::{Clock, CredentialsError, CredentialsErrorKind};

/// More than any token service answers: a token that lists all services of an account has some 100 KB.
const LARGEST_REPLY: u64 = 4 << 20;

/// What a provider of tokens or credentials may use of the client that it serves.
#[derive(Clone)]
pub struct ClientContext {
    transport: Arc<dyn Transport>,
    clock: Clock,
}

impl ClientContext {
    /// A context with this transport and this clock.
    pub fn new(transport: Arc<dyn Transport>, clock: Clock) -> ClientContext {
        ClientContext { transport, clock }
    }

    /// The client's transport, without retries and middleware.
    pub fn transport(&self) -> &Arc<dyn Transport> {
        &self.transport
    }

    /// The client's clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Sends one request and reads the whole reply within a fixed time; nothing is repeated and no
    /// redirect followed.
    ///
    /// # Errors
    ///
    /// No whole reply came in time; `service` names the server in the message.
    pub async fn exchange(
        &self,
        service: &str,
        request: http::Request<Body>,
        limit: Duration,
    ) -> Result<http::Response<Bytes>, CredentialsError> {
        let exchange = async {
            let (parts, body) = self.transport.send(request).await?.into_parts();
            let body = body.collect(LARGEST_REPLY).await?;
            Ok::<_, TransportError>(http::Response::from_parts(parts, body))
        };
        let failure = match tokio::time::timeout(limit, exchange).await {
            Ok(Ok(reply)) => return Ok(reply),
            Ok(Err(error)) => {
                CredentialsError::new(format!("{service} cannot be reached")).with_source(error)
            }
            Err(_) => CredentialsError::new(format!(
                "{service} did not answer within {} seconds",
                limit.as_secs()
            )),
        };
        Err(failure.with_kind(CredentialsErrorKind::Unavailable))
    }
}

impl fmt::Debug for ClientContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientContext")
    }
}
