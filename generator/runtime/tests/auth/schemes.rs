//! Where each security scheme puts its secret, and which secrets are refused.

use std::sync::{Arc, Mutex};

use super::huawei_calls::Collect;
use super::support::{Hands, Server, authorized, minutes, printed, response, settle, start};
use apiruntime::Body;
use apiruntime::auth::AfterUnauthorized;
use apiruntime::auth::Attachment;
use apiruntime::auth::Authorizer;
use apiruntime::auth::ClientContext;
use apiruntime::auth::CredentialsError;
use apiruntime::auth::MutualTls;
use apiruntime::auth::SecretAuthorizer;
use apiruntime::auth::Stamp;
use apiruntime::auth::Token;
use apiruntime::auth::TokenProvider;
use apiruntime::auth::huawei::{Credentials, HuaweiAuthorizer, IamUser};
use apiruntime::body::BoxFuture;
use apiruntime::codegen::{Call, Core, OperationInfo};

fn get(uri: &str) -> http::request::Builder {
    http::Request::get(uri)
}

async fn header_of(authorizer: &SecretAuthorizer, name: &str) -> http::HeaderValue {
    authorized(authorizer, get("https://h.example/a"))
        .await
        .headers()[name]
        .clone()
}

#[tokio::test]
async fn a_bearer_token_stands_behind_its_scheme_and_is_marked_sensitive() {
    let value = header_of(&SecretAuthorizer::bearer("abc.def"), "authorization").await;
    assert_eq!(value, "Bearer abc.def");
    assert!(value.is_sensitive());
}

#[tokio::test]
async fn basic_credentials_are_encoded_as_utf_8() {
    let cases = [
        (
            "Aladdin",
            "open sesame",
            "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
        ),
        ("test", "123£", "Basic dGVzdDoxMjPCow=="),
        ("", "", "Basic Og=="),
        ("a", "bc", "Basic YTpiYw=="),
        ("ab", "bc", "Basic YWI6YmM="),
        ("abc", "bc", "Basic YWJjOmJj"),
    ];
    for (user, password, expected) in cases {
        assert_eq!(
            header_of(&SecretAuthorizer::basic(user, password), "authorization").await,
            expected
        );
        let secrets = SecretAuthorizer::basic(user, password).secrets();
        assert!(secrets.iter().any(|secret| secret == password));
    }
}

#[tokio::test]
async fn what_the_call_itself_says_is_sent_instead_of_the_credential() {
    let uri = "https://h.example/a?b=1&api%20key=own";
    let sent = authorized(&SecretAuthorizer::query("api key", "k"), get(uri)).await;
    assert_eq!(*sent.uri(), uri);
    let own = get("https://h.example/a").header("X-Key", "own");
    let sent = authorized(&SecretAuthorizer::header("x-key", "k"), own).await;
    assert_eq!(
        sent.headers().get_all("x-key").iter().collect::<Vec<_>>(),
        ["own"]
    );
    let own = get("https://h.example/a").header("Cookie", "a=1; sid=own");
    let sent = authorized(&SecretAuthorizer::cookie("sid", "k"), own).await;
    assert_eq!(sent.headers()["cookie"], "a=1; sid=own");
    let own = get("https://h.example/a").header("Cookie", "asid=1");
    let sent = authorized(&SecretAuthorizer::cookie("sid", "k"), own).await;
    assert_eq!(sent.headers()["cookie"], "asid=1; sid=k");
    let own = get("https://h.example/a").header("Cookie", "a=1");
    let own = own.header("Cookie", "b=2");
    let sent = authorized(&SecretAuthorizer::cookie("sid", "k"), own).await;
    assert_eq!(sent.headers()["cookie"].as_bytes(), b"a=1; b=2; sid=k");
    assert_eq!(sent.headers().get_all("cookie").iter().count(), 1);
    // Like a key for the header with that name.
    for (held, expected) in [("a=1", "a=1; b=2; sid=k"), ("sid=own", "sid=own")] {
        let own = get("https://h.example/").header("cookie", held);
        let sent = authorized(&SecretAuthorizer::header("Cookie", "b=2; sid=k"), own).await;
        assert_eq!(sent.headers()["cookie"], expected);
        assert_eq!(sent.headers().get_all("cookie").iter().count(), 1);
    }
    let own = get("https://h.example/a").header("Authorization", "Own x");
    let sent = authorized(&SecretAuthorizer::bearer("k"), own).await;
    assert_eq!(sent.headers()["authorization"], "Own x");
    let own = get("https://h.example/a").header("Authorization", "Own x");
    let signing = HuaweiAuthorizer::new(Credentials::ak_sk("AK", "s3cr3t"));
    let sent = authorized(&signing, own).await;
    assert_eq!(sent.headers()["authorization"], "Own x");
    assert_eq!(sent.headers().len(), 1);
}

