//! The limit on connections: calls wait in line for a place, and connections that rest make room.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use apiruntime::body::{TimeoutPhase, TransportErrorKind};
use apiruntime::codegen::Core;
use apiruntime::{Config, RetryPolicy};

mod support;
use support::{GET_THING, Server, Thing, call, core, get};

fn config() -> Config {
    Config::new()
        .no_proxy()
        .retry(RetryPolicy::never())
        .call_timeout(Duration::from_secs(20))
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

/// A server that takes this long for each response.
async fn slow(seconds: u64) -> Server {
    Server::start(move |mut peer, _| async move {
        while peer.request().await.is_some() {
            tokio::time::sleep(Duration::from_secs(seconds)).await;
            peer.send(support::json("200 OK", "{}")).await;
        }
    })
    .await
}

/// The ends of so many calls that begin at once, in their order.
async fn ends(core: &Core, calls: usize) -> Vec<Result<(), TransportErrorKind>> {
    let spawned = (0..calls).map(|_| {
        let core = core.clone();
        tokio::spawn(async move {
            let got = get(&core).await.map(drop);
            got.map_err(|error| error.transport().unwrap().kind())
        })
    });
    let spawned: Vec<_> = spawned.collect();
    let mut ends = Vec::new();
    for call in spawned {
        ends.push(call.await.unwrap());
    }
    ends
}

#[tokio::test(start_paused = true)]
async fn the_time_in_line_is_the_call_s_and_not_the_server_s() {
    use apiruntime::transport::{DefaultTransport, TowerTransport, TransportService};

    let server = slow(40).await;
    let within = |seconds| {
        let config = config().connections(1);
        config.call_timeout(Duration::from_secs(seconds))
    };
    // The last one waits for three others, longer than for a response.
    let client = core(server.endpoint(), within(200));
    assert_eq!(ends(&client, 4).await, [Ok(()); 4]);

    // Inside of layers, too.
    let inner = TransportService::new(DefaultTransport::new(within(200)).unwrap());
    let builder = Core::builder(&[]).endpoint(server.endpoint());
    let builder = builder.config(within(200));
    let layered = builder.transport(TowerTransport::new(inner)).build();
    assert_eq!(ends(&layered.unwrap(), 4).await, [Ok(()); 4]);

    let timeout = |phase, seconds| {
        let limit = Duration::from_secs(seconds);
        Err(TransportErrorKind::Timeout { phase, limit })
    };
    let client = core(server.endpoint(), within(100));
    let call = timeout(TimeoutPhase::Call, 100);
    assert_eq!(ends(&client, 4).await, [Ok(()), Ok(()), call, call]);

    // A server that is too slow has the whole time, whoever came before.
    let server = slow(70).await;
    let client = core(server.endpoint(), within(200));
    let response = timeout(TimeoutPhase::Response, 60);
    let begun = tokio::time::Instant::now();
    assert_eq!(ends(&client, 2).await, [response; 2]);
    assert_eq!(begun.elapsed().as_secs(), 120);
}

#[tokio::test]
async fn connections_that_rest_at_many_hosts_are_limited_as_a_whole() {
    let open = Arc::new(AtomicUsize::new(0));
    let mut servers = Vec::new();
    for _ in 0..40 {
        let open = open.clone();
        servers.push(
            Server::start(move |mut peer, _| {
                let open = open.clone();
                open.fetch_add(1, Ordering::SeqCst);
                async move {
                    while peer.request().await.is_some() {
                        peer.send(support::json("200 OK", "{}")).await;
                    }
                    open.fetch_sub(1, Ordering::SeqCst);
                }
            })
            .await,
        );
    }
    let client = core(servers[0].endpoint(), config().connections(8));
    for _ in 0..2 {
        for server in &servers {
            let mut call = call(&client, &GET_THING);
            call.server_url(&server.endpoint());
            call.send::<Thing>().await.unwrap();
            let few = async {
                while open.load(Ordering::SeqCst) > 9 {
                    tokio::task::yield_now().await;
                }
            };
            let few = tokio::time::timeout(Duration::from_secs(5), few).await;
            few.expect("no more connections than allowed");
        }
    }
    // Where there is room they are kept.
    let client = core(servers[0].endpoint(), config());
    let before: u32 = servers.iter().map(Server::connections).sum();
    for _ in 0..3 {
        for server in &servers {
            let mut call = call(&client, &GET_THING);
            call.server_url(&server.endpoint());
            call.send::<Thing>().await.unwrap();
        }
    }
    let after: u32 = servers.iter().map(Server::connections).sum();
    assert_eq!(after - before, 40);
}
