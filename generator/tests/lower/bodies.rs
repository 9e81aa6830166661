//! Request bodies.

use super::{Lowered, operation, whole};
use generator::ir::{
    BodyKind, Encoding, Location, Operation, ParameterPresence, Part, PartCount, PartKind,
};

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
        BodyKind::Scalar(ty) => format!("scalar {}", found.ty(ty)),
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
        PartKind::Styled(ty, _) => format!("styled {}", found.ty(ty)),
    };
    let content_type = part
        .content_type
        .as_deref()
        .map_or_else(String::new, |name| format!(" as {name}"));
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
        ["note unsupported: the parts of the multipart body are not listed; the caller gives them"]
    );
}

#[test]
fn a_multipart_body_that_is_an_array_takes_its_parts_in_order() {
    for content in [
        "multipart/mixed: {schema: {type: array, items: {type: string, format: binary}}}",
        "multipart/*: {schema: {type: array, items: {type: string, format: binary}}}",
    ] {
        let found = operation(&format!("requestBody: {{content: {{{content}}}}}"));
        assert_eq!(bodies(&found), ["multipart/mixed item: file"]);
    }
}

#[test]
fn parts_are_described_by_their_position() {
    let found = whole(
        "openapi: 3.2.0
info: {title: t, version: '1'}
paths:
  /x:
    post:
      operationId: Send
      requestBody:
        content:
          multipart/mixed:
            schema:
              type: array
              minItems: 1
              maxItems: 9
              prefixItems: [{type: object, properties: {a: {type: string}}}, {title: Notes, type: string, maxLength: 3}, {}]
              items: {type: array, items: {type: integer}}
            prefixEncoding: [{}, {contentType: text/markdown, headers: {X-A: {required: true, schema: {type: integer}}}}]
            itemEncoding: {headers: {X-B: {schema: {type: string}}}}
      responses: {'204': {description: done}}
  /y:
    post:
      requestBody: {content: {multipart/mixed: {itemSchema: {}, itemEncoding: {contentType: image/png}}}}
      responses: {'204': {description: done}}
  /z:
    post:
      requestBody: {content: {multipart/form-data: {itemSchema: {}}}}
      responses: {'204': {description: done}}
",
    );
    let all: Vec<&[Part]> = found.api.operations.iter().map(parts_of).collect();
    let shown =
        |parts: &[Part]| -> Vec<String> { parts.iter().map(|one| part(&found, one)).collect() };
    assert_eq!(
        shown(all[0]),
        [
            "part 1: json Send Body part 1",
            "part 2: text text as text/markdown",
            "part 3: file",
            "item: json [i64]",
        ]
    );
    assert_eq!(all[0][0].presence, ParameterPresence::Required);
    assert_eq!(all[0][1].presence, ParameterPresence::Optional);
    assert_eq!(all[0][1].name.words, ["Notes"]);
    assert_eq!(all[0][1].rules.max_length, Some(3));
    assert_eq!(all[0][1].headers[0].presence, ParameterPresence::Required);
    assert_eq!(all[0][2].headers[0].wire, "X-B");
    assert_eq!(all[0][3].headers[0].wire, "X-B");
    let rules = |at: usize| {
        &found.api.operations[at]
            .body
            .as_ref()
            .expect("a body")
            .contents[0]
            .rules
    };
    assert_eq!((rules(0).min_items, rules(0).max_items), (Some(1), Some(9)));
    assert_eq!(shown(all[1]), ["item: file as image/png"]);
    assert!(all[2].is_empty());
    assert_eq!(found.said.len(), 1);
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
            "text/plain; charset=ISO-8859-1: {schema: {type: string}}",
            "text is sent as UTF-8, not as `iso-8859-1`",
        ),
    ] {
        let found = operation(&format!("requestBody: {{content: {{{content}}}}}"));
        assert_eq!(found.said, [format!("note unsupported: {said}")]);
    }
    let found = operation(
        "requestBody: {content: {text/plain; charset=\"UTF-8\": {schema: {type: string}}}}",
    );
    assert_eq!(found.said, Vec::<String>::new());
}

