//! Keys of pipelines and pods: of an agency for a token of an identity provider, and of a pod's identity.

use super::huawei_credentials::Client;
use super::support::{Server, Variables, response};
use apiruntime::auth::Authorizer;
use apiruntime::auth::huawei::{OidcAgency, PodIdentity};

const AGENCY: [(&str, &str); 3] = [
    ("HUAWEICLOUD_OIDC_PROVIDER_URN", "iam::d1:oidcProvider:ci"),
    ("HUAWEICLOUD_OIDC_AGENCY_URN", "iam::d1:agency:deploy"),
    ("HUAWEICLOUD_OIDC_TOKEN_FILE", "/oidc"),
];

const POD: [(&str, &str); 2] = [
    (
        "HC_CONTAINER_CREDENTIALS_FULL_URI",
        "http://169.254.1.2:8090/v1/credentials?cluster=c1",
    ),
    ("HC_CONTAINER_AUTHORIZATION_TOKEN_FILE", "/pod"),
];

const KEY: (&str, &str) = ("HUAWEICLOUD_SDK_AK", "AK");
const SECRET: (&str, &str) = ("HUAWEICLOUD_SDK_SK", "s3cr3t");

fn variables(all: &[&[(&'static str, &'static str)]]) -> Variables {
    let variables = Variables::new(&all.concat());
    variables
        .file("/oidc", "s3cr3t.id.token\n")
        .file("/pod", "s3cr3t-pod\n")
}

