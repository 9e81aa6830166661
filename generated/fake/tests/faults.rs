//! What the service refuses, and what a test makes it do wrong.

mod support;

use std::time::{Duration, SystemTime};

use http_body_util::Full;
use huaweicloud::auth::huawei::signer::{Payload, sign_request};
use huaweicloud::dcs::models::{
    CreateInstanceBody, CreateOrDeleteInstanceTags, ResizeInstanceBody, ResourceTag, SlowlogItem,
};
use huaweicloud::{CallOptions, Config, Credentials, RetryPolicy};
use huaweicloud_fake::{Dcs, Fault};
use serde_json::json;
use support::{PROJECT, send, text};

/// Repeats at once.
fn eager() -> Config {
    Config::new().retry(RetryPolicy::default().base_wait(Duration::ZERO))
}

#[tokio::test]
async fn a_wrong_signature_or_token_is_refused() {
    let dcs = Dcs::start().await.unwrap();
    for credentials in [
        Credentials::ak_sk("fake-access-key", "another-secret"),
        Credentials::ak_sk("another-key", "fake-secret-key"),
        Credentials::token("another-token"),
    ] {
        let client = dcs.client().credentials(credentials).build().unwrap();
        let error = client.list_instances().await.unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), 401);
        assert_eq!(error.code(), Some("APIGW.0301"));
    }
    let token = dcs.client().credentials(Credentials::token("fake-token"));
    token.build().unwrap().list_instances().await.unwrap();
    let other = dcs.client().project_id("another-project").build().unwrap();
    let error = other.list_instances().await.unwrap_err();
    assert_eq!(error.code(), Some("DCS.1004"));
}

#[tokio::test]
async fn a_request_that_is_not_signed_as_the_gateway_expects_is_refused_with_the_reason() {
    let dcs = Dcs::start().await.unwrap();
    let url = format!("{}/v2/{PROJECT}/instances?limit=1", dcs.endpoint());
    for (name, value, expected) in [
        ("x-other", "1", "\"instances\""),
        ("authorization", "", "no authorization"),
        ("x-sdk-date", "", "no x-sdk-date"),
        (
            "x-sdk-date",
            "20200101T000000Z",
            "x-sdk-date is out of range",
        ),
        (
            "x-sdk-date",
            "29990101T000000Z",
            "x-sdk-date is out of range",
        ),
        (
            "authorization",
            "SDK-HMAC-SHA256 Access=fake-access-key",
            "no SignedHeaders",
        ),
        ("accept", "", "a signed header is not there"),
        ("accept", "text/plain", "verify aksk signature fail"),
    ] {
        let mut request = http::Request::get(&url).header("accept", "*/*");
        request = request.header("host", dcs.endpoint().trim_start_matches("http://"));
        let mut request = request.body(Full::default()).unwrap();
        let (key, secret) = ("fake-access-key", "fake-secret-key");
        sign_request(
            &mut request,
            Payload::Bytes(b""),
            key,
            secret,
            SystemTime::now(),
        )
        .unwrap();
        let headers = request.headers_mut();
        match value {
            "" => drop(headers.remove(name)),
            _ => drop(headers.insert(name, value.parse().unwrap())),
        }
        let text = text(request).await;
        assert!(text.contains(expected), "{name} {value}: {text}");
    }
}

