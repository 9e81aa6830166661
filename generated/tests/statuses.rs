//! Each documented status of each operation, as the service sends it.

mod support;

use huaweicloud::dcs::models::{ErrorResponse, LogType};
use huaweicloud::dcs::operations::{
    CreateRedislogDownloadLinkError, CreateRedislogError, ListRedislogError, ListRedislogOutput,
};
use support::{INSTANCE, INVALID_LOG_TYPE, LOG, client, serve};

/// The documented errors: the status, a body with the service's code for it, and that code.
const ERRORS: [(u16, &str, &str); 5] = [
    (400, INVALID_LOG_TYPE, "DCS.4800"),
    (
        401,
        r#"{"error_code":"DCS.1001","error_msg":"Invalid token.","error_ext_msg":null}"#,
        "DCS.1001",
    ),
    (
        403,
        r#"{"error_code":"DCS.2003","error_msg":"No permission."}"#,
        "DCS.2003",
    ),
    (
        404,
        r#"{"error_code":"DCS.3022","error_msg":"No instance."}"#,
        "DCS.3022",
    ),
    (
        500,
        r#"{"error_code":"DCS.5000","error_msg":"Internal service error."}"#,
        "DCS.5000",
    ),
];

/// Calls an operation against a server that sends each documented error, and checks that the
/// variant of that status holds the body, and that nothing of the response is lost.
macro_rules! documented_errors {
    ($error:ident, |$client:ident| $call:expr) => {
        for (status, body, code) in ERRORS {
            let server = serve(status, body).await;
            let $client = client(&server);
            let error = $call.await.unwrap_err();
            assert_eq!(error.status().unwrap().as_u16(), status);
            assert_eq!(error.raw_body().unwrap(), body.as_bytes());
            assert_eq!(error.request_id(), Some("request-1"));
            assert_eq!(error.headers().unwrap()["content-type"], "application/json");
            assert_eq!(error.code(), Some(code));
            let typed: &ErrorResponse = match (status, error.kind()) {
                (400, Some($error::BadRequest(body))) => body,
                (401, Some($error::Unauthorized(body))) => body,
                (403, Some($error::Forbidden(body))) => body,
                (404, Some($error::NotFound(body))) => body,
                (500, Some($error::InternalServerError(body))) => body,
                (_, other) => panic!("{status}: {other:?}"),
            };
            assert_eq!(typed.error_code.as_deref(), Some(code));
        }
    };
}

#[tokio::test]
async fn collecting_is_accepted_with_204() {
    let server = serve(204, "").await;
    let response = client(&server)
        .create_redislog(INSTANCE, LogType::Run)
        .await
        .unwrap();
    assert_eq!(response.status().as_u16(), 204);
    assert_eq!(response.request_id(), Some("request-1"));
    let () = response.into_body();
}

#[tokio::test]
async fn collecting_gives_each_documented_error() {
    documented_errors!(CreateRedislogError, |client| client
        .create_redislog(INSTANCE, LogType::Run)
        .query_time(7));
}

#[tokio::test]
async fn listing_gives_the_documented_page() {
    let body = r#"{"total_num":1,"file_list":[{"id":"e79f2d97-e972-41f2-b51c-d18f65f39a45",
        "file_name":"redis_192.168.0.142_2021-04-16.log","status":"succeed","time":"2021-04-16"}]}"#;
    let server = serve(200, body).await;
    let response = client(&server)
        .list_redislog(INSTANCE, LogType::Run)
        .await
        .unwrap();
    let ListRedislogOutput::Ok(page) = response.into_body() else {
        panic!("no page")
    };
    assert_eq!(page.total_num, Some(1));
    let [log] = &page.file_list.unwrap()[..] else {
        panic!("one log")
    };
    assert_eq!(
        log.id.as_deref(),
        Some("e79f2d97-e972-41f2-b51c-d18f65f39a45")
    );
    assert_eq!(
        log.file_name.as_deref(),
        Some("redis_192.168.0.142_2021-04-16.log")
    );
    assert_eq!(log.status.as_deref(), Some("succeed"));
    assert_eq!(
        log.time.as_ref().map(|time| time.as_str()),
        Some("2021-04-16")
    );
    assert_eq!(log.backup_id, None);
}

#[tokio::test]
async fn listing_takes_the_fields_that_newer_services_send() {
    let body = r#"{"total_num":1,"file_list":[{"id":"1","group_name":"g","replication_ip":"10.0.0.1",
        "backup_id":"b","a_field_of_tomorrow":{"x":[1,2]}}],"another":null}"#;
    let server = serve(200, body).await;
    let response = client(&server)
        .list_redislog(INSTANCE, LogType::Run)
        .await
        .unwrap();
    let ListRedislogOutput::Ok(page) = response.into_body() else {
        panic!("no page")
    };
    let log = page.file_list.unwrap().remove(0);
    assert_eq!(log.group_name.as_deref(), Some("g"));
    assert_eq!(log.replication_ip.as_deref(), Some("10.0.0.1"));
    assert_eq!(log.backup_id.as_deref(), Some("b"));
}

#[tokio::test]
async fn listing_nothing_is_204() {
    let server = serve(204, "").await;
    let response = client(&server)
        .list_redislog(INSTANCE, LogType::Run)
        .await
        .unwrap();
    assert!(matches!(response.body(), ListRedislogOutput::NoContent));
}

#[tokio::test]
async fn listing_gives_each_documented_error() {
    documented_errors!(ListRedislogError, |client| client
        .list_redislog(INSTANCE, LogType::Run)
        .offset(1)
        .limit(10));
}

#[tokio::test]
async fn a_link_is_given_as_documented() {
    let link =
        "https://bucketxxxxx.obs.cn-north-4.myhuaweicloud.com:443/xxxxx/a.log?AWSAccessKeyId=x";
    let body = format!(r#"{{"backup_id":"{LOG}","link":"{link}"}}"#);
    let server = serve(200, body).await;
    let response = client(&server)
        .create_redislog_download_link(INSTANCE, LOG)
        .await
        .unwrap();
    assert_eq!(response.body().backup_id.as_deref(), Some(LOG));
    assert_eq!(response.body().id, None);
    assert_eq!(
        response.body().link.as_ref().map(|link| link.expose()),
        Some(link)
    );
}

#[tokio::test]
async fn a_link_does_not_show_in_debug() {
    let server = serve(200, r#"{"link":"https://a.example/?sign=SECRET"}"#).await;
    let response = client(&server)
        .create_redislog_download_link(INSTANCE, LOG)
        .await
        .unwrap();
    let shown = format!("{response:?} {:?}", response.body());
    assert!(!shown.contains("SECRET"), "{shown}");
}

#[tokio::test]
async fn a_link_gives_each_documented_error() {
    documented_errors!(CreateRedislogDownloadLinkError, |client| client
        .create_redislog_download_link(INSTANCE, LOG));
}
