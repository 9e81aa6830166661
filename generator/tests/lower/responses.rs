//! Responses.

use super::{Lowered, operation, whole};
use generator::ir::{
    EventData, NamedEvent, ResponseHeader, ResponseKind, StatusPattern, UndocumentedSuccess,
};

fn events(found: &Lowered, data: &EventData) -> String {
    let event = |event: &NamedEvent| {
        let data = event
            .data
            .as_ref()
            .map_or("text".to_owned(), |ty| found.ty(ty));
        format!("{}: {data}", event.names.join("/"))
    };
    match data {
        EventData::Text => "events".to_owned(),
        EventData::Json(ty) => format!("events {}", found.ty(ty)),
        EventData::Named(events) => {
            let events: Vec<String> = events.iter().map(event).collect();
            format!("events {}", events.join(", "))
        }
    }
}

pub(crate) fn responses(found: &Lowered) -> Vec<String> {
    let kind = |kind: &ResponseKind| match kind {
        ResponseKind::Json(ty) => format!("json {}", found.ty(ty)),
        ResponseKind::Scalar(ty) => format!("scalar {}", found.ty(ty)),
        ResponseKind::Text => "text".to_owned(),
        ResponseKind::Binary => "binary".to_owned(),
        ResponseKind::Events(data) => events(found, data),
        ResponseKind::Parts => "parts".to_owned(),
        ResponseKind::JsonLines(ty) => format!("lines {}", found.ty(ty)),
    };
    let operation = found.only_operation();
    let all = operation.successes.iter().chain(&operation.errors);
    all.map(|response| {
        let status = match response.status {
            StatusPattern::Exact(code) => code.to_string(),
            StatusPattern::Range(first) => format!("{first}XX"),
            StatusPattern::Default => "default".to_owned(),
        };
        let contents: Vec<String> = response
            .contents
            .iter()
            .map(|one| format!("{} {}", one.media_type.essence, kind(&one.kind)))
            .collect();
        format!("{status}: {}", contents.join(", "))
    })
    .collect()
}

#[test]
fn responses_are_sorted_exact_then_ranges_then_default() {
    let found = operation(
        "responses:
          default: {description: other}
          4XX: {description: wrong}
          '404': {description: none}
          '200': {description: ok}",
    );
    assert_eq!(responses(&found), ["200: ", "404: ", "4XX: ", "default: "]);
}

#[test]
fn media_types_decide_how_a_response_is_read() {
    let found = operation(
        "responses:
          '200':
            description: ok
            content:
              application/json: {schema: {type: string}}
              text/event-stream: {schema: {type: object, properties: {a: {type: string}}}}
              application/jsonl: {schema: {type: array, items: {type: integer}}}
              text/html: {}
              application/zip: {}
              '*/*': {schema: {type: array, items: {type: integer}}}
          '500': {description: no, content: {application/problem+json: {schema: {type: object, properties: {e: {type: string}}}}}}",
    );
    assert_eq!(
        responses(&found),
        [
            "200: application/json json text, text/event-stream events Get Response text/event-stream, \
             application/jsonl lines i64, text/html text, application/zip binary, */* json [i64]",
            "500: application/problem+json json Get Response 500",
        ]
    );
}

#[test]
fn the_items_of_a_stream_are_described_by_item_schema() {
    let found = whole(
        "openapi: 3.2.0
info: {title: t, version: '1'}
paths:
  /x:
    get:
      operationId: Get
      responses:
        '200':
          description: ok
          content:
            text/event-stream:
              itemSchema:
                type: object
                properties:
                  data: {type: string, contentMediaType: application/json, contentSchema: {type: integer}}
            application/jsonl: {itemSchema: {type: boolean}}
",
    );
    assert_eq!(
        responses(&found),
        ["200: text/event-stream events i64, application/jsonl lines bool"]
    );
}