#[test]
fn the_rules_of_an_array_of_parts_and_their_number_are_kept() {
    let found = operation(
        "requestBody:
          content:
            multipart/form-data:
              schema:
                type: object
                minProperties: 1
                properties: {a: {type: array, minItems: 2, items: {type: string, maxLength: 3}}}",
    );
    let rules = &parts(&found)[0].rules;
    assert_eq!(found.ty(&parts(&found)[0].ty), "[text]");
    let each = rules.each.as_ref().expect("rules of each");
    assert_eq!((rules.min_items, each.max_length), (Some(2), Some(3)));
    let body = found.only_operation().body.as_ref().expect("a body");
    assert_eq!(body.contents[0].rules.min_properties, Some(1));
}

#[test]
fn what_holds_bytes_by_its_media_type_is_a_file() {
    let found = operation(
        "requestBody:
          content:
            multipart/form-data:
              schema:
                type: object
                required: [a]
                properties:
                  a: {type: string, contentMediaType: image/png}
                  b: {contentMediaType: application/zip}
                  c: {type: [string, 'null'], contentMediaType: image/png}
                  d: {anyOf: [{type: string, contentMediaType: image/png}, {type: 'null'}]}
                  e: {type: array, items: {type: [string, 'null'], contentMediaType: image/png}}
                  f: {type: [array, 'null'], items: {type: string, format: binary}}
                  g: {type: string, contentMediaType: text/csv}
                  h: {type: string, contentMediaType: image/png, contentEncoding: base64}
                  i: {type: string, contentEncoding: base64}
                  j: {type: string, contentMediaType: image/*}
                  k: {type: array, items: {type: string}}
                  l: {type: string}
                  m: {type: object, properties: {a: {type: string}}}
                  n: {type: object, additionalProperties: {type: string}}
              encoding:
                m: {contentType: application/xml}
                n: {contentType: 'application/xml, application/json'}
                k: {style: form, explode: false}
                l: {headers: {X-A: {schema: {type: string}}, Content-Type: {schema: {type: string}}}}",
    );
    assert_eq!(
        bodies(&found),
        [
            "multipart/form-data a: file as image/png, b: file as application/zip, c: file as image/png, \
          d: file as image/png, e*: file as image/png, f*: file, g: text text as text/csv, \
          h: text Base64 as image/png, i: text Base64 as application/octet-stream, j: file, k: styled [text], \
          l: text text, m: file as application/xml, n: json {text}"
        ]
    );
    let names = parts(&found)[11]
        .headers
        .iter()
        .map(|header| header.wire.as_str());
    assert_eq!(names.collect::<Vec<_>>(), ["X-A"]);
}

fn parts(found: &Lowered) -> &[Part] {
    parts_of(found.only_operation())
}

fn parts_of(operation: &Operation) -> &[Part] {
    let body = operation.body.as_ref().expect("a body");
    match &body.contents[0].kind {
        BodyKind::Multipart(parts) => parts,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_form_of_a_union_has_the_fields_of_its_variants() {
    let union = "{oneOf: [
          {type: object, required: [id, a], properties: {id: {type: string}, a: {type: string}, x: {type: string}}},
          {type: object, required: [id], properties: {id: {type: string}, b: {type: object}, x: {type: integer}}}]}";
    let found = operation(&format!(
        "requestBody: {{content: {{multipart/form-data: {{schema: {union}}}}}}}"
    ));
    assert_eq!(
        bodies(&found),
        ["multipart/form-data id: text text, a: text text, b: json {any}"]
    );
    let required = |part: &Part| part.presence == ParameterPresence::Required;
    let required: Vec<bool> = parts(&found).iter().map(required).collect();
    assert_eq!(required, [true, false, false]);
    let found = operation(&format!(
        "requestBody: {{content: {{application/x-www-form-urlencoded: {{schema: {union}, encoding: {{b: {{style: deepObject}}}}}}}}}}"
    ));
    let body = found.only_operation().body.as_ref().expect("a body");
    let BodyKind::Form { ty, encodings } = &body.contents[0].kind else {
        panic!("{body:?}")
    };
    assert!(found.ty(ty).starts_with("Get Body"), "{}", found.ty(ty));
    assert_eq!(encodings.len(), 1);
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
