//! Settings of an instance.

use huaweicloud::dcs::models::{
    ConfigStatus, ModifyRedisConfigBody, QueryInstanceConfigResp, QueryRedisConfig, RedisConfig,
    UpdateConfigsAsyncResponseBody,
};
use serde_json::Value;

use super::tasks::Change;
use super::{State, encoded};
use crate::call::{Call, Failure};

const CHANGE: Change = Change {
    name: "ModifyConfig",
    seconds: 10,
    status: None,
    code: "DCS.4114",
    message: "the instance is configuring.",
};

/// Returns the settings of a new instance.
pub(super) fn defaults() -> Vec<QueryRedisConfig> {
    const KNOWN: [(&str, &str, &str, &str, &str); 4] = [
        ("1", "timeout", "0", "0-7200", "Integer"),
        (
            "2",
            "maxmemory-policy",
            "volatile-lru",
            "volatile-lru,allkeys-lru,noeviction",
            "Enum",
        ),
        (
            "3",
            "slowlog-log-slower-than",
            "10000",
            "0-1000000",
            "Integer",
        ),
        (
            "4",
            "notify-keyspace-events",
            "Ex",
            "[KEg$lshzxeA]",
            "Regular",
        ),
    ];
    let settings = KNOWN.map(|(id, name, value, range, kind)| {
        QueryRedisConfig::new()
            .param_id(id)
            .param_name(name)
            .param_value(value)
            .default_value(value)
            .value_range(range)
            .value_type(kind)
    });
    settings.into()
}

pub(super) fn list(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let instance = state.instance(call.instance_id())?;
    let response = QueryInstanceConfigResp::new()
        .instance_id(call.instance_id())
        .status(instance.status())
        .config_status(ConfigStatus::from(instance.settings_status))
        .redis_config(instance.settings.clone());
    encoded(response)
}

/// Returns whether something is to be changed.
fn start(state: &mut State, call: &Call) -> Result<bool, Failure> {
    let body: ModifyRedisConfigBody = call.body()?;
    let changes = body.redis_config.unwrap_or_default();
    let instance = state.instance(call.instance_id())?;
    let known = |change: &RedisConfig| {
        let mut settings = instance.settings.iter();
        settings.find(|setting| is_same(setting, change))
    };
    if changes.is_empty() || changes.iter().any(|change| known(change).is_none()) {
        return Err(Failure::invalid("redis_config"));
    }
    let is_set = |change: &RedisConfig| {
        known(change).and_then(|setting| setting.param_value.as_ref()) == Some(&change.param_value)
    };
    if changes.iter().all(is_set) {
        return Ok(false);
    }
    let fails = call.fails;
    state.start(call.instance_id(), &CHANGE, fails, move |instance, _| {
        instance.settings_status = if fails { "FAILURE" } else { "SUCCESS" };
        for change in changes.iter().filter(|_| !fails) {
            let mut settings = instance.settings.iter_mut();
            if let Some(setting) = settings.find(|setting| is_same(setting, change)) {
                setting.param_value = Some(change.param_value.clone());
            }
        }
    })?;
    state.instance(call.instance_id())?.settings_status = "UPDATING";
    Ok(true)
}

fn is_same(setting: &QueryRedisConfig, change: &RedisConfig) -> bool {
    let name = setting.param_name.as_ref() == Some(&change.param_name);
    name && setting.param_id.as_ref() == Some(&change.param_id)
}

pub(super) fn update(state: &mut State, call: &Call) -> Result<Value, Failure> {
    start(state, call)?;
    Ok(Value::Null)
}

pub(super) fn update_with_job(state: &mut State, call: &Call) -> Result<Value, Failure> {
    match start(state, call)? {
        false => Ok(Value::Null),
        true => {
            let job = state.start_job("modifyConfigJob", CHANGE.seconds, call.fails);
            encoded(UpdateConfigsAsyncResponseBody::new().job_id(job))
        }
    }
}
