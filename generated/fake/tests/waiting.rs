//! Waits for what the service does by itself.

mod support;

use std::time::Duration;

use huaweicloud::dcs::models::{
    BackupStatus, CreateInstanceBody, LogType, ModifyRedisConfigBody, RedisConfig,
    RestoreInstanceBody, UpdateSslSwitchRequestBody,
};
use huaweicloud::dcs::operations::UpdateInstanceConfigOutput;
use huaweicloud::error::WaitEnd;
use huaweicloud_fake::Fault;
use support::{end, service, wait};

fn new_instance() -> CreateInstanceBody {
    let zones = vec!["a".to_owned()];
    CreateInstanceBody::new(
        "cache",
        "Redis",
        "redis.ha.xu1.large.r2.1",
        1.0,
        zones,
        "vpc",
        "subnet",
    )
    .no_password_access(true)
}

#[tokio::test]
async fn until_an_instance_is_running_and_until_it_is_gone() {
    let (_dcs, client, _) = service().await;
    let created = client
        .create_instance(&new_instance())
        .await
        .unwrap()
        .into_body();
    let id = created.instances.unwrap_or_default()[0]
        .instance_id
        .clone()
        .unwrap();
    let running = wait(client.show_instance(&id).wait_until_running())
        .await
        .unwrap();
    assert_eq!(running.status.as_deref(), Some("RUNNING"));
    client.delete_single_instance(&id).await.unwrap();
    wait(client.show_instance(&id).wait_until_deleted())
        .await
        .unwrap();
}

#[tokio::test]
async fn a_failure_ends_a_wait_with_the_state() {
    let (dcs, client, instance) = service().await;
    dcs.fail("CreateInstance", Fault::Fails);
    let created = client
        .create_instance(&new_instance())
        .await
        .unwrap()
        .into_body();
    let id = created.instances.unwrap_or_default()[0]
        .instance_id
        .clone()
        .unwrap();
    let ended = end(wait(client.show_instance(&id).wait_until_running()).await);
    assert_eq!(ended, (WaitEnd::Failed, Some("CREATEFAILED".to_owned())));

    dcs.fail("CopyInstance", Fault::Fails);
    let backup = client
        .copy_instance(&instance)
        .await
        .unwrap()
        .into_body()
        .backup_id
        .unwrap();
    let ended = end(wait(
        client
            .list_backup_records(&instance)
            .wait_until_backed_up(&backup),
    )
    .await);
    assert_eq!(ended, (WaitEnd::Failed, Some("failed".to_owned())));
}

#[tokio::test]
async fn a_time_limit_ends_a_wait_with_the_state() {
    let (dcs, client, instance) = service().await;
    dcs.advance_per_request(Duration::ZERO);
    let backup = client
        .copy_instance(&instance)
        .await
        .unwrap()
        .into_body()
        .backup_id
        .unwrap();
    let waiting = client
        .list_backup_records(&instance)
        .wait_until_backed_up(&backup);
    let ended = end(wait(waiting.timeout(Duration::from_millis(20))).await);
    assert_eq!(ended, (WaitEnd::TimedOut, Some("backuping".to_owned())));
}

#[tokio::test]
async fn what_passes_does_not_end_a_wait() {
    let (dcs, client, instance) = service().await;
    let backup = client
        .copy_instance(&instance)
        .await
        .unwrap()
        .into_body()
        .backup_id
        .unwrap();
    for _ in 0..4 {
        dcs.fail("ListBackupRecords", Fault::Broken(503));
    }
    let waiting = client
        .list_backup_records(&instance)
        .wait_until_backed_up(&backup);
    let made = wait(waiting).await.unwrap();
    assert_eq!(made.status, Some(BackupStatus::Succeed));
}

#[tokio::test]
async fn until_a_backup_on_a_later_page_is_made_used_and_deleted() {
    let (_dcs, client, instance) = service().await;
    let mut backups = Vec::new();
    for _ in 0..12 {
        let backup = client
            .copy_instance(&instance)
            .await
            .unwrap()
            .into_body()
            .backup_id
            .unwrap();
        wait(
            client
                .list_backup_records(&instance)
                .wait_until_backed_up(&backup),
        )
        .await
        .unwrap();
        backups.push(backup);
    }
    // The newest come first: the first one is on the second page.
    let first = &backups[0];
    let body = RestoreInstanceBody::new(&**first);
    let restoration = client
        .restore_instance(&instance, &body)
        .await
        .unwrap()
        .into_body();
    let restoration = restoration.restore_id.unwrap();
    wait(
        client
            .list_restore_records(&instance)
            .wait_until_restored(&restoration),
    )
    .await
    .unwrap();
    client.delete_backup_file(&instance, first).await.unwrap();
    wait(
        client
            .list_backup_records(&instance)
            .wait_until_deleted(first),
    )
    .await
    .unwrap();
}

