//! Operations, their names, servers, security and paging.

use super::{Lowered, operation, whole};
use generator::ir::{
    CredentialKind, CursorType, Integer, KeyLocation, Method, PageParameter, PagingKind,
    ParameterScope, PropertyPath, Repeat, SchemeKind, TypeKind, UrlPiece, UrlReach,
};

const HEAD: &str = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\n";

#[test]
fn an_operation_without_an_id_is_named_by_method_and_path() {
    let found = whole(&format!(
        "{HEAD}paths:\n  /a/{{b}}:\n    get:\n      responses: {{'204': {{description: d}}}}\n"
    ));
    assert_eq!(found.only_operation().name.words, ["get", "/a/{b}"]);
    assert_eq!(found.only_operation().id, None);
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
            "warning path-parameter-undeclared: the path names `b`, which no parameter declares; it is taken as a string"
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
            "error unsupported: `POST` is no additional HTTP method",
            "error unsupported: `a b` is no additional HTTP method"
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
fn security_holds_as_it_is_written() {
    let found = whole(&format!(
        "{HEAD}security: [{{Key: []}}, {{Basic: [], Key: []}}]
paths:
  /inherited: {{get: {{operationId: A, responses: {{'204': {{description: d}}}}}}}}
  /none: {{get: {{operationId: B, security: [], responses: {{'204': {{description: d}}}}}}}}
  /optional: {{get: {{operationId: C, security: [{{OAuth: [read]}}, {{}}], responses: {{'204': {{description: d}}}}}}}}
components:
  securitySchemes:
    Key: {{type: apiKey, in: cookie, name: key}}
    Basic: {{type: http, scheme: BASIC}}
    OAuth:
      type: oauth2
      flows: {{clientCredentials: {{tokenUrl: 'https://a.example/t', scopes: {{read: to read}}}}}}
    Signed: {{type: http, scheme: SDK-HMAC-SHA256}}
"
    ));
    let indexes = |at: usize| -> Vec<Vec<usize>> {
        let alternatives = found.api.operations[at].security.iter();
        alternatives
            .map(|one| one.iter().copied().collect())
            .collect()
    };
    assert_eq!(indexes(0), [vec![0], vec![0, 1]]);
    assert_eq!(indexes(1), Vec::<Vec<usize>>::new());
    assert_eq!(indexes(2), [vec![2], vec![]]);
    let kinds: Vec<&SchemeKind> = found
        .api
        .schemes
        .iter()
        .map(|scheme| &scheme.kind)
        .collect();
    assert_eq!(
        kinds[0],
        &SchemeKind::ApiKey {
            location: KeyLocation::Cookie,
            name: "key".into()
        }
    );
    assert_eq!(kinds[1], &SchemeKind::Basic);
    assert_eq!(kinds[3], &SchemeKind::SdkHmacSha256);
    let token_url = Some("https://a.example/t".to_owned());
    assert_eq!(kinds[2], &SchemeKind::OAuth2 { token_url });
}

#[test]
fn servers_are_read_with_their_variables() {
    let found = whole(&format!(
        "{HEAD}servers:
  - url: https://{{region}}.a.example/{{base}}
    variables:
      region: {{default: eu, enum: [eu, us]}}
      base: {{default: v1}}
paths:
  /a:
    servers: [{{url: https://b.example}}]
    get: {{operationId: A, responses: {{'204': {{description: d}}}}}}
"
    ));
    let server = &found.api.servers.list[0];
    assert_eq!(
        server.url,
        [
            UrlPiece::Literal("https://".into()),
            UrlPiece::Variable("region".into()),
            UrlPiece::Literal(".a.example/".into()),
            UrlPiece::Variable("base".into())
        ]
    );
    assert_eq!(server.variables[0].values, ["eu", "us"]);
    assert_eq!(
        (server.default_url.as_str(), server.reach),
        ("https://eu.a.example/v1", UrlReach::Absolute)
    );
    assert_eq!(found.only_operation().servers.len(), 1);
}

#[test]
fn variables_of_several_servers_are_one_a_name() {
    let found = whole(&format!(
        "{HEAD}servers:
  - {{url: 'https://{{region}}.a.example', variables: {{region: {{default: eu}}}}}}
  - {{url: '/{{region}}/{{base}}', variables: {{region: {{default: us}}, base: {{default: v1}}}}}}
paths: {{}}
"
    ));
    let names: Vec<&str> = found
        .api
        .servers
        .variables
        .iter()
        .map(|variable| variable.name.as_str())
        .collect();
    assert_eq!(names, ["region", "base"]);
    assert_eq!(found.api.servers.list[1].reach, UrlReach::Relative);
}

#[test]
fn the_servers_of_an_operation_are_kept() {
    let found = operation("servers: [{url: https://a.example}, {url: https://b.example}]");
    assert_eq!(found.only_operation().servers.len(), 2);
    assert!(found.said.is_empty(), "{:?}", found.said);
}

#[test]
fn access_keys_serve_the_token_that_they_can_be_exchanged_for() {
    let found = whole(&format!(
        "{HEAD}paths: {{}}
components:
  securitySchemes:
    Token: {{type: apiKey, in: header, name: x-auth-token}}
    Basic: {{type: http, scheme: basic}}
    Signed: {{type: http, scheme: SDK-HMAC-SHA256}}
"
    ));
    let slots: Vec<(CredentialKind, &[usize])> = found
        .api
        .credentials
        .iter()
        .map(|slot| (slot.kind, slot.schemes.as_slice()))
        .collect();
    assert_eq!(
        slots,
        [
            (CredentialKind::OfScheme, [1].as_slice()),
            (CredentialKind::AccessKeys, [0, 2].as_slice())
        ]
    );
}

const PAGED: &str = "responses:
          '200':
            description: a page
            content:
              application/json:
                schema:
                  type: object
                  properties:
                    total: {type: integer}
                    next: {type: string}
                    data: {type: object, properties: {rows: {type: array, items: {type: string}}}}
        parameters:
          - {name: offset, in: query, schema: {type: integer}}
          - {name: limit, in: query, schema: {type: integer}}
          - {name: after, in: query, schema: {type: string}}
        ";

/// The wire names along a path, with a `?` for each layer of null that the types add.
fn path(found: &Lowered, path: &PropertyPath) -> String {
    let mut text = "?".repeat(path.nulls);
    for step in &path.steps {
        let def = found.api.types.get(step.owner).expect("a type");
        let TypeKind::Struct(object) = &def.kind else {
            panic!("no object: {def:?}")
        };
        text += &format!(
            "/{}{}",
            object.fields[step.field].wire,
            "?".repeat(step.nulls)
        );
    }
    text
}

#[test]
fn paging_by_offset_knows_its_parameters_and_properties() {
    let found = operation(&format!(
        "{PAGED}x-paging: {{offset: offset, limit: limit, items: /data/rows, total: total}}"
    ));
    let paging = found.only_operation().paging.as_ref().expect("paging");
    assert_eq!(path(&found, &paging.items), "/data/rows");
    assert_eq!(found.ty(&paging.item), "text");
    assert_eq!(paging.output, 0);
    let PagingKind::Offset {
        offset: PageParameter::Query(0),
        first: 0,
        limit: Some(PageParameter::Query(1)),
        total: Some(total),
    } = &paging.kind
    else {
        panic!("{paging:?}")
    };
    assert_eq!(path(&found, &total.path), "/total");
}

#[test]
fn a_total_is_an_integer_or_text_that_has_one() {
    let total = |ty: &str| {
        let found = operation(&format!(
            "x-paging: {{offset: offset, items: rows, total: total}}
        parameters: [{{name: offset, in: query, schema: {{type: integer}}}}]
        responses:
          '200':
            description: ok
            content:
              application/json:
                schema:
                  type: object
                  properties:
                    total: {ty}
                    rows: {{type: array, items: {{type: string}}}}"
        ));
        let paging = &found.only_operation().paging;
        match paging.as_ref().map(|paging| &paging.kind) {
            Some(PagingKind::Offset { total, .. }) => {
                format!("{:?}", total.as_ref().expect("a total").kind)
            }
            _ => found.said.join(" "),
        }
    };
    assert_eq!(total("{type: integer, format: int32}"), "Integer(I32)");
    assert_eq!(total("{type: [integer, 'null']}"), "Integer(I64)");
    assert_eq!(total("{type: string}"), "Text");
    assert_eq!(total("{type: [string, integer, 'null']}"), "Text");
    assert_eq!(total("{oneOf: [{type: string}, {type: integer}]}"), "Text");
    let refused =
        "error paging: the total number of items must be an integer, or a string that has one";
    assert_eq!(total("{type: boolean}"), refused);
    assert_eq!(total("{oneOf: [{type: string}, {type: boolean}]}"), refused);
}

#[test]
fn paging_by_cursor_knows_the_type_of_the_cursor() {
    let found = operation(&format!(
        "{PAGED}x-paging: {{cursor: after, next: next, items: /data/rows}}"
    ));
    let paging = found.only_operation().paging.as_ref().expect("paging");
    let PagingKind::Cursor {
        cursor: PageParameter::Query(2),
        next,
        ty: CursorType::String,
    } = &paging.kind
    else {
        panic!("{paging:?}")
    };
    assert_eq!(path(&found, next), "/next");
    let found = operation(&format!(
        "{PAGED}x-paging: {{cursor: after, next: total, items: /data/rows}}"
    ));
    let paging = found.only_operation().paging.as_ref().expect("paging");
    assert!(matches!(
        paging.kind,
        PagingKind::Cursor {
            ty: CursorType::Integer(Integer::I64),
            ..
        }
    ));
}

#[test]
fn the_next_page_may_be_a_url_a_link_or_what_follows_the_last_item() {
    let found = |paging: &str| {
        let found = operation(&format!("{PAGED}x-paging: {{items: /data/rows, {paging}}}"));
        let paging = found.only_operation().paging.clone();
        paging.unwrap_or_else(|| panic!("{:?}", found.said)).kind
    };
    assert!(matches!(found("next: next"), PagingKind::Url(_)));
    assert!(matches!(found("link: next"), PagingKind::Link(relation) if relation == "next"));
    let PagingKind::Marker { marker, id, ty } = found("marker: after, id: ''") else {
        panic!("no marker")
    };
    assert_eq!((marker, ty), (PageParameter::Query(2), CursorType::String));
    assert!(id.steps.is_empty(), "the item itself");
    let wrong = operation(&format!(
        "{PAGED}x-paging: {{items: /data/rows, next: total}}"
    ));
    assert!(
        wrong.said[0].contains("names no parameter"),
        "{:?}",
        wrong.said
    );
    let wrong = operation(&format!(
        "{PAGED}x-paging: {{items: /data/rows, marker: after}}"
    ));
    assert_eq!(wrong.said, ["error paging: unknown property `id`"]);
}

#[test]
fn the_position_of_a_page_may_be_in_the_body() {
    let body = "requestBody: {content: {application/json: {schema: {type: object, properties: {
            page: {type: object, properties: {from: {type: integer, default: 1}, size: {type: integer}}}}}}}}
        ";
    let found = operation(&format!(
        "{PAGED}{body}x-paging: {{items: /data/rows, offset: /page/from, limit: /page/size}}"
    ));
    let paging = found.only_operation().paging.as_ref().expect("paging");
    let PagingKind::Offset {
        offset,
        first,
        limit,
        ..
    } = &paging.kind
    else {
        panic!("{paging:?}")
    };
    assert_eq!(*offset, PageParameter::Body("/page/from".to_owned()));
    assert_eq!(*limit, Some(PageParameter::Body("/page/size".to_owned())));
    assert_eq!(*first, 1);
    let wrong = operation(&format!(
        "{PAGED}{body}x-paging: {{items: /data/rows, page: /page/form}}"
    ));
    assert_eq!(wrong.said, ["error paging: unknown property `form`"]);
    let wrong = operation(&format!(
        "{PAGED}x-paging: {{items: /data/rows, page: /page}}"
    ));
    assert_eq!(wrong.said, ["error paging: the operation has no JSON body"]);
}

