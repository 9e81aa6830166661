//! Analyses of keys: big, hot and expired ones, and those of a backup.

use huaweicloud::Nullable;
use huaweicloud::dcs::models::{
    AutoScanConfigRequest, AutoScanConfigResponse, BigKey, BigkeyHistoriesResponse,
    BigkeyHistoryDetailResponse, CreateOfflineKeyAnalysisRequestBody,
    CreateOfflineKeyAnalysisResponseBody, DeleteOfflineKeyAnalysisResponse, ExpireKeyScanList,
    ExpireKeyScanRecord, HotKey, HotkeyHistoriesResponse, HotkeyHistoryDetailResponse,
    KeyAnalysisRecord, KeyAnalysisStatus, KeyScanType, KeyTypeNum, LargestKey,
    OfflineKeyAnalysisDetail, OfflineKeyAnalysisList, OfflineKeyAnalysisRecord,
    OfflineKeyAnalysisType, RedisKeyType, UpdateAutoScanConfigRequestBody,
};
use serde_json::{Value, json};

use super::{State, encoded};
use crate::call::{Call, Failure};

/// What an analysis searches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Big keys.
    Big,
    /// Hot keys.
    Hot,
    /// Expired keys.
    Expired,
    /// Everything, in a backup.
    Offline,
}

/// An analysis of an instance.
#[derive(Clone)]
pub(super) struct Analysis {
    kind: Kind,
    id: String,
    status: KeyAnalysisStatus,
    created_at: String,
    ended_at: Option<String>,
    backup_id: Option<String>,
    node_id: String,
}

impl Analysis {
    fn is_done(&self) -> bool {
        self.status == KeyAnalysisStatus::Success
    }

    /// Returns when it started and finished, which lists only show after it has finished.
    fn times(&self) -> (Option<String>, Option<String>) {
        let started = self.ended_at.as_ref().map(|_| self.created_at.clone());
        (started, self.ended_at.clone())
    }
}

/// Starts an analysis, which takes 20 seconds.
fn start(state: &mut State, call: &Call, kind: Kind) -> Result<Analysis, Failure> {
    let (id, created_at) = (state.id(), state.time());
    let instance = state.instance(call.instance_id())?;
    instance.idle()?;
    let is_running =
        |known: &Analysis| known.kind == kind && known.status == KeyAnalysisStatus::Waiting;
    if instance.analyses.iter().any(is_running) {
        match kind {
            Kind::Big => {
                let message = "Instance bigkey analyze is running.";
                return Err(Failure::new(400, "DCS.4918", message));
            }
            Kind::Offline => {
                let message = "An offline analysis of the instance is running.";
                return Err(Failure::new(400, "DCS.4231", message));
            }
            Kind::Hot | Kind::Expired => {}
        }
    }
    let analysis = Analysis {
        kind,
        id: id.clone(),
        status: KeyAnalysisStatus::Waiting,
        created_at,
        ended_at: None,
        backup_id: None,
        node_id: String::new(),
    };
    instance.analyses.push(analysis.clone());
    let (instance_id, fails) = (call.instance_id().to_owned(), call.fails);
    state.after(20, move |state| {
        let time = state.time();
        let instance = state.instance(&instance_id);
        let mut analyses = instance.into_iter().flat_map(|one| &mut one.analyses);
        if let Some(analysis) = analyses.find(|known| known.id == id) {
            analysis.ended_at = Some(time);
            analysis.status = match fails {
                true => KeyAnalysisStatus::Failed,
                false => KeyAnalysisStatus::Success,
            };
        }
    });
    Ok(analysis)
}

/// Returns the analyses of a kind, the newest first.
fn all(state: &mut State, call: &Call, kind: Kind) -> Result<Vec<Analysis>, Failure> {
    let analyses = state.instance(call.instance_id())?.analyses.iter().rev();
    Ok(analyses
        .filter(|known| known.kind == kind && call.selects("status", known.status.as_str()))
        .cloned()
        .collect())
}

fn unknown(kind: Kind) -> Failure {
    match kind {
        Kind::Big => Failure::new(400, "DCS.4942", "The bigkey id does not exist."),
        Kind::Hot => Failure::new(400, "DCS.4941", "The hotkey id does not exist."),
        Kind::Expired | Kind::Offline => Failure::new(400, "DCS.4070", "Invalid task ID format."),
    }
}

fn find(state: &mut State, call: &Call, kind: Kind, id: &str) -> Result<Analysis, Failure> {
    let mut analyses = all(state, call, kind)?.into_iter();
    analyses
        .find(|known| known.id == id)
        .ok_or_else(|| unknown(kind))
}

fn remove(state: &mut State, call: &Call, kind: Kind, id: &str) -> Result<Analysis, Failure> {
    let analysis = find(state, call, kind, id)?;
    let analyses = &mut state.instance(call.instance_id())?.analyses;
    analyses.retain(|known| known.id != id);
    Ok(analysis)
}

