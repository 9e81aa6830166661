//! What a call sends in addition to its description, and requests without a description.

mod support;

use apiruntime::CallOptions;
use apiruntime::Config;
use apiruntime::Error;
use apiruntime::client::RawRequest;
use apiruntime::codegen::{Core, OperationInfo, Parameter};
use apiruntime::error::{NoError, Reason};
use apiruntime::parameter::ArgumentErrorKind as Refused;
use apiruntime::transport::{ScriptedResponse, ScriptedTransport};
use http::Method;
use serde_json::{Value, json};
use support::*;

static PROJECT_ID: Parameter = Parameter::path("project_id");
static VERSION: Parameter = Parameter::query("api-version");
static TENANT: Parameter = Parameter::header("X-Tenant");

/// The parameters that all requests of the client have.
static REQUEST: OperationInfo =
    OperationInfo::new("request", "GET", "").client_parameters(&[&PROJECT_ID, &VERSION, &TENANT]);

fn client(transport: &ScriptedTransport, config: Config) -> Core {
    Core::builder(&[])
        .endpoint("https://service.example/base/")
        .parameter("project_id", "p/1")
        .parameter("api-version", "7")
        .config(config)
        .transport(transport.clone())
        .build()
        .unwrap()
}

fn ok() -> ScriptedTransport {
    ScriptedTransport::new().response(ScriptedResponse::json(200, r#"{"a": 1}"#))
}

fn raw(transport: &ScriptedTransport, method: Method, path: &str) -> RawRequest {
    RawRequest::new(&client(transport, Config::new()), &REQUEST, method, path)
}

#[tokio::test]
async fn a_request_of_no_operation_has_the_parameters_of_the_client() {
    let transport = ok();
    let request = raw(&transport, Method::POST, "/v2/{project_id}/things/{id}/run")
        .path_parameter("id", "replaced")
        .path_parameter("id", "a b/..")
        .query("q", "x&y")
        .header("x-trial", "1")
        .json(&json!({"size": 1}));
    let response = request.await.unwrap();
    assert_eq!(
        (response.status().as_u16(), response.body().as_ref()),
        (200, &br#"{"a": 1}"#[..])
    );
    let sent = &transport.requests()[0];
    assert_eq!(
        (sent.method(), sent.uri().to_string().as_str()),
        (
            &Method::POST,
            "https://service.example/base/v2/p%2F1/things/a%20b%2F../run?api-version=7&q=x%26y"
        )
    );
    assert_eq!(sent.header("x-trial"), Some("1"));
    assert_eq!(sent.header("content-type"), Some("application/json"));
    assert_eq!(sent.json(), Some(json!({"size": 1})));
    // A parameter that is not set is not required here, nor one of the path in another path.
    assert_eq!(sent.header("x-tenant"), None);
    let transport = ok();
    let core = Core::builder(&[]).endpoint("https://service.example");
    let core = core.transport(transport.clone()).build().unwrap();
    let request = RawRequest::new(&core, &REQUEST, Method::GET, "/v2/things");
    request.await.unwrap();
}

#[tokio::test]
async fn its_response_is_decoded_or_an_error_with_everything() {
    let transport = ok().response(ScriptedResponse::json(
        404,
        r#"{"detail": "no such thing"}"#,
    ));
    let decoded = raw(&transport, Method::PUT, "/x")
        .body("text/csv", "a,b")
        .options(CallOptions::new().header("x-trial", "1"))
        .send_as::<Value>()
        .await
        .unwrap();
    assert_eq!(decoded.body()["a"], 1);
    let sent = &transport.requests()[0];
    assert_eq!(sent.header("accept"), Some("application/json"));
    assert_eq!(sent.header("content-type"), Some("text/csv"));
    assert_eq!(
        (sent.header("x-trial"), &sent.body()[..]),
        (Some("1"), &b"a,b"[..])
    );
    let error = raw(&transport, Method::GET, "/x").await.unwrap_err();
    assert_eq!(
        (error.status().unwrap().as_u16(), error.message()),
        (404, Some("no such thing"))
    );
}

#[tokio::test]
async fn a_response_that_is_no_json_is_named_with_what_it_is() {
    for (media_type, body, named) in [
        (
            "text/html",
            "<html>",
            "expected value at line 1 column 1; its media type is `text/html`, which is not documented; a proxy",
        ),
        (
            "text/plain",
            "[1, {}]",
            ", but the body at `/1` is not what the description says: invalid type: object, expected u8",
        ),
    ] {
        let response = ScriptedResponse::new(200).body(media_type, body);
        let transport = ScriptedTransport::new().response(response);
        let request = raw(&transport, Method::GET, "/x").send_as::<Vec<u8>>();
        let error = request.await.unwrap_err().to_string();
        assert!(error.contains(named), "{error}");
    }
}

#[tokio::test]
async fn its_response_can_be_a_stream() {
    let transport = ScriptedTransport::new()
        .response(ScriptedResponse::new(200).body("text/csv", "a,b\n"))
        .response(ScriptedResponse::json(404, r#"{"message": "gone"}"#));
    let config = Config::new().max_response_body(1);
    let core = client(&transport, config);
    let request = || RawRequest::new(&core, &REQUEST, Method::GET, "/export");
    let mut body = request().send_stream().await.unwrap().into_body();
    assert_eq!(body.chunk().await.unwrap().unwrap(), "a,b\n");
    assert_eq!(
        request().send_stream().await.unwrap_err().message(),
        Some("gone")
    );
}

#[test]
fn it_can_be_sent_without_an_async_runtime() {
    let transport = ok().response(ScriptedResponse::json(200, "[1]"));
    let response = raw(&transport, Method::GET, "/x").send_blocking().unwrap();
    assert_eq!(response.body().as_ref(), br#"{"a": 1}"#);
    let numbers = raw(&transport, Method::GET, "/x")
        .send_as_blocking::<Vec<u8>>()
        .unwrap();
    assert_eq!(*numbers, [1]);
}

async fn refused(request: RawRequest) -> (String, Refused) {
    match request.await.unwrap_err().reason() {
        Reason::InvalidArgument(error) => (error.name().to_owned(), error.kind().clone()),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn its_path_stays_on_the_host_and_names_what_it_says() {
    let transport = ScriptedTransport::new();
    for (path, kind) in [
        ("x", Refused::NotPath),
        ("", Refused::NotPath),
        ("https://evil.example/x", Refused::NotPath),
        ("@evil.example/", Refused::NotPath),
        ("/x?a=b", Refused::NotPath),
        ("/x#a", Refused::NotPath),
        ("//evil.example/x", Refused::NotPath),
        ("/v2//x", Refused::NotPath),
        ("/v2/../x", Refused::DotSegment),
        ("/v2/%2e%2E/x", Refused::DotSegment),
        ("/v2/.%2e", Refused::DotSegment),
        ("/./x", Refused::DotSegment),
    ] {
        let (name, found) = refused(raw(&transport, Method::GET, path)).await;
        assert_eq!((name.as_str(), found), ("path", kind), "{path}");
    }
    for (value, kind) in [
        ("..", Refused::DotSegment),
        (".", Refused::DotSegment),
        ("", Refused::Empty),
    ] {
        let request = raw(&transport, Method::GET, "/a/{id}/b").path_parameter("id", value);
        assert_eq!(refused(request).await, ("id".to_owned(), kind));
    }
    let (name, kind) = refused(raw(&transport, Method::GET, "/a/{other}")).await;
    assert_eq!((name.as_str(), kind), ("other", Refused::Missing));
    let request = raw(&transport, Method::GET, "/a/b").path_parameter("id", "1");
    let unused = ("id".to_owned(), Refused::NotInPath);
    assert_eq!(refused(request).await, unused);
    assert!(transport.requests().is_empty());
}

#[tokio::test(start_paused = true)]
async fn it_is_repeated_as_its_method_or_the_caller_says() {
    let busy = || ScriptedResponse::new(503);
    let transport = ScriptedTransport::new()
        .response(busy())
        .response(ScriptedResponse::new(204));
    assert_eq!(
        raw(&transport, Method::PUT, "/x").await.unwrap().attempts(),
        2
    );
    let transport = ScriptedTransport::new().response(busy());
    assert_eq!(
        raw(&transport, Method::POST, "/x")
            .await
            .unwrap_err()
            .attempts(),
        1
    );
    let transport = ScriptedTransport::new()
        .response(busy())
        .response(ScriptedResponse::new(204));
    let request = raw(&transport, Method::POST, "/x").idempotent(true);
    assert_eq!(request.await.unwrap().attempts(), 2);
}

#[tokio::test]
async fn extra_pairs_and_headers_take_the_place_of_documented_ones() {
    let transport = ok();
    let mut call = call(&client(&transport, Config::new()), &GET_THING);
    call.parameter(&TAG, "documented");
    call.extra_query("tag", "one");
    call.extra_query("tag", "t w o");
    call.extra_query("neu/ö", "");
    call.extra_header("Accept", "application/vnd.example+json");
    call.extra_header("x-trial", "1");
    call.extra_header("x-trial", "2");
    // Options that are set later are added to the earlier ones.
    call.set_options(
        CallOptions::new()
            .header("x-other", "3")
            .query("more", "yes"),
    );
    call.send::<Thing>().await.unwrap();
    let sent = &transport.requests()[0];
    assert_eq!(sent.query(), "tag=one&tag=t%20w%20o&neu%2F%C3%B6=&more=yes");
    let all = |name: &str| -> Vec<String> {
        let values = sent.headers().get_all(name).iter();
        values
            .map(|value| value.to_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(all("accept"), ["application/vnd.example+json"]);
    assert_eq!(
        (all("x-trial"), all("x-other")),
        (vec!["1".into(), "2".into()], vec!["3".into()])
    );
}

#[tokio::test]
async fn headers_that_follow_from_the_request_are_refused() {
    let transport = ScriptedTransport::new();
    let core = client(&transport, Config::new());
    for (name, value, kind) in [
        ("Host", "evil.example", Refused::Managed),
        ("content-length", "3", Refused::Managed),
        ("Transfer-Encoding", "chunked", Refused::Managed),
        ("connection", "close", Refused::Managed),
        ("a b", "1", Refused::NotHeader),
        ("x-a", "1\r\nx-b: 2", Refused::Unsendable),
    ] {
        let mut call = call(&core, &GET_THING);
        call.extra_header(name, value);
        let error = call.send::<Thing>().await.unwrap_err();
        let Reason::InvalidArgument(found) = error.reason() else {
            panic!("{error:?}")
        };
        assert_eq!(found.kind(), &kind, "{name}");
        assert!(found.name().eq_ignore_ascii_case(name), "{found:?}");
        assert_eq!(error.to_string(), format!("GetThing: {found}"));
    }
    let options = CallOptions::new().header("x-a", "1\r\nx-b: 2");
    let mut named = call(&core, &GET_THING);
    named.set_options(options);
    let error = named.send::<Thing>().await.unwrap_err().to_string();
    assert!(
        error.starts_with("GetThing: `x-a`: must not have"),
        "{error}"
    );
    assert!(transport.requests().is_empty());
}

/// Returns the body that is sent if a JSON body, or none, is merged with more JSON.
async fn merged(body: Option<Value>, extra: &[Value]) -> Result<Value, Error<ThingError>> {
    let transport = ok();
    let mut call = call(&client(&transport, Config::new()), &POKE_THING);
    if let Some(body) = body {
        call.json("application/merge-patch+json", None, &body);
    }
    for extra in extra {
        call.extra_json(extra);
    }
    call.send::<Thing>().await?;
    let sent = &transport.requests()[0];
    assert!(sent.header("content-type").unwrap().ends_with("json"));
    Ok(sent.json().unwrap())
}

#[tokio::test]
async fn a_json_body_is_merged_with_more_json() {
    let body = json!({"a": 1, "b": {"c": 2, "d": [1]}, "big": u64::MAX});
    let extra = [
        json!({"b": {"d": [2], "e": null}}),
        json!({"b": {"e": 5}, "f": true}),
    ];
    assert_eq!(
        merged(Some(body), &extra).await.unwrap(),
        json!({"a": 1, "b": {"c": 2, "d": [2], "e": 5}, "big": u64::MAX, "f": true})
    );
    assert_eq!(
        merged(None, &[json!({"a": 1})]).await.unwrap(),
        json!({"a": 1})
    );
    for (body, extra) in [(json!([1]), json!({"a": 1})), (json!({"a": 1}), json!([1]))] {
        let error = merged(Some(body), &[extra]).await.unwrap_err();
        assert!(error.is_invalid_argument(), "{error}");
        assert!(error.to_string().contains("a JSON object"), "{error}");
    }
}

#[tokio::test]
async fn a_body_that_is_not_json_is_not_merged() {
    let transport = ScriptedTransport::new();
    let mut call = call(&client(&transport, Config::new()), &POKE_THING);
    call.set_body("text/plain", "{}");
    call.extra_json(&json!({"a": 1}));
    assert!(
        call.send::<Thing>()
            .await
            .unwrap_err()
            .is_invalid_argument()
    );
    assert!(transport.requests().is_empty());
}

#[tokio::test]
async fn the_body_of_a_success_is_kept_where_that_was_asked_for() {
    let transport = ok().response(ScriptedResponse::json(200, r#"{"a": 1}"#));
    let core = client(&transport, Config::new());
    assert_eq!(get(&core).await.unwrap().raw_body(), None);
    let mut kept = call(&core, &GET_THING);
    kept.set_options(CallOptions::new().keep_raw_body(true));
    let response = kept.send::<Thing>().await.unwrap();
    assert_eq!(response.raw_body().unwrap().as_ref(), br#"{"a": 1}"#);
    assert_eq!(response.undocumented_body(), None);

    let transport = ok().response(ScriptedResponse::new(200).body("text/plain", "rows"));
    let core = client(&transport, Config::new().keep_raw_body(true));
    assert!(get(&core).await.unwrap().raw_body().is_some());
    let stream = call(&core, &GET_FILE).send::<File>().await.unwrap();
    assert_eq!(stream.raw_body(), None);
}

/// An operation whose requests have an idempotency key.
static PAY: OperationInfo =
    OperationInfo::new("Pay", "POST", "/payments").idempotency_key("Idempotency-Key");

async fn pay(core: &Core, own: Option<&str>) -> Result<(), Error<NoError>> {
    let mut call = apiruntime::codegen::Call::new(core, &PAY);
    if let Some(own) = own {
        call.extra_header("idempotency-key", own);
    }
    call.send::<Quiet>().await.map(drop).map_err(Error::cast)
}

#[tokio::test(start_paused = true)]
async fn a_key_is_made_once_a_call_and_makes_it_repeatable() {
    let transport = ScriptedTransport::new()
        .response(ScriptedResponse::new(503))
        .response(ScriptedResponse::fault(
            apiruntime::body::TransportErrorKind::Closed,
        ))
        .response(ScriptedResponse::new(204))
        .response(ScriptedResponse::new(204))
        .response(ScriptedResponse::new(204));
    let core = client(&transport, Config::new());
    pay(&core, None).await.unwrap();
    pay(&core, None).await.unwrap();
    pay(&core, Some("mine")).await.unwrap();
    let requests = transport.requests();
    let keys: Vec<&str> = requests
        .iter()
        .map(|sent| sent.header("idempotency-key").unwrap())
        .collect();
    assert_eq!(keys.len(), 5);
    assert!(
        keys[0] == keys[1] && keys[1] == keys[2] && keys[2] != keys[3],
        "{keys:?}"
    );
    assert_eq!(keys[4], "mine");
}
