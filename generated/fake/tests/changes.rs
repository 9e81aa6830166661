//! Changes of instances and of what belongs to them, which the other tests do not need.

mod support;

use huaweicloud::dcs::models::*;
use huaweicloud::dcs::operations::{DeletePublicIpOutput, UpdatePublicIpOutput};
use huaweicloud_fake::Fault;
use support::{service, status, wait};

type Result = std::result::Result<(), Box<dyn std::error::Error>>;

#[tokio::test]
async fn several_instances_are_restarted_flushed_and_deleted_and_each_has_its_result() -> Result {
    let (dcs, client, instance) = service().await;
    let body = |action| ChangeInstanceStatusBody::new().action(action);
    let body = |action| body(action).instances([&*instance, "other"]);
    let restart = client.restart_or_flush_instances(&body("restart"));
    let results = restart.await?.into_body().results.unwrap();
    let said: Vec<_> = results.iter().map(|one| one.result.as_deref()).collect();
    assert_eq!(said, [Some("success"), Some("failed")]);
    let count = client.list_number_of_instances_in_different_status();
    let count = count.await?.into_body();
    assert_eq!(
        (count.running_count, count.restarting_count),
        (Some(0), Some(1))
    );
    assert_eq!(count.redis.unwrap().restarting_count, Some(1));
    wait(client.show_instance(&instance).wait_until_running()).await?;
    let flush = client.restart_or_flush_instances(&body("flush")).await?;
    assert_eq!(flush.results.as_ref().unwrap().len(), 2);
    assert_eq!(status(&client, &instance).await, "FLUSHING");
    wait(client.show_instance(&instance).wait_until_running()).await?;
    let unknown = client.restart_or_flush_instances(&body("stop")).await;
    assert_eq!(unknown.unwrap_err().code(), Some("DCS.4063"));

    dcs.fail("CreateInstance", Fault::Fails);
    let body = BatchDeleteBody::new().instances([&*instance]);
    let deleted = client.batch_delete_instances().body(&body).await?;
    assert_eq!(
        deleted.results.as_ref().unwrap()[0].result.as_deref(),
        Some("success")
    );
    wait(client.show_instance(&instance).wait_until_deleted()).await?;
    let none = client.batch_delete_instances().all_failure(true).await?;
    assert_eq!(none.results.as_ref().unwrap().len(), 0);
    Ok(())
}

#[tokio::test]
async fn an_instance_is_changed_and_what_is_left_out_stays() -> Result {
    let (_dcs, client, instance) = service().await;
    let change = ModifyInstanceBody::new()
        .name("changed")
        .description("of a test")
        .maintain_begin("06:00:00")
        .maintain_end("10:00:00")
        .security_group_id("group")
        .instance_backup_policy(BackupPolicy::new("manual"));
    client.update_instance(&instance).body(&change).await?;
    let change = ModifyInstanceBody::new().port(6381);
    client.update_instance(&instance).body(&change).await?;
    client.update_instance(&instance).await?;
    let shown = client.show_instance(&instance).await?.into_body();
    let shown = serde_json::to_value(shown)?;
    assert_eq!(shown["port"], 6381);
    assert_eq!(
        shown["instance_backup_policy"]["policy"]["backup_type"],
        "manual"
    );
    for (name, value) in [
        ("name", "changed"),
        ("description", "of a test"),
        ("maintain_begin", "06:00:00"),
        ("maintain_end", "10:00:00"),
        ("security_group_id", "group"),
    ] {
        assert_eq!(shown[name], value, "{name}");
    }
    Ok(())
}