#[test]
fn an_array_as_the_schema_of_a_stream_is_that_of_all_its_items() {
    let of = |version: &str, schema: &str| {
        responses(&whole(&format!(
            "openapi: {version}
info: {{title: t, version: '1'}}
paths:
  /x:
    get:
      operationId: Get
      responses:
        '200':
          description: ok
          content:
            application/jsonl: {{schema: {schema}}}
            text/event-stream: {{schema: {schema}}}
components:
  schemas:
    List: {{type: array, items: {{type: boolean}}}}
    Alias: {{$ref: '#/components/schemas/List'}}
    Maybe: {{type: [array, 'null'], items: {{type: boolean}}}}
    Pair: {{type: array, prefixItems: [{{type: string}}, {{type: integer}}], items: false, minItems: 2}}
",
        )))
    };
    let list = "{$ref: '#/components/schemas/List'}";
    let alias = "{$ref: '#/components/schemas/Alias'}";
    for version in ["3.1.1", "3.2.0"] {
        for schema in ["{type: array, items: {type: boolean}}", list, alias] {
            assert_eq!(
                of(version, schema),
                ["200: application/jsonl lines bool, text/event-stream events bool"],
                "{schema}"
            );
        }
    }
    let pair = "{$ref: '#/components/schemas/Pair'}";
    assert_eq!(
        of("3.2.0", pair),
        ["200: application/jsonl lines any, text/event-stream events any"]
    );
    for schema in [pair, "{$ref: '#/components/schemas/Maybe'}"] {
        let found = of("3.1.1", schema);
        assert!(
            !found[0].contains("lines any") && !found[0].contains("lines bool"),
            "{found:?}"
        );
    }
}

#[test]
fn headers_of_responses_are_typed() {
    let found = operation(
        "responses:
          '200':
            description: ok
            headers:
              X-Count: {required: true, schema: {type: integer}}
              Content-Type: {schema: {type: string}}
              X-When: {schema: {type: string, format: date-time}}
              X-Map: {explode: true, schema: {type: object, additionalProperties: {type: integer}}}
              X-Any: {content: {application/json: {}}}
              x-count: {schema: {type: string}}
              set-cookie: {schema: {type: string}}",
    );
    let typed: Vec<String> = found
        .only_operation()
        .success_headers()
        .iter()
        .map(|one| format!("{} {:?} {}", one.wire, one.style, found.ty(&one.ty)))
        .collect();
    assert_eq!(
        typed,
        [
            "X-Count Simple i64",
            "X-When Simple DateTime",
            "X-Map Exploded {i64}",
            "X-Any Json any",
            "set-cookie Lines [text]"
        ]
    );
}

#[test]
fn a_parameter_may_describe_a_header() {
    let found = whole(
        "paths:
  /a: {get: {responses: {'200': {description: ok, headers: {ETag: {$ref: '#/components/parameters/Tag'}}}}}}
components:
  parameters:
    Tag: {name: etag, in: header, required: true, schema: {type: integer}}",
    );
    let headers = found.only_operation().success_headers();
    let header = headers.first().unwrap();
    assert_eq!(header.wire, "ETag");
    assert_eq!(found.ty(&header.ty), "i64");
}

#[test]
fn headers_of_several_responses_are_what_all_of_them_promise() {
    let found = operation(
        "responses:
          '200': {description: ok, headers: {X-A: {required: true, schema: {type: integer}}}}
          '302': {description: there, headers: {X-A: {schema: {type: integer}}, X-B: {required: true, schema: {type: integer}}}}
          '400': {description: no, headers: {x-a: {schema: {type: boolean}}, X-B: {required: true, schema: {type: integer}}}}",
    );
    let listed = |headers: Vec<ResponseHeader>| -> Vec<String> {
        let text =
            |one: &ResponseHeader| format!("{} {} {:?}", one.wire, found.ty(&one.ty), one.presence);
        headers.iter().map(text).collect()
    };
    let operation = found.only_operation();
    assert_eq!(listed(operation.success_headers()), ["X-A i64 Required"]);
    assert_eq!(
        listed(operation.error_headers()),
        ["X-A text Optional", "X-B i64 Required"]
    );
}

#[test]
fn shared_responses_name_their_inline_types_themselves() {
    let found = whole(
        "openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /x: {get: {operationId: A, responses: {'404': {$ref: '#/components/responses/Missing'}}}}
  /y: {get: {operationId: B, responses: {'404': {$ref: '#/components/responses/Missing'}}}}
components:
  responses:
    Missing:
      description: nothing there
      content: {application/json: {schema: {type: object, properties: {text: {type: string}}}}}
",
    );
    assert_eq!(found.names(), ["Missing Response"]);
    assert_eq!(
        found.api.operations[1].errors[0]
            .docs
            .description
            .as_deref(),
        Some("nothing there")
    );
}

