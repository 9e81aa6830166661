//! The data of the service, and its time.

mod accounts;
mod analysis;
mod backups;
mod changes;
mod configuration;
mod diagnosis;
mod exports;
mod instances;
mod logs;
mod migration;
mod network;
mod tags;
mod tasks;

use std::collections::BTreeMap;
use std::time::{Duration, UNIX_EPOCH};

use huaweicloud::DateTime;
use huaweicloud::dcs::models::{ExportExcelJobResponse, ShowJobInfoResp, SlowlogItem};
use serde_core::Serialize;
use serde_json::{Map, Value};

use crate::call::{Call, Failure};
use crate::description::Operation;
use analysis::Kind;
use instances::Instance;
use migration::Migration;

/// The project of all data.
pub(crate) const PROJECT: &str = "a4d31cb63d724fdc8ec96e3a41e47f71";

/// The time at which the service starts: the first second of 2026.
const EPOCH: Duration = Duration::from_secs(1_767_225_600);

/// All data of the service.
#[derive(Default)]
pub(crate) struct State {
    now: Duration,
    last_id: u64,
    instances: BTreeMap<String, Instance>,
    jobs: BTreeMap<String, ShowJobInfoResp>,
    exports: BTreeMap<String, ExportExcelJobResponse>,
    migrations: BTreeMap<String, Migration>,
    events: BTreeMap<(Duration, u64), Event>,
}

/// What happens when a task ends.
type Event = Box<dyn FnOnce(&mut State) + Send>;

/// Carries out an operation, and returns the body of its response.
pub(crate) fn carry_out(
    state: &mut State,
    operation: &Operation,
    call: &Call,
) -> Result<Value, Failure> {
    match operation.id {
        "BatchCreateOrDeleteTags" => tags::create_or_delete(state, call),
        "BatchDeleteInstances" => changes::delete_several(state, call),
        "BatchRestartOnlineMigrationTasks" => migration::restart_several(state, call),
        "BatchStopMigrationTasks" => migration::stop_several(state, call),
        "CopyInstance" => backups::create(state, call),
        "CreateAclAccount" => accounts::create(state, call),
        "CreateAutoExpireScanTask" | "ScanExpireKey" => analysis::scan_expired(state, call),
        "CreateBigkeyScanTask" => analysis::create_big(state, call),
        "CreateDiagnosisTask" => diagnosis::create(state, call),
        "CreateHotkeyScanTask" => analysis::create_hot(state, call),
        "CreateInstance" => instances::create(state, call),
        "CreateMigrationTask" => migration::create(state, call),
        "CreateOfflineKeyAnalysis" => analysis::create_offline(state, call),
        "CreateOnlineMigrationTask" => migration::create_online(state, call),
        "CreateRedislog" => logs::collect(state, call),
        "CreateRedislogDownloadLink" => logs::link(state, call),
        "DeleteAclAccount" => accounts::delete(state, call),
        "DeleteBackgroundTask" => tasks::delete(state, call),
        "DeleteBackupFile" => backups::delete(state, call),
        "DeleteBigkeyScanTask" => analysis::delete_big(state, call),
        "DeleteCenterTask" => tasks::delete_of_center(state, call),
        "DeleteDiagnosisTask" => diagnosis::delete(state, call),
        "DeleteHotkeyScanTask" => analysis::delete_hot(state, call),
        "DeleteMigrationTask" => migration::delete(state, call),
        "DeleteOfflineKeyAnalysisTask" => analysis::delete_offline(state, call),
        "DeletePublicIp" => network::delete_public_ip(state, call),
        "DeleteSingleInstance" => changes::delete(state, call),
        "DownloadHotKey" => analysis::download_hot(state, call),
        "ExchangeInstanceIp" => migration::exchange(state, call, false),
        "ExportExcelJob" => exports::show(state, call),
        "ExportInstancesTask" => exports::create(state, call),
        "ListAclAccounts" => accounts::list(state, call),
        "ListBackgroundTask" => tasks::list(state, call),
        "ListBackupFileLinks" => backups::links(state, call),
        "ListBackupRecords" => backups::list(state, call),
        "ListBigkeyScanTasks" => analysis::list_big(state, call),
        "ListCenterTask" => tasks::list_of_center(state, call),
        "ListConfigurations" => configuration::list(state, call),
        "ListDiagnosisTasks" => diagnosis::list(state, call),
        "ListHotKeyScanTasks" => analysis::list_hot(state, call),
        "ListInstances" => instances::list(state, call),
        "ListMigrationTask" => migration::list(state, call),
        "ListMigrationTaskLogs" => migration::logs(state, call),
        "ListNumberOfInstancesInDifferentStatus" => instances::count(state, call),
        "ListOfflineKeyAnalysisTask" => analysis::list_offline(state, call),
        "ListRedislog" => logs::list(state, call),
        "ListRestoreRecords" => backups::list_restorations(state, call),
        "ListSlowlog" => logs::list_slow(state, call),
        "ListTagsOfTenant" => tags::list_all(state),
        "ResetAclAccountPassWord" => accounts::reset_password(state, call),
        "ResetPassword" => changes::reset_password(state, call),
        "ResizeInstance" => changes::resize(state, call),
        "RestartOrFlushInstances" => changes::restart_or_flush(state, call),
        "RestoreInstance" => backups::restore(state, call),
        "RollbackExchangeInstanceIp" => migration::exchange(state, call, true),
        "SetOnlineMigrationTask" => migration::set_online(state, call),
        "ShowBackgroundTaskProgress" => tasks::progress(state, call),
        "ShowBigkeyAutoscanConfig" | "UpdateBigkeyAutoscanConfig" => {
            analysis::schedule(state, call, Kind::Big)
        }
        "ShowBigkeyScanTaskDetails" => analysis::show_big(state, call),
        "ShowDiagnosisTaskDetails" => diagnosis::show(state, call),
        "ShowExpireAutoScanConfig" | "UpdateExpireAutoScanConfig" => {
            analysis::expiry_schedule(state, call)
        }
        "ShowExpireKeyScanInfo" => analysis::list_expired(state, call),
        "ShowHotkeyAutoscanConfig" | "UpdateHotkeyAutoScanConfig" => {
            analysis::schedule(state, call, Kind::Hot)
        }
        "ShowHotkeyTaskDetails" => analysis::show_hot(state, call),
        "ShowInstance" => instances::show(state, call),
        "ShowInstanceSslDetail" => network::show_ssl(state, call),
        "ShowIpWhitelist" => network::show_whitelist(state, call),
        "ShowJobInfo" => tasks::show_job(state, call),
        "ShowMigrationTask" => migration::show(state, call),
        "ShowMigrationTaskStats" => migration::stats(state, call),
        "ShowOfflineKeyAnalysisTask" => analysis::show_offline(state, call),
        "ShowTags" => tags::show(state, call),
        "StopMigrationTask" => migration::stop(state, call),
        "StopMigrationTaskSync" => migration::stop_at_once(state, call),
        "UpdateAclAccount" => accounts::update_role(state, call),
        "UpdateAclAccountPassWord" => accounts::update_password(state, call),
        "UpdateAclAccountRemark" => accounts::update_remark(state, call),
        "UpdateConfigurations" => configuration::update(state, call),
        "UpdateInstance" => instances::update(state, call),
        "UpdateInstanceConfig" => configuration::update_with_job(state, call),
        "UpdateIpWhitelist" => network::set_whitelist(state, call),
        "UpdateIpWhitelistAsync" => network::set_whitelist_with_job(state, call),
        // The content of its response is not documented.
        "UpdateMigrationTask" => {
            migration::update(state, call)?;
            Ok(operation.example.clone())
        }
        "UpdatePassword" => changes::update_password(state, call),
        "UpdatePublicIp" => network::set_public_ip(state, call),
        "UpdateSslSwitch" => network::switch_ssl(state, call),
        "UpgradeInstanceMinorVersion" => changes::upgrade(state, call),
        _ => example(state, operation, call),
    }
}

