//! Instances: creation, lists, details, changes.

use huaweicloud::dcs::models::{
    AutoScanConfigResponse, BackupPolicy, BackupRecordResponse, CreateInstanceBody,
    CreateInstanceResp, CreatedInstance, DiagnosisReportInfo, ExpireAutoScanConfig,
    InstanceBackupPolicy, InstanceListInfo, InstanceRestoreInfo, InstanceTag, ModifyInstanceBody,
    QueryInstanceInfoResp, QueryInstanceListResp, QueryRedisConfig, RunlogItem,
    SingleBackgroundTask, SlowlogItem, TagKey, Whitelist,
};
use huaweicloud::{Nullable, Secret};
use serde_json::{Map, Value, json};

use super::accounts::Account;
use super::analysis::Analysis;
use super::{State, configuration, encoded};
use crate::call::{Call, Failure};

/// An instance with everything in it.
pub(super) struct Instance {
    pub(super) info: QueryInstanceInfoResp,
    pub(super) password: Option<Secret>,
    pub(super) wrong_passwords: u32,
    /// The code and message with which changes are rejected while another one runs.
    pub(super) busy: Option<(&'static str, &'static str)>,
    pub(super) settings: Vec<QueryRedisConfig>,
    pub(super) settings_status: &'static str,
    pub(super) is_whitelist_on: bool,
    pub(super) whitelist: Vec<Whitelist>,
    pub(super) backups: Vec<BackupRecordResponse>,
    pub(super) restorations: Vec<InstanceRestoreInfo>,
    pub(super) logs: Vec<RunlogItem>,
    pub(super) slow_commands: Vec<SlowlogItem>,
    pub(super) accounts: Vec<Account>,
    pub(super) analyses: Vec<Analysis>,
    pub(super) big_key_schedule: Option<AutoScanConfigResponse>,
    pub(super) hot_key_schedule: Option<AutoScanConfigResponse>,
    pub(super) expiry_schedule: ExpireAutoScanConfig,
    pub(super) diagnoses: Vec<DiagnosisReportInfo>,
    pub(super) tasks: Vec<SingleBackgroundTask>,
}

impl Instance {
    /// Returns an instance with default settings.
    pub(super) fn new(id: &str, name: &str, time: &str, status: &str) -> Self {
        let info = QueryInstanceInfoResp::new()
            .instance_id(id)
            .name(name)
            .status(status)
            .engine("Redis")
            .engine_version("5.0")
            .spec_code("redis.ha.xu1.large.r2.1")
            .capacity(1)
            .max_memory(1024)
            .used_memory(2)
            .ip("192.168.0.10")
            .port(6379)
            .domain_name(format!("redis-{id}.dcs.example.com"))
            .no_password_access("true")
            .enable_ssl(false)
            .enable_public_ip(false)
            .charging_mode(0)
            .tags(Vec::new())
            .created_at(time);
        Self {
            info,
            password: None,
            wrong_passwords: 0,
            busy: None,
            settings: configuration::defaults(),
            settings_status: "SUCCESS",
            is_whitelist_on: false,
            whitelist: Vec::new(),
            backups: Vec::new(),
            restorations: Vec::new(),
            logs: Vec::new(),
            slow_commands: Vec::new(),
            accounts: vec![Account::default_of(id)],
            analyses: Vec::new(),
            big_key_schedule: None,
            hot_key_schedule: None,
            expiry_schedule: ExpireAutoScanConfig::new()
                .instance_id(id)
                .enable_auto_scan(false),
            diagnoses: Vec::new(),
            tasks: Vec::new(),
        }
    }

    pub(super) fn status(&self) -> &str {
        self.info.status.as_deref().unwrap_or_default()
    }

    pub(super) fn set_status(&mut self, status: &str) {
        self.info.status = Some(status.to_owned());
    }

    /// Fails if the instance is not running, or if another change runs.
    pub(super) fn idle(&self) -> Result<(), Failure> {
        match (self.busy, self.status()) {
            (Some((code, message)), _) => Err(Failure::new(400, code, message)),
            (None, "RUNNING") => Ok(()),
            (None, _) => Err(Failure::not_allowed_now()),
        }
    }

    /// Returns the properties that a list shows.
    fn listed(&self) -> Result<InstanceListInfo, Failure> {
        let shown = encoded(&self.info)?;
        serde_json::from_value(shown).map_err(|error| Failure::invalid(&error.to_string()))
    }
}

pub(super) fn create(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let body: CreateInstanceBody = call.body()?;
    if body.no_password_access != Some(true) && body.password.is_none() {
        return Err(Failure::invalid("password"));
    }
    let count = body.instance_num.unwrap_or(1);
    if !(1..=100).contains(&count) {
        return Err(Failure::invalid("instance_num"));
    }
    let mut created = Vec::new();
    for number in 0..count {
        let name = match count {
            1 => body.name.clone(),
            _ => format!("{}-{number:03}", body.name),
        };
        let (id, time) = (state.id(), state.time());
        let mut instance = Instance::new(&id, &name, &time, "CREATING");
        instance.busy = Some(("DCS.4118", "the instance is creating."));
        instance.password.clone_from(&body.password);
        describe(&mut instance.info, &body);
        state.instances.insert(id.clone(), instance);
        let (fails, ended) = (call.fails, id.clone());
        state.after(60, move |state| {
            if let Ok(instance) = state.instance(&ended) {
                instance.busy = None;
                instance.set_status(if fails { "CREATEFAILED" } else { "RUNNING" });
            }
        });
        created.push(CreatedInstance::new().instance_id(id).instance_name(name));
    }
    encoded(CreateInstanceResp::new().instances(created))
}

