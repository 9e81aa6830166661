//! Run logs and slow commands.

use huaweicloud::dcs::models::{
    RunlogItem, RunlogLinkResponse, RunlogResponse, SlowlogItem, SlowlogResponse,
};
use serde_json::{Value, json};

use super::{State, encoded};
use crate::call::{Call, Failure};

/// Collects a file for each requested day; existing ones are collected again.
pub(super) fn collect(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let ip = state
        .instance(call.instance_id())?
        .info
        .ip
        .clone()
        .unwrap_or_default();
    let days = call.get("query_time").parse().unwrap_or(0);
    for ago in 0..=days {
        let (id, day) = (state.id(), state.day(ago));
        let name = format!("redis_{ip}_{day}.log");
        let log = json!({"id": id, "file_name": name, "status": "collecting", "time": day, "replication_ip": ip});
        let log: RunlogItem =
            serde_json::from_value(log).map_err(|error| Failure::invalid(&error.to_string()))?;
        let logs = &mut state.instance(call.instance_id())?.logs;
        logs.retain(|log| log.file_name.as_ref() != Some(&name));
        logs.push(log);
        let (instance_id, fails) = (call.instance_id().to_owned(), call.fails);
        state.after(10, move |state| {
            let logs = state
                .instance(&instance_id)
                .map(|instance| &mut instance.logs);
            let log = logs
                .into_iter()
                .flatten()
                .find(|log| log.id.as_ref() == Some(&id));
            if let Some(log) = log {
                log.status = Some(if fails { "failed" } else { "succeed" }.to_owned());
            }
        });
    }
    Ok(Value::Null)
}

pub(super) fn list(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let logs = state.instance(call.instance_id())?.logs.clone();
    let count = i64::try_from(logs.len()).unwrap_or(i64::MAX);
    let page = call.page(logs);
    match page.is_empty() {
        true => Ok(Value::Null),
        false => encoded(RunlogResponse::new().total_num(count).file_list(page)),
    }
}

pub(super) fn link(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let logs = &state.instance(call.instance_id())?.logs;
    let log = logs
        .iter()
        .find(|log| log.id.as_deref() == Some(call.get("id")));
    let log = log.filter(|log| log.status.as_deref() == Some("succeed"));
    let log = log.ok_or_else(|| Failure::new(400, "DCS.4800", "Invalid id in the request."))?;
    let name = log.file_name.as_deref().unwrap_or_default();
    let link = format!("{}/files/{name}?Signature=fake", call.endpoint);
    encoded(RunlogLinkResponse::new().id(call.get("id")).link(link))
}

pub(super) fn list_slow(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let number = |name| call.get(name).parse::<u64>();
    let (Ok(start), Ok(end)) = (number("start_time"), number("end_time")) else {
        return Err(Failure::new(
            400,
            "DCS.4800",
            "Invalid start_time in the request.",
        ));
    };
    let time = |command: &SlowlogItem| {
        let text = command.start_time.as_deref().unwrap_or_default();
        text.parse::<u64>().unwrap_or_default()
    };
    let duration = |command: &SlowlogItem| {
        let text = command.duration.as_deref().unwrap_or_default();
        text.parse::<f64>().unwrap_or_default()
    };
    let mut commands = state.instance(call.instance_id())?.slow_commands.clone();
    commands.retain(|command| (start..=end).contains(&time(command)));
    match call.get("sort_key") {
        "duration" => commands.sort_by(|one, other| duration(one).total_cmp(&duration(other))),
        _ => commands.sort_by_key(time),
    }
    if call.get("sort_dir") != "asc" {
        commands.reverse();
    }
    let total = i64::try_from(commands.len()).unwrap_or(i64::MAX);
    let page = call.page(commands);
    let count = i64::try_from(page.len()).unwrap_or(i64::MAX);
    encoded(
        SlowlogResponse::new()
            .total_num(total)
            .count(count)
            .slowlogs(page),
    )
}
