//! From the creation of an instance to its deletion, as a program goes through it.

mod support;

use std::time::Duration;

use huaweicloud::Error;
use huaweicloud::dcs::models::{
    BackupStatus, CreateInstanceBody, DownloadBackupFilesBody, LogType, ModifyRedisConfigBody,
    RedisConfig, ResourceTag, RestoreInstanceBody, RestoreStatus,
};
use huaweicloud::dcs::operations::{
    ListRedislogOutput, ListRestoreRecordsOutput, ShowInstanceError,
};
use huaweicloud_fake::Dcs;
use support::{download, status};

async fn life() -> Result<(), Box<dyn std::error::Error>> {
    let dcs = Dcs::start().await?;
    let client = dcs.client().build()?;
    let body = CreateInstanceBody::new(
        "cache",
        "Redis",
        "redis.ha.xu1.large.r2.1",
        1.0,
        vec!["az1".to_owned()],
        "vpc",
        "subnet",
    )
    .engine_version("5.0")
    .password("Secret-123")
    .tags(vec![ResourceTag::new("team").value("search")]);
    let created = client.create_instance(&body).await?.into_body();
    let created = created.instances.unwrap_or_default();
    let id = created[0].instance_id.clone().unwrap_or_default();

    assert_eq!(status(&client, &id).await, "CREATING");
    let refused = client.copy_instance(&id).await.unwrap_err();
    assert_eq!(refused.code(), Some("DCS.4118"), "{refused}");
    dcs.advance(Duration::from_secs(60));
    assert_eq!(status(&client, &id).await, "RUNNING");

    let setting = RedisConfig::new("1", "timeout", "300");
    let settings = ModifyRedisConfigBody::new().redis_config(vec![setting]);
    client.update_configurations(&id, &settings).await?;
    let listed = client.list_configurations(&id).await?.into_body();
    assert_eq!(listed.config_status.unwrap().as_str(), "UPDATING");
    dcs.advance(Duration::from_secs(10));
    let listed = client.list_configurations(&id).await?.into_body();
    assert_eq!(listed.config_status.unwrap().as_str(), "SUCCESS");
    let timeout = listed.redis_config.unwrap_or_default().remove(0);
    assert_eq!(timeout.param_value.as_deref(), Some("300"));

    let backup = client
        .copy_instance(&id)
        .await?
        .into_body()
        .backup_id
        .unwrap();
    let refused = client.copy_instance(&id).await.unwrap_err();
    assert_eq!(refused.code(), Some("DCS.4096"), "{refused}");
    dcs.advance(Duration::from_secs(30));
    let backups = client.list_backup_records(&id).await?.into_body();
    let backups = backups.backup_record_response.unwrap_or_default();
    assert_eq!(backups[0].status, Some(BackupStatus::Succeed));
    let files = client
        .list_backup_file_links(&id, &backup, &DownloadBackupFilesBody::new(300))
        .await?;
    let link = files
        .into_body()
        .links
        .unwrap_or_default()
        .remove(0)
        .link
        .unwrap();
    assert!(
        download(link.expose())
            .await
            .starts_with("the contents of backup_")
    );

    client
        .restore_instance(&id, &RestoreInstanceBody::new(backup))
        .await?;
    assert_eq!(status(&client, &id).await, "RESTORING");
    dcs.advance(Duration::from_secs(30));
    assert_eq!(status(&client, &id).await, "RUNNING");
    match client.list_restore_records(&id).await?.into_body() {
        ListRestoreRecordsOutput::Ok(list) => {
            let restorations = list.restore_record_response.unwrap_or_default();
            assert_eq!(restorations[0].status, Some(RestoreStatus::Succeed));
        }
        other => panic!("{other:?}"),
    }

    let none = client.list_redislog(&id, LogType::Run).await?.into_body();
    assert!(matches!(none, ListRedislogOutput::NoContent));
    client
        .create_redislog(&id, LogType::Run)
        .query_time(1)
        .await?;
    dcs.advance(Duration::from_secs(10));
    let logs = client.list_redislog(&id, LogType::Run).items().next().await;
    let log = logs.unwrap()?;
    assert_eq!(log.status.as_deref(), Some("succeed"));
    let link = client
        .create_redislog_download_link(&id, &log.id.unwrap())
        .await?;
    let link = link.into_body().link.unwrap();
    assert!(
        download(link.expose())
            .await
            .starts_with("the contents of redis_")
    );

    client.delete_single_instance(&id).await?;
    dcs.advance(Duration::from_secs(20));
    let gone = client.show_instance(&id).await.unwrap_err();
    assert_eq!(gone.code(), Some("DCS.3022"));
    assert!(matches!(gone.kind(), Some(ShowInstanceError::NotFound(_))));
    Ok(())
}

#[tokio::test]
async fn an_instance_is_created_used_and_deleted() {
    life().await.unwrap();
}

/// How often the whole life is gone through side by side: FAKE_RUNS, or three times.
fn runs() -> usize {
    let runs = std::env::var("FAKE_RUNS").ok();
    runs.and_then(|runs| runs.parse().ok()).unwrap_or(3)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_services_run_side_by_side() {
    let lives: Vec<_> = (0..runs())
        .map(|_| tokio::spawn(async { life().await.map_err(|error| error.to_string()) }))
        .collect();
    for life in lives {
        life.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn what_starts_may_fail() -> Result<(), Error<ShowInstanceError>> {
    let dcs = Dcs::start().await.unwrap();
    let client = dcs.client().build().unwrap();
    dcs.fail("CreateInstance", huaweicloud_fake::Fault::Fails);
    let body = CreateInstanceBody::new(
        "cache",
        "Redis",
        "redis.ha.xu1.large.r2.1",
        1.0,
        vec!["az1".to_owned()],
        "vpc",
        "subnet",
    )
    .no_password_access(true);
    let created = client.create_instance(&body).await.unwrap().into_body();
    let id = created.instances.unwrap_or_default()[0]
        .instance_id
        .clone()
        .unwrap();
    dcs.advance(Duration::from_secs(60));
    let shown = client.show_instance(&id).await?;
    assert_eq!(shown.status.as_deref(), Some("CREATEFAILED"));
    Ok(())
}
