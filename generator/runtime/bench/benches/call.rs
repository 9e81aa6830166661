//! Compares the time of a call through the client with that of the same call written by hand on the same library.
//!
//! Both take turns in short rounds against one server, so that other load on the machine affects both; the medians of
//! the rounds are compared.

use std::hint::black_box;
use std::time::{Duration, Instant};

use runtime_bench::*;

const ROUNDS: usize = 60;
const CALLS: u32 = 2_000;

fn main() {
    // `cargo test` runs benchmarks, too, to check that they work.
    let is_test = !std::env::args().any(|argument| argument == "--bench");
    let (rounds, calls) = if is_test { (1, 64) } else { (ROUNDS, CALLS) };
    let address = server();
    for in_flight in [1, 64] {
        let (runtime, client, plain) = (runtime(), client(address), plain());
        let mut through = Vec::new();
        let mut hand = Vec::new();
        for _ in 0..rounds {
            let client = client.clone();
            through.push(runtime.block_on(round(in_flight, calls, move || {
                let client = client.clone();
                async move { drop(black_box(through_client(&client).await)) }
            })));
            let plain = plain.clone();
            hand.push(runtime.block_on(round(in_flight, calls, move || {
                let plain = plain.clone();
                async move { drop(black_box(by_hand(&plain, address).await)) }
            })));
        }
        let (through, hand) = (median(through, calls), median(hand, calls));
        let more = 100.0 * (through / hand - 1.0);
        println!(
            "{in_flight:>2} in flight: client {through:.2} µs, by hand {hand:.2} µs, {more:+.1} %"
        );
    }
}

/// Returns the time for all calls, with `in_flight` of them at a time.
async fn round<F>(
    in_flight: u32,
    calls: u32,
    call: impl Fn() -> F + Clone + Send + 'static,
) -> Duration
where
    F: Future<Output = ()> + Send + 'static,
{
    let begun = Instant::now();
    let tasks: Vec<_> = (0..in_flight)
        .map(|_| {
            let call = call.clone();
            tokio::spawn(async move {
                for _ in 0..calls / in_flight {
                    call().await;
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    begun.elapsed()
}

/// Returns the median in microseconds for each call.
fn median(mut times: Vec<Duration>, calls: u32) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64() * 1e6 / f64::from(calls)
}
