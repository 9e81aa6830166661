//! A test suite of a program that uses the client: what `examples/audit.rs` makes of the responses of a service that is
//! not there. The mocks are typed: a request by its operation, a response made of the documented models.

#![cfg(feature = "test-util")]

#[allow(dead_code, reason = "the program around what is tested")]
#[path = "../examples/audit.rs"]
mod audit;

use huaweicloud::dcs::models::{
    ErrorResponse, InstanceBackupPolicy, InstanceListInfo, IpWhitelist, QueryInstanceInfoResp,
    QueryInstanceListResp,
};
use huaweicloud::dcs::operations::{ListInstances, ShowInstance, ShowIpWhitelist};
use huaweicloud::dcs::{self, Client, test_responses};
use huaweicloud::transport::ScriptedTransport;
use huaweicloud::{Config, Credentials, RetryPolicy};

fn client(script: &ScriptedTransport) -> Client {
    Client::builder()
        .endpoint("https://dcs.test")
        .credentials(Credentials::token("token"))
        .project_id("project")
        .config(Config::new().retry(RetryPolicy::never()))
        .transport(script.clone())
        .build()
        .unwrap()
}

/// Instances of these names, a page for each list of them.
fn listed(pages: &'static [&[&str]]) -> ScriptedTransport {
    let mut left = pages.iter();
    let total = pages.iter().map(|page| page.len()).sum::<usize>() as i32;
    ScriptedTransport::new().on::<ListInstances>(move |request| {
        assert_eq!(request.query_parameter("limit").as_deref(), Some("100"));
        let page = left.next().copied().unwrap_or_default().iter();
        let page = page.map(|id| InstanceListInfo::new().instance_id(*id));
        let page = QueryInstanceListResp::new().instances(page.collect::<Vec<_>>());
        test_responses::list_instances::ok(&page.instance_num(total))
    })
}

fn open_to_all(script: ScriptedTransport) -> ScriptedTransport {
    script.on::<ShowIpWhitelist>(|_| {
        test_responses::show_ip_whitelist::ok(&IpWhitelist::new(false, []))
    })
}

#[tokio::test]
async fn instances_of_all_pages_are_looked_at() {
    let script = open_to_all(listed(&[&["b"], &["a"]]))
        .times(2)
        .on::<ShowInstance>(|request| {
            let id = request.path_parameter("instance_id").unwrap();
            let policy = InstanceBackupPolicy::new();
            let shown = QueryInstanceInfoResp::new().name(format!("cache {id}"));
            let shown = shown.enable_ssl(id == "a").instance_backup_policy(policy);
            test_responses::show_instance::ok(&shown)
        })
        .times(2);
    let rows = audit::audit(&client(&script), 2).await.unwrap();
    assert_eq!(
        rows,
        [
            ["a", "cache a", "no whitelist"],
            ["b", "cache b", "no SSL, no whitelist"]
        ]
    );
    script.verify().unwrap();
}

#[tokio::test]
async fn what_is_refused_for_one_instance_ends_the_audit() {
    let script = open_to_all(listed(&[&["a"]])).on::<ShowInstance>(|_| {
        let body = ErrorResponse::new()
            .error_code("DCS.4001")
            .error_msg("gone");
        test_responses::show_instance::not_found(&body)
    });
    let error = audit::audit(&client(&script), 1).await.unwrap_err();
    let error = dcs::Error::from(
        *error
            .downcast::<huaweicloud::Error<dcs::operations::ShowInstanceError>>()
            .unwrap(),
    );
    assert!(error.is_not_found());
    assert_eq!(error.code(), Some("DCS.4001"));
}

#[tokio::test]
async fn a_request_that_nobody_expects_is_named() {
    let script = listed(&[&["a"]]);
    let error = audit::audit(&client(&script), 1)
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("ShowInstance"), "{error}");
    let problem = open_to_all(ScriptedTransport::new())
        .times(1)
        .verify()
        .unwrap_err();
    assert!(problem.to_string().contains("ShowIpWhitelist"), "{problem}");
}
