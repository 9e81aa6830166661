//! HTTP/2: many calls on one connection, and servers that refuse, go away, lower their limits or stall.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use apiruntime::Body;
use apiruntime::body::{TransportError, TransportErrorKind};
use apiruntime::codegen::Core;
use apiruntime::transport::Http2;
use apiruntime::{CallOptions, Config};
use hyper::body::Incoming;
use hyper::server::conn::http2::Builder;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::sync::{Barrier, Notify};

mod frames;
#[path = "../support/mod.rs"]
mod support;
use support::{
    File, GET_FILE, GET_THING, POKE_THING, PUT_THING, Quiet, Server, Thing, call, core, get, poke,
};

type Seen = http::Request<Incoming>;

fn client(server: &Server) -> Core {
    let config = Config::new().no_proxy().http2(Http2::Always);
    core(server.endpoint(), config)
}

/// Starts a server that passes each request, with the number of its connection, to a function.
async fn serve<F>(
    change: fn(&mut Builder<TokioExecutor>),
    respond: impl Fn(Seen, u32) -> F + Clone + Send + Sync + 'static,
) -> Server
where
    F: Future<Output = ()> + Send + 'static,
{
    Server::start(move |peer, number| {
        let respond = respond.clone();
        async move {
            let service = service_fn(move |request| {
                let responded = respond(request, number);
                async move {
                    responded.await;
                    let response = http::Response::builder()
                        .header("content-type", "application/json")
                        .body("{}".to_owned());
                    Ok::<_, Infallible>(response.unwrap())
                }
            });
            let mut builder = Builder::new(TokioExecutor::new());
            change(&mut builder);
            let stream = TokioIo::new(peer.stream.into_inner());
            let _ = builder.serve_connection(stream, service).await;
        }
    })
    .await
}

