//! What the other topics of the service remember, waited for as a program does.

mod support;

use std::time::Duration;

use huaweicloud::dcs::models::*;
use huaweicloud::dcs::operations::ChangeNodesStartStopStatusOutput;
use huaweicloud::error::WaitEnd;
use huaweicloud::{Nullable, Secret};
use huaweicloud_fake::Fault;
use support::{download, end, service, wait};

type Result = std::result::Result<(), Box<dyn std::error::Error>>;

#[tokio::test]
async fn accounts_are_created_changed_and_deleted() -> Result {
    let (dcs, client, instance) = service().await;
    let body = CreateAclAccountRequestBody::new("reader", AclAccountRole::Read, "Secret-123");
    client.create_acl_account(&instance, &body).await?;
    let twice = client.create_acl_account(&instance, &body).await;
    assert_eq!(twice.unwrap_err().code(), Some("DCS.4063"));
    let available = || {
        client
            .list_acl_accounts(&instance)
            .wait_until_available("reader")
    };
    let account = wait(available()).await?;
    let id = account.account_id.unwrap();

    let role = AclAccountRoleModifyBody::new().account_role(AclAccountRole::Write);
    let job = client
        .update_acl_account(&instance, &id, &role)
        .await?
        .into_body();
    let job = job.job_id.unwrap();
    assert!(job.len() <= 32, "{job}");
    wait(client.show_job_info(&job).wait_until_done()).await?;
    let account = wait(available()).await?;
    assert_eq!(account.account_role, Some(AclAccountRole::Write));

    let wrong = AclAccountModifyPasswordBody::new()
        .old_password("Wrong-123")
        .new_password("Other-123");
    let change = client.update_acl_account_password(&instance, &id, &wrong);
    assert_eq!(
        change.await?.result,
        Some(PasswordChangeResult::PasswordFailed)
    );
    let right = wrong.old_password("Secret-123");
    let change = client.update_acl_account_password(&instance, &id, &right);
    assert_eq!(change.await?.result, Some(PasswordChangeResult::Success));
    wait(available()).await?;

    client.delete_acl_account(&instance, &id).await?;
    let deleted = client.list_background_task(&instance);
    wait(deleted.wait_until_account_deleted("2026-01-01T00:00:00Z")).await?;
    let left = client.list_acl_accounts(&instance).await?.into_body();
    assert_eq!(left.accounts.unwrap().len(), 1, "the default account stays");
    let default = client.delete_acl_account(&instance, &instance).await;
    assert_eq!(default.unwrap_err().code(), Some("DCS.4063"));

    dcs.fail("CreateAclAccount", Fault::Fails);
    client.create_acl_account(&instance, &body).await?;
    let failed = wait(available()).await.unwrap_err();
    let failed = failed.wait_failure().unwrap();
    assert_eq!(
        (failed.end(), failed.reason()),
        (WaitEnd::Failed, Some("DCS.4842"))
    );
    Ok(())
}

