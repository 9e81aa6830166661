//! Operations and their names.

use super::{operation, whole};
use generator::ir::{Method, ParameterScope, Repeat};

pub(super) const HEAD: &str = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\n";

#[test]
fn an_operation_without_an_id_is_named_by_method_and_path() {
    let found = whole(&format!(
        "{HEAD}paths:\n  /a/{{b}}:\n    get:\n      responses: {{'204': {{description: d}}}}\n"
    ));
    assert_eq!(found.only_operation().name.words, ["get", "/a/{b}"]);
    assert_eq!(found.only_operation().id, None);
}

#[test]
fn methods_of_one_path_with_the_same_id_are_distinguished_by_method_and_path() {
    let found = whole(&format!(
        "{HEAD}paths:
  /a:
    put: {{operationId: save, responses: {{'204': {{description: d}}}}}}
    post: {{operationId: save, responses: {{'204': {{description: d}}}}}}
  /b: {{put: {{operationId: save, responses: {{'204': {{description: d}}}}}}}}
"
    ));
    let operations = found.api.operations.iter();
    let words: Vec<_> = operations
        .map(|operation| operation.name.words.join(" "))
        .collect();
    assert_eq!(words, ["save", "post /a", "put /b"]);
    assert_eq!(
        found.said,
        [
            "warning duplicate-operation-id: another operation is named `save` too; this one is named after its method and path",
            "error duplicate-operation-id: another operation is named `save` too"
        ]
    );
}

#[test]
fn a_parameter_of_the_path_that_nothing_declares_is_a_string() {
    let found = whole(&format!(
        "{HEAD}paths:\n  /a/{{b}}:\n    get:\n      responses: {{'204': {{description: d}}}}\n"
    ));
    let parameter = &found.only_operation().parameters[0];
    assert_eq!(
        (parameter.wire.as_str(), found.ty(&parameter.ty).as_str()),
        ("b", "text")
    );
    assert_eq!(
        found.said,
        [
            "warning path-parameter-undeclared: the path names `b`, which no parameter declares; it is treated as a string"
        ]
    );
}

#[test]
fn methods_decide_what_may_be_repeated_unless_the_description_does() {
    let found = whole(&format!(
        "{HEAD}paths:
  /a:
    get: {{operationId: G, responses: {{'204': {{description: d}}}}}}
    post: {{operationId: P, responses: {{'204': {{description: d}}}}}}
    patch: {{operationId: I, x-idempotent: true, responses: {{'204': {{description: d}}}}}}
"
    ));
    let repeats: Vec<Repeat> = found
        .api
        .operations
        .iter()
        .map(|operation| operation.repeat.clone())
        .collect();
    assert_eq!(
        repeats,
        [Repeat::Idempotent, Repeat::OnlyUnsent, Repeat::Idempotent]
    );
}

#[test]
fn a_key_makes_an_operation_repeatable() {
    let post = |rest: &str| {
        whole(&format!(
            "{HEAD}paths:
  /a:
    post: {{operationId: P, {rest}, responses: {{'204': {{description: d}}}}}}
"
        ))
    };
    let found = post("x-idempotency-key: Idempotency-Key");
    let repeat = &found.api.operations[0].repeat;
    assert_eq!(*repeat, Repeat::WithKey("Idempotency-Key".to_owned()));
    assert!(found.said.is_empty(), "{:?}", found.said);
    for name in ["a b", "''", "Authorization", "content-length"] {
        let found = post(&format!("x-idempotency-key: {name}"));
        let name = name.trim_matches('\'');
        let said = format!("error extension-misuse: `{name}` cannot be the header of a key");
        assert_eq!(found.said, [said]);
    }
    let found = post("x-idempotency-key: Key, x-idempotent: false");
    assert_eq!(
        found.said,
        [
            "warning extension-misuse: a request with a key is sent again, although `x-idempotent` is `false`"
        ]
    );
}

