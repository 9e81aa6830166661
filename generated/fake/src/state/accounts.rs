//! ACL accounts of an instance, and its client sessions.

use huaweicloud::dcs::models::{
    AclAccountInstanceResp, AclAccountModifyPasswordBody, AclAccountResetPasswordBody,
    AclAccountResp, AclAccountRole, AclAccountRoleModifyBody, AclAccountStatus, AclAccountType,
    AclAccountsResponseBody, AclResetInstancePasswordResp, CreateAclAccountRequestBody,
    ModifyInstancePasswordResp, PasswordChangeResult, UpdateAclAccountRemarkRequestBody,
};
use huaweicloud::{Nullable, Secret};
use serde_json::Value;

use super::instances::Instance;
use super::tasks::Change;
use super::{State, encoded};
use crate::call::{Call, Failure};

/// An account with its password.
pub(super) struct Account {
    pub(super) shown: AclAccountResp,
    password: Option<Secret>,
}

impl Account {
    /// Returns the account that every instance has.
    pub(super) fn default_of(instance_id: &str) -> Self {
        let shown = AclAccountResp::new()
            .account_id(instance_id)
            .account_name("default")
            .account_role(AclAccountRole::Write)
            .account_type(AclAccountType::Default)
            .instance_id(instance_id)
            .status(AclAccountStatus::Available);
        Self {
            shown,
            password: None,
        }
    }
}

/// Returns a change of an account, which takes four seconds.
const fn change(name: &'static str) -> Change {
    Change::new(name, 4)
}

fn find<'a>(instance: &'a mut Instance, id: &str) -> Option<&'a mut Account> {
    let mut accounts = instance.accounts.iter_mut();
    accounts.find(|account| account.shown.account_id.as_deref() == Some(id))
}

fn known<'a>(instance: &'a mut Instance, id: &str) -> Result<&'a mut Account, Failure> {
    find(instance, id).ok_or_else(|| Failure::invalid("account_id"))
}

pub(super) fn list(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let accounts = &state.instance(call.instance_id())?.accounts;
    let shown: Vec<_> = accounts
        .iter()
        .map(|account| account.shown.clone())
        .collect();
    encoded(AclAccountsResponseBody::new().accounts(shown))
}

pub(super) fn create(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let body: CreateAclAccountRequestBody = call.body()?;
    let instance = state.instance(call.instance_id())?;
    let mut names = instance
        .accounts
        .iter()
        .map(|account| &account.shown.account_name);
    if names.any(|name| name.as_ref() == Some(&body.account_name)) {
        return Err(Failure::invalid("account_name"));
    }
    let id = state.id();
    start(state, call, "CreateAcl", &id)?;
    let shown = AclAccountResp::new()
        .account_id(&*id)
        .account_name(body.account_name)
        .account_role(body.account_role)
        .account_type(AclAccountType::Normal)
        .instance_id(call.instance_id())
        .description(body.description.unwrap_or_default())
        .status(AclAccountStatus::Creating);
    let account = Account {
        shown,
        password: Some(body.account_password),
    };
    state.instance(call.instance_id())?.accounts.push(account);
    Ok(Value::Null)
}

/// Starts a change. When it ends, the account can be used, unless the change fails.
fn start(state: &mut State, call: &Call, name: &'static str, id: &str) -> Result<(), Failure> {
    let (id, fails) = (id.to_owned(), call.fails);
    let failed = match name {
        "CreateAcl" => AclAccountStatus::CreateFailed,
        _ => AclAccountStatus::Error,
    };
    state.start(
        call.instance_id(),
        &change(name),
        fails,
        move |instance, _| {
            let Some(account) = find(instance, &id) else {
                return;
            };
            account.shown.status = Some(AclAccountStatus::Available);
            if fails {
                account.shown.status = Some(failed);
                account.shown.error_code = Nullable::Value("DCS.4842".to_owned());
            }
        },
    )?;
    Ok(())
}

pub(super) fn update_remark(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let body: UpdateAclAccountRemarkRequestBody = call.body()?;
    let instance = state.instance(call.instance_id())?;
    instance.idle()?;
    known(instance, call.get("account_id"))?.shown.description = body.description;
    Ok(Value::Null)
}

pub(super) fn update_role(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let body: AclAccountRoleModifyBody = call.body()?;
    let id = call.get("account_id");
    known(state.instance(call.instance_id())?, id)?;
    start(state, call, "UpdateAclRole", id)?;
    let account = known(state.instance(call.instance_id())?, id)?;
    account.shown.status = Some(AclAccountStatus::Updating);
    if !call.fails {
        account.shown.account_role = body.account_role;
    }
    let job = state.start_job("updateAclRoleJob", 4, call.fails);
    let response = AclAccountInstanceResp::new().job_id(job);
    encoded(response.instance_id(call.instance_id()))
}

pub(super) fn reset_password(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let body: AclAccountResetPasswordBody = call.body()?;
    set_password(state, call, body.new_password)?;
    encoded(AclResetInstancePasswordResp::new().message("success"))
}

pub(super) fn update_password(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let body: AclAccountModifyPasswordBody = call.body()?;
    let account = known(state.instance(call.instance_id())?, call.get("account_id"))?;
    let text = |password: &Option<Secret>| password.as_ref().map(|known| known.expose().to_owned());
    let response = ModifyInstancePasswordResp::new();
    if text(&account.password) != text(&body.old_password) {
        let response = response.result(PasswordChangeResult::PasswordFailed);
        return encoded(response.message("The old password is wrong."));
    }
    set_password(state, call, body.new_password)?;
    encoded(response.result(PasswordChangeResult::Success))
}

fn set_password(state: &mut State, call: &Call, password: Option<Secret>) -> Result<(), Failure> {
    let id = call.get("account_id");
    known(state.instance(call.instance_id())?, id)?;
    start(state, call, "UpdateAclPassword", id)?;
    let account = known(state.instance(call.instance_id())?, id)?;
    account.shown.status = Some(AclAccountStatus::Updating);
    if !call.fails {
        account.password = password;
    }
    Ok(())
}

pub(super) fn delete(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let id = call.get("account_id");
    let account = known(state.instance(call.instance_id())?, id)?;
    if account.shown.account_type == Some(AclAccountType::Default) {
        return Err(Failure::invalid("account_id"));
    }
    let (deleted, fails) = (id.to_owned(), call.fails);
    state.start(
        call.instance_id(),
        &change("DeleteAcl"),
        fails,
        move |instance, _| {
            if let Some(account) = find(instance, &deleted).filter(|_| fails) {
                account.shown.status = Some(AclAccountStatus::DeleteFailed);
                return;
            }
            let is_deleted =
                |account: &Account| account.shown.account_id.as_ref() == Some(&deleted);
            instance.accounts.retain(|account| !is_deleted(account));
        },
    )?;
    let account = known(state.instance(call.instance_id())?, id)?;
    account.shown.status = Some(AclAccountStatus::Deleting);
    Ok(Value::Null)
}
