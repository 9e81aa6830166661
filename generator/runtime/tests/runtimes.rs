//! One client in several runtimes and without one, and responses that arrive before the whole request is sent.

use std::time::Duration;

use apiruntime::body::{TimeoutPhase, TransportErrorKind};
use apiruntime::codegen::Core;
use apiruntime::{Config, RetryPolicy};
use tokio::io::AsyncWriteExt;
use tokio::runtime::{Builder, Runtime};

mod support;
use support::{
    File, GET_FILE, GET_THING, POKE_THING, Quiet, Server, Thing, call, core, get, json, response,
};

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
    // After its response, a connection is returned by a task of its own, which must have run before the next call.
    let rest = Duration::from_millis(20);
    let blocking = || {
        call(&core, &GET_THING).send_blocking::<Thing>().unwrap();
        std::thread::sleep(rest);
    };
    let (resting, gone) = (runtime(), runtime());
    let call = |runtime: &Runtime| {
        runtime.block_on(async {
            get(&core).await.unwrap();
            tokio::time::sleep(rest).await;
        });
    };
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
    // Each of them has a connection of its own, which its later calls use again.
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
                    // Closed once some more of the body has arrived.
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

    /// An operation whose response is not a stream.
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
    for (limit, most) in [(60, 20), (2, 3)] {
        let config = config().call_timeout(Duration::from_secs(limit));
        let core = core(server.endpoint(), config);
        let begun = tokio::time::Instant::now();
        let sent = call(&core, &support::GET_FILE).send::<Unlisted>();
        assert_eq!(sent.await.unwrap_err().status().unwrap(), 200);
        assert!(begun.elapsed() <= Duration::from_secs(most), "{limit}");
    }
}

#[test]
fn a_runtime_that_ends_with_calls_in_flight_leaves_their_places_in_line() {
    let (_running, server) = served();
    let hanging = _running.block_on(Server::start(|mut peer, _| async move {
        peer.request().await;
        peer.silence().await;
    }));
    let client = core(server.endpoint(), config().connections(2));
    let ending = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let mut hung = Vec::new();
    for _ in 0..4 {
        let mut call = call(&client, &GET_THING);
        call.server_url(&hanging.endpoint());
        hung.push(ending.spawn(call.send::<Thing>()));
    }
    while hanging.seen().len() < 2 {
        std::thread::yield_now();
    }
    ending.shutdown_background();
    let runtime = runtime();
    for call in hung {
        assert!(runtime.block_on(call).unwrap_err().is_cancelled());
    }
    runtime.block_on(get(&client)).unwrap();
    call(&client, &GET_THING).send_blocking::<Thing>().unwrap();
}

#[test]
fn a_stream_that_is_read_without_a_runtime_is_an_error() {
    use std::error::Error as _;
    use std::task::{Context, Poll, Waker};

    let mut builder = Builder::new_multi_thread();
    let running = builder.worker_threads(1).enable_all().build().unwrap();
    let mut body = running.block_on(async {
        let server = Server::start(|mut peer, _| async move {
            peer.request().await;
            peer.send("HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n")
                .await;
            peer.silence().await;
        });
        let client = core(server.await.endpoint(), config());
        let file = call(&client, &GET_FILE).send::<File>();
        file.await.unwrap().into_body()
    });
    let mut piece = std::pin::pin!(body.chunk());
    let polled = piece.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    let Poll::Ready(Err(error)) = polled else {
        panic!("{polled:?}")
    };
    assert_eq!(error.kind(), TransportErrorKind::Other);
    let why = error.source().unwrap().to_string();
    assert!(why.contains("context of a Tokio"), "{why}");
}

/// Sends a call when it is dropped.
struct Last(Core, std::sync::mpsc::Sender<Result<u16, String>>);

impl Drop for Last {
    fn drop(&mut self) {
        let sent = call(&self.0, &GET_THING).send_blocking::<Thing>();
        let status = sent.map(|response| response.status().as_u16());
        let _ = self.1.send(status.map_err(|error| error.to_string()));
    }
}