#[tokio::test]
async fn until_logs_are_collected() {
    let (_dcs, client, instance) = service().await;
    client
        .create_redislog(&instance, LogType::Run)
        .query_time(3)
        .await
        .unwrap();
    wait(
        client
            .list_redislog(&instance, LogType::Run)
            .wait_until_collected(),
    )
    .await
    .unwrap();
}

#[tokio::test]
async fn until_settings_are_in_force() {
    let (dcs, client, instance) = service().await;
    let settings = |value: &str| {
        let setting = RedisConfig::new("1", "timeout", value);
        ModifyRedisConfigBody::new().redis_config(vec![setting])
    };
    client
        .update_configurations(&instance, &settings("10"))
        .await
        .unwrap();
    wait(client.list_configurations(&instance).wait_until_applied())
        .await
        .unwrap();

    dcs.fail("UpdateInstanceConfig", Fault::Fails);
    let job = client
        .update_instance_config(&instance, &settings("20"))
        .await
        .unwrap();
    let UpdateInstanceConfigOutput::Ok(job) = job.into_body() else {
        panic!("nothing is to be changed");
    };
    let waiting = client.show_job_info(&job.job_id.unwrap()).wait_until_done();
    assert_eq!(end(wait(waiting).await).0, WaitEnd::Failed);
    let settings = wait(client.list_configurations(&instance).wait_until_applied()).await;
    assert_eq!(end(settings).0, WaitEnd::Failed);
}

#[tokio::test]
async fn until_an_instance_is_no_longer_busy() {
    let (dcs, client, instance) = service().await;
    client.copy_instance(&instance).await.unwrap();
    dcs.fail("UpdateSslSwitch", Fault::Busy);
    let body = UpdateSslSwitchRequestBody::new(true);
    let refused = client.update_ssl_switch(&instance, &body).await;
    assert_eq!(refused.unwrap_err().code(), Some("DCS.4026"));

    dcs.advance_per_request(Duration::from_secs(18));
    let change = client.update_ssl_switch(&instance, &body);
    // The last request is sent when the limit passes, and then the backup is made.
    change
        .wait_while_busy(Duration::from_millis(20))
        .await
        .unwrap();
    let statuses: Vec<_> = dcs.requests().iter().map(|seen| seen.status).collect();
    assert_eq!(statuses, [200, 400, 400, 200]);
}

#[tokio::test]
async fn until_a_job_and_an_analysis_are_done() {
    let (_dcs, client, instance) = service().await;
    let body = UpdateSslSwitchRequestBody::new(true);
    let job = client
        .update_ssl_switch(&instance, &body)
        .await
        .unwrap()
        .into_body();
    wait(client.show_job_info(&job.job_id.unwrap()).wait_until_done())
        .await
        .unwrap();
    let ssl = client
        .show_instance_ssl_detail(&instance)
        .await
        .unwrap()
        .into_body();
    assert_eq!(
        (ssl.enabled, ssl.ip.as_deref(), ssl.port.as_deref()),
        (Some(true), Some("192.168.0.10"), Some("6379"))
    );

    let analysis = client
        .create_bigkey_scan_task(&instance)
        .await
        .unwrap()
        .into_body();
    let details = client.show_bigkey_scan_task_details(&instance, &analysis.id.unwrap());
    let details = wait(details.wait_until_analyzed()).await.unwrap();
    assert_eq!(details.num, Some(2));
}

#[tokio::test(start_paused = true)]
async fn on_tokio_s_clock_a_program_that_waits_by_itself_takes_no_time() {
    let (dcs, client, instance) = service().await;
    dcs.advance_per_request(Duration::from_secs(10));
    let started = std::time::Instant::now();
    client.delete_single_instance(&instance).await.unwrap();
    let gone = client.show_instance(&instance).wait_until_deleted();
    gone.await.unwrap();
    assert!(started.elapsed() < Duration::from_secs(10));
    assert!(dcs.requests().len() > 2);
}
