//! Middleware, spans and settings around a call.

mod support;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use apiruntime::CallOptions;
use apiruntime::Config;
use apiruntime::body::TransportError;
use apiruntime::body::TransportErrorKind as Kind;
use apiruntime::call::Attempt;
use apiruntime::call::CallEnd;
use apiruntime::call::Middleware;
use apiruntime::codegen::Core;
use apiruntime::transport::ScriptedResponse;
use apiruntime::transport::ScriptedTransport;
use http::{HeaderValue, request, response};
use support::capture::Capture;
use support::*;
use tracing::instrument::WithSubscriber;

/// Counts calls like a metric, and adds a header.
#[derive(Clone, Default)]
struct Meter(Arc<Mutex<Vec<String>>>);

impl Middleware for Meter {
    fn on_request(&self, attempt: &Attempt, request: &mut request::Parts) {
        request
            .headers
            .insert("x-attempt", HeaderValue::from(attempt.number));
        self.0
            .lock()
            .unwrap()
            .push(format!("{} {}", attempt.operation, attempt.template));
    }

    fn on_response(&self, _: &Attempt, elapsed: Duration, response: &mut response::Parts) {
        response
            .headers
            .insert("x-seen", HeaderValue::from_static("yes"));
        let status = response.status.as_u16();
        self.0
            .lock()
            .unwrap()
            .push(format!("{status} after {} s", elapsed.as_secs()));
    }

    fn on_failure(&self, attempt: &Attempt, _: Duration, error: &TransportError) {
        self.0
            .lock()
            .unwrap()
            .push(format!("{} {:?}", attempt.number, error.kind()));
    }
}

fn client(transport: ScriptedTransport) -> (Core, Meter) {
    let meter = Meter::default();
    let builder = Core::builder(&["token"]).endpoint("https://service.example/base/");
    let built = builder
        .transport(transport)
        .middleware(meter.clone())
        .build();
    (built.unwrap(), meter)
}

