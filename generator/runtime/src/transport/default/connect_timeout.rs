//! The limit of a single request on the time to connect.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use hyper::body::Incoming;
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::capture_connection;

use crate::body::content::Body;
use crate::body::error::{TimeoutPhase, TransportError, TransportErrorKind};
use crate::transport::connect::Connector;

pub(super) type Sent = Result<http::Response<Incoming>, legacy::Error>;

/// Sends a request, and fails if it has no connection in time.
pub(super) async fn send_within(
    client: &legacy::Client<Connector, Body>,
    mut request: http::Request<Body>,
    limit: Duration,
) -> Result<Sent, TransportError> {
    let mut connection = capture_connection(&mut request);
    let mut sent = pin!(client.request(request));
    let early = {
        let mut connected = pin!(async {
            // This never completes if no connection is made: then the request itself fails.
            connection.wait_for_connection_metadata().await.is_some()
        });
        let either = poll_fn(|context| match sent.as_mut().poll(context) {
            Poll::Ready(sent) => Poll::Ready(Some(sent)),
            Poll::Pending => connected.as_mut().poll(context).map(|_| None),
        });
        tokio::time::timeout(limit, either).await
    };
    match early {
        Ok(Some(sent)) => Ok(sent),
        Ok(None) => Ok(sent.await),
        Err(_) => {
            let phase = TimeoutPhase::Connect;
            let kind = TransportErrorKind::Timeout { phase, limit };
            Err(TransportError::new(kind))
        }
    }
}