#[tokio::test]
async fn another_scheme_of_the_description_keeps_its_name() {
    let value = header_of(
        &SecretAuthorizer::scheme("Digest", "username=\"a\""),
        "authorization",
    )
    .await;
    assert_eq!(value, "Digest username=\"a\"");
}

#[tokio::test]
async fn an_api_key_goes_where_the_description_says() {
    let key = header_of(
        &SecretAuthorizer::header("X-Auth-Token", "k-1"),
        "x-auth-token",
    )
    .await;
    assert_eq!(key, "k-1");
    assert!(key.is_sensitive());

    let query = SecretAuthorizer::query("api key", "a b&c=d/é");
    let request = authorized(&query, get("https://h.example/a?x=1")).await;
    assert_eq!(
        request.uri(),
        "https://h.example/a?x=1&api%20key=a%20b%26c%3Dd%2F%C3%A9"
    );
    let request = authorized(&query, get("https://h.example")).await;
    assert_eq!(
        request.uri().query(),
        Some("api%20key=a%20b%26c%3Dd%2F%C3%A9")
    );

    let cookie = SecretAuthorizer::cookie("session", "s-1");
    let request = authorized(&cookie, get("https://h.example/").header("cookie", "a=b")).await;
    assert_eq!(request.headers()["cookie"], "a=b; session=s-1");
    assert_eq!(header_of(&cookie, "cookie").await, "session=s-1");
}

#[tokio::test]
async fn mutual_tls_leaves_the_request_as_it_is() {
    let request = authorized(&MutualTls, get("https://h.example/")).await;
    assert!(request.headers().is_empty());
}

#[test]
fn a_secret_that_cannot_be_sent_at_its_place_is_refused_when_the_client_is_built() {
    const SECRET: &str = "s3cr3t";
    let server = Server::new([]);
    let transport = server.transport();
    for bad in [
        "s3cr3t\n",
        "s3\r\ncr3t",
        " s3cr3t",
        "s3cr3té",
        "",
        "s3\0cr3t",
    ] {
        let all = [
            SecretAuthorizer::bearer(bad),
            SecretAuthorizer::header("X-Key", bad),
            SecretAuthorizer::cookie("c", bad),
        ];
        for authorizer in all {
            let error = authorizer.attach(&Attachment::new(&transport)).unwrap_err();
            assert!(error.to_string().contains("cannot be in"), "{error}");
            assert!(!printed(&error).contains(SECRET) && !printed(&error).contains("cr3t"));
        }
    }
    let refused = [
        SecretAuthorizer::cookie("c", "a;b"),
        SecretAuthorizer::cookie("c", "a b"),
        SecretAuthorizer::query("key", ""),
        SecretAuthorizer::basic("a:b", "c"),
        SecretAuthorizer::basic("a", "c\nd"),
        SecretAuthorizer::header("not a name", "k"),
        SecretAuthorizer::header("Host", "k"),
        SecretAuthorizer::header("content-length", "1"),
    ];
    for authorizer in refused {
        assert!(
            authorizer.attach(&Attachment::new(&transport)).is_err(),
            "{authorizer:?}"
        );
    }
}

/// Provides `token-1`, `token-2` and so on, each for an hour.
#[derive(Default)]
struct Numbered(Mutex<u32>);

impl TokenProvider for Numbered {
    fn token<'a>(
        &'a self,
        context: &'a ClientContext,
    ) -> BoxFuture<'a, Result<Token, CredentialsError>> {
        let mut number = self.0.lock().unwrap();
        *number += 1;
        let token =
            Token::new(format!("token-{number}")).expires_at(context.clock().now() + minutes(60));
        Box::pin(std::future::ready(Ok(token)))
    }
}

async fn bearer(authorizer: &SecretAuthorizer) -> (String, Stamp) {
    let mut request = get("https://h.example/").body(Body::EMPTY).unwrap();
    let stamp = authorizer.authorize(&mut request).await.unwrap();
    (
        request.headers()["authorization"]
            .to_str()
            .unwrap()
            .to_owned(),
        stamp,
    )
}

#[tokio::test]
async fn a_token_from_a_provider_is_kept_and_renewed_a_minute_ahead() {
    let (hands, server) = (Hands::new(), Server::new([]));
    let authorizer = SecretAuthorizer::bearer(Numbered::default()).clock(hands.clock());
    server.attach(&authorizer);
    assert_eq!(bearer(&authorizer).await.0, "Bearer token-1");
    hands.advance(minutes(58));
    assert_eq!(bearer(&authorizer).await.0, "Bearer token-1");
    hands.advance(minutes(1));
    bearer(&authorizer).await;
    settle().await;
    assert_eq!(bearer(&authorizer).await.0, "Bearer token-2");
    assert_eq!(authorizer.secrets(), ["token-2", "token-1"]);
    assert_eq!(hands.clock().now(), start() + minutes(59));
}