#[test]
fn a_key_needs_a_header_that_holds_a_uuid() {
    for (schema, findings) in [
        ("type: integer", 1),
        ("type: string, maxLength: 35", 1),
        ("type: string, maxLength: 36", 0),
        ("type: string, format: uuid", 0),
    ] {
        let parameter = format!("{{name: Key, in: header, schema: {{{schema}}}}}");
        let found = whole(&format!(
            "{HEAD}paths: {{/a: {{post: {{operationId: P, x-idempotency-key: key, parameters: [{parameter}], responses: {{'204': {{description: d}}}}}}}}}}"
        ));
        assert_eq!(found.said.len(), findings, "{schema}: {:?}", found.said);
    }
}

#[test]
fn a_request_of_no_operation_has_the_credentials_of_any() {
    let found = whole(&format!(
        "{HEAD}components:
  securitySchemes:
    a: {{type: http, scheme: bearer}}
    b: {{type: apiKey, in: header, name: K}}
security: [{{a: []}}]
paths:
  /a:
    get: {{operationId: G, responses: {{'204': {{description: d}}}}}}
    put: {{operationId: P, security: [{{a: [], b: []}}, {{b: []}}], responses: {{'204': {{description: d}}}}}}
    post: {{operationId: N, security: [], responses: {{'204': {{description: d}}}}}}
"
    ));
    let security: Vec<Vec<usize>> = found
        .api
        .request_security()
        .into_iter()
        .map(|alternative| alternative.into_iter().collect())
        .collect();
    assert_eq!(security, [vec![0, 1], vec![0], vec![1], vec![]]);
}

#[test]
fn the_query_method_and_additional_methods_of_3_2_are_generated() {
    let found = whole(
        "openapi: 3.2.0
info: {title: t, version: '1'}
paths:
  /a:
    query: {operationId: Q, responses: {'204': {description: d}}}
    additionalOperations:
      COPY: {operationId: C, responses: {'204': {description: d}}}
      POST: {operationId: P, responses: {'204': {description: d}}}
      'a b': {operationId: B, responses: {'204': {description: d}}}
",
    );
    let methods: Vec<&Method> = found
        .api
        .operations
        .iter()
        .map(|operation| &operation.method)
        .collect();
    assert_eq!(methods, [&Method::Query, &Method::Other("COPY".into())]);
    assert_eq!(
        found.said,
        [
            "error unsupported: `POST` is not an additional HTTP method",
            "error unsupported: `a b` is not an additional HTTP method"
        ]
    );
}

#[test]
fn callbacks_and_webhooks_are_counted_and_noted() {
    let found = whole(&format!(
        "{HEAD}paths:
  /a:
    post:
      operationId: P
      responses: {{'204': {{description: d}}}}
      callbacks:
        done:
          '{{$request.body#/url}}':
            post: {{responses: {{'204': {{description: d}}}}}}
webhooks:
  news:
    post: {{responses: {{'204': {{description: d}}}}}}
    put: {{responses: {{'204': {{description: d}}}}}}
"
    ));
    assert_eq!(
        (
            found.ledger.operations,
            found.ledger.callbacks,
            found.ledger.webhooks
        ),
        (1, 1, 2)
    );
    assert_eq!(found.said.len(), 2);
    assert!(
        found
            .said
            .iter()
            .all(|said| said.starts_with("note ignored")),
        "{:?}",
        found.said
    );
}

const UNSUPPORTED: &str = "openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /a:
    trace:
      operationId: Upload
      requestBody: {content: {text/plain: {}}}
      responses: {'204': {description: d}}
    get:
      operationId: Get
      responses: {'204': {description: d}}
";

#[test]
fn what_cannot_be_generated_is_an_error() {
    let found = whole(UNSUPPORTED);
    assert_eq!(found.said.len(), 1);
    assert!(
        found.said[0].starts_with("error unsupported"),
        "{:?}",
        found.said
    );
}

