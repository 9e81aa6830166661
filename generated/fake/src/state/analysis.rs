//! Analysis of big keys.

use huaweicloud::Nullable;
use huaweicloud::dcs::models::{
    BigKey, BigkeyHistoriesResponse, BigkeyHistoryDetailResponse, KeyAnalysisRecord,
    KeyAnalysisStatus, KeyScanType, RedisKeyType,
};
use serde_json::Value;

use super::{State, encoded};
use crate::call::{Call, Failure};

pub(super) fn create(state: &mut State, call: &Call) -> Result<Value, Failure> {
    state.instance(call.instance_id())?.idle()?;
    let (id, time) = (state.id(), state.time());
    let analysis = BigkeyHistoryDetailResponse::new()
        .id(&*id)
        .instance_id(call.instance_id())
        .status(KeyAnalysisStatus::Waiting)
        .scan_type(KeyScanType::Manual)
        .created_at(time)
        .num(0);
    state
        .instance(call.instance_id())?
        .analyses
        .push(analysis.clone());
    let (instance_id, fails) = (call.instance_id().to_owned(), call.fails);
    state.after(20, move |state| {
        let time = state.time();
        let analyses = state
            .instance(&instance_id)
            .map(|instance| &mut instance.analyses);
        let mut analyses = analyses.into_iter().flatten();
        let Some(analysis) = analyses.find(|known| known.id.as_ref() == Some(&id)) else {
            return;
        };
        analysis.started_at = Nullable::Value(time.clone());
        analysis.finished_at = Nullable::Value(time);
        analysis.status = Some(KeyAnalysisStatus::Failed);
        if !fails {
            let keys = keys();
            analysis.status = Some(KeyAnalysisStatus::Success);
            analysis.num = i64::try_from(keys.len()).ok();
            analysis.keys = Nullable::Value(keys);
        }
    });
    encoded(analysis)
}

/// The keys that every analysis finds.
fn keys() -> Vec<BigKey> {
    let sessions = BigKey::new().name("sessions").key_type(RedisKeyType::Hash);
    let sessions = sessions.size(100_000).unit("count").shard("group-1").db(0);
    let report = BigKey::new()
        .name("report:2025")
        .key_type(RedisKeyType::String);
    let report = report.size(12_582_912).unit("bytes").shard("group-1").db(0);
    vec![sessions, report]
}

pub(super) fn list(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let analyses = &state.instance(call.instance_id())?.analyses;
    let records = analyses.iter().rev().map(|analysis| {
        let record = encoded(analysis)?;
        serde_json::from_value(record).map_err(|error| Failure::invalid(&error.to_string()))
    });
    let records: Result<Vec<KeyAnalysisRecord>, Failure> = records.collect();
    let response = BigkeyHistoriesResponse::new().instance_id(call.instance_id());
    let count = i64::try_from(analyses.len()).unwrap_or(i64::MAX);
    encoded(response.count(count).records(call.page(records?)))
}

pub(super) fn show(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let analyses = &state.instance(call.instance_id())?.analyses;
    let analysis = analyses
        .iter()
        .find(|known| known.id.as_deref() == Some(call.get("bigkey_id")));
    encoded(analysis.ok_or_else(|| Failure::invalid("bigkey_id"))?)
}

pub(super) fn delete(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let analyses = &mut state.instance(call.instance_id())?.analyses;
    let place = analyses
        .iter()
        .position(|known| known.id.as_deref() == Some(call.get("bigkey_id")));
    let place = place.ok_or_else(|| Failure::invalid("bigkey_id"))?;
    encoded(analyses.remove(place))
}
