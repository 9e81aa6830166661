//! Tokens that expire or are refused, as seen by the calls of a client.

use std::sync::Arc;
use std::time::Duration;

use apiruntime::auth::huawei::{CredentialsSource, HuaweiAuthorizer, IamUser};
use apiruntime::codegen::{
    Call, Core, DecodeFailure, Operation, OperationInfo, Parameter, RawResponse, SecretAuthorizer,
};
use apiruntime::error::NoError;
use apiruntime::{Config, Error};

use super::support::{Hands, Server, Variables, minutes, printed, response, settle};

static PROJECT: Parameter = Parameter::path("project_id");
static LIST: OperationInfo = OperationInfo::new("List", "GET", "/{project_id}/list")
    .client_parameters(&[&PROJECT])
    .security(&[&[0, 1]]);

struct List;

impl Operation for List {
    type Output = ();
    type Error = NoError;

    fn decode(response: &mut RawResponse) -> Result<(), DecodeFailure<NoError>> {
        match response.status() {
            204 => response.empty(),
            _ => Err(response.undocumented()),
        }
    }
}

struct Client(Core, Hands);

impl Client {
    fn new(server: &Server) -> Client {
        let hands = Hands::new();
        let user = IamUser::new("account", "user", "s3cr3t-password").project_id("p");
        let source = CredentialsSource::from(user)
            .clock(hands.clock())
            .environment(Arc::new(Variables::default()));
        // A gateway in front of the service has a key of its own.
        let key = SecretAuthorizer::header("X-Key", "gateway-key");
        let core = Core::builder(&["key", "credentials"])
            .endpoint("https://h.example")
            .config(Config::new().call_timeout(Duration::from_secs(5)))
            .authorizer(0, Arc::new(key))
            .authorizer(1, Arc::new(HuaweiAuthorizer::new(source)))
            .transport(server.clone())
            .build();
        Client(core.unwrap(), hands)
    }

    async fn call(&self) -> Result<(), Error<NoError>> {
        Call::new(&self.0, &LIST).send::<List>().await.map(drop)
    }
}

/// Returns a token that is valid for an hour from the start of the clock.
fn token(name: &str) -> http::Response<String> {
    let body = r#"{"token":{"expires_at":"2026-03-15T09:30:00.701000Z","project":{"id":"p"}}}"#;
    let mut response = response(201, body);
    let name = name.parse().unwrap();
    response.headers_mut().insert("x-subject-token", name);
    response
}