/// Responds with the example in the description, with a new job if it has the ID of one.
fn example(state: &mut State, operation: &Operation, call: &Call) -> Result<Value, Failure> {
    if call.arguments.contains_key("instance_id") {
        let instance = state.instance(call.instance_id())?;
        if operation.may_be_busy {
            instance.idle()?;
        }
    }
    let mut body = operation.example.clone();
    let is_text = body
        .as_str()
        .is_some_and(|text| text.starts_with("job_id:"));
    if operation.has_job || is_text {
        let job = state.start_job(operation.id, 10, call.fails);
        if is_text {
            return Ok(Value::String(format!("job_id:{job}")));
        }
        if !body.is_object() {
            body = Value::Object(Map::new());
        }
        body["job_id"] = Value::String(job);
    }
    Ok(body)
}

/// Encodes the body of a response.
fn encoded(body: impl Serialize) -> Result<Value, Failure> {
    serde_json::to_value(body).map_err(|error| Failure::new(500, "DCS.5000", &error.to_string()))
}

impl State {
    /// Advances the time.
    pub(crate) fn advance(&mut self, time: Duration) {
        let end = self.now + time;
        while let Some(event) = self.events.first_entry()
            && event.key().0 <= end
        {
            self.now = event.key().0;
            let event = event.remove();
            event(self);
        }
        self.now = end;
    }

    /// Schedules an event after a number of seconds.
    fn after(&mut self, seconds: u64, event: impl FnOnce(&mut State) + Send + 'static) {
        let number = self.number();
        let at = self.now + Duration::from_secs(seconds);
        self.events.insert((at, number), Box::new(event));
    }

    /// Returns the current time as text, such as `2026-01-01T00:00:00Z`.
    fn time(&self) -> String {
        DateTime::from(UNIX_EPOCH + EPOCH + self.now)
            .as_str()
            .to_owned()
    }

    /// Returns a day as text, a number of days ago.
    fn day(&self, ago: u64) -> String {
        let time = EPOCH + self.now - Duration::from_secs(ago * 86_400);
        DateTime::from(UNIX_EPOCH + time)
            .as_str()
            .chars()
            .take(10)
            .collect()
    }

    fn number(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    /// Returns a new ID.
    fn id(&mut self) -> String {
        let number = self.number();
        format!("{number:08x}-0000-4000-8000-{number:012x}")
    }

    fn instance(&mut self, id: &str) -> Result<&mut Instance, Failure> {
        self.instances.get_mut(id).ok_or_else(Failure::no_instance)
    }

    pub(crate) fn add_running(&mut self, name: &str) -> String {
        let id = self.id();
        let instance = Instance::new(&id, name, &self.time(), "RUNNING");
        self.instances.insert(id.clone(), instance);
        id
    }

    pub(crate) fn add_slow_command(&mut self, id: &str, command: SlowlogItem) {
        if let Some(instance) = self.instances.get_mut(id) {
            instance.slow_commands.push(command);
        }
    }
}
