//! What the credentials of Huawei Cloud add to a request, and what they know about its project.

use std::sync::Arc;

use super::support::{Hands, Server, Variables, authorized, minutes, printed, response, start};
use apiruntime::Body;
use apiruntime::auth::AfterUnauthorized;
use apiruntime::auth::Attachment;
use apiruntime::auth::Authorizer;
use apiruntime::auth::CredentialsError;
use apiruntime::auth::Stamp;
use apiruntime::auth::huawei::Credentials;
use apiruntime::auth::huawei::CredentialsProvider;
use apiruntime::auth::huawei::CredentialsSource;
use apiruntime::auth::huawei::HuaweiAuthorizer;
use apiruntime::auth::huawei::IamUser;
use apiruntime::auth::huawei::ProviderContext;
use apiruntime::body::BoxFuture;
use apiruntime::transport::Transport;
use bytes::Bytes;
use http::HeaderMap;

const REGION: &str = "cn-south-1";

pub(crate) fn get() -> http::request::Builder {
    http::Request::get("https://dcs.cn-south-1.myhuaweicloud.com/v2/p/instances")
}

fn key() -> Credentials {
    Credentials::ak_sk("AK", "s3cr3t")
}

/// Returns the authorizer of a client for a region.
pub(crate) fn client(source: impl Into<CredentialsSource>, server: &Server) -> HuaweiAuthorizer {
    client_with(source, server, &[], &[("region", REGION.to_owned())])
}