/// Makes this many calls at once, none of which may be repeated.
async fn at_once(core: &Core, count: usize) {
    let calls: Vec<_> = (0..count)
        .map(|_| {
            let core = core.clone();
            tokio::spawn(async move { poke(&core).await.map(drop) })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn a_hundred_streams_share_one_connection() {
    let all = Arc::new(Barrier::new(100));
    let server = serve(
        |_| {},
        move |request: Seen, _| {
            let all = all.clone();
            async move {
                if request.method() == http::Method::POST {
                    all.wait().await;
                }
            }
        },
    )
    .await;
    let core = client(&server);
    get(&core).await.unwrap();
    at_once(&core, 100).await;
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_server_that_allows_few_streams_gets_all_calls_in_turn() {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    let few = |builder: &mut Builder<TokioExecutor>| {
        builder.max_concurrent_streams(3);
    };
    // Requests that were sent before the limit was known are refused, and sent again: the server has not processed
    // them.
    let server = serve(few, move |_, _| {
        counted.fetch_add(1, Ordering::SeqCst);
        std::future::ready(())
    })
    .await;
    let core = client(&server);
    get(&core).await.unwrap();
    at_once(&core, 200).await;
    assert_eq!(count.load(Ordering::SeqCst), 201);
}

#[tokio::test]
async fn after_a_server_has_gone_away_there_is_another_connection() {
    let server = Server::start(|peer, number| async move {
        let gone = Arc::new(Notify::new());
        let done = gone.clone();
        let service = service_fn(move |_: Seen| {
            done.notify_one();
            std::future::ready(Ok::<_, Infallible>(http::Response::new("{}".to_owned())))
        });
        let stream = TokioIo::new(peer.stream.into_inner());
        let connection = Builder::new(TokioExecutor::new()).serve_connection(stream, service);
        tokio::pin!(connection);
        if number == 1 {
            tokio::select! {
                _ = connection.as_mut() => {}
                () = gone.notified() => connection.as_mut().graceful_shutdown(),
            }
        }
        let _ = connection.await;
    })
    .await;
    let core = client(&server);
    for _ in 0..5 {
        poke(&core).await.unwrap();
    }
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn a_stall_of_the_flow_control_ends_with_the_time_limit_and_holds_up_no_other_call() {
    let narrow = |builder: &mut Builder<TokioExecutor>| {
        builder.initial_stream_window_size(16 << 10);
    };
    // The body of a POST is never read.
    let server = serve(narrow, |request: Seen, _| async move {
        if request.method() == http::Method::POST {
            std::future::pending::<()>().await;
        }
        drop(request);
    })
    .await;
    let core = client(&server);
    let limit = Duration::from_millis(300);
    let mut stalled = call(&core, &POKE_THING);
    stalled.set_body("text/plain", "x".repeat(1 << 20));
    stalled.set_options(CallOptions::new().response_timeout(limit));
    let stalled = tokio::spawn(stalled.send::<Quiet>());
    while !stalled.is_finished() {
        call(&core, &GET_THING).send::<Thing>().await.unwrap();
    }
    assert!(stalled.await.unwrap().unwrap_err().is_timeout());
    get(&core).await.unwrap();
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_connection_on_which_the_server_has_fallen_silent_is_not_used_again() {
    let count = Arc::new(AtomicUsize::new(0));
    let server = serve(
        |_| {},
        move |_, number| {
            let is_first = count.fetch_add(1, Ordering::SeqCst) == 0;
            async move {
                if number == 1 && !is_first {
                    std::future::pending::<()>().await;
                }
            }
        },
    )
    .await;
    let core = client(&server);
    poke(&core).await.unwrap();
    let mut silent = call(&core, &POKE_THING);
    silent.set_options(CallOptions::new().response_timeout(Duration::from_millis(300)));
    assert!(silent.send::<Quiet>().await.unwrap_err().is_timeout());
    poke(&core).await.unwrap();
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn a_response_that_comes_before_the_whole_request_is_delivered() {
    // The body of a request is dropped unread.
    let server = serve(|_| {}, |_, _| std::future::ready(())).await;
    let core = client(&server);
    for _ in 0..10 {
        let mut call = call(&core, &POKE_THING);
        call.set_body("text/plain", "x".repeat(16 << 20));
        assert_eq!(call.send::<Thing>().await.unwrap().status(), 200);
        get(&core).await.unwrap();
    }
}

#[tokio::test]
async fn the_error_of_a_request_body_is_that_of_the_call() {
    let server = serve(|_| {}, |_, _| std::future::pending()).await;
    let core = client(&server);
    let failing = || {
        let pieces = [
            Ok("ab".into()),
            Err(std::io::Error::other("the disk is gone")),
        ];
        futures_util::stream::iter(pieces)
    };
    let short = futures_util::stream::iter([Ok("ab".into())]);
    for (body, text) in [
        (Body::stream(failing()), "the disk is gone"),
        (Body::sized_stream(failing(), 4), "the disk is gone"),
        (
            Body::sized_stream(short, 4),
            "it is shorter than was announced",
        ),
    ] {
        let mut call = call(&core, &PUT_THING);
        call.set_body("text/plain", body);
        let error = call.send::<Thing>().await.unwrap_err();
        let kind = error.transport().map(|error| error.kind());
        assert_eq!(kind, Some(TransportErrorKind::RequestBody), "{error}");
        assert!(error.to_string().ends_with(text), "{error}");
    }
}

#[tokio::test]
async fn the_request_ends_when_the_stream_of_its_response_is_dropped() {
    let server = Server::start(|peer, _| async move {
        let endless = |request: Seen| async move {
            tokio::spawn(async move {
                let _unread = request;
                std::future::pending::<()>().await;
            });
            let body = Body::stream(futures_util::stream::pending());
            Ok::<_, Infallible>(http::Response::new(body))
        };
        let stream = TokioIo::new(peer.stream.into_inner());
        let served = Builder::new(TokioExecutor::new());
        let _ = served.serve_connection(stream, service_fn(endless)).await;
    })
    .await;
    let core = client(&server);
    let dropped = Arc::new(Notify::new());
    let pieces = Notifies(dropped.clone());
    let mut call = call(&core, &GET_FILE);
    call.set_body("text/plain", Body::stream(pieces));
    drop(call.send::<File>().await.unwrap());
    dropped.notified().await;
}

/// A stream without a piece, which notifies when it is dropped.
struct Notifies(Arc<Notify>);

impl futures_util::Stream for Notifies {
    type Item = std::io::Result<bytes::Bytes>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Pending
    }
}

impl Drop for Notifies {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

#[tokio::test]
async fn headers_may_be_as_long_as_over_http1() {
    for (count, is_read) in [(90, true), (300, false)] {
        let server = Server::start(move |peer, _| async move {
            let service = service_fn(move |_: Seen| async move {
                let mut response = http::Response::builder();
                for number in 0..count {
                    response = response.header(format!("x-{number}"), "x".repeat(4_000));
                }
                Ok::<_, Infallible>(response.body("{}".to_owned()).unwrap())
            });
            let stream = TokioIo::new(peer.stream.into_inner());
            let builder = Builder::new(TokioExecutor::new());
            let _ = builder.serve_connection(stream, service).await;
        })
        .await;
        let read = poke(&client(&server)).await;
        let kind = read
            .as_ref()
            .err()
            .map(|error| error.transport().map(TransportError::kind));
        let expected = (!is_read).then_some(Some(TransportErrorKind::HeadersTooLarge));
        assert_eq!(kind, expected, "{read:?}");
    }
}