#[tokio::test]
async fn a_migration_copies_follows_changes_exchanges_addresses_and_stops() -> Result {
    let (dcs, client, instance) = service().await;
    let body = CreateMigrationTaskBody::new(
        "move",
        MigrationType::OnlineMigration,
        MigrationMethod::IncrementalMigration,
        TargetInstanceBody::new(&*instance),
    )
    .source_instance(SourceInstanceBody::new("10.0.0.1:6379").password("Secret-123"));
    let started = client.create_migration_task(&body).await?.into_body();
    let id = started.id.unwrap();
    let early =
        client.exchange_instance_ip(&id, &IpExchangeRequest::new(Vec::<String>::new(), false));
    assert_eq!(early.await.unwrap_err().code(), Some("DCS.4026"));
    let running = client.delete_migration_task(&MigrationTaskIds::new(vec![id.clone()]));
    assert_eq!(running.await.unwrap_err().code(), Some("DCS.4017"));

    let task = wait(client.show_migration_task(&id).wait_until_migrated()).await?;
    assert_eq!(task.status, Some(MigrationStatus::IncrementalMigrating));
    let stats = client.show_migration_task_stats(&id).await?.into_body();
    assert_eq!(stats.is_migrating, Some(true));

    client
        .exchange_instance_ip(&id, &IpExchangeRequest::new(Vec::<String>::new(), false))
        .await?;
    wait(client.show_migration_task(&id).wait_until_ip_exchanged()).await?;
    client.rollback_exchange_instance_ip(&id).await?;
    wait(client.show_migration_task(&id).wait_until_ip_rolled_back()).await?;

    client.stop_migration_task(&id).await?;
    wait(client.show_migration_task(&id).wait_until_stopped()).await?;
    let logs = client.list_migration_task_logs(&id).await?.into_body();
    assert_eq!(logs.log_num, Some(4));

    let several = BatchStopMigrationTasksBody::new(vec![id.clone(), "other".to_owned()]);
    let refused = client
        .batch_stop_migration_tasks(&several)
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Some("DCS.4855"));
    dcs.fail("BatchRestartOnlineMigrationTasks", Fault::Fails);
    let restart = BatchRestartOnlineMigrationTasksBody::new(vec![id.clone(), "other".to_owned()]);
    let restarted = client
        .batch_restart_online_migration_tasks(&restart)
        .await?;
    let restarted = restarted.into_body().migration_tasks.unwrap();
    assert_eq!(restarted[0].result, Some(MigrationTaskResult::Success));
    assert_eq!(restarted[1].error_code.as_deref(), Some("DCS.4133"));
    let failed = wait(client.show_migration_task(&id).wait_until_migrated()).await;
    assert_eq!(end(failed), (WaitEnd::Failed, Some("FAILED".to_owned())));

    client
        .delete_migration_task(&MigrationTaskIds::new(vec![id.clone()]))
        .await?;
    wait(client.list_migration_task().wait_until_deleted(&id)).await?;
    let gone = client.show_migration_task(&id).await.unwrap_err();
    assert_eq!(gone.code(), Some("DCS.4133"));
    Ok(())
}

#[tokio::test]
async fn an_online_migration_waits_for_its_machine() -> Result {
    let (_dcs, client, instance) = service().await;
    let body = CreateOnlineMigrationTaskBody::new("move", "vpc", "subnet", "group");
    let machine = client
        .create_online_migration_task(&body)
        .await?
        .into_body();
    let id = machine.instance_id.unwrap();
    let settings = SetOnlineMigrationTaskBody::new(
        MigrationMethod::FullAmountMigration,
        MigrationResumeMode::Auto,
        ConfigMigrationInstanceBody::new().addrs("10.0.0.1:6379"),
        ConfigMigrationInstanceBody::new().id(&*instance),
    );
    let early = client
        .set_online_migration_task(&id, &settings)
        .await
        .unwrap_err();
    assert_eq!(early.code(), Some("DCS.4017"));
    wait(
        client
            .show_job_info(&machine.job_id.unwrap())
            .wait_until_done(),
    )
    .await?;
    client.set_online_migration_task(&id, &settings).await?;
    let task = wait(client.show_migration_task(&id).wait_until_migrated()).await?;
    assert_eq!(task.status, Some(MigrationStatus::Success));
    client.stop_migration_task_sync(&id).await.unwrap_err();
    Ok(())
}

