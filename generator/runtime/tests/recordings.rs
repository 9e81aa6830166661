//! Real exchanges that are recorded in a file, without their secrets, and replayed.

use std::path::PathBuf;
use std::sync::Arc;

use apiruntime::codegen::{
    Call, Core, DecodeFailure, Multipart, NoError, Operation, OperationInfo, Parameter, Part,
    PartRules, RawResponse, SecretAuthorizer,
};
use apiruntime::transport::{Recording, ScriptedResponse, ScriptedTransport, Transport};
use serde_json::{Value, json};

static LIST: OperationInfo = OperationInfo::new("List", "GET", "/{tenant}/list")
    .security(&[&[0]])
    .sensitive(&["pin", "tenant"]);
static CREATE: OperationInfo = OperationInfo::new("Create", "POST", "/list").sensitive(&["pin"]);
static REPLACE: OperationInfo = OperationInfo::new("Replace", "PUT", "/list");
static TENANT: Parameter = Parameter::path("tenant").sensitive();
static PAGE: Parameter = Parameter::query("page");
static TOKEN: Parameter = Parameter::query("token");

enum Any {}

impl Operation for Any {
    type Output = Value;
    type Error = NoError;

    fn decode(response: &mut RawResponse) -> Result<Value, DecodeFailure<NoError>> {
        response.json()
    }
}

/// A file of this test, which exists only while the test runs.
struct File(PathBuf);

impl File {
    fn new(name: &str) -> File {
        let name = format!("apiruntime-{}-{name}.json", std::process::id());
        File(std::env::temp_dir().join(name))
    }

