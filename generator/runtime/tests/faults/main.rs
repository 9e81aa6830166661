//! What can go wrong between a client and a server, and the error for each case.
#![allow(missing_docs, reason = "tests are named after what they hold")]

mod connection;
mod encoding;
mod explained;
mod framing;
mod response;
mod status;
#[path = "../support/mod.rs"]
mod support;
mod timeouts;
mod tls;

use apiruntime::Config;
use apiruntime::body::TransportErrorKind as Kind;
use bytes::Bytes;
use support::*;

/// Returns the kind of a transport error, the number of attempts and the message.
pub(crate) fn kind<T: std::fmt::Debug>(result: CallResult<T>) -> (Kind, u32, String) {
    let error = result.unwrap_err();
    let text = error.to_string();
    let failure = error.transport().expect("a transport error");
    (failure.kind(), error.attempts(), text)
}

pub(crate) fn once() -> apiruntime::RetryPolicy {
    apiruntime::RetryPolicy::never()
}

/// Returns the result of a call whose server sends these bytes for each request.
pub(crate) async fn received(text: impl AsRef<[u8]>) -> CallResult<Output> {
    received_within(text, Config::new()).await
}

pub(crate) async fn received_within(bytes: impl AsRef<[u8]>, config: Config) -> CallResult<Output> {
    let bytes = Bytes::copy_from_slice(bytes.as_ref());
    let server = Server::start(move |mut peer, _| {
        let bytes = bytes.clone();
        async move {
            while peer.request().await.is_some() {
                peer.send(&bytes).await;
            }
        }
    })
    .await;
    get(&core(server.endpoint(), config)).await
}
