//! Two hundred calls in flight against a server that mixes all faults, with tokens that expire every few seconds: no
//! call is lost, counted twice or left hanging, and neither memory nor descriptors grow. The test takes three seconds;
//! to run it for ten minutes and see its figures:
//!
//! ```sh
//! SOAK_SECONDS=600 cargo test --release -p apiruntime --test soak -- --nocapture
//! ```

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use apiruntime::auth::{ClientContext, SecretAuthorizer, Token, TokenProvider};
use apiruntime::body::BoxFuture;
use apiruntime::codegen::Core;
use apiruntime::error::CredentialsError;
use apiruntime::error::Reason;
use apiruntime::{CallOptions, Config, Error, RetryPolicy};
use test_server::{Chance, Peer};
use tokio::net::TcpStream;

mod support;
use support::{GET_THING, Output, POKE_THING, Server, TAG, Thing, ThingError, call, json};

const IN_FLIGHT: usize = 200;

/// How long the server accepts a token.
const TOKEN_LIFE: Duration = Duration::from_secs(1);

/// The state that the server and the clients share.
struct World {
    chance: Chance,
    /// The calls in flight, by tag, with how often the server has processed each.
    calls: Mutex<BTreeMap<i32, u32>>,
    next_tag: AtomicI32,
    /// The times at which the tokens were issued, by their numbers.
    tokens: Mutex<Vec<Instant>>,
    /// How often the server has produced each fault.
    faults: Mutex<BTreeMap<&'static str, u64>>,
}

impl World {
    fn knows(&self, authorization: &str) -> bool {
        let tokens = self.tokens.lock().unwrap();
        let number = authorization.strip_prefix("Bearer t").map(str::parse);
        let Some(Ok(number)) = number else {
            panic!("{authorization}");
        };
        let given: &Instant = tokens.get::<usize>(number).unwrap();
        given.elapsed() < TOKEN_LIFE
    }