#[tokio::test(start_paused = true)]
async fn middleware_sees_each_attempt_and_changes_both_ways() {
    let ok = ScriptedResponse::json(200, r#"{"a": 1}"#).delay(Duration::from_secs(3));
    let script = ScriptedTransport::new()
        .response(ScriptedResponse::fault(Kind::Connect))
        .response(ok);
    let (client, meter) = client(script.clone());
    let response = get(&client).await.unwrap();
    assert_eq!(response.headers()["x-seen"], "yes");
    assert_eq!(
        *meter.0.lock().unwrap(),
        [
            "GetThing /things/{thing_id}",
            "1 Connect",
            "GetThing /things/{thing_id}",
            "200 after 3 s"
        ]
    );
    let requests = script.requests();
    assert_eq!(requests[1].header("x-attempt"), Some("2"));
    assert_eq!(requests[1].path(), "/base/things/1");
}

/// Counts the calls under way, and keeps how each ended.
#[derive(Clone, Default)]
struct UnderWay(Arc<Mutex<(i32, Vec<CallEnd>)>>);

impl Middleware for UnderWay {
    fn on_request(&self, attempt: &Attempt, _: &mut request::Parts) {
        self.0.lock().unwrap().0 += i32::from(attempt.number == 1);
    }

    fn on_end(&self, end: &CallEnd) {
        let mut counted = self.0.lock().unwrap();
        counted.0 -= 1;
        counted.1.push(*end);
    }
}

#[tokio::test(start_paused = true)]
async fn the_end_of_a_call_that_is_dropped_is_observed_too() {
    let slow = ScriptedResponse::new(204).delay(Duration::from_secs(9));
    let script = ScriptedTransport::new()
        .response(ScriptedResponse::fault(Kind::Connect))
        .response(slow);
    let meter = UnderWay::default();
    let builder = Core::builder(&[]).endpoint("https://service.example");
    let client = builder.transport(script).middleware(meter.clone()).build();
    let client = client.unwrap();
    let call = tokio::time::timeout(Duration::from_secs(3), get(&client));
    assert!(call.await.is_err());
    // Nothing is reported of a call that was never sent, or twice.
    drop(get(&client));
    let counted = meter.0.lock().unwrap();
    let (left, ends) = &*counted;
    assert_eq!((*left, ends.len()), (0, 1));
    let end = ends[0];
    assert_eq!(
        (end.error, end.status, end.attempts),
        (Some("cancelled"), None, 2)
    );
    assert!(end.elapsed >= Duration::from_secs(2), "{end:?}");
}

#[tokio::test(start_paused = true)]
async fn spans_bear_the_names_of_opentelemetry() {
    let script = ScriptedTransport::new()
        .response(ScriptedResponse::new(503))
        .response(ScriptedResponse::json(200, r#"{"a": 1}"#));
    let (client, _) = client(script);
    let capture = Capture::default();
    get(&client).with_subscriber(capture.clone()).await.unwrap();

    let calls = capture.spans("call");
    assert_eq!(calls.len(), 1);
    assert!(calls[0].contains("operation=\"GetThing\"") && calls[0].contains("attempts=2"));

    let attempts = capture.spans("attempt");
    assert_eq!(attempts.len(), 2);
    for field in [
        "otel.kind=\"client\"",
        "otel.name=GET /things/{thing_id}",
        "http.request.method=\"GET\"",
        "url.template=\"/things/{thing_id}\"",
        "server.address=\"service.example\"",
        "server.port=443",
    ] {
        assert!(
            attempts.iter().all(|span| span.contains(field)),
            "{field}: {attempts:?}"
        );
    }
    assert!(
        attempts[0].contains("http.response.status_code=503"),
        "{attempts:?}"
    );
    assert!(attempts[0].contains("error.type=\"503\""), "{attempts:?}");
    assert!(!attempts[0].contains("resend_count"));
    assert!(attempts[1].contains("http.request.resend_count=1"));
    assert!(attempts[1].contains("http.response.status_code=200"));
    // Why it is sent again is in the event, too: few formats of logs show the fields of a span at its end.
    let lines = capture.lines();
    let again = lines.iter().find(|line| line.contains("sent again"));
    assert!(again.unwrap().contains("error.type=\"503\""), "{again:?}");
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_reported_by_its_type() {
    let script = ScriptedTransport::new().when(|_| true, ScriptedResponse::fault(Kind::Resolve));
    let (client, _) = client(script);
    let capture = Capture::default();
    get(&client)
        .with_subscriber(capture.clone())
        .await
        .unwrap_err();
    for span in capture
        .spans("attempt")
        .iter()
        .chain(&capture.spans("call"))
    {
        assert!(span.contains("error.type=\"resolve\""), "{span}");
    }
    assert!(capture.spans("call")[0].contains("attempts=3"));

    // An error of the API, and a body that is too long.
    let script = ScriptedTransport::new()
        .response(ScriptedResponse::new(404))
        .response(ScriptedResponse::json(200, "{}"));
    let (client, _) = self::client(script);
    let capture = Capture::default();
    for _ in 0..2 {
        let mut call = call(&client, &POKE_THING);
        call.set_options(CallOptions::new().max_response_body(1));
        let sent = call.send::<Thing>().with_subscriber(capture.clone());
        sent.await.unwrap_err();
    }
    let (calls, attempts) = (capture.spans("call"), capture.spans("attempt"));
    assert!(calls[0].contains("error.type=\"404\""), "{calls:?}");
    assert!(attempts[1].contains("status_code=200"), "{attempts:?}");
}

#[tokio::test]
async fn a_call_may_have_headers_of_its_own() {
    let script = ScriptedTransport::new().response(ScriptedResponse::new(204));
    let (client, _) = client(script.clone());
    let mut call = call(&client, &GET_THING);
    let value = HeaderValue::from_static("de");
    call.set_options(CallOptions::new().header(http::header::ACCEPT_LANGUAGE, value));
    call.send::<Thing>().await.unwrap();
    let request = &script.requests()[0];
    assert_eq!(request.header("accept-language"), Some("de"));
    assert_eq!(request.header("accept"), Some("application/json"));
    assert_eq!(request.header("accept-encoding"), Some("gzip"));
}

#[tokio::test]
async fn a_script_without_a_response_says_so() {
    let (client, _) = client(ScriptedTransport::new());
    let error = poke(&client).await.unwrap_err();
    let why = "the script has no response for `POST /base/things/1` (PokeThing)";
    assert!(error.to_string().ends_with(why), "{error}");
    // The cause is in the message already, so that it is printed only once with the causes.
    assert!(std::error::Error::source(&error).is_none());
}

#[tokio::test]
async fn a_script_without_a_response_names_the_query_without_secrets() {
    let (client, _) = client(ScriptedTransport::new());
    let mut call = call(&client, &GET_THING);
    call.extra_query("offset", "20");
    call.extra_query("api_key", "s3cr3t");
    let error = call.send::<Thing>().await.unwrap_err();
    let query = "?offset=20&api_key=redacted` (";
    assert!(error.to_string().contains(query), "{error}");
}

#[test]
fn without_a_tokio_runtime_a_call_fails_and_does_not_panic() {
    use std::future::Future;
    use std::task::{Context, Poll, Waker};

    let (client, _) = client(ScriptedTransport::new());
    let mut call = std::pin::pin!(call(&client, &GET_THING).send::<Thing>());
    let Poll::Ready(result) = call.as_mut().poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("a call without a runtime waits")
    };
    assert!(
        result
            .unwrap_err()
            .to_string()
            .contains("no tokio runtime here")
    );
}

#[test]
fn without_a_tokio_runtime_waits_and_files_fail_and_do_not_panic() {
    use std::future::{Future, IntoFuture as _};
    use std::task::{Context, Poll, Waker};

    use apiruntime::body::Upload;
    use apiruntime::client::Download;
    use apiruntime::codegen::{Waiter, Waiting};

    static GONE: Waiter = Waiter::new("gone");

    fn text<T, E: std::fmt::Display>(future: impl Future<Output = Result<T, E>>) -> String {
        let future = std::pin::pin!(future);
        match future.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(result) => result.err().unwrap().to_string(),
            Poll::Pending => panic!("it waits without a runtime"),
        }
    }

    let (client, _) = client(ScriptedTransport::new());
    let waited = call(&client, &GET_THING).typed::<Thing>();
    let waited = Waiting::end(waited, &GONE, Vec::new()).into_future();
    let saved = Download::new::<File>(call(&client, &GET_FILE), "never".into()).into_future();
    for error in [text(waited), text(saved)] {
        assert!(error.contains("no tokio runtime here"), "{error}");
    }
    let opened = text(Upload::open(file!()));
    assert!(opened.contains("there is no reactor running"), "{opened}");
}

#[test]
fn a_blocking_call_works_without_a_runtime() {
    let (client, _) = client(ScriptedTransport::new().response(ScriptedResponse::new(204)));
    assert_eq!(
        call(&client, &GET_THING)
            .send_blocking::<Thing>()
            .unwrap()
            .status(),
        204
    );
}

#[tokio::test]
async fn a_blocking_call_inside_a_runtime_is_refused() {
    let (client, _) = client(ScriptedTransport::new().response(ScriptedResponse::new(204)));
    let error = call(&client, &GET_THING)
        .send_blocking::<Thing>()
        .unwrap_err();
    assert!(
        error.to_string().contains("use `send().await` here"),
        "{error}"
    );
}

#[test]
fn an_endpoint_that_cannot_be_used_is_refused_when_the_client_is_built() {
    for (endpoint, says) in [
        ("service.example", "must begin with `https://` or `http://`"),
        ("ftp://service.example", "`https` or `http`"),
        (
            "https://user:secret@service.example",
            "set credentials instead",
        ),
        ("https://service.example/?x=1", "must not have a query"),
        ("not a url", "not a URL"),
        ("https://münchen.example", "ASCII (`xn--…`)"),
    ] {
        let error = Core::builder(&[])
            .endpoint(endpoint)
            .build()
            .unwrap_err()
            .to_string();
        assert!(
            error.contains(says) && !error.contains("secret"),
            "{endpoint}: {error}"
        );
    }
    assert!(
        Core::builder(&[])
            .build()
            .unwrap_err()
            .to_string()
            .contains("set `endpoint`")
    );
    let debug = format!("{:?}", Core::builder(&[]).build().unwrap_err());
    assert_eq!(debug, "BuildError(no endpoint; set `endpoint`)");
}

#[test]
fn credentials_are_not_sent_over_plain_http_to_another_machine() {
    let build = |endpoint: &str, config: Config| {
        let token = apiruntime::auth::SecretAuthorizer::bearer("t");
        Core::builder(&["token"])
            .endpoint(endpoint)
            .config(config)
            .authorizer(0, Arc::new(token))
            .build()
    };
    let error = build("http://service.example", Config::new())
        .unwrap_err()
        .to_string();
    assert!(error.contains("use an `https` URL"), "{error}");
    for endpoint in [
        "http://127.0.0.1:1",
        "http://[::1]:1",
        "http://localhost",
        "https://x.example",
    ] {
        build(endpoint, Config::new()).unwrap();
    }
    build(
        "http://service.example",
        Config::new().allow_plain_http(true),
    )
    .unwrap();
}
