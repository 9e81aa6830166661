//! Calls, streams, downloads, uploads, waits and renewals of a token that are dropped between any two steps: the same
//! client makes a correct call afterwards, over its only connection at a time, and nothing of them is left.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::future::Future;
use std::path::PathBuf;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use apiruntime::auth::{ClientContext, SecretAuthorizer, Token, TokenProvider};
use apiruntime::body::{BoxFuture, TransportError};
use apiruntime::client::Download;
use apiruntime::codegen::{Call, Condition, Core, OperationInfo, Waiter, Waiting};
use apiruntime::error::CredentialsError;
use apiruntime::transport::Http2;
use apiruntime::{Body, Config};
use bytes::Bytes;
use http_body::Frame;
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::runtime::Handle;

mod support;
use support::*;

/// A body of which each piece is sent by itself: it lets others run before.
struct Pieces(std::vec::IntoIter<Bytes>, bool);

impl Pieces {
    fn of(text: String) -> Pieces {
        let pieces: Vec<_> = text
            .as_bytes()
            .chunks(7)
            .map(Bytes::copy_from_slice)
            .collect();
        Pieces(pieces.into_iter(), false)
    }
}

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        self.1 = !self.1;
        if self.1 {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(self.0.next().map(|piece| Ok(Frame::data(piece))))
    }
}

/// Responds with the tag of the request, and with how many bytes it had.
async fn respond(request: http::Request<Incoming>) -> Result<http::Response<Pieces>, Infallible> {
    let (head, mut body) = request.into_parts();
    let mut sum = 0;
    let mut next = async || {
        let polled =
            |context: &mut Context<'_>| http_body::Body::poll_frame(Pin::new(&mut body), context);
        std::future::poll_fn(polled).await
    };
    while let Some(Ok(frame)) = next().await {
        sum += frame.into_data().unwrap_or_default().len();
    }
    let is_old = |value: &http::HeaderValue| value == "Bearer old";
    let is_refused = head.headers.get("authorization").is_some_and(is_old);
    let tag = head.uri.query().unwrap().trim_start_matches("tag=");
    let text = format!("{{\"tag\": {tag}, \"sum\": {sum}}}");
    let response = http::Response::builder()
        .status(if is_refused { 401 } else { 200 })
        .header("content-type", "application/json")
        .header("content-length", text.len());
    Ok(response.body(Pieces::of(text)).unwrap())
}

async fn serve(version: Http2) -> Server {
    Server::start(move |peer, _| async move {
        let (stream, service) = (TokioIo::new(peer.stream.into_inner()), service_fn(respond));
        // An error is a connection that the client has closed.
        let _ = match version {
            Http2::Always => {
                let builder = http2::Builder::new(TokioExecutor::new());
                builder.serve_connection(stream, service).await
            }
            _ => {
                http1::Builder::new()
                    .serve_connection(stream, service)
                    .await
            }
        };
    })
    .await
}

/// Every second token is refused.
struct Tokens(AtomicBool);

impl TokenProvider for Tokens {
    fn token<'a>(&'a self, _: &'a ClientContext) -> BoxFuture<'a, Result<Token, CredentialsError>> {
        Box::pin(async {
            tokio::task::yield_now().await;
            let is_old = self.0.fetch_not(Ordering::Relaxed);
            Ok(Token::new(if is_old { "old" } else { "new" }))
        })
    }
}

static SEVEN: Waiter = Waiter::new("seven")
    .success(&[Condition::Equals("/tag", "7")])
    .delay(Duration::from_millis(1));

fn tagged(core: &Core, info: &'static OperationInfo, tag: u32) -> Call {
    let mut call = call(core, info);
    call.parameter(&TAG, &tag.to_string());
    call
}

/// Makes a call, and checks that it gets its own response.
async fn check(core: &Core, tag: u32) {
    let sent = tagged(core, &POKE_THING, tag);
    let sent = tokio::time::timeout(Duration::from_secs(10), sent.send::<Thing>());
    let response = sent.await.expect("the call does not hang").unwrap();
    let tag = i32::try_from(tag).unwrap();
    let expected = BTreeMap::from([("tag".to_owned(), tag), ("sum".to_owned(), 0)]);
    assert_eq!(*response.body(), Output::Ok(expected));
}

