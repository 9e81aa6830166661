//! Migrations of data, and the exchange of addresses.

use huaweicloud::dcs::models::{
    BatchRestartMigrationTaskResult, BatchRestartOnlineMigrateTasksResponse,
    BatchStopMigrateTasksResponse, BatchStopMigrationTasksBody, ConfigMigrationInstanceBody,
    CreateMigrateTaskResponse, CreateMigrationTaskBody, CreateOnlineMigrateTaskResponse,
    CreateOnlineMigrationTaskBody, ListMigrationTaskLogsResp, MigrateStatsResponse,
    MigrationFigure, MigrationLog, MigrationLogLevel, MigrationMethod, MigrationStatus,
    MigrationTaskDetail, MigrationTaskIds, MigrationTaskListItem, MigrationTaskResult,
    MigrationType, QueryMigrationTaskListResponse, SetOnlineMigrationTaskBody, SourceInstanceBody,
    StopMigrationTaskResult, TargetInstanceBody, UpdateMigrationTaskBody,
};
use serde_json::Value;

use super::{State, encoded};
use crate::call::{Call, Failure};

/// A migration with its log.
pub(super) struct Migration {
    detail: MigrationTaskDetail,
    logs: Vec<MigrationLog>,
}

impl Migration {
    fn is(&self, status: &MigrationStatus) -> bool {
        self.detail.status.as_ref() == Some(status)
    }

    /// Whether data is still being copied, or changes are being followed.
    fn is_running(&self) -> bool {
        use MigrationStatus::{FullMigrating, IncrementalMigrating, Migrating, Terminating};
        [FullMigrating, IncrementalMigrating, Migrating, Terminating]
            .iter()
            .any(|status| self.is(status))
    }

    fn set(&mut self, status: MigrationStatus, time: &str) {
        let level = match status {
            MigrationStatus::Failed => MigrationLogLevel::Error,
            _ => MigrationLogLevel::Info,
        };
        let log = MigrationLog::new().created_at(time).log_level(level);
        self.logs
            .push(log.message(format!("The migration is {}.", status.as_str())));
        self.detail.status = Some(status);
        self.detail.updated_at = Some(time.to_owned());
    }
}

fn unknown() -> Failure {
    Failure::new(400, "DCS.4133", "The migration task does not exist.")
}

impl State {
    fn migration(&mut self, id: &str) -> Result<&mut Migration, Failure> {
        self.migrations.get_mut(id).ok_or_else(unknown)
    }

    /// Ends what a migration does now after some seconds, unless it has been stopped or started again by then.
    fn end(&mut self, id: &str, seconds: u64, end: MigrationStatus) {
        let log = self.migrations.get(id).map(|known| known.logs.len());
        let id = id.to_owned();
        self.after(seconds, move |state| {
            let time = state.time();
            let known = state.migrations.get_mut(&id);
            if let Some(known) = known.filter(|known| Some(known.logs.len()) == log) {
                known.set(end, &time);
            }
        });
    }
}

fn insert(state: &mut State, detail: MigrationTaskDetail) -> String {
    let (id, time) = (state.id(), state.time());
    let migration = Migration {
        detail: detail.task_id(&*id).created_at(&*time).updated_at(time),
        logs: Vec::new(),
    };
    state.migrations.insert(id.clone(), migration);
    id
}

/// Starts to copy, which takes 30 seconds.
fn copy(state: &mut State, id: &str, fails: bool) -> Result<Value, Failure> {
    let time = state.time();
    let migration = state.migration(id)?;
    let is_online = migration.detail.migration_type == Some(MigrationType::OnlineMigration);
    let status = match is_online {
        true => MigrationStatus::FullMigrating,
        false => MigrationStatus::Migrating,
    };
    let goes_on = migration.detail.migration_method == Some(MigrationMethod::IncrementalMigration);
    let end = match (fails, goes_on) {
        (true, _) => MigrationStatus::Failed,
        (false, true) => MigrationStatus::IncrementalMigrating,
        (false, false) => MigrationStatus::Success,
    };
    migration.set(status.clone(), &time);
    let name = migration.detail.task_name.clone().unwrap_or_default();
    let response = CreateMigrateTaskResponse::new().id(id).name(name);
    let response = response.status(status);
    state.end(id, 30, end);
    encoded(response)
}

pub(super) fn create(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let body: CreateMigrationTaskBody = call.body()?;
    state.instance(&body.target_instance.id)?.idle()?;
    let mut detail = MigrationTaskDetail::new()
        .task_name(body.task_name)
        .migration_type(body.migration_type)
        .migration_method(body.migration_method)
        .target_instance(body.target_instance);
    detail.description = body.description;
    detail.network_type = body.network_type;
    detail.backup_files = body.backup_files;
    detail.source_instance = body.source_instance;
    let id = insert(state, detail);
    copy(state, &id, call.fails)
}

