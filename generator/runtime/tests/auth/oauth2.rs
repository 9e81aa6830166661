//! The client credentials flow of OAuth2.

use super::support::{Hands, Server, authorized, minutes, printed, response, settle};
use std::io::Write as _;
use std::sync::Arc;

use apiruntime::Body;
use apiruntime::Config;
use apiruntime::auth::Attachment;
use apiruntime::auth::Authorizer;
use apiruntime::auth::SecretAuthorizer;
use apiruntime::auth::oauth2::ClientAuthentication;
use apiruntime::auth::oauth2::ClientCredentials;
use apiruntime::transport::{DefaultTransport, ScriptedResponse, ScriptedTransport, Transport};

fn flow() -> ClientCredentials {
    ClientCredentials::new("https://login.example/token", "client 1", "s3cr3t/+")
}

fn token(text: &str) -> http::Response<String> {
    response(
        200,
        format!(r#"{{"access_token":"{text}","token_type":"Bearer","expires_in":3600}}"#),
    )
}

async fn bearer(authorizer: &SecretAuthorizer) -> String {
    let request = authorized(authorizer, http::Request::get("https://h.example/")).await;
    request.headers()["authorization"]
        .to_str()
        .unwrap()
        .to_owned()
}

async fn failure(authorizer: &SecretAuthorizer) -> String {
    let mut request = http::Request::get("https://h.example/")
        .body(Body::EMPTY)
        .unwrap();
    printed(&authorizer.authorize(&mut request).await.unwrap_err())
}

#[tokio::test(start_paused = true)]
async fn the_token_is_fetched_with_the_first_call_and_renewed_ahead_of_its_end() {
    let (hands, server) = (Hands::new(), Server::new([token("t1"), token("t2")]));
    let authorizer =
        SecretAuthorizer::bearer(flow().scope("read").scope("write")).clock(hands.clock());
    server.attach(&authorizer);
    assert_eq!(server.count(), 0);
    assert_eq!(bearer(&authorizer).await, "Bearer t1");
    hands.advance(minutes(58));
    assert_eq!(bearer(&authorizer).await, "Bearer t1");
    hands.advance(minutes(1));
    bearer(&authorizer).await;
    settle().await;
    assert_eq!(bearer(&authorizer).await, "Bearer t2");
    server.seen(0, |seen| {
        assert_eq!(
            (&*seen.method, &*seen.uri),
            ("POST", "https://login.example/token")
        );
        assert_eq!(
            seen.header("content-type"),
            "application/x-www-form-urlencoded"
        );
        assert_eq!(
            seen.body,
            "grant_type=client_credentials&scope=read%20write"
        );
        // client%201:s3cr3t%2F%2B
        assert_eq!(
            seen.header("authorization"),
            "Basic Y2xpZW50JTIwMTpzM2NyM3QlMkYlMkI="
        );
        assert!(seen.headers["authorization"].is_sensitive());
    });
}

#[tokio::test(start_paused = true)]
async fn the_life_of_a_token_may_be_a_fraction_or_a_string() {
    for life in ["3600.0", "3600.5", "\"3600\"", "\" 3600 \""] {
        let first = format!(r#"{{"access_token":"t1","expires_in":{life}}}"#);
        let (hands, server) = (
            Hands::new(),
            Server::new([response(200, first), token("t2")]),
        );
        let authorizer = SecretAuthorizer::bearer(flow()).clock(hands.clock());
        server.attach(&authorizer);
        assert_eq!(bearer(&authorizer).await, "Bearer t1");
        hands.advance(minutes(61));
        assert_eq!(bearer(&authorizer).await, "Bearer t2", "{life}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_that_comes_compressed_is_read() {
    let mut zipped = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    zipped.write_all(token("t1").body().as_bytes()).unwrap();
    let zipped = ScriptedResponse::new(200)
        .body("application/json", zipped.finish().unwrap())
        .header("content-encoding", "gzip");
    let transport: Arc<dyn Transport> = Arc::new(ScriptedTransport::new().response(zipped));
    let authorizer = SecretAuthorizer::bearer(flow());
    authorizer.attach(&Attachment::new(&transport)).unwrap();
    assert_eq!(bearer(&authorizer).await, "Bearer t1");
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_is_fetched_anew() {
    let server = Server::new([token("t1"), token("t2")]);
    let authorizer = SecretAuthorizer::bearer(flow());
    server.attach(&authorizer);
    let mut request = http::Request::get("https://h.example/")
        .body(Body::EMPTY)
        .unwrap();
    let stamp = authorizer.authorize(&mut request).await.unwrap();
    authorizer.after_unauthorized(stamp);
    assert_eq!(bearer(&authorizer).await, "Bearer t2");
}

#[tokio::test(start_paused = true)]
async fn id_and_secret_stand_in_the_body_where_the_server_wants_it() {
    let server = Server::new([token("t1")]);
    let flow = flow()
        .authentication(ClientAuthentication::Body)
        .parameter("audience", "a&b");
    let authorizer = SecretAuthorizer::bearer(flow);
    server.attach(&authorizer);
    bearer(&authorizer).await;
    server.seen(0, |seen| {
        assert_eq!(seen.header("authorization"), "");
        let expected = "grant_type=client_credentials&audience=a%26b&client_id=client%201&client_secret=s3cr3t%2F%2B";
        assert_eq!(seen.body, expected);
    });
}

#[tokio::test(start_paused = true)]
async fn an_error_of_the_token_endpoint_is_reported_without_the_secret() {
    let body = r#"{"error":"invalid_client","error_description":"unknown client Y2xpZW50JTIwMTpzM2NyM3QlMkYlMkI="}"#;
    let server = Server::new([
        response(401, body),
        response(500, "<html>"),
        response(200, "{}"),
    ]);
    let authorizer = SecretAuthorizer::bearer(flow());
    server.attach(&authorizer);
    let text = failure(&authorizer).await;
    assert!(
        text.contains("status 401, invalid_client, unknown client [redacted])"),
        "{text}"
    );
    assert!(failure(&authorizer).await.contains("status 500"));
    assert!(
        failure(&authorizer)
            .await
            .contains("something other than a bearer token")
    );
    // After this many failures in a row there is a pause.
    tokio::time::advance(std::time::Duration::from_secs(1)).await;
    let unreachable = failure(&authorizer).await;
    assert!(unreachable.contains("cannot be reached: ") || unreachable.contains("cannot connect"));
    for text in [text, unreachable, format!("{authorizer:?} {:?}", flow())] {
        assert!(!text.contains("s3cr3t"), "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_secret_is_not_sent_unencrypted_to_another_machine() {
    for (url, sent) in [
        ("http://login.example/token", 0),
        ("http://127.0.0.1.login.example/token", 0),
        ("not a url", 0),
        ("http://127.0.0.1:4010/token", 3),
        ("http://[::1]/token", 3),
    ] {
        let server = Server::new([]);
        let authorizer = SecretAuthorizer::bearer(ClientCredentials::new(url, "id", "s3cr3t"));
        server.attach(&authorizer);
        failure(&authorizer).await;
        assert_eq!(server.count(), sent, "{url}");
    }
}

/// Several refusals lock an account.
#[tokio::test]
async fn a_refusal_whose_body_breaks_off_is_not_asked_for_again() {
    let refusal =
        "HTTP/1.1 401 Unauthorized\r\ncontent-length: 99\r\n\r\n{\"error\":\"invalid_client\"}";
    let server = test_server::Server::raw(refusal).await;
    let flow = ClientCredentials::new(server.endpoint(), "id", "s3cr3t");
    let transport = DefaultTransport::new(Config::new().no_proxy()).unwrap();
    let authorizer = SecretAuthorizer::bearer(flow);
    let transport: Arc<dyn Transport> = Arc::new(transport);
    authorizer.attach(&Attachment::new(&transport)).unwrap();
    let text = failure(&authorizer).await;
    assert!(text.contains("status 401, invalid_client"), "{text}");
    assert_eq!(server.seen().len(), 1);
}
