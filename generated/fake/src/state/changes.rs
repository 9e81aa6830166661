//! Changes of instances: restart, clear, resize, passwords, deletion.

use huaweicloud::dcs::models::{
    BatchDeleteBody, BatchOpsResult, BatchOpsResultsResp, ChangeInstanceStatusBody,
    ModifyInstancePasswordBody, ModifyInstancePasswordResp, PasswordChangeResult,
    ResetInstancePasswordBody, ResetInstancePasswordResp, ResizeInstanceBody, SubmitTaskResponse,
};
use serde_json::Value;

use super::tasks::Change;
use super::{State, encoded};
use crate::call::{Call, Failure};

/// After this many wrong passwords, an instance accepts no more.
const MOST_TRIES: u32 = 5;

pub(super) fn restart_or_flush(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let body: ChangeInstanceStatusBody = call.body()?;
    let change = match body.action.as_deref() {
        Some("restart" | "soft_restart") => Change {
            name: "RestartInstance",
            seconds: 20,
            status: Some("RESTARTING"),
            code: "DCS.4111",
            message: "the instance is restarting.",
        },
        Some("flush") => Change {
            status: Some("FLUSHING"),
            ..Change::new("FlushInstance", 10)
        },
        _ => return Err(Failure::invalid("action")),
    };
    let (is_flush, fails) = (change.name == "FlushInstance", call.fails);
    let results = body.instances.iter().flatten().map(|id| {
        let started = state.start(id, &change, fails, move |instance, _| match fails {
            true => instance.set_status("ERROR"),
            false if is_flush => instance.info.used_memory = Some(0),
            false => {}
        });
        result(id, started.is_ok())
    });
    let results: Vec<_> = results.collect();
    encoded(BatchOpsResultsResp::new().results(results))
}

fn result(id: &str, is_started: bool) -> BatchOpsResult {
    let text = if is_started { "success" } else { "failed" };
    BatchOpsResult::new().instance(id).result(text)
}

pub(super) fn resize(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let body: ResizeInstanceBody = call.body()?;
    let change = Change {
        name: "EXTEND",
        seconds: 60,
        status: Some("EXTENDING"),
        code: "DCS.4113",
        message: "the instance is extending.",
    };
    let fails = call.fails;
    state.start(call.instance_id(), &change, fails, move |instance, _| {
        if fails {
            return instance.set_status("ERROR");
        }
        instance.info.capacity = Some(body.new_capacity);
        instance.info.max_memory = Some(body.new_capacity.saturating_mul(1024));
        instance.info.spec_code = Some(body.spec_code);
    })?;
    Ok(Value::Null)
}

pub(super) fn upgrade(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let change = Change {
        name: "UpgradeMinorVersion",
        seconds: 60,
        status: None,
        code: "DCS.4116",
        message: "the instance is upgrading.",
    };
    let task = state.start(call.instance_id(), &change, call.fails, |_, _| ())?;
    encoded(SubmitTaskResponse::new().task_id(task))
}

pub(super) fn update_password(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let body: ModifyInstancePasswordBody = call.body()?;
    let instance = state.instance(call.instance_id())?;
    instance.idle()?;
    let known = instance.password.as_ref().map(|password| password.expose());
    let is_right = known == Some(body.old_password.expose());
    let response = ModifyInstancePasswordResp::new();
    let response = if instance.wrong_passwords >= MOST_TRIES {
        response
            .result(PasswordChangeResult::Locked)
            .message("The instance is locked.")
            .lock_time_left("5")
    } else if is_right {
        instance.wrong_passwords = 0;
        instance.password = Some(body.new_password);
        response.result(PasswordChangeResult::Success)
    } else {
        instance.wrong_passwords += 1;
        let left = MOST_TRIES - instance.wrong_passwords;
        let response = response.result(PasswordChangeResult::PasswordFailed);
        response
            .message("The old password is wrong.")
            .retry_times_left(left.to_string())
    };
    encoded(response)
}

pub(super) fn reset_password(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let body: ResetInstancePasswordBody = call.body()?;
    let change = Change {
        name: "ResetPassword",
        seconds: 10,
        status: None,
        code: "DCS.4121",
        message: "the instance is resetting the password.",
    };
    let fails = call.fails;
    state.start(call.instance_id(), &change, fails, move |instance, _| {
        if fails {
            return;
        }
        instance.info.no_password_access = Some(body.new_password.is_none().to_string());
        instance.password = body.new_password;
        instance.wrong_passwords = 0;
    })?;
    encoded(ResetInstancePasswordResp::new().message("success"))
}

pub(super) fn delete(state: &mut State, call: &Call) -> Result<Value, Failure> {
    start_deletion(state, call.instance_id(), call.fails)?;
    Ok(Value::Null)
}

pub(super) fn delete_several(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let body: BatchDeleteBody = call.body()?;
    let mut ids = body.instances.unwrap_or_default();
    if call.get("all_failure") == "true" {
        let failed = state
            .instances
            .iter()
            .filter(|(_, instance)| instance.status() == "CREATEFAILED");
        ids.extend(failed.map(|(id, _)| id.clone()));
    }
    let results = ids
        .iter()
        .map(|id| result(id, start_deletion(state, id, call.fails).is_ok()));
    let results: Vec<_> = results.collect();
    encoded(BatchOpsResultsResp::new().results(results))
}

fn start_deletion(state: &mut State, id: &str, fails: bool) -> Result<(), Failure> {
    let instance = state.instance(id)?;
    if !["CREATEFAILED", "ERROR"].contains(&instance.status()) {
        instance.idle()?;
    }
    instance.set_status("DELETING");
    let id = id.to_owned();
    state.after(20, move |state| match state.instances.get_mut(&id) {
        Some(instance) if fails => instance.set_status("ERROR"),
        _ => drop(state.instances.remove(&id)),
    });
    Ok(())
}