/// Starts a machine for an online migration, which [`set_online`] then configures.
pub(super) fn create_online(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let body: CreateOnlineMigrationTaskBody = call.body()?;
    let mut detail = MigrationTaskDetail::new()
        .task_name(body.name)
        .migration_type(MigrationType::OnlineMigration)
        .tenant_vpc_id(body.vpc_id)
        .tenant_subnet_id(body.subnet_id)
        .tenant_security_group_id(body.security_group_id);
    detail.description = body.description;
    let id = insert(state, detail);
    let job = state.start_job("createMigrationInstanceJob", 30, call.fails);
    let (ready, fails) = (id.clone(), call.fails);
    state.after(30, move |state| {
        if let Some(migration) = state.migrations.get_mut(&ready).filter(|_| !fails) {
            migration.detail.ecs_tenant_private_ip = Some("192.168.0.20".to_owned());
        }
    });
    let response = CreateOnlineMigrateTaskResponse::new();
    encoded(response.instance_id(id).job_id(job))
}

pub(super) fn set_online(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let body: SetOnlineMigrationTaskBody = call.body()?;
    let id = call.get("task_id");
    let migration = state.migration(id)?;
    if migration.is_running() || migration.detail.ecs_tenant_private_ip.is_none() {
        return Err(still_running());
    }
    let ConfigMigrationInstanceBody {
        id: target, addrs, ..
    } = body.target_instance;
    let mut target = TargetInstanceBody::new(target.unwrap_or_default());
    target.addrs = addrs;
    let mut source = SourceInstanceBody::new(body.source_instance.addrs.unwrap_or_default());
    source.id = body.source_instance.id;
    source.password = body.source_instance.password;
    let detail = &mut migration.detail;
    detail.migration_method = Some(body.migration_method);
    detail.resume_mode = Some(body.resume_mode.as_str().to_owned());
    detail.bandwidth_limit_mb = body.bandwidth_limit_mb;
    detail.source_instance = Some(source);
    detail.target_instance = Some(target);
    copy(state, id, call.fails)
}

fn still_running() -> Failure {
    let message = "This DCS instance job task is still running.";
    Failure::new(400, "DCS.4017", message)
}

pub(super) fn show(state: &mut State, call: &Call) -> Result<Value, Failure> {
    encoded(&state.migration(call.get("task_id"))?.detail)
}

pub(super) fn list(state: &State, call: &Call) -> Result<Value, Failure> {
    let name = call.get("name");
    let all = state.migrations.values().map(|migration| &migration.detail);
    let found = all.filter(|detail| name.is_empty() || detail.task_name.as_deref() == Some(name));
    let listed = found.map(|detail| {
        let source = detail.source_instance.as_ref();
        let target = detail.target_instance.as_ref();
        let mut item = MigrationTaskListItem::new();
        item.task_id.clone_from(&detail.task_id);
        item.task_name.clone_from(&detail.task_name);
        item.description.clone_from(&detail.description);
        item.status.clone_from(&detail.status);
        item.migration_type.clone_from(&detail.migration_type);
        item.migration_method.clone_from(&detail.migration_method);
        item.resume_mode.clone_from(&detail.resume_mode);
        item.data_source = source.map(|source| source.addrs.clone());
        item.source_instance_id = source.and_then(|source| source.id.clone());
        item.target_instance_id = target.map(|target| target.id.clone());
        item.created_at.clone_from(&detail.created_at);
        item
    });
    let listed: Vec<_> = listed.collect();
    let count = i64::try_from(listed.len()).unwrap_or(i64::MAX);
    let response = QueryMigrationTaskListResponse::new().count(count);
    encoded(response.migration_tasks(call.page(listed)))
}

pub(super) fn logs(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let mut logs = state.migration(call.get("task_id"))?.logs.clone();
    logs.retain(|log| {
        let level = log.log_level.as_ref();
        call.selects("log_level", level.map_or("", MigrationLogLevel::as_str))
    });
    let count = i32::try_from(logs.len()).unwrap_or(i32::MAX);
    let response = ListMigrationTaskLogsResp::new().log_num(count);
    encoded(response.migration_logs(call.page(logs)))
}

pub(super) fn stats(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let migration = state.migration(call.get("task_id"))?;
    let is_copied = [
        MigrationStatus::Success,
        MigrationStatus::IncrementalMigrating,
    ];
    let is_copied = is_copied.iter().any(|status| migration.is(status));
    let progress = if is_copied { 100 } else { 50 };
    let response = MigrateStatsResponse::new().is_migrating(migration.is_running());
    encoded(response.full_migration_progress(MigrationFigure::Integer(progress)))
}

