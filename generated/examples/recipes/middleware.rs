//! How do I see, change or redirect what is sent?

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use huaweicloud::Body;
use huaweicloud::Config;
use huaweicloud::body::{BoxFuture, TransportError};
use huaweicloud::call::{Attempt, Middleware};
use huaweicloud::transport::{DefaultTransport, Transport};

use crate::{Failure, Kitchen};

pub(crate) async fn run(kitchen: &Kitchen) -> Result<(), Failure> {
    let transport = Counting {
        inner: DefaultTransport::new(Config::new())?,
        sent: AtomicU32::new(0),
    };
    let transport = Arc::new(transport);
    let builder = kitchen.dcs.client().middleware(Log);
    let client = builder.transport(Arc::clone(&transport)).build()?;
    client.show_instance(&kitchen.instance).await?;
    println!("{} request", transport.sent.load(Ordering::Relaxed));
    Ok(())
}

/// Adds a header to each request, which becomes part of the signature, and prints how long each attempt took.
struct Log;

impl Middleware for Log {
    fn on_request(&self, _: &Attempt, request: &mut http::request::Parts) {
        let value = http::HeaderValue::from_static("nightly-report");
        request.headers.insert("x-reason", value);
    }

    fn on_response(
        &self,
        attempt: &Attempt,
        elapsed: Duration,
        response: &mut http::response::Parts,
    ) {
        println!("{} {} in {elapsed:.0?}", attempt.operation, response.status);
    }
}

/// A custom transport; it may also be another HTTP client.
struct Counting {
    inner: DefaultTransport,
    sent: AtomicU32,
}

impl Transport for Counting {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        self.sent.fetch_add(1, Ordering::Relaxed);
        self.inner.send(request)
    }
}
