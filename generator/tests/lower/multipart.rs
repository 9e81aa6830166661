//! Multipart bodies.

use super::bodies::{bodies, part};
use super::{Lowered, operation, whole};
use generator::ir::{BodyKind, Operation, ParameterPresence, Part};

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
                  mixed: {anyOf: [{type: string}, {type: object, properties: {a: {type: string}}}]}
                  image: {type: string}
                  note: {type: string}
                  nested: {type: string}
              encoding:
                image: {contentType: image/png}
                nested: {contentType: multipart/mixed}
                note: {contentType: text/markdown}",
    );
    assert_eq!(
        bodies(&found),
        [
            "multipart/form-data file: file, more*: file, either*: file, name: text text, tags*: text text, \
          meta: json Get Body meta, mixed: text Get Body mixed, image: file as image/png, note: text text as text/markdown, \
          nested: file as multipart/mixed"
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
    assert!(found.said.join(" ").contains("`Content-Type` is ignored"));
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
fn a_part_of_several_alternatives_has_what_they_have_in_common() {
    let found = operation(
        "requestBody:
          content:
            multipart/form-data:
              schema:
                oneOf:
                  - type: object
                    required: [kind, same, name, note]
                    properties: {kind: {const: a}, same: {const: x}, name: {type: string, maxLength: 3}, note: {type: string, maxLength: 2}}
                  - type: object
                    required: [kind, same, name]
                    properties: {kind: {const: b}, same: {const: x}, name: {type: string, maxLength: 5}, note: {type: string, maxLength: 2}}",
    );
    let body = found.only_operation().body.as_ref().expect("a body");
    let BodyKind::Multipart(parts) = &body.contents[0].kind else {
        panic!("parts")
    };
    use ParameterPresence::{Constant, Optional, Required};
    let said = parts.iter().map(|part| {
        let Part {
            wire,
            presence,
            rules,
            ..
        } = part;
        (wire.as_str(), presence.clone(), rules.max_length)
    });
    assert_eq!(
        said.collect::<Vec<_>>(),
        [
            ("kind", Required, None),
            ("same", Constant("x".into()), None),
            ("name", Required, None),
            ("note", Optional, Some(2)),
        ]
    );
}

#[test]
fn the_parts_that_are_required_together_are_checked() {
    use generator::ir::Check;
    let with = |schema: &str| {
        let content = format!("{{multipart/form-data: {{schema: {schema}}}}}");
        operation(&format!("requestBody: {{content: {content}}}"))
    };
    let rules = |schema: &str| {
        let body = with(schema).only_operation().body.clone();
        body.expect("a body").contents[0].rules.checks.clone()
    };
    let either = |alternatives: &[&str]| {
        let names = alternatives.iter();
        let required = names.map(|name| vec![Check::Required(vec![(*name).to_owned()])]);
        required.collect::<Vec<_>>()
    };
    let properties = "properties: {a: {type: string}, b: {type: string}}";
    let one = format!("{{{properties}, oneOf: [{{required: [a]}}, {{required: [b]}}]}}");
    assert_eq!(rules(&one), [Check::OneOf(either(&["a", "b"]))]);
    let each = "{oneOf: [{required: [a], properties: {a: {type: string}}}, {required: [b], properties: {b: {type: string}}}]}";
    assert_eq!(rules(each), [Check::AnyOf(either(&["a", "b"]))]);
    let free = "{anyOf: [{required: [a], properties: {a: {type: string}}}, {properties: {b: {type: string}}}]}";
    assert_eq!(rules(free), []);
    for (keyword, count) in [
        ("dependentRequired: {a: [b]}", 1),
        ("dependentSchemas: {a: {required: [b]}}", 1),
        ("if: {required: [a]}, then: {required: [b]}", 1),
        ("not: {type: object, required: [a]}", 1),
        ("propertyNames: {maxLength: 2}", 1),
        ("not: {required: [a], properties: {a: {const: b}}}", 0),
    ] {
        let schema = format!("{{{properties}, {keyword}}}");
        assert_eq!(rules(&schema).len(), count, "{keyword}");
        let said = with(&schema).said.join(" ");
        assert_eq!(
            said.contains("only knows their names"),
            count == 0,
            "{said}"
        );
    }
}

#[test]
fn a_part_of_one_value_and_a_quoted_comma_in_its_type_are_one() {
    let found = operation(
        "requestBody:
          content:
            multipart/form-data:
              schema:
                type: object
                required: [kind, image]
                properties: {kind: {const: upload}, image: {type: string}, page: {type: string}}
              encoding:
                image: {contentType: 'image/png; title=\"a,b;*\"'}
                page: {contentType: 'text/plain, text/html'}",
    );
    assert_eq!(
        bodies(&found),
        [
            "multipart/form-data kind: text text, image: file as image/png; title=\"a,b;*\", page: file"
        ]
    );
    let body = found.only_operation().body.as_ref().expect("a body");
    let BodyKind::Multipart(parts) = &body.contents[0].kind else {
        panic!("parts")
    };
    let constant = ParameterPresence::Constant("upload".into());
    assert_eq!(parts[0].presence, constant);
}

#[test]
fn a_part_of_null_alone_is_json() {
    let found = operation(
        "requestBody:
          content:
            multipart/form-data:
              schema:
                type: object
                properties: {a: {enum: [null]}, b: {type: array, items: {enum: [null]}}, c: {type: 'null'}, d: {}}",
    );
    let null = "a: json any, b*: json any, c: json any, d: file";
    assert_eq!(bodies(&found), [format!("multipart/form-data {null}")]);
    for schema in ["{enum: [null]}", "{type: 'null'}", "{const: null}"] {
        let found = operation(&format!(
            "requestBody: {{content: {{multipart/mixed: {{schema: {{type: array, items: {schema}}}}}}}}}"
        ));
        assert_eq!(
            bodies(&found),
            ["multipart/mixed item: json any"],
            "{schema}"
        );
    }
}

#[test]
fn a_part_whose_values_or_items_are_described_is_json() {
    let found = operation(
        "requestBody:
          content:
            multipart/form-data:
              schema:
                type: object
                properties:
                  a: {const: [1, b]}
                  b: {const: {x: 1}}
                  c: {type: array, items: {const: [1, b]}}
                  d: {enum: [[1], [x]]}
                  e: {type: array, items: {}}
                  f: {type: array, prefixItems: [{type: string}, {type: integer}]}
                  g: {type: array, contains: {type: string}}",
    );
    let parts = "a: json [any], b: json {any}, c*: json [any], d: json [any], e*: file, f: json [any], g: json [any]";
    assert_eq!(bodies(&found), [format!("multipart/form-data {parts}")]);
}

#[test]
fn a_part_that_is_a_file_or_text_may_be_a_file() {
    let found = operation(
        "requestBody:
          content:
            multipart/form-data:
              schema:
                type: object
                properties:
                  a: {anyOf: [{type: string, format: binary}, {type: string}, {type: 'null'}]}
                  b: {type: array, items: {oneOf: [{type: string}, {type: string, format: binary}]}}",
    );
    assert_eq!(bodies(&found), ["multipart/form-data a: file, b*: file"]);
}
