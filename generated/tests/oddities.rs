//! What the service does otherwise than its reference or one's expectation says.

#![cfg(feature = "test-util")]

mod support;

use huaweicloud::Credentials;
use huaweicloud::dcs::operations::ChangeNodesStartStopStatusOutput as Switched;
use huaweicloud::dcs::{Client, models};
use huaweicloud::transport::{ScriptedResponse, ScriptedTransport};
use models::{BooleanString, BssParam, ChargingMode, MigrationStatus};
use serde_core::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use support::scripted;

fn client(response: ScriptedResponse) -> (Client, ScriptedTransport) {
    let script = ScriptedTransport::new().response(response);
    (scripted(&script).build().unwrap(), script)
}

fn responds(status: u16, body: &Value) -> (Client, ScriptedTransport) {
    client(ScriptedResponse::json(status, body.to_string()))
}

/// Decodes a value and encodes it again.
fn again<T: DeserializeOwned + Serialize>(value: &Value) -> Value {
    let decoded: T = serde_json::from_value(value.clone()).unwrap();
    serde_json::to_value(&decoded).unwrap()
}

/// Each property of a model keeps a value.
fn keeps<T: DeserializeOwned + Serialize>(others: &Value, names: &[&str], value: &Value) {
    for name in names {
        let mut whole = others.clone();
        whole[*name] = value.clone();
        assert_eq!(again::<T>(&whole), whole, "{name}");
    }
}

#[test]
fn null_is_kept_where_the_service_sends_it() {
    let none = json!({});
    let null = Value::Null;
    let item = json!({"name": "cpu_usage", "result": "normal", "cause_ids": null, "impact_ids": null, "advice_ids": null});
    let key_task = ["started_at", "finished_at", "keys"];
    let scan = [
        "first_scan_at",
        "interval",
        "timeout",
        "scan_keys_count",
        "updated_at",
    ];
    let listed = [
        "access_user",
        "capacity_minor",
        "domain_name",
        "order_id",
        "publicip_address",
    ];
    let shown = [
        "access_user",
        "capacity_minor",
        "description",
        "instance_backup_policy",
        "order_id",
        "publicip_address",
        "publicip_id",
        "service_task_id",
    ];
    keeps::<models::AclAccountResp>(&none, &["error_code"], &null);
    keeps::<models::BigkeyHistoryDetailResponse>(&none, &key_task, &null);
    keeps::<models::HotkeyHistoryDetailResponse>(&none, &key_task, &null);
    keeps::<models::ConclusionItem>(&json!({"id": 7}), &["params"], &null);
    keeps::<models::ConfigTemplatesListInfo>(&none, &["description"], &null);
    keeps::<models::ExportExcelJobResponse>(&none, &["err_code", "err_msg"], &null);
    keeps::<models::DiagnosisItem>(&item, &["advice_ids", "cause_ids", "impact_ids"], &null);
    keeps::<models::ErrorResponse>(&none, &["error_ext_msg"], &null);
    keeps::<models::GroupBandwidthInfo>(&none, &["updated_at"], &null);
    keeps::<models::InstanceListInfo>(&none, &listed, &null);
    keeps::<models::QueryInstanceInfoResp>(&none, &shown, &null);
    keeps::<models::ExpireAutoScanConfig>(&none, &scan, &null);
    keeps::<models::CenterTask>(&none, &["details"], &null);
    keeps::<models::MigrationTaskListItem>(&none, &["error_message"], &null);
    keeps::<models::NodeInfo>(&none, &["replication_id"], &null);
    keeps::<models::SupportedOperation>(&none, &["cause_id"], &null);
    keeps::<models::ShowJobInfoResp>(&none, &["fail_reason"], &null);
}

#[test]
fn strings_that_come_as_numbers_are_read_both_ways() {
    let none = json!({});
    let stats = [
        "full_migration_progress",
        "offset",
        "source_dbsize",
        "target_dbsize",
        "target_input_kbps",
        "target_ops",
    ];
    for figure in [json!(3), json!("3")] {
        keeps::<models::FlavorAttribute>(&none, &["capacity", "value"], &figure);
        keeps::<models::FlavorZones>(&none, &["capacity"], &figure);
        keeps::<models::Flavor>(&none, &["capacity"], &json!([figure]));
        keeps::<models::BackgroundTaskListResp>(&none, &["task_count"], &figure);
        keeps::<models::ListCenterTaskResp>(&none, &["task_count"], &figure);
        keeps::<models::InstanceListInfo>(&none, &["enterprise_project_id"], &figure);
        keeps::<models::MigrateStatsResponse>(&none, &stats, &figure);
        keeps::<models::InstanceTag>(&none, &["key"], &figure);
        keeps::<models::Tag>(&none, &["key"], &figure);
    }
    for capacity in [json!(0.125), json!("0.125")] {
        keeps::<models::TaskDetails>(&none, &["old_capacity", "new_capacity"], &capacity);
    }
    for access in [json!(true), json!("true")] {
        keeps::<models::InstanceListInfo>(&none, &["no_password_access"], &access);
    }
}

