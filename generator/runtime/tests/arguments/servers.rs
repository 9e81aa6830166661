//! The servers of an operation, of the client, and of one call.

use std::sync::Arc;

use apiruntime::Config;
use apiruntime::codegen::{Call, Core, OperationInfo, SecretAuthorizer};
use apiruntime::transport::ScriptedTransport;

use super::client;
use super::support::Thing;

static ELSEWHERE: OperationInfo =
    OperationInfo::new("Elsewhere", "GET", "/x").server("https://other.example/v1/");
static BESIDE: OperationInfo = OperationInfo::new("Beside", "GET", "/x").server("/v3");

#[tokio::test]
async fn an_operation_may_have_a_server_of_its_own() {
    let (client, script) = client();
    Call::new(&client, &ELSEWHERE)
        .send::<Thing>()
        .await
        .unwrap();
    Call::new(&client, &BESIDE).send::<Thing>().await.unwrap();
    let uris: Vec<String> = script
        .requests()
        .iter()
        .map(|request| request.uri().to_string())
        .collect();
    assert_eq!(
        uris,
        ["https://other.example/v1/x", "https://service.example/v3/x"]
    );
}

#[tokio::test]
async fn the_variables_of_an_operations_server_have_the_values_of_the_client() {
    static OWN: OperationInfo = OperationInfo::new("Own", "GET", "/x")
        .server("https://{region}.files.example/{version}")
        .server_variables(&[("region", "eu", &[]), ("version", "v1", &[])]);
    let (_, script) = client();
    let with = |region: Option<&str>| {
        let builder = Core::builder(&[]).endpoint("https://service.example");
        let builder = match region {
            Some(region) => builder
                .server_variable("region", region)
                .server_variable("version", "v2"),
            None => builder,
        };
        builder.transport(script.clone()).build().unwrap()
    };
    for (region, expected) in [
        (None, "https://eu.files.example/v1/x"),
        (Some("us-1"), "https://us-1.files.example/v2/x"),
    ] {
        assert_eq!(uri_of(&with(region), &script, &OWN).await, expected);
    }
    // No value can change more than its part of the host name.
    let sent = script.requests().len();
    let refused = Call::new(&with(Some("evil.example/")), &OWN).send::<Thing>();
    assert!(refused.await.unwrap_err().is_invalid_argument());
    assert_eq!(script.requests().len(), sent);
}

#[tokio::test]
async fn a_server_that_cannot_be_used_is_refused_with_the_reason() {
    let (client, script) = client();
    for (url, why) in [
        (
            "https://user:secret@x.example",
            "it must not hold a user name; set credentials instead",
        ),
        ("https://x.example/a?b", "it must not have a query"),
        ("ftp://x.example", "its scheme must be `https` or `http`"),
    ] {
        let mut call = Call::new(&client, &ELSEWHERE);
        call.server_url(url);
        let error = call.send::<Thing>().await.unwrap_err();
        assert!(error.is_invalid_argument());
        assert_eq!(error.to_string(), format!("Elsewhere: `server`: {why}"));
    }
    assert!(script.requests().is_empty());
}

async fn uri_of(client: &Core, call: &ScriptedTransport, info: &'static OperationInfo) -> String {
    Call::new(client, info).send::<Thing>().await.unwrap();
    call.requests().last().unwrap().uri().to_string()
}

#[tokio::test]
async fn an_endpoint_replaces_the_servers_of_operations_and_keeps_its_path_in_front() {
    static ROOT: OperationInfo = OperationInfo::new("Root", "GET", "/x").server("/");
    let (_, script) = client();
    let with = |endpoint: &str, path: &'static str| {
        let builder = Core::builder(&[]).endpoint(endpoint).replaces_servers(path);
        builder.transport(script.clone()).build().unwrap()
    };
    for (endpoint, path, elsewhere, beside, root) in [
        ("http://127.0.0.1:1", "/v1", "/x", "/v3/x", "/x"),
        (
            "http://127.0.0.1:1/mock/",
            "/v1",
            "/mock/x",
            "/mock/v3/x",
            "/mock/x",
        ),
        (
            "http://127.0.0.1:1/mock/v1",
            "/v1",
            "/mock/v1/x",
            "/mock/v3/x",
            "/mock/x",
        ),
        ("http://127.0.0.1:1/v1", "", "/v1/x", "/v1/v3/x", "/v1/x"),
    ] {
        let client = with(endpoint, path);
        for (info, expected) in [(&ELSEWHERE, elsewhere), (&BESIDE, beside), (&ROOT, root)] {
            let uri = uri_of(&client, &script, info).await;
            assert_eq!(
                uri,
                format!("http://127.0.0.1:1{expected}"),
                "{endpoint} {}",
                info.id
            );
        }
    }
}

#[tokio::test]
async fn a_call_may_name_its_server() {
    let (_, script) = client();
    let builder = Core::builder(&["token"]).endpoint("https://service.example/mock/v1");
    let client = builder
        .replaces_servers("/v1")
        .transport(script.clone())
        .build()
        .unwrap();
    for (server, expected) in [
        ("https://third.example/a/", "https://third.example/a/x"),
        ("/b", "https://service.example/mock/b/x"),
    ] {
        let mut call = Call::new(&client, &ELSEWHERE);
        call.server_url(server);
        call.send::<Thing>().await.unwrap();
        assert_eq!(
            script.requests().last().unwrap().uri().to_string(),
            expected
        );
    }
    let mut call = Call::new(&client, &ELSEWHERE);
    call.server_url("ftp://third.example");
    assert!(call.send::<Thing>().await.is_err());
}

#[tokio::test]
async fn no_credentials_are_sent_to_a_plain_server_of_an_operation() {
    static PLAIN: OperationInfo = OperationInfo::new("Plain", "GET", "/x")
        .server("http://other.example")
        .security(&[&[0]]);
    let (_, script) = client();
    let with = |config| {
        let token = Arc::new(SecretAuthorizer::bearer("s3cret"));
        let builder = Core::builder(&["token"]).endpoint("https://service.example");
        let builder = builder.authorizer(0, token).config(config);
        builder.transport(script.clone()).build().unwrap()
    };
    let error = Call::new(&with(Config::new()), &PLAIN)
        .send::<Thing>()
        .await;
    let error = error.unwrap_err().to_string();
    assert!(error.contains("over plain http"), "{error}");
    assert_eq!(script.requests().len(), 0);
    let allowed = with(Config::new().allow_plain_http(true));
    assert_eq!(
        uri_of(&allowed, &script, &PLAIN).await,
        "http://other.example/x"
    );
}
