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
    for end in ["{status: 204}", "{status: 404, code: GONE}"] {
        let waiter = format!("{{success: [{end}]}}");
        assert!(matches!(result(&waiter, &both), WaitResult::Nothing));
    }
}

#[test]
fn a_pointer_leads_through_maps_arrays_and_any_json() {
    const BODY: &str = "'200': {description: d, content: {application/json: {schema: {type: object, properties: {
          map: {type: object, additionalProperties: {type: object, properties: {state: {type: string}}}},
          jobs: {type: array, items: {type: object, properties: {state: {type: string}}}},
          pair: {type: array, prefixItems: [{type: integer}, {type: string}], items: false, minItems: 2},
          known: {type: object, properties: {size: {type: integer}}, additionalProperties: {type: string}},
          union: {oneOf: [{type: string}, {type: object, properties: {state: {type: string}}}]},
          any: {}}}}}}";
    let said = |pointer: &str| {
        let waiter = format!("{{state: {pointer}, success: [DONE]}}");
        let found = operation(&format!(
            "x-waiters: {{it: {waiter}}}\n        responses: {{{BODY}}}"
        ));
        found.said.join(" ")
    };
    for pointer in [
        "/map/a~1b/state",
        "/jobs/0/state",
        "/pair/1",
        "/known/other",
        "/union/state",
        "/any/x/0",
    ] {
        assert_eq!(said(pointer), "", "{pointer}");
    }
    for (pointer, name) in [
        ("/map/x/sate", "sate"),
        ("/jobs/first/state", "first"),
        ("/pair/2", "2"),
        ("/jobs/0/state/x", "x"),
    ] {
        assert_eq!(
            said(pointer),
            format!("error waiters: unknown property `{name}`")
        );
    }
}

#[test]
fn what_cannot_select_an_item_is_reported() {
    const BODY: &str = "'200': {description: d, content: {application/json: {schema: {type: object, properties: {
          jobs: {type: array, items: {type: object, properties: {id: {type: string}, state: {type: string}}}}}}}}}";
    for (item, message) in [
        ("in: /job", "unknown property `job`"),
        ("in: /jobs, where: {/key: a}", "unknown property `key`"),
        (
            "in: /jobs, where: [/id]",
            "`where` must be an object, not an array",
        ),
        ("in: /jobs, newest: /time", "unknown property `time`"),
        (
            "in: /jobs, newest: /id, all: true",
            "`all` has no effect beside `newest`",
        ),
    ] {
        let waiter = format!("{{item: {{{item}}}, state: /state, success: [DONE]}}");
        let found = operation(&format!(
            "x-waiters: {{it: {waiter}}}\n        responses: {{{BODY}}}"
        ));
        assert_eq!(found.said, [format!("error waiters: {message}")], "{item}");
    }
}

#[test]
fn a_word_that_its_value_never_has_is_reported() {
    const BODY: &str = "'200': {description: d, content: {application/json: {schema: {type: object, properties: {
          count: {type: integer}, is_done: {type: boolean},
          state: {oneOf: [{const: 0, title: Waiting}, {const: 1, title: Done}]},
          jobs: {type: array, items: {type: object, properties: {id: {type: string}, kind: {type: string, enum: [copy]}}}}}}}}}";
    let said = |waiter: &str| {
        let found = operation(&format!(
            "x-waiters: {{it: {waiter}}}\n        responses: {{{BODY}}}"
        ));
        found.said.join("; ")
    };
    let unlisted = "warning waiters: the description does not list";
    for (state, word, message) in [
        ("state", "1", String::new()),
        ("count", "10", String::new()),
        ("is_done", "true", String::new()),
        (
            "state",
            "2",
            format!("{unlisted} `2` among the values of `/state`"),
        ),
        (
            "state",
            "Done",
            format!("{unlisted} `Done` among the values of `/state`"),
        ),
        (
            "is_done",
            "yes",
            format!("{unlisted} `yes` among the values of `/is_done`"),
        ),
        (
            "count",
            "many",
            "warning waiters: `many` is not a number, the type of `/count`".to_owned(),
        ),
    ] {
        let waiter = format!("{{state: /{state}, success: [{word}]}}");
        assert_eq!(said(&waiter), message, "{state}: {word}");
    }
    for (wanted, message) in [
        ("/id: x", String::new()),
        ("/kind: copy", String::new()),
        (
            "/kind: copies",
            format!("{unlisted} `copies` among the values of `/kind`"),
        ),
        (
            "/id: id",
            "warning waiters: the item is the one whose `/id` is the text `id`".to_owned(),
        ),
    ] {
        let waiter =
            format!("{{item: {{in: /jobs, where: {{{wanted}}}}}, success: [{{item: absent}}]}}");
        assert_eq!(said(&waiter), message, "{wanted}");
    }
}