/// Sets the requested properties of a new instance.
fn describe(info: &mut QueryInstanceInfoResp, body: &CreateInstanceBody) {
    info.engine = Some(body.engine.clone());
    info.spec_code = Some(body.spec_code.clone());
    info.capacity = Some(body.capacity as i32);
    if body.capacity < 1.0 {
        info.capacity_minor = Nullable::Value(body.capacity.to_string());
    }
    info.max_memory = Some((body.capacity * 1024.0) as i32);
    info.az_codes = Some(body.az_codes.clone());
    info.vpc_id = Some(body.vpc_id.clone());
    info.subnet_id = Some(body.subnet_id.clone());
    info.no_password_access = Some(body.password.is_none().to_string());
    info.enable_ssl = Some(body.enable_ssl.unwrap_or(false));
    info.enable_public_ip = Some(body.enable_public_ip.unwrap_or(false));
    let text = |from: &Option<String>, to: &mut Option<String>| {
        if from.is_some() {
            to.clone_from(from);
        }
    };
    text(&body.engine_version, &mut info.engine_version);
    text(&body.private_ip, &mut info.ip);
    text(&body.security_group_id, &mut info.security_group_id);
    text(&body.maintain_begin, &mut info.maintain_begin);
    text(&body.maintain_end, &mut info.maintain_end);
    text(&body.enterprise_project_id, &mut info.enterprise_project_id);
    text(
        &body.enterprise_project_name,
        &mut info.enterprise_project_name,
    );
    info.public_ip_id = body.public_ip_id.clone().into();
    if let Some(port) = body.port.and_then(|port| i32::try_from(port).ok()) {
        info.port = Some(port);
    }
    if let Some(description) = &body.description {
        info.description = Nullable::Value(description.clone());
    }
    info.instance_backup_policy = shown(body.instance_backup_policy.clone());
    let tags = body.tags.iter().flatten().map(|tag| {
        let value = tag.value.clone().unwrap_or_default();
        InstanceTag::new()
            .key(TagKey::String(tag.key.clone()))
            .value(value)
    });
    info.tags = Some(tags.collect());
}

/// Returns a backup policy as instances show it.
fn shown(policy: Option<BackupPolicy>) -> Nullable<InstanceBackupPolicy> {
    let policy = policy.map(|policy| InstanceBackupPolicy::new().policy(policy));
    policy.into()
}

pub(super) fn show(state: &mut State, call: &Call) -> Result<Value, Failure> {
    encoded(&state.instance(call.instance_id())?.info)
}

/// Whether an instance is listed and counted.
fn is_shown(instance: &Instance, call: &Call) -> bool {
    instance.status() != "CREATEFAILED" || call.get("include_failure") == "true"
}

pub(super) fn list(state: &State, call: &Call) -> Result<Value, Failure> {
    let (name, is_exact) = (call.get("name"), call.get("name_equal") == "true");
    let fits = |instance: &&Instance| {
        let info = &instance.info;
        let (own, status) = (info.name.as_deref().unwrap_or_default(), instance.status());
        let fits_name = if is_exact {
            name == own
        } else {
            own.contains(name)
        };
        let id = info.instance_id.as_deref().unwrap_or_default();
        let capacity = info.capacity.unwrap_or_default().to_string();
        (name.is_empty() || fits_name)
            && is_shown(instance, call)
            && call.selects("instance_id", id)
            && call.selects("status", status)
            && call.selects("capacity", &capacity)
            && call.selects("ip", info.ip.as_deref().unwrap_or_default())
    };
    let all: Result<Vec<_>, _> = state
        .instances
        .values()
        .filter(fits)
        .map(Instance::listed)
        .collect();
    let all = all?;
    let count = i32::try_from(all.len()).unwrap_or(i32::MAX);
    encoded(
        QueryInstanceListResp::new()
            .instance_num(count)
            .instances(call.page(all)),
    )
}

pub(super) fn count(state: &State, call: &Call) -> Result<Value, Failure> {
    let mut counts = Map::new();
    for status in [
        "running",
        "creating",
        "createfailed",
        "error",
        "restarting",
        "extending",
        "restoring",
        "flushing",
        "frozen",
    ] {
        let is_counted = |instance: &&Instance| {
            instance.status().to_lowercase() == status && is_shown(instance, call)
        };
        let count = state.instances.values().filter(is_counted).count();
        counts.insert(format!("{status}_count"), json!(count));
    }
    let mut all = counts.clone();
    all.insert("redis".to_owned(), Value::Object(counts));
    Ok(Value::Object(all))
}

pub(super) fn update(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let body: ModifyInstanceBody = call.body()?;
    let instance = state.instance(call.instance_id())?;
    instance.idle()?;
    let info = &mut instance.info;
    if let Some(description) = body.description {
        info.description = Nullable::Value(description);
    }
    if body.instance_backup_policy.is_some() {
        info.instance_backup_policy = shown(body.instance_backup_policy);
    }
    info.name = body.name.or(info.name.take());
    info.port = body.port.or(info.port);
    info.maintain_begin = body.maintain_begin.or(info.maintain_begin.take());
    info.maintain_end = body.maintain_end.or(info.maintain_end.take());
    info.security_group_id = body.security_group_id.or(info.security_group_id.take());
    Ok(Value::Null)
}