const BY_DEFAULT: &str = "responses:
          default:
            description: ok
            headers: {X-Count: {schema: {type: integer}}}
            content: {application/json: {schema: {type: object, properties: {text: {type: string}}}}}
          '404': {description: no}
        ";

#[test]
fn a_default_is_success_and_error_where_no_other_success_is() {
    let found = operation(BY_DEFAULT);
    let operation = found.only_operation();
    let success = &operation.successes[0];
    assert_eq!(
        (success.status, success.statuses),
        (StatusPattern::Default, (200, 299))
    );
    assert_eq!(success.headers.len(), 1);
    let errors: Vec<StatusPattern> = operation.errors.iter().map(|one| one.status).collect();
    assert_eq!(errors, [StatusPattern::Exact(404), StatusPattern::Default]);
    assert_eq!(operation.errors[1].statuses, (0, u16::MAX));
    assert_eq!(operation.errors[1].contents.len(), 1);
    assert_eq!(found.names(), ["Get Response"]);
}

#[test]
fn a_default_beside_a_success_is_an_error_of_any_status() {
    let found = operation("responses: {'2XX': {description: ok}, default: {description: no}}");
    let operation = found.only_operation();
    assert_eq!(operation.successes[0].statuses, (200, 299));
    assert_eq!(operation.errors[0].statuses, (0, u16::MAX));
}

#[test]
fn responses_are_matched_exactly_before_by_range() {
    let found = operation(
        "responses: {default: {description: d}, 4XX: {description: d}, '404': {description: d}, '201': {description: d}}",
    );
    assert_eq!(responses(&found), ["201: ", "404: ", "4XX: ", "default: "]);
}

#[test]
fn an_interim_response_is_noted_and_left_out() {
    let found = operation("responses: {'100': {description: go on}, '200': {description: ok}}");
    assert_eq!(responses(&found), ["200: "]);
    assert!(
        found.said[0].starts_with("note ignored"),
        "{:?}",
        found.said
    );
}

#[test]
fn a_status_that_has_no_body_has_no_content() {
    let found = operation(
        "responses:
          '204': {description: ok, content: {application/json: {schema: {type: integer}}}}
          '205': {description: ok, content: {application/json: {schema: {type: integer}}}}
          '304': {description: same, content: {application/json: {schema: {type: integer}}}}",
    );
    assert_eq!(responses(&found), ["204: ", "205: ", "304: "]);
    assert_eq!(found.only_operation().errors.len(), 0);
    assert_eq!(found.said.len(), 3, "{:?}", found.said);
}

#[test]
fn a_response_to_head_has_no_content() {
    let found = whole(
        "openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /x:
    head:
      operationId: Look
      responses:
        default: {description: any, content: {application/json: {schema: {type: integer}}}}
",
    );
    assert_eq!(responses(&found), ["default: ", "default: "]);
    assert_eq!(found.only_operation().accept, ["application/json"]);
}

#[test]
fn an_undocumented_success_is_taken_for_the_one_that_fits() {
    let json = "{description: ok, content: {application/json: {schema: {type: integer}}}}";
    let empty = "{description: ok}";
    let cases = [
        (format!("'200': {json}"), Some((Some(200), Some(200)))),
        (format!("'404': {json}"), Some((Some(200), Some(200)))),
        (
            format!("'202': {empty}, '204': {empty}"),
            Some((Some(202), Some(202))),
        ),
        (
            format!("'201': {json}, '204': {empty}"),
            Some((Some(201), Some(204))),
        ),
        (format!("'200': {json}, '201': {json}"), Some((None, None))),
        (format!("'200': {json}, 2XX: {json}"), None),
        (format!("default: {json}"), None),
    ];
    for (responses, expected) in cases {
        let found = operation(&format!("responses: {{{responses}}}"));
        let taken = found.only_operation().undocumented_success();
        let expected = expected.map(|(with_body, empty)| UndocumentedSuccess { with_body, empty });
        assert_eq!(taken, expected, "{responses}");
    }
}

#[test]
fn an_empty_description_is_none() {
    let found = operation("responses: {'204': {description: ' '}}");
    let operation = found.only_operation();
    assert_eq!(operation.successes[0].docs.description, None);
}