#[tokio::test]
async fn what_the_description_does_not_allow_is_refused() {
    let dcs = Dcs::start().await.unwrap();
    let id = dcs.add_instance("cache");
    let instances = format!("{}/v2/{PROJECT}/instances", dcs.endpoint());
    let logs = format!("{instances}/{id}/redislog");
    let templates = format!("{}/v2/{PROJECT}/config-templates", dcs.endpoint());
    let new = |more: &str| {
        let body = r#""name":"a","engine":"Redis","capacity":1,"vpc_id":"v","subnet_id":"s","az_codes":["z"],"spec_code":"c""#;
        format!("{{{body},{more}}}")
    };
    let template = r#"{"template_id":"11","type":"sys","name":"a","params":{"timeout":10}}"#;
    for (method, url, body, code) in [
        (
            "POST",
            format!("{logs}?log_type=run&query_time=8"),
            "",
            "DCS.4800",
        ),
        ("GET", logs.clone(), "", "DCS.4800"),
        ("GET", format!("{instances}?offset=many"), "", "DCS.4800"),
        (
            "GET",
            format!("{instances}?offset=2147483648"),
            "",
            "DCS.4800",
        ),
        (
            "POST",
            format!(
                "{}/v2/{PROJECT}/migration-tasks/batch-restart",
                dcs.endpoint()
            ),
            "{}",
            "DCS.4063",
        ),
        ("GET", format!("{logs}?log_type=walk"), "", "DCS.4800"),
        (
            "POST",
            instances.clone(),
            &new(r#""instance_num":1.5"#),
            "DCS.4063",
        ),
        (
            "POST",
            instances.clone(),
            &new(r#""instance_num":3e9"#),
            "DCS.4063",
        ),
        (
            "POST",
            instances.clone(),
            &new(r#""tags":null"#),
            "DCS.4063",
        ),
        // An instance needs a password, unless it says that it has none.
        (
            "POST",
            instances.clone(),
            &new(r#""instance_num":2"#),
            "DCS.4063",
        ),
        ("POST", instances.clone(), "", "DCS.4004"),
        ("POST", instances.clone(), "{", "DCS.4005"),
        ("POST", instances.clone(), r#"{"name":"cache"}"#, "DCS.4063"),
        ("POST", templates, template, "DCS.4063"),
        ("PATCH", instances.clone(), "", "DCS.5001"),
        (
            "GET",
            format!("{}/v2/nothing", dcs.endpoint()),
            "",
            "APIGW.0101",
        ),
        ("GET", format!("{instances}/another"), "", "DCS.3022"),
    ] {
        let text = send(method, &url, body).await;
        assert!(
            text.contains(&format!("\"{code}\"")),
            "{method} {url} {body}: {text}"
        );
    }
}

#[tokio::test]
async fn a_property_of_another_type_or_size_is_named() {
    let dcs = Dcs::start().await.unwrap();
    let url = format!("{}/v2/{PROJECT}/instances", dcs.endpoint());
    let right = json!({
        "name": "cache", "engine": "Redis", "capacity": 1, "vpc_id": "v", "subnet_id": "s", "az_codes": ["z"],
        "spec_code": "c", "no_password_access": true,
    });
    for (name, value) in [
        ("capacity", json!("1")),
        ("no_password_access", json!("yes")),
        ("az_codes", json!("z")),
        ("az_codes", json!([1])),
        ("bss_param", json!([])),
    ] {
        let mut body = right.clone();
        body[name] = value;
        let text = send("POST", &url, &body.to_string()).await;
        let expected = format!("Invalid {name} parameter");
        assert!(text.contains(&expected), "{body}: {text}");
    }
    let url = format!("{url}/{}", dcs.add_instance("cache"));
    for (length, expected) in [(1024, ""), (1025, "Invalid description parameter")] {
        let body = json!({"description": "x".repeat(length)}).to_string();
        let text = send("PUT", &url, &body).await;
        assert_eq!(text.is_empty(), expected.is_empty(), "{text}");
        assert!(text.contains(expected), "{text}");
    }
}

#[tokio::test]
async fn operations_without_a_state_respond_with_their_example() {
    let dcs = Dcs::start().await.unwrap();
    let client = dcs.client().build().unwrap();
    let id = dcs.add_instance("cache");
    let flavors = client.list_flavors().await.unwrap().into_body();
    assert!(!flavors.flavors.unwrap_or_default().is_empty());
    let nodes = client
        .show_nodes_information(&id)
        .await
        .unwrap()
        .into_body();
    assert!(!nodes.nodes.unwrap_or_default().is_empty());
    assert!(client.show_nodes_information("another").await.is_err());
    let change = client.show_config_history_detail(&id, "change");
    assert_eq!(change.await.unwrap().status().as_u16(), 200);
    let deleted = client.delete_instance_bandwidth_auto_scaling_policy(&id);
    assert_eq!(deleted.await.unwrap().status().as_u16(), 200);
}

#[tokio::test]
async fn sizes_and_numbers_beyond_those_of_the_service_break_no_connection() {
    let dcs = Dcs::start().await.unwrap();
    let client = dcs.client().build().unwrap();
    let id = dcs.add_instance("cache");
    let many = CreateInstanceBody::new("a", "Redis", "spec", 1.0, ["az"], "vpc", "subnet");
    let many = many.no_password_access(true).instance_num(i32::MAX);
    let many = client.create_instance(&many).await;
    assert_eq!(many.unwrap_err().code(), Some("DCS.4063"));
    let huge = ResizeInstanceBody::new("spec", i32::MAX);
    client.resize_instance(&id, &huge).await.unwrap();
    dcs.advance(Duration::from_secs(60));
    let shown = client.show_instance(&id).await.unwrap().into_body();
    assert_eq!(shown.capacity, Some(i32::MAX));
}

#[tokio::test]
async fn a_busy_instance_refuses_and_changes_nothing() {
    let dcs = Dcs::start().await.unwrap();
    let client = dcs.client().build().unwrap();
    let id = dcs.add_instance("cache");
    dcs.fail("CopyInstance", Fault::Busy);
    let error = client.copy_instance(&id).await.unwrap_err();
    assert_eq!(error.code(), Some("DCS.4026"));
    client.copy_instance(&id).await.unwrap();
    let backups = client.list_backup_records(&id).await.unwrap().into_body();
    assert_eq!(backups.total_num, Some(1));
}

#[tokio::test]
async fn what_may_be_repeated_is_repeated() {
    let dcs = Dcs::start().await.unwrap();
    let client = dcs.client().config(eager()).build().unwrap();
    let id = dcs.add_instance("cache");
    dcs.fail("ShowInstance", Fault::Throttled(Some(Duration::ZERO)));
    dcs.fail("ShowInstance", Fault::Broken(503));
    client.show_instance(&id).await.unwrap();
    let statuses: Vec<_> = dcs.requests().iter().map(|seen| seen.status).collect();
    assert_eq!(statuses, [429, 503, 200]);

    let once = CallOptions::new().retry(RetryPolicy::never());
    for wait in [1500, 2000] {
        let wait = Duration::from_millis(wait);
        dcs.fail("ShowInstance", Fault::Throttled(Some(wait)));
        let options = once.clone();
        let error = client.show_instance(&id).options(options).await;
        let error = error.unwrap_err();
        assert_eq!(error.retry_after(), Some(Duration::from_secs(2)));
        assert_eq!(error.request_id(), Some("fake-request"));
        let headers = error.headers().unwrap();
        assert_eq!(headers["content-type"], "application/json");
    }

    dcs.fail("CopyInstance", Fault::Broken(503));
    let error = client.copy_instance(&id).await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 503);
    assert_eq!(dcs.requests().len(), 6);
}

#[tokio::test]
async fn a_cut_connection_does_not_undo_the_request() {
    let dcs = Dcs::start().await.unwrap();
    let client = dcs.client().config(eager()).build().unwrap();
    let id = dcs.add_instance("cache");
    dcs.fail("CopyInstance", Fault::Cut);
    assert!(client.copy_instance(&id).await.is_err());
    let backups = client.list_backup_records(&id).await.unwrap().into_body();
    assert_eq!(backups.total_num, Some(1), "sent once");
}

#[tokio::test]
async fn a_slow_response_meets_the_limit_of_the_caller() {
    let dcs = Dcs::start().await.unwrap();
    let client = dcs.client().build().unwrap();
    // The first request also waits until the description is read.
    client.list_instances().await.unwrap();
    dcs.fail("ListInstances", Fault::Slow(Duration::from_secs(60)));
    let options = CallOptions::new().call_timeout(Duration::from_millis(50));
    let error = client.list_instances().options(options).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
}

#[tokio::test]
async fn lists_have_pages() {
    let dcs = Dcs::start().await.unwrap();
    let client = dcs.client().build().unwrap();
    for number in 0..25 {
        dcs.add_instance(&format!("cache-{number:02}"));
    }
    let mut names = Vec::new();
    let mut items = client.list_instances().limit(10).items();
    while let Some(instance) = items.next().await {
        names.push(instance.unwrap().name.unwrap_or_default());
    }
    assert_eq!(names.len(), 25);
    assert!(names.is_sorted());
    assert_eq!(dcs.requests().len(), 3);
    let found = client
        .list_instances()
        .name("-07")
        .await
        .unwrap()
        .into_body();
    assert_eq!(found.instance_num, Some(1));
}

#[tokio::test]
async fn tags_and_slow_commands_are_kept() {
    let dcs = Dcs::start().await.unwrap();
    let client = dcs.client().build().unwrap();
    let id = dcs.add_instance("cache");
    let tags = vec![
        ResourceTag::new("team").value("search"),
        ResourceTag::new("stage").value("test"),
    ];
    let body = CreateOrDeleteInstanceTags::new("create").tags(tags);
    client
        .batch_create_or_delete_tags(&id, &body)
        .await
        .unwrap();
    let body = CreateOrDeleteInstanceTags::new("delete").tags(vec![ResourceTag::new("stage")]);
    client
        .batch_create_or_delete_tags(&id, &body)
        .await
        .unwrap();
    let tags = client
        .show_tags(&id)
        .await
        .unwrap()
        .into_body()
        .tags
        .unwrap_or_default();
    assert_eq!(tags.len(), 1);
    assert_eq!(tags[0].value.as_deref(), Some("search"));

    for (time, duration) in [
        ("1000", "5.5"),
        ("2000", "9.5"),
        ("3000", "7.5"),
        ("9000", "1.5"),
    ] {
        let command = SlowlogItem::new()
            .command("KEYS *")
            .start_time(time)
            .duration(duration);
        dcs.add_slow_command(&id, command);
    }
    let list = client
        .list_slowlog(&id, "1000", "3000")
        .await
        .unwrap()
        .into_body();
    let times: Vec<_> = list
        .slowlogs
        .iter()
        .flatten()
        .filter_map(|item| item.start_time.as_deref())
        .collect();
    assert_eq!(times, ["3000", "2000", "1000"]);
}

#[tokio::test]
async fn a_service_that_is_dropped_no_longer_responds() {
    let dcs = Dcs::start().await.unwrap();
    let client = dcs.client().build().unwrap();
    client.list_instances().await.unwrap();
    drop(dcs);
    tokio::task::yield_now().await;
    let options = CallOptions::new().retry(RetryPolicy::never());
    let error = client.list_instances().options(options).await.unwrap_err();
    assert_eq!(error.status(), None, "{error}");
}
