//! Far more calls at once than the process may have open files: they wait in line. There are 1,000 by default; set
//! `MANY_CALLS=5000` for more.
#![cfg(unix)]

mod support;

use std::process::Command;
use std::sync::Arc;

use apiruntime::Config;
use support::*;
use tokio::sync::watch;

/// Set in the process that has few descriptors.
const LIMITED: &str = "CALLS_WITH_FEW_DESCRIPTORS";

/// As many as a shell usually allows. The server is in the same process, so each connection needs two.
const DESCRIPTORS: &str = "1024";

/// The largest number of connections that a client opens; at some moment all of them are open.
const OPEN: usize = 256;

#[test]
fn calls_beyond_the_number_of_connections_wait_in_line() {
    let calls = std::env::var("MANY_CALLS");
    let calls: usize = calls.map_or(1_000, |calls| calls.parse().expect("a number"));
    if std::env::var_os(LIMITED).is_some() {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        return runtime.block_on(all(calls));
    }
    let program = std::env::current_exe().unwrap();
    let output = Command::new("sh")
        .args(["-c", "ulimit -n \"$1\" && exec \"$0\" --exact calls_beyond_the_number_of_connections_wait_in_line"])
        .arg(program)
        .arg(DESCRIPTORS)
        .env(LIMITED, "1")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}");
    assert!(text.contains("1 passed"), "{text}");
}

async fn all(calls: usize) {
    let (arrived, waiting) = watch::channel(0_usize);
    let arrived = Arc::new(arrived);
    let server = Server::start(move |mut peer, _| {
        let (arrived, mut waiting) = (Arc::clone(&arrived), waiting.clone());
        async move {
            while peer.request().await.is_some() {
                arrived.send_modify(|count| *count += 1);
                // No response is sent before every connection has a request.
                let _ = waiting.wait_for(|count| *count >= OPEN).await;
                peer.send(&json("200 OK", "{}")).await;
            }
        }
    })
    .await;
    let core = core(server.endpoint(), Config::new().no_proxy());
    let calls: Vec<_> = (0..calls)
        .map(|_| {
            let core = core.clone();
            tokio::spawn(async move { get(&core).await })
        })
        .collect();
    for call in calls {
        let response = call.await.unwrap().unwrap();
        assert_eq!(response.attempts(), 1);
    }
}
