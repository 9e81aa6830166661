//! What lists select, and what their entries show.

mod support;

use std::time::Duration;

use huaweicloud::dcs::Client;
use huaweicloud::dcs::models::*;
use huaweicloud::dcs::operations::ListRestoreRecordsOutput;
use huaweicloud_fake::{Dcs, Fault};
use support::service;

type Result = std::result::Result<(), Box<dyn std::error::Error>>;

fn new_instance(name: &str) -> CreateInstanceBody {
    CreateInstanceBody::new(name, "Redis", "spec", 2.0, ["az"], "vpc", "subnet")
        .password("Secret-123")
}

#[tokio::test]
async fn instances_are_selected_by_each_property() -> Result {
    let (dcs, client, first) = service().await;
    dcs.add_instance("cache-2");
    client
        .create_instance(&new_instance("other").private_ip("10.0.0.9"))
        .await?;
    dcs.fail("CreateInstance", Fault::Fails);
    client.create_instance(&new_instance("broken")).await?;
    dcs.advance(Duration::from_secs(60));
    dcs.advance_per_request(Duration::ZERO);
    let restart = ChangeInstanceStatusBody::new().action("restart");
    let restart = restart.instances([&*first]);
    client.restart_or_flush_instances(&restart).await?;
    let list = || client.list_instances();
    for (call, expected) in [
        (list(), vec!["cache", "cache-2", "other"]),
        (list().name("cache"), vec!["cache", "cache-2"]),
        (list().name("cache").name_equal("true"), vec!["cache"]),
        (
            list().name("cache").name_equal("1"),
            vec!["cache", "cache-2"],
        ),
        (list().name_equal("true"), vec!["cache", "cache-2", "other"]),
        (list().instance_id(&first), vec!["cache"]),
        (list().status("RESTARTING"), vec!["cache"]),
        (list().ip("10.0.0.9"), vec!["other"]),
        (list().capacity("2"), vec!["other"]),
        (
            list().capacity("2").include_failure("true"),
            vec!["other", "broken"],
        ),
    ] {
        let found = call.await?.into_body();
        assert_eq!(found.instance_num, Some(expected.len() as i32));
        let names = found.instances.iter().flatten();
        let names: Vec<_> = names.filter_map(|one| one.name.as_deref()).collect();
        assert_eq!(names, expected);
    }
    let count = || client.list_number_of_instances_in_different_status();
    assert_eq!(count().await?.create_failed_count, Some(0));
    let all = count().include_failure("true").await?.into_body();
    assert_eq!(
        (all.create_failed_count, all.restarting_count),
        (Some(1), Some(1))
    );
    let none = client.batch_delete_instances().all_failure(false).await?;
    assert_eq!(none.results.as_ref().unwrap().len(), 0);
    let failed = client.batch_delete_instances().all_failure(true).await?;
    assert_eq!(failed.results.as_ref().unwrap().len(), 1);
    Ok(())
}

