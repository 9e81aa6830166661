//! Typed rules of scripts: which named values a request has, how often it is sent, and in which order.

use apiruntime::codegen::{
    Call, Core, DecodeFailure, NoError, Operation, OperationInfo, Parameter, RawResponse,
    TypedRequest, Waiting,
};
use apiruntime::transport::{ScriptMismatch, ScriptedResponse, ScriptedTransport};
use serde_json::{Value, json};

static LIST: OperationInfo = OperationInfo::new("ListStops", "GET", "/{line}/stops").idempotent();
static CREATE: OperationInfo = OperationInfo::new("CreateStop", "POST", "/{line}/stops");
static LINE: Parameter = Parameter::path("line");
static DAY: Parameter = Parameter::query("day");
static TRACE: Parameter = Parameter::header("x-trace");
static THEME: Parameter = Parameter::cookie("theme");

macro_rules! operation {
    ($name:ident) => {
        enum $name {}

        impl Operation for $name {
            type Output = Value;
            type Error = NoError;

            fn decode(response: &mut RawResponse) -> Result<Value, DecodeFailure<NoError>> {
                match response.status() {
                    200 => response.json(),
                    _ => Err(response.undocumented()),
                }
            }
        }

        impl TypedRequest for $name {
            type Operation = Self;
        }
    };
}

operation!(ListStops);
operation!(CreateStop);

fn client(script: &ScriptedTransport) -> Core {
    let builder = Core::builder(&[]).endpoint("https://api.example/v1");
    builder.transport(script.clone()).build().unwrap()
}

fn call(client: &Core, info: &'static OperationInfo) -> Call {
    let mut call = Call::new(client, info);
    call.parameter(&LINE, "a b/c");
    call
}

async fn list(client: &Core) -> Result<Value, String> {
    let sent = call(client, &LIST).send::<ListStops>().await;
    sent.map(|response| response.into_body())
        .map_err(|error| error.to_string())
}

async fn create(client: &Core) -> Result<Value, String> {
    let sent = call(client, &CREATE).send::<CreateStop>().await;
    sent.map(|response| response.into_body())
        .map_err(|error| error.to_string())
}

fn ok(text: &str) -> ScriptedResponse {
    ScriptedResponse::json(200, text.to_owned())
}

#[tokio::test]
async fn a_request_has_its_parameters_by_name_and_its_body_as_a_model() {
    let script = ScriptedTransport::new().on::<CreateStop>(|request| {
        assert_eq!(request.operation(), Some("CreateStop"));
        assert_eq!(request.path_parameter("line").as_deref(), Some("a b/c"));
        assert_eq!(request.path_parameter("day"), None);
        assert_eq!(request.query_parameters("day"), ["1&2", "3"]);
        assert_eq!(request.query_parameter("other"), None);
        assert_eq!(request.header("x-trace"), Some("t"));
        assert_eq!(request.cookie("theme"), Some("dark"));
        let body: Vec<u8> = request.json_as().unwrap();
        let wrong = request.json_as::<Vec<String>>().unwrap_err();
        assert_eq!(wrong.pointer(), "/0");
        ScriptedResponse::value(200, &json!(body.len()))
    });
    let mut call = call(&client(&script), &CREATE);
    call.parameter(&DAY, &["1&2", "3"]);
    call.parameter(&TRACE, "t");
    call.parameter(&THEME, "dark");
    call.json("application/json", None, &[1, 2, 3]);
    assert_eq!(*call.send::<CreateStop>().await.unwrap(), 3);
    script.verify().unwrap();
}

#[tokio::test]
async fn rules_are_used_as_often_as_they_say() {
    let script = ScriptedTransport::new()
        .on::<ListStops>(|_| ok("1"))
        .times(2)
        .on::<ListStops>(|_| ok("2"))
        .times(..=1)
        .on::<CreateStop>(|_| ok("3"))
        .times(1..);
    let client = client(&script);
    for expected in [1, 1, 2] {
        assert_eq!(list(&client).await.unwrap(), expected);
    }
    let error = list(&client).await.unwrap_err();
    assert!(
        error.contains(
            "the script has a response for `GET /v1/a%20b%2Fc/stops` (ListStops) at most once only"
        ),
        "{error}"
    );
    assert_eq!(
        script.verify().unwrap_err().to_string(),
        "the requests differ from the script:\
         \n- CreateStop: expected at least once, came not at all\
         \n- the script has a response for `GET /v1/a%20b%2Fc/stops` (ListStops) at most once only\
         \nrequests in their order:\
         \n  1. `GET /v1/a%20b%2Fc/stops` (ListStops)\
         \n  2. `GET /v1/a%20b%2Fc/stops` (ListStops)\
         \n  3. `GET /v1/a%20b%2Fc/stops` (ListStops)\
         \n  4. `GET /v1/a%20b%2Fc/stops` (ListStops)"
    );
}

#[tokio::test]
async fn a_request_that_nobody_expected_names_what_is_expected() {
    let script = ScriptedTransport::new()
        .on::<ListStops>(|_| ok("1"))
        .times(0..)
        .on::<ListStops>(|_| ok("2"))
        .times(2);
    let error = create(&client(&script)).await.unwrap_err();
    assert!(
        error
            .contains("no response for `POST /v1/a%20b%2Fc/stops` (CreateStop), but for ListStops"),
        "{error}"
    );
    let mismatch: ScriptMismatch = script.verify().unwrap_err();
    assert_eq!(format!("{mismatch:?}"), mismatch.to_string());
    let mismatch = mismatch.to_string();
    assert!(mismatch.contains("1. `POST"), "{mismatch}");
    assert!(!mismatch.contains("ListStops, ListStops"), "{mismatch}");
    let unused = "- ListStops: expected 2 times, came not at all";
    assert!(mismatch.contains(unused), "{mismatch}");

    let script = ScriptedTransport::new().response(ok("1"));
    let mismatch = script.verify().unwrap_err().to_string();
    assert!(
        mismatch.contains("1 of the responses in order were not asked for"),
        "{mismatch}"
    );
    assert!(mismatch.ends_with("order: none"), "{mismatch}");
}

#[tokio::test]
async fn the_order_of_rules_counts_where_the_script_says_so() {
    let script = || {
        let script = ScriptedTransport::new().in_order();
        script
            .on::<CreateStop>(|_| ok("1"))
            .on::<ListStops>(|_| ok("2"))
    };
    let (right, early, late) = (script(), script(), script());
    let of = client(&right);
    create(&of).await.unwrap();
    list(&of).await.unwrap();
    right.verify().unwrap();

    let error = list(&client(&early)).await.unwrap_err();
    assert!(error.contains("(ListStops) before CreateStop"), "{error}");

    let of = client(&late);
    create(&of).await.unwrap();
    list(&of).await.unwrap();
    let error = create(&of).await.unwrap_err();
    assert!(error.contains("(CreateStop) after ListStops"), "{error}");
    assert!(late.verify().is_err());
}

#[tokio::test(start_paused = true)]
async fn retries_and_waits_ask_the_same_rule() {
    let mut count = 0;
    let script = ScriptedTransport::new()
        .on::<ListStops>(move |_| {
            count += 1;
            match count {
                1 => ScriptedResponse::new(503),
                2 => ok("1"),
                _ => ok("2"),
            }
        })
        .times(3);
    let waiting = Waiting::until(
        call(&client(&script), &LIST).typed::<ListStops>(),
        |response| **response == 2,
    );
    assert_eq!(*waiting.await.unwrap(), 2);
    script.verify().unwrap();
}