/// Returns a key as the token service gives it, with a date that has milliseconds.
fn agency_key(name: &str) -> http::Response<String> {
    let key = format!(
        r#"{{"access_key_id":"{name}","secret_access_key":"s3cr3t","security_token":"temp","expiration":"2026-03-15T10:30:00.123Z"}}"#
    );
    response(
        201,
        format!(r#"{{"assumed_agency":{{"urn":"u"}},"credentials":{key}}}"#),
    )
}

/// Returns a key as the pod identity service gives it.
fn pod_key() -> http::Response<String> {
    let key = r#"{"accessKeyId":"POD","secretAccessKey":"s3cr3t","securityToken":"temp","expiration":"2026-03-15T10:30:00.574000Z"}"#;
    response(
        200,
        format!(r#"{{"audience":"","credentials":{key},"subject":{{"namespace":"n"}}}}"#),
    )
}

#[tokio::test(start_paused = true)]
async fn a_token_is_exchanged_for_a_key_of_an_agency_before_a_key_is_looked_for() {
    let own = [("HUAWEICLOUD_SDK_PROJECT_ID", "p1")];
    let variables = variables(&[&AGENCY, &own, &[KEY, SECRET]]);
    let client = Client::chain(variables, Server::new([agency_key("AK1")]));
    assert_eq!(client.key().await, "AK1");
    let project = client.authorizer.client_parameter("project_id").await;
    assert_eq!(project.unwrap().as_deref(), Some("p1"));
    client.server.seen(0, |seen| {
        let uri = "https://sts.cn-north-4.myhuaweicloud.com/v5/agencies/assume-with-oidc";
        assert_eq!((&*seen.method, &*seen.uri), ("POST", uri));
        assert_eq!(seen.header("content-type"), "application/json");
        let body: serde_json::Value = serde_json::from_str(&seen.body).unwrap();
        let expected = serde_json::json!({
            "provider_urn": "iam::d1:oidcProvider:ci",
            "agency_urn": "iam::d1:agency:deploy",
            "agency_session_name": "oidc-sts-session",
            "id_token": "s3cr3t.id.token",
            "duration_seconds": 3600,
        });
        assert_eq!(body, expected);
    });
}

#[tokio::test(start_paused = true)]
async fn an_agency_has_a_session_a_policy_and_an_endpoint_where_they_are_set() {
    let set = [
        ("HUAWEICLOUD_OIDC_ID_TOKEN", " s3cr3t.other\n"),
        ("HUAWEICLOUD_OIDC_SESSION_NAME", "run-7"),
        ("HUAWEICLOUD_OIDC_DURATION_SECONDS", " 900\n"),
        ("HUAWEICLOUD_OIDC_POLICY", r#"{"Version":"5.0"}"#),
        ("HUAWEICLOUD_OIDC_POLICY_IDS", "a, b,"),
        ("HUAWEICLOUD_SDK_STS_ENDPOINT", "sts.example"),
    ];
    let variables = variables(&[&AGENCY, &set]);
    let client = Client::within(OidcAgency, variables, Server::new([agency_key("AK1")]));
    assert_eq!(client.key().await, "AK1");
    client.server.seen(0, |seen| {
        assert_eq!(seen.uri, "https://sts.example/v5/agencies/assume-with-oidc");
        let body: serde_json::Value = serde_json::from_str(&seen.body).unwrap();
        assert_eq!(body["id_token"], "s3cr3t.other");
        assert_eq!(body["agency_session_name"], "run-7");
        assert_eq!(body["duration_seconds"], 900);
        assert_eq!(body["policy"], r#"{"Version":"5.0"}"#);
        assert_eq!(body["policy_ids"], serde_json::json!(["a", "b"]));
    });
}

#[tokio::test(start_paused = true)]
async fn a_pod_has_its_own_identity_and_not_that_of_its_node() {
    let client = Client::chain(variables(&[&POD]), Server::new([pod_key()]));
    assert_eq!(client.key().await, "POD");
    client.server.seen(0, |seen| {
        let uri = "http://169.254.1.2:8090/v1/credentials?cluster=c1";
        assert_eq!((&*seen.method, &*seen.uri), ("POST", uri));
        assert_eq!(seen.header("authorization"), "s3cr3t-pod");
        assert!(seen.headers["authorization"].is_sensitive());
        assert_eq!(seen.body, "{}");
    });
    assert_eq!(client.server.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_broken_agency_or_pod_ends_the_chain_and_no_secret_is_shown() {
    let refused = |id: &str| {
        let mut refused = response(
            403,
            r#"{"error_code":"PAP5.0012","error_msg":"token s3cr3t.id.token is not trusted"}"#,
        );
        let id = id.parse().unwrap();
        refused.headers_mut().insert("x-request-id", id);
        refused
    };
    let uri = "HC_CONTAINER_CREDENTIALS_FULL_URI";
    for (set, responses, expected) in [
        (
            &AGENCY[..1],
            vec![],
            "agency: HUAWEICLOUD_OIDC_PROVIDER_URN is set but HUAWEICLOUD_OIDC_AGENCY_URN",
        ),
        (
            &AGENCY[1..],
            vec![],
            "agency: HUAWEICLOUD_OIDC_AGENCY_URN is set but HUAWEICLOUD_OIDC_PROVIDER_URN",
        ),
        (
            &AGENCY[..2],
            vec![],
            "there is no token; set HUAWEICLOUD_OIDC_ID_TOKEN or",
        ),
        (
            &[AGENCY[0], AGENCY[1], (AGENCY[2].0, "/none")],
            vec![],
            "agency: the id token file /none cannot be read",
        ),
        (
            &[
                AGENCY[0],
                AGENCY[1],
                AGENCY[2],
                ("HUAWEICLOUD_OIDC_DURATION_SECONDS", "1h"),
            ],
            vec![],
            "the value of HUAWEICLOUD_OIDC_DURATION_SECONDS is no number of seconds",
        ),
        (
            &[
                AGENCY[0],
                AGENCY[1],
                AGENCY[2],
                ("HUAWEICLOUD_SDK_STS_ENDPOINT", "http://sts.example"),
            ],
            vec![],
            "the endpoint of the token service, \"http://sts.example\", would get credentials unencrypted",
        ),
        (
            &[
                AGENCY[0],
                AGENCY[1],
                AGENCY[2],
                ("HUAWEICLOUD_SDK_STS_ENDPOINT", "sts.example:0"),
            ],
            vec![],
            "the endpoint of the token service, \"https://sts.example:0\", has a host or a port that cannot be",
        ),
        (
            &AGENCY,
            vec![refused("s3cr3t.id.token")],
            "the token service gave no temporary key (status 403, PAP5.0012, token [redacted] is not trusted",
        ),
        (
            &POD[..1],
            vec![],
            "pod identity: HC_CONTAINER_CREDENTIALS_FULL_URI is set but",
        ),
        (
            &POD[1..],
            vec![],
            "pod identity: HC_CONTAINER_AUTHORIZATION_TOKEN_FILE is set but",
        ),
        (
            &[(uri, "http://10.0.0.9/keys"), POD[1]],
            vec![],
            "must be an https URL, or a URL of this machine",
        ),
        (
            &[(uri, "https://h.example:0/keys"), POD[1]],
            vec![],
            "must be an https URL, or a URL of this machine",
        ),
        (
            &[(uri, "/keys"), POD[1]],
            vec![],
            "must be an https URL, or a URL of this machine",
        ),
        (
            &[POD[0], (POD[1].0, "/none")],
            vec![],
            "pod identity: the id token file /none cannot be read",
        ),
        (
            &POD,
            vec![refused("s3cr3t-pod-7")],
            "X-Request-Id [redacted]-7); check that an agency is associated with the pod's service account",
        ),
        (
            &POD,
            vec![response(200, r#"{"credentials":{}}"#)],
            "gave no temporary key (status 200)",
        ),
    ] {
        let (server, requests) = (Server::new(responses.clone()), responses.len());
        let client = Client::chain(variables(&[set]), server);
        let text = client.failure().await;
        assert!(text.contains(expected), "{text}");
        let token = if set.contains(&POD[1]) {
            "s3cr3t-pod"
        } else {
            "s3cr3t"
        };
        assert!(!text.contains(token), "{text}");
        assert_eq!(client.server.count(), requests, "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_pod_may_ask_this_machine_without_encryption() {
    for uri in [
        "http://localhost:80/keys",
        "http://[fe80::1]/keys",
        "https://h.example/keys",
    ] {
        let set = [("HC_CONTAINER_CREDENTIALS_FULL_URI", uri), POD[1]];
        let client = Client::within(PodIdentity, variables(&[&set]), Server::new([pod_key()]));
        assert_eq!(client.key().await, "POD");
        client.server.seen(0, |seen| assert_eq!(seen.uri, uri));
    }
}
