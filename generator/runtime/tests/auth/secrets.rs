//! Nothing that a user can print or log contains a secret.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use apiruntime::Error;
use apiruntime::auth::Authorizer;
use apiruntime::auth::SecretAuthorizer;
use apiruntime::auth::Token;
use apiruntime::auth::TokenSource;
use apiruntime::auth::huawei::Credentials;
use apiruntime::auth::huawei::CredentialsSource;
use apiruntime::auth::huawei::HuaweiAuthorizer;
use apiruntime::auth::huawei::IamUser;
use apiruntime::auth::huawei::MetadataService;
use apiruntime::auth::huawei::ProviderChain;
use apiruntime::auth::oauth2::ClientCredentials;
use apiruntime::codegen::Call;
use apiruntime::codegen::Core;
use apiruntime::error::NoError;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::huawei_calls::{COLLECT, Collect};
use super::support::{Hands, Server, USER_FOLDER, Variables, printed, response};

/// A part of every secret of these tests, in plain text or (`czNjcjN0`) in base64.
const SECRET: &str = "s3cr3t";

/// Records every field of every span and event.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl Visit for Log {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0
            .lock()
            .unwrap()
            .push_str(&format!("{field}={value:?}\n"));
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut self.clone());
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// Makes calls until one succeeds or the server has no response left. Returns everything that could be printed.
async fn printed_by_calls(authorizer: impl Authorizer + Debug, server: Server) -> String {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let mut text = format!("{authorizer:?} {authorizer:#?}\n");
    let core = Core::builder(&["credentials"])
        .endpoint("https://dcs.cn-south-1.myhuaweicloud.com")
        .server_variable("region", "cn-south-1")
        .authorizer(0, Arc::new(authorizer))
        .transport(server)
        .build();
    let core = match core {
        Ok(core) => core,
        Err(error) => return text + &printed(&error),
    };
    let core = &core;
    assert!(format!("{core:?}").contains("credentials: [\"credentials\"]"));
    for _ in 0..3 {
        let call = Call::new(core, &COLLECT);
        text += &format!("{core:?} {call:?}\n");
        match call.send::<Collect>().await {
            Ok(response) => text += &format!("{response:?}\n"),
            Err(error) => text += &full(&error),
        }
    }
    assert!(
        log.0.lock().unwrap().contains("Collect"),
        "the log is recorded"
    );
    text + &*log.0.lock().unwrap()
}

fn full(error: &Error<NoError>) -> String {
    printed(error) + "\n"
}

fn assert_no_secret(text: &str) {
    for secret in [SECRET, "czNjcjN0"] {
        assert!(!text.contains(secret), "{text}");
    }
}

fn huawei(source: impl Into<CredentialsSource>) -> HuaweiAuthorizer {
    let environment = Arc::new(Variables::default());
    let source = source
        .into()
        .clock(Hands::new().clock())
        .environment(environment);
    assert_no_secret(&format!("{source:?}"));
    HuaweiAuthorizer::new(source)
}

fn responses() -> [http::Response<String>; 3] {
    let denied =
        r#"{"error_code":"APIGW.0301","error_msg":"Incorrect IAM authentication information"}"#;
    [
        response(401, denied),
        response(403, "<html>"),
        response(204, ""),
    ]
}

fn with_projects() -> Vec<http::Response<String>> {
    let mut all = vec![response(
        200,
        r#"{"projects":[{"id":"p","name":"cn-south-1"}]}"#,
    )];
    all.extend(responses());
    all
}

#[tokio::test(start_paused = true)]
async fn keys_and_fixed_tokens_show_nowhere() {
    let key = Credentials::ak_sk("AK", "s3cr3t-key").security_token("s3cr3t-token");
    assert_no_secret(&format!("{key:?} {key:#?}"));
    let quoting = || {
        let mut all = with_projects();
        all.insert(
            1,
            response(400, "neither s3cr3t-key nor s3cr3t-token is right"),
        );
        Server::new(all)
    };
    let text = printed_by_calls(huawei(key), quoting()).await;
    assert_no_secret(&text);
    assert!(
        text.contains("neither [redacted] nor [redacted] is"),
        "{text}"
    );
    let token = Credentials::token("s3cr3t-token");
    let text = printed_by_calls(huawei(token), Server::new(with_projects())).await;
    assert_no_secret(&text);
    let unusable = Credentials::ak_sk("AK", "s3cr3t\n");
    assert_no_secret(&printed_by_calls(huawei(unusable), Server::new([])).await);
}

