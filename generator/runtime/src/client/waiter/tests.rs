use serde_json::{Value, json};

use crate::body::details::Details;
use crate::client::waiter::{Condition, ItemRule, Match, Verdict, Waiter};

static RUNNING: Waiter = Waiter::new("running")
    .state("/status")
    .success(&[Condition::State("RUNNING")])
    .failure(&[Condition::State("ERROR"), Condition::Code(400, "X.1")])
    .pending(&[Condition::Set("/task")])
    .reason("/why");

fn verdict(waiter: &Waiter, status: u16, body: &Value) -> Option<Verdict> {
    waiter
        .judge(
            status,
            &|| Details::read(body.to_string().as_bytes()).code,
            body,
            &[],
        )
        .verdict
}

#[test]
fn pending_comes_before_failure_and_success_and_the_rest_is_pending() {
    let of = |body| verdict(&RUNNING, 200, &body);
    assert_eq!(of(json!({"status": "RUNNING"})), Some(Verdict::Success));
    assert_eq!(
        of(json!({"status": "RUNNING", "task": null})),
        Some(Verdict::Success)
    );
    assert_eq!(
        of(json!({"status": "RUNNING", "task": "x"})),
        Some(Verdict::Pending)
    );
    assert_eq!(of(json!({"status": "ERROR"})), Some(Verdict::Failure));
    assert_eq!(of(json!({"status": "running"})), Some(Verdict::Pending));
    assert_eq!(of(json!({})), Some(Verdict::Pending));
}

#[test]
fn an_error_is_judged_by_status_and_code_only() {
    let body = json!({"status": "RUNNING", "error_code": "X.1", "error_msg": "no"});
    assert_eq!(verdict(&RUNNING, 400, &body), Some(Verdict::Failure));
    assert_eq!(verdict(&RUNNING, 404, &body), None);
    static GONE: Waiter = Waiter::new("gone").success(&[Condition::Status(404)]);
    assert_eq!(verdict(&GONE, 404, &Value::Null), Some(Verdict::Success));
    assert_eq!(verdict(&GONE, 200, &Value::Null), Some(Verdict::Pending));
}

#[test]
fn state_and_reason_are_found() {
    let body = json!({"status": "ERROR", "why": 7});
    let finding = RUNNING.judge(200, &|| None, &body, &[]);
    assert_eq!(finding.state.as_deref(), Some("ERROR"));
    assert_eq!(finding.reason.as_deref(), Some("7"));
}

#[test]
fn an_unknown_state_can_be_a_failure() {
    static STRICT: Waiter = Waiter::new("done")
        .state("/s")
        .success(&[Condition::State("OK")])
        .pending(&[Condition::State("WAIT")])
        .otherwise_failure()
        .ignore_case();
    assert_eq!(
        verdict(&STRICT, 200, &json!({"s": "ok"})),
        Some(Verdict::Success)
    );
    assert_eq!(
        verdict(&STRICT, 200, &json!({"s": "wait"})),
        Some(Verdict::Pending)
    );
    assert_eq!(
        verdict(&STRICT, 200, &json!({"s": "odd"})),
        Some(Verdict::Failure)
    );
}

#[test]
fn the_worst_of_all_items_counts_and_none_is_pending() {
    static ALL: Waiter = Waiter::new("collected")
        .state("/s")
        .item(ItemRule::new("/list", &[]).all())
        .success(&[Condition::State("ok")])
        .failure(&[Condition::State("bad")]);
    let of = |items: &[Value]| ALL.judge(200, &|| None, &Value::Null, items).verdict;
    let (ok, bad, other) = (json!({"s": "ok"}), json!({"s": "bad"}), json!({"s": "?"}));
    assert_eq!(of(&[]), Some(Verdict::Pending));
    assert_eq!(of(&[ok.clone(), ok.clone()]), Some(Verdict::Success));
    assert_eq!(of(&[ok.clone(), other.clone()]), Some(Verdict::Pending));
    assert_eq!(of(&[other, bad, ok]), Some(Verdict::Failure));
}

#[test]
fn an_absent_item_is_pending_unless_that_is_waited_for() {
    static GONE: Waiter = Waiter::new("gone")
        .item(ItemRule::new("/list", &[("/id", Match::Argument(0))]))
        .success(&[Condition::Absent]);
    static STRICT: Waiter = Waiter::new("done")
        .item(ItemRule::new("/list", &[("/id", Match::Argument(0))]))
        .state("/s")
        .otherwise_failure();
    let of =
        |waiter: &Waiter, items: &[Value]| waiter.judge(200, &|| None, &Value::Null, items).verdict;
    assert_eq!(of(&GONE, &[]), Some(Verdict::Success));
    assert_eq!(of(&GONE, &[json!({"id": "a"})]), Some(Verdict::Pending));
    assert_eq!(of(&STRICT, &[]), Some(Verdict::Pending));
}

#[test]
fn the_newest_since_the_start_is_chosen() {
    let rule = ItemRule::new("/list", &[("/name", Match::Is("x"))])
        .newest("/at")
        .since(0);
    let items = [
        json!({"name": "x", "at": 9}),
        json!({"name": "x", "at": 12, "id": "b"}),
        json!({"name": "x", "at": 10}),
        json!({"name": "y", "at": 20}),
    ];
    let since = |since: &str| {
        let arguments = [since.to_owned()];
        let found = items.iter().filter(|item| rule.is_match(item, &arguments));
        rule.choose(found.cloned().collect())
    };
    assert_eq!(since("10"), [json!({"name": "x", "at": 12, "id": "b"})]);
    assert_eq!(since("12"), since("10"));
    assert_eq!(since("13"), [] as [Value; 0]);
    // Without such a rule the first match is enough, unless all are wanted.
    let first = || ItemRule::new("/list", &[("/name", Match::Is("x"))]);
    assert_eq!(first().choose(items.to_vec()).len(), 1);
    assert_eq!(first().all().choose(items.to_vec()).len(), 4);
    #[cfg(feature = "paging")]
    assert!(first().takes_first() && !first().all().takes_first() && !rule.takes_first());
}