thread_local! {
    static LAST: std::cell::RefCell<Option<Last>> = const { std::cell::RefCell::new(None) };
}

#[test]
fn a_blocking_call_in_a_destructor_works_or_fails_and_never_panics() {
    let (_running, server) = served();
    let client = core(server.endpoint(), config());
    let (sender, receiver) = std::sync::mpsc::channel();
    let last = || Last(client.clone(), sender.clone());
    drop(last());
    let in_panic = last();
    let panicked = std::thread::spawn(move || {
        let _last = in_panic;
        std::panic::resume_unwind(Box::new("a panic of the program"));
    });
    panicked.join().unwrap_err();
    // At the end of a thread, tokio's data about the thread may be gone already.
    let (at_end, core) = (last(), client.clone());
    let ended = std::thread::spawn(move || {
        LAST.with(|last| *last.borrow_mut() = Some(at_end));
        call(&core, &GET_THING).send_blocking::<Thing>().unwrap();
    });
    ended.join().unwrap();
    for expected in [Ok(200), Ok(200)] {
        assert_eq!(receiver.recv().unwrap(), expected);
    }
    let at_end = receiver.recv().unwrap();
    assert!(
        at_end.as_ref().is_ok_and(|status| *status == 200)
            || at_end.is_err_and(|error| error.contains("no tokio runtime here"))
    );
}

#[tokio::test]
async fn settings_that_switch_a_limit_off_make_nothing_panic() {
    let server = Server::responses(&[&json("200 OK", "{}")]).await;
    let (sent, panics) = std::sync::mpsc::channel();
    let shown = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let _ = sent.send(panic.to_string());
        shown(panic);
    }));
    let longest = Duration::MAX;
    let timeless = config()
        .connect_timeout(longest)
        .response_timeout(longest)
        .read_timeout(longest)
        .call_timeout(longest);
    for config in [
        timeless.idle_timeout(longest),
        config().idle_timeout(Duration::ZERO),
        config().max_headers(usize::MAX),
        config()
            .connections(usize::MAX)
            .idle_connections(usize::MAX),
        config().connections(0).idle_connections(0),
        config()
            .max_response_body(u64::MAX)
            .max_error_body(u64::MAX),
    ] {
        let core = core(server.endpoint(), config);
        for _ in 0..3 {
            get(&core).await.unwrap();
            // Connections, and the code that watches them, are tasks of their own.
            for _ in 0..20 {
                tokio::task::yield_now().await;
            }
        }
    }
    let _ = std::panic::take_hook();
    let panics: Vec<String> = panics.try_iter().collect();
    let of_settings = panics
        .iter()
        .find(|panic| !panic.contains("tests/runtimes.rs"));
    assert_eq!(of_settings, None);
}

/// The name of the test below, in the process that has few descriptors.
#[cfg(unix)]
const LIMITED: &str = "a_process_without_a_descriptor_makes_blocking_calls_once_it_has_one";

#[cfg(unix)]
#[test]
fn a_process_without_a_descriptor_makes_blocking_calls_once_it_has_one() {
    if std::env::var_os(LIMITED).is_none() {
        let output = std::process::Command::new("sh")
            .args(["-c", "ulimit -n 64 && exec \"$0\" --exact \"$1\""])
            .arg(std::env::current_exe().unwrap())
            .arg(LIMITED)
            .env(LIMITED, "1")
            .output();
        let text = String::from_utf8(output.unwrap().stdout).unwrap();
        return assert!(text.contains("1 passed"), "{text}");
    }
    let (_running, server) = served();
    let core = core(server.endpoint(), config());
    let send = || call(&core, &GET_THING).send_blocking::<Thing>();
    let files: Vec<_> = std::iter::from_fn(|| std::fs::File::open("/dev/null").ok()).collect();
    let error = send().unwrap_err().to_string();
    assert!(error.contains("too many threads or open files"), "{error}");
    drop(files);
    send().unwrap();
}
