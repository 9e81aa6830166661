//! The limit on connections: calls wait in line for a place, and idle connections make room.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use apiruntime::body::{TimeoutPhase, TransportErrorKind};
use apiruntime::call::{Attempt, CallEnd, Middleware};
use apiruntime::codegen::Core;
use apiruntime::{CallOptions, Config, RetryPolicy};
use test_server::Chance;

mod support;
use support::{File, GET_FILE, GET_THING, POKE_THING, Server, Thing, call, core, get, json, poke};

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

/// Returns the results of this many calls that begin at once, in the order in which they end.
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
    // The last call waits for three others, longer than the limit for a response.
    let client = core(server.endpoint(), within(200));
    assert_eq!(ends(&client, 4).await, [Ok(()); 4]);

    // The same inside layers.
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

    // A slow server has the whole time for its response, however long the call has waited in line.
    let server = slow(70).await;
    let client = core(server.endpoint(), within(200));
    let response = timeout(TimeoutPhase::Response, 60);
    let begun = tokio::time::Instant::now();
    assert_eq!(ends(&client, 2).await, [response; 2]);
    assert_eq!(begun.elapsed().as_secs(), 120);
}

#[tokio::test(start_paused = true)]
async fn a_call_whose_time_ends_in_line_was_not_sent() {
    let server = slow(70).await;
    let client = core(server.endpoint(), config().connections(1));
    let mut short = call(&client, &POKE_THING);
    short.set_options(CallOptions::new().call_timeout(Duration::from_secs(10)));
    let (sent, waited) = tokio::join!(poke(&client), short.send::<Thing>());
    let is_unsent = |got: support::CallResult<_>| got.unwrap_err().transport().unwrap().is_unsent();
    assert_eq!([sent, waited].map(is_unsent), [false, true]);
}

#[tokio::test]
async fn a_hook_that_panics_leaves_its_place_in_line() {
    /// Panics at the first response.
    struct Panics(AtomicUsize);

    impl Middleware for Panics {
        fn on_response(&self, _: &Attempt, _: Duration, _: &mut http::response::Parts) {
            assert!(self.0.fetch_add(1, Ordering::SeqCst) > 0, "a hook");
        }
    }

    let server = Server::responses(&[&json("200 OK", "{}")]).await;
    let builder = Core::builder(&["token"]).endpoint(server.endpoint());
    let builder = builder.config(config().connections(1));
    let core = builder.middleware(Panics(AtomicUsize::new(0)));
    let core = core.build().unwrap();
    let first = core.clone();
    let first = tokio::spawn(async move { get(&first).await.map(drop) });
    assert!(first.await.unwrap_err().is_panic());
    get(&core).await.unwrap();
}