/// Polls a future this many times, each after all other tasks, and drops it; returns whether it ended before.
async fn ends_after(times: u32, future: impl Future<Output = ()>) -> bool {
    let (mut future, mut left) = (pin!(future), times);
    let polled = |context: &mut Context<'_>| {
        if left == 0 {
            return Poll::Ready(false);
        }
        left -= 1;
        context.waker().wake_by_ref();
        future.as_mut().poll(context).map(|()| true)
    };
    std::future::poll_fn(polled).await
}

/// Drops a future after more and more polls, until it ends.
async fn drop_anywhere<F: Future<Output = ()>>(core: &Core, begin: impl Fn() -> F) {
    let mut times = 1;
    while !ends_after(times, begin()).await {
        check(core, times).await;
        times += 1 + times / 6;
    }
}

/// Waits until something holds that other tasks and threads bring about.
async fn until(what: &str, holds: impl Fn() -> bool) {
    let held = async {
        while !holds() {
            tokio::task::yield_now().await;
        }
    };
    let held = tokio::time::timeout(Duration::from_secs(10), held);
    assert!(held.await.is_ok(), "{what}");
}

fn saved(version: Http2) -> PathBuf {
    let folder = format!("apiruntime-cancelled-{}-{version:?}", std::process::id());
    let folder = std::env::temp_dir().join(folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder.join("saved")
}

async fn nothing_is_left(version: Http2) {
    let server = serve(version).await;
    let config = || Config::new().no_proxy().http2(version).connections(1);
    // The runtime has a task of its own since its first call.
    check(&core(server.endpoint(), config()), 0).await;
    let tasks = || Handle::current().metrics().num_alive_tasks();
    until("the first client is gone", || tasks() == 2).await;

    let core = core(server.endpoint(), config());
    drop_anywhere(&core, || async {
        tagged(&core, &GET_THING, 1).send::<Thing>().await.unwrap();
    })
    .await;
    drop_anywhere(&core, || async {
        let file = tagged(&core, &GET_FILE, 2).send::<File>().await.unwrap();
        let mut body = file.into_body();
        while body.chunk().await.unwrap().is_some() {}
    })
    .await;
    let path = saved(version);
    drop_anywhere(&core, || async {
        let call = tagged(&core, &GET_FILE, 3);
        let saved = Download::<ThingError>::new::<File>(call, path.clone());
        saved.await.unwrap();
    })
    .await;
    let folder = path.parent().unwrap();
    let is_alone = || std::fs::read_dir(folder).unwrap().count() == 1;
    until("temporary files are gone", is_alone).await;
    assert_eq!(std::fs::read(&path).unwrap(), b"{\"tag\": 3, \"sum\": 0}");
    std::fs::remove_dir_all(folder).unwrap();
    drop_anywhere(&core, || async {
        let mut call = tagged(&core, &PUT_THING, 4);
        let body = Pieces::of("x".repeat(30));
        call.set_body("text/plain", Body::from_http_body(body));
        let Output::Ok(body) = call.send::<Thing>().await.unwrap().into_body() else {
            panic!("no content");
        };
        assert_eq!(body["sum"], 30);
    })
    .await;
    drop_anywhere(&core, || async {
        let call = tagged(&core, &GET_THING, 7).typed::<Thing>();
        Waiting::response(call, &SEVEN, Vec::new()).await.unwrap();
    })
    .await;
    drop(core);
    // The call that fetches a token, and the one that replaces it, are dropped while others need it, too.
    let mut times = 1;
    loop {
        let tokens = SecretAuthorizer::bearer(Tokens(AtomicBool::new(true)));
        let builder = Core::builder(&["token"]).endpoint(server.endpoint());
        let builder = builder.config(config()).authorizer(0, Arc::new(tokens));
        let core = builder.build().unwrap();
        let ended = ends_after(times, check(&core, 5)).await;
        tokio::join!(check(&core, 6), check(&core, 7));
        if ended {
            break;
        }
        times += 1 + times / 6;
    }
    until("no task is left", || tasks() == 2).await;
}

#[tokio::test]
async fn nothing_is_left_of_what_is_dropped_over_http1() {
    nothing_is_left(Http2::Never).await;
}

#[tokio::test]
async fn nothing_is_left_of_what_is_dropped_over_http2() {
    nothing_is_left(Http2::Always).await;
}
