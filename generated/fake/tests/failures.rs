//! Tasks that fail: nothing is changed, and the record of the task says so.

mod support;

use std::time::Duration;

use huaweicloud::dcs::Client;
use huaweicloud::dcs::models::*;
use huaweicloud::dcs::operations::{ListRestoreRecordsOutput, UpdateInstanceConfigOutput};
use huaweicloud::error::WaitEnd;
use huaweicloud_fake::Fault;
use support::{end, service, status, wait};

type Result = std::result::Result<(), Box<dyn std::error::Error>>;

/// Returns the state of the newest task of an instance.
async fn newest_task(client: &Client, instance: &str) -> String {
    let tasks = client.list_background_task(instance).await.unwrap();
    let newest = tasks.into_body().tasks.unwrap_or_default().remove(0);
    newest.status.unwrap_or_default()
}

#[tokio::test]
async fn a_change_that_fails_leaves_an_instance_in_error_and_as_it_was() -> Result {
    let (dcs, client, instance) = service().await;
    let resize = ResizeInstanceBody::new("larger", 4);
    dcs.fail("ResizeInstance", Fault::Fails);
    client.resize_instance(&instance, &resize).await?;
    let ended = end(wait(client.show_instance(&instance).wait_until_running()).await);
    assert_eq!(ended, (WaitEnd::Failed, Some("ERROR".to_owned())));
    assert_eq!(client.show_instance(&instance).await?.capacity, Some(1));
    assert_eq!(newest_task(&client, &instance).await, "FAILED");

    let instance = dcs.add_instance("other");
    let body = |action| {
        ChangeInstanceStatusBody::new()
            .action(action)
            .instances([&*instance])
    };
    client.restart_or_flush_instances(&body("restart")).await?;
    let running = wait(client.show_instance(&instance).wait_until_running()).await?;
    assert_eq!(running.used_memory, Some(2));
    client.restart_or_flush_instances(&body("flush")).await?;
    let running = wait(client.show_instance(&instance).wait_until_running()).await?;
    assert_eq!(running.used_memory, Some(0));
    dcs.fail("RestartOrFlushInstances", Fault::Fails);
    client.restart_or_flush_instances(&body("restart")).await?;
    wait(client.show_instance(&instance).wait_until_running())
        .await
        .unwrap_err();
    // What is in error can be deleted, unless this fails too.
    dcs.fail("DeleteSingleInstance", Fault::Fails);
    client.delete_single_instance(&instance).await?;
    let ended = end(wait(client.show_instance(&instance).wait_until_deleted()).await);
    assert_eq!(ended, (WaitEnd::Failed, Some("ERROR".to_owned())));
    client.delete_single_instance(&instance).await?;
    wait(client.show_instance(&instance).wait_until_deleted()).await?;
    Ok(())
}

#[tokio::test]
async fn a_task_that_fails_changes_no_setting_password_or_access() -> Result {
    let (dcs, client, instance) = service().await;
    dcs.fail("UpdateInstanceConfig", Fault::Fails);
    let settings = |name: &str, value: &str| {
        ModifyRedisConfigBody::new().redis_config(vec![RedisConfig::new("1", name, value)])
    };
    client
        .update_instance_config(&instance, &settings("timeout", "20"))
        .await?;
    let waiting = client.list_configurations(&instance).wait_until_applied();
    wait(waiting).await.unwrap_err();
    let listed = client.list_configurations(&instance).await?.into_body();
    let timeout = listed.redis_config.unwrap().remove(0);
    assert_eq!(timeout.param_value.as_deref(), Some("0"));
    assert_eq!(newest_task(&client, &instance).await, "FAILED");
    // Name and ID belong together, and what is set already starts nothing.
    let other = settings("maxmemory-policy", "noeviction");
    let other = client.update_instance_config(&instance, &other).await;
    assert_eq!(other.unwrap_err().code(), Some("DCS.4063"));
    let same = client.update_instance_config(&instance, &settings("timeout", "0"));
    assert!(matches!(
        same.await?.into_body(),
        UpdateInstanceConfigOutput::NoContent
    ));

    let reset = ResetInstancePasswordBody::new().new_password("Secret-123");
    dcs.fail("ResetPassword", Fault::Fails);
    client.reset_password(&instance).body(&reset).await?;
    dcs.advance(Duration::from_secs(10));
    assert_eq!(newest_task(&client, &instance).await, "FAILED");
    let shown = client.show_instance(&instance).await?.into_body();
    assert_eq!(shown.no_password_access.as_deref(), Some("true"));

    let list = Whitelist::new("office", vec!["10.0.0.0/8".to_owned()]);
    let list = ModifyIpWhitelistBody::new(true, vec![list]);
    dcs.fail("UpdateIpWhitelistAsync", Fault::Fails);
    let job = client.update_ip_whitelist_async(&instance, &list).await?;
    let job = job.into_body().job_id.unwrap();
    wait(client.show_job_info(&job).wait_until_done())
        .await
        .unwrap_err();
    assert!(
        client
            .show_ip_whitelist(&instance)
            .await?
            .whitelist
            .is_empty()
    );
    client.update_ip_whitelist(&instance, &list).await?;
    assert_eq!(
        client.show_ip_whitelist(&instance).await?.whitelist.len(),
        1
    );
    Ok(())
}