#[test]
fn paging_looks_behind_aliases_and_null() {
    let found = whole(include_str!("../fixtures/paging_through_null.yaml"));
    let paging = found.api.operations[0].paging.as_ref().expect("paging");
    assert_eq!(path(&found, &paging.items), "?/page/items");
    assert!(matches!(paging.kind, PagingKind::Offset { first: 10, .. }));
}

#[test]
fn a_total_that_is_no_scalar_and_a_cursor_that_is_none_are_errors() {
    let found = operation(&format!(
        "{PAGED}x-paging: {{offset: offset, items: /data/rows, total: data}}"
    ));
    assert_eq!(
        found.said,
        ["error paging: the total number of items must be an integer, or a string that has one"]
    );
    let found = operation(&format!(
        "{PAGED}x-paging: {{cursor: after, items: /data/rows, next: data}}"
    ));
    assert_eq!(
        found.said,
        ["error paging: the position of the next page must be a string or an integer"]
    );
}

#[test]
fn paging_by_what_is_not_there_names_the_nearest() {
    let found = operation(&format!(
        "{PAGED}x-paging: {{offset: ofset, items: /data/rows}}"
    ));
    assert_eq!(
        found.said,
        ["error paging: unknown query parameter `ofset`"]
    );
    let found = operation(&format!("{PAGED}x-paging: {{offset: offset, items: data}}"));
    assert_eq!(
        found.said,
        ["error paging: the items of a page must be an array"]
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
fn an_unknown_security_scheme_names_the_nearest() {
    let found = operation("security: [{Tokn: []}]");
    assert_eq!(
        found.said,
        ["error unknown-security-scheme: unknown security scheme `Tokn`"]
    );
}

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
