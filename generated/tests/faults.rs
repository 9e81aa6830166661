//! Responses that the description does not promise: each keeps its status, headers and body.

mod support;

use huaweicloud::dcs::operations::{CreateRedislogError, ListInstancesError, ListRedislogOutput};
use huaweicloud::dcs::{self, models::LogType};
use huaweicloud::error::{CredentialsError, Reason};
use huaweicloud::{Credentials, Error};
use support::{INSTANCE, LOG, Server, builder, client, json, plain, serve};

/// What collecting gives against this server, which must be an error of the service.
async fn collect(server: &Server) -> Error<CreateRedislogError> {
    let sent = client(server).create_redislog(INSTANCE, LogType::Run);
    let error = sent.await.unwrap_err();
    assert!(matches!(error.reason(), Reason::Api), "{error:?}");
    error
}

#[tokio::test]
async fn an_undocumented_503_with_html_keeps_the_page() {
    let page = "<html><body>Service Unavailable</body></html>";
    let server = Server::respond(move |_| plain(503, page)).await;
    let error = collect(&server).await;
    assert_eq!(error.status().unwrap().as_u16(), 503);
    assert_eq!(error.raw_body().unwrap(), page.as_bytes());
    assert!(error.kind().is_none());
    assert_eq!(error.code(), None);
}

#[tokio::test]
async fn an_empty_400_has_no_typed_body() {
    let error = collect(&Server::respond(|_| plain(400, "")).await).await;
    assert_eq!(error.status().unwrap().as_u16(), 400);
    assert!(error.raw_body().unwrap().is_empty());
    assert!(error.kind().is_none());
}

#[tokio::test]
async fn a_400_of_another_shape_is_not_taken_for_the_documented_one() {
    let body = r#"{"message":"no such log type","code":"X.1"}"#;
    let error = collect(&serve(400, body).await).await;
    assert!(error.kind().is_none(), "{:?}", error.kind());
    assert_eq!(error.raw_body().unwrap(), body.as_bytes());
    assert_eq!(error.code(), Some("X.1"));
    assert_eq!(error.message(), Some("no such log type"));
}

#[tokio::test]
async fn a_400_that_is_an_array_is_kept_raw() {
    let error = collect(&serve(400, "[1,2]").await).await;
    assert!(error.kind().is_none());
    assert_eq!(error.raw_body().unwrap().as_ref(), b"[1,2]");
}

#[tokio::test]
async fn a_code_longer_than_documented_is_still_typed() {
    let body =
        r#"{"error_code":"APIGW.0301","error_msg":"verify aksk signature fail","request_id":"r"}"#;
    let error = collect(&Server::respond(move |_| plain(401, body)).await).await;
    let Some(CreateRedislogError::Unauthorized(typed)) = error.kind() else {
        panic!("{:?}", error.kind())
    };
    assert_eq!(typed.error_code.as_deref(), Some("APIGW.0301"));
    assert_eq!(
        error.request_id(),
        Some("r"),
        "the id stands in the body where no header has it"
    );
}

#[tokio::test]
async fn a_401_is_asked_once_only() {
    let server = serve(401, r#"{"error_code":"APIGW.0301","error_msg":"no"}"#).await;
    let client = builder(&server)
        .config(huaweicloud::Config::new().no_proxy())
        .credentials(huaweicloud::Credentials::ak_sk("AK", "SK"))
        .build()
        .unwrap();
    let error = client
        .list_redislog(INSTANCE, LogType::Run)
        .await
        .unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
    assert_eq!(
        server.requests().len(),
        1,
        "five bad signatures lock the key"
    );
}

#[tokio::test]
async fn a_204_with_a_body_is_a_204() {
    let server =
        Server::raw("HTTP/1.1 204 No Content\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi")
            .await;
    let response = client(&server)
        .create_redislog(INSTANCE, LogType::Run)
        .await
        .unwrap();
    assert_eq!(response.status().as_u16(), 204);
}

#[tokio::test]
async fn a_200_where_204_is_documented_is_a_success_that_keeps_its_body() {
    let server = serve(200, "{}").await;
    let sent = client(&server).create_redislog(INSTANCE, LogType::Run);
    let response = sent.await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.undocumented_body().unwrap().as_ref(), b"{}");
}

#[tokio::test]
async fn a_304_is_no_success() {
    let error = collect(&Server::respond(|_| plain(304, "")).await).await;
    assert_eq!(error.status().unwrap().as_u16(), 304);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let other = serve(204, "").await;
    let headers = [("location", &*other.endpoint())];
    let server = Server::responses(&[&test_server::response("302 Found", &headers, "")]).await;
    let error = collect(&server).await;
    assert_eq!(error.status().unwrap().as_u16(), 302);
    assert_eq!(error.headers().unwrap()["location"], other.endpoint());
    assert!(
        other.requests().is_empty(),
        "no credential goes to another host"
    );
}

