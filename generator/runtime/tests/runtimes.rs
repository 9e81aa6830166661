//! One client in several runtimes, many calls at once, and responses that come before a request was sent.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use apiruntime::body::{TimeoutPhase, TransportErrorKind};
use apiruntime::codegen::Core;
use apiruntime::{Config, RetryPolicy};
use tokio::io::AsyncWriteExt;
use tokio::runtime::{Builder, Runtime};

mod support;
use support::{GET_THING, POKE_THING, Quiet, Server, Thing, call, core, get, response};

fn config() -> Config {
    Config::new()
        .no_proxy()
        .retry(RetryPolicy::never())
        .call_timeout(Duration::from_secs(20))
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// A server on threads of its own.
fn served() -> (Runtime, Server) {
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let server = runtime.block_on(Server::responses(&[&support::json("200 OK", "{}")]));
    (runtime, server)
}

#[test]
fn a_runtime_that_rests_or_is_gone_holds_up_no_call_of_another() {
    let (_running, server) = served();
    let core = core(server.endpoint(), config());
    let blocking = || call(&core, &GET_THING).send_blocking::<Thing>().unwrap();
    let (resting, gone) = (runtime(), runtime());
    let call = |runtime: &Runtime| drop(runtime.block_on(get(&core)).unwrap());
    for runtime in [&resting, &gone] {
        call(runtime);
        call(runtime);
    }
    blocking();
    drop(gone);
    blocking();
    call(&runtime());
    call(&resting);
    blocking();
    // Each has a connection of its own, which its later calls take again.
    assert_eq!(server.connections(), 4);
}

#[test]
fn a_blocking_call_from_a_thread_that_may_block_works() {
    let (running, server) = served();
    let core = core(server.endpoint(), config());
    let send = move || call(&core, &GET_THING).send_blocking::<Thing>().map(drop);
    let sent = running.block_on(async move { tokio::task::spawn_blocking(send).await });
    sent.unwrap().unwrap();
}

#[tokio::test]
async fn many_calls_at_once_wait_in_line_for_few_connections() {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let counts = (now.clone(), most.clone());
    let server = Server::start(move |mut peer, _| {
        let (now, most) = counts.clone();
        async move {
            most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            while peer.request().await.is_some() {
                peer.send(support::json("200 OK", "{}")).await;
            }
            now.fetch_sub(1, Ordering::SeqCst);
        }
    })
    .await;
    let core = core(server.endpoint(), config().connections(8));
    let calls: Vec<_> = (0..1_000)
        .map(|_| {
            let core: Core = core.clone();
            tokio::spawn(async move { get(&core).await.map(drop) })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert!(most.load(Ordering::SeqCst) <= 8, "{most:?}");
}

#[tokio::test]
async fn a_stream_that_was_read_to_its_end_leaves_its_place_in_line() {
    let server = Server::responses(&[&support::json("200 OK", "{}")]).await;
    let core = core(server.endpoint(), config().connections(1));
    let file = call(&core, &support::GET_FILE).send::<support::File>();
    let mut body = file.await.unwrap().into_body();
    while body.chunk().await.unwrap().is_some() {}
    get(&core).await.unwrap();
    drop(body);
}

#[test]
fn what_is_woken_while_another_future_is_blocked_on_is_polled_again() {
    use std::future::poll_fn;
    use std::task::Poll;

    let (ended, end) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let mut polls = 0;
        let outer = poll_fn(|outer| {
            polls += 1;
            if polls > 1 {
                return Poll::Ready(());
            }
            let mut is_woken = false;
            let inner = poll_fn(|inner| {
                if is_woken {
                    return Poll::Ready(());
                }
                is_woken = true;
                outer.waker().wake_by_ref();
                inner.waker().wake_by_ref();
                Poll::Pending
            });
            apiruntime::client::block_on(inner).unwrap();
            Poll::Pending
        });
        apiruntime::client::block_on(outer).unwrap();
        ended.send(()).unwrap();
    });
    end.recv_timeout(Duration::from_secs(20)).unwrap();
}

#[tokio::test]
async fn a_response_that_comes_before_the_whole_request_is_delivered() {
    for (status, ending) in [(400, 0), (413, 1), (413, 2)] {
        let text = response(
            &format!("{status} Early"),
            &[("connection", "close")],
            "early",
        );
        let server = Server::start(move |mut peer, _| {
            let text = text.clone();
            async move {
                peer.head().await;
                peer.send(text).await;
                match ending {
                    // Closed at once, with much of the body unread.
                    0 => {}
                    // Closed once some more has come.
                    1 => drop(
                        tokio::io::AsyncReadExt::read_exact(&mut peer.stream, &mut [0; 100_000])
                            .await,
                    ),
                    _ => peer.silence().await,
                }
            }
        })
        .await;
        for _ in 0..10 {
            let core = core(server.endpoint(), config());
            let mut call = call(&core, &POKE_THING);
            call.set_body("text/plain", "x".repeat(16 << 20));
            let error = call.send::<Quiet>().await.unwrap_err();
            assert_eq!(
                error.status().map(|s| s.as_u16()),
                Some(status),
                "{ending}: {error}"
            );
            assert_eq!(error.raw_body().unwrap(), "early");
        }
    }
}

#[tokio::test]
async fn a_connection_that_ends_without_a_response_is_still_an_error() {
    let server = Server::start(|mut peer, _| async move {
        peer.head().await;
    })
    .await;
    let core = core(server.endpoint(), config());
    let mut call = call(&core, &POKE_THING);
    call.set_body("text/plain", "x".repeat(16 << 20));
    let error = call.send::<Quiet>().await.unwrap_err();
    let kind = error.transport().unwrap().kind();
    assert_eq!(kind, TransportErrorKind::Closed);
}

#[tokio::test]
async fn a_flood_of_interim_responses_ends_with_the_response_timeout() {
    let server = Server::start(|mut peer, _| async move {
        peer.request().await;
        let flood = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: a\r\n\r\n"
            .repeat(1_000);
        while AsyncWriteExt::write_all(&mut peer.stream, flood.as_bytes())
            .await
            .is_ok()
        {}
    })
    .await;
    let limit = Duration::from_millis(200);
    let client = core(server.endpoint(), config().response_timeout(limit));
    let error = get(&client).await.unwrap_err();
    let kind = error.transport().unwrap().kind();
    let phase = TimeoutPhase::Response;
    assert_eq!(kind, TransportErrorKind::Timeout { phase, limit });
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_cannot_be_handed_out_is_not_waited_for_without_end() {
    use apiruntime::codegen::{DecodeFailure, Operation, RawResponse};

    /// An operation whose response is no stream after all.
    enum Unlisted {}

    impl Operation for Unlisted {
        type Output = ();
        type Error = support::ThingError;

        fn decode(response: &mut RawResponse) -> Result<(), DecodeFailure<Self::Error>> {
            response.unlisted()
        }
    }

    let server = Server::start(|mut peer, _| async move {
        peer.request().await;
        let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
        peer.send(head).await;
        loop {
            peer.send("1\r\nx\r\n").await;
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    })
    .await;
    let core = core(server.endpoint(), config());
    let begun = tokio::time::Instant::now();
    let sent = call(&core, &support::GET_FILE).send::<Unlisted>();
    assert_eq!(sent.await.unwrap_err().status().unwrap(), 200);
    assert!(begun.elapsed() <= Duration::from_secs(20));
}
