//! Credentials from environment variables, the credentials file, a login, and the chain of these.

use std::sync::Arc;

use super::huawei_metadata::metadata_key;
use super::support::{
    Hands, Server, USER_FOLDER, Variables, authorized, printed, refusal, response, settle,
    usual_file,
};
use apiruntime::auth::Attachment;
use apiruntime::auth::Authorizer;
use apiruntime::auth::huawei::Credentials;
use apiruntime::auth::huawei::CredentialsSource;
use apiruntime::auth::huawei::Environment;
use apiruntime::auth::huawei::HuaweiAuthorizer;
use apiruntime::auth::huawei::ProcessEnvironment;
use apiruntime::auth::huawei::ProviderChain;

const KEYS: [(&str, &str); 2] = [
    ("HUAWEICLOUD_SDK_AK", "AKENV"),
    ("HUAWEICLOUD_SDK_SK", "s3cr3t-env"),
];

/// A client with the credentials of these variables, files and servers.
pub(crate) struct Client {
    pub(crate) authorizer: HuaweiAuthorizer,
    pub(crate) server: Server,
    pub(crate) hands: Hands,
}

impl Client {
    pub(crate) fn new(source: impl Into<CredentialsSource>, server: Server) -> Self {
        Self::within(source, Variables::default(), server)
    }

    pub(crate) fn chain(variables: Variables, server: Server) -> Self {
        Self::within(ProviderChain::standard(), variables, server)
    }

    pub(crate) fn within(
        source: impl Into<CredentialsSource>,
        variables: Variables,
        server: Server,
    ) -> Self {
        let hands = Hands::new();
        let source = source
            .into()
            .clock(hands.clock())
            .environment(Arc::new(variables));
        let authorizer = HuaweiAuthorizer::new(source);
        server.attach(&authorizer);
        Self {
            authorizer,
            server,
            hands,
        }
    }

    /// Returns the access key that signs the next request.
    pub(crate) async fn key(&self) -> String {
        let request = authorized(&self.authorizer, http::Request::get("https://h.example/")).await;
        let value = request.headers()["authorization"].to_str().unwrap();
        value
            .split("Access=")
            .nth(1)
            .unwrap()
            .split(',')
            .next()
            .unwrap()
            .to_owned()
    }

    /// Returns the access key after a renewal that is due has ended.
    pub(crate) async fn renewed(&self) -> String {
        self.key().await;
        settle().await;
        self.key().await
    }

    pub(crate) async fn failure(&self) -> String {
        refusal(&self.authorizer).await
    }
}

#[test]
fn the_environment_gives_key_token_and_project() {
    let mut variables = KEYS.to_vec();
    variables.push(("HUAWEICLOUD_SDK_SECURITY_TOKEN", "temporary"));
    variables.push(("HUAWEICLOUD_SDK_PROJECT_ID", "project"));
    let credentials = Credentials::from_environment(&Variables::new(&variables)).unwrap();
    let expected = Credentials::ak_sk("AKENV", "s3cr3t-env")
        .security_token("temporary")
        .project_id("project");
    assert_eq!(credentials, expected);
}