    /// Serves one request. Returns `false` if the connection ends with it.
    async fn serve(&self, peer: &mut Peer<TcpStream>, request: &str) -> bool {
        let line = request.lines().next().unwrap_or_default();
        let tag = line.split_once("tag=").unwrap().1;
        let tag: i32 = tag.split(' ').next().unwrap().parse().unwrap();
        let body = format!(r#"{{"tag": {tag}}}"#);
        let fault = match self.chance.below(40) {
            _ if !self.knows(test_server::header(request, "authorization").unwrap_or_default()) => {
                "401"
            }
            0 => "503",
            1 => "429",
            2 => "413 early",
            3 => "closed",
            4 => "reset",
            5 => "cut short",
            6 => "silence",
            7 => "no HTTP",
            8 => "500",
            9 => "504",
            10 => "slow",
            11 => "in pieces",
            12 => "not JSON",
            13 => "closed after it",
            _ => "none",
        };
        *self.faults.lock().unwrap().entry(fault).or_default() += 1;
        // With these faults the server reports that it has not processed the request.
        if !matches!(fault, "401" | "503" | "429" | "413 early")
            && let Some(count) = self.calls.lock().unwrap().get_mut(&tag)
        {
            *count += 1;
        }
        let status =
            |status: &str, header: (&str, &str)| test_server::response(status, &[header], "");
        match fault {
            "401" => peer.send(status("401 Unauthorized", ("x", "1"))).await,
            "503" => peer.send(status("503 Busy", ("retry-after", "0"))).await,
            "429" => peer.send(status("429 Too Many", ("x", "1"))).await,
            "500" => {
                peer.send(json("500 Broken", r#"{"error_msg": "broken"}"#))
                    .await
            }
            "504" => peer.send(status("504 Late", ("x", "1"))).await,
            "413 early" => {
                peer.send(status("413 Too Large", ("connection", "close")))
                    .await;
                return false;
            }
            "closed" => return false,
            "reset" => {
                let socket = socket2::SockRef::from(peer.stream.get_ref());
                socket.set_linger(Some(Duration::ZERO)).unwrap();
                return false;
            }
            "cut short" => {
                let whole = json("200 OK", &body);
                peer.send(&whole[..whole.len() - 3]).await;
                return false;
            }
            "silence" => {
                // Longer than the client waits: by then it has closed the connection.
                tokio::time::sleep(Duration::from_millis(1500)).await;
                return false;
            }
            "no HTTP" => {
                peer.send("what?\r\n\r\n").await;
                return false;
            }
            "slow" => {
                tokio::time::sleep(Duration::from_millis(30)).await;
                peer.send(json("200 OK", &body)).await;
            }
            "in pieces" => {
                peer.send("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n")
                    .await;
                peer.send("transfer-encoding: chunked\r\n\r\n").await;
                for piece in body.as_bytes() {
                    peer.send([b"1\r\n", &[*piece][..], b"\r\n"].concat()).await;
                }
                peer.send("0\r\n\r\n").await;
            }
            "not JSON" => peer.send(json("200 OK", "{\"tag\": ")).await,
            "closed after it" => {
                peer.send(json("200 OK", &body)).await;
                return false;
            }
            _ => peer.send(json("200 OK", &body)).await,
        }
        true
    }
}

/// Every second token has an expiry time, before which it is renewed; the others are renewed when the server refuses
/// them.
struct Tokens(Arc<World>);

impl TokenProvider for Tokens {
    fn token<'a>(&'a self, _: &'a ClientContext) -> BoxFuture<'a, Result<Token, CredentialsError>> {
        Box::pin(async {
            tokio::time::sleep(Duration::from_millis(5)).await;
            let mut tokens = self.0.tokens.lock().unwrap();
            let token = Token::new(format!("t{}", tokens.len()));
            tokens.push(Instant::now());
            // It is renewed a minute before it expires.
            let end = SystemTime::now() + Duration::from_secs(61);
            Ok(if tokens.len().is_multiple_of(2) {
                token.expires_at(end)
            } else {
                token
            })
        })
    }
}

/// Returns the name of an error that the faults can cause; any other error fails the test.
fn name(error: &Error<ThingError>) -> String {
    match error.reason() {
        Reason::Transport(failure) => match failure.kind() {
            apiruntime::body::TransportErrorKind::Timeout { .. } => "timeout".to_owned(),
            kind => format!("{kind:?}"),
        },
        Reason::Decode { .. } => "decode".to_owned(),
        _ => match error.status() {
            Some(status) => status.as_u16().to_string(),
            None => format!("{error:?}"),
        },
    }
}

const EXPECTED: [&str; 10] = [
    "401",
    "413",
    "429",
    "500",
    "503",
    "504",
    "BodyCutShort",
    "Closed",
    "decode",
    "timeout",
];

/// Makes one call; returns the name of its result.
async fn one(world: &World, client: &Core) -> String {
    let tag = world.next_tag.fetch_add(1, Ordering::Relaxed);
    let is_safe = world.chance.below(2) == 0;
    world.calls.lock().unwrap().insert(tag, 0);
    let text = tag.to_string();
    let mut sent = call(client, if is_safe { &GET_THING } else { &POKE_THING });
    sent.parameter(&TAG, &text);
    if !is_safe {
        sent.set_body("text/plain", "x".repeat(1 << world.chance.below(14)));
    }
    // Long enough for a machine that does much else.
    let limit = Duration::from_secs(1);
    sent.set_options(
        CallOptions::new()
            .response_timeout(limit)
            .read_timeout(limit),
    );
    let result = tokio::time::timeout(Duration::from_secs(30), sent.send::<Thing>()).await;
    let result = result.unwrap_or_else(|_| panic!("call {tag} hangs"));
    let count = world.calls.lock().unwrap().remove(&tag).unwrap();
    assert!(
        is_safe || count <= 1,
        "call {tag} was acted on {count} times"
    );
    match result {
        Ok(response) => {
            let expected = BTreeMap::from([("tag".to_owned(), tag)]);
            assert_eq!(
                *response.body(),
                Output::Ok(expected),
                "the response of another call"
            );
            assert!(count >= 1, "call {tag} was never made");
            "ok".to_owned()
        }
        Err(error) => {
            let name = name(&error);
            let is_expected = EXPECTED.contains(&&*name) || name == "Protocol";
            assert!(is_expected, "call {tag}: {name}: {error} {error:?}");
            name
        }
    }
}

/// Returns the resident memory in KiB and the number of open descriptors of this process; `None` if the system does not
/// report them.
fn usage() -> Option<(u64, usize)> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    let memory = line.split_whitespace().nth(1)?.parse().ok()?;
    Some((memory, std::fs::read_dir("/proc/self/fd").ok()?.count()))
}

/// Returns the largest values of both during a part of the time.
async fn most(time: Duration) -> (u64, usize) {
    let mut most = (0, 0);
    for _ in 0..100 {
        tokio::time::sleep(time / 100).await;
        let (memory, descriptors) = usage().unwrap_or_default();
        most = (most.0.max(memory), most.1.max(descriptors));
    }
    most
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_calls_through_all_faults_lose_nothing_and_leave_nothing() {
    let seconds = std::env::var("SOAK_SECONDS").map_or(3, |text| text.parse().unwrap());
    let time = Duration::from_secs(seconds);
    let world = Arc::new(World {
        chance: Chance::new(seconds),
        calls: Mutex::default(),
        next_tag: AtomicI32::new(1),
        tokens: Mutex::default(),
        faults: Mutex::default(),
    });
    let serving = world.clone();
    let server = Server::start(move |mut peer, _| {
        let world = serving.clone();
        async move {
            while let Some(request) = peer.request().await {
                // The list of all requests would grow without end.
                peer.seen.lock().unwrap().clear();
                if !world.serve(&mut peer, &request).await {
                    return;
                }
            }
        }
    })
    .await;
    let policy = RetryPolicy::default().base_wait(Duration::from_millis(10));
    let client = Core::builder(&["token"])
        .endpoint(server.endpoint())
        .config(Config::new().no_proxy().retry(policy))
        .authorizer(0, Arc::new(SecretAuthorizer::bearer(Tokens(world.clone()))))
        .build()
        .unwrap();
    let end = Instant::now() + time;
    let mut workers = tokio::task::JoinSet::new();
    for _ in 0..IN_FLIGHT {
        let (world, client) = (world.clone(), client.clone());
        workers.spawn(async move {
            let mut results: BTreeMap<String, u64> = BTreeMap::new();
            while Instant::now() < end {
                *results.entry(one(&world, &client).await).or_default() += 1;
            }
            results
        });
    }
    let first = most(time / 2).await;
    let second = most(time / 2).await;
    let mut results: BTreeMap<String, u64> = BTreeMap::new();
    while let Some(worker) = workers.join_next().await {
        for (name, count) in worker.unwrap() {
            *results.entry(name).or_default() += count;
        }
    }
    let calls: u64 = results.values().sum();
    let tokens = world.tokens.lock().unwrap().len();
    println!("{calls} calls in {seconds} s: {results:?}");
    println!("the server: {:?}", world.faults.lock().unwrap());
    println!("{tokens} tokens, {} connections", server.connections());
    println!("KiB and descriptors at most: {first:?} in the first half, {second:?} in the second");
    assert_eq!(calls, world.next_tag.load(Ordering::Relaxed) as u64 - 1);
    assert!(results.get("ok") > Some(&(calls / 2)), "{results:?}");
    // There is one token each second, however many calls need it.
    assert!(tokens as u64 <= seconds + 3, "{tokens} tokens");
    assert!(
        second.0 <= first.0 + first.0 / 8 + (4 << 10),
        "memory grows"
    );
    // In a run of minutes, a leak would exceed any such share; in a run of seconds, connections are still being opened
    // during the first half.
    assert!(second.1 <= first.1 + first.1 / 8 + 20, "descriptors grow");
}
