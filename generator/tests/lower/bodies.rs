//! Request bodies and responses.

use super::{Lowered, operation, whole};
use generator::ir::{BodyKind, Encoding, Part, PartCount, PartKind, ResponseKind, StatusPattern};

fn bodies(found: &Lowered) -> Vec<String> {
    let body = found.only_operation().body.as_ref().expect("a body");
    let kind = |kind: &BodyKind| match kind {
        BodyKind::Json(ty) => format!("json {}", found.ty(ty)),
        BodyKind::Form { ty, .. } => format!("form {}", found.ty(ty)),
        BodyKind::Multipart(parts) => parts
            .iter()
            .map(|one| part(found, one))
            .collect::<Vec<_>>()
            .join(", "),
        BodyKind::JsonLines(ty) => format!("lines {}", found.ty(ty)),
        BodyKind::Text => "text".to_owned(),
        BodyKind::Binary => "binary".to_owned(),
    };
    body.contents
        .iter()
        .map(|content| format!("{} {}", content.media_type.text, kind(&content.kind)))
        .collect()
}

fn part(found: &Lowered, part: &Part) -> String {
    let many = if part.count == PartCount::Many {
        "*"
    } else {
        ""
    };
    let kind = match &part.kind {
        PartKind::File => "file".to_owned(),
        PartKind::Text(ty) => format!("text {}", found.ty(ty)),
        PartKind::Json(ty) => format!("json {}", found.ty(ty)),
    };
    let content_type = part
        .content_type
        .as_deref()
        .map_or_else(String::new, |name| format!(" as {name}"));
    format!("{}{many}: {kind}{content_type}", part.wire)
}