#[tokio::test]
async fn an_instance_shows_what_it_was_created_with() -> Result {
    let (_dcs, client, other) = service().await;
    let mut body = new_instance("small");
    body.capacity = 0.5;
    let body = body
        .instance_num(2)
        .engine_version("6.0")
        .security_group_id("group")
        .maintain_begin("22:00:00")
        .maintain_end("02:00:00")
        .enterprise_project_id("project")
        .enable_public_ip(true)
        .public_ip_id("address")
        .port(6380)
        .instance_backup_policy(BackupPolicy::new("manual"))
        .description("of a test");
    let created = client.create_instance(&body).await?.into_body();
    let created = created.instances.unwrap();
    let names: Vec<_> = created
        .iter()
        .map(|one| one.instance_name.as_deref())
        .collect();
    assert_eq!(names, [Some("small-000"), Some("small-001")]);
    let other = client.show_instance(&other).await?;
    assert!(
        other.capacity_minor.value().is_none(),
        "only of less than one GB"
    );
    let id = created[0].instance_id.as_deref().unwrap();
    let shown = client.show_instance(id).await?.into_body();
    let shown = serde_json::to_value(shown)?;
    for (name, value) in [
        ("capacity_minor", "0.5"),
        ("engine_version", "6.0"),
        ("ip", "192.168.0.10"),
        ("security_group_id", "group"),
        ("maintain_begin", "22:00:00"),
        ("maintain_end", "02:00:00"),
        ("enterprise_project_id", "project"),
        ("publicip_id", "address"),
        ("description", "of a test"),
        ("no_password_access", "false"),
    ] {
        assert_eq!(shown[name], value, "{name}");
    }
    assert_eq!(
        (&shown["port"], &shown["max_memory"]),
        (&6380.into(), &512.into())
    );
    let policy = &shown["instance_backup_policy"]["policy"];
    assert_eq!(policy["backup_type"], "manual");
    let mut body = new_instance("one");
    body.capacity = 1.0;
    let created = client.create_instance(&body).await?.into_body();
    let created = created.instances.unwrap_or_default().remove(0);
    let id = created.instance_id.unwrap();
    let one = client.show_instance(&id).await?.into_body();
    assert!(one.capacity_minor.value().is_none());
    Ok(())
}

/// Makes two backups and restores the second, each half a minute after the one before.
async fn restored(client: &Client, dcs: &Dcs, instance: &str) -> Result {
    dcs.advance_per_request(Duration::ZERO);
    client.copy_instance(instance).await?;
    dcs.advance(Duration::from_secs(30));
    let backup = client.copy_instance(instance).await?.into_body();
    dcs.advance(Duration::from_secs(30));
    let body = RestoreInstanceBody::new(backup.backup_id.unwrap());
    client.restore_instance(instance, &body).await?;
    Ok(())
}

#[tokio::test]
async fn records_of_a_period_are_listed() -> Result {
    let (dcs, client, instance) = service().await;
    restored(&client, &dcs, &instance).await?;
    // The backups and the restoration were started at 0, 30 and 60 seconds.
    for (start, end, tasks, backups, restorations) in [
        ("20260101000000", "20260101000000", 1, 1, 0),
        ("20260101000001", "20260101000100", 2, 1, 1),
        ("20260101000030", "", 2, 1, 1),
        ("20260101000101", "", 0, 0, 0),
    ] {
        let list = client.list_background_task(&instance);
        let found = list.start_time(start).end_time(end).await?.into_body();
        assert_eq!(found.tasks.unwrap().len(), tasks, "{start}");
        assert_eq!(found.task_count, Some(TaskCount::String(tasks.to_string())));
        let list = client.list_center_task().start_time(start).end_time(end);
        assert_eq!(
            list.await?.into_body().tasks.unwrap().len(),
            tasks,
            "{start}"
        );
        let list = client.list_backup_records(&instance).begin_time(start);
        let found = list.end_time(end).await?.into_body();
        assert_eq!(found.total_num, Some(backups), "{start}");
        let list = client.list_restore_records(&instance).begin_time(start);
        let found = match list.end_time(end).await?.into_body() {
            ListRestoreRecordsOutput::Ok(found) => found.total_num.unwrap(),
            _ => 0,
        };
        assert_eq!(found, restorations, "{start}");
    }
    Ok(())
}