fn logins(server: &Server) -> usize {
    (0..server.count())
        .filter(|index| server.seen(*index, |seen| seen.uri.ends_with("/v3/auth/tokens")))
        .count()
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_refused_twice_is_not_renewed_at_each_further_call() {
    let refused = || response(401, r#"{"error_msg":"no"}"#);
    let mut all = vec![token("t1"), refused(), token("t2"), refused()];
    all.extend((0..7).map(|_| refused()));
    all.extend([refused(), token("t3"), response(204, "")]);
    let server = Server::new(all);
    let client = Client::new(&server);
    for _ in 0..8 {
        let text = printed(&client.call().await.unwrap_err());
        assert!(
            text.contains("refused as well; they are renewed again in 61 seconds"),
            "{text}"
        );
    }
    assert_eq!((logins(&server), server.count()), (2, 11));
    client.1.advance(minutes(1));
    client.call().await.unwrap();
    assert_eq!((logins(&server), server.count()), (3, 14));
    server.seen(13, |seen| {
        assert_eq!(seen.uri, "https://h.example/p/list");
        assert_eq!(
            (seen.header("x-key"), seen.header("x-auth-token")),
            ("gateway-key", "t3")
        );
    });
}

#[tokio::test(start_paused = true)]
async fn a_token_that_worked_is_renewed_whenever_it_is_refused() {
    let refused = || response(401, r#"{"error_msg":"ended"}"#);
    let mut all = vec![token("t0"), response(204, "")];
    for name in ["t1", "t2", "t3"] {
        // The new token is also kept if the operation fails for another reason.
        all.extend([refused(), token(name), response(404, "{}")]);
    }
    all.push(response(204, ""));
    let server = Server::new(all);
    let client = Client::new(&server);
    client.call().await.unwrap();
    for _ in 0..3 {
        let error = client.call().await.unwrap_err();
        assert_eq!(
            error.status().map(|status| status.as_u16()),
            Some(404),
            "{error}"
        );
    }
    client.call().await.unwrap();
    assert_eq!(logins(&server), 4);
}

#[tokio::test(start_paused = true)]
async fn calls_use_the_token_in_hand_while_the_identity_service_hangs() {
    let mut all = vec![token("t1")];
    all.extend((0..5).map(|_| response(204, "")));
    let server = Server::new(all).hanging_logins_after(1);
    let client = Client::new(&server);
    client.call().await.unwrap();
    client.1.advance(minutes(40));
    for _ in 0..4 {
        client.call().await.unwrap();
        settle().await;
    }
    assert_eq!(logins(&server), 2);
}

#[tokio::test(start_paused = true)]
async fn a_login_that_outlasts_a_call_s_limit_serves_later_calls() {
    let server = Server::gated([token("t1"), response(204, "")]);
    let client = Client::new(&server);
    let error = client.call().await.unwrap_err();
    assert!(error.is_timeout() && error.attempts() == 0, "{error:?}");
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert!(cause.contains("provider of the credentials"), "{cause}");
    server.open(2);
    settle().await;
    client.call().await.unwrap();
    assert_eq!((logins(&server), server.count()), (1, 2));
}

#[tokio::test(start_paused = true)]
async fn a_response_that_quotes_a_secret_in_prose_shows_it_nowhere() {
    let quotes = |text: &str| response(400, text);
    for (status, body) in [
        (
            400,
            r#"{"error_code":"s3cr3t-token","error_msg":"token s3cr3t-token is bad"}"#,
        ),
        (
            400,
            r#"{"error":{"message":"you sent s3cr3t-token","request_id":"s3cr3t-token"}}"#,
        ),
        (400, "you sent s3cr3t-token"),
        (500, "<html>s3cr3t-token</html>"),
    ] {
        let mut quoting = quotes(body);
        *quoting.status_mut() = http::StatusCode::from_u16(status).unwrap();
        let id = "s3cr3t-token".parse().unwrap();
        quoting.headers_mut().insert("x-request-id", id);
        let error = Client::new(&Server::new([token("s3cr3t-token"), quoting]))
            .call()
            .await
            .unwrap_err();
        let text = printed(&error);
        assert!(!text.contains("s3cr3t"), "{text}");
        assert!(text.contains("[redacted]"), "{text}");
        assert_eq!(error.raw_body().unwrap(), body.as_bytes());
    }
    // A server may still quote the token before.
    let quoting = quotes("s3cr3t-new, unlike s3cr3t-old, is bad");
    let all = [
        token("s3cr3t-old"),
        response(401, ""),
        token("s3cr3t-new"),
        quoting,
    ];
    let error = Client::new(&Server::new(all)).call().await.unwrap_err();
    let text = printed(&error);
    assert!(
        text.contains("[redacted], unlike [redacted], is bad"),
        "{text}"
    );
    assert!(!text.contains("s3cr3t"), "{text}");
    let quoting =
        r#"{"error":{"code":"s3cr3t-password","message":"password s3cr3t-password of user"}}"#;
    let error = Client::new(&Server::new([response(401, quoting)]))
        .call()
        .await
        .unwrap_err();
    let text = printed(&error);
    let begin = "List: the identity service gave no token";
    assert!(text.starts_with(begin), "{text}");
    assert_eq!((error.operation(), error.attempts()), (Some("List"), 0));
    assert!(text.contains("password [redacted] of user"), "{text}");
    assert!(!text.contains("s3cr3t"), "{text}");
}
