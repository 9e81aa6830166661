//! Without a server: responses as the description has them, and what is sent where little is set.

#![cfg(feature = "test-util")]

mod support;

use huaweicloud::auth::huawei::CredentialsSource;
use huaweicloud::dcs::models::{
    ErrorResponse, LogType, RunlogItem, RunlogLinkResponse, RunlogResponse,
};
use huaweicloud::dcs::operations::{CreateRedislogError, ListRedislogOutput};
use huaweicloud::dcs::{Client, ClientBuilder, Region, test_responses};
use huaweicloud::transport::{ScriptedResponse, ScriptedTransport};
use huaweicloud::{BuildError, Credentials};
use support::scripted;

fn client(response: ScriptedResponse) -> Client {
    scripted(&ScriptedTransport::new().response(response))
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_documented_response_decodes_to_what_it_was_made_of() {
    let page = RunlogResponse::new()
        .total_num(1)
        .file_list(vec![RunlogItem::new().id("log").status("succeed")]);
    let sent = client(test_responses::list_redislog::ok(&page))
        .list_redislog("instance", LogType::Run)
        .await
        .unwrap();
    match sent.into_body() {
        ListRedislogOutput::Ok(body) => assert_eq!(body, page),
        other => panic!("{other:?}"),
    }

    let sent = client(test_responses::list_redislog::no_content())
        .list_redislog("instance", LogType::Run)
        .await
        .unwrap();
    assert!(matches!(sent.into_body(), ListRedislogOutput::NoContent));

    let link = RunlogLinkResponse::new()
        .id("log")
        .link("https://a.example/");
    let sent = client(test_responses::create_redislog_download_link::ok(&link))
        .create_redislog_download_link("instance", "log")
        .await
        .unwrap();
    assert_eq!(sent.into_body(), link);
}

#[tokio::test]
async fn a_documented_error_decodes_to_what_it_was_made_of() {
    let body = ErrorResponse::new()
        .error_code("DCS.4800")
        .error_msg("Invalid logType.");
    let error = client(test_responses::create_redislog::bad_request(&body))
        .create_redislog("instance", LogType::Run)
        .await
        .unwrap_err();
    match error.kind() {
        Some(CreateRedislogError::BadRequest(seen)) => assert_eq!(seen, &body),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_region_that_goes_without_saying_finds_the_project() {
    let script = ScriptedTransport::new()
        .response(ScriptedResponse::json(
            200,
            r#"{"projects":[{"id":"found","name":"cn-south-1"}]}"#,
        ))
        .response(test_responses::create_redislog::no_content());
    let credentials = CredentialsSource::from(Credentials::ak_sk("AK", "a-secret"))
        .iam_endpoint("https://iam.test");
    let client = Client::builder()
        .credentials(credentials)
        .transport(script.clone())
        .build()
        .unwrap();
    client
        .create_redislog("instance", LogType::Run)
        .await
        .unwrap();
    let requests = script.requests();
    assert_eq!(requests[0].query(), "name=cn-south-1");
    assert_eq!(requests[1].path(), "/v2/found/instances/instance/redislog");
    assert_eq!(
        requests[1].uri().host(),
        Some("dcs.cn-south-1.myhuaweicloud.com")
    );
}

#[tokio::test]
async fn the_region_is_a_part_of_the_host_unless_there_is_an_endpoint() {
    let host = async |builder: ClientBuilder| {
        let script = ScriptedTransport::new().response(test_responses::list_redislog::no_content());
        let builder = builder.credentials(Credentials::token("token"));
        let client = builder.project_id("project").transport(script.clone());
        let call = client.build()?.list_redislog("instance", LogType::Run);
        call.await.unwrap();
        let requests = script.requests();
        Ok::<_, BuildError>(requests[0].uri().host().unwrap_or_default().to_owned())
    };
    let given = Client::builder().region(Region::EuWest101);
    assert_eq!(
        host(given).await.unwrap(),
        "dcs.eu-west-101.myhuaweicloud.com"
    );
    let later = Client::builder().region("xx-new-1");
    assert_eq!(host(later).await.unwrap(), "dcs.xx-new-1.myhuaweicloud.com");
    let default = host(Client::builder()).await.unwrap();
    assert_eq!(default, "dcs.cn-south-1.myhuaweicloud.com");
    let own = Client::builder().region(Region::CnNorth4);
    let own = own.endpoint("https://dcs.example/base");
    assert_eq!(host(own).await.unwrap(), "dcs.example");
    for wrong in [
        "",
        "cn-north-4.evil.example/",
        "a@b",
        "cn north",
        "cn-north-4#",
    ] {
        let error = host(Client::builder().region(wrong)).await.unwrap_err();
        assert!(matches!(error, BuildError::InvalidSetting(_)), "{error}");
    }
}