#[tokio::test]
async fn keys_are_analyzed() -> Result {
    let (dcs, client, instance) = service().await;
    let big = client.create_bigkey_scan_task(&instance).await?.into_body();
    let twice = client.create_bigkey_scan_task(&instance).await.unwrap_err();
    assert_eq!(twice.code(), Some("DCS.4918"));
    let big = big.id.unwrap();
    let found = client
        .show_bigkey_scan_task_details(&instance, &big)
        .wait_until_analyzed();
    assert_eq!(wait(found).await?.num, Some(2));

    let started = client.create_hotkey_scan_task(&instance).await?;
    let hot = started.into_body().id.unwrap();
    let details = |id: &str| client.show_hotkey_task_details(&instance, id);
    let found = wait(details(&hot).wait_until_analyzed()).await?.into_body();
    assert!(matches!(found.keys, Nullable::Value(keys) if keys[0].freq == Some(255)));
    let file = client.download_hot_key(&instance, &hot).await?.into_body();
    assert!(file.collect(1024).await?.starts_with(b"name,"));
    let kinds = details(&big).await.unwrap_err();
    assert_eq!(kinds.code(), Some("DCS.4941"));

    let started = client.create_auto_expire_scan_task(&instance).await?;
    let scan = started.into_body().id.unwrap();
    let started = client.scan_expire_key(&instance).await?;
    let again = started.into_body().id.unwrap();
    for id in [scan, again] {
        let scanned = client
            .show_expire_key_scan_info(&instance)
            .wait_until_scanned(&id);
        assert_eq!(wait(scanned).await?.num, Some(7));
    }

    let body = CreateOfflineKeyAnalysisRequestBody::new("node");
    let started = client.create_offline_key_analysis(&instance, &body).await?;
    let offline = started.into_body().task_id.unwrap();
    let busy = client
        .create_offline_key_analysis(&instance, &body)
        .await
        .unwrap_err();
    assert_eq!(busy.code(), Some("DCS.4231"));
    let list = || client.list_offline_key_analysis_task(&instance);
    wait(list().wait_until_analyzed(&offline)).await?;
    let detail = client
        .show_offline_key_analysis_task(&instance, &offline)
        .await?
        .into_body();
    assert_eq!(detail.node_id.as_deref(), Some("node"));
    client
        .delete_offline_key_analysis_task(&instance, &offline)
        .await?;
    wait(list().wait_until_deleted(&offline)).await?;

    dcs.fail("CreateHotkeyScanTask", Fault::Fails);
    let started = client.create_hotkey_scan_task(&instance).await?;
    let hot = started.into_body().id.unwrap();
    let failed = wait(details(&hot).wait_until_analyzed()).await;
    assert_eq!(end(failed), (WaitEnd::Failed, Some("failed".to_owned())));
    client.delete_hotkey_scan_task(&instance, &hot).await?;
    let gone = client
        .delete_hotkey_scan_task(&instance, &hot)
        .await
        .unwrap_err();
    assert_eq!(gone.code(), Some("DCS.4941"));
    Ok(())
}

#[tokio::test]
async fn schedules_of_analyses_are_kept() -> Result {
    let (_dcs, client, instance) = service().await;
    let body = AutoScanConfigRequest::new()
        .enable_auto_scan(true)
        .schedule_at(vec!["10:00".to_owned()]);
    client
        .update_hotkey_auto_scan_config(&instance, &body)
        .await?;
    let hot = client
        .show_hotkey_autoscan_config(&instance)
        .await?
        .into_body();
    assert_eq!(hot.schedule_at, Some(vec!["10:00".to_owned()]));
    let big = client
        .show_bigkey_autoscan_config(&instance)
        .await?
        .into_body();
    assert_eq!(big.enable_auto_scan, Some(false));
    let body = UpdateAutoScanConfigRequestBody::new()
        .enable_auto_scan(true)
        .interval(60);
    client
        .update_expire_auto_scan_config(&instance, &body)
        .await?;
    let expiry = client
        .show_expire_auto_scan_config(&instance)
        .await?
        .into_body();
    assert_eq!(expiry.interval, Nullable::Value(60));
    Ok(())
}

#[tokio::test]
async fn an_instance_is_diagnosed() -> Result {
    let (_dcs, client, instance) = service().await;
    let body = CreateDiagnosisTaskBody::new("1767225600000", "1767225900000");
    let started = client.create_diagnosis_task(&instance, &body).await?;
    let id = started.into_body().report_id.unwrap();
    let early = client.show_diagnosis_task_details(&id).await.unwrap_err();
    assert_eq!(early.code(), Some("DCS.4026"));
    let record = client
        .list_diagnosis_tasks(&instance)
        .wait_until_diagnosed(&id);
    assert_eq!(wait(record).await?.status, DiagnosisStatus::Finished);
    let report = client.show_diagnosis_task_details(&id).await?.into_body();
    assert_eq!(report.diagnosis_node_report_list.len(), 1);
    let body = DeleteDiagnosisReportRequest::new().report_id_list(vec![id.clone()]);
    let deleted = client
        .delete_diagnosis_task(&instance)
        .body(&body)
        .await?
        .into_body();
    assert_eq!(
        deleted.results.unwrap()[0].result.as_deref(),
        Some("success")
    );
    client.show_diagnosis_task_details(&id).await.unwrap_err();
    Ok(())
}

