//! Request bodies.

use super::{Lowered, operation, whole};
use generator::ir::{BodyKind, Encoding, Location, Part, PartCount, PartKind};

pub(crate) fn bodies(found: &Lowered) -> Vec<String> {
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
        BodyKind::Scalar(ty) => format!("scalar {}", found.ty(ty)),
        BodyKind::Text => "text".to_owned(),
        BodyKind::Binary => "binary".to_owned(),
    };
    body.contents
        .iter()
        .map(|content| format!("{} {}", content.media_type.text, kind(&content.kind)))
        .collect()
}

pub(crate) fn part(found: &Lowered, part: &Part) -> String {
    let many = if part.count == PartCount::Many {
        "*"
    } else {
        ""
    };
    let kind = match &part.kind {
        PartKind::File => "file".to_owned(),
        PartKind::Text(ty) => format!("text {}", found.ty(ty)),
        PartKind::Json(ty) => format!("json {}", found.ty(ty)),
        PartKind::Styled(ty, _) => format!("styled {}", found.ty(ty)),
    };
    let content_type = part
        .content_type
        .as_ref()
        .map_or_else(String::new, |media| format!(" as {}", media.text));
    format!("{}{many}: {kind}{content_type}", part.wire)
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
fn parts_that_the_caller_writes_or_names_are_reported() {
    let found = whole(
        "openapi: 3.2.0
info: {title: t, version: '1'}
paths:
  /named:
    post:
      operationId: Named
      requestBody:
        content:
          multipart/form-data:
            schema:
              properties: {image: {type: string}, meta: {type: object, properties: {a: {type: string}}}}
            encoding: {image: {contentType: image/png}, meta: {contentType: application/xml}}
      responses: {'204': {description: d}}
  /nested:
    post:
      operationId: Nested
      requestBody:
        content:
          multipart/mixed:
            schema: {prefixItems: [{type: array, prefixItems: [{type: string}]}]}
            prefixEncoding: [{contentType: multipart/mixed, prefixEncoding: [{contentType: text/css}]}]
      responses: {'204': {description: d}}
  /positions:
    post:
      operationId: Positions
      requestBody:
        content: {multipart/form-data: {schema: {prefixItems: [{type: string}]}, prefixEncoding: [{}]}}
      responses: {'204': {description: d}}
",
    );
    assert_eq!(
        found.said,
        [
            "note unsupported: `application/xml` is passed through as bytes; its schema has no effect",
            "note unsupported: `multipart/mixed` is passed through as bytes; its schema has no effect",
            "note unsupported: the parts of a form have names, not positions; the caller gives them",
        ]
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
                  flat: {type: object, properties: {a: {type: string}}}
                  any: {}
                  either: {anyOf: [{type: string}, {type: object, properties: {a: {type: string}}}]}
                  objects: {type: array, items: {oneOf: [{type: object, properties: {a: {type: string}}}, {type: array, items: {}}]}}
                  anything: {type: array, items: {}}
                additionalProperties: true
              encoding:
                list: {style: form, explode: true}
                deep: {style: deepObject}
                flat: {style: form, explode: true}
                other: {style: pipeDelimited, explode: false}",
    );
    let body = found.only_operation().body.as_ref().expect("a body");
    let BodyKind::Form { encodings, .. } = &body.contents[0].kind else {
        panic!("{body:?}")
    };
    let names: Vec<&str> = encodings.iter().map(|one| one.wire.as_str()).collect();
    assert_eq!(names, ["object", "deep", "flat", "objects", "other"]);
    assert_eq!(encodings[0].encoding, Encoding::Json);
    assert_eq!(encodings[2].encoding, Encoding::default_at(Location::Query));
}

#[test]
fn what_is_written_in_another_way_than_described_is_reported() {
    for (content, said) in [
        (
            "application/x-www-form-urlencoded: {schema: {type: object, properties: {a: {type: object}, b: {type: string}}}, \
             encoding: {a: {contentType: application/xml}, b: {contentType: text/plain}}}",
            "the property is written as JSON, not as `application/xml`",
        ),
        (
            "text/plain; charset=UTF-7: {schema: {type: string}}",
            "what is not ASCII is refused before sending, not sent as `utf-7`",
        ),
        (
            "multipart/form-data: {schema: {type: object, properties: {a: {type: string}, b: {type: string, format: binary}}}, \
             encoding: {a: {contentType: text/plain; charset=UTF-7}, b: {contentType: text/plain; charset=UTF-7}}}",
            "what is not ASCII is refused before sending, not sent as `utf-7`",
        ),
    ] {
        let found = operation(&format!("requestBody: {{content: {{{content}}}}}"));
        assert_eq!(found.said, [format!("note unsupported: {said}")]);
    }
    for charset in ["\"UTF-8\"", "Latin1", "Windows-1251", "iso-8859-15", "GBK"] {
        let content = format!("text/plain; charset={charset}: {{schema: {{type: string}}}}");
        let found = operation(&format!("requestBody: {{content: {{{content}}}}}"));
        assert_eq!(found.said, Vec::<String>::new(), "{charset}");
    }
}

#[test]
fn a_form_that_is_not_described_as_an_object_takes_any_fields() {
    for schema in [
        "{}",
        "{schema: {}}",
        "{schema: {type: string, minLength: 3}}",
        "{schema: {type: array, items: {type: string}}}",
    ] {
        let found = operation(&format!(
            "requestBody: {{content: {{application/x-www-form-urlencoded: {schema}}}}}"
        ));
        assert_eq!(
            bodies(&found),
            ["application/x-www-form-urlencoded form {any}"]
        );
        let body = found.only_operation().body.as_ref().expect("a body");
        assert!(body.contents[0].rules.is_empty());
    }
}

#[test]
fn a_range_is_sent_as_what_its_schema_asks_for_else_as_the_caller_says() {
    for (content, expected) in [
        (
            "'*/*': {schema: {type: array, items: {type: integer}}}",
            "application/json json [i64]",
        ),
        (
            "application/*: {schema: {type: integer}}",
            "application/json json i64",
        ),
        ("application/*+json: {}", "application/json json any"),
        (
            "image/*: {schema: {type: string, contentMediaType: image/png}}",
            "image/png binary",
        ),
        (
            "image/*: {schema: {type: string, format: binary}}",
            "image/* binary",
        ),
        ("text/*: {schema: {type: string}}", "text/* text"),
        (
            "multipart/*: {schema: {type: object, properties: {a: {type: string}}}}",
            "multipart/form-data a: text text",
        ),
        (
            "application/*+json-seq: {schema: {type: integer}}",
            "application/json-seq lines i64",
        ),
    ] {
        let found = operation(&format!("requestBody: {{content: {{{content}}}}}"));
        assert_eq!(bodies(&found), [expected]);
    }
}

#[test]
fn a_list_of_media_types_is_each_of_them() {
    let found = operation(
        "requestBody: {content: {'image/png, image/jpeg': {schema: {type: string, format: binary}}, 'a/b; x=\"1,2\"': {}}}",
    );
    assert_eq!(
        bodies(&found),
        [
            "image/png binary",
            "image/jpeg binary",
            "a/b; x=\"1,2\" binary"
        ]
    );
}

#[test]
fn a_media_type_may_begin_like_an_extension() {
    let found = operation(
        "requestBody: {content: {x-world/x-3dmf: {schema: {type: string, format: binary}}, x-note: {}}}",
    );
    assert_eq!(bodies(&found), ["x-world/x-3dmf binary"]);
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
fn the_rules_of_text_and_of_each_line_are_kept() {
    for (content, expected) in [
        ("text/plain: {schema: {type: string, maxLength: 3}}", "text"),
        ("text/csv: {schema: {type: string, maxLength: 3}}", "text"),
        (
            "application/xml: {schema: {type: string, maxLength: 3}}",
            "text",
        ),
        (
            "application/jsonl: {schema: {type: string, maxLength: 3}}",
            "lines text",
        ),
        (
            "application/jsonl: {schema: {type: array, items: {type: string, maxLength: 3}}}",
            "lines text",
        ),
    ] {
        let found = operation(&format!("requestBody: {{content: {{{content}}}}}"));
        let body = found.only_operation().body.as_ref().expect("a body");
        assert_eq!(body.contents[0].rules.max_length, Some(3), "{content}");
        let expected = format!("{} {expected}", body.contents[0].media_type.text);
        assert_eq!(bodies(&found), [expected]);
    }
}

#[test]
fn bytes_that_are_sent_as_base64_are_a_value_of_that_type() {
    for (content, expected) in [
        (
            "image/png: {schema: {type: string, contentEncoding: base64}}",
            "scalar Base64",
        ),
        (
            "image/png: {schema: {type: string, contentMediaType: image/png}}",
            "binary",
        ),
        (
            "application/octet-stream: {schema: {type: string, format: byte}}",
            "binary",
        ),
        (
            "text/csv: {schema: {type: string, contentEncoding: base64}}",
            "scalar Base64",
        ),
    ] {
        let found = operation(&format!("requestBody: {{content: {{{content}}}}}"));
        let media_type = content.split(':').next().unwrap_or_default();
        assert_eq!(bodies(&found), [format!("{media_type} {expected}")]);
    }
}

#[test]
fn a_scalar_as_text_is_typed() {
    for (schema, expected) in [
        ("{type: integer, maximum: 9}", "scalar i64"),
        ("{type: boolean}", "scalar bool"),
        ("{type: string, format: date-time}", "scalar DateTime"),
        ("{type: string, enum: [a, b]}", "scalar Get Body"),
        ("{type: string, maxLength: 3}", "text"),
        ("{type: object}", "text"),
    ] {
        let found = operation(&format!(
            "requestBody: {{content: {{text/plain: {{schema: {schema}}}}}}}"
        ));
        assert_eq!(bodies(&found), [format!("text/plain {expected}")]);
    }
}

#[test]
fn items_of_a_further_media_type_are_named_after_it() {
    let found = operation(
        "requestBody:
          content:
            application/json: {schema: {type: array, items: {type: object, properties: {a: {type: string}}}}}
            application/jsonl: {itemSchema: {type: object, properties: {b: {type: string}}}}",
    );
    assert_eq!(
        found.names(),
        ["Get Body Item", "Get Body application/jsonl Item"]
    );
}
