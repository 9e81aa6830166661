//! The media types of responses.

use super::responses::responses;
use super::{Lowered, operation, whole};

/// Returns the media types of each content of each response.
fn alike(found: &Lowered) -> Vec<String> {
    let operation = found.only_operation();
    let outputs = operation.outputs().chain(operation.failures());
    let contents = outputs.filter_map(|(_, content)| content);
    contents
        .map(|content| {
            let all: Vec<&str> = content
                .media_types()
                .map(|one| one.essence.as_str())
                .collect();
            all.join(" ")
        })
        .collect()
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
              application/xml: {schema: {type: string}}
              text/xml: {schema: {type: string}}
              application/x-ndjson: {}
              application/json-seq: {}
              application/jsonl: {}
              image/*: {}
              application/zip: {}",
    );
    assert_eq!(
        alike(&found),
        [
            "application/json text/plain text/json",
            "application/xml text/xml",
            "application/x-ndjson application/jsonl",
            "application/json-seq",
            "image/*",
            "application/zip"
        ]
    );
    assert_eq!(
        found.only_operation().accept,
        [
            "application/json",
            "text/plain",
            "text/json; charset=utf-8",
            "application/xml",
            "text/xml",
            "application/x-ndjson",
            "application/json-seq",
            "application/jsonl",
            "image/*",
            "application/zip"
        ]
    );
}

#[test]
fn contents_between_which_there_is_nothing_to_choose_are_one() {
    let found = operation(
        "responses:
          '200': {description: ok, content: {text/csv: {}, text/xml: {}, application/xml: {}}}
          '206': {description: ok, content: {image/png: {}, image/jpeg: {}}}
          '207': {description: ok, content: {application/json-seq: {}, application/jsonl: {}}}
          '400': {description: no, content: {text/event-stream: {}, image/png: {}}}",
    );
    assert_eq!(
        alike(&found),
        [
            "text/csv text/xml application/xml",
            "image/png image/jpeg",
            "application/json-seq application/jsonl",
            "text/event-stream image/png"
        ]
    );
}

#[test]
fn one_schema_as_text_and_as_json_is_one_value() {
    let found = operation(
        "responses:
          '200':
            description: ok
            content:
              text/plain: {schema: {type: array, items: {type: object, properties: {a: {type: string}}}}}
              application/json: {schema: {type: array, items: {type: object, properties: {a: {type: string}}}}}
          '400':
            description: no
            content:
              application/problem+json: {schema: {type: integer}}
              text/plain: {schema: {type: integer}}",
    );
    assert_eq!(
        responses(&found),
        [
            "200: text/plain json [Get Response Item]",
            "400: application/problem+json scalar i64"
        ]
    );
    assert_eq!(found.names().len(), 1);
}

#[test]
fn a_schema_that_is_written_again_is_one_type() {
    let found = operation(
        "responses:
          '200':
            description: ok
            content:
              application/json: {schema: {type: object, properties: {a: {type: string}}}}
              application/hal+json: {schema: {type: object, properties: {a: {type: string}}}}
          '400':
            description: no
            content:
              text/plain: {schema: {type: string, enum: [a, b]}}
              application/json: {schema: {type: string, enum: [a, b]}}",
    );
    assert_eq!(
        responses(&found),
        [
            "200: application/json json Get Response",
            "400: text/plain scalar Get Response 400"
        ]
    );
    assert_eq!(found.names().len(), 2);
}

#[test]
fn a_named_string_as_text_is_text() {
    let found = whole(
        "openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /x:
    get:
      operationId: Get
      responses:
        '200': {description: ok, content: {text/plain: {schema: {$ref: '#/components/schemas/Name'}}}}
        '400':
          description: no
          content:
            application/json: {schema: {$ref: '#/components/schemas/Name'}}
            text/plain: {schema: {type: string, maxLength: 9}}
components: {schemas: {Name: {type: string}}}
",
    );
    assert_eq!(
        responses(&found),
        ["200: text/plain text", "400: application/json scalar text"]
    );
}

#[test]
fn values_of_any_kind_are_no_text() {
    let found = operation(
        "responses:
          '200':
            description: ok
            content:
              application/*+json: {schema: {}}
              text/*: {schema: {type: string}}
          '400':
            description: no
            content:
              text/plain: {schema: {type: string}}
              application/json: {}",
    );
    assert_eq!(
        responses(&found),
        [
            "200: application/*+json json any, text/* text",
            "400: text/plain text, application/json json any"
        ]
    );
}

#[test]
fn bytes_as_base64_are_read_as_that() {
    let found = operation(
        "responses:
          '200': {description: ok, content: {image/png: {schema: {type: string, contentEncoding: base64}}}}
          '400': {description: no, content: {text/plain: {schema: {type: string, contentEncoding: base64}}}}
          '404': {description: no, content: {image/png: {schema: {type: string, contentMediaType: image/png}}}}",
    );
    assert_eq!(
        responses(&found),
        [
            "200: image/png scalar Base64",
            "400: text/plain scalar Base64",
            "404: image/png binary"
        ]
    );
}

#[test]
fn a_schema_that_has_no_effect_is_reported() {
    let found = operation(
        "requestBody: {content: {text/event-stream: {schema: {type: object}}, application/cbor: {schema: {type: object}}, text/plain: {schema: {type: object}}}}
        responses:
          '200': {description: ok, content: {application/cbor: {schema: {type: array, items: {}}}}}
          '400': {description: no, content: {application/zip: {schema: {type: string, format: binary}}}}
          '404': {description: no, content: {text/plain: {schema: {type: object}}}}
          '409': {description: no, content: {text/html: {schema: {type: object}}}}
          '410': {description: no, content: {application/json: {schema: {type: object}}, text/plain: {schema: {type: object}}}}",
    );
    let through = |media: &str, read_as: &str| {
        format!(
            "note unsupported: `{media}` is passed through as {read_as}; its schema has no effect"
        )
    };
    assert_eq!(
        found.said,
        [
            through("text/event-stream", "text"),
            through("application/cbor", "bytes"),
            through("text/plain", "text"),
            through("application/cbor", "bytes"),
            through("text/plain", "text"),
            through("text/html", "text")
        ]
    );
}

#[test]
fn a_schema_of_parts_or_of_a_stream_in_an_error_is_reported() {
    let found = operation(
        "responses:
          '200': {description: ok, content: {multipart/mixed: {schema: {type: object, properties: {a: {}}}}}}
          '201': {description: ok, content: {multipart/mixed: {schema: {type: array, items: {}}}}}
          '202': {description: ok, content: {application/jsonl: {schema: {type: object}}}}
          '400': {description: no, content: {application/jsonl: {schema: {type: object}}}}
          '401': {description: no, content: {text/event-stream: {schema: {type: string}}}}
          '402': {description: no, content: {text/event-stream: {schema: {type: object}}, application/json: {schema: {type: object}}}}",
    );
    assert_eq!(
        found.said,
        [
            "note unsupported: `multipart/mixed` is read part by part; its schema has no effect",
            "note unsupported: `application/jsonl` is passed through as bytes in an error; its schema has no effect"
        ]
    );
}

#[test]
fn scalars_as_text_are_typed() {
    let found = operation(
        "responses:
          '200': {description: ok, content: {text/plain: {schema: {type: [integer, 'null']}}}}
          '400': {description: no, content: {text/plain: {schema: {type: string, format: date-time}}}}
          '404': {description: no, content: {text/plain: {schema: {type: string, enum: [a, b]}}}}
          '409': {description: no, content: {text/plain: {schema: {type: object}}}}
          '410': {description: no, content: {application/xml: {schema: {type: integer}}}}",
    );
    assert_eq!(
        responses(&found),
        [
            "200: text/plain scalar i64|null",
            "400: text/plain scalar DateTime",
            "404: text/plain scalar Get Response 404",
            "409: text/plain text",
            "410: application/xml text"
        ]
    );
}

#[test]
fn media_types_of_errors_and_those_that_differ_in_parameters_are_contents_each() {
    let found = operation(
        "responses:
          '200':
            description: ok
            content:
              application/json;version=1: {schema: {type: integer}}
              application/json;version=2: {schema: {type: boolean}}
          '400':
            description: no
            content:
              text/plain: {schema: {type: string}}
              application/json: {schema: {type: integer}}
              application/problem+json: {schema: {type: boolean}}
              application/jsonl: {schema: {type: boolean}}",
    );
    assert_eq!(
        responses(&found),
        [
            "200: application/json json i64, application/json json bool",
            "400: text/plain text, application/json json i64, application/problem+json json bool, \
             application/jsonl binary"
        ]
    );
    let accept = &found.only_operation().accept;
    assert_eq!(
        accept[..2],
        ["application/json;version=1", "application/json;version=2"]
    );
}

#[test]
fn what_is_passed_through_is_not_asked_for_where_json_has_the_same_schema() {
    let found = operation(
        "responses:
          '200':
            description: ok
            content:
              application/x-yaml: {schema: {properties: {id: {type: integer}}}}
              application/cbor: {schema: {type: array, items: {}}}
              text/csv: {schema: {type: string}}
              application/json: {schema: {properties: {id: {type: integer}}}}
              application/xml: {schema: {properties: {id: {type: integer}}}}
          '404': {description: no, content: {text/html: {schema: {type: object}}}}",
    );
    let accept = &found.only_operation().accept;
    assert_eq!(
        accept[..],
        [
            "application/cbor",
            "text/csv",
            "application/json",
            "text/html"
        ]
    );
}

#[test]
fn what_is_passed_through_is_reported_at_its_own_place() {
    let found = operation(
        "responses:
          '200':
            description: ok
            content:
              application/json: {schema: {type: object}}
              application/cbor: {schema: {type: array, items: {}}}
              application/xml: {schema: {type: object}}",
    );
    // The findings are in the order of their places.
    let media: Vec<_> = found
        .said
        .iter()
        .filter_map(|said| said.split('`').nth(1))
        .collect();
    assert_eq!(media, ["application/cbor", "application/xml"]);
}