fn responses(found: &Lowered) -> Vec<String> {
    let kind = |kind: &ResponseKind| match kind {
        ResponseKind::Json(ty) => format!("json {}", found.ty(ty)),
        ResponseKind::Text => "text".to_owned(),
        ResponseKind::Binary => "binary".to_owned(),
        ResponseKind::Events(Some(ty)) => format!("events {}", found.ty(ty)),
        ResponseKind::Events(None) => "events".to_owned(),
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
fn media_types_decide_how_a_body_is_written() {
    let found = operation(
        "requestBody:
          content:
            application/json: {schema: {type: object, properties: {a: {type: string}}}}
            application/merge-patch+json: {schema: {type: array, items: {type: integer}}}
            application/x-www-form-urlencoded: {schema: {type: object, properties: {b: {type: string}}}}
            text/csv: {schema: {type: string}}
            application/xml: {schema: {type: object}}
            application/x-ndjson: {schema: {type: integer}}
            image/*: {}
            application/octet-stream: {}",
    );
    assert_eq!(
        bodies(&found),
        [
            "application/json json Get Body",
            "application/merge-patch+json json [i64]",
            "application/x-www-form-urlencoded form Get Body application/x-www-form-urlencoded",
            "text/csv text",
            "application/xml text",
            "application/x-ndjson lines i64",
            "image/* binary",
            "application/octet-stream binary",
        ]
    );
    assert_eq!(
        found.said,
        ["note unsupported: `application/xml` is passed through as text; its schema has no effect"]
    );
}

#[test]
fn properties_of_a_form_are_written_as_it_says() {
    let found = operation(
        "requestBody:
          content:
            application/x-www-form-urlencoded:
              schema:
                type: object
                properties:
                  plain: {type: string}
                  list: {type: array, items: {type: string}}
                  object: {type: object, properties: {a: {type: string}}}
                  deep: {type: object, properties: {a: {type: string}}}
              encoding:
                deep: {style: deepObject}",
    );
    let body = found.only_operation().body.as_ref().expect("a body");
    let BodyKind::Form { encodings, .. } = &body.contents[0].kind else {
        panic!("{body:?}")
    };
    let names: Vec<&str> = encodings.iter().map(|one| one.wire.as_str()).collect();
    assert_eq!(names, ["object", "deep"]);
    assert_eq!(encodings[0].encoding, Encoding::Json);
}

#[test]
fn the_properties_of_a_multipart_body_are_its_parts() {
    let found = operation(
        "requestBody:
          content:
            multipart/form-data:
              schema:
                type: object
                required: [file]
                properties:
                  file: {type: string, format: binary}
                  more: {type: array, items: {type: string, format: binary}}
                  either: {anyOf: [{type: string, format: binary}, {type: array, items: {type: string, format: binary}}]}
                  name: {type: string}
                  tags: {type: array, items: {type: string}}
                  meta: {type: object, properties: {a: {type: string}}}
                  image: {type: string}
                  note: {type: string}
              encoding:
                image: {contentType: image/png}
                note: {contentType: text/markdown}",
    );
    assert_eq!(
        bodies(&found),
        [
            "multipart/form-data file: file, more*: file, either*: file, name: text text, tags*: text text, \
          meta: json Get Body meta, image: file as image/png, note: text text as text/markdown"
        ]
    );
}

#[test]
fn a_multipart_body_without_listed_parts_takes_any() {
    let found =
        operation("requestBody: {content: {multipart/form-data: {schema: {type: object}}}}");
    assert_eq!(bodies(&found), ["multipart/form-data "]);
    assert_eq!(
        found.said,
        ["note unsupported: the parts of the multipart body are not listed; the caller names them"]
    );
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
fn headers_of_responses_are_typed() {
    let found = operation(
        "responses:
          '200':
            description: ok
            headers:
              X-Count: {required: true, schema: {type: integer}}
              Content-Type: {schema: {type: string}}
              X-When: {schema: {type: string, format: date-time}}",
    );
    let headers = &found.only_operation().successes[0].headers;
    let typed: Vec<String> = headers
        .iter()
        .map(|one| format!("{} {}", one.wire, found.ty(&one.ty)))
        .collect();
    assert_eq!(typed, ["X-Count i64", "X-When DateTime"]);
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
fn a_default_is_the_success_where_no_other_response_is() {
    let found = operation(BY_DEFAULT);
    let operation = found.only_operation();
    let success = &operation.successes[0];
    assert_eq!(
        (success.status, success.statuses),
        (StatusPattern::Default, (200, 299))
    );
    assert_eq!(success.headers.len(), 1);
    assert_eq!(operation.errors[0].status, StatusPattern::Exact(404));
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
fn media_types_that_say_no_more_than_json_are_one_body() {
    let found = operation(
        "requestBody:
          content:
            application/*+json: {schema: {type: string}}
            text/json: {schema: {type: string}}
            application/merge-patch+json: {schema: {type: string}}
            application/json: {schema: {type: integer}}",
    );
    assert_eq!(
        bodies(&found),
        [
            "application/json json text",
            "application/merge-patch+json json text",
            "application/json json i64"
        ]
    );
}

#[test]
fn the_rules_of_a_body_without_a_name_are_kept() {
    let found = operation(
        "requestBody: {content: {application/json: {schema: {type: array, maxItems: 3, items: {type: string}}}}}",
    );
    let body = found.only_operation().body.as_ref().expect("a body");
    assert_eq!(body.contents[0].rules.max_items, Some(3));
}

#[test]
fn media_types_that_are_read_alike_are_one_content() {
    let found = operation(
        "responses:
          '200':
            description: ok
            content:
              application/json: {schema: {type: string}}
              text/plain: {schema: {type: string}}
              text/json; charset=utf-8: {schema: {type: string}}
              image/*: {}
              application/zip: {}",
    );
    let operation = found.only_operation();
    let read: Vec<Vec<&str>> = operation.successes[0]
        .contents
        .iter()
        .map(|content| {
            let all = std::iter::once(&content.media_type).chain(&content.others);
            all.map(|media| media.essence.as_str()).collect()
        })
        .collect();
    assert_eq!(
        read,
        [
            vec!["application/json", "text/json"],
            vec!["text/plain"],
            vec!["image/*", "application/zip"]
        ]
    );
    assert_eq!(
        operation.accept,
        [
            "application/json",
            "text/plain",
            "text/json",
            "image/*",
            "application/zip"
        ]
    );
}

#[test]
fn of_an_errors_contents_json_is_read() {
    let found = operation(
        "responses:
          '400':
            description: no
            content:
              text/plain: {schema: {type: string}}
              application/json: {schema: {type: integer}}
              application/problem+json: {schema: {type: boolean}}",
    );
    let kinds: Vec<_> = found.only_operation().errors[0].contents.iter().collect();
    assert_eq!(kinds.len(), 1);
    assert!(matches!(kinds[0].kind, ResponseKind::Json(_)), "{kinds:?}");
    assert!(
        found.said[0].starts_with("note unsupported"),
        "{:?}",
        found.said
    );
}