#[tokio::test]
async fn analyses_of_a_state_are_listed() -> Result {
    let (dcs, client, instance) = service().await;
    dcs.advance_per_request(Duration::ZERO);
    for fails in [true, false] {
        if fails {
            dcs.fail("CreateBigkeyScanTask", Fault::Fails);
        }
        client.create_bigkey_scan_task(&instance).await?;
        dcs.advance(Duration::from_secs(20));
    }
    client.create_bigkey_scan_task(&instance).await?;
    // Only an analysis of the same kind is in its way.
    let body = CreateOfflineKeyAnalysisRequestBody::new("node");
    client.create_offline_key_analysis(&instance, &body).await?;
    let list = || client.list_bigkey_scan_tasks(&instance);
    for status in ["waiting", "success", "failed"] {
        let status: KeyAnalysisStatus = status.parse()?;
        let found = list().status(status.clone()).await?.into_body();
        assert_eq!(found.count, Some(1), "{status:?}");
        let id = found.records.unwrap()[0].id.clone().unwrap();
        let details = client.show_bigkey_scan_task_details(&instance, &id).await?;
        let num = if status == KeyAnalysisStatus::Success {
            2
        } else {
            0
        };
        assert_eq!(details.num, Some(num), "{status:?}");
        client.delete_bigkey_scan_task(&*instance, &id).await?;
        client
            .show_bigkey_scan_task_details(&instance, &id)
            .await
            .unwrap_err();
    }
    assert_eq!(list().await?.count, Some(0));
    let offline = client.list_offline_key_analysis_task(&instance).await?;
    let offline = offline.into_body().records.unwrap().remove(0).id.unwrap();
    let early = client.show_offline_key_analysis_task(&instance, &offline);
    assert_eq!(early.await.unwrap_err().code(), Some("DCS.4026"));
    Ok(())
}

#[tokio::test]
async fn logs_are_collected_anew_and_slow_commands_sorted() -> Result {
    let (dcs, client, instance) = service().await;
    dcs.advance_per_request(Duration::ZERO);
    let mut links = Vec::new();
    for fails in [false, true] {
        if fails {
            dcs.fail("CreateRedislog", Fault::Fails);
        }
        client
            .create_redislog(&instance, LogType::Run)
            .query_time(1)
            .await?;
        let mut logs = client.list_redislog(&instance, LogType::Run).items();
        let mut ids = Vec::new();
        while let Some(log) = logs.next().await {
            ids.push(log?.id.unwrap());
        }
        assert_eq!(ids.len(), 2, "each day has one file");
        let early = client.create_redislog_download_link(&instance, &ids[1]);
        assert_eq!(early.await.unwrap_err().code(), Some("DCS.4800"));
        dcs.advance(Duration::from_secs(10));
        let link = client
            .create_redislog_download_link(&instance, &ids[1])
            .await;
        links.push(
            link.map(|link| link.into_body().link.unwrap().expose().to_owned())
                .ok(),
        );
    }
    let [Some(link), None] = &links[..] else {
        panic!("{links:?}");
    };
    assert!(link.contains("_2025-12-31.log"), "{link}");

    for (time, duration) in [("1", "9.5"), ("2", "5.5"), ("3", "10.5")] {
        let command = SlowlogItem::new().start_time(time).duration(duration);
        dcs.add_slow_command(&instance, command);
    }
    for (key, direction, expected) in [
        (
            SlowlogSortKey::Duration,
            SlowlogSortDirection::Ascending,
            ["2", "1", "3"],
        ),
        (
            SlowlogSortKey::Duration,
            SlowlogSortDirection::Descending,
            ["3", "1", "2"],
        ),
        (
            SlowlogSortKey::StartTime,
            SlowlogSortDirection::Ascending,
            ["1", "2", "3"],
        ),
    ] {
        let list = client.list_slowlog(&instance, "0", "9");
        let list = list.sort_key(key).sort_dir(direction).await?.into_body();
        let commands = list.slowlogs.unwrap();
        let times: Vec<_> = commands
            .iter()
            .filter_map(|one| one.start_time.as_deref())
            .collect();
        assert_eq!(times, expected);
    }
    Ok(())
}

