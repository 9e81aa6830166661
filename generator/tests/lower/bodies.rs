//! Request bodies and answers.

use super::{Lowered, operation, whole};
use generator::ir::{BodyKind, Encoding, Part, PartCount, PartKind, ReplyKind, StatusPattern};

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
        .map(|content| format!("{} {}", content.media_type, kind(&content.kind)))
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

fn answers(found: &Lowered) -> Vec<String> {
    let kind = |kind: &ReplyKind| match kind {
        ReplyKind::Json(ty) => format!("json {}", found.ty(ty)),
        ReplyKind::Text => "text".to_owned(),
        ReplyKind::Binary => "binary".to_owned(),
        ReplyKind::Events(Some(ty)) => format!("events {}", found.ty(ty)),
        ReplyKind::Events(None) => "events".to_owned(),
        ReplyKind::JsonLines(ty) => format!("lines {}", found.ty(ty)),
    };
    let outcomes = found.only_operation().outcomes.iter();
    outcomes
        .map(|outcome| {
            let status = match outcome.status {
                StatusPattern::Exact(code) => code.to_string(),
                StatusPattern::Range(first) => format!("{first}XX"),
                StatusPattern::Default => "default".to_owned(),
            };
            let contents: Vec<String> = outcome
                .contents
                .iter()
                .map(|one| format!("{} {}", one.media_type, kind(&one.kind)))
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
fn answers_are_sorted_exact_then_ranges_then_default() {
    let found = operation(
        "responses:
          default: {description: other}
          4XX: {description: wrong}
          '404': {description: none}
          '200': {description: ok}",
    );
    assert_eq!(answers(&found), ["200: ", "404: ", "4XX: ", "default: "]);
}

#[test]
fn media_types_decide_how_an_answer_is_read() {
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
        answers(&found),
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
        answers(&found),
        ["200: text/event-stream events i64, application/jsonl lines bool"]
    );
}

#[test]
fn headers_of_answers_are_typed() {
    let found = operation(
        "responses:
          '200':
            description: ok
            headers:
              X-Count: {required: true, schema: {type: integer}}
              Content-Type: {schema: {type: string}}
              X-When: {schema: {type: string, format: date-time}}",
    );
    let headers = &found.only_operation().outcomes[0].headers;
    let typed: Vec<String> = headers
        .iter()
        .map(|one| format!("{} {}", one.wire, found.ty(&one.ty)))
        .collect();
    assert_eq!(typed, ["X-Count i64", "X-When DateTime"]);
}

#[test]
fn shared_answers_name_their_inline_types_themselves() {
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
        found.api.operations[1].outcomes[0]
            .docs
            .description
            .as_deref(),
        Some("nothing there")
    );
}