#[tokio::test(start_paused = true)]
async fn password_and_tokens_of_the_identity_service_show_nowhere() {
    let user = IamUser::new("account", "user", "s3cr3t-password");
    let mut token = response(201, r#"{"token":{"project":{"id":"p"}}}"#);
    token
        .headers_mut()
        .insert("x-subject-token", "s3cr3t-token".parse().unwrap());
    let mut all = vec![response(401, "{}"), token.clone(), response(401, ""), token];
    all.extend(responses());
    assert_no_secret(&printed_by_calls(huawei(user), Server::new(all)).await);
}

#[tokio::test(start_paused = true)]
async fn keys_of_the_chain_show_nowhere() {
    let key = r#"{"credential":{"access":"AK","secret":"s3cr3t","securitytoken":"s3cr3t-token","expires_at":"2026-03-15T10:30:00Z"}}"#;
    let mut all = vec![response(200, "s3cr3t-session"), response(200, key)];
    all.extend(with_projects());
    let server = Server::new(all);
    assert_no_secret(&printed_by_calls(huawei(MetadataService::new()), server).await);
    let half = Variables::new(&[
        ("HUAWEICLOUD_SDK_SK", "s3cr3t"),
        (USER_FOLDER, "/home/user"),
    ])
    .file(
        "/home/user/.huaweicloud/credentials",
        "[basic]\nsk = s3cr3t\n",
    );
    let source = CredentialsSource::from(ProviderChain::standard()).environment(Arc::new(half));
    assert_no_secret(&format!("{:?}", ProviderChain::standard()));
    assert_no_secret(&printed_by_calls(HuaweiAuthorizer::new(source), Server::new([])).await);
}

#[tokio::test(start_paused = true)]
async fn secrets_of_the_other_schemes_show_nowhere() {
    for authorizer in [
        SecretAuthorizer::bearer(SECRET),
        SecretAuthorizer::basic("user", "s3cr3t"),
        SecretAuthorizer::basic(SECRET, "\n"),
        SecretAuthorizer::header("X-Key", SECRET),
        SecretAuthorizer::query("key", SECRET),
        SecretAuthorizer::cookie("key", SECRET),
        SecretAuthorizer::cookie("key", "s3cr3t;"),
    ] {
        assert_no_secret(&printed_by_calls(authorizer, Server::new(responses())).await);
    }
    let token = Token::new(SECRET);
    assert_no_secret(&format!("{token:?} {:?}", TokenSource::from(token.clone())));

    let flow = ClientCredentials::new("https://login.example/token", "id", "s3cr3t");
    assert_no_secret(&format!("{flow:?}"));
    let granted = response(
        200,
        r#"{"access_token":"s3cr3t-token","token_type":"Bearer"}"#,
    );
    let mut all = vec![response(400, r#"{"error":"invalid_client"}"#), granted];
    all.extend(responses());
    let authorizer = SecretAuthorizer::bearer(flow);
    assert_no_secret(&printed_by_calls(authorizer, Server::new(all)).await);
}

#[tokio::test(start_paused = true)]
async fn user_and_password_of_any_url_show_nowhere() {
    for url in [
        "https://user:s3cr3t@iam.example",
        "https://s3cr3t@iam.example",
        "https://user:s3/cr3t@iam.example?s3cr3t#s3cr3t",
        "https://user:s3cr3t@",
        "user:s3cr3t@iam.example",
        "://user:s3cr3t@iam example",
        "https://iam.example?key=s3cr3t",
    ] {
        let iam = IamUser::new("account", "user", "password").endpoint(url);
        assert_no_secret(&format!("{iam:?}"));
        let server = Server::new([]);
        assert_no_secret(&printed_by_calls(huawei(iam), server.clone()).await);
        let metadata = MetadataService::new().endpoint(url);
        assert_no_secret(&format!("{metadata:?}"));
        assert_no_secret(&printed_by_calls(huawei(metadata), Server::new([])).await);
        let key = CredentialsSource::from(Credentials::ak_sk("AK", "SK")).iam_endpoint(url);
        assert_no_secret(&printed_by_calls(HuaweiAuthorizer::new(key), server.clone()).await);
        let flow = ClientCredentials::new(url, "id", "secret");
        assert_no_secret(&format!("{flow:?}"));
        let flow = SecretAuthorizer::bearer(flow);
        assert_no_secret(&printed_by_calls(flow, server.clone()).await);
        for index in 0..server.count() {
            server.seen(index, |seen| assert_no_secret(&seen.uri));
        }
    }
}

#[test]
#[should_panic(expected = "s3cr3t")]
fn the_search_finds_a_secret_that_is_there() {
    assert_no_secret("Authorization: s3cr3t");
}
