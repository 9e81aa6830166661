//! Rules of the caller that decide when a request is sent again.

mod support;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use apiruntime::body::{TimeoutPhase, TransportErrorKind as Kind};
use apiruntime::codegen::{Call, Core, OperationInfo};
use apiruntime::transport::{ScriptedResponse, ScriptedTransport};
use apiruntime::{Body, CallOptions, Config, RetryPolicy};
use support::*;
use tokio::time::Instant;

fn busy() -> ScriptedResponse {
    ScriptedResponse::json(409, r#"{"error_code": "Busy", "error_msg": "wait"}"#)
}

fn client(transport: ScriptedTransport, config: Config) -> Core {
    Core::builder(&[])
        .endpoint("https://service.example")
        .config(config)
        .transport(transport)
        .build()
        .unwrap()
}

/// Returns how often the request of a call is sent.
async fn sent(call: Call) -> u32 {
    match call.send::<Thing>().await {
        Ok(response) => response.attempts(),
        Err(error) => error.attempts(),
    }
}

/// Returns how often a request is sent if these are the responses, followed by a success.
async fn attempts(
    responses: Vec<ScriptedResponse>,
    info: &'static OperationInfo,
    policy: RetryPolicy,
) -> u32 {
    let transport = responses
        .into_iter()
        .fold(ScriptedTransport::new(), ScriptedTransport::response)
        .response(ScriptedResponse::json(200, "{}"));
    let mut call = call(&client(transport, Config::new()), info);
    call.set_options(CallOptions::new().retry(policy));
    sent(call).await
}

#[tokio::test(start_paused = true)]
async fn the_statuses_that_are_repeated_can_be_chosen() {
    let policy = || RetryPolicy::default().statuses([409]);
    assert_eq!(
        attempts(vec![busy(), busy()], &GET_THING, policy()).await,
        3
    );
    assert_eq!(
        attempts(vec![ScriptedResponse::new(503)], &GET_THING, policy()).await,
        1
    );
    // A request that is not safe to repeat is not sent again.
    assert_eq!(attempts(vec![busy()], &POKE_THING, policy()).await, 1);
}

#[tokio::test(start_paused = true)]
async fn a_rule_of_the_caller_decides_for_any_call() {
    let rule = || {
        RetryPolicy::default()
            .attempts(9)
            .retry_if(|failed| failed.code().as_deref() == Some("Busy"))
    };
    assert_eq!(attempts(vec![busy(), busy()], &POKE_THING, rule()).await, 3);
    // The rule alone decides.
    assert_eq!(
        attempts(vec![ScriptedResponse::new(503)], &GET_THING, rule()).await,
        1
    );
    assert_eq!(
        attempts(
            vec![ScriptedResponse::fault(Kind::Connect)],
            &GET_THING,
            rule()
        )
        .await,
        1
    );
    let more = rule().retry_if(|failed| failed.would_retry() || failed.attempt() < 3);
    let responses = vec![
        busy(),
        busy(),
        ScriptedResponse::fault(Kind::Connect),
        busy(),
    ];
    assert_eq!(attempts(responses, &GET_THING, more).await, 4);
}

#[tokio::test(start_paused = true)]
async fn a_rule_sees_the_failed_attempt() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    let policy = RetryPolicy::default().attempts(4).retry_if(move |failed| {
        let status = failed.status().map(|status| status.as_u16());
        let kind = failed.error().map(|error| error.kind());
        let body = failed.raw_body().map_or(0, |body| body.len());
        let is_json = failed
            .headers()
            .is_some_and(|all| all.contains_key("content-type"));
        let facts = (failed.is_idempotent(), failed.would_retry());
        log.lock()
            .unwrap()
            .push((status, kind, body, is_json, facts));
        true
    });
    let responses = vec![
        busy(),
        ScriptedResponse::fault(Kind::Closed),
        ScriptedResponse::new(503),
    ];
    assert_eq!(attempts(responses, &POKE_THING, policy).await, 4);
    assert_eq!(
        *seen.lock().unwrap(),
        [
            (Some(409), None, 43, true, (false, false)),
            (None, Some(Kind::Closed), 0, false, (false, false)),
            (Some(503), None, 0, false, (false, false)),
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn no_attempt_begins_after_the_total_time() {
    let policy = RetryPolicy::default()
        .attempts(100)
        .base_wait(Duration::from_secs(10))
        .total_time(Duration::from_secs(30));
    let begun = Instant::now();
    let responses = (0..50).map(|_| {
        ScriptedResponse::new(503)
            .header("retry-after", "8")
            .delay(Duration::from_secs(1))
    });
    let sent = attempts(responses.collect(), &GET_THING, policy).await;
    assert!((2..=4).contains(&sent), "{sent}");
    assert!(
        begun.elapsed() <= Duration::from_secs(32),
        "{:?}",
        begun.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn only_a_connection_that_was_closed_at_the_first_attempt_is_replaced_without_a_wait() {
    for (kinds, waits) in [
        (&[Kind::Closed][..], false),
        (&[Kind::Connect], true),
        (&[Kind::Closed, Kind::Closed], true),
    ] {
        let begun = Instant::now();
        let faults = kinds.iter().map(|kind| ScriptedResponse::fault(*kind));
        let policy = RetryPolicy::default().base_wait(Duration::from_secs(60));
        let sent = attempts(faults.collect(), &GET_THING, policy).await;
        assert_eq!(sent as usize, kinds.len() + 1);
        assert_eq!(begun.elapsed() > Duration::ZERO, waits, "{kinds:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn ten_successes_pay_for_one_repeat() {
    let unavailable = || ScriptedResponse::new(503);
    let mut transport = ScriptedTransport::new();
    for _ in 0..3 * 50 + 1 {
        transport = transport.response(unavailable());
    }
    for _ in 0..10 {
        transport = transport.response(ScriptedResponse::json(200, "{}"));
    }
    for _ in 0..2 {
        transport = transport.response(unavailable());
    }
    let client = client(transport, Config::new());
    let get = || sent(call(&client, &GET_THING));
    for _ in 0..50 {
        assert_eq!(get().await, 3);
    }
    for _ in 0..11 {
        assert_eq!(get().await, 1);
    }
    assert_eq!(get().await, 2);
}

#[tokio::test(start_paused = true)]
async fn a_rule_of_the_client_counts_for_all_calls_and_never_for_a_401() {
    let transport = ScriptedTransport::new()
        .response(busy())
        .response(ScriptedResponse::json(200, "{}"))
        .response(ScriptedResponse::new(401));
    let policy = RetryPolicy::default().retry_if(|_| true);
    let core = client(transport, Config::new().retry(policy.clone()));
    assert_eq!(poke(&core).await.unwrap().attempts(), 2);
    assert_eq!(poke(&core).await.unwrap_err().attempts(), 1);
    assert_eq!(policy, policy.clone());
    assert_ne!(policy, RetryPolicy::default().retry_if(|_| true));
}

#[tokio::test(start_paused = true)]
async fn a_call_can_be_declared_safe_to_repeat_or_not() {
    for (info, is_safe, expected) in [(&POKE_THING, true, 2), (&GET_THING, false, 1)] {
        let by_method: fn(&mut Call, bool) = |call, is_safe| call.set_idempotent(is_safe);
        let by_options: fn(&mut Call, bool) =
            |call, is_safe| call.set_options(CallOptions::new().idempotent(is_safe));
        for declare in [by_method, by_options] {
            let transport = ScriptedTransport::new()
                .response(ScriptedResponse::fault(Kind::Closed))
                .response(ScriptedResponse::json(200, "{}"));
            let mut call = call(&client(transport, Config::new()), info);
            declare(&mut call, is_safe);
            assert_eq!(sent(call).await, expected);
        }
    }
}

/// What each kind of failure says of itself: (no connection yet, may pass), and how often a GET and a POST are sent.
#[tokio::test(start_paused = true)]
async fn each_kind_of_failure_is_repeated_where_that_is_safe_and_of_use() {
    let timeout = |phase| Kind::Timeout {
        phase,
        limit: Duration::from_secs(1),
    };
    for (kind, facts, times) in [
        (Kind::Resolve, (true, true), (2, 2)),
        (Kind::Connect, (true, true), (2, 2)),
        (Kind::Proxy, (true, true), (2, 2)),
        (Kind::ProxySettings, (true, false), (1, 1)),
        (Kind::Tls, (true, false), (2, 2)),
        (Kind::CertificateName, (true, false), (1, 1)),
        (Kind::CertificateExpired, (true, false), (1, 1)),
        (Kind::CertificateIssuer, (true, false), (1, 1)),
        (Kind::Certificate, (true, false), (1, 1)),
        (Kind::ClientCertificate, (true, false), (1, 1)),
        (timeout(TimeoutPhase::Connect), (true, true), (2, 2)),
        (timeout(TimeoutPhase::Read), (false, true), (2, 1)),
        (Kind::Closed, (false, true), (2, 1)),
        (Kind::BodyCutShort, (false, true), (2, 1)),
        (Kind::Protocol, (false, false), (2, 1)),
        (Kind::Http1Required, (false, false), (1, 1)),
        (Kind::HeadersTooLarge, (false, false), (1, 1)),
        (Kind::TooLarge { limit: 1 }, (false, false), (1, 1)),
        (Kind::ContentEncoding, (false, false), (1, 1)),
        (Kind::RequestBody, (false, false), (1, 1)),
        (Kind::Other, (false, false), (2, 1)),
    ] {
        let failed = async |info| {
            let transport = ScriptedTransport::new().when(|_| true, ScriptedResponse::fault(kind));
            let config = Config::new().retry(RetryPolicy::default().attempts(2));
            let sent = call(&client(transport, config), info).send::<Thing>();
            sent.await.unwrap_err()
        };
        let (get, post) = (failed(&GET_THING).await, failed(&POKE_THING).await);
        assert_eq!((get.is_connect(), get.is_retryable()), facts, "{kind:?}");
        assert_eq!((get.attempts(), post.attempts()), times, "{kind:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_that_cannot_be_sent_again_takes_nothing_from_the_budget_of_repeats() {
    let unavailable = ScriptedResponse::new(503);
    let transport = (0..203).fold(ScriptedTransport::new(), |transport, _| {
        transport.response(unavailable.clone())
    });
    let client = client(transport, Config::new());
    for _ in 0..200 {
        let mut put = call(&client, &PUT_THING);
        put.set_body("text/plain", Body::stream(futures_util::stream::empty()));
        assert_eq!(sent(put).await, 1);
    }
    assert_eq!(sent(call(&client, &GET_THING)).await, 3);
}
