//! Waiting for the states of DCS: what each waiter takes for success, for failure, and for neither.

#![cfg(feature = "test-util")]

mod support;

use std::time::Duration;

use huaweicloud::dcs::models::LogType;
use huaweicloud::error::{WaitEnd, WaitFailure};
use huaweicloud::transport::{ScriptedResponse, ScriptedTransport};
use serde_json::{Value, json};
use support::scripted;

/// What the service gives: a body with status 200, or an error code with its status.
enum Given {
    Body(Value),
    Error(u16, &'static str),
}

use Given::{Body, Error};

/// How a wait ended: with the number of requests, or with a failure in a state.
#[derive(Debug, PartialEq)]
enum End {
    Reached(usize),
    Failed(Option<String>),
    TimedOut,
}

fn failed(state: &str) -> End {
    End::Failed(Some(state.to_owned()))
}

/// Runs a wait against these responses.
macro_rules! wait {
    (|$client:ident| $wait:expr, $given:expr) => {{
        let given: Vec<Given> = $given;
        let mut script = ScriptedTransport::new();
        for given in given {
            script = script.response(match given {
                Body(body) => ScriptedResponse::json(200, body.to_string()),
                Error(status, code) => {
                    let body = json!({"error_code": code, "error_msg": "as the service says"});
                    ScriptedResponse::json(status, body.to_string())
                }
            });
        }
        let $client = scripted(&script).build().unwrap();
        match $wait.await {
            Ok(_) => End::Reached(script.requests().len()),
            Err(error) => match error.wait_failure() {
                Some(failure) => end(failure),
                None => panic!("{error}"),
            },
        }
    }};
}

fn end(failure: &WaitFailure) -> End {
    match failure.end() {
        WaitEnd::Failed => End::Failed(failure.state().map(str::to_owned)),
        _ => End::TimedOut,
    }
}

fn status(status: &str) -> Given {
    Body(json!({ "status": status }))
}

#[tokio::test(start_paused = true)]
async fn an_instance_runs_when_it_has_done_so_twice_without_a_task() {
    let running = |task: Value| Body(json!({"status": "RUNNING", "task": task}));
    let given = vec![
        status("CREATING"),
        running(json!("resize")),
        running(Value::Null),
        status("RESTARTING"),
        status("RUNNING"),
        running(Value::Null),
    ];
    let end = wait!(
        |client| client.show_instance("i").wait_until_running(),
        given
    );
    assert_eq!(end, End::Reached(6));
    for state in ["CREATEFAILED", "ERROR", "FROZEN"] {
        let given = vec![status("CREATING"), status(state)];
        let end = wait!(
            |client| client.show_instance("i").wait_until_running(),
            given
        );
        assert_eq!(end, failed(state));
    }
}

#[tokio::test(start_paused = true)]
async fn an_instance_is_deleted_when_it_is_not_found() {
    let given = vec![
        status("RUNNING"),
        status("DELETING"),
        Error(404, "DCS.4022"),
    ];
    let end = wait!(
        |client| client.show_instance("i").wait_until_deleted(),
        given
    );
    assert_eq!(end, End::Reached(3));
}

#[tokio::test(start_paused = true)]
async fn a_job_and_an_analysis_end_with_their_state() {
    let given = vec![status("INIT"), status("RUNNING"), status("SUCCESS")];
    let end = wait!(|client| client.show_job_info("j").wait_until_done(), given);
    assert_eq!(end, End::Reached(3));
    let end = wait!(
        |client| client.show_job_info("j").wait_until_done(),
        vec![status("FAIL")]
    );
    assert_eq!(end, failed("FAIL"));

    let given = || vec![status("waiting"), status("running"), status("success")];
    let end = wait!(
        |client| client
            .show_bigkey_scan_task_details("i", "k")
            .wait_until_analyzed(),
        given()
    );
    assert_eq!(end, End::Reached(3));
    let end = wait!(
        |client| client
            .show_hotkey_task_details("i", "k")
            .wait_until_analyzed(),
        given()
    );
    assert_eq!(end, End::Reached(3));
}

#[tokio::test(start_paused = true)]
async fn a_migration_is_done_when_it_only_follows_changes_and_fails_when_it_is_gone() {
    let given = vec![status("FULLMIGRATING"), status("INCRMIGEATING")];
    let end = wait!(
        |client| client.show_migration_task("t").wait_until_migrated(),
        given
    );
    assert_eq!(end, End::Reached(2));
    let given = vec![status("MIGRATING"), Error(400, "DCS.4133")];
    let end = wait!(
        |client| client.show_migration_task("t").wait_until_migrated(),
        given
    );
    assert_eq!(end, End::Failed(None));
    let given = vec![status("TERMINATING"), status("TERMINATED")];
    let end = wait!(
        |client| client.show_migration_task("t").wait_until_stopped(),
        given
    );
    assert_eq!(end, End::Reached(2));
    for (state, reached) in [("EXCHANGE_SUCCESS", true), ("ROLLBACK_SUCCESS", false)] {
        let given = || {
            let repeated = (0..20).map(|_| Body(json!({ "task_status": state })));
            repeated.collect()
        };
        let minute = Duration::from_secs(60);
        let exchanged = wait!(
            |client| client
                .show_migration_task("t")
                .wait_until_ip_exchanged()
                .timeout(minute),
            given()
        );
        assert_eq!(exchanged == End::Reached(1), reached);
    }
}

#[tokio::test(start_paused = true)]
async fn a_backup_is_found_on_a_later_page_and_its_failure_has_a_reason() {
    let page = |id: &str, status: &str| {
        let record = json!({"backup_id": id, "status": status, "error_code": "dcs.08.0001"});
        Body(json!({"total_num": 2, "backup_record_response": [record]}))
    };
    let given = vec![
        page("other", "failed"),
        page("b", "backuping"),
        page("other", "failed"),
        page("b", "succeed"),
    ];
    let end = wait!(
        |client| client.list_backup_records("i").wait_until_backed_up("b"),
        given
    );
    assert_eq!(end, End::Reached(4));
    let given = vec![page("b", "failed")];
    let end = wait!(
        |client| client.list_backup_records("i").wait_until_backed_up("b"),
        given
    );
    assert_eq!(end, failed("failed"));
    let none = || Body(json!({"total_num": 0, "backup_record_response": []}));
    let given = vec![page("b", "succeed"), none()];
    let end = wait!(
        |client| client.list_backup_records("i").wait_until_deleted("b"),
        given
    );
    assert_eq!(end, End::Reached(2));
    let restored = json!({"restore_record_response": [{"restore_id": "r", "status": "succeed"}]});
    let end = wait!(
        |client| client.list_restore_records("i").wait_until_restored("r"),
        vec![Body(restored)]
    );
    assert_eq!(end, End::Reached(1));
}

#[tokio::test(start_paused = true)]
async fn an_account_is_available_in_either_case_and_an_older_deletion_does_not_count() {
    let account = |state: &str| {
        Body(
            json!({"accounts": [{"account_name": "a", "status": state}, {"account_name": "b", "status": "ERROR"}]}),
        )
    };
    let given = vec![account("CREATING"), account("available")];
    let end = wait!(
        |client| client.list_acl_accounts("i").wait_until_available("a"),
        given
    );
    assert_eq!(end, End::Reached(2));

    let old =
        json!({"name": "DeleteAcl", "status": "SUCCESS", "created_at": "2026-03-01T00:00:00.000Z"});
    let new =
        json!({"name": "DeleteAcl", "status": "FAIL", "created_at": "2026-03-02T10:00:00.000Z"});
    let given = vec![
        Body(json!({"tasks": [old]})),
        Body(json!({"tasks": []})),
        Body(json!({"tasks": [new, old]})),
        Body(json!({"tasks": []})),
    ];
    let end = wait!(
        |client| client
            .list_background_task("i")
            .wait_until_account_deleted("2026-03-02T00:00:00.000Z"),
        given
    );
    assert_eq!(end, failed("FAIL"));
}

#[tokio::test(start_paused = true)]
async fn all_run_logs_are_waited_for() {
    let page = |states: &[&str]| {
        let files: Vec<_> = states
            .iter()
            .map(|state| json!({ "status": state }))
            .collect();
        Body(json!({"total_num": states.len(), "file_list": files}))
    };
    let none = || page(&[]);
    let given = vec![
        none(),
        page(&["succeed", "collecting"]),
        none(),
        page(&["succeed", "succeed"]),
        none(),
    ];
    let end = wait!(
        |client| client
            .list_redislog("i", LogType::Run)
            .wait_until_collected(),
        given
    );
    assert_eq!(end, End::Reached(5));
}

#[tokio::test(start_paused = true)]
async fn the_logs_that_were_waited_for_need_no_match_on_the_success_without_a_body() {
    let body = json!({"total_num": 1, "file_list": [{"id": "a", "status": "succeed"}]});
    let script = ScriptedTransport::new()
        .response(ScriptedResponse::new(204))
        .response(ScriptedResponse::new(204))
        .response(ScriptedResponse::json(200, body.to_string()))
        .response(ScriptedResponse::new(204));
    let client = scripted(&script).build().unwrap();
    let ready = client
        .list_redislog("i", LogType::Run)
        .wait_until_collected()
        .await
        .unwrap();
    let ids = ready.file_list.iter().flatten().map(|file| file.id.clone());
    assert_eq!(ids.collect::<Vec<_>>(), [Some("a".to_owned())]);
    assert_eq!(ready.status(), 200);
}

#[tokio::test(start_paused = true)]
async fn what_never_comes_ends_with_the_time_limit_of_the_description() {
    let started = tokio::time::Instant::now();
    let given = (0..200).map(|_| status("RUNNING")).collect();
    let end = wait!(|client| client.show_job_info("j").wait_until_done(), given);
    assert_eq!(end, End::TimedOut);
    assert_eq!(started.elapsed().as_secs(), 30 * 60);
}
