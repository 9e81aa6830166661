//! Waiting for a state, on a clock that the tests control.

mod search;
#[path = "../support/mod.rs"]
mod support;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use apiruntime::auth::{
    ClientContext, CredentialsError, CredentialsErrorKind, SecretAuthorizer, Token, TokenProvider,
};
use apiruntime::body::{BoxFuture, TransportError, TransportErrorKind as Kind};
use apiruntime::client::Verdict;
use apiruntime::codegen::{
    Call, Condition, Core, ItemPages, ItemRule, Match, Parameter, Waiter, Waiting,
};
use apiruntime::error::{Reason, WaitEnd};
use apiruntime::transport::{ScriptedResponse, ScriptedTransport, Transport};
use apiruntime::{Body, CallOptions, Config, Response, RetryPolicy};
use support::*;
use tokio::time::Instant;

static SIZE: Condition = Condition::Equals("/size", "3");
static FULL: Waiter = Waiter::new("full")
    .state("/size")
    .success(&[Condition::State("3")])
    .failure(&[Condition::State("9"), Condition::Code(400, "X.1")])
    .pending(&[Condition::Set("/task")])
    .reason("/why")
    .consecutive(2)
    .delay(Duration::from_secs(10))
    .interval(Duration::from_secs(20))
    .timeout(Duration::from_secs(600));
static GONE: Waiter = Waiter::new("gone").success(&[Condition::Status(404)]);

fn call(script: &ScriptedTransport) -> Call {
    let builder = Core::builder(&["token"]).endpoint("https://service.example");
    let core = builder.transport(script.clone()).build().unwrap();
    let mut call = Call::new(&core, &GET_THING);
    call.parameter(&THING_ID, "1");
    call
}

