//! Middleware that is ready to use, and several at once.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use apiruntime::body::{TransportError, TransportErrorKind as Kind};
use apiruntime::call::{Attempt, CallEnd, CallOptions, Metrics, Middleware, TraceContext};
use apiruntime::codegen::{Call, Core, Decoded, NoError, Operation, OperationInfo, RawResponse};
use apiruntime::transport::{ScriptedResponse, ScriptedTransport, Transport};
use http::{HeaderName, HeaderValue, request, response};

static PING: OperationInfo = OperationInfo::new("Ping", "GET", "/ping").idempotent();

enum Ping {}

impl Operation for Ping {
    type Output = ();
    type Error = NoError;

    fn decode(response: &mut RawResponse) -> Decoded<Self> {
        match response.status() {
            204 => Ok(()),
            _ => Err(response.undocumented()),
        }
    }
}

fn client(transport: impl Transport, middleware: impl Middleware) -> Core {
    let builder = Core::builder(&[]).endpoint("https://api.example");
    builder
        .transport(transport)
        .middleware(middleware)
        .build()
        .unwrap()
}

fn script(statuses: &[u16]) -> ScriptedTransport {
    let script = ScriptedTransport::new();
    statuses.iter().fold(script, |script, status| {
        script.response(ScriptedResponse::new(*status))
    })
}

fn traces(script: &ScriptedTransport) -> Vec<String> {
    let requests = script.requests();
    requests
        .iter()
        .map(|request| request.header("traceparent").unwrap().to_owned())
        .collect()
}

#[tokio::test(start_paused = true)]
async fn metrics_count_each_call_once() {
    let seen: Arc<Mutex<Vec<CallEnd>>> = Arc::default();
    let log = Arc::clone(&seen);
    let metrics = Metrics::new(move |end: &CallEnd| log.lock().unwrap().push(*end));
    let client = client(script(&[503, 204, 404]), metrics);
    for _ in 0..3 {
        let _ = Call::new(&client, &PING).send::<Ping>().await;
    }
    let seen = seen.lock().unwrap();
    let ends: Vec<_> = seen
        .iter()
        .map(|end| {
            (
                end.operation,
                end.template,
                end.status.map(|status| status.as_u16()),
                end.attempts,
                end.error,
            )
        })
        .collect();
    let end = |status, attempts, error| ("Ping", "/ping", status, attempts, error);
    assert_eq!(
        ends,
        [
            end(Some(204), 2, None),
            end(Some(404), 1, None),
            end(None, 1, Some("other"))
        ]
    );
    assert!(
        seen[0].elapsed > std::time::Duration::ZERO,
        "the wait before the second attempt"
    );
}

#[tokio::test(start_paused = true)]
async fn the_attempts_of_a_call_are_one_trace() {
    let script = script(&[503, 204, 204]);
    let client = client(script.clone(), TraceContext::random());
    for _ in 0..2 {
        Call::new(&client, &PING).send::<Ping>().await.unwrap();
    }
    let traces = traces(&script);
    let parts: Vec<Vec<&str>> = traces
        .iter()
        .map(|trace| trace.split('-').collect())
        .collect();
    for part in &parts {
        assert_eq!(
            (part[0], part[1].len(), part[2].len(), part[3]),
            ("00", 32, 16, "01")
        );
    }
    assert_eq!(parts[0][1], parts[1][1]);
    assert_ne!(parts[0][2], parts[1][2]);
    assert_ne!(parts[1][1], parts[2][1]);
}

#[tokio::test]
async fn the_trace_of_the_program_or_of_the_call_is_sent() {
    let transport = script(&[204, 204]);
    let context =
        TraceContext::new(|attempt| Some(format!("{}-{}", attempt.operation, attempt.number)));
    let client = client(transport.clone(), context);
    Call::new(&client, &PING).send::<Ping>().await.unwrap();
    let mut call = Call::new(&client, &PING);
    let name = HeaderName::from_static("traceparent");
    call.set_options(CallOptions::new().header(name, HeaderValue::from_static("own")));
    call.send::<Ping>().await.unwrap();
    assert_eq!(traces(&transport), ["Ping-1", "own"]);
}

/// Notes what it hears, with its name.
struct Named(&'static str, Arc<Mutex<Vec<String>>>);

impl Named {
    fn hears(&self, what: &str) {
        let heard = format!("{} {what}", self.0);
        self.1.lock().unwrap().push(heard);
    }
}

impl Middleware for Named {
    fn on_request(&self, _: &Attempt, _: &mut request::Parts) {
        self.hears("request");
    }

    fn on_response(&self, _: &Attempt, _: Duration, _: &mut response::Parts) {
        self.hears("response");
    }

    fn on_failure(&self, _: &Attempt, _: Duration, _: &TransportError) {
        self.hears("failure");
    }

    fn on_end(&self, _: &CallEnd) {
        self.hears("end");
    }
}

#[tokio::test(start_paused = true)]
async fn each_of_several_hooks_hears_a_call_and_the_first_one_is_outside() {
    let script = ScriptedTransport::new()
        .response(ScriptedResponse::fault(Kind::Connect))
        .response(ScriptedResponse::new(204));
    let heard = Arc::default();
    let builder = Core::builder(&[]).endpoint("https://service.example");
    let builder = builder.middleware(Named("a", Arc::clone(&heard)));
    let builder = builder.middleware(Named("b", Arc::clone(&heard)));
    let client = builder.transport(script).build().unwrap();
    Call::new(&client, &PING).send::<Ping>().await.unwrap();
    let expected = "a request, b request, b failure, a failure, \
                    a request, b request, b response, a response, b end, a end";
    assert_eq!(heard.lock().unwrap().join(", "), expected);
}
