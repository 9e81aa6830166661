//! Exports of the list of instances.

use huaweicloud::dcs::models::{
    ExportExcelJobResponse, ExportInstancesTaskBody, ExportInstancesTaskResp,
};
use huaweicloud::{Nullable, Secret};
use serde_json::Value;

use super::{State, encoded};
use crate::call::{Call, Failure};

/// Starts an export, which takes ten seconds.
pub(super) fn create(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let body: ExportInstancesTaskBody = call.body()?;
    let id = state.id();
    let export = ExportExcelJobResponse::new().status("RUNNING");
    state.exports.insert(id.clone(), export);
    let name = format!("instances_{}.xlsx", body.region);
    let link = format!("{}/files/{name}?Signature=fake", call.endpoint);
    let (ended, fails) = (id.clone(), call.fails);
    state.after(10, move |state| {
        let Some(export) = state.exports.get_mut(&ended) else {
            return;
        };
        if fails {
            export.status = Some("FAIL".to_owned());
            export.err_code = Nullable::Value("DCS.4842".to_owned());
            export.err_msg = Nullable::Value("job execution status failed.".to_owned());
        } else {
            export.status = Some("SUCCESS".to_owned());
            export.file_name = Some(name);
            export.link = Some(Secret::from(link));
        }
    });
    encoded(ExportInstancesTaskResp::new().job_id(id))
}

pub(super) fn show(state: &State, call: &Call) -> Result<Value, Failure> {
    let export = state.exports.get(call.get("job_id"));
    encoded(export.ok_or_else(|| Failure::invalid("job_id"))?)
}
