//! What the description marks as secret is not shown where a server quotes it.

use std::collections::BTreeMap;
use std::error::Error as StdError;

use apiruntime::body::Part;
use apiruntime::codegen::{
    Call, Core, DecodeFailure, Error, Multipart, NoError, Operation, OperationInfo, Parameter,
    RawResponse, Style,
};
use apiruntime::transport::{ScriptedResponse, ScriptedTransport};
use serde::de::{Deserialize, Deserializer, Error as _};
use serde_json::json;

/// A part of every secret.
const MARK: &str = "4711";

static INFO: OperationInfo = OperationInfo::new("CreateUser", "POST", "/users/{key}/{kind}")
    .sensitive(&["password", "pin", "X-Pin", "key", "session", "card[no]"])
    .success(200);
static PASSWORD: Parameter = Parameter::query("password").sensitive();
static CARD: Parameter = Parameter::query("card").style(Style::DeepObject);
static OWNER: Parameter = Parameter::query("owner");
static X_PIN: Parameter = Parameter::header("x-pin").sensitive();
static KEY: Parameter = Parameter::path("key").sensitive();
static SESSION: Parameter = Parameter::cookie("session").sensitive();
static KIND: Parameter = Parameter::path("kind");
static NOTE: Parameter = Parameter::header("x-note");

/// A string that is never right, which the error quotes.
#[derive(Debug)]
struct Name;

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(name: D) -> Result<Name, D::Error> {
        let name = String::deserialize(name)?;
        Err(D::Error::custom(format!("unknown name {name}")))
    }
}

enum CreateUser {}

impl Operation for CreateUser {
    type Output = BTreeMap<String, Name>;
    type Error = NoError;

    fn decode(response: &mut RawResponse) -> Result<Self::Output, DecodeFailure<NoError>> {
        match response.status() {
            200 => response.json(),
            _ => Err(response.undocumented()),
        }
    }
}

async fn send(
    response: ScriptedResponse,
    set: impl FnOnce(&mut Call),
) -> Result<BTreeMap<String, Name>, Error<NoError>> {
    let script = ScriptedTransport::new().response(response);
    let builder = Core::builder(&[]).endpoint("https://service.example");
    let mut call = Call::new(&builder.transport(script).build().unwrap(), &INFO);
    call.parameter(&KEY, "k");
    call.parameter(&KIND, "open");
    call.parameter(&NOTE, "open");
    set(&mut call);
    let sent = call.send::<CreateUser>().await;
    sent.map(|response| response.into_body())
}

/// Checks what an error shows: the rest of the server's text, but no secret.
fn assert_hidden(error: &Error<NoError>, case: &str) {
    let mut text = format!("{error} {error:?} {:?} {:?}", error.message(), error.code());
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(&format!(" {cause} {cause:?}"));
        source = cause.source();
    }
    assert!(!text.contains(MARK), "{case}: {text}");
    assert!(error.to_string().contains("[redacted]"), "{case}: {text}");
}

/// Checks the same of a text in which the server quotes `open` too, which is no secret.
fn assert_hidden_alone(error: &Error<NoError>, case: &str) {
    assert_hidden(error, case);
    assert!(error.to_string().contains("open"), "{case}: {error}");
}

#[tokio::test]
async fn a_secret_in_any_place_of_the_request_is_hidden() {
    let json = json!({"user": {"password": ["body/4711 x"], "name": "open"}, "pin": 47110});
    let lines = format!("{{\"name\": \"open\"}}\n{json}\n");
    let form = "name=open&password=body%2F4711+x&card%5Bno%5D=47110".to_owned();
    let multipart = || {
        let part = Part::text(r#"{"password": "body/4711 x"}"#);
        let parts = Multipart::new().text("name", "open").part("user", part);
        parts
            .text("pin", "47110")
            .finish("multipart/form-data")
            .unwrap()
    };
    let of_part = || {
        let part = Part::text("open").header("password", "body/4711 x");
        Multipart::new()
            .part("name", part.header("x-pin", "47110"))
            .finish("multipart/form-data")
            .unwrap()
    };
    let quotes = [
        ScriptedResponse::json(400, r#"{"message": "open body/4711 x or 47110"}"#),
        ScriptedResponse::new(400).body("text/plain", "open body%2F4711+x"),
    ];
    for quote in quotes {
        for (media_type, body) in [
            ("application/json", json.to_string().into()),
            ("application/jsonl", lines.clone().into()),
            ("application/x-www-form-urlencoded", form.clone().into()),
            ("multipart/form-data", multipart().1),
            ("multipart/form-data", of_part().1),
        ] {
            let sent = send(quote.clone(), |call| call.set_body(media_type, body)).await;
            assert_hidden_alone(&sent.unwrap_err(), media_type);
        }
        for parameter in [&PASSWORD, &X_PIN, &KEY, &SESSION] {
            let quote = quote.clone().header("x-request-id", "7");
            let sent = send(quote, |call| {
                call.parameter(parameter, "body/4711 x");
                call.set_body("application/json", r#"{"pin": 47110}"#);
            });
            assert_hidden_alone(&sent.await.unwrap_err(), parameter.name());
        }
    }
}

#[tokio::test]
async fn a_secret_of_the_response_is_hidden_in_its_own_error() {
    for (body, status) in [
        (r#"{"message": "it is r-4711", "pin": "r-4711"}"#, 400),
        (
            r#"{"message": "it is r-4711", "user": [{"pin": {"new": "r-4711"}}]}"#,
            400,
        ),
        (r#"{"error": {"code": "E4711", "pin": ["E4711"]}}"#, 500),
        (r#"{"pin": "r-4711"}"#, 404),
        (
            r#"{"errors": [{"pin": 47110, "message": "47110 is taken"}]}"#,
            409,
        ),
        (
            r#"{"message": "it is r-4711", "password": "\u0072-4711", "cut"#,
            400,
        ),
        (r#"{"id": 1, "pin": "r-4711 and"#, 400),
        ("data: {\"pin\": \"r-4711\"}\n\n", 400),
        (r#"pin=r-4711&error=none"#, 400),
        (r#"["r-4711", {"pin": "r-4711"}]"#, 400),
    ] {
        let response = ScriptedResponse::new(status).body("application/json", body);
        assert_hidden(&send(response, |_| {}).await.unwrap_err(), body);
    }
    // A success that does not match the description.
    let response = ScriptedResponse::json(200, r#"{"r-4711": "r-4711", "pin": "r-4711"}"#);
    let error = send(response, |_| {}).await.unwrap_err();
    assert_hidden(&error, "a success");
}

#[tokio::test]
async fn a_secret_property_of_a_parameter_is_hidden() {
    let card = json!({"pin": 47110, "name": "open"});
    for (parameter, value) in [
        (&CARD, &card),
        (&OWNER, &card),
        (&PASSWORD, &json!({"old": 47110})),
    ] {
        let quote = ScriptedResponse::json(400, r#"{"message": "47110 of open is wrong"}"#);
        let sent = send(quote, |call| call.parameter(parameter, value));
        assert_hidden_alone(&sent.await.unwrap_err(), parameter.name());
    }
}
