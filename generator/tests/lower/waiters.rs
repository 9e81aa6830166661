//! `x-waiters`.

use generator::ir::WaitResult;

use super::operation;

/// Returns the result of the only waiter of an operation with these successes.
fn result(waiter: &str, successes: &str) -> WaitResult {
    let found = operation(&format!(
        "x-waiters: {{it: {waiter}}}
        responses: {{{successes}}}"
    ));
    assert!(found.said.is_empty(), "{:?}", found.said);
    let [waiter] = &found.only_operation().waiters[..] else {
        panic!("{:?}", found.only_operation().waiters);
    };
    waiter.result.clone()
}

#[test]
fn a_wait_for_a_state_in_the_only_body_returns_that_body() {
    const JOB: &str = "'200': {description: The job., content: {application/json: {schema:
          {type: object, properties: {status: {type: string}, jobs: {type: array, items: {type: object,
            properties: {status: {type: string}}}}}}}}}";
    const OTHER: &str = "'202': {description: Other., content: {application/json: {schema:
          {type: object, properties: {status: {type: string}}}}}}";
    const EMPTY: &str = "'204': {description: Nothing.}";
    let state = "{state: /status, success: [DONE]}";
    let both = format!("{EMPTY}, {JOB}");
    assert!(matches!(result(state, JOB), WaitResult::Response));
    assert!(matches!(result(state, &both), WaitResult::Body(0, _)));
    // Either body may have the state.
    let three = format!("{both}, {OTHER}");
    assert!(matches!(result(state, &three), WaitResult::Response));

    let all = "{item: {in: /jobs, all: true}, state: /status, success: [DONE]}";
    assert!(matches!(result(all, &both), WaitResult::Body(0, _)));
    // A response without a body has no value that is set.
    let unset = "{success: [{value: /status, is: unset}]}";
    assert!(matches!(result(unset, &both), WaitResult::Response));
    let unset = "{item: {in: /jobs, all: true}, success: [{value: /status, is: unset}]}";
    assert!(matches!(result(unset, &both), WaitResult::Body(0, _)));
    let status = "{success: [{status: 204}]}";
    assert!(matches!(result(status, &both), WaitResult::Nothing));
}