#[test]
fn a_variable_that_is_missing_or_unusable_is_named() {
    let cases: [(&[(&'static str, &str)], &str); 5] = [
        (
            &[],
            "there is no access key; set HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK",
        ),
        (&KEYS[..1], "HUAWEICLOUD_SDK_SK is not"),
        (&KEYS[1..], "HUAWEICLOUD_SDK_AK is not"),
        (
            &[KEYS[0], ("HUAWEICLOUD_SDK_SK", "s3cr3t\n")],
            "character 7 of the value of HUAWEICLOUD_SDK_SK",
        ),
        (
            &[("HUAWEICLOUD_SDK_IDP_ID", "idp")],
            "HUAWEICLOUD_SDK_ID_TOKEN_FILE is not",
        ),
    ];
    for (variables, expected) in cases {
        let error = Credentials::from_environment(&Variables::new(variables)).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
        assert!(!printed(&error).contains("s3cr3t"));
    }
}

#[test]
fn credentials_that_no_header_can_carry_are_refused_when_the_client_is_built() {
    let server = Server::new([]);
    let transport = server.transport();
    for bad in [
        Credentials::ak_sk("", "s3cr3t"),
        Credentials::ak_sk("AK", ""),
        Credentials::ak_sk("A,K", "s3cr3t"),
        Credentials::ak_sk("AK", "s3cr3t\r\n"),
        Credentials::ak_sk("AK", "s3cr3t").security_token("a b"),
        Credentials::ak_sk("AK", "s3cr3t").project_id("p\n"),
        Credentials::token("s3cr3t\nX-Evil: 1"),
        Credentials::token(""),
        Credentials::token("s3cr3t").security_token("t"),
    ] {
        let error = HuaweiAuthorizer::new(bad)
            .attach(&Attachment::new(&transport))
            .unwrap_err();
        assert!(!printed(&error).contains("s3cr3t"), "{error}");
    }
}

#[test]
fn the_debug_form_of_credentials_has_no_secret() {
    let key = Credentials::ak_sk("AK", "s3cr3t").security_token("s3cr3t");
    let token = Credentials::token("s3cr3t");
    let source = CredentialsSource::from(key.clone());
    let authorizer = HuaweiAuthorizer::new(token.clone());
    let shown = format!("{key:?} {key:#?} {token:?} {source:?} {authorizer:?}");
    assert!(!shown.contains("s3cr3t"), "{shown}");
    assert!(shown.contains("AK"));
    for field in [
        "token: \"[redacted]\"",
        "security_token: Some(\"[redacted]\")",
        "security_token: None",
    ] {
        assert!(shown.contains(field), "{shown}");
    }
}

const FILE: &str = "\
# comment
[global]
ak = AKGLOBAL
sk = s3cr3t-global

[basic]
  ; comment
AK = AKFILE
sk=s3cr3t#;file
project_id: project
";

#[tokio::test(start_paused = true)]
async fn the_credentials_file_of_the_home_folder_is_read() {
    let variables = Variables::new(&[(USER_FOLDER, "/home/user")])
        .file("/home/user/.huaweicloud/credentials", FILE);
    let client = Client::chain(variables, Server::new([]));
    assert_eq!(client.key().await, "AKFILE");
    let project = client
        .authorizer
        .client_parameter("project_id")
        .await
        .unwrap();
    assert_eq!(project.as_deref(), Some("project"));
    assert_eq!(client.server.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_credentials_file_may_begin_with_a_mark_and_have_any_line_ends() {
    for text in [
        "\u{feff}[basic]\nak = AK\nsk = s3cr3t\n",
        "\u{feff}[basic]\r\nak = AK\r\nsk = s3cr3t\r\n",
        "; mine\r\n[global]\r\nak = G\r\nsk = s3cr3t\r\n\r\n[ basic ]\r\nSK:s3cr3t\r\nAK=AK",
    ] {
        let file = ("HUAWEICLOUD_SDK_CREDENTIALS_FILE", "/keys");
        let variables = Variables::new(&[file]).file("/keys", text);
        let client = Client::chain(variables, Server::new([]));
        assert_eq!(client.key().await, "AK", "{text:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn another_credentials_file_can_be_named() {
    let variables = [
        (USER_FOLDER, "/home/user"),
        ("HUAWEICLOUD_SDK_CREDENTIALS_FILE", "/etc/keys"),
    ];
    let variables = Variables::new(&variables).file("/etc/keys", "[basic]\nak=AKETC\nsk=s3cr3t\n");
    assert_eq!(
        Client::chain(variables, Server::new([])).key().await,
        "AKETC"
    );
}

#[tokio::test(start_paused = true)]
async fn the_environment_goes_before_the_file() {
    let variables = [KEYS[0], KEYS[1], (USER_FOLDER, "/home/user")];
    let variables = Variables::new(&variables).file("/home/user/.huaweicloud/credentials", FILE);
    assert_eq!(
        Client::chain(variables, Server::new([])).key().await,
        "AKENV"
    );
}

#[tokio::test(start_paused = true)]
async fn a_chain_that_finds_nothing_tells_what_each_provider_said() {
    let variables = Variables::new(&[(USER_FOLDER, "/home/user")]);
    let text = Client::chain(variables, Server::new([])).failure().await;
    let file = usual_file();
    let unread = format!("credentials file: the credentials file {file} cannot be read");
    for part in [
        "environment: there is no access key; set HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK",
        &unread,
        "metadata service: the metadata service cannot be reached",
    ] {
        assert!(text.contains(part), "{text}");
    }
    assert!(!text.contains("s3cr3t"));
}

const LOGIN: [(&str, &str); 3] = [
    ("HUAWEICLOUD_SDK_IDP_ID", "idp-1"),
    ("HUAWEICLOUD_SDK_ID_TOKEN_FILE", "/var/run/id-token"),
    ("HUAWEICLOUD_SDK_IAM_ENDPOINT", "https://iam.example"),
];

fn logged_in() -> http::Response<String> {
    let mut response = response(
        201,
        r#"{"token":{"expires_at":"2026-03-16T08:30:00.701000Z"}}"#,
    );
    response
        .headers_mut()
        .insert("x-subject-token", "s3cr3t-token".parse().unwrap());
    response
}

#[tokio::test(start_paused = true)]
async fn an_id_token_is_exchanged_for_a_temporary_key_before_a_key_is_looked_for() {
    let variables = || {
        let all: Vec<_> = KEYS.into_iter().chain(LOGIN).collect();
        Variables::new(&all).file("/var/run/id-token", "s3cr3t.id.token\n")
    };
    let client = Client::chain(
        variables(),
        Server::new([logged_in(), metadata_key("AK1", 360)]),
    );
    assert_eq!(client.key().await, "AK1");
    client.server.seen(0, |seen| {
        assert_eq!(seen.uri, "https://iam.example/v3.0/OS-AUTH/id-token/tokens");
        assert_eq!(seen.header("x-idp-id"), "idp-1");
        assert_eq!(
            seen.body,
            r#"{"auth":{"id_token":{"id":"s3cr3t.id.token"}}}"#
        );
    });
    client.server.seen(1, |seen| {
        assert_eq!(
            seen.uri,
            "https://iam.example/v3.0/OS-CREDENTIAL/securitytokens"
        );
        let body: serde_json::Value = serde_json::from_str(&seen.body).unwrap();
        let token = serde_json::json!({ "id": "s3cr3t-token", "duration_seconds": 21600 });
        let identity = serde_json::json!({ "methods": ["token"], "token": token });
        assert_eq!(
            body,
            serde_json::json!({ "auth": { "identity": identity } })
        );
    });
}

#[tokio::test(start_paused = true)]
async fn the_credentials_file_may_ask_for_a_federated_login() {
    let variables = || {
        let path = Variables::new(&[("HUAWEICLOUD_SDK_CREDENTIALS_FILE", "/keys")]);
        let text = "[basic]\nidp_id = idp-2\nid_token_file = /token\nproject_id = p2\niam_endpoint = iam.file\n";
        path.file("/keys", text).file("/token", "s3cr3t")
    };
    let client = Client::chain(
        variables(),
        Server::new([logged_in(), metadata_key("AK1", 360)]),
    );
    assert_eq!(client.key().await, "AK1");
    let project = client
        .authorizer
        .client_parameter("project_id")
        .await
        .unwrap();
    assert_eq!(project.as_deref(), Some("p2"));
    client.server.seen(0, |seen| {
        assert_eq!(seen.uri, "https://iam.file/v3.0/OS-AUTH/id-token/tokens");
        assert_eq!(seen.header("x-idp-id"), "idp-2");
    });
}

#[tokio::test(start_paused = true)]
async fn a_federated_login_that_fails_says_why_without_the_token() {
    let missing = Client::chain(Variables::new(&LOGIN), Server::new([]));
    let text = missing.failure().await;
    assert!(
        text.contains("environment: the id token file /var/run/id-token cannot be read"),
        "{text}"
    );
    let variables = || Variables::new(&LOGIN).file("/var/run/id-token", "s3cr3t");
    let refusal = response(
        401,
        r#"{"error":{"code":401,"message":"Invalid id token","title":"Unauthorized"}}"#,
    );
    let text = Client::chain(variables(), Server::new([refusal]))
        .failure()
        .await;
    assert!(
        text.contains("gave no token (status 401, 401, Invalid id token)"),
        "{text}"
    );
    let refusal = response(403, r#"{"error_msg":"s3cr3t-token is no token"}"#);
    let text = Client::chain(variables(), Server::new([logged_in(), refusal]))
        .failure()
        .await;
    assert!(
        text.contains("gave no temporary key (status 403, [redacted] is no token)"),
        "{text}"
    );
    assert!(!text.contains("s3cr3t"));
    let error = Credentials::from_environment(&variables()).unwrap_err();
    assert!(
        error.to_string().contains("ProviderChain::standard"),
        "{error}"
    );
}

#[test]
fn what_is_no_file_or_too_long_is_not_read() {
    let folder = std::env::temp_dir().join(format!("apiruntime-{}-keys", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, length: usize| {
        let path = folder.join(name);
        std::fs::write(&path, "x".repeat(length)).unwrap();
        path
    };
    let (long, right) = (write("long", (1 << 20) + 1), write("right", 1 << 20));
    let read = |path: &std::path::Path| ProcessEnvironment.read_file(path);
    assert_eq!(read(&right).unwrap().len(), 1 << 20);
    for path in [&long, &folder, std::path::Path::new("/dev/zero")] {
        let error = read(path).unwrap_err();
        let is_refused = error.kind() == std::io::ErrorKind::InvalidInput;
        assert!(is_refused || !path.exists(), "{}: {error}", path.display());
    }
    let error = read(&folder.join("none")).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::NotFound);
    std::fs::remove_dir_all(folder).unwrap();
}