    fn text(&self) -> String {
        std::fs::read_to_string(&self.0).unwrap()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn client(transport: impl Transport) -> Core {
    let builder = Core::builder(&["token"]).endpoint("https://api.example/v1");
    let builder = builder.authorizer(0, Arc::new(SecretAuthorizer::bearer("s3cret")));
    builder.transport(transport).build().unwrap()
}

async fn list(client: &Core, page: u8) -> Result<Value, String> {
    let mut call = Call::new(client, &LIST);
    call.parameter(&TENANT, "t7z");
    call.parameter(&PAGE, &page);
    call.parameter(&TOKEN, "t0ken");
    let sent = call.send::<Any>().await;
    sent.map(|response| response.into_body())
        .map_err(|error| error.to_string())
}

/// Sends a text as JSON, and returns the response with its headers.
async fn put(
    client: &Core,
    info: &'static OperationInfo,
    text: &'static str,
) -> (Value, Vec<String>) {
    let mut call = Call::new(client, info);
    call.set_body("application/json", text);
    let response = call.send::<Any>().await.unwrap();
    let headers = response.headers().iter();
    let mut headers: Vec<_> = headers
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
        .collect();
    headers.sort();
    (response.into_body(), headers)
}

async fn create(client: &Core, body: &Value) -> Result<Value, String> {
    let mut call = Call::new(client, &CREATE);
    call.json("application/json", None, body);
    let sent = call.send::<Any>().await;
    sent.map(|response| response.into_body())
        .map_err(|error| error.to_string())
}

#[tokio::test]
async fn what_was_recorded_is_given_again_without_a_network() {
    let file = File::new("again");
    let server = ScriptedTransport::new()
        .response(ScriptedResponse::json(200, r#"{"n": 1.50}"#))
        .response(ScriptedResponse::json(200, r#"{"n": 2}"#).header("x-request-id", "r"))
        .response(ScriptedResponse::json(400, r#"{"message":"no"}"#))
        .response(ScriptedResponse::new(201).body("application/json", &b"\xff"[..]))
        .response(ScriptedResponse::new(404));
    let recorded = client(Recording::create(&file.0, server.clone()));
    let mut results = vec![list(&recorded, 1).await, list(&recorded, 1).await];
    results.push(create(&recorded, &json!({"b": 1, "a": 2})).await);
    results.push(create(&recorded, &json!({})).await);
    results.push(create(&recorded, &json!([])).await);
    assert_eq!(server.remaining(), 0);

    let recording = Recording::open(&file.0).unwrap();
    assert_eq!(recording.remaining(), 5);
    let replayed = client(recording.clone());
    let mut again = vec![list(&replayed, 1).await, list(&replayed, 1).await];
    again.push(create(&replayed, &json!({"b": 1, "a": 2})).await);
    again.push(create(&replayed, &json!({})).await);
    again.push(create(&replayed, &json!([])).await);
    assert_eq!(again, results);
    assert_eq!(recording.remaining(), 0);
}

#[tokio::test]
async fn a_request_has_the_response_of_its_method_and_its_json_with_all_headers() {
    let file = File::new("alike");
    let response = |body: &'static str| {
        let response = ScriptedResponse::json(200, body);
        let response = response.header("content-length", &body.len().to_string());
        response.header("x-a", "1").header("x-a", "2")
    };
    let server = ScriptedTransport::new()
        .response(response(r#"{"n": 1}"#))
        .response(response(r#"{"n": 2}"#))
        .response(response(r#"{"password": "p"}"#));
    let recorded = client(Recording::create(&file.0, server));
    let first = put(&recorded, &CREATE, r#"{"a": 1, "b": 2}"#).await;
    let second = put(&recorded, &CREATE, r#"{"a": 1, "b": 3}"#).await;
    put(&recorded, &REPLACE, r#"{"a": 1, "b": 3}"#).await;

    let replayed = client(Recording::open(&file.0).unwrap());
    let (body, headers) = put(&replayed, &REPLACE, r#"{"a": 1, "b": 3}"#).await;
    assert_eq!(body, json!({"password": "redacted"}));
    assert!(
        headers.contains(&"content-length: 23".to_owned()),
        "{headers:?}"
    );
    let again = put(&replayed, &CREATE, r#"{"b": 3, "a": 1}"#).await;
    assert_eq!(again, second);
    assert_eq!(put(&replayed, &CREATE, r#"{"b":2,"a":1}"#).await, first);
}

#[tokio::test]
async fn a_multipart_request_is_the_same_whatever_its_boundary() {
    let upload = async |client: &Core, text: &str| {
        let mut call = Call::new(client, &CREATE);
        let parts = Multipart::new().part("a", Part::file("a.txt", text.to_owned()));
        call.multipart("multipart/form-data", &PartRules::NONE, parts);
        let sent = call.send::<Any>().await;
        sent.map(|response| response.into_body())
            .map_err(|error| error.to_string())
    };
    let file = File::new("multipart");
    let server = ScriptedTransport::new().response(ScriptedResponse::json(200, "1"));
    let recorded = client(Recording::create(&file.0, server.clone()));
    assert_eq!(upload(&recorded, "one").await, Ok(json!(1)));
    let sent = server.requests();
    let boundary = sent[0].header("content-type").unwrap();
    let (_, boundary) = boundary.split_once("boundary=").unwrap();
    let text = file.text();
    assert!(
        !text.contains(boundary) && text.contains("--boundary"),
        "{text}"
    );

    let replayed = client(Recording::open(&file.0).unwrap());
    assert!(upload(&replayed, "two").await.is_err());
    assert_eq!(upload(&replayed, "one").await, Ok(json!(1)));
}

#[tokio::test]
async fn no_secret_is_kept() {
    let file = File::new("secrets");
    let response = r#"{"pin":"1234","password":"pw1","link":"https://a/b?Signature=sgn","said":"Bearer s3cret, not 1234"}"#;
    let server = ScriptedTransport::new().response(
        ScriptedResponse::json(200, response)
            .header("set-cookie", "sid=c00kie")
            .header("x-subject-token", "t0ken"),
    );
    let server = server.response(ScriptedResponse::json(200, "1"));
    let recorded = client(Recording::create(&file.0, server));
    list(&recorded, 1).await.unwrap();
    create(
        &recorded,
        &json!({"pin": "1234", "user": {"new_password": "pw1"}}),
    )
    .await
    .unwrap();
    let text = file.text();
    for secret in [
        "s3cret",
        "t0ken",
        "1234",
        "pw1",
        "sgn",
        "c00kie",
        "t7z",
        "authorization",
    ] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    let replayed = client(Recording::open(&file.0).unwrap());
    assert_eq!(list(&replayed, 1).await.unwrap()["pin"], "redacted");
    create(
        &replayed,
        &json!({"pin": "5678", "user": {"new_password": "other"}}),
    )
    .await
    .unwrap();
}

#[tokio::test]
async fn a_request_that_is_not_in_the_recording_fails_with_what_is() {
    let file = File::new("missing");
    let server = ScriptedTransport::new()
        .response(ScriptedResponse::json(200, "1"))
        .response(ScriptedResponse::json(200, "3"));
    let recording = client(Recording::open_or_create(&file.0, server).unwrap());
    for page in [1, 3] {
        list(&recording, page).await.unwrap();
    }

    let unused = ScriptedTransport::new();
    let replayed = client(Recording::open_or_create(&file.0, unused.clone()).unwrap());
    let error = list(&replayed, 2).await.unwrap_err();
    let path = "/v1/redacted/list?page";
    assert!(
        error.contains(&format!(
            "`GET {path}=2&token=redacted` is not in the recording"
        )),
        "{error}"
    );
    let alike = [1, 3].map(|page| format!("; it has `GET {path}={page}&token=redacted`"));
    assert!(error.contains(&alike.concat()), "{error}");
    list(&replayed, 1).await.unwrap();
    let error = list(&replayed, 1).await.unwrap_err();
    assert!(error.contains(" once only: record it again"), "{error}");
    let error = create(&replayed, &json!(1)).await.unwrap_err();
    assert!(error.contains("with `1` is not in"), "{error}");
    assert!(!error.contains("it has"), "{error}");
    assert!(unused.requests().is_empty());
}

#[tokio::test]
async fn a_file_is_extended_unless_it_was_changed_and_can_be_read_after_a_crash() {
    let file = File::new("extended");
    let server = (0..4).fold(ScriptedTransport::new(), |server, _| {
        server.response(ScriptedResponse::json(200, "[{}]"))
    });
    let recorded = client(Recording::create(&file.0, server));
    list(&recorded, 1).await.unwrap();
    let first = file.text();
    list(&recorded, 2).await.unwrap();
    let second = file.text();
    let parsed: Value = serde_json::from_str(&second).unwrap();
    let whole = serde_json::to_string_pretty(&parsed).unwrap();
    assert_eq!(whole.len() + 1, second.len());
    // The process may end before it has replaced the old end of the file.
    std::fs::write(&file.0, format!("{first}{}", &second[first.len()..])).unwrap();
    assert_eq!(Recording::open(&file.0).unwrap().remaining(), 1);
    for (changed, count) in [(Some("changed"), 3), (None, 4)] {
        match changed {
            Some(text) => std::fs::write(&file.0, text).unwrap(),
            None => std::fs::remove_file(&file.0).unwrap(),
        }
        list(&recorded, 3).await.unwrap();
        assert_eq!(Recording::open(&file.0).unwrap().remaining(), count);
    }
}

#[tokio::test]
async fn a_token_of_three_letters_changes_no_text() {
    let file = File::new("letter");
    let server = ScriptedTransport::new().response(ScriptedResponse::json(200, r#"{"t": "text"}"#));
    let builder = Core::builder(&["token"]).endpoint("https://api.example/v1");
    let builder = builder.authorizer(0, Arc::new(SecretAuthorizer::bearer("ext")));
    let recording = Recording::create(&file.0, server);
    let core = builder.transport(recording).build().unwrap();
    list(&core, 1).await.unwrap();
    let text = file.text();
    assert!(
        text.contains("/list?") && text.contains("text") && !text.contains("Bearer"),
        "{text}"
    );
}

#[tokio::test]
async fn a_recording_that_cannot_be_written_is_named() {
    let file = File::new("unwritable").0.join("list.json");
    let server = ScriptedTransport::new().response(ScriptedResponse::json(200, "1"));
    let error = list(&client(Recording::create(&file, server)), 1).await;
    let error = error.unwrap_err();
    let expected = format!("the recording {} cannot be written: ", file.display());
    assert!(!error.contains("attempts"), "{error}");
    assert!(error.contains(&expected), "{error}");
}

#[cfg(unix)]
#[tokio::test]
async fn a_recording_is_not_written_through_a_link_beside_it() {
    let (file, other) = (File::new("linked"), File::new("linked_to"));
    let beside = File(format!("{}.part", file.0.display()).into());
    std::fs::write(&other.0, "of somebody else").unwrap();
    std::os::unix::fs::symlink(&other.0, &beside.0).unwrap();
    let server = ScriptedTransport::new().response(ScriptedResponse::json(200, "1"));
    list(&client(Recording::create(&file.0, server)), 1)
        .await
        .unwrap();
    assert_eq!(other.text(), "of somebody else");
    assert_eq!(Recording::open(&file.0).unwrap().remaining(), 1);
}

#[test]
fn what_is_no_recording_is_refused() {
    let file = File::new("refused");
    let open = || Recording::open(&file.0).unwrap_err().to_string();
    assert!(open().contains("make it with `Recording::create`"));
    for (text, expected) in [
        ("no JSON", "is no recording"),
        (
            "{\n  \"version\": 1\n  \"exchanges\": []\n}\n",
            " at line 3 column 3",
        ),
        (r#"{"exchanges":[]}"#, "is no recording"),
        (r#"{"version":1}"#, "is no recording"),
        (r#"{"version":1,"exchanges":[{}]}"#, "is no recording"),
        (
            r#"{"version":2,"exchanges":[]}"#,
            "has version 2 of its format",
        ),
    ] {
        std::fs::write(&file.0, text).unwrap();
        assert!(open().contains(expected), "{text}");
    }
}
