//! Path templates.

use super::operations::HEAD;
use super::whole;
use generator::ir::{Encoding, Location, Parameter, Reserved};

#[test]
fn a_path_may_have_a_query_and_lose_its_fragment() {
    let found = whole(&format!(
        "{HEAD}paths:
  /a?b=c: {{get: {{operationId: A, responses: {{'204': {{description: d}}}}}}}}
  /a#other: {{get: {{operationId: B, responses: {{'204': {{description: d}}}}}}}}
"
    ));
    let paths: Vec<&str> = found
        .api
        .operations
        .iter()
        .map(|one| one.path.as_str())
        .collect();
    assert_eq!(paths, ["/a?b=c", "/a"]);
    assert_eq!(
        found.said,
        ["note ignored: the fragment of a path is never sent; it only distinguishes operations"]
    );
}

#[test]
fn a_name_in_the_query_of_a_path_is_a_parameter_of_the_query() {
    let found = whole(&format!(
        "{HEAD}paths:
  /a/{{x}}?v=2&y-at={{y}}&z={{z}}&w={{w}}:
    get:
      parameters:
        - {{name: y, in: path, required: true, schema: {{type: array, items: {{type: string}}}}}}
        - {{name: x, in: path, required: true, schema: {{type: string}}}}
        - {{name: z, in: query, schema: {{type: string}}}}
      responses: {{'204': {{description: d}}}}
"
    ));
    let operation = found.only_operation();
    let parameters = operation.parameters.iter();
    let parameters: Vec<_> = parameters
        .map(|one| (one.location, one.wire.as_str(), one.presence.is_required()))
        .collect();
    assert_eq!(
        parameters,
        [
            (Location::Path, "x", true),
            (Location::Query, "y-at", true),
            (Location::Query, "w", true),
            (Location::Query, "z", false),
        ]
    );
    assert_eq!(operation.sent_path(), "/a/{x}?v=2");
    assert_eq!(
        found.said,
        [
            "warning path-template: `w` is in the query of the path; it is sent as the parameter `w`",
            "warning path-template: `y` is in the query of the path; it is sent as the parameter `y-at`",
            "warning path-template: `z` is in the query of the path; it is sent as the parameter `z`",
        ]
    );
}

#[test]
fn expansions_of_a_path_are_the_parameters_that_they_name() {
    let found = whole(&format!(
        "{HEAD}paths:
  /a/{{+x}}/{{y:[0-9]+}}/{{z*}}{{?page,size*}}:
    get:
      parameters:
        - {{name: y, in: path, required: true, schema: {{type: integer}}}}
        - {{name: x, in: path, required: true, schema: {{type: string}}}}
        - {{name: page, in: query, schema: {{type: integer}}}}
      responses: {{'204': {{description: d}}}}
"
    ));
    let operation = found.only_operation();
    let allows = |one: &Parameter| {
        let allow = Reserved::Allow;
        matches!(one.encoding, Encoding::Style { reserved, .. } if reserved == allow)
    };
    let parameters = operation.parameters.iter();
    let parameters: Vec<_> = parameters
        .map(|one| (one.wire.as_str(), allows(one), one.presence.is_required()))
        .collect();
    assert_eq!(
        parameters,
        [
            ("x", true, true),
            ("y", false, true),
            ("z", false, true),
            ("size", false, false),
            ("page", false, false),
        ]
    );
    assert_eq!(operation.sent_path(), "/a/{x}/{y}/{z}");
    let said = found
        .said
        .iter()
        .map(|said| said.split_once(": ").unwrap().1);
    let said: Vec<_> = said.collect();
    assert_eq!(
        said,
        [
            "`page` is in the query of the path; it is sent as the parameter `page`",
            "`size` is in the query of the path; it is sent as the parameter `size`",
            "`{+x}` of the path is sent as the parameter `x`",
            "`{y:[0-9]+}` of the path is sent as the parameter `y`",
            "`{z*}` of the path is sent as the parameter `z`",
            "the path names `z`, which no parameter declares; it is treated as a string",
        ]
    );
}

