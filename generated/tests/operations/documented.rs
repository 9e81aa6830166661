//! The examples that the service documents, and which requests may be repeated, as the reference has them. It is no
//! part of this repository; without it there is nothing to compare.

use std::path::Path;

use huaweicloud::dcs::models::ErrorResponse;
use huaweicloud::transport::ScriptedResponse;
use serde_json::Value;

use crate::description::OPERATIONS;
use crate::table::{ALL, Operation};
use crate::{call, is_same};

/// Where documented examples contradict the reference: operation, status or `request`, place (`..` is all of it). A
/// number or boolean that is to be a string is taken as one; anything else is left out.
const SLIPS: &[(&str, &str, &str)] = &[
    ("BatchCreateOrDeleteTags", "request", "tags[].value"),
    ("CopyInstance", "request", ".."),
    ("CreateCustomTemplate", "request", ".."),
    ("CreateDiagnosisTask", "request", "begin_time"),
    ("CreateDiagnosisTask", "request", "end_time"),
    ("CreateInstance", "request", "bss_param.is_auto_pay"),
    ("CreateInstance", "request", "bss_param.is_auto_renew"),
    ("CreateInstance", "request", "engine_version"),
    ("CreateInstance", "request", "enterprise_project_id"),
    ("CreateInstance", "request", "maintain_end\""),
    ("CreateInstance", "request", "tags[].value"),
    ("DeleteCenterTask", "request", "message"),
    ("HangUpKillAllClients", "200", ".."),
    (
        "ListBackupRecords",
        "200",
        "backup_record_response[].error_code",
    ),
    (
        "ListBackupRecords",
        "200",
        "backup_record_response[].period",
    ),
    ("ListConfigurations", "200", "redis_config"),
    ("ListInstances", "200", "instances[].az_codes"),
    ("ListInstances", "200", "instances[].publicip_id"),
    (
        "ListRestoreRecords",
        "200",
        "restore_record_response[].backup_remark",
    ),
    (
        "ListRestoreRecords",
        "200",
        "restore_record_response[].error_code",
    ),
    ("SetOnlineMigrationTask", "request", "bandwidth_limit_mb"),
    ("SetOnlineMigrationTask", "request", "source_instance.id"),
    ("SetOnlineMigrationTask", "request", "target_instance.addrs"),
    (
        "SetOnlineMigrationTask",
        "request",
        "target_instance.password",
    ),
    (
        "ShowDiagnosisTaskDetails",
        "200",
        "diagnosis_node_report_list[].command_time_taken_list.error_code",
    ),
    (
        "ShowDiagnosisTaskDetails",
        "200",
        "diagnosis_node_report_list[].diagnosis_dimension_list[].diagnosis_item_list[].error_code",
    ),
    ("ShowIpWhitelist", "200", ".."),
    ("ShowJobInfo", "200", "fail_resson"),
    ("ShowQuotaOfTenant", "200", "quotas.resources[].unit"),
    (
        "UpdateConfigTemplate",
        "request",
        "params.latency-monitor-threshold",
    ),
    ("UpdateInstance", "request", "instance_backup_policy"),
];

/// The operations of the reference, each with what is documented of it.
fn documented() -> Vec<(&'static Operation, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = folder.join("../../shared/reference/dcs/operations.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("SKIPPED: {} is not there", path.display());
        return Vec::new();
    };
    let operations: Vec<Value> = serde_json::from_str(&text).expect("valid JSON");
    let known = operations.into_iter().map(|documented| {
        let id = documented["operationId"].as_str();
        let operation = ALL.iter().find(|operation| Some(operation.id) == id);
        (operation.expect("an operation of the client"), documented)
    });
    known.collect()
}

#[test]
fn a_request_is_repeated_where_the_reference_says_so() {
    for (operation, documented) in documented() {
        let repeatable = documented["idempotent"]["repeatable"].as_bool();
        assert_eq!(Some(operation.repeats), repeatable, "{}", operation.id);
    }
}