fn record(analysis: &Analysis) -> KeyAnalysisRecord {
    let mut record = KeyAnalysisRecord::new()
        .id(&*analysis.id)
        .status(analysis.status.clone())
        .scan_type(KeyScanType::Manual)
        .created_at(&*analysis.created_at);
    (record.started_at, record.finished_at) = analysis.times();
    record
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn big(instance_id: &str, analysis: &Analysis) -> Result<Value, Failure> {
    let mut detail = BigkeyHistoryDetailResponse::new()
        .id(&*analysis.id)
        .instance_id(instance_id)
        .status(analysis.status.clone())
        .scan_type(KeyScanType::Manual)
        .created_at(&*analysis.created_at)
        .num(0);
    detail.started_at = analysis.ended_at.clone().into();
    detail.finished_at = analysis.ended_at.clone().into();
    if analysis.is_done() {
        let keys = big_keys();
        detail.num = Some(count(keys.len()));
        detail.keys = Nullable::Value(keys);
    }
    encoded(detail)
}

/// Returns the big keys that every analysis finds.
fn big_keys() -> Vec<BigKey> {
    let sessions = BigKey::new().name("sessions").key_type(RedisKeyType::Hash);
    let sessions = sessions.size(100_000).unit("count").shard("group-1").db(0);
    let report = BigKey::new()
        .name("report:2025")
        .key_type(RedisKeyType::String);
    let report = report.size(12_582_912).unit("bytes").shard("group-1").db(0);
    vec![sessions, report]
}

fn hot(instance_id: &str, analysis: &Analysis) -> Result<Value, Failure> {
    let mut detail = HotkeyHistoryDetailResponse::new()
        .id(&*analysis.id)
        .instance_id(instance_id)
        .status(analysis.status.clone())
        .scan_type(KeyScanType::Manual)
        .created_at(&*analysis.created_at)
        .num(0);
    detail.started_at = analysis.ended_at.clone().into();
    detail.finished_at = analysis.ended_at.clone().into();
    if analysis.is_done() {
        let key = HotKey::new()
            .name("front-page")
            .key_type(RedisKeyType::String);
        let key = key
            .size(4096)
            .unit("bytes")
            .freq(255)
            .shard("group-1")
            .db(0);
        detail.num = Some(1);
        detail.keys = Nullable::Value(vec![key]);
    }
    encoded(detail)
}

pub(super) fn create_big(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let analysis = start(state, call, Kind::Big)?;
    big(call.instance_id(), &analysis)
}

pub(super) fn list_big(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let all = all(state, call, Kind::Big)?;
    let response = BigkeyHistoriesResponse::new().instance_id(call.instance_id());
    let response = response.count(count(all.len()));
    encoded(response.records(call.page(all.iter().map(record).collect())))
}

pub(super) fn show_big(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let analysis = find(state, call, Kind::Big, call.get("bigkey_id"))?;
    big(call.instance_id(), &analysis)
}

pub(super) fn delete_big(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let analysis = remove(state, call, Kind::Big, call.get("bigkey_id"))?;
    big(call.instance_id(), &analysis)
}

pub(super) fn create_hot(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let analysis = start(state, call, Kind::Hot)?;
    hot(call.instance_id(), &analysis)
}

pub(super) fn list_hot(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let all = all(state, call, Kind::Hot)?;
    let response = HotkeyHistoriesResponse::new().instance_id(call.instance_id());
    let response = response.count(count(all.len()));
    encoded(response.records(call.page(all.iter().map(record).collect())))
}

pub(super) fn show_hot(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let analysis = find(state, call, Kind::Hot, call.get("hotkey_id"))?;
    hot(call.instance_id(), &analysis)
}

pub(super) fn delete_hot(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let analysis = remove(state, call, Kind::Hot, call.get("hotkey_id"))?;
    hot(call.instance_id(), &analysis)
}

pub(super) fn download_hot(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let analysis = find(state, call, Kind::Hot, call.get("task_id"))?;
    match analysis.is_done() {
        true => Ok(Value::from(
            "name,type,size,freq\nfront-page,string,4096,255\n",
        )),
        false => Err(Failure::not_allowed_now()),
    }
}

pub(super) fn scan_expired(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let analysis = start(state, call, Kind::Expired)?;
    // Two operations start it, and the bodies of their responses are the same.
    Ok(json!({
        "id": analysis.id,
        "instance_id": call.instance_id(),
        "status": analysis.status.as_str(),
        "scan_type": "manual",
        "created_at": analysis.created_at,
    }))
}

pub(super) fn list_expired(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let all = all(state, call, Kind::Expired)?;
    let records = call.page(all.iter().collect());
    let records = records.into_iter().map(|analysis| {
        let mut record = ExpireKeyScanRecord::new()
            .id(&*analysis.id)
            .instance_id(call.instance_id())
            .status(analysis.status.clone())
            .scan_type("manual")
            .num(if analysis.is_done() { 7 } else { 0 })
            .created_at(&*analysis.created_at);
        (record.started_at, record.finished_at) = analysis.times();
        record
    });
    let records: Vec<_> = records.collect();
    let number = |number: usize| i32::try_from(number).unwrap_or(i32::MAX);
    let response = ExpireKeyScanList::new().instance_id(call.instance_id());
    let response = response
        .total(number(all.len()))
        .count(number(records.len()));
    encoded(response.records(records))
}

pub(super) fn create_offline(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let body: CreateOfflineKeyAnalysisRequestBody = call.body()?;
    let analysis = start(state, call, Kind::Offline)?;
    let mut analyses = state.instance(call.instance_id())?.analyses.iter_mut();
    if let Some(known) = analyses.find(|known| known.id == analysis.id) {
        (known.backup_id, known.node_id) = (body.backup_id, body.node_id);
    }
    encoded(CreateOfflineKeyAnalysisResponseBody::new().task_id(analysis.id))
}

pub(super) fn list_offline(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let all = all(state, call, Kind::Offline)?;
    let records = all.iter().map(|analysis| {
        let mut record = OfflineKeyAnalysisRecord::new()
            .id(&*analysis.id)
            .status(analysis.status.clone())
            .created_at(&*analysis.created_at);
        (record.started_at, record.finished_at) = analysis.times();
        record
    });
    let response = OfflineKeyAnalysisList::new().instance_id(call.instance_id());
    let response = response.total(count(all.len()));
    encoded(response.records(call.page(records.collect())))
}

pub(super) fn show_offline(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let analysis = find(state, call, Kind::Offline, call.get("task_id"))?;
    if !analysis.is_done() {
        return Err(Failure::not_allowed_now());
    }
    let key_type = match analysis.backup_id {
        Some(_) => OfflineKeyAnalysisType::OldBackup,
        None => OfflineKeyAnalysisType::NewBackup,
    };
    let largest = LargestKey::new()
        .key("sessions")
        .key_type(RedisKeyType::Hash);
    let mut detail = OfflineKeyAnalysisDetail::new()
        .id(analysis.id)
        .instance_id(call.instance_id())
        .node_id(analysis.node_id)
        .analysis_type(key_type)
        .started_at(analysis.created_at)
        .total_num(3)
        .total_bytes(16_777_216)
        .type_num(vec![KeyTypeNum::new().key_type(RedisKeyType::Hash).num(3)])
        .largest_keys(vec![largest.bytes(4_194_304).num_of_elem(100_000)]);
    detail.backup_id = analysis.backup_id;
    detail.finished_at = analysis.ended_at;
    encoded(detail)
}

pub(super) fn delete_offline(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let id = call.get("task_id");
    find(state, call, Kind::Offline, id)?;
    let (instance_id, deleted) = (call.instance_id().to_owned(), id.to_owned());
    state.after(4, move |state| {
        if let Ok(instance) = state.instance(&instance_id) {
            instance.analyses.retain(|known| known.id != deleted);
        }
    });
    encoded(DeleteOfflineKeyAnalysisResponse::new().task_id(id))
}

/// Returns the schedule of big or hot keys, after setting it if the request has a body.
pub(super) fn schedule(state: &mut State, call: &Call, kind: Kind) -> Result<Value, Failure> {
    let time = state.time();
    let instance = state.instance(call.instance_id())?;
    let schedule = match kind {
        Kind::Hot => &mut instance.hot_key_schedule,
        Kind::Big | Kind::Expired | Kind::Offline => &mut instance.big_key_schedule,
    };
    let known = schedule.get_or_insert_with(|| {
        AutoScanConfigResponse::new()
            .enable_auto_scan(false)
            .schedule_at(Vec::<String>::new())
            .instance_id(call.instance_id())
    });
    if !call.body.is_null() {
        let body: AutoScanConfigRequest = call.body()?;
        known.enable_auto_scan = body.enable_auto_scan.or(known.enable_auto_scan);
        known.schedule_at = body.schedule_at.or(known.schedule_at.take());
        known.updated_at = Some(time);
    }
    encoded(known)
}

/// Returns the schedule of scans for expired keys.
pub(super) fn expiry_schedule(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let time = state.time();
    let known = &mut state.instance(call.instance_id())?.expiry_schedule;
    if !call.body.is_null() {
        let body: UpdateAutoScanConfigRequestBody = call.body()?;
        known.enable_auto_scan = body.enable_auto_scan.or(known.enable_auto_scan);
        known.first_scan_at = body.first_scan_at.into();
        known.interval = body.interval.into();
        known.timeout = body.timeout.into();
        known.scan_keys_count = body.scan_keys_count.into();
        known.updated_at = Nullable::Value(time);
    }
    encoded(known)
}