#[tokio::test]
async fn the_list_of_instances_is_exported() -> Result {
    let (dcs, client, _) = service().await;
    let body = ExportInstancesTaskBody::new("cn-south-1");
    let started = client.export_instances_task(&body).await?;
    let job = started.into_body().job_id.unwrap();
    let export = wait(client.export_excel_job(&job).wait_until_exported())
        .await?
        .into_body();
    let link = export.link.as_ref().map(Secret::expose).unwrap();
    assert!(
        download(link)
            .await
            .ends_with("instances_cn-south-1.xlsx\n")
    );

    dcs.fail("ExportInstancesTask", Fault::Fails);
    let started = client.export_instances_task(&body).await?;
    let job = started.into_body().job_id.unwrap();
    let failed = wait(client.export_excel_job(&job).wait_until_exported())
        .await
        .unwrap_err();
    let failed = failed.wait_failure().unwrap();
    assert_eq!(failed.reason(), Some("job execution status failed."));
    Ok(())
}

#[tokio::test]
async fn tasks_of_all_instances_are_in_the_task_centre() -> Result {
    let (dcs, client, instance) = service().await;
    dcs.advance_per_request(Duration::from_secs(60));
    client.copy_instance(&instance).await?;
    let other = dcs.add_instance("other");
    client.copy_instance(&other).await?;
    let tasks = client.list_center_task().await?.into_body().tasks.unwrap();
    assert_eq!(tasks.len(), 2);
    let id = tasks[1].id.clone().unwrap();
    let progress = client.show_background_task_progress(&instance, &id).await?;
    assert_eq!(progress.progress, Some(100));
    client.delete_center_task(&id).await?;
    let left = client.list_center_task().await?.into_body().tasks.unwrap();
    assert_eq!(left.len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_job_says_why_it_failed() -> Result {
    let (dcs, client, instance) = service().await;
    dcs.fail("UpdateSslSwitch", Fault::Fails);
    let body = UpdateSslSwitchRequestBody::new(true);
    let job = client
        .update_ssl_switch(&instance, &body)
        .await?
        .into_body();
    let failed = wait(client.show_job_info(&job.job_id.unwrap()).wait_until_done()).await;
    let failed = failed.unwrap_err();
    let failed = failed.wait_failure().unwrap();
    assert_eq!(failed.reason(), Some("job execution status failed."));
    Ok(())
}

#[tokio::test]
async fn what_names_a_job_has_one_to_wait_for() -> Result {
    let (dcs, client, instance) = service().await;
    let job = |id: String| wait(client.show_job_info(&id).wait_until_done());
    let started = client.change_master_standby_async(&instance).await?;
    job(started.into_body().job_id.unwrap()).await?;
    let started = client
        .delete_ip_from_domain_name(&instance, "group", "node")
        .await?;
    job(started.into_body().job_id.unwrap()).await?;
    let body = UpdateClientIpTransparentTransmissionRequestBody::new();
    let body = body.transparent_client_ip_enable(true);
    let change = client.update_client_ip_transparent_transmission(&instance, &body);
    job(change.await?.into_body().job_id.unwrap()).await?;
    let body = ChangeNodesStartStopStatusBody::new().action("stop");
    let started = client
        .change_nodes_start_stop_status(&instance, &body)
        .await?;
    let ChangeNodesStartStopStatusOutput::OkPlain(text) = started.into_body() else {
        panic!("no text");
    };
    job(text.trim_start_matches("job_id:").to_owned()).await?;

    let body = UpgradeMinorVersionRequestBody::new();
    let task = client
        .upgrade_instance_minor_version(&instance, &body)
        .await?;
    let busy = client
        .change_master_standby_async(&instance)
        .await
        .unwrap_err();
    assert_eq!(busy.code(), Some("DCS.4116"));
    let task = task.into_body().task_id.unwrap();
    wait(
        client
            .list_background_task(&instance)
            .wait_until_done(&task),
    )
    .await?;
    drop(dcs);
    Ok(())
}