#[tokio::test]
async fn each_documented_example_is_the_same_after_decoding_and_encoding() {
    let mut wrong = Vec::new();
    let mut slips: Vec<_> = SLIPS.to_vec();
    for (operation, documented) in documented() {
        for example in documented["examples"].as_array().into_iter().flatten() {
            let kind = example["status"].as_str().unwrap_or("request");
            let mut body = example["body"].clone();
            let mut is_slip = false;
            for slip in SLIPS {
                if (slip.0, slip.1) == (operation.id, kind) {
                    is_slip |= slip.2 == "..";
                    fix(&mut body, slip.2);
                    slips.retain(|other| other != slip);
                }
            }
            if is_slip {
                continue;
            }
            let result = match kind {
                "request" => request(operation, example, body).await,
                _ => response(operation, kind, body).await,
            };
            if let Err(message) = result {
                wrong.push(format!("{} {kind}: {message}", operation.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(
        documented().is_empty() || slips.is_empty(),
        "no slips: {slips:?}"
    );
}

/// The body of a documented request, and the IDs in its path, are sent as they are.
async fn request(operation: &Operation, example: &Value, body: Value) -> Result<(), String> {
    let described = &OPERATIONS[operation.id];
    let mut given = described.given.clone();
    let url = example["url"].as_str().unwrap_or_default();
    let path = url.trim_start_matches("https://{dcs_endpoint}");
    let path = path.split('?').next().unwrap_or_default();
    given.parameters.extend(in_path(&described.path, path));
    let body = (!body.is_null()).then_some(body);
    given.body = body.clone().or(given.body);
    let (requests, result) = call(operation, &given, &[ScriptedResponse::new(204)]).await;
    let sent = requests
        .first()
        .ok_or_else(|| format!("{result:?}"))?
        .json();
    match body {
        Some(body) if !sent.as_ref().is_some_and(|sent| is_same(sent, &body)) => {
            Err(format!("{body}\n    is sent as {sent:?}"))
        }
        _ => Ok(()),
    }
}

/// The arguments in a path, by their names in the template.
fn in_path(template: &str, path: &str) -> Vec<(String, String)> {
    let segments = template.split('/').zip(path.split('/'));
    let arguments = segments.filter_map(|(name, value)| {
        let name = name.strip_prefix('{')?.strip_suffix('}')?;
        Some((name.to_owned(), value.to_owned()))
    });
    arguments
        .filter(|(_, value)| !value.contains('{'))
        .collect()
}

/// The body of a documented response is decoded and encoded to what it was; an error keeps its code.
async fn response(operation: &Operation, status: &str, body: Value) -> Result<(), String> {
    let status: u16 = status.parse().map_err(|_| "no status".to_owned())?;
    let given = &OPERATIONS[operation.id].given;
    let response = ScriptedResponse::json(status, body.to_string());
    let (_, result) = call(operation, given, &[response]).await;
    let encoded = match result {
        Ok(encoded) if status < 300 => encoded,
        Err(error) if status >= 300 && error.status == Some(status) => {
            if error.code.as_deref() != body["error_code"].as_str() {
                return Err(format!("{error:?}"));
            }
            let decoded: ErrorResponse =
                serde_json::from_value(body.clone()).map_err(|error| error.to_string())?;
            serde_json::to_value(&decoded).map_err(|error| error.to_string())?
        }
        other => return Err(format!("{other:?}")),
    };
    match is_same(&encoded, &body) {
        true => Ok(()),
        false => Err(format!("{body}\n    is encoded as {encoded}")),
    }
}

/// Fixes a place (`a.b[].c`) of a value.
fn fix(value: &mut Value, place: &str) {
    let Some(object) = value.as_object_mut() else {
        return;
    };
    let Some((name, rest)) = place.split_once('.') else {
        match object.get_mut(place) {
            Some(scalar) if scalar.is_number() || scalar.is_boolean() => {
                *scalar = Value::String(scalar.to_string());
            }
            _ => drop(object.remove(place)),
        }
        return;
    };
    match name.strip_suffix("[]") {
        None => object
            .get_mut(name)
            .into_iter()
            .for_each(|inner| fix(inner, rest)),
        Some(list) => {
            let list = object.get_mut(list).and_then(Value::as_array_mut);
            list.into_iter()
                .flatten()
                .for_each(|inner| fix(inner, rest));
        }
    }
}
