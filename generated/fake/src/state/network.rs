//! Access to instances: whitelist, SSL, public access.

use huaweicloud::Nullable;
use huaweicloud::dcs::models::{
    IpWhitelist, ModifyIpWhitelistBody, SslDetailResponse, UpdateIpWhitelistAsyncResponseBody,
    UpdatePublicIpRequestBody, UpdatePublicIpResponseBody, UpdateSslSwitchRequestBody,
    UpdateSslSwitchResponseBody,
};
use serde_json::Value;

use super::instances::Instance;
use super::tasks::Change;
use super::{State, encoded};
use crate::call::{Call, Failure};

/// Starts a change with a job, which takes ten seconds, and returns the ID of the job.
fn start(
    state: &mut State,
    call: &Call,
    name: &'static str,
    end: impl FnOnce(&mut Instance) + Send + 'static,
) -> Result<String, Failure> {
    let (change, fails) = (Change::new(name, 10), call.fails);
    state.start(call.instance_id(), &change, fails, move |instance, _| {
        if !fails {
            end(instance);
        }
    })?;
    Ok(state.start_job(name, change.seconds, fails))
}

pub(super) fn show_whitelist(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let instance = state.instance(call.instance_id())?;
    let whitelist = IpWhitelist::new(instance.is_whitelist_on, instance.whitelist.clone());
    encoded(whitelist.instance_id(call.instance_id()))
}

pub(super) fn set_whitelist(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let body: ModifyIpWhitelistBody = call.body()?;
    let instance = state.instance(call.instance_id())?;
    instance.idle()?;
    set(instance, body);
    Ok(Value::Null)
}

fn set(instance: &mut Instance, body: ModifyIpWhitelistBody) {
    instance.is_whitelist_on = body.enable_whitelist;
    instance.whitelist = body.whitelist;
}

pub(super) fn set_whitelist_with_job(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let body: ModifyIpWhitelistBody = call.body()?;
    let job = start(state, call, "modifyWhitelistJob", |instance| {
        set(instance, body)
    })?;
    encoded(UpdateIpWhitelistAsyncResponseBody::new().job_id(job))
}

pub(super) fn show_ssl(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let info = &state.instance(call.instance_id())?.info;
    let is_on = info.enable_ssl.unwrap_or(false);
    let response = SslDetailResponse::new()
        .enabled(is_on)
        .ip(info.ip.clone().unwrap_or_default())
        .port(info.port.unwrap_or_default().to_string())
        .ssl_validated(is_on);
    encoded(response)
}

pub(super) fn switch_ssl(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let body: UpdateSslSwitchRequestBody = call.body()?;
    let job = start(state, call, "switchSslJob", move |instance| {
        instance.info.enable_ssl = Some(body.enabled);
    })?;
    let response = UpdateSslSwitchResponseBody::new().job_id(job);
    encoded(response.instance_id(call.instance_id()).result("success"))
}

pub(super) fn set_public_ip(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let body: UpdatePublicIpRequestBody = call.body()?;
    let job = start(state, call, "bindPublicIpJob", move |instance| {
        instance.info.enable_public_ip = Some(true);
        instance.info.public_ip_id = body.public_ip_id.into();
        instance.info.public_ip_address = Nullable::Value("203.0.113.10".to_owned());
    })?;
    encoded(UpdatePublicIpResponseBody::new().job_id(job))
}

pub(super) fn delete_public_ip(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let job = start(state, call, "unbindPublicIpJob", |instance| {
        instance.info.enable_public_ip = Some(false);
        instance.info.public_ip_id = Nullable::Null;
        instance.info.public_ip_address = Nullable::Null;
    })?;
    encoded(UpdatePublicIpResponseBody::new().job_id(job))
}