#[tokio::test]
async fn a_hook_that_poisons_its_own_lock_takes_one_call_with_it() {
    /// Counts the ends of calls, and panics with the lock held.
    struct Count(Mutex<u32>);

    impl Middleware for Count {
        fn on_request(&self, _: &Attempt, _: &mut http::request::Parts) {
            let count = self.0.lock().unwrap();
            assert!(*count > 0, "a hook");
        }

        fn on_end(&self, _: &CallEnd) {
            *self.0.lock().unwrap() += 1;
        }
    }

    let builder = Core::builder(&["token"]).endpoint("http://localhost");
    let core = builder.middleware(Count(Mutex::default())).build().unwrap();
    let call = tokio::spawn(async move { get(&core).await.map(drop) });
    assert!(call.await.unwrap_err().is_panic());
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
    let tight = core(servers[0].endpoint(), config().connections(1));
    for _ in 0..2 {
        for server in &servers {
            let mut call = call(&client, &GET_THING);
            call.server_url(&server.endpoint());
            call.send::<Thing>().await.unwrap();
            let few = async {
                while open.load(Ordering::SeqCst) > 8 {
                    tokio::task::yield_now().await;
                }
            };
            let few = tokio::time::timeout(Duration::from_secs(5), few).await;
            few.expect("no more connections than allowed");
        }
    }
    // No tasks are left of connections that made room, nor of clients that are dropped.
    let runtime = tokio::runtime::Handle::current();
    let before = runtime.metrics().num_alive_tasks();
    for server in servers.iter().chain(&servers) {
        for client in [&tight, &core(server.endpoint(), config())] {
            let mut call = call(client, &GET_THING);
            call.server_url(&server.endpoint());
            call.send::<Thing>().await.unwrap();
        }
    }
    let few = async {
        while runtime.metrics().num_alive_tasks() > before + 10 {
            tokio::task::yield_now().await;
        }
    };
    let few = tokio::time::timeout(Duration::from_secs(5), few).await;
    few.expect("no more tasks than before");
    // If there is room, connections are kept.
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

#[tokio::test(start_paused = true)]
async fn connections_that_have_died_with_their_server_are_not_used_again() {
    let all = Arc::new(tokio::sync::Barrier::new(3));
    let server = Server::start(move |mut peer, number| {
        let all = all.clone();
        async move {
            if number > 3 {
                while peer.request().await.is_some() {
                    peer.send(support::json("200 OK", "{}")).await;
                }
            } else {
                peer.request().await;
                all.wait().await;
                peer.send(support::json("200 OK", "{}")).await;
                // Later requests are not read, but the connection stays open.
                peer.silence().await;
            }
        }
    })
    .await;
    let client = core(server.endpoint(), config());
    assert_eq!(ends(&client, 3).await, [Ok(()); 3]);
    let (phase, limit) = (TimeoutPhase::Call, Duration::from_secs(20));
    let lost = Err(TransportErrorKind::Timeout { phase, limit });
    assert_eq!(ends(&client, 1).await, [lost]);
    for _ in 0..3 {
        assert_eq!(ends(&client, 1).await, [Ok(())]);
    }
    assert_eq!(server.connections(), 4);
}

/// The behaviour of a server is drawn from a seed until the faults end; then it responds only to two requests at once.
struct Faults {
    chance: Chance,
    are_over: AtomicBool,
    both: tokio::sync::Barrier,
}

impl Faults {
    async fn serve(&self, peer: &mut test_server::Peer<tokio::net::TcpStream>) -> bool {
        let ok = support::json("200 OK", "{}");
        if self.are_over.load(Ordering::SeqCst) {
            self.both.wait().await;
            peer.send(ok).await;
            return true;
        }
        match self.chance.below(8) {
            0 => return false,
            1 => peer.send(&ok[..ok.len() - 1]).await,
            2 => peer.send(support::response("503 Busy", &[], "")).await,
            3 => tokio::time::sleep(Duration::from_secs(9)).await,
            _ => peer.send(ok).await,
        }
        self.chance.below(4) > 0
    }

    async fn rest(&self) {
        for _ in 0..self.chance.below(20) {
            tokio::task::yield_now().await;
        }
    }

    /// A call that is read, given up or left unread.
    async fn one(self: Arc<Self>, client: Core) {
        let limit = Duration::from_secs(2);
        let options = CallOptions::new().response_timeout(limit);
        let mut call = call(
            &client,
            [&GET_THING, &GET_FILE, &POKE_THING][self.chance.below(3)],
        );
        call.set_options(options.read_timeout(limit));
        let is_file = self.chance.below(2) == 0;
        let sent = tokio::spawn(async move {
            if !is_file {
                return drop(call.send::<Thing>().await);
            }
            if let Ok(response) = call.send::<File>().await {
                let _ = response.into_body().collect(100).await;
            }
        });
        match self.chance.below(3) {
            0 => {
                self.rest().await;
                sent.abort();
            }
            _ => sent.await.unwrap(),
        }
    }
}

#[test]
fn ten_thousand_orders_of_calls_lose_no_place_in_line() {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let runtime = builder.enable_all().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let faults = Arc::new(Faults {
            chance: Chance::new(1),
            are_over: AtomicBool::new(false),
            both: tokio::sync::Barrier::new(2),
        });
        let shared = faults.clone();
        let server = Server::start(move |mut peer, _| {
            let faults = shared.clone();
            async move { while peer.request().await.is_some() && faults.serve(&mut peer).await {} }
        })
        .await;
        let client = core(server.endpoint(), Config::new().no_proxy().connections(2));
        for order in 0..10_000 {
            let mut calls = tokio::task::JoinSet::new();
            for _ in 0..3 {
                calls.spawn(faults.clone().one(client.clone()));
            }
            let ended = tokio::time::timeout(Duration::from_secs(600), calls.join_all());
            ended
                .await
                .unwrap_or_else(|_| panic!("order {order}: a call hangs"));
            if order % 100 == 99 {
                // By then the server has read the calls that were given up.
                tokio::time::sleep(Duration::from_secs(20)).await;
                faults.are_over.store(true, Ordering::SeqCst);
                assert_eq!(ends(&client, 2).await, [Ok(()); 2], "order {order}");
                faults.are_over.store(false, Ordering::SeqCst);
            }
        }
    });
}
