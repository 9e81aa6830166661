//! Changes that take time: background tasks of instances, and jobs.

use huaweicloud::Nullable;
use huaweicloud::dcs::models::{
    BackgroundTaskDetailResp, BackgroundTaskListResp, CenterTask, JobStatus, ListCenterTaskResp,
    ShowJobInfoResp, SingleBackgroundTask, TaskCount,
};
use serde_json::{Value, json};

use super::instances::Instance;
use super::{State, encoded};
use crate::call::{Call, Failure};

/// A change of an instance: its name, its duration, and the error for other changes until it ends.
pub(super) struct Change {
    pub(super) name: &'static str,
    pub(super) seconds: u64,
    /// The state of the instance during the change, if it is not `RUNNING`.
    pub(super) status: Option<&'static str>,
    pub(super) code: &'static str,
    pub(super) message: &'static str,
}

impl Change {
    /// Returns a change during which the instance stays `RUNNING`, with the general error code.
    pub(super) const fn new(name: &'static str, seconds: u64) -> Self {
        let (code, message) = Failure::NOT_ALLOWED_NOW;
        Self {
            name,
            seconds,
            status: None,
            code,
            message,
        }
    }
}

impl State {
    /// Starts a change of an instance that is running and not busy, and returns the ID of its task. `end` is called
    /// when the change ends, also if it fails.
    pub(super) fn start(
        &mut self,
        id: &str,
        change: &Change,
        fails: bool,
        end: impl FnOnce(&mut Instance, &str) + Send + 'static,
    ) -> Result<String, Failure> {
        self.instance(id)?.idle()?;
        let (task_id, time) = (self.id(), self.time());
        let instance = self.instance(id)?;
        instance.busy = Some((change.code, change.message));
        if let Some(status) = change.status {
            instance.set_status(status);
        }
        let task = SingleBackgroundTask::new();
        let task = task.id(&*task_id).name(change.name).status("EXECUTING");
        instance
            .tasks
            .push(task.created_at(&*time).updated_at(&*time));
        let (id, task_id_of_end) = (id.to_owned(), task_id.clone());
        self.after(change.seconds, move |state| {
            let time = state.time();
            let Ok(instance) = state.instance(&id) else {
                return;
            };
            instance.busy = None;
            instance.set_status("RUNNING");
            let mut tasks = instance.tasks.iter_mut();
            if let Some(task) = tasks.find(|task| task.id.as_ref() == Some(&task_id_of_end)) {
                task.status = Some(if fails { "FAILED" } else { "SUCCESS" }.to_owned());
                task.updated_at = Some(time.clone());
            }
            end(instance, &time);
        });
        Ok(task_id)
    }

    /// Starts a job that ends after a number of seconds, and returns its ID.
    pub(super) fn start_job(&mut self, kind: &str, seconds: u64, fails: bool) -> String {
        // At most 32 characters, as the description says of some.
        let id = self.id().replace('-', "");
        let milliseconds = |state: &State| (super::EPOCH + state.now).as_millis().to_string();
        let job = ShowJobInfoResp::new().job_id(&*id).job_type(kind);
        let job = job
            .status(JobStatus::Running)
            .begin_time(milliseconds(self));
        self.jobs.insert(id.clone(), job);
        let ended = id.clone();
        self.after(seconds, move |state| {
            let time = milliseconds(state);
            if let Some(job) = state.jobs.get_mut(&ended) {
                job.status = Some(if fails {
                    JobStatus::Fail
                } else {
                    JobStatus::Success
                });
                job.end_time = Some(time);
                if fails {
                    let reason = "job execution status failed.".to_owned();
                    job.fail_reason = Nullable::Value(reason);
                }
            }
        });
        id
    }
}

pub(super) fn show_job(state: &State, call: &Call) -> Result<Value, Failure> {
    let job = state.jobs.get(call.get("job_id"));
    encoded(job.ok_or_else(|| Failure::new(400, "DCS.4133", "Instance job is not found."))?)
}

pub(super) fn list(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let tasks = state.instance(call.instance_id())?.tasks.iter().rev();
    let tasks = tasks.filter(|task| call.is_in_period("start_time", task.created_at.as_deref()));
    let newest: Vec<_> = tasks.cloned().collect();
    let count = TaskCount::String(newest.len().to_string());
    encoded(
        BackgroundTaskListResp::new()
            .task_count(count)
            .tasks(call.page(newest)),
    )
}

/// Deletes the record of a task, and returns whether it existed.
fn forget(instance: &mut Instance, id: &str) -> bool {
    let before = instance.tasks.len();
    instance.tasks.retain(|task| task.id.as_deref() != Some(id));
    instance.tasks.len() < before
}

pub(super) fn delete(state: &mut State, call: &Call) -> Result<Value, Failure> {
    match forget(state.instance(call.instance_id())?, call.get("task_id")) {
        true => Ok(json!({"message": "success"})),
        false => Err(Failure::invalid("task_id")),
    }
}

pub(super) fn progress(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let mut tasks = state.instance(call.instance_id())?.tasks.iter();
    let task = tasks.find(|task| task.id.as_deref() == Some(call.get("task_id")));
    let task = task.ok_or_else(|| Failure::invalid("task_id"))?;
    let is_done = task.status.as_deref() != Some("EXECUTING");
    let (progress, remaining) = if is_done { (100, 0) } else { (50, 1) };
    let response = BackgroundTaskDetailResp::new().progress(progress);
    encoded(response.remain_time(remaining))
}

/// Returns the tasks of all instances.
pub(super) fn list_of_center(state: &State, call: &Call) -> Result<Value, Failure> {
    let all = state.instances.values().flat_map(|known| &known.tasks);
    let asked = all.filter(|task| call.is_in_period("start_time", task.created_at.as_deref()));
    let tasks = asked.map(|task| {
        let mut shown = CenterTask::new();
        shown.id.clone_from(&task.id);
        shown.name.clone_from(&task.name);
        shown.status.clone_from(&task.status);
        shown.created_at.clone_from(&task.created_at);
        shown.updated_at.clone_from(&task.updated_at);
        shown
    });
    let mut tasks: Vec<_> = tasks.collect();
    tasks.sort_by(|one, other| other.created_at.cmp(&one.created_at));
    let response = ListCenterTaskResp::new();
    let response = response.task_count(TaskCount::String(tasks.len().to_string()));
    encoded(response.tasks(call.page(tasks)))
}

pub(super) fn delete_of_center(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let mut instances = state.instances.values_mut();
    match instances.any(|instance| forget(instance, call.get("task_id"))) {
        true => Ok(Value::Null),
        false => Err(Failure::invalid("task_id")),
    }
}
