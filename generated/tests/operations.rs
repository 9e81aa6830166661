//! Each operation as the description has it: its examples are sent and read unchanged, and a request is repeated where
//! that is safe and nowhere else.

#![cfg(feature = "test-util")]

#[path = "operations/description.rs"]
mod description;
#[path = "operations/documented.rs"]
mod documented;
#[path = "operations/table.rs"]
mod table;

use std::time::Duration;

use description::{Described, Given, OPERATIONS, Success};
use huaweicloud::dcs::Client;
use huaweicloud::transport::{RecordedRequest, ScriptedResponse, ScriptedTransport};
use huaweicloud::{Config, Credentials, RetryPolicy};
use serde_json::Value;
use table::{ALL, Failure, Operation};

const PROJECT: &str = "a4d31cb63d724fdc8ec96e3a41e47f71";

#[test]
fn every_operation_is_in_the_table() {
    let described: Vec<_> = OPERATIONS.keys().map(String::as_str).collect();
    let mut listed: Vec<_> = ALL.iter().map(|operation| operation.id).collect();
    listed.sort_unstable();
    assert_eq!(listed, described);
}

/// The README says so to those who come from another SDK.
#[test]
fn methods_are_named_after_operations() {
    for operation in ALL {
        let mut name = String::new();
        for letter in operation.id.chars() {
            if letter.is_uppercase() && !name.is_empty() {
                name.push('_');
            }
            name.extend(letter.to_lowercase());
        }
        let expected = name.replace("pass_word", "password");
        assert_eq!(operation.method, expected);
    }
}

/// Operations that do the same or nearly so, each of which has to say when the other is the better one.
const PAIRS: &[(&str, &str)] = &[
    ("BatchDeleteInstances", "DeleteSingleInstance"),
    ("BatchShowNodesInformation", "ShowNodesInformation"),
    ("BatchStopMigrationTasks", "StopMigrationTask"),
    ("ChangeMasterStandby", "ChangeMasterStandbyAsync"),
    ("ChangeMasterStandbyAsync", "ExecuteClusterSwitchover"),
    ("CreateAutoExpireScanTask", "ScanExpireKey"),
    ("CreateBigkeyScanTask", "CreateHotkeyScanTask"),
    ("CreateMigrationTask", "CreateOnlineMigrationTask"),
    ("CreateResizeOrder", "ResizeInstance"),
    ("DeleteBackgroundTask", "DeleteCenterTask"),
    ("HangUpClients", "HangUpKillAllClients"),
    ("ListBackgroundTask", "ListCenterTask"),
    ("ListClients", "ScanClients"),
    ("ListGroupReplicationInfo", "ShowReplicationStates"),
    ("ListMonitoredObjects", "ListMonitoredObjectsOfInstance"),
    ("ListTagsOfTenant", "ShowTags"),
    ("ResetAclAccountPassWord", "UpdateAclAccountPassWord"),
    ("ResetPassword", "UpdatePassword"),
    ("StopMigrationTask", "StopMigrationTaskSync"),
    ("UpdateBandwidth", "UpdateInstanceBandwidth"),
    ("UpdateConfigurations", "UpdateInstanceConfig"),
    ("UpdateIpWhitelist", "UpdateIpWhitelistAsync"),
];

#[test]
fn operations_that_do_the_same_point_to_each_other() {
    for (one, other) in PAIRS {
        for (from, to) in [(one, other), (other, one)] {
            let text = &OPERATIONS[*from].text;
            assert!(
                text.contains(&format!("`{to}`")),
                "{from} does not name {to}"
            );
        }
    }
}

/// Calls an operation with its examples.
async fn check(id: &str) {
    let operation = ALL.iter().find(|operation| operation.id == id);
    let (operation, described) = (operation.expect("an operation"), &OPERATIONS[id]);
    for success in &described.successes {
        let (requests, result) = call(operation, &described.given, &[response(success)]).await;
        let body = result.unwrap_or_else(|error| panic!("{error:?}"));
        if let Some(example) = &success.example {
            assert!(is_same(&body, example), "{body:#}\nis not\n{example:#}");
        }
        check_request(described, &requests[0]);
    }

    let busy = ScriptedResponse::new(503);
    let responses = [busy, response(&described.successes[0])];
    let (requests, result) = call(operation, &described.given, &responses).await;
    if operation.repeats {
        assert!(result.is_ok(), "{result:?}");
        assert_eq!(requests.len(), 2, "it is safe to repeat");
        assert_eq!(requests[0].body(), requests[1].body());
    } else {
        let status = result.err().and_then(|error| error.status);
        assert_eq!(status, Some(503));
        assert_eq!(requests.len(), 1, "it is not safe to repeat");
    }
}

/// The request is the one that the description has as its example.
fn check_request(described: &Described, request: &RecordedRequest) {
    assert_eq!(request.method().as_str(), described.method);
    let mut path = described.path.replace("{project_id}", PROJECT);
    for (name, value) in &described.given.parameters {
        path = path.replace(&format!("{{{name}}}"), value);
    }
    assert_eq!(request.path(), path);
    match (request.json(), &described.given.body) {
        (Some(sent), Some(example)) => {
            assert!(is_same(&sent, example), "{sent:#}\nis not\n{example:#}");
        }
        (None, None) => assert!(request.body().is_empty()),
        (sent, example) => panic!("{sent:?} is sent, not {example:?}"),
    }
}

/// Sends the request of an operation, and returns what was sent and the result.
async fn call(
    operation: &Operation,
    given: &Given,
    responses: &[ScriptedResponse],
) -> (Vec<RecordedRequest>, Result<Value, Failure>) {
    let mut script = ScriptedTransport::new();
    for response in responses {
        script = script.response(response.clone());
    }
    let client = Client::builder()
        .credentials(Credentials::token("token"))
        .project_id(PROJECT)
        .config(Config::new().retry(RetryPolicy::default().base_wait(Duration::ZERO)))
        .transport(script.clone())
        .build()
        .expect("a client");
    let result = (operation.call)(&client, given).await;
    (script.requests(), result)
}

/// A documented success with its example, or with a body that fits any type.
fn response(success: &Success) -> ScriptedResponse {
    let response = ScriptedResponse::new(success.status);
    match (success.media_type.as_deref(), &success.example) {
        (None, _) => response,
        (Some(media_type), Some(Value::String(text))) if media_type != "application/json" => {
            response.body(media_type, text.clone())
        }
        (Some(media_type), Some(example)) => response.body(media_type, example.to_string()),
        (Some(media_type), None) => response.body(media_type, "{}"),
    }
}

/// Whether two values are equal as JSON: 1 and 1.0 are the same number.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .zip(other)
                    .all(|(one, other)| is_same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let has = |(name, value): (&String, &Value)| {
                other.get(name).is_some_and(|other| is_same(value, other))
            };
            one.len() == other.len() && one.iter().all(has)
        }
        (one, other) => one == other,
    }
}