#[tokio::test]
async fn an_account_that_cannot_be_changed_or_deleted_stays_as_it_was() -> Result {
    let (dcs, client, instance) = service().await;
    let body = CreateAclAccountRequestBody::new("reader", AclAccountRole::Read, "Secret-123");
    client.create_acl_account(&instance, &body).await?;
    let accounts = || client.list_acl_accounts(&instance);
    let account = wait(accounts().wait_until_available("reader")).await?;
    let id = account.account_id.unwrap();
    let role = AclAccountRoleModifyBody::new().account_role(AclAccountRole::Write);
    dcs.fail("UpdateAclAccount", Fault::Fails);
    client.update_acl_account(&instance, &id, &role).await?;
    wait(accounts().wait_until_available("reader"))
        .await
        .unwrap_err();
    let password = AclAccountModifyPasswordBody::new();
    let password = password
        .old_password("Secret-123")
        .new_password("Other-123");
    dcs.fail("UpdateAclAccountPassWord", Fault::Fails);
    for _ in 0..2 {
        let change = client.update_acl_account_password(&instance, &id, &password);
        assert_eq!(change.await?.result, Some(PasswordChangeResult::Success));
        dcs.advance(Duration::from_secs(4));
    }
    dcs.fail("DeleteAclAccount", Fault::Fails);
    client.delete_acl_account(&instance, &id).await?;
    let deleted = client.list_background_task(&instance);
    let deleted = wait(deleted.wait_until_account_deleted("2026-01-01T00:00:00Z")).await;
    assert_eq!(end(deleted), (WaitEnd::Failed, Some("FAILED".to_owned())));
    let left = accounts().await?.into_body().accounts.unwrap().remove(1);
    assert_eq!(left.account_role, Some(AclAccountRole::Read));
    assert_eq!(left.status, Some(AclAccountStatus::DeleteFailed));
    let body = CreateAclAccountRequestBody::new("writer", AclAccountRole::Write, "Secret-123");
    dcs.fail("CreateAclAccount", Fault::Fails);
    client.create_acl_account(&instance, &body).await?;
    dcs.advance(Duration::from_secs(4));
    let listed = client.list_acl_accounts(&instance).await?.into_body();
    let accounts = listed.accounts.unwrap();
    let status = accounts.last().unwrap().status.clone();
    assert_eq!(status, Some(AclAccountStatus::CreateFailed));
    Ok(())
}

#[tokio::test]
async fn backups_and_restorations_fail_each_for_itself() -> Result {
    let (dcs, client, instance) = service().await;
    dcs.advance_per_request(Duration::ZERO);
    let backup = client.copy_instance(&instance).await?.into_body();
    let backup = backup.backup_id.unwrap();
    let early = client.delete_backup_file(&instance, &backup).await;
    assert_eq!(early.unwrap_err().code(), Some("DCS.4026"));
    dcs.advance(Duration::from_secs(30));
    let none = client.list_restore_records(&instance).await?.into_body();
    assert!(matches!(none, ListRestoreRecordsOutput::NoContent));
    for fails in [false, true] {
        if fails {
            dcs.fail("RestoreInstance", Fault::Fails);
        }
        let body = RestoreInstanceBody::new(&*backup);
        client.restore_instance(&instance, &body).await?;
        dcs.advance(Duration::from_secs(30));
    }
    assert_eq!(status(&client, &instance).await, "RUNNING");
    let listed = client.list_restore_records(&instance).await?.into_body();
    let ListRestoreRecordsOutput::Ok(listed) = listed else {
        panic!("{listed:?}");
    };
    let records = listed.restore_record_response.unwrap();
    let ends: Vec<_> = records.into_iter().filter_map(|one| one.status).collect();
    assert_eq!(ends, [RestoreStatus::Failed, RestoreStatus::Succeed]);

    dcs.fail("DeleteBackupFile", Fault::Fails);
    client.delete_backup_file(&instance, &backup).await?;
    dcs.advance(Duration::from_secs(10));
    let listed = client.list_backup_records(&instance).await?.into_body();
    let listed = listed.backup_record_response.unwrap().remove(0);
    assert_eq!(listed.status, Some(BackupStatus::Failed));
    Ok(())
}