fn script(bodies: &[&'static str]) -> ScriptedTransport {
    bodies
        .iter()
        .fold(ScriptedTransport::new(), |script, body| {
            script.response(ScriptedResponse::json(200, *body))
        })
}

fn full(script: &ScriptedTransport) -> Waiting<Response<Output>, ThingError> {
    Waiting::response(call(script).typed::<Thing>(), &FULL, Vec::new())
}

#[tokio::test(start_paused = true)]
async fn a_wait_ends_with_the_response_when_the_state_held_twice() {
    let script = script(&[
        r#"{"size": 1}"#,
        r#"{"size": 3}"#,
        r#"{"size": 3, "task": 7}"#,
        r#"{"size": 3}"#,
        r#"{"size": 3, "last": 1}"#,
    ]);
    let started = Instant::now();
    let response = full(&script).await.unwrap();
    let Output::Ok(body) = response.body() else {
        panic!("{response:?}")
    };
    assert_eq!(body["last"], 1);
    assert_eq!(script.requests().len(), 5);
    // 10 s before the first call, about 20 s between calls.
    let elapsed = started.elapsed();
    assert!(
        elapsed >= Duration::from_secs(82) && elapsed <= Duration::from_secs(98),
        "{elapsed:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_wait_has_the_delay_and_the_interval_that_the_caller_sets() {
    let script = script(&[r#"{"size": 1}"#, r#"{"size": 9}"#]);
    let started = Instant::now();
    let wait = full(&script)
        .delay(Duration::from_secs(1))
        .interval(Duration::from_secs(100))
        .on_poll(|progress| assert_eq!(progress.state(), Some("1")));
    wait.await.unwrap_err();
    let waited = started.elapsed().as_secs();
    assert!((91..=111).contains(&waited), "{waited}");
}

#[tokio::test(start_paused = true)]
async fn a_page_instead_of_the_response_ends_it() {
    let page = ScriptedResponse::new(200).body("text/html", "<title>Log in</title>");
    let script = script(&[r#"{"size": 1}"#]).response(page);
    let error = full(&script).await.unwrap_err();
    assert!(error.wait_failure().is_none(), "{error}");
    assert!(error.to_string().contains("text/html"), "{error}");
    assert_eq!(script.requests().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_failure_ends_it_with_state_and_last_response() {
    let script = script(&[r#"{"size": 1}"#, r#"{"size": 9, "why": 4}"#]);
    let error = full(&script).await.unwrap_err();
    let failure = error.wait_failure().unwrap();
    assert_eq!(failure.end(), WaitEnd::Failed);
    assert_eq!((failure.state(), failure.reason()), (Some("9"), Some("4")));
    assert_eq!(failure.polls(), 2);
    assert_eq!(error.raw_body().unwrap(), r#"{"size": 9, "why": 4}"#);
    assert_eq!(
        error.to_string(),
        "GetThing: waiting for `full` failed, the state is `9`: 4"
    );
    assert!(!error.is_timeout());
}

#[tokio::test(start_paused = true)]
async fn an_error_code_can_be_the_failure_and_a_status_the_success() {
    let refused = ScriptedResponse::json(400, r#"{"error_code": "X.1", "error_msg": "no"}"#);
    let script = ScriptedTransport::new().response(refused);
    let error = full(&script).await.unwrap_err();
    assert_eq!(error.wait_failure().unwrap().end(), WaitEnd::Failed);
    assert_eq!(error.status().unwrap(), 400);
    assert_eq!(error.code(), Some("X.1"));
    assert_eq!(
        error.to_string(),
        "GetThing: waiting for `full` failed, status 400 Bad Request, X.1: no"
    );

    let script = ScriptedTransport::new()
        .response(ScriptedResponse::json(200, r#"{"size": 1}"#))
        .response(ScriptedResponse::new(404));
    Waiting::end(call(&script).typed::<Thing>(), &GONE, Vec::new())
        .await
        .unwrap();
    assert_eq!(script.requests().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_error_that_no_condition_names_ends_the_wait_as_the_error_that_it_is() {
    let refused = ScriptedResponse::json(400, r#"{"error_code": "X.2", "error_msg": "no"}"#);
    let script = ScriptedTransport::new().response(refused);
    let error = full(&script).await.unwrap_err();
    assert!(error.wait_failure().is_none());
    assert!(matches!(error.kind(), Some(ThingError::BadRequest(_))));
}

#[tokio::test(start_paused = true)]
async fn what_can_pass_does_not_end_the_wait() {
    // The state counts anew after a failure.
    let mut script = script(&[r#"{"size": 3}"#]);
    for _ in 0..3 {
        script = script.response(ScriptedResponse::fault(Kind::Connect));
    }
    for _ in 0..3 {
        script = script.response(ScriptedResponse::new(503));
    }
    for _ in 0..2 {
        script = script.response(ScriptedResponse::json(200, r#"{"size": 3}"#));
    }
    full(&script).await.unwrap();
    assert_eq!(script.remaining(), 0);
}

#[tokio::test(start_paused = true)]
async fn the_time_limit_ends_it_with_a_last_request_when_it_passes() {
    // A failure that has passed is not the reason.
    let script = (0..3).fold(ScriptedTransport::new(), |script, _| {
        script.response(ScriptedResponse::fault(Kind::Connect))
    });
    let script = (0..4).fold(script, |script, _| {
        script.response(ScriptedResponse::json(200, r#"{"size": 1}"#))
    });
    let started = Instant::now();
    let error = full(&script)
        .timeout(Duration::from_secs(65))
        .await
        .unwrap_err();
    assert_eq!(started.elapsed().as_secs(), 65);
    let failure = error.wait_failure().unwrap();
    assert_eq!(failure.end(), WaitEnd::TimedOut);
    assert_eq!(failure.state(), Some("1"));
    assert!(error.is_timeout());
    assert_eq!(
        error.to_string(),
        "GetThing: waiting for `full` timed out after 65 s, the state is `1`; \
         it may still get there, wait longer with `timeout`"
    );
}

#[tokio::test(start_paused = true)]
async fn a_wait_whose_last_request_fails_timed_out_all_the_same() {
    let down = || ScriptedResponse::json(503, r#"{"error_msg": "down"}"#);
    let script = script(&[r#"{"size": 1}"#])
        .response(down())
        .response(down());
    let never = CallOptions::new().retry(RetryPolicy::never());
    let mut call = call(&script);
    call.set_options(never);
    let wait = Waiting::response(call.typed::<Thing>(), &FULL, Vec::new());
    let error = wait.timeout(Duration::from_secs(40)).await.unwrap_err();
    let failure = error.wait_failure().expect("the end of a wait");
    assert_eq!((failure.end(), failure.polls()), (WaitEnd::TimedOut, 3));
    assert_eq!(failure.state(), Some("1"));
    assert_eq!(error.status().unwrap().as_u16(), 503);
    assert_eq!(
        error.to_string(),
        "GetThing: waiting for `full` timed out after 40 s, the state is `1`: the last request failed: GetThing: \
         status 503 Service Unavailable: down; the service or a proxy before it is unavailable; try again later; \
         it may still get there, wait longer with `timeout`"
    );
}

#[tokio::test(start_paused = true)]
async fn a_state_that_is_there_when_the_limit_passes_is_a_success() {
    let script = script(&[r#"{"size": 1}"#, r#"{"size": 3}"#]);
    let wait = Waiting::until(
        call(&script).typed::<Thing>(),
        |response| matches!(response.body(), Output::Ok(body) if body["size"] == 3),
    );
    wait.interval(Duration::from_secs(100))
        .timeout(Duration::from_secs(10))
        .await
        .unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_closure_can_say_that_it_failed_and_progress_is_reported() {
    let script = script(&[r#"{"size": 1}"#, r#"{"size": 2}"#]);
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    let wait = Waiting::until(call(&script).typed::<Thing>(), |response| {
        match response.body() {
            Output::Ok(body) if body["size"] == 2 => Verdict::Failure,
            _ => Verdict::Pending,
        }
    });
    let error = wait
        .on_poll(move |progress| log.lock().unwrap().push(progress.polls()))
        .await
        .unwrap_err();
    assert_eq!(error.wait_failure().unwrap().end(), WaitEnd::Failed);
    assert_eq!(error.raw_body().unwrap(), r#"{"size": 2}"#);
    assert_eq!(*seen.lock().unwrap(), [1]);
}

#[tokio::test(start_paused = true)]
async fn a_longer_retry_after_is_kept_to() {
    static ONCE: Waiter = Waiter::new("full").success(&[SIZE]);
    // After a status that does not end the wait, too.
    for status in [200, 503] {
        let slow = ScriptedResponse::json(status, r#"{"size": 1}"#).header("retry-after", "120");
        let script = ScriptedTransport::new()
            .response(slow)
            .response(ScriptedResponse::json(200, r#"{"size": 3}"#));
        let started = Instant::now();
        Waiting::response(call(&script).typed::<Thing>(), &ONCE, Vec::new())
            .await
            .unwrap();
        assert_eq!(started.elapsed().as_secs(), 120, "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_that_quotes_a_secret_does_not_show_it() {
    let script = script(&[r#"{"size": 9, "why": "the token s3cr3t-token has ended"}"#]);
    let token = SecretAuthorizer::bearer("s3cr3t-token");
    let builder = Core::builder(&["token"]).endpoint("https://service.example");
    let builder = builder.authorizer(0, Arc::new(token));
    let core = builder.transport(script.clone()).build().unwrap();
    let wait = Waiting::response(
        support::call(&core, &GET_THING).typed::<Thing>(),
        &FULL,
        Vec::new(),
    );
    let error = wait.await.unwrap_err();
    let text = format!("{error} {error:?}");
    assert!(text.contains("the token [redacted] has ended"), "{text}");
    assert!(!text.contains("s3cr3t"), "{text}");
}

/// A provider whose service is unavailable the second time.
struct Flaky(Mutex<u32>);

impl TokenProvider for Flaky {
    fn token<'a>(&'a self, _: &'a ClientContext) -> BoxFuture<'a, Result<Token, CredentialsError>> {
        let mut count = self.0.lock().unwrap();
        *count += 1;
        let token = match *count {
            2 => {
                Err(CredentialsError::new("no token").with_kind(CredentialsErrorKind::Unavailable))
            }
            _ => Ok(Token::new("t")),
        };
        Box::pin(std::future::ready(token))
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_service_that_is_unavailable_for_a_while_does_not_end_a_wait() {
    let expired = ScriptedResponse::new(401);
    let script = ScriptedTransport::new()
        .response(ScriptedResponse::json(200, r#"{"size": 1}"#))
        .response(expired)
        .response(ScriptedResponse::json(200, r#"{"size": 3}"#))
        .response(ScriptedResponse::json(200, r#"{"size": 3}"#));
    let token = SecretAuthorizer::bearer(Flaky(Mutex::new(0)));
    let builder = Core::builder(&["token"]).endpoint("https://service.example");
    let builder = builder.authorizer(0, Arc::new(token));
    let core = builder.transport(script.clone()).build().unwrap();
    let wait = support::call(&core, &GET_THING).typed::<Thing>();
    let reached = Waiting::response(wait, &FULL, Vec::new()).await.unwrap();
    assert_eq!((reached.status().as_u16(), script.remaining()), (200, 0));
}

/// A transport that responds once with this status, and then never again.
struct Silent(Mutex<Option<u16>>);

impl Transport for Silent {
    fn send(
        &self,
        _: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        let Some(status) = self.0.lock().unwrap().take() else {
            return Box::pin(std::future::pending());
        };
        let response = http::Response::builder().status(status);
        let response = response.body(Body::from(r#"{"size": 1}"#)).unwrap();
        Box::pin(std::future::ready(Ok(response)))
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_without_a_response_does_not_outlast_the_limit_of_a_wait() {
    static SOON: Waiter = Waiter::new("full").state("/size").success(&[SIZE]);
    for (response, limit, least) in [
        (Some(200), 65, 65),
        (Some(503), 30, 30),
        (None, 65, 65),
        (None, 0, 60),
    ] {
        let builder = Core::builder(&["token"]).endpoint("https://service.example");
        let retry = match response {
            Some(503) => RetryPolicy::never(),
            _ => RetryPolicy::default(),
        };
        let core = builder
            .config(Config::new().retry(retry))
            .transport(Silent(Mutex::new(response)))
            .build()
            .unwrap();
        let call = support::call(&core, &GET_THING).typed::<Thing>();
        let started = Instant::now();
        let wait = Waiting::response(call, &SOON, Vec::new());
        let limit = Duration::from_secs(limit);
        let error = wait.timeout(limit).await.map(|_| ()).unwrap_err();
        assert!(error.is_timeout(), "{error}");
        assert_eq!(error.operation(), Some("GetThing"));
        // A call that is in flight at the time limit has the time of any call.
        assert_eq!(
            started.elapsed().as_secs().min(60),
            least.min(60),
            "{limit:?}"
        );
        if limit > Duration::ZERO {
            assert_eq!(started.elapsed().as_secs(), least);
            let failure = error.wait_failure().unwrap();
            assert_eq!(failure.end(), WaitEnd::TimedOut);
            // The state that was seen before is kept.
            assert_eq!(failure.state(), response.filter(|s| *s == 200).map(|_| "1"));
            assert_eq!(error.status().is_some(), response == Some(200));
            let says = failure
                .reason()
                .unwrap()
                .contains("failed: GetThing: status 503");
            assert_eq!(says, response == Some(503), "{error}");
        }
    }
}

#[cfg(feature = "blocking")]
#[test]
fn a_wait_can_block_outside_an_async_runtime() {
    let script = script(&[r#"{"size": 3}"#]);
    let wait = Waiting::until(call(&script).typed::<Thing>(), |_| true);
    assert_eq!(wait.wait_blocking().unwrap().status(), 200);
}

#[tokio::test(start_paused = true)]
async fn a_wait_ends_when_a_property_is_unset() {
    static IDLE: Waiter = Waiter::new("idle").success(&[Condition::Unset("/task")]);
    let script = script(&[r#"{"task": 7}"#, r#"{"task": 7}"#, r#"{"task": null}"#]);
    Waiting::response(call(&script).typed::<Thing>(), &IDLE, Vec::new())
        .await
        .unwrap();
    assert_eq!(script.requests().len(), 3);
}