#[test]
fn booleans_are_strings_in_requests() {
    let bill = BssParam::new(ChargingMode::PrePaid)
        .is_auto_pay(BooleanString::True)
        .is_auto_renew(BooleanString::False);
    let sent = serde_json::to_value(&bill).unwrap();
    assert_eq!(
        (&sent["is_auto_pay"], &sent["is_auto_renew"]),
        (&json!("true"), &json!("false"))
    );
}

#[tokio::test]
async fn booleans_are_strings_in_queries() {
    let (client, script) = responds(200, &json!({"instance_num": 0, "instances": []}));
    let list = client.list_instances().include_failure("true");
    list.include_delete("false").name_equal("1").await.unwrap();
    let query = script.requests()[0].query().to_owned();
    for pair in [
        "include_failure=true",
        "include_delete=false",
        "name_equal=1",
    ] {
        assert!(query.contains(pair), "{query}");
    }
}

#[tokio::test]
async fn the_job_of_a_switch_of_nodes_comes_as_plain_text_or_as_json() {
    let body: models::ChangeNodesStartStopStatusBody = serde_json::from_value(json!({})).unwrap();
    let (plain, _) = client(ScriptedResponse::new(200).body("text/plain", "job_id:8abf6e1e"));
    let output = plain
        .change_nodes_start_stop_status("id", &body)
        .await
        .unwrap();
    assert!(matches!(output.into_body(), Switched::OkPlain(text) if text == "job_id:8abf6e1e"));
    let (structured, _) = responds(200, &json!({"job_id": "8abf6e1e"}));
    let output = structured
        .change_nodes_start_stop_status("id", &body)
        .await
        .unwrap();
    assert!(
        matches!(output.into_body(), Switched::OkJson(job) if job.job_id.as_deref() == Some("8abf6e1e"))
    );
}

#[tokio::test]
async fn jobs_that_no_reference_has_are_read() {
    let job = json!({"job_id": "8abf6e1e"});
    let body: models::UpdateBandwidthInfoRequest = serde_json::from_value(json!({})).unwrap();
    let response = responds(200, &job)
        .0
        .update_bandwidth("id", &body)
        .await
        .unwrap();
    assert_eq!(response.job_id.as_deref(), Some("8abf6e1e"));
    let body: models::HangUpKillAllClientsRequestBody = serde_json::from_value(json!({})).unwrap();
    let response = responds(200, &job)
        .0
        .hang_up_kill_all_clients("id", &body)
        .await
        .unwrap();
    assert_eq!(response.job_id.as_deref(), Some("8abf6e1e"));
    let body: models::ScanClientsRequestBody = serde_json::from_value(json!({})).unwrap();
    let response = responds(200, &job)
        .0
        .scan_clients("id", &body)
        .await
        .unwrap();
    assert_eq!(response.job_id.as_deref(), Some("8abf6e1e"));
}

