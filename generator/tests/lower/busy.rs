//! `x-busy`.

use super::{Lowered, operation, whole};

/// Returns the busy responses of the only operation.
fn busy(found: &Lowered) -> Vec<String> {
    let own = found.only_operation().busy.iter();
    own.map(|index| {
        let busy = &found.api.busy[*index];
        let (first, last) = busy.statuses;
        format!("{first}-{last} {:?} {:?}", busy.codes, busy.interval)
    })
    .collect()
}

#[test]
fn a_response_says_which_codes_mean_busy() {
    let found = operation(
        "responses:
          '204': {description: done}
          '400': {description: no, x-busy: {codes: [X.1, 7], interval: 10s}}
          '409': {description: no, x-busy: {}}
          5XX: {description: no, x-busy: {interval: 500ms}}
          default: {description: other, x-busy: {codes: [BUSY]}}",
    );
    assert_eq!(
        busy(&found),
        [
            r#"400-400 ["X.1", "7"] Some(10s)"#,
            "409-409 [] None",
            "500-599 [] Some(500ms)",
            r#"0-65535 ["BUSY"] None"#,
        ]
    );
    assert!(found.said.is_empty(), "{:?}", found.said);
}

#[test]
fn operations_that_refer_to_one_response_share_its_rule() {
    let found = whole(
        "openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /x:
    put: {operationId: A, responses: {'400': {$ref: '#/components/responses/Busy'}, '204': {description: done}}}
    delete: {operationId: B, responses: {'400': {$ref: '#/components/responses/Busy'}, '204': {description: done}}}
    post: {operationId: C, responses: {'423': {$ref: '#/components/responses/Busy'}, '204': {description: done}}}
    get: {operationId: D, responses: {'204': {description: done}}}
components:
  responses:
    Busy: {description: no, x-busy: {codes: [LOCKED]}}
",
    );
    let own: Vec<_> = found
        .api
        .operations
        .iter()
        .map(|op| (op.id.as_deref(), op.busy.clone()))
        .collect();
    let named = |id: &str| {
        own.iter()
            .find(|(known, _)| *known == Some(id))
            .expect("an operation")
            .1
            .clone()
    };
    assert_eq!(named("A"), named("B"));
    assert_ne!(named("A"), named("C"));
    assert!(named("D").is_empty());
    let statuses: Vec<_> = found.api.busy.iter().map(|busy| busy.statuses.0).collect();
    assert_eq!(statuses.len(), 2, "{statuses:?}");
    assert!(found.said.is_empty(), "{:?}", found.said);
}

#[test]
fn what_cannot_mean_busy_is_reported() {
    for (responses, said) in [
        (
            "'200': {description: ok, x-busy: {}}",
            "warning extension-misuse: `x-busy` has no effect in a response that is a success",
        ),
        (
            "'400': {description: no, x-busy: {code: [A]}}",
            "error extension-misuse: `x-busy` has no field `code`",
        ),
        (
            "'400': {description: no, x-busy: {codes: A}}",
            "error extension-misuse: `codes` must be an array with at least one error code",
        ),
        (
            "'400': {description: no, x-busy: {codes: []}}",
            "error extension-misuse: `codes` must be an array with at least one error code",
        ),
        (
            "'400': {description: no, x-busy: {codes: [{}]}}",
            "error extension-misuse: no error code",
        ),
        (
            "'400': {description: no, x-busy: {codes: [A, A]}}",
            "warning duplicate-value: the code `A` is listed twice",
        ),
        (
            "'400': {description: no, x-busy: {interval: soon}}",
            "error extension-misuse: no duration",
        ),
        (
            "'400': {description: no, x-busy: true}",
            "error extension-misuse: `x-busy` must be an object, not a boolean",
        ),
    ] {
        let found = operation(&format!("responses:\n          {responses}"));
        assert_eq!(found.said, [said], "{responses}");
    }
}