fn client_with(
    source: impl Into<CredentialsSource>,
    server: &Server,
    parameters: &[(&'static str, String)],
    variables: &[(&'static str, String)],
) -> HuaweiAuthorizer {
    let environment = Arc::new(Variables::default());
    let source = source
        .into()
        .clock(Hands::new().clock())
        .environment(environment);
    let authorizer = HuaweiAuthorizer::new(source);
    let transport: Arc<dyn Transport> = server.transport();
    let mut attachment = Attachment::new(&transport);
    (attachment.parameters, attachment.server_variables) = (parameters, variables);
    authorizer.attach(&attachment).unwrap();
    authorizer
}

async fn project(authorizer: &HuaweiAuthorizer) -> String {
    authorizer
        .client_parameter("project_id")
        .await
        .unwrap()
        .unwrap()
}

async fn no_project(authorizer: &HuaweiAuthorizer) -> String {
    printed(&authorizer.client_parameter("project_id").await.unwrap_err())
}

#[tokio::test(start_paused = true)]
async fn an_access_key_signs_project_date_and_security_token() {
    let server = Server::new([]);
    let authorizer = client(key().security_token("temp").project_id("p1"), &server);
    let request = authorized(&authorizer, get()).await;
    let headers = request.headers();
    assert_eq!(headers["x-project-id"], "p1");
    assert_eq!(headers["x-sdk-date"], "20260315T083000Z");
    assert_eq!(headers["x-security-token"], "temp");
    assert!(headers["x-security-token"].is_sensitive() && headers["authorization"].is_sensitive());
    let value = headers["authorization"].to_str().unwrap();
    let start = "SDK-HMAC-SHA256 Access=AK, SignedHeaders=host;x-project-id;x-sdk-date;x-security-token, Signature=";
    assert!(value.starts_with(start), "{value}");
    assert!(!headers.contains_key("x-auth-token"));
}

#[tokio::test(start_paused = true)]
async fn a_token_goes_into_its_header_and_nothing_is_signed() {
    let authorizer = client(Credentials::token("t0ken"), &Server::new([]));
    let request = authorized(&authorizer, get()).await;
    assert_eq!(request.headers()["x-auth-token"], "t0ken");
    assert!(request.headers()["x-auth-token"].is_sensitive());
    assert_eq!(request.headers().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_client_s_project_goes_before_that_of_the_credentials() {
    let parameters = [("project_id", "client".to_owned())];
    let authorizer = client_with(
        key().project_id("credentials"),
        &Server::new([]),
        &parameters,
        &[],
    );
    let request = authorized(&authorizer, get()).await;
    assert_eq!(request.headers()["x-project-id"], "client");
}

#[tokio::test(start_paused = true)]
async fn a_repeated_attempt_gets_a_date_of_its_own() {
    let hands = Hands::new();
    let authorizer = HuaweiAuthorizer::new(CredentialsSource::from(key()).clock(hands.clock()));
    let mut request = get().body(Body::EMPTY).unwrap();
    authorizer.authorize(&mut request).await.unwrap();
    let first = request.headers()["authorization"].clone();
    hands.advance(minutes(1));
    authorizer.authorize(&mut request).await.unwrap();
    assert_eq!(request.headers()["x-sdk-date"], "20260315T083100Z");
    assert_ne!(request.headers()["authorization"], first);
}

#[tokio::test(start_paused = true)]
async fn the_body_is_still_there_after_signing() {
    let authorizer = client(key(), &Server::new([]));
    let mut request = get().body(Body::from("{}")).unwrap();
    authorizer.authorize(&mut request).await.unwrap();
    assert_eq!(request.body().as_bytes(), Some(b"{}".as_slice()));
}

async fn authorize_body(source: Credentials, length: usize) -> Result<Stamp, String> {
    let authorizer = client(source, &Server::new([]));
    let mut request = get()
        .body(Body::from(Bytes::from(vec![b'x'; length])))
        .unwrap();
    authorizer
        .authorize(&mut request)
        .await
        .map_err(|error| error.to_string())
}

#[tokio::test(start_paused = true)]
async fn a_body_over_12_mb_needs_a_token() {
    const LARGEST: usize = 12 * 1024 * 1024;
    assert!(authorize_body(key(), LARGEST).await.is_ok());
    let error = authorize_body(key(), LARGEST + 1).await.unwrap_err();
    assert!(
        error.contains("at most 12 MB") && error.contains("Credentials::token"),
        "{error}"
    );
    assert!(
        authorize_body(Credentials::token("t"), LARGEST + 1)
            .await
            .is_ok()
    );
}

#[tokio::test(start_paused = true)]
async fn a_refused_signature_forbids_a_second_attempt_and_a_fixed_token_offers_none() {
    for (credentials, expected) in [
        (key(), AfterUnauthorized::Never),
        (Credentials::token("t0ken"), AfterUnauthorized::Stop),
    ] {
        let authorizer = client(credentials, &Server::new([]));
        let mut request = get().body(Body::EMPTY).unwrap();
        let stamp = authorizer.authorize(&mut request).await.unwrap();
        assert_eq!(authorizer.after_unauthorized(stamp), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_stands_for_its_project_without_a_look_up() {
    let server = Server::new([token("t1", "p-of-token")]);
    let authorizer = client(IamUser::new("d", "u", "pw"), &server);
    assert_eq!(project(&authorizer).await, "p-of-token");
    assert_eq!(server.count(), 1);
}

fn token(token: &str, project: &str) -> http::Response<String> {
    let body = format!(
        r#"{{"token":{{"expires_at":"2026-03-16T08:30:00.701000Z","project":{{"id":"{project}","name":"{REGION}"}}}}}}"#
    );
    let mut response = response(201, body);
    response
        .headers_mut()
        .insert("x-subject-token", token.parse().unwrap());
    response
}

fn projects(ids: &[&str]) -> http::Response<String> {
    let projects: Vec<String> = ids
        .iter()
        .map(|id| format!(r#"{{"id":"{id}","name":"{REGION}"}}"#))
        .collect();
    response(
        200,
        format!(r#"{{"links":{{}},"projects":[{}]}}"#, projects.join(",")),
    )
}

#[tokio::test(start_paused = true)]
async fn the_project_of_the_region_is_looked_up_once_by_a_signed_request() {
    let server = Server::new([projects(&["p-found"])]);
    let authorizer = client(key(), &server);
    assert_eq!(project(&authorizer).await, "p-found");
    assert_eq!(project(&authorizer).await, "p-found");
    assert_eq!(server.count(), 1);
    server.seen(0, |seen| {
        let uri = "https://iam.cn-south-1.myhuaweicloud.com/v3/projects?name=cn-south-1";
        assert_eq!((&*seen.method, &*seen.uri), ("GET", uri));
        assert!(
            seen.header("authorization")
                .starts_with("SDK-HMAC-SHA256 Access=AK, SignedHeaders=host;x-sdk-date,")
        );
    });
    let request = authorized(&authorizer, get()).await;
    assert_eq!(request.headers()["x-project-id"], "p-found");
}

#[tokio::test(start_paused = true)]
async fn a_region_that_is_none_is_put_into_no_url_whatever_the_endpoint() {
    for region in ["a&domain_id=b", "a#", "../tokens?x", "", "a b"] {
        let server = Server::new([]);
        let source = || CredentialsSource::from(key());
        for source in [source(), source().iam_endpoint("https://iam.example")] {
            let region = [("region", region.to_owned())];
            let text = no_project(&client_with(source, &server, &[], &region)).await;
            assert!(text.contains("is not the name of a region"), "{text}");
        }
        assert_eq!(server.count(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_looks_the_project_up_too() {
    let server = Server::new([projects(&["p-found"])]);
    assert_eq!(
        project(&client(Credentials::token("t0ken"), &server)).await,
        "p-found"
    );
    server.seen(0, |seen| assert_eq!(seen.header("x-auth-token"), "t0ken"));
}

#[tokio::test(start_paused = true)]
async fn a_project_that_is_given_is_not_looked_up() {
    let server = Server::new([]);
    assert_eq!(
        project(&client(key().project_id("p1"), &server)).await,
        "p1"
    );
    assert_eq!(
        client(key(), &server)
            .client_parameter("domain_id")
            .await
            .unwrap(),
        None
    );
    assert_eq!(server.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn no_project_or_several_are_an_error_that_says_what_to_do() {
    let mut none = projects(&[]);
    none.headers_mut()
        .insert("x-iam-trace-id", "trace-1".parse().unwrap());
    let server = Server::new([none, projects(&["p1", "p2"])]);
    let authorizer = client(key(), &server);
    let text = no_project(&authorizer).await;
    assert!(text.contains("knows no project named cn-south-1"), "{text}");
    assert!(
        text.contains("X-IAM-Trace-Id trace-1") && text.contains("`project_id`"),
        "{text}"
    );
    let text = no_project(&authorizer).await;
    assert!(
        text.contains("several projects named cn-south-1: p1, p2"),
        "{text}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_failed_look_up_tells_what_the_identity_service_said() {
    let body =
        r#"{"error":{"code":401,"message":"verify aksk signature fail","title":"Unauthorized"}}"#;
    let server = Server::new([response(401, body), response(200, "<html>")]);
    let authorizer = client(key(), &server);
    let text = no_project(&authorizer).await;
    assert!(
        text.contains("did not list the projects (status 401, 401, verify aksk signature fail)"),
        "{text}"
    );
    assert!(
        no_project(&authorizer)
            .await
            .contains("did not list the projects (status 200)")
    );
    let text = no_project(&authorizer).await;
    assert!(
        text.contains("the identity service cannot be reached"),
        "{text}"
    );
    assert!(!text.contains("s3cr3t"));
}

#[tokio::test(start_paused = true)]
async fn without_a_region_the_project_has_to_be_given() {
    let server = Server::new([]);
    let text = no_project(&client_with(key(), &server, &[], &[])).await;
    assert!(text.contains("give it with `project_id`"), "{text}");
    let strange = [("region", "a&b=c".to_owned())];
    let text = no_project(&client_with(key(), &server, &[], &strange)).await;
    assert!(text.contains("not the name of a region"), "{text}");
    assert_eq!(server.count(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_project_of_another_region_is_not_taken_for_the_one_that_was_asked_for() {
    let listed =
        r#"{"projects":[{"id":"north","name":"cn-north-4"},{"id":"south","name":"CN-South-1"}]}"#;
    let only = r#"{"projects":[{"id":"north","name":"cn-north-4"}]}"#;
    let server = Server::new([response(200, listed), response(200, only)]);
    assert_eq!(project(&client(key(), &server)).await, "south");
    let text = no_project(&client(key(), &server)).await;
    assert!(text.contains("knows no project named cn-south-1"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn path_and_header_name_the_same_project_when_renewed_credentials_bring_their_own() {
    /// A provider whose second key belongs to a project.
    struct Keys(std::sync::atomic::AtomicU64);

    impl CredentialsProvider for Keys {
        fn credentials<'a>(
            &'a self,
            _: &'a ProviderContext,
        ) -> BoxFuture<'a, Result<Credentials, CredentialsError>> {
            let number = self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            let key = key().expires_at(start() + minutes(60 * (number + 1)));
            let key = match number {
                0 => key,
                _ => key.project_id("p-own"),
            };
            Box::pin(std::future::ready(Ok(key)))
        }
    }

    let server = Server::new([projects(&["p-found"])]);
    let hands = Hands::new();
    let source = CredentialsSource::from(Keys(std::sync::atomic::AtomicU64::new(0)));
    let environment = Arc::new(Variables::default());
    let source = source.clock(hands.clock()).environment(environment);
    let authorizer = HuaweiAuthorizer::new(source);
    let transport = server.transport();
    let variables = [("region", REGION.to_owned())];
    let mut attachment = Attachment::new(&transport);
    attachment.server_variables = &variables;
    authorizer.attach(&attachment).unwrap();
    for expected in ["p-found", "p-own"] {
        assert_eq!(project(&authorizer).await, expected);
        let request = authorized(&authorizer, get()).await;
        assert_eq!(request.headers()["x-project-id"], expected);
        hands.advance(minutes(61));
    }
}

fn explain(code: &str, date: Option<&str>) -> Option<String> {
    let mut headers = HeaderMap::new();
    if let Some(date) = date {
        headers.insert("date", date.parse().unwrap());
    }
    client(key(), &Server::new([])).explain(code, &headers, Stamp::default())
}

#[test]
fn a_clock_that_is_off_is_reported_with_both_times() {
    let text = explain("APIGW.0303", Some("Sun, 15 Mar 2026 08:14:00 GMT")).unwrap();
    assert!(text.contains("more than 15 minutes off"), "{text}");
    let both =
        "2026-03-15T08:30:00Z, which is 16 minutes ahead of the server's 2026-03-15T08:14:00Z";
    assert!(text.contains(both), "{text}");
    let text = explain("APIGW.0303", Some("Sun, 15 Mar 2026 09:30:00 GMT")).unwrap();
    assert!(
        text.contains("60 minutes behind the server's 2026-03-15T09:30:00Z"),
        "{text}"
    );
    assert!(
        explain("APIGW.0303", None)
            .unwrap()
            .contains("2026-03-15T08:30:00Z; set it right")
    );
}

#[test]
fn error_codes_of_credentials_have_a_next_step_and_others_none() {
    let of = |code: &str| explain(code, None).unwrap();
    assert!(of("APIGW.0301").contains("five minutes"));
    assert!(of("APIGW.0101").contains("check the endpoint"));
    assert!(of("APIGW.0402").contains("access rules"));
    assert!(of("APIGW.0802").contains("check the region"));
    assert_eq!(explain("DCS.4800", None), None);
}