#[tokio::test]
async fn a_refused_token_is_renewed_when_it_came_from_a_provider() {
    let server = Server::new([]);
    let authorizer = SecretAuthorizer::bearer(Numbered::default());
    server.attach(&authorizer);
    let (_, stamp) = bearer(&authorizer).await;
    assert_eq!(
        authorizer.after_unauthorized(stamp),
        AfterUnauthorized::Retry
    );
    let (second, stamp) = bearer(&authorizer).await;
    assert_eq!(second, "Bearer token-2");
    // A server may still quote the one before.
    assert_eq!(authorizer.secrets(), ["token-2", "token-1"]);
    // One that was accepted has expired since; another one is refused for a reason that a new token does not change.
    authorizer.after_accepted(stamp);
    assert_eq!(
        authorizer.after_unauthorized(stamp),
        AfterUnauthorized::Retry
    );
    let (_, stamp) = bearer(&authorizer).await;
    let refused = authorizer.after_unauthorized(stamp);
    assert!(matches!(refused, AfterUnauthorized::CoolDown(_)));

    let fixed = SecretAuthorizer::bearer("abc");
    let (_, stamp) = bearer(&fixed).await;
    assert_eq!(fixed.after_unauthorized(stamp), AfterUnauthorized::Stop);
}

struct Broken;

impl TokenProvider for Broken {
    fn token<'a>(&'a self, _: &'a ClientContext) -> BoxFuture<'a, Result<Token, CredentialsError>> {
        Box::pin(std::future::ready(Ok(Token::new("line\nbreak"))))
    }
}

#[test]
fn credentials_serve_one_client_and_its_copies() {
    let build = |authorizer: &Arc<dyn Authorizer>, user_agent| {
        let builder = Core::builder(&["a", "b"]).endpoint("https://h.example");
        let builder = builder.transport(Server::new([]));
        let config = apiruntime::Config::new().user_agent(user_agent);
        let builder = builder.config(config);
        builder
            .shared_authorizer(&[0, 1], authorizer.clone())
            .build()
    };
    let key = || Credentials::ak_sk("AK", "s3cr3t");
    let own: [Arc<dyn Authorizer>; 3] = [
        Arc::new(SecretAuthorizer::bearer(Numbered::default())),
        Arc::new(HuaweiAuthorizer::new(key())),
        Arc::new(HuaweiAuthorizer::new(IamUser::new("d", "u", "p"))),
    ];
    for authorizer in own {
        // Building a client that fails does not bind the credentials to it.
        assert!(build(&authorizer, "line\nbreak").is_err());
        let _copy = build(&authorizer, "a").unwrap().clone();
        let refused = build(&authorizer, "a").unwrap_err().to_string();
        assert!(
            refused.contains("serve another client already"),
            "{refused}"
        );
    }
    let fixed: Arc<dyn Authorizer> = Arc::new(SecretAuthorizer::bearer("t"));
    assert!(build(&fixed, "a").is_ok() && build(&fixed, "a").is_ok());
}

#[tokio::test]
async fn credentials_of_a_later_alternative_serve_where_those_of_the_first_are_not_set() {
    static EITHER: OperationInfo =
        OperationInfo::new("Either", "GET", "/either").security(&[&[0, 1], &[1]]);
    let server = Server::new([response(204, "")]);
    let builder = Core::builder(&["token", "key"]).endpoint("https://h.example");
    let builder = builder.authorizer(1, Arc::new(SecretAuthorizer::header("X-Key", "k1")));
    let client = builder.transport(server.clone()).build().unwrap();
    Call::new(&client, &EITHER).send::<Collect>().await.unwrap();
    server.seen(0, |seen| assert_eq!(seen.header("x-key"), "k1"));
}

#[tokio::test]
async fn an_unusable_token_from_a_provider_fails_the_call() {
    let server = Server::new([]);
    let authorizer = SecretAuthorizer::header("X-Key", Broken);
    server.attach(&authorizer);
    let mut request = get("https://h.example/").body(Body::EMPTY).unwrap();
    assert!(authorizer.authorize(&mut request).await.is_err());
    assert!(!request.headers().contains_key("x-key"));
}

#[test]
fn the_debug_form_of_authorizers_has_no_secret() {
    let token = Token::new("s3cr3t");
    let shown = format!(
        "{token:?} {:?} {:?} {:?}",
        SecretAuthorizer::bearer("s3cr3t"),
        SecretAuthorizer::bearer(token.clone()),
        SecretAuthorizer::basic("user", "s3cr3t"),
    );
    assert!(
        !shown.contains("s3cr3t") && !shown.contains("dXNlcj"),
        "{shown}"
    );
}