#[tokio::test]
async fn a_wrong_password_is_counted_until_the_instance_is_locked() -> Result {
    let (_dcs, client, instance) = service().await;
    let reset = ResetInstancePasswordBody::new().new_password("Secret-123");
    client.reset_password(&instance).body(&reset).await?;
    wait(client.show_instance(&instance).wait_until_running()).await?;
    let change = |old: &'static str| {
        let body = ModifyInstancePasswordBody::new(old, "Other-1234");
        let (client, instance) = (client.clone(), instance.clone());
        async move { client.update_password(&instance, &body).await }
    };
    let left = change("Wrong-123").await?.into_body().retry_times_left;
    assert_eq!(left.as_deref(), Some("4"));
    let right = change("Secret-123").await?.into_body();
    assert_eq!(right.result, Some(PasswordChangeResult::Success));
    while change("Wrong-123").await?.retry_times_left.as_deref() != Some("0") {}
    let locked = change("Other-1234").await?.into_body();
    assert_eq!(locked.result, Some(PasswordChangeResult::Locked));
    client.reset_password(&instance).await?;
    wait(client.show_instance(&instance).wait_until_running()).await?;
    let shown = client.show_instance(&instance).await?.into_body();
    assert_eq!(shown.no_password_access.as_deref(), Some("true"));
    Ok(())
}

#[tokio::test]
async fn accounts_have_notes_and_get_new_passwords() -> Result {
    let (_dcs, client, instance) = service().await;
    let body = CreateAclAccountRequestBody::new("reader", AclAccountRole::Read, "Secret-123");
    client.create_acl_account(&instance, &body).await?;
    let available = || {
        let accounts = client.list_acl_accounts(&instance);
        wait(accounts.wait_until_available("reader"))
    };
    let id = available().await?.account_id.unwrap();
    let note = UpdateAclAccountRemarkRequestBody::new().description("of the report");
    let noted = client
        .update_acl_account_remark(&*instance, &id)
        .body(&note);
    noted.await?;
    assert_eq!(
        available().await?.description.as_deref(),
        Some("of the report")
    );
    let body = AclAccountResetPasswordBody::new().new_password("Other-1234");
    client
        .reset_acl_account_password(&*instance, &id, &body)
        .await?;
    available().await?;
    let change = AclAccountModifyPasswordBody::new().old_password("Other-1234");
    let change = change.new_password("Third-1234");
    let changed = client.update_acl_account_password(&instance, &id, &change);
    assert_eq!(changed.await?.result, Some(PasswordChangeResult::Success));
    available().await?;

    let scan = ScanClientsRequestBody::new();
    let scan = client.scan_clients(&instance, &scan).await?.into_body();
    wait(
        client
            .show_job_info(&scan.job_id.unwrap())
            .wait_until_done(),
    )
    .await?;
    let close = HangUpKillAllClientsRequestBody::new().kill_all_nodes(true);
    let closed = client.hang_up_kill_all_clients(&instance, &close).await?;
    let job = closed.into_body().job_id.unwrap();
    wait(client.show_job_info(&job).wait_until_done()).await?;
    Ok(())
}

#[tokio::test]
async fn analyses_are_listed_and_those_of_big_keys_deleted() -> Result {
    let (_dcs, client, instance) = service().await;
    let big = client.create_bigkey_scan_task(&instance).await?.into_body();
    let big = big.id.unwrap();
    let id = client
        .create_hotkey_scan_task(&instance)
        .await?
        .into_body()
        .id;
    let listed = client.list_bigkey_scan_tasks(&instance).await?.into_body();
    assert_eq!((listed.count, listed.records.unwrap().len()), (Some(1), 1));
    let hot = client.list_hot_key_scan_tasks(&instance).await?.into_body();
    assert_eq!(
        (hot.count, hot.records.unwrap().remove(0).id),
        (Some(1), id)
    );
    client.delete_bigkey_scan_task(&*instance, &big).await?;
    let listed = client.list_bigkey_scan_tasks(&instance).await?.into_body();
    assert_eq!(listed.count, Some(0));
    let twice = client.delete_bigkey_scan_task(&*instance, &big).await;
    assert_eq!(twice.unwrap_err().code(), Some("DCS.4942"));
    Ok(())
}