#[test]
fn a_regular_expression_in_a_path_may_have_braces() {
    let found = whole(&format!(
        "{HEAD}paths:
  /a/{{id:[0-9]{{3}}}}/b:
    get:
      parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
      responses: {{'204': {{description: d}}}}
"
    ));
    assert_eq!(found.only_operation().sent_path(), "/a/{id}/b");
    assert_eq!(
        found.said,
        ["warning path-template: `{id:[0-9]{3}}` of the path is sent as the parameter `id`"]
    );
}

#[test]
fn what_is_beside_a_reference_of_a_path_adds_to_its_target_or_replaces_it() {
    let found = whole(
        "openapi: 3.1.0
info: {title: t, version: '1'}
servers: [{url: 'https://a.test'}]
paths:
  /a:
    $ref: '#/components/pathItems/Q'
    servers: [{url: 'https://b.test'}]
    parameters:
      - {name: q, in: query, schema: {type: integer}}
      - {name: s, in: query, schema: {type: string}}
    get: {operationId: near, responses: {'204': {description: d}}}
components:
  pathItems:
    Q:
      $ref: '#/components/pathItems/P'
      get: {operationId: middle, responses: {'204': {description: d}}}
      post: {operationId: also, responses: {'204': {description: d}}}
    P:
      servers: [{url: 'https://c.test'}]
      parameters:
        - {name: q, in: query, schema: {type: string}}
        - {name: r, in: query, schema: {type: string}}
      get: {operationId: far, responses: {'204': {description: d}}}
      put: {operationId: other, responses: {'204': {description: d}}}
",
    );
    let operations: Vec<_> = found.api.operations.iter().collect();
    let ids: Vec<_> = operations.iter().map(|one| one.id.as_deref()).collect();
    assert_eq!(ids, [Some("near"), Some("also"), Some("other")]);
    for operation in operations {
        assert_eq!(operation.servers[0].default_url, "https://b.test");
        let parameters = operation.parameters.iter();
        let parameters: Vec<_> = parameters
            .map(|one| (one.wire.as_str(), found.ty(&one.ty)))
            .collect();
        let [q, r, s] = [("q", "i64"), ("r", "text"), ("s", "text")];
        assert_eq!(
            parameters,
            [q, r, s].map(|(name, ty)| (name, ty.to_owned()))
        );
    }
    assert_eq!(
        found.said,
        ["warning ignored: this operation replaces that of the path item to which `$ref` leads"]
    );
}

#[test]
fn a_name_is_not_called_undeclared_where_a_parameter_cannot_be_read() {
    let said = |path: &str, parameter: &str| {
        let found = whole(&format!(
            "{HEAD}paths:
  {path}:
    parameters: [{parameter}]
    get: {{operationId: A, responses: {{'204': {{description: d}}}}}}
components: {{schemas: {{X: {{type: string}}}}}}
"
        ));
        found.said
    };
    for (path, parameter) in [
        ("/a/{x}", "{name: x, in: uri, schema: {type: string}}"),
        (
            "/a/{x}",
            "{name: x, required: true, schema: {type: string}}",
        ),
        ("/a/{x}", "{$ref: '#/components/schemas/X'}"),
        (
            "/a/{x",
            "{name: x, in: path, required: true, schema: {type: string}}",
        ),
    ] {
        let said = said(path, parameter);
        assert_eq!(said.len(), 1, "{parameter}: {said:?}");
        assert!(said[0].starts_with("error"), "{parameter}: {said:?}");
    }
}

#[test]
fn each_mistake_in_a_path_is_reported() {
    let found = whole(&format!(
        "{HEAD}paths:
  /a}}/{{#b}}/{{c}}/{{c}}?d={{e}}{{f}}:
    get:
      parameters: [{{name: c, in: path, required: true, schema: {{type: string}}}}]
      responses: {{'204': {{description: d}}}}
"
    ));
    assert_eq!(
        found.said,
        [
            "error path-template: `{#b}` names no parameter",
            "error path-template: duplicate path parameter `c`",
            "error path-template: the value of `d={e}{f}` is not one parameter",
            "error path-template: there is a `}` without a `{`",
            "note ignored: the fragment of a path is never sent; it only distinguishes operations",
        ]
    );
}
