//! Calls that are sent again while the service is busy, on a clock that the tests control.

#![cfg(feature = "busy")]

mod support;

use std::time::Duration;

use apiruntime::body::TransportErrorKind as Kind;
use apiruntime::codegen::{Busy, Call, Core, OperationInfo};
use apiruntime::transport::{ScriptedResponse, ScriptedTransport};
use apiruntime::{Body, Error};
use support::{Output, Thing, ThingError};
use tokio::time::Instant;

static LOCKED: Busy = Busy::new(423, 423);
static BUSY: Busy = Busy::new(400, 400)
    .codes(&["X.1", "X.2"])
    .interval(Duration::from_secs(20));
static CHANGE: OperationInfo =
    OperationInfo::new("Change", "POST", "/thing").busy(&[&BUSY, &LOCKED]);

fn call(script: &ScriptedTransport) -> Call {
    let builder = Core::builder(&[]).endpoint("https://service.example");
    let core = builder.transport(script.clone()).build().unwrap();
    let mut call = Call::new(&core, &CHANGE);
    call.set_body("text/plain", "more");
    call
}

fn refused(code: &str) -> ScriptedResponse {
    ScriptedResponse::json(
        400,
        format!(r#"{{"error_code": "{code}", "error_msg": "no"}}"#),
    )
}

async fn send(script: &ScriptedTransport, limit: u64) -> Result<Output, Error<ThingError>> {
    let mut call = call(script);
    call.wait_while_busy(Duration::from_secs(limit));
    let response = call.send::<Thing>().await?;
    Ok(response.into_body())
}

#[tokio::test(start_paused = true)]
async fn a_request_is_sent_again_until_the_service_is_free() {
    let script = ScriptedTransport::new()
        .response(refused("X.1"))
        .response(refused("X.2"))
        .response(ScriptedResponse::new(423))
        .response(ScriptedResponse::new(204));
    let started = Instant::now();
    assert_eq!(send(&script, 600).await.unwrap(), Output::NoContent);
    // About 20 s twice, and 5 s where the description has no time.
    let seconds = started.elapsed().as_secs_f64();
    assert!((40.0..=50.0).contains(&seconds), "{seconds}");
    let requests = script.requests();
    assert_eq!(requests.len(), 4);
    assert!(requests.iter().all(|request| request.body() == "more"));
}

#[tokio::test(start_paused = true)]
async fn all_requests_of_a_wait_have_one_idempotency_key() {
    static KEYED: OperationInfo = OperationInfo::new("Change", "POST", "/thing")
        .idempotency_key("idempotency-key")
        .busy(&[&LOCKED]);
    let script = ScriptedTransport::new()
        .response(ScriptedResponse::new(423))
        .response(ScriptedResponse::new(503))
        .response(ScriptedResponse::new(423))
        .response(ScriptedResponse::new(204));
    let builder = Core::builder(&[]).endpoint("https://service.example");
    let core = builder.transport(script.clone()).build().unwrap();
    let mut call = Call::new(&core, &KEYED);
    call.wait_while_busy(Duration::from_secs(600));
    call.send::<Thing>().await.unwrap();
    let requests = script.requests();
    let keys = requests.iter().map(|one| one.header("idempotency-key"));
    let keys: Vec<_> = keys.map(Option::unwrap).collect();
    assert_eq!(keys, [keys[0]; 4]);
}

#[tokio::test(start_paused = true)]
async fn unless_it_is_asked_for_nothing_is_waited_for() {
    let script = ScriptedTransport::new().response(refused("X.1"));
    let error = call(&script).send::<Thing>().await.unwrap_err();
    assert_eq!((error.code(), script.requests().len()), (Some("X.1"), 1));
    // What to do follows from the description; of other errors with this status, only from the status.
    let shown = error.to_string();
    assert!(
        shown.ends_with("send it again later, or with `wait_while_busy`"),
        "{shown}"
    );
    let script = ScriptedTransport::new().response(refused("X.9"));
    let error = call(&script).send::<Thing>().await.unwrap_err();
    assert!(error.to_string().contains("correct the request"), "{error}");

    let script = ScriptedTransport::new().response(refused("X.1"));
    assert!(send(&script, 0).await.is_err());
    assert_eq!(script.requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_refusal_is_the_result_when_the_limit_passes() {
    let script = (0..9).fold(ScriptedTransport::new(), |script, _| {
        script.response(refused("X.1"))
    });
    let started = Instant::now();
    let error = send(&script, 50).await.unwrap_err();
    assert_eq!(started.elapsed().as_secs(), 50);
    // At 0, about 20, about 40, and at the end.
    assert_eq!(script.requests().len(), 4);
    assert!(matches!(error.kind(), Some(ThingError::BadRequest(_))));
    assert_eq!((error.code(), error.attempts()), (Some("X.1"), 4));
}

#[tokio::test(start_paused = true)]
async fn what_is_not_busy_ends_the_wait() {
    for other in [
        refused("X.3"),
        ScriptedResponse::new(400),
        ScriptedResponse::json(409, r#"{"error_code": "X.1", "error_msg": "no"}"#),
        ScriptedResponse::fault(Kind::TooLarge { limit: 1 }),
    ] {
        let script = ScriptedTransport::new()
            .response(refused("X.1"))
            .response(other);
        let error = send(&script, 600).await.unwrap_err();
        assert_eq!(
            (script.requests().len(), error.attempts()),
            (2, 2),
            "{error}"
        );
        assert_eq!(script.remaining(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn the_wait_that_the_service_asks_for_is_kept_to() {
    let script = ScriptedTransport::new()
        .response(refused("X.1").header("retry-after", "300"))
        .response(ScriptedResponse::new(204));
    let started = Instant::now();
    send(&script, 600).await.unwrap();
    assert_eq!(started.elapsed().as_secs(), 300);
}

#[tokio::test(start_paused = true)]
async fn a_stream_is_sent_once() {
    let script = ScriptedTransport::new().response(refused("X.1"));
    let mut call = call(&script);
    let pieces = futures_util::stream::iter([Ok("more".into())]);
    call.set_body("text/plain", Body::stream(pieces));
    call.wait_while_busy(Duration::from_secs(600));
    let error = call.send::<Thing>().await.unwrap_err();
    assert_eq!((error.code(), script.requests().len()), (Some("X.1"), 1));
}