#[tokio::test]
async fn a_public_address_and_a_whitelist_are_set_by_jobs() -> Result {
    let (_dcs, client, instance) = service().await;
    let body = UpdatePublicIpRequestBody::new().public_ip_id("ip-1");
    let bound = client.update_public_ip(&instance, &body).await?.into_body();
    let UpdatePublicIpOutput::Ok(job) = bound else {
        panic!("{bound:?}")
    };
    wait(client.show_job_info(&job.job_id.unwrap()).wait_until_done()).await?;
    let shown = client.show_instance(&instance).await?.into_body();
    assert_eq!(
        (
            shown.enable_public_ip,
            shown.public_ip_id.value().map(String::as_str)
        ),
        (Some(true), Some("ip-1"))
    );
    let released = client.delete_public_ip(&instance).await?.into_body();
    let DeletePublicIpOutput::Ok(job) = released else {
        panic!("{released:?}")
    };
    wait(client.show_job_info(&job.job_id.unwrap()).wait_until_done()).await?;
    let shown = client.show_instance(&instance).await?.into_body();
    assert_eq!(shown.enable_public_ip, Some(false));

    let list = Whitelist::new("office", vec!["10.0.0.0/8".to_owned()]);
    let body = ModifyIpWhitelistBody::new(true, vec![list]);
    let job = client.update_ip_whitelist_async(&instance, &body).await?;
    let job = job.into_body().job_id.unwrap();
    wait(client.show_job_info(&job).wait_until_done()).await?;
    let shown = client.show_ip_whitelist(&instance).await?.into_body();
    assert_eq!(shown.whitelist.len(), 1);

    let tasks = client.list_background_task(&instance).await?.into_body();
    let id = tasks.tasks.unwrap()[0].id.clone().unwrap();
    client.delete_background_task(&*instance, &id).await?;
    let twice = client.delete_background_task(&*instance, &id).await;
    assert!(twice.is_err());
    Ok(())
}

#[tokio::test]
async fn the_tags_of_all_instances_are_listed_and_migrations_changed_and_stopped() -> Result {
    let (dcs, client, instance) = service().await;
    let other = dcs.add_instance("other");
    for (id, value) in [(&instance, "a"), (&other, "b")] {
        let tag = ResourceTag::new("stage").value(value);
        let body = CreateOrDeleteInstanceTags::new("create").tags(vec![tag]);
        client.batch_create_or_delete_tags(id, &body).await?;
    }
    let tags = client.list_tags_of_tenant().await?.into_body();
    let tags = tags.tags.unwrap();
    assert_eq!(
        (tags.len(), tags[0].values.clone().unwrap()),
        (1, vec!["a".to_owned(), "b".to_owned()])
    );

    let body = CreateMigrationTaskBody::new(
        "move",
        MigrationType::OnlineMigration,
        MigrationMethod::IncrementalMigration,
        TargetInstanceBody::new(&*instance),
    );
    let body = body.source_instance(SourceInstanceBody::new("10.0.0.1:6379"));
    let id = client
        .create_migration_task(&body)
        .await?
        .into_body()
        .id
        .unwrap();
    wait(client.show_migration_task(&id).wait_until_migrated()).await?;
    let change = UpdateMigrationTaskBody::new().resume_mode("manual");
    client.update_migration_task(&id, &change).await?;
    let task = client.show_migration_task(&id).await?.into_body();
    assert_eq!(task.resume_mode.as_deref(), Some("manual"));
    let stop = BatchStopMigrationTasksBody::new([&*id]);
    let stopped = client.batch_stop_migration_tasks(&stop).await?.into_body();
    assert_eq!(
        stopped.migration_tasks.unwrap()[0].result,
        Some(MigrationTaskResult::Success)
    );
    wait(client.show_migration_task(&id).wait_until_stopped()).await?;
    Ok(())
}
