//! What reaches the server: request line, headers and signature.

mod support;

use huaweicloud::Credentials;
use huaweicloud::dcs::Region;
use huaweicloud::dcs::models::{LogType, ModifyInstanceBody};
use huaweicloud::error::Reason;
use huaweicloud::http::Method;
use ring::{digest, hmac};
use serde_json::json;
use support::{INSTANCE, LINK, LOG, PROJECT, Request, builder, client, serve, unescape};

#[tokio::test]
async fn collecting_posts_its_query_and_no_body() {
    let server = serve(204, "").await;
    client(&server)
        .create_redislog(INSTANCE, LogType::Run)
        .query_time(7)
        .replication_id("r 1&x=2")
        .await
        .unwrap();
    let seen = server.only_request();
    assert_eq!(seen.method, "POST");
    assert_eq!(
        seen.path(),
        format!("/v2/{PROJECT}/instances/{INSTANCE}/redislog")
    );
    let mut pairs: Vec<_> = seen.query().split('&').collect();
    pairs.sort_unstable();
    assert_eq!(
        pairs,
        [
            "log_type=run",
            "query_time=7",
            "replication_id=r%201%26x%3D2"
        ]
    );
    assert_eq!(
        seen.header("content-length"),
        "0",
        "some gateways send 411 without"
    );
    assert_eq!(seen.header("x-auth-token"), "token");
    assert!(seen.header("accept").contains("application/json"));
    assert!(!seen.header("user-agent").is_empty());
    assert!(seen.body.is_empty());
}

#[tokio::test]
async fn listing_gets_the_page_that_was_asked_for() {
    let server = serve(204, "").await;
    client(&server)
        .list_redislog(INSTANCE, LogType::Run)
        .offset(1)
        .limit(10)
        .await
        .unwrap();
    let seen = server.only_request();
    assert_eq!(seen.method, "GET");
    let mut pairs: Vec<_> = seen.query().split('&').collect();
    pairs.sort_unstable();
    assert_eq!(pairs, ["limit=10", "log_type=run", "offset=1"]);
}

#[tokio::test]
async fn a_link_posts_to_the_log() {
    let server = serve(200, LINK).await;
    client(&server)
        .create_redislog_download_link(INSTANCE, LOG)
        .await
        .unwrap();
    let seen = server.only_request();
    assert_eq!(seen.method, "POST");
    let path = format!("/v2/{PROJECT}/instances/{INSTANCE}/redislog/{LOG}/links");
    assert_eq!(seen.target, path);
    assert_eq!(seen.header("content-length"), "0");
}

#[tokio::test]
async fn what_is_left_out_is_not_sent() {
    let server = serve(204, "").await;
    client(&server)
        .create_redislog(INSTANCE, LogType::Run)
        .await
        .unwrap();
    assert_eq!(server.only_request().query(), "log_type=run");
}

#[tokio::test]
async fn an_access_key_signs_what_the_server_sees() {
    for instance in [INSTANCE, "a/../b?x=1#y", "snow ☃ 100%"] {
        let server = serve(204, "").await;
        let credentials = Credentials::ak_sk("AK", "a-secret").security_token("session");
        let client = builder(&server).credentials(credentials).build().unwrap();
        client
            .create_redislog(instance, LogType::Run)
            .query_time(3)
            .replication_id("z/ü +")
            .await
            .unwrap();
        let seen = server.only_request();
        assert_eq!(seen.header("x-security-token"), "session");
        assert_eq!(
            seen.header("authorization"),
            expected_authorization(&seen, "AK", "a-secret")
        );
        assert!(
            !format!("{seen:?}").contains("a-secret"),
            "the secret key is never sent"
        );
        assert!(seen.headers.get("x-auth-token").is_none());
    }
}