#[test]
fn a_client_parameter_is_one_for_all_operations() {
    let found = whole(&format!(
        "{HEAD}paths:
  /{{project}}/a:
    parameters: [{{$ref: '#/components/parameters/Project'}}]
    get: {{operationId: A, responses: {{'204': {{description: d}}}}}}
  /{{project}}/b:
    parameters: [{{$ref: '#/components/parameters/Project'}}]
    get: {{operationId: B, responses: {{'204': {{description: d}}}}}}
components:
  parameters:
    Project: {{name: project, in: path, required: true, x-client-parameter: true, schema: {{type: string}}}}
"
    ));
    assert_eq!(found.api.client_parameters.len(), 1);
    for operation in &found.api.operations {
        assert_eq!(operation.parameters[0].scope, ParameterScope::Client(0));
    }
}

#[test]
fn a_client_parameter_that_is_more_than_one_text_is_of_each_call() {
    for schema in [
        "schema: {type: array, items: {type: string}}",
        "content: {application/json: {schema: {type: string}}}",
    ] {
        let found = operation(&format!(
            "parameters: [{{name: p, in: query, x-client-parameter: true, {schema}}}]"
        ));
        let scope = found.only_operation().parameters[0].scope;
        assert_eq!(scope, ParameterScope::Call);
        assert_eq!(
            found.said,
            [
                "warning extension-misuse: a client parameter must be a single text, and `p` is not; each call sets it"
            ]
        );
    }
}

#[test]
fn the_case_of_a_headers_name_makes_no_other_parameter() {
    let header = |name: &str| format!("{{name: {name}, in: header, schema: {{type: string}}}}");
    let found = whole(&format!(
        "{HEAD}paths:
  /a:
    parameters: [{}]
    get:
      parameters: [{}, {}]
      responses: {{'204': {{description: d}}}}
",
        header("X-Colour"),
        header("x-colour"),
        header("X-COLOUR"),
    ));
    let parameters = found.only_operation().parameters.iter();
    let names: Vec<&str> = parameters.map(|one| one.wire.as_str()).collect();
    assert_eq!(names, ["x-colour"]);
    assert_eq!(
        found.said,
        [
            "warning duplicate-parameter: the parameter `X-COLOUR` is already declared here; the first one applies"
        ]
    );
}

#[test]
fn a_path_item_of_two_paths_has_its_operation_at_both() {
    let found = whole(&format!(
        "{HEAD}paths:
  /a: {{$ref: '#/components/pathItems/Shared'}}
  /b: {{$ref: '#/components/pathItems/Shared'}}
components:
  pathItems: {{Shared: {{get: {{operationId: show, responses: {{'204': {{description: d}}}}}}}}}}
"
    ));
    let operations = found.api.operations.iter();
    let called: Vec<_> = operations
        .map(|one| (one.path.as_str(), one.id.as_deref()))
        .collect();
    assert_eq!(called, [("/a", Some("show")), ("/b", None)]);
    assert_eq!(
        found.said,
        [
            "warning duplicate-operation-id: `show` is an operation of another path too; at this one it is named after its method and path"
        ]
    );
}

#[test]
fn a_key_needs_the_name_of_a_header_or_a_cookie() {
    let said = |scheme: &str| {
        let text = format!(
            "openapi: 3.1.0
info: {{title: t, version: '1'}}
security: [{{key: []}}]
paths: {{/x: {{get: {{operationId: get, responses: {{'204': {{description: done}}}}}}}}}}
components: {{securitySchemes: {{key: {{type: apiKey, {scheme}}}}}}}
"
        );
        whole(&text).said
    };
    for scheme in ["in: cookie, name: a b", "in: header, name: a b"] {
        let said = said(scheme);
        assert_eq!(said.len(), 1, "{scheme}: {said:?}");
        assert!(said[0].contains("can have the name `a b`"), "{said:?}");
    }
    assert_eq!(said("in: query, name: 'a;b'"), [""; 0]);
}