#[tokio::test]
async fn a_200_with_broken_json_names_the_place_and_keeps_the_body() {
    let body = r#"{"total_num":1,"file_list":[{"id":"1"},{"id":7}]}"#;
    let server = serve(200, body).await;
    let sent = client(&server).list_redislog(INSTANCE, LogType::Run);
    let error = sent.await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 200);
    assert_eq!(error.raw_body().unwrap(), body.as_bytes());
    assert!(
        matches!(error.reason(), Reason::Decode { pointer, .. } if pointer == "/file_list/1/id"),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_200_that_is_cut_off_is_no_page() {
    let server = serve(200, r#"{"total_num":1,"#).await;
    let error = client(&server)
        .list_redislog(INSTANCE, LogType::Run)
        .await
        .unwrap_err();
    assert!(matches!(error.reason(), Reason::Decode { .. }), "{error:?}");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
}

#[tokio::test]
async fn html_on_200_is_no_link() {
    let server = Server::respond(|_| plain(200, "<html>log in</html>")).await;
    let error = client(&server)
        .create_redislog_download_link(INSTANCE, LOG)
        .await
        .unwrap_err();
    assert!(matches!(error.reason(), Reason::Decode { .. }), "{error:?}");
}

#[tokio::test]
async fn an_unknown_log_type_can_be_sent() {
    let server = Server::respond(|_| json(204, "")).await;
    client(&server)
        .create_redislog(INSTANCE, LogType::from("audit"))
        .await
        .unwrap();
    assert_eq!(server.only_request().query(), "log_type=audit");
}

#[tokio::test]
async fn null_where_a_field_may_be_left_out_is_left_out() {
    let server = serve(200, r#"{"total_num":null,"file_list":null}"#).await;
    let response = client(&server)
        .list_redislog(INSTANCE, LogType::Run)
        .await
        .unwrap();
    let ListRedislogOutput::Ok(page) = response.into_body() else {
        panic!("no page")
    };
    assert_eq!((page.total_num, page.file_list), (None, None));
}

#[tokio::test]
async fn a_refused_connection_says_which_host() {
    // A port that was free a moment ago.
    let closed = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let server = serve(204, "").await;
    let client = builder(&server)
        .endpoint(&format!("http://{closed}"))
        .credentials(huaweicloud::Credentials::token("token"))
        .build()
        .unwrap();
    let error = client
        .create_redislog(INSTANCE, LogType::Run)
        .await
        .unwrap_err();
    assert!(error.is_connect(), "{error:?}");
    assert!(error.to_string().contains(&closed.to_string()), "{error}");
}

/// Two operations, a wait and a builder, with one error type.
async fn of_several(server: &Server) -> Result<(), dcs::Error> {
    let credentials = Credentials::token("token");
    let client = builder(server).credentials(credentials).build()?;
    client.list_redislog(INSTANCE, LogType::Run).await?;
    client.create_redislog(INSTANCE, LogType::Run).await?;
    client.show_instance(INSTANCE).wait_until_running().await?;
    Ok(())
}

#[tokio::test]
async fn one_error_type_serves_all_operations_and_loses_nothing() {
    let body = r#"{"error_code":"DCS.4922","error_msg":"no instance"}"#;
    let server = Server::respond(move |request| match request.method.as_str() {
        "GET" => json(200, "{}"),
        _ => json(404, body),
    })
    .await;
    let error = of_several(&server).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 404);
    assert_eq!(error.operation(), Some("CreateRedislog"));
    assert_eq!(
        (error.code(), error.message()),
        (Some("DCS.4922"), Some("no instance"))
    );
    assert!(error.is_not_found() && !error.is_retryable() && !error.is_timeout());
    assert_eq!(error.raw_body().unwrap(), body.as_bytes());
    assert!(error.kind::<ListInstancesError>().is_none());
    let Some(CreateRedislogError::NotFound(typed)) = error.kind() else {
        panic!("{error:?}")
    };
    assert_eq!(typed.error_code.as_deref(), Some("DCS.4922"));
    assert!(
        error.to_string().starts_with("CreateRedislog: status 404"),
        "{error}"
    );

    let error = error.into_kind::<ListInstancesError>().unwrap_err();
    let typed = error.into_kind::<CreateRedislogError>().unwrap();
    assert!(
        matches!(typed, CreateRedislogError::NotFound(_)),
        "{typed:?}"
    );
}

#[test]
fn what_fails_before_a_call_becomes_the_same_error() {
    fn is_boxed<E: std::error::Error + Send + Sync + 'static>() -> usize {
        size_of::<E>()
    }
    assert_eq!(is_boxed::<dcs::Error>(), size_of::<usize>());
    let builder = || dcs::Client::builder().endpoint("ftp://x");
    let error = dcs::Error::from(builder().build().unwrap_err());
    assert!(matches!(error.reason(), Reason::Build(_)), "{error:?}");
    assert_eq!(
        error.to_string(),
        builder().build().unwrap_err().to_string()
    );
    let error = dcs::Error::from(CredentialsError::new("no key").with_source("why"));
    assert_eq!(error.to_string(), "no key");
    let source = std::error::Error::source(&error).unwrap();
    assert_eq!(source.to_string(), "why");
}