/// The header that the signing rules give for what the server saw, worked out from the rules alone.
fn expected_authorization(seen: &Request, access_key: &str, secret_key: &str) -> String {
    let hex = |bytes: &[u8]| {
        bytes
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    let escape = |text: &[u8]| {
        text.iter().fold(String::new(), |out, &byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out + &char::from(byte).to_string()
            }
            _ => out + &format!("%{byte:02X}"),
        })
    };
    let sha256 = |bytes: &[u8]| digest::digest(&digest::SHA256, bytes).as_ref().to_vec();
    // Split after decoding: an encoded slash counts as a slash in the signature.
    let decoded = unescape(seen.path());
    let mut path = decoded
        .split(|byte| *byte == b'/')
        .map(escape)
        .collect::<Vec<_>>()
        .join("/");
    if !path.ends_with('/') {
        path.push('/');
    }
    let mut pairs: Vec<(Vec<u8>, Vec<u8>)> = seen
        .query()
        .split('&')
        .map(|pair| pair.split_once('=').unwrap())
        .map(|(key, value)| (unescape(key), unescape(value)))
        .collect();
    pairs.sort();
    let query: Vec<_> = pairs
        .iter()
        .map(|(key, value)| format!("{}={}", escape(key), escape(value)))
        .collect();
    let authorization = seen.header("authorization");
    let (_, signed) = authorization.split_once("SignedHeaders=").unwrap();
    let (signed, _) = signed.split_once(',').unwrap();
    let names: Vec<&str> = signed.split(';').collect();
    assert!(
        names.is_sorted() && names.contains(&"x-sdk-date"),
        "{signed}"
    );
    let headers: String = names
        .iter()
        .map(|name| format!("{name}:{}\n", seen.header(name).trim()))
        .collect();
    let canonical = [
        seen.method.as_str(),
        &path,
        &query.join("&"),
        &headers,
        signed,
        &hex(&sha256(seen.body.as_bytes())),
    ]
    .join("\n");
    let date = seen.header("x-sdk-date");
    let to_sign = format!(
        "SDK-HMAC-SHA256\n{date}\n{}",
        hex(&sha256(canonical.as_bytes()))
    );
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret_key.as_bytes());
    let signature = hex(hmac::sign(&key, to_sign.as_bytes()).as_ref());
    format!("SDK-HMAC-SHA256 Access={access_key}, SignedHeaders={signed}, Signature={signature}")
}

#[tokio::test]
async fn without_credentials_nothing_is_sent() {
    let server = serve(204, "").await;
    let client = builder(&server).build().unwrap();
    let error = client
        .create_redislog(INSTANCE, LogType::Run)
        .await
        .unwrap_err();
    assert!(
        matches!(error.reason(), Reason::Credentials(_)),
        "{error:?}"
    );
    assert!(error.to_string().contains("credentials"), "{error}");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn without_a_project_nothing_is_sent() {
    let server = serve(204, "").await;
    let built = huaweicloud::dcs::Client::builder()
        .endpoint(&server.endpoint())
        .credentials(Credentials::token("token"))
        .build();
    let Ok(client) = built else { return };
    let error = client
        .create_redislog(INSTANCE, LogType::Run)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("project_id"), "{error}");
    assert!(
        server.requests().is_empty(),
        "never a literal {{project_id}} on the wire"
    );
}

#[tokio::test]
async fn a_token_with_a_line_break_is_refused() {
    let server = serve(204, "").await;
    let client = builder(&server)
        .credentials(Credentials::token("bad\ntoken"))
        .build();
    let Ok(client) = client else { return };
    let error = client
        .create_redislog(INSTANCE, LogType::Run)
        .await
        .unwrap_err();
    assert!(
        matches!(error.reason(), Reason::Credentials(_)),
        "{error:?}"
    );
    assert!(!format!("{error} {error:?}").contains("bad"), "{error:?}");
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_request_without_a_description_is_signed_and_goes_to_the_project() {
    let server = serve(200, r#"{"things":[1]}"#).await;
    let credentials = Credentials::ak_sk("key", "secret");
    let client = builder(&server).credentials(credentials).build().unwrap();
    let request = client
        .request(Method::POST, "/v2/{project_id}/things/{id}/run")
        .path_parameter("id", "a/b")
        .query("dry", "true")
        .json(&serde_json::json!({"size": 1}));
    let response = request.send_as::<serde_json::Value>().await.unwrap();
    assert_eq!(response["things"][0], 1);
    let seen = server.only_request();
    assert_eq!(
        (seen.method.as_str(), seen.path(), seen.query()),
        (
            "POST",
            &*format!("/v2/{PROJECT}/things/a%2Fb/run"),
            "dry=true"
        )
    );
    assert!(
        seen.header("authorization")
            .starts_with("SDK-HMAC-SHA256 Access=key")
    );
    assert_eq!(seen.body, r#"{"size":1}"#);
}

#[tokio::test]
async fn a_typed_call_sends_what_its_description_does_not_have() {
    let server = serve(204, "").await;
    let body = ModifyInstanceBody::new().name("cache");
    client(&server)
        .update_instance(INSTANCE)
        .body(&body)
        .extra_query("trial", "1")
        .extra_header("x-trial", "2")
        .extra_json(&serde_json::json!({"new_property": {"a": 3}}))
        .await
        .unwrap();
    let seen = server.only_request();
    assert_eq!((seen.query(), seen.header("x-trial")), ("trial=1", "2"));
    let sent: serde_json::Value = serde_json::from_str(&seen.body).unwrap();
    assert_eq!(
        sent,
        serde_json::json!({"name": "cache", "new_property": {"a": 3}})
    );
}

#[test]
fn a_region_is_a_value_of_settings() {
    for name in ["cn-south-1", "cn-new-9"] {
        let parsed: Region = name.parse().unwrap();
        let read: Region = serde_json::from_value(json!(name)).unwrap();
        assert_eq!(parsed, read);
        assert_eq!(serde_json::to_value(&read).unwrap(), json!(name));
    }
    assert_eq!("cn-south-1".parse(), Ok(Region::CnSouth1));
}
