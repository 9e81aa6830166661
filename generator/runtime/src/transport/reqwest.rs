//! A transport on top of a configured [`reqwest::Client`].

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use crate::body::content::Body;
use crate::body::error::{BoxFuture, TransportError, TransportErrorKind as Kind};
use crate::error::build::BuildError;
use crate::transport::interface::Transport;

/// A transport on top of a configured [`reqwest::Client`]. The client's proxies, TLS, pool and limits apply instead of
/// the connection settings in `Config`.
#[derive(Clone, Debug)]
pub struct ReqwestTransport(reqwest::Client);

impl ReqwestTransport {
    /// Uses a client that follows no redirects.
    ///
    /// # Errors
    /// If the client follows redirects: it would send credentials in custom headers, such as `X-Auth-Token`, to another
    /// host.
    pub fn new(client: reqwest::Client) -> Result<ReqwestTransport, BuildError> {
        // Only the debug output shows the policy of a client.
        if !format!("{client:?}").contains("Policy(None)") {
            return Err(BuildError::InvalidSetting(
                "this reqwest client follows redirects, credentials included; build it with \
                 `redirect(reqwest::redirect::Policy::none())`"
                    .to_owned(),
            ));
        }
        Ok(ReqwestTransport(client))
    }
}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        Box::pin(async move {
            let request = request.map(reqwest::Body::wrap);
            let request = reqwest::Request::try_from(request).map_err(of_request)?;
            let response = self.0.execute(request).await.map_err(of_request)?;
            let response = http::Response::<reqwest::Body>::from(response);
            Ok(response.map(|body| Body::from_http_body(ResponseBody(body))))
        })
    }
}

/// Converts the errors of reqwest's body.
struct ResponseBody(reqwest::Body);

impl http_body::Body for ResponseBody {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        let broken = |error: reqwest::Error| {
            TransportError::new(Kind::BodyCutShort).with_source(error.without_url())
        };
        let next = Pin::new(&mut self.0).poll_frame(context);
        next.map(|next| next.map(|next| next.map_err(broken)))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}

fn of_request(error: reqwest::Error) -> TransportError {
    let kind = if error.is_connect() {
        Kind::Connect
    } else if error.is_builder() || error.is_timeout() {
        Kind::Other
    } else if error.is_body() {
        Kind::RequestBody
    } else {
        Kind::Closed
    };
    // The URL includes the query.
    TransportError::new(kind).with_source(error.without_url())
}
