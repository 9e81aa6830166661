//! Waiting for a state, on a clock that the tests control.

mod support;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use apiruntime::Response;
use apiruntime::auth::SecretAuthorizer;
use apiruntime::body::TransportErrorKind as Kind;
use apiruntime::client::Verdict;
use apiruntime::codegen::{
    Call, Condition, Core, ItemPages, ItemRule, Match, Parameter, Waiter, Waiting,
};
use apiruntime::error::{Reason, WaitEnd};
use apiruntime::transport::{ScriptedResponse, ScriptedTransport};
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
    // 10 s before the first, about 20 s between.
    let elapsed = started.elapsed();
    assert!(
        elapsed >= Duration::from_secs(82) && elapsed <= Duration::from_secs(98),
        "{elapsed:?}"
    );
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
    let mut script = ScriptedTransport::new();
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
    let script =
        ScriptedTransport::new().when(|_| true, ScriptedResponse::json(200, r#"{"size": 1}"#));
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
    let slow = ScriptedResponse::json(200, r#"{"size": 1}"#).header("retry-after", "120");
    let script = ScriptedTransport::new()
        .response(slow)
        .response(ScriptedResponse::json(200, r#"{"size": 3}"#));
    static ONCE: Waiter = Waiter::new("full").success(&[SIZE]);
    let started = Instant::now();
    Waiting::response(call(&script).typed::<Thing>(), &ONCE, Vec::new())
        .await
        .unwrap();
    assert_eq!(started.elapsed().as_secs(), 120);
}

static OFFSET: Parameter = Parameter::query("offset");
static ITEM: Waiter = Waiter::new("backed-up")
    .item(
        ItemRule::new("/list", &[("/id", Match::Argument(0))]).pages(ItemPages::Offset(&OFFSET, 0)),
    )
    .state("/state")
    .success(&[Condition::State("done")]);

#[tokio::test(start_paused = true)]
async fn an_item_is_found_on_any_page_and_given() {
    let script = script(&[
        r#"{"list": [{"id": "a"}, {"id": "b"}]}"#,
        r#"{"list": []}"#,
        r#"{"list": [{"id": "a"}, {"id": "b"}]}"#,
        r#"{"list": [{"id": "c", "state": "done", "size": 4}]}"#,
    ]);
    let item: serde_json::Value =
        Waiting::item(call(&script).typed::<Thing>(), &ITEM, vec!["c".to_owned()])
            .await
            .unwrap();
    assert_eq!(item["size"], 4);
    let requests = script.requests();
    let queries: Vec<_> = requests.iter().map(|request| request.query()).collect();
    assert_eq!(queries, ["", "offset=2", "", "offset=2"]);
}

static MARKED: Waiter = paged(ItemPages::Marker(&OFFSET, "/id"));
static URLS: Waiter = paged(ItemPages::Url("/next"));
static LINKED: Waiter = paged(ItemPages::Link("next"));

const fn paged(pages: ItemPages) -> Waiter {
    Waiter::new("listed")
        .item(ItemRule::new("/list", &[("/id", Match::Argument(0))]).pages(pages))
        .success(&[Condition::Present])
}

#[tokio::test(start_paused = true)]
async fn the_pages_of_a_list_are_searched_however_they_are_asked_for() {
    for (waiter, next) in [
        (&MARKED, "offset=b"),
        (&URLS, "page=2"),
        (&LINKED, "page=3"),
    ] {
        let first = r#"{"list": [{"id": "a"}, {"id": "b"}], "next": "/things/1?page=2"}"#;
        let link = "<https://service.example/things/1?page=3>; rel=\"next\"";
        let script = ScriptedTransport::new()
            .response(ScriptedResponse::json(200, first).header("link", link))
            .response(ScriptedResponse::json(200, r#"{"list": [{"id": "c"}]}"#));
        let item: serde_json::Value =
            Waiting::item(call(&script).typed::<Thing>(), waiter, vec!["c".to_owned()])
                .await
                .unwrap();
        assert_eq!(item["id"], "c");
        assert_eq!(script.requests()[1].query(), next);
    }
}

#[tokio::test(start_paused = true)]
async fn the_next_page_is_not_asked_of_another_host() {
    let first = r#"{"list": [], "next": "https://other.example/things/1?page=2"}"#;
    let script = script(&[first]);
    let wait: Waiting<serde_json::Value, ThingError> =
        Waiting::item(call(&script).typed::<Thing>(), &URLS, vec!["c".to_owned()]);
    assert!(wait.await.is_err());
    assert_eq!(script.requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_ignores_the_position_is_not_asked_for_ever() {
    let page = ScriptedResponse::json(200, r#"{"list": [{"id": "a"}]}"#);
    let script = ScriptedTransport::new().when(|_| true, page);
    let wait: Waiting<serde_json::Value, ThingError> =
        Waiting::item(call(&script).typed::<Thing>(), &ITEM, vec!["c".to_owned()]);
    let error = wait.await.unwrap_err();
    assert!(matches!(error.reason(), Reason::RepeatedPage), "{error}");
    assert_eq!(script.requests().len(), 2);
}

fn queries(script: &ScriptedTransport) -> Vec<String> {
    let requests = script.requests();
    requests.iter().map(|one| one.query().to_owned()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_search_begins_where_the_call_does_and_ends_where_the_list_does() {
    let script = script(&[
        r#"{"list": [{"id": "a"}, {"id": "b"}]}"#,
        r#"{"list": [{"id": "d"}]}"#,
    ])
    // The one after the last page is refused.
    .response(ScriptedResponse::new(404))
    .response(ScriptedResponse::json(
        200,
        r#"{"list": [{"id": "c", "state": "done"}]}"#,
    ));
    let mut call = call(&script);
    call.parameter(&OFFSET, &4);
    let wait = Waiting::item(call.typed::<Thing>(), &ITEM, vec!["c".to_owned()]);
    let _: serde_json::Value = wait.await.unwrap();
    assert_eq!(
        queries(&script),
        ["offset=4", "offset=6", "offset=7", "offset=4"]
    );

    let script = script_of_404();
    let wait = Waiting::item(
        self::call(&script).typed::<Thing>(),
        &ITEM,
        vec!["c".to_owned()],
    );
    let item: Result<serde_json::Value, _> = wait.await;
    assert_eq!(item.unwrap_err().status().unwrap(), 404);
}

fn script_of_404() -> ScriptedTransport {
    ScriptedTransport::new().response(ScriptedResponse::new(404))
}

static MARKER: Parameter = Parameter::query("marker");
static BY_CURSOR: Waiter = Waiter::new("backed-up")
    .item(
        ItemRule::new("/list", &[("/id", Match::Argument(0))])
            .pages(ItemPages::Cursor(&MARKER, "/next")),
    )
    .success(&[Condition::Present]);

#[tokio::test(start_paused = true)]
async fn a_search_follows_cursors_that_are_urls_and_notices_a_circle() {
    let pages = [
        r#"{"list": [], "next": "https://service.example/things/1?marker=2&more=1"}"#,
        r#"{"list": [{"id": "a"}], "next": "3"}"#,
    ];
    let found = script(&pages).response(ScriptedResponse::json(200, r#"{"list": [{"id": "c"}]}"#));
    let wait = Waiting::end(
        call(&found).typed::<Thing>(),
        &BY_CURSOR,
        vec!["c".to_owned()],
    );
    wait.await.unwrap();
    assert_eq!(queries(&found), ["", "marker=2&more=1", "marker=3"]);

    let circle =
        script(&pages).response(ScriptedResponse::json(200, r#"{"list": [], "next": "3"}"#));
    let wait = Waiting::end(
        call(&circle).typed::<Thing>(),
        &BY_CURSOR,
        vec!["c".to_owned()],
    );
    let error = wait.await.unwrap_err();
    assert!(matches!(error.reason(), Reason::RepeatedPage), "{error}");

    let elsewhere = r#"{"list": [], "next": "https://evil.example/things/1"}"#;
    let elsewhere = script(&[elsewhere]);
    let wait = Waiting::end(
        call(&elsewhere).typed::<Thing>(),
        &BY_CURSOR,
        vec!["c".to_owned()],
    );
    assert!(wait.await.unwrap_err().is_invalid_argument());
    assert_eq!(elsewhere.requests().len(), 1);
}

static BY_HEADER: Waiter = Waiter::new("gone")
    .item(
        ItemRule::new("/list", &[("/id", Match::Argument(0))])
            .pages(ItemPages::Header(&MARKER, "X-Next"))
            .more("/last", false),
    )
    .success(&[Condition::Absent]);

#[tokio::test(start_paused = true)]
async fn a_search_ends_with_the_page_that_says_so() {
    let page = |body| ScriptedResponse::json(200, body).header("x-next", "2");
    let script = ScriptedTransport::new()
        .response(page(r#"{"list": [{"id": "a"}], "last": false}"#))
        .response(page(r#"{"list": [{"id": "b"}], "last": true}"#));
    let wait = Waiting::end(
        call(&script).typed::<Thing>(),
        &BY_HEADER,
        vec!["c".to_owned()],
    );
    wait.await.unwrap();
    assert_eq!(queries(&script), ["", "marker=2"]);
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

#[cfg(feature = "blocking")]
#[test]
fn a_wait_can_block_outside_an_async_runtime() {
    let script = script(&[r#"{"size": 3}"#]);
    let wait = Waiting::until(call(&script).typed::<Thing>(), |_| true);
    assert_eq!(wait.wait_blocking().unwrap().status(), 200);
}