#[tokio::test]
async fn an_online_migration_whose_machine_fails_is_not_started() -> Result {
    let (dcs, client, instance) = service().await;
    dcs.fail("CreateOnlineMigrationTask", Fault::Fails);
    let body = CreateOnlineMigrationTaskBody::new("move", "vpc", "subnet", "group");
    let machine = client
        .create_online_migration_task(&body)
        .await?
        .into_body();
    let job = machine.job_id.unwrap();
    wait(client.show_job_info(&job).wait_until_done())
        .await
        .unwrap_err();
    let settings = SetOnlineMigrationTaskBody::new(
        MigrationMethod::FullAmountMigration,
        MigrationResumeMode::Auto,
        ConfigMigrationInstanceBody::new().addrs("10.0.0.1:6379"),
        ConfigMigrationInstanceBody::new().id(&*instance),
    );
    let id = machine.instance_id.unwrap();
    let early = client.set_online_migration_task(&id, &settings).await;
    assert_eq!(early.unwrap_err().code(), Some("DCS.4017"));
    Ok(())
}

#[tokio::test]
async fn of_several_diagnoses_and_tasks_one_is_found_and_removed() -> Result {
    let (dcs, client, instance) = service().await;
    dcs.advance_per_request(Duration::ZERO);
    let body = CreateDiagnosisTaskBody::new("1767225600000", "1767225900000");
    let mut ids = Vec::new();
    for _ in 0..2 {
        let started = client.create_diagnosis_task(&instance, &body).await?;
        ids.push(started.into_body().report_id.unwrap());
        dcs.advance(Duration::from_secs(3));
    }
    client.show_diagnosis_task_details(&ids[0]).await?;
    let early = client.show_diagnosis_task_details(&ids[1]).await;
    assert_eq!(early.unwrap_err().code(), Some("DCS.4026"));
    dcs.advance(Duration::from_secs(3));
    client.show_diagnosis_task_details(&ids[1]).await?;
    let body = DeleteDiagnosisReportRequest::new();
    let body = body.report_id_list(vec![ids[1].clone(), "other".to_owned()]);
    let deleted = client.delete_diagnosis_task(&instance).body(&body).await?;
    let results = deleted.into_body().results.unwrap();
    let results: Vec<_> = results.iter().map(|one| one.result.as_deref()).collect();
    assert_eq!(results, [Some("success"), Some("failed")]);
    client.show_diagnosis_task_details(&ids[0]).await?;

    client.copy_instance(&instance).await?;
    dcs.advance(Duration::from_secs(30));
    let task =
        client.upgrade_instance_minor_version(&instance, &UpgradeMinorVersionRequestBody::new());
    let task = task.await?.into_body().task_id.unwrap();
    let progress = client
        .show_background_task_progress(&instance, &task)
        .await?;
    assert_eq!(
        (progress.progress, progress.remain_time),
        (Some(50), Some(1))
    );
    let listed = client.list_center_task().await?.into_body().tasks.unwrap();
    let listed = serde_json::to_value(&listed[0])?;
    for (name, value) in [
        ("id", &*task),
        ("name", "UpgradeMinorVersion"),
        ("status", "EXECUTING"),
        ("updated_at", "2026-01-01T00:00:39Z"),
    ] {
        assert_eq!(listed[name], value, "{name}");
    }
    let unknown = client.delete_center_task("other").await;
    assert_eq!(unknown.unwrap_err().code(), Some("DCS.4063"));
    client.delete_background_task(&*instance, &task).await?;
    let left = client.list_background_task(&instance).await?.into_body();
    assert_eq!(left.tasks.unwrap().len(), 1);
    Ok(())
}
