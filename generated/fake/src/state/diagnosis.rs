//! Diagnoses of an instance.

use huaweicloud::dcs::models::{
    CommandTimeTakenList, CommandTimeTakenListResult, CreateDiagnosisTaskBody,
    DeleteDiagnosisReportRequest, DeleteDiagnosisReportResponse, DiagnosisDeletionResult,
    DiagnosisDimension, DiagnosisDimensionName, DiagnosisInstanceResp, DiagnosisItem,
    DiagnosisItemName, DiagnosisItemResult, DiagnosisNodeReport, DiagnosisNodeReportRole,
    DiagnosisReportInfo, DiagnosisReportResp, DiagnosisStatus, ListDiagnosisReportResp,
};
use serde_json::Value;

use super::{State, encoded};
use crate::call::{Call, Failure};

/// Starts a diagnosis, which takes six seconds.
pub(super) fn create(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let body: CreateDiagnosisTaskBody = call.body()?;
    let (id, time) = (state.id(), state.time());
    let instance = state.instance(call.instance_id())?;
    instance.idle()?;
    let (begin, end) = (body.begin_time, body.end_time);
    let report =
        DiagnosisReportInfo::new(&*id, DiagnosisStatus::Diagnosing, begin, end, time, 1, 0, 0);
    instance.diagnoses.push(report);
    let (instance_id, ended) = (call.instance_id().to_owned(), id.clone());
    state.after(6, move |state| {
        let instance = state.instance(&instance_id);
        let mut reports = instance.into_iter().flat_map(|one| &mut one.diagnoses);
        if let Some(report) = reports.find(|report| report.report_id == ended) {
            report.status = DiagnosisStatus::Finished;
            report.abnormal_item_sum = 1;
        }
    });
    encoded(DiagnosisInstanceResp::new().report_id(id))
}

pub(super) fn list(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let reports = &state.instance(call.instance_id())?.diagnoses;
    let count = i32::try_from(reports.len()).unwrap_or(i32::MAX);
    let newest = call.page(reports.iter().rev().cloned().collect());
    encoded(ListDiagnosisReportResp::new(count, newest))
}

pub(super) fn show(state: &State, call: &Call) -> Result<Value, Failure> {
    let mut reports = state.instances.values().flat_map(|instance| {
        let ip = instance.info.ip.as_deref().unwrap_or_default();
        instance.diagnoses.iter().map(move |report| (ip, report))
    });
    let found = reports.find(|(_, report)| report.report_id == call.get("report_id"));
    let (ip, report) = found.ok_or_else(|| Failure::invalid("report_id"))?;
    if report.status != DiagnosisStatus::Finished {
        return Err(Failure::not_allowed_now());
    }
    let usage = DiagnosisItem::new(
        DiagnosisItemName::MemoryUsage,
        DiagnosisItemResult::Abnormal,
    );
    let storage = DiagnosisDimension::new(DiagnosisDimensionName::Storage, 1, 0, vec![usage]);
    let taken =
        CommandTimeTakenList::new(0, 0.0, CommandTimeTakenListResult::Succeeded, Vec::new());
    let node = DiagnosisNodeReport::new(
        ip,
        "az1",
        "group-1",
        DiagnosisNodeReportRole::Master,
        1,
        0,
        vec![storage],
        taken,
    );
    encoded(DiagnosisReportResp::new(1, 0, vec![node]))
}

pub(super) fn delete(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let body: DeleteDiagnosisReportRequest = call.body()?;
    let reports = &mut state.instance(call.instance_id())?.diagnoses;
    let results = body.report_id_list.into_iter().flatten().map(|id| {
        let before = reports.len();
        reports.retain(|report| report.report_id != id);
        let is_deleted = reports.len() < before;
        let text = if is_deleted { "success" } else { "failed" };
        DiagnosisDeletionResult::new().id(id).result(text)
    });
    let results: Vec<_> = results.collect();
    encoded(DeleteDiagnosisReportResponse::new().results(results))
}
