//! Backups and restorations.

use huaweicloud::dcs::models::{
    BackupFileLink, BackupFormat, BackupInstanceBody, BackupInstanceResp, BackupRecordResponse,
    BackupStatus, BackupType, DownloadBackupFiles, InstanceRestoreInfo, QueryBackupResp,
    QueryInstanceRestoresResp, RestoreInstanceBody, RestoreInstanceResp, RestoreStatus,
};
use serde_json::Value;

use super::instances::Instance;
use super::tasks::Change;
use super::{State, encoded};
use crate::call::{Call, Failure};

pub(super) fn create(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let body: BackupInstanceBody = call.body()?;
    let change = Change {
        name: "Backup",
        seconds: 30,
        status: None,
        code: "DCS.4096",
        message: "the instance is backuping.",
    };
    let (id, time) = (state.id(), state.time());
    let (ended, fails) = (id.clone(), call.fails);
    state.start(call.instance_id(), &change, fails, move |instance, time| {
        if let Some(backup) = find(instance, &ended) {
            let status = if fails {
                BackupStatus::Failed
            } else {
                BackupStatus::Succeed
            };
            backup.status = Some(status);
            backup.progress = Some("100.00".to_owned());
            backup.size = Some(1024);
            backup.updated_at = Some(time.to_owned());
        }
    })?;
    let record = BackupRecordResponse::new()
        .backup_id(&*id)
        .backup_name(format!("backup_{}", time.replace(['-', ':', 'T', 'Z'], "")))
        .backup_type(BackupType::Manual)
        .backup_format(body.backup_format.unwrap_or(BackupFormat::Rdb))
        .instance_id(call.instance_id())
        .status(BackupStatus::BackingUp)
        .progress("0.00")
        .remark(body.remark.unwrap_or_default())
        .is_support_restore("TRUE")
        .created_at(time);
    state.instance(call.instance_id())?.backups.push(record);
    encoded(BackupInstanceResp::new().backup_id(id))
}

fn find<'a>(instance: &'a mut Instance, id: &str) -> Option<&'a mut BackupRecordResponse> {
    let mut backups = instance.backups.iter_mut();
    backups.find(|backup| backup.backup_id.as_deref() == Some(id))
}

/// Returns a backup whose files are available.
fn usable<'a>(
    instance: &'a mut Instance,
    id: &str,
) -> Result<&'a mut BackupRecordResponse, Failure> {
    let backup = find(instance, id).ok_or_else(no_backup)?;
    match backup.status {
        Some(BackupStatus::Succeed) => Ok(backup),
        _ => Err(Failure::not_allowed_now()),
    }
}

fn no_backup() -> Failure {
    Failure::new(400, "DCS.4031", "The backup file does not exist.")
}

pub(super) fn list(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let backups = state.instance(call.instance_id())?.backups.iter().rev();
    let is_asked = |backup: &&BackupRecordResponse| {
        call.is_in_period("begin_time", backup.created_at.as_deref())
    };
    let newest: Vec<_> = backups.filter(is_asked).cloned().collect();
    let count = i32::try_from(newest.len()).unwrap_or(i32::MAX);
    encoded(
        QueryBackupResp::new()
            .total_num(count)
            .backup_record_response(call.page(newest)),
    )
}

pub(super) fn delete(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let (instance_id, id) = (
        call.instance_id().to_owned(),
        call.get("backup_id").to_owned(),
    );
    let backup = find(state.instance(&instance_id)?, &id).ok_or_else(no_backup)?;
    if backup.status == Some(BackupStatus::BackingUp) {
        return Err(Failure::not_allowed_now());
    }
    let end = match call.fails {
        true => BackupStatus::Failed,
        false => BackupStatus::Deleted,
    };
    state.after(10, move |state| {
        if let Some(backup) = state
            .instance(&instance_id)
            .ok()
            .and_then(|instance| find(instance, &id))
        {
            backup.status = Some(end);
        }
    });
    Ok(Value::Null)
}

pub(super) fn links(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let backup = usable(state.instance(call.instance_id())?, call.get("backup_id"))?;
    let format = backup
        .backup_format
        .as_ref()
        .map_or("rdb", BackupFormat::as_str);
    let name = format!(
        "{}.{format}",
        backup.backup_name.as_deref().unwrap_or("backup")
    );
    let link = format!("{}/files/{name}?Signature=fake", call.endpoint);
    let link = BackupFileLink::new().file_name(&*name).link(link);
    let path = format!("{}/{name}", call.instance_id());
    encoded(
        DownloadBackupFiles::new()
            .bucket_name("dcs-fake")
            .file_path(path)
            .links(vec![link]),
    )
}

pub(super) fn restore(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let body: RestoreInstanceBody = call.body()?;
    let instance = state.instance(call.instance_id())?;
    instance.idle()?;
    let backup = usable(instance, &body.backup_id)?.clone();
    let change = Change {
        name: "Restore",
        seconds: 30,
        status: Some("RESTORING"),
        code: "DCS.4097",
        message: "the instance is restoring.",
    };
    let (id, time) = (state.id(), state.time());
    let (ended, fails) = (id.clone(), call.fails);
    state.start(call.instance_id(), &change, fails, move |instance, time| {
        let mut all = instance.restorations.iter_mut();
        if let Some(restoration) = all.find(|one| one.restore_id.as_ref() == Some(&ended)) {
            let status = if fails {
                RestoreStatus::Failed
            } else {
                RestoreStatus::Succeed
            };
            restoration.status = Some(status);
            restoration.progress = Some("100.00".to_owned());
            restoration.updated_at = Some(time.to_owned());
        }
    })?;
    let restoration = InstanceRestoreInfo::new()
        .restore_id(&*id)
        .restore_name(format!(
            "restore_{}",
            time.replace(['-', ':', 'T', 'Z'], "")
        ))
        .restore_remark(body.remark.unwrap_or_default())
        .backup_id(body.backup_id)
        .backup_name(backup.backup_name.unwrap_or_default())
        .status(RestoreStatus::Restoring)
        .progress("0.00")
        .created_at(time);
    state
        .instance(call.instance_id())?
        .restorations
        .push(restoration);
    encoded(RestoreInstanceResp::new().restore_id(id))
}

pub(super) fn list_restorations(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let all = state
        .instance(call.instance_id())?
        .restorations
        .iter()
        .rev();
    let is_asked =
        |one: &&InstanceRestoreInfo| call.is_in_period("begin_time", one.created_at.as_deref());
    let all: Vec<_> = all.filter(is_asked).cloned().collect();
    let count = i64::try_from(all.len()).unwrap_or(i64::MAX);
    let newest = call.page(all);
    if newest.is_empty() {
        return Ok(Value::Null);
    }
    encoded(
        QueryInstanceRestoresResp::new()
            .total_num(count)
            .restore_record_response(newest),
    )
}