#[tokio::test]
async fn responses_without_documentation_are_text_and_files_are_bytes() {
    for (media_type, text) in [("text/plain", "done"), ("application/json", r#"{"a":1}"#)] {
        let response = || client(ScriptedResponse::new(200).body(media_type, text)).0;
        let deleted = response()
            .delete_instance_bandwidth_auto_scaling_policy("id")
            .await
            .unwrap();
        assert_eq!(deleted.into_body(), text);
        let body: models::UpdateMigrationTaskBody = serde_json::from_value(json!({})).unwrap();
        let updated = response().update_migration_task("id", &body).await.unwrap();
        assert_eq!(updated.into_body(), text);
        let keys = response().download_hot_key("id", "task").await.unwrap();
        assert_eq!(keys.into_body().collect(1024).await.unwrap(), text);
    }
}

#[test]
fn times_are_text_in_whatever_form() {
    for time in [
        "2020-06-15T02:21:18.669Z",
        "2019/10/22 14:44:30",
        "1684191545379",
        "20200615022118",
    ] {
        keeps::<models::ShowJobInfoResp>(&json!({}), &["begin_time", "end_time"], &json!(time));
    }
}

#[tokio::test]
async fn passwords_that_come_back_are_not_shown() {
    let task = json!({"task_id": "task", "source_instance": {"addrs": "10.0.0.1:6379", "password": "hunter2"},
        "target_instance": {"id": "target", "password": "hunter2"}});
    let shown = responds(200, &task)
        .0
        .show_migration_task("task")
        .await
        .unwrap();
    let stopped = responds(200, &task)
        .0
        .stop_migration_task("task")
        .await
        .unwrap();
    for task in [shown.into_body(), stopped.into_body()] {
        assert!(!format!("{task:?}").contains("hunter2"));
        let source = task.source_instance.and_then(|source| source.password);
        assert_eq!(source.unwrap().expose(), "hunter2");
    }
}

#[tokio::test]
async fn signed_links_are_not_shown() {
    let link = "https://a.example/file?Signature=abc";
    let (client, _) = responds(
        200,
        &json!({"bucket_name": "b", "file_name": "f", "link": link}),
    );
    let cert = client.download_ssl_cert("id").await.unwrap();
    assert!(!format!("{cert:?}").contains("Signature"));
    assert_eq!(cert.link.as_ref().unwrap().expose(), link);
    let files = json!({"links": [{"file_name": "f", "link": link}]});
    let files: models::DownloadBackupFiles = serde_json::from_value(files).unwrap();
    assert!(!format!("{files:?}").contains("Signature"));
}

#[tokio::test]
async fn four_deletions_have_a_body() {
    let ids = json!({"task_id_list": ["task"]});
    let body: models::MigrationTaskIds = serde_json::from_value(ids.clone()).unwrap();
    let (client, script) = responds(200, &ids);
    client.delete_migration_task(&body).await.unwrap();
    let request = &script.requests()[0];
    assert_eq!(
        (request.method().as_str(), request.json()),
        ("DELETE", Some(ids))
    );
    assert_eq!(request.header("content-type"), Some("application/json"));
}

#[test]
fn a_model_of_requests_and_responses_is_the_same_in_both() {
    let files = json!({"file_source": "self_build_obs", "bucket_name": "b",
        "files": [{"file_name": "f", "size": "1", "update_at": "2020-06-15T02:21:18.669Z"}]});
    assert_eq!(again::<models::BackupFilesBody>(&files), files);
    let whitelist = json!({"enable_whitelist": true, "whitelist": [{"group_name": "g", "ip_list": ["10.0.0.1"]}]});
    assert_eq!(
        again::<models::ModifyIpWhitelistBody>(&whitelist),
        whitelist
    );
}

#[tokio::test]
async fn an_optional_body_is_left_out() {
    let (client, script) = responds(200, &json!({"backup_id": "b"}));
    client.copy_instance("id").await.unwrap();
    assert!(script.requests()[0].body().is_empty());
}

#[tokio::test]
async fn an_empty_list_may_be_204() {
    let empty = || client(ScriptedResponse::new(204)).0;
    let mut logs = empty().list_redislog("id", models::LogType::Run).items();
    assert!(logs.next().await.is_none());
    let mut restorations = empty().list_restore_records("id").items();
    assert!(restorations.next().await.is_none());
}

#[tokio::test]
async fn an_offset_counts_entries() {
    let page = |id: &str| json!({"total_num": 5, "backup_record_response": [{"backup_id": id}, {"backup_id": id}]});
    let script = ScriptedTransport::new()
        .response(ScriptedResponse::json(200, page("a").to_string()))
        .response(ScriptedResponse::json(
            200,
            json!({"total_num": 5, "backup_record_response": []}).to_string(),
        ));
    let client = Client::builder()
        .credentials(Credentials::token("token"))
        .project_id("project")
        .transport(script.clone())
        .build()
        .unwrap();
    let mut backups = client.list_backup_records("id").offset(3).limit(2).items();
    while let Some(backup) = backups.next().await {
        backup.unwrap();
    }
    let queries: Vec<_> = script
        .requests()
        .iter()
        .map(|sent| sent.query().to_owned())
        .collect();
    // Entries 3 and 4 are the last of 5, but a total is no reason to stop while items come.
    assert_eq!(queries.len(), 2, "{queries:?}");
    assert!(queries[0].contains("offset=3"), "{queries:?}");
    assert!(queries[1].contains("offset=5"), "{queries:?}");
}

#[test]
fn misspellings_are_kept_on_the_wire() {
    let status = MigrationStatus::IncrementalMigrating;
    assert_eq!(status.as_str(), "INCRMIGEATING");
    let shown = json!({"inquery_spec_code": "redis.single.xu1.tiny.512"});
    assert_eq!(again::<models::QueryInstanceInfoResp>(&shown), shown);
    let counts = json!({"createfailed_count": 2, "redis": {"createfailed_count": 1}});
    assert_eq!(again::<models::QueryStatusResp>(&counts), counts);
}

#[tokio::test]
async fn codes_of_the_gateway_are_longer_than_declared() {
    let body = json!({"error_code": "APIGW.0301", "error_msg": "Incorrect IAM authentication information"});
    let error = responds(401, &body).0.list_instances().await.unwrap_err();
    assert_eq!(error.code(), Some("APIGW.0301"));
    assert!(error.kind().is_some(), "{error:?}");
}

#[tokio::test]
async fn states_that_the_description_does_not_list_are_kept() {
    let task = json!({"task_id": "task", "status": "HALF_WAY"});
    let shown = responds(200, &task)
        .0
        .show_migration_task("task")
        .await
        .unwrap();
    assert_eq!(
        shown.status.as_ref().map(MigrationStatus::as_str),
        Some("HALF_WAY")
    );
    assert_eq!(serde_json::to_value(shown.body()).unwrap(), task);
}