#[tokio::test]
async fn migrations_are_listed_with_their_properties_and_progress() -> Result {
    let (dcs, client, instance) = service().await;
    dcs.advance_per_request(Duration::ZERO);
    let mut ids = Vec::new();
    for (name, method) in [
        ("move", MigrationMethod::FullAmountMigration),
        ("follow", MigrationMethod::IncrementalMigration),
    ] {
        let target = TargetInstanceBody::new(&*instance);
        let kind = MigrationType::OnlineMigration;
        let body = CreateMigrationTaskBody::new(name, kind, method, target)
            .description("of a test")
            .source_instance(SourceInstanceBody::new("10.0.0.1:6379"));
        let id = client.create_migration_task(&body).await?.into_body().id;
        ids.push(id.unwrap());
    }
    let found = client
        .list_migration_task()
        .name("follow")
        .await?
        .into_body();
    assert_eq!(found.count, Some(1));
    let shown = serde_json::to_value(&found.migration_tasks.unwrap()[0])?;
    for (name, value) in [
        ("task_id", &*ids[1]),
        ("task_name", "follow"),
        ("description", "of a test"),
        ("status", "FULLMIGRATING"),
        ("migration_type", "online_migration"),
        ("migration_method", "incremental_migration"),
        ("data_source", "10.0.0.1:6379"),
        ("target_instance_id", &instance),
        ("created_at", "2026-01-01T00:00:00Z"),
    ] {
        assert_eq!(shown[name], value, "{name}");
    }
    let progress = |id: String| {
        let client = client.clone();
        async move {
            let stats = client
                .show_migration_task_stats(&id)
                .await
                .unwrap()
                .into_body();
            (stats.is_migrating, stats.full_migration_progress)
        }
    };
    let percent = |number| Some(MigrationFigure::Integer(number));
    assert_eq!(progress(ids[1].clone()).await, (Some(true), percent(50)));
    dcs.advance(Duration::from_secs(30));
    assert_eq!(progress(ids[0].clone()).await, (Some(false), percent(100)));
    assert_eq!(progress(ids[1].clone()).await, (Some(true), percent(100)));

    dcs.fail("BatchRestartOnlineMigrationTasks", Fault::Fails);
    let restart = BatchRestartOnlineMigrationTasksBody::new([&*ids[0], &*ids[1]]);
    let restarted = client
        .batch_restart_online_migration_tasks(&restart)
        .await?;
    let restarted = restarted.into_body().migration_tasks.unwrap();
    assert_eq!(
        restarted[1].error_code.as_deref(),
        Some("DCS.4017"),
        "it runs"
    );
    // Stopped and started again, it takes its whole time, and the end of the first start does not count.
    client.stop_migration_task_sync(&ids[0]).await?;
    let restart = BatchRestartOnlineMigrationTasksBody::new([&*ids[0]]);
    dcs.advance(Duration::from_secs(20));
    client
        .batch_restart_online_migration_tasks(&restart)
        .await?;
    for (seconds, status) in [
        (10, MigrationStatus::FullMigrating),
        (20, MigrationStatus::Success),
    ] {
        dcs.advance(Duration::from_secs(seconds));
        let task = client.show_migration_task(&ids[0]).await?.into_body();
        assert_eq!(task.status, Some(status));
    }
    // Stopped at once while it was being stopped, and started again: the end of the first stop does not count.
    client
        .batch_restart_online_migration_tasks(&restart)
        .await?;
    client.stop_migration_task(&ids[0]).await?;
    client.stop_migration_task_sync(&ids[0]).await?;
    client
        .batch_restart_online_migration_tasks(&restart)
        .await?;
    dcs.advance(Duration::from_secs(10));
    let task = client.show_migration_task(&ids[0]).await?.into_body();
    assert_eq!(task.status, Some(MigrationStatus::FullMigrating));
    dcs.fail("StopMigrationTask", Fault::Fails);
    client.stop_migration_task(&ids[1]).await?;
    dcs.advance(Duration::from_secs(10));
    let task = client.show_migration_task(&ids[1]).await?.into_body();
    assert_eq!(task.status, Some(MigrationStatus::Failed));
    for (id, level, count) in [(0, "INFO", 12), (0, "ERROR", 0), (1, "ERROR", 1)] {
        let logs = client.list_migration_task_logs(&ids[id]).log_level(level);
        assert_eq!(logs.await?.log_num, Some(count), "{level}");
    }
    Ok(())
}
