//! What several tests do.

#![allow(
    dead_code,
    reason = "each test file is a program of its own and uses a part of this"
)]

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use huaweicloud::Waiting;
use huaweicloud::dcs::Client;
use huaweicloud::error::{Error, WaitEnd};
use huaweicloud_fake::Dcs;
use hyper_util::client::legacy;
use hyper_util::rt::TokioExecutor;

/// Returns the state of an instance.
pub(crate) async fn status(client: &Client, id: &str) -> String {
    let shown = client.show_instance(id).await.unwrap().into_body();
    shown.status.unwrap_or_default()
}

pub(crate) const PROJECT: &str = "a4d31cb63d724fdc8ec96e3a41e47f71";

/// Fetches what a link leads to, without credentials.
pub(crate) async fn download(link: &str) -> String {
    text(http::Request::get(link).body(Full::default()).unwrap()).await
}

/// Sends a request with the token, whatever the client thinks of it.
pub(crate) async fn send(method: &str, url: &str, body: &str) -> String {
    let request = http::Request::builder().method(method).uri(url);
    let request = request.header("x-auth-token", "fake-token");
    text(request.body(Full::from(body.to_owned())).unwrap()).await
}

/// Sends a request, and returns the body of the response.
pub(crate) async fn text(request: http::Request<Full<Bytes>>) -> String {
    let http: legacy::Client<_, Full<Bytes>> =
        legacy::Client::builder(TokioExecutor::new()).build_http();
    let response = http.request(request).await.unwrap();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A service whose time passes with its requests, and an instance of it.
pub(crate) async fn service() -> (Dcs, Client, String) {
    let dcs = Dcs::start().await.unwrap();
    dcs.advance_per_request(Duration::from_secs(5));
    let client = dcs.client().build().unwrap();
    let instance = dcs.add_instance("cache");
    (dcs, client, instance)
}

/// Waits without waiting.
pub(crate) async fn wait<T: Send + 'static, E: 'static>(
    waiting: Waiting<T, E>,
) -> Result<T, Error<E>> {
    waiting.delay(Duration::ZERO).interval(Duration::ZERO).await
}

pub(crate) fn end<T, E>(result: Result<T, Error<E>>) -> (WaitEnd, Option<String>) {
    let Err(error) = result else {
        panic!("it succeeds");
    };
    let failure = error.wait_failure().expect("the end of a wait");
    (failure.end(), failure.state().map(str::to_owned))
}
