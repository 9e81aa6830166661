//! Tokens by user name and password.

use std::sync::Arc;

use super::support::{Hands, Server, Variables, authorized, minutes, refusal, response, settle};
use apiruntime::Body;
use apiruntime::auth::AfterUnauthorized;
use apiruntime::auth::Attachment;
use apiruntime::auth::Authorizer;
use apiruntime::auth::CredentialsErrorKind;
use apiruntime::auth::huawei::CredentialsSource;
use apiruntime::auth::huawei::HuaweiAuthorizer;
use apiruntime::auth::huawei::IamUser;
use apiruntime::transport::Transport;

fn user() -> IamUser {
    IamUser::new("account", "user", "s3cr3t\"word")
}

fn token(name: &str, end: &str) -> http::Response<String> {
    let body = format!(r#"{{"token":{{"expires_at":"{end}","project":{{"id":"p1"}}}}}}"#);
    let mut response = response(201, body);
    response
        .headers_mut()
        .insert("x-subject-token", name.parse().unwrap());
    response
}

/// Returns a token that is valid for the usual 24 hours.
fn day(name: &str) -> http::Response<String> {
    token(name, "2026-03-16T08:30:00.701000Z")
}

struct Client {
    authorizer: HuaweiAuthorizer,
    hands: Hands,
}

impl Client {
    fn new(source: impl Into<CredentialsSource>, server: &Server, region: Option<&str>) -> Self {
        Self::with_variables(source, server, region, Variables::default())
    }

    fn with_variables(
        source: impl Into<CredentialsSource>,
        server: &Server,
        region: Option<&str>,
        variables: Variables,
    ) -> Self {
        let hands = Hands::new();
        let source = source
            .into()
            .clock(hands.clock())
            .environment(Arc::new(variables));
        let authorizer = HuaweiAuthorizer::new(source);
        let transport: Arc<dyn Transport> = server.transport();
        let variables: Vec<_> = region
            .map(|region| ("region", region.to_owned()))
            .into_iter()
            .collect();
        let mut attachment = Attachment::new(&transport);
        attachment.server_variables = &variables;
        authorizer.attach(&attachment).unwrap();
        Self { authorizer, hands }
    }

    async fn token(&self) -> String {
        let request = authorized(&self.authorizer, http::Request::get("https://h.example/")).await;
        request.headers()["x-auth-token"]
            .to_str()
            .unwrap()
            .to_owned()
    }

    /// Returns the token after a renewal that is due has ended.
    async fn renewed(&self) -> String {
        self.token().await;
        settle().await;
        self.token().await
    }

    async fn failure(&self) -> String {
        refusal(&self.authorizer).await
    }
}

#[tokio::test(start_paused = true)]
async fn a_password_is_exchanged_for_a_token_of_the_region_s_project() {
    // The cloud of Europe has accounts of its own.
    for (region, top) in [("cn-south-1", "com"), ("eu-west-101", "eu")] {
        let server = Server::new([day("t1")]);
        let client = Client::new(user(), &server, Some(region));
        assert_eq!(server.count(), 0);
        assert_eq!(client.token().await, "t1");
        server.seen(0, |seen| {
            let uri = format!("https://iam.{region}.myhuaweicloud.{top}/v3/auth/tokens");
            assert_eq!((&*seen.method, &*seen.uri), ("POST", &*uri));
            assert_eq!(seen.header("content-type"), "application/json");
            let body: serde_json::Value = serde_json::from_str(&seen.body).unwrap();
            let expected = serde_json::json!({"auth": {
                "identity": {"methods": ["password"], "password": {"user": {
                    "name": "user", "password": "s3cr3t\"word", "domain": {"name": "account"}}}},
                "scope": {"project": {"name": region}}
            }});
            assert_eq!(body, expected);
        });
    }
}

#[tokio::test(start_paused = true)]
async fn the_project_can_be_named_by_id_or_name() {
    for (user, expected) in [
        (
            user().project_id("p1"),
            r#""scope":{"project":{"id":"p1"}}"#,
        ),
        (
            user().project_name("team"),
            r#""scope":{"project":{"name":"team"}}"#,
        ),
    ] {
        let server = Server::new([day("t1")]);
        Client::new(user, &server, None).token().await;
        server.seen(0, |seen| {
            assert!(seen.body.contains(expected), "{}", seen.body);
            assert_eq!(seen.uri, "https://iam.myhuaweicloud.com/v3/auth/tokens");
        });
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_for_another_project_than_the_one_asked_for_is_refused() {
    let of = |project: &str| {
        let mut response = response(201, format!(r#"{{"token":{{"project":{project}}}}}"#));
        let token = response.headers_mut();
        token.insert("x-subject-token", "t1".parse().unwrap());
        response
    };
    for (user, given, is_right) in [
        (user().project_id("p9"), r#"{"id":"p9","name":"x"}"#, true),
        (user().project_id("p9"), r#"{"id":"p8"}"#, false),
        (user().project_name("a"), r#"{"id":"p9","name":"A"}"#, true),
        (user().project_name("a"), r#"{"id":"p9","name":"b"}"#, false),
        (user(), r#"{"id":"p9","name":"cn-south-1"}"#, true),
        (user(), r#"{"id":"p9","name":"cn-north-4"}"#, false),
        (user(), r#"{"id":"p9"}"#, true),
    ] {
        let server = Server::new([of(given)]);
        let client = Client::new(user, &server, Some("cn-south-1"));
        match is_right {
            true => assert_eq!(client.token().await, "t1", "{given}"),
            false => {
                let text = client.failure().await;
                assert!(text.contains("a token for another project"), "{text}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_project_and_a_region_nothing_is_sent() {
    let server = Server::new([]);
    let text = Client::new(user(), &server, None).failure().await;
    assert!(text.contains("give the client a region"), "{text}");
    assert_eq!(server.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn the_token_is_kept_and_renewed_ahead_of_its_end() {
    let server = Server::new([day("t1"), token("t2", "2026-03-17T08:30:00.000000Z")]);
    let client = Client::new(user(), &server, Some("cn-south-1"));
    assert_eq!(client.token().await, "t1");
    client.hands.advance(minutes(23 * 60));
    assert_eq!(client.token().await, "t1");
    client.hands.advance(minutes(21));
    assert_eq!(client.renewed().await, "t2");
    assert_eq!(server.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_refused_is_fetched_anew_once_for_all_callers() {
    let server = Server::new([day("t1"), day("t2")]);
    let client = Client::new(user(), &server, Some("cn-south-1"));
    let mut stamps = Vec::new();
    for _ in 0..3 {
        let mut request = http::Request::get("https://h.example/")
            .body(Body::EMPTY)
            .unwrap();
        stamps.push(client.authorizer.authorize(&mut request).await.unwrap());
    }
    for stamp in stamps {
        assert_eq!(
            client.authorizer.after_unauthorized(stamp),
            AfterUnauthorized::Retry
        );
        assert_eq!(client.token().await, "t2");
    }
    assert_eq!(server.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn the_endpoint_comes_from_the_user_the_source_the_environment_or_the_file() {
    let variable = || Variables::new(&[("HUAWEICLOUD_SDK_IAM_ENDPOINT", "https://iam.variable/")]);
    let file = || {
        let path = Variables::new(&[("HUAWEICLOUD_SDK_CREDENTIALS_FILE", "/keys")]);
        path.file("/keys", "[basic]\niam_endpoint = iam.file\n")
    };
    let source = || CredentialsSource::from(user());
    for (source, variables, expected) in [
        (
            user().endpoint("http://127.0.0.1:4010").into(),
            variable(),
            "http://127.0.0.1:4010",
        ),
        (
            source().iam_endpoint("https://iam.source"),
            variable(),
            "https://iam.source",
        ),
        (source(), variable(), "https://iam.variable"),
        (source(), file(), "https://iam.file"),
    ] {
        let server = Server::new([day("t1")]);
        Client::with_variables(source, &server, Some("cn-south-1"), variables)
            .token()
            .await;
        server.seen(0, |seen| {
            assert_eq!(seen.uri, format!("{expected}/v3/auth/tokens"))
        });
    }
}

#[tokio::test(start_paused = true)]
async fn a_file_that_may_name_the_endpoint_and_cannot_be_read_is_an_error() {
    let named = || Variables::new(&[("HUAWEICLOUD_SDK_CREDENTIALS_FILE", "/keys")]);
    for variables in [named(), named().file("/keys", "[basic]\niam_endpoint")] {
        let server = Server::new([]);
        let client = Client::with_variables(user(), &server, Some("cn-south-1"), variables);
        let text = client.failure().await;
        assert!(text.contains("the credentials file /keys"), "{text}");
        assert_eq!(server.count(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn no_message_about_a_region_shows_a_password() {
    let server = Server::new([]);
    let client = Client::new(user(), &server, Some("user:s3cr3t@evil.example"));
    let text = client.failure().await;
    assert!(text.contains("is not the name of a region"), "{text}");
    assert!(!text.contains("s3cr3t@"), "{text}");
    assert_eq!(server.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_password_is_not_sent_unencrypted_to_another_machine() {
    let server = Server::new([]);
    for endpoint in [
        "http://iam.example",
        "ftp://iam.example",
        "http://127.0.0.1.iam.example",
        "::",
    ] {
        let user = user().endpoint(endpoint).project_id("p");
        let text = Client::new(user, &server, None).failure().await;
        assert!(
            text.contains("use https") || text.contains("not a URL"),
            "{text}"
        );
    }
    assert_eq!(server.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_tells_code_message_and_trace_id_without_the_password() {
    let body = r#"{"error_msg":"The username or password is wrong.","error_code":"IAM.0002"}"#;
    let mut refusal = response(401, body);
    refusal
        .headers_mut()
        .insert("x-iam-trace-id", "trace-1".parse().unwrap());
    let no_token = response(
        201,
        r#"{"token":{"expires_at":"2026-03-16T08:30:00.701000Z"}}"#,
    );
    let server = Server::new([refusal, no_token, response(500, "<html>")]);
    let client = Client::new(user(), &server, Some("cn-south-1"));
    let text = client.failure().await;
    let expected = "gave no token (status 401, IAM.0002, The username or password is wrong., X-IAM-Trace-Id trace-1)";
    assert!(text.contains(expected), "{text}");
    assert!(client.failure().await.contains("gave no usable token"));
    assert!(
        client
            .failure()
            .await
            .contains("gave no token (status 500)")
    );
    let unreachable = client.failure().await;
    for text in [
        text,
        unreachable,
        format!("{:?} {:?}", user(), client.authorizer),
    ] {
        assert!(!text.contains("s3cr3t"), "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_whose_response_does_not_say_its_end_counts_as_valid_for_a_day() {
    let server = Server::new([token("t1", "tomorrow"), day("t2")]);
    let client = Client::new(user(), &server, Some("cn-south-1"));
    assert_eq!(client.token().await, "t1");
    client.hands.advance(minutes(23 * 60));
    assert_eq!(client.token().await, "t1");
    client.hands.advance(minutes(21));
    assert_eq!(client.renewed().await, "t2");
}

#[tokio::test(start_paused = true)]
async fn an_error_says_whether_a_later_call_may_succeed() {
    let server = Server::new([response(401, "{}"), response(500, "")]);
    let client = Client::new(user(), &server, Some("cn-south-1"));
    for expected in [
        CredentialsErrorKind::Refused,
        CredentialsErrorKind::Unavailable,
        CredentialsErrorKind::Unavailable,
    ] {
        let mut request = http::Request::get("https://h.example/")
            .body(Body::EMPTY)
            .unwrap();
        let error = client.authorizer.authorize(&mut request).await.unwrap_err();
        assert_eq!(error.kind(), expected);
    }
    let unset = Client::new(user(), &server, None);
    let mut request = http::Request::get("https://h.example/")
        .body(Body::EMPTY)
        .unwrap();
    let error = unset.authorizer.authorize(&mut request).await.unwrap_err();
    assert_eq!(error.kind(), CredentialsErrorKind::Configuration);
}

#[tokio::test(start_paused = true)]
async fn an_identity_service_that_stays_silent_is_given_up() {
    let client = Client::new(user(), &Server::gated([]), Some("cn-south-1"));
    assert!(
        client
            .failure()
            .await
            .contains("did not respond within 30 seconds")
    );
}

#[tokio::test(start_paused = true)]
async fn an_overloaded_identity_service_is_asked_twice_more() {
    let server = Server::new([response(503, ""), response(429, ""), day("t1")]);
    assert_eq!(
        Client::new(user(), &server, Some("cn-south-1"))
            .token()
            .await,
        "t1"
    );
    server.seen(2, |seen| {
        assert!(seen.body.contains("password"), "{}", seen.body)
    });
    let down = Server::new([
        response(503, ""),
        response(503, ""),
        response(503, ""),
        day("t1"),
    ]);
    let text = Client::new(user(), &down, Some("cn-south-1"))
        .failure()
        .await;
    assert!(text.contains("gave no token (status 503)"), "{text}");
    assert_eq!(down.count(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_wrong_password_is_sent_once_only() {
    let server = Server::new([response(401, "{}"), day("t1")]);
    Client::new(user(), &server, Some("cn-south-1"))
        .failure()
        .await;
    assert_eq!(server.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_response_of_many_small_values_is_not_read() {
    let dense = || response(201, format!("[{}0]", "{},".repeat(1_000_000)));
    let server = Server::new([dense(), dense(), dense()]);
    let text = Client::new(user(), &server, Some("cn-south-1"))
        .failure()
        .await;
    assert!(text.contains("longer than 4194304 bytes"), "{text}");
}