pub(super) fn update(state: &mut State, call: &Call) -> Result<(), Failure> {
    let body: UpdateMigrationTaskBody = call.body()?;
    state.migration(call.get("task_id"))?.detail.resume_mode = body.resume_mode;
    Ok(())
}

/// Stops a migration after some seconds.
fn stop_in(state: &mut State, id: &str, seconds: u64, fails: bool) -> Result<(), Failure> {
    let time = state.time();
    let migration = state.migration(id)?;
    if !migration.is_running() {
        return Err(Failure::not_allowed_now());
    }
    migration.set(MigrationStatus::Terminating, &time);
    let end = match fails {
        true => MigrationStatus::Failed,
        false => MigrationStatus::Terminated,
    };
    state.end(id, seconds, end);
    Ok(())
}

pub(super) fn stop(state: &mut State, call: &Call) -> Result<Value, Failure> {
    stop_in(state, call.get("task_id"), 10, call.fails)?;
    show(state, call)
}

pub(super) fn stop_at_once(state: &mut State, call: &Call) -> Result<Value, Failure> {
    stop_in(state, call.get("task_id"), 0, call.fails)?;
    Ok(Value::Null)
}

fn result(ended: &Result<(), Failure>) -> (MigrationTaskResult, Option<String>, Option<String>) {
    match ended {
        Ok(()) => (MigrationTaskResult::Success, None, None),
        Err(failure) => {
            let (code, message) = (failure.code.to_owned(), failure.message.clone());
            (MigrationTaskResult::Failed, Some(code), Some(message))
        }
    }
}

pub(super) fn stop_several(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let body: BatchStopMigrationTasksBody = call.body()?;
    let mut ids = body.migration_tasks.iter();
    if ids.any(|id| !state.migrations.contains_key(id)) {
        return Err(Failure::new(
            400,
            "DCS.4855",
            "The migration task does not exist.",
        ));
    }
    let results = body.migration_tasks.into_iter().map(|id| {
        let (ended, code, message) = result(&stop_in(state, &id, 10, call.fails));
        let mut result = StopMigrationTaskResult::new().task_id(id).result(ended);
        (result.error_code, result.error_msg) = (code, message);
        result
    });
    let results: Vec<_> = results.collect();
    encoded(BatchStopMigrateTasksResponse::new().migration_tasks(results))
}

pub(super) fn restart_several(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let tasks = call.body.get("migration_tasks").and_then(Value::as_array);
    let ids = tasks.into_iter().flatten().filter_map(Value::as_str);
    let results = ids.map(|id| {
        let restarted = match state.migration(id) {
            Ok(migration) if migration.is_running() => Err(still_running()),
            Ok(_) => copy(state, id, call.fails).map(drop),
            Err(failure) => Err(failure),
        };
        let (ended, code, message) = result(&restarted);
        let mut result = BatchRestartMigrationTaskResult::new().task_id(id);
        result.result = Some(ended);
        (result.error_code, result.error_msg) = (code, message);
        result
    });
    let results: Vec<_> = results.collect();
    encoded(BatchRestartOnlineMigrateTasksResponse::new().migration_tasks(results))
}

pub(super) fn delete(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let body: MigrationTaskIds = call.body()?;
    for id in &body.task_id_list {
        if state.migration(id)?.is_running() {
            return Err(still_running());
        }
    }
    let ids = body.task_id_list.clone();
    state.after(10, move |state| {
        state.migrations.retain(|id, _| !ids.contains(id));
    });
    encoded(body)
}

/// Exchanges the addresses of source and target, or reverts that, which takes 20 seconds.
pub(super) fn exchange(
    state: &mut State,
    call: &Call,
    is_rollback: bool,
) -> Result<Value, Failure> {
    let id = call.get("task_id").to_owned();
    let migration = state.migration(&id)?;
    let status = migration.detail.task_status.as_deref();
    let may = match is_rollback {
        true => status == Some("EXCHANGE_SUCCESS"),
        false => {
            migration.is(&MigrationStatus::Success)
                || migration.is(&MigrationStatus::IncrementalMigrating)
        }
    };
    if !may {
        return Err(Failure::not_allowed_now());
    }
    let (name, fails) = (
        if is_rollback { "ROLLBACK" } else { "EXCHANGE" },
        call.fails,
    );
    migration.detail.task_status = Some(format!("{name}_RUNNING"));
    state.after(20, move |state| {
        if let Some(migration) = state.migrations.get_mut(&id) {
            let end = if fails { "FAILED" } else { "SUCCESS" };
            migration.detail.task_status = Some(format!("{name}_{end}"));
        }
    });
    Ok(Value::Null)
}
