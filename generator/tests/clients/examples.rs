//! The documented examples, as calls.

use generator::Layout;

use crate::files;

/// The example in the documentation of the method `send`, whose body has this schema and this example.
fn example(schema: &str, example: &str) -> Vec<String> {
    let description = format!(
        "openapi: 3.1.1
info: {{title: Things, version: '1'}}
paths:
  /things:
    post:
      operationId: send
      requestBody:
        required: true
        content:
          application/json: {{schema: {schema}, example: {example}}}
      responses: {{'204': {{description: Done.}}}}
components:
  schemas:
    Kind: {{type: string, enum: [a-b, c]}}
    Part: {{type: object, required: [id], properties: {{id: {{type: integer}}, at: {{type: string, format: date-time}}}}}}
    Dog: {{type: object, required: [is, name], properties: {{is: {{type: string, const: dog}}, name: {{type: string}}}}}}
    Cat: {{type: object, required: [is], properties: {{is: {{type: string, const: cat}}, lives: {{type: integer}}}}}}
    Pet: {{oneOf: [{{$ref: '#/components/schemas/Dog'}}, {{$ref: '#/components/schemas/Cat'}}]}}
    Thing:
      type: object
      required: [name, kind, size]
      additionalProperties: {{type: number}}
      properties:
        id: {{type: string, readOnly: true}}
        name: {{type: string}}
        kind: {{$ref: '#/components/schemas/Kind'}}
        size: {{type: [integer, 'null']}}
        words: {{type: array, items: {{type: string}}}}
        parts: {{type: array, items: {{$ref: '#/components/schemas/Part'}}}}
        pet: {{$ref: '#/components/schemas/Pet'}}
        labels: {{type: object, additionalProperties: {{type: string}}}}
        any: {{}}
        old: {{type: string, deprecated: true}}
        note: {{type: [string, 'null']}}
"
    );
    let (files, _) = files(&[("things", &description)], Layout::Module);
    let operations = files.get("src/things/operations.rs").expect("operations");
    let lines = operations.lines().map(str::trim_start);
    let mut lines = lines.map(|line| line.strip_prefix("///").unwrap_or(line));
    lines.find(|line| *line == " ```no_run").expect("an example");
    let shown = lines.take_while(|line| *line != " ```");
    shown
        .map(|line| line.strip_prefix(' ').unwrap_or(line).to_owned())
        .filter(|line| !line.starts_with("# ") && !line.starts_with("println"))
        .collect()
}

const THING: &str = "{$ref: '#/components/schemas/Thing'}";

#[test]
fn an_object_is_made_by_its_constructor_and_its_setters() {
    let shown = example(
        THING,
        "{id: '1', name: a \"b\", kind: a-b, size: 5, words: [x, y], parts: [{id: 1}, {id: 2, at: '2026-01-02T03:04:05Z'}], \
          labels: {k: v}, any: {x: [1, null, 1.5]}, old: o, note: null, extra: 2}",
    );
    assert_eq!(
        shown.join("\n"),
        r#"use fixtures::{DateTime, serde_json};
use fixtures::things::models::{Kind, Part, Thing};
use std::collections::BTreeMap;

let response = client
    .send(
        &Thing::new("a \"b\"", Kind::AB, 5)
            .words(["x", "y"])
            .parts(vec![
                Part::new(1),
                Part::new(2).at("2026-01-02T03:04:05Z".parse::<DateTime>()?),
            ])
            .labels(BTreeMap::from([("k".to_owned(), "v".to_owned())]))
            .any(serde_json::json!({ "x": [1, null, 1.5] }))
            .note(None)
            .additional(BTreeMap::from([("extra".to_owned(), 2.0)])),
    )
    .await?;"#
    );
}

#[test]
fn a_variant_is_made_by_its_name() {
    let shown = example(
        THING,
        "{name: a, kind: c, size: null, pet: {is: cat, lives: 9}, words: []}",
    );
    assert_eq!(
        shown.join("\n"),
        r#"use fixtures::things::models::{Cat, Kind, Pet, Thing};

let response = client
    .send(
        &Thing::new("a", Kind::C, None)
            .words(Vec::<String>::new())
            .pet(Pet::Cat(Cat::new().lives(9))),
    )
    .await?;"#
    );
}

#[test]
fn what_constructors_cannot_make_is_read_from_json() {
    let shown = example(
        "{$ref: '#/components/schemas/Part'}",
        "{id: 1, more: '\"#'}",
    );
    assert_eq!(
        shown.join("\n"),
        r###"use fixtures::serde_json;

let response = client
    .send(&serde_json::from_str(r##"{"id":1,"more":"\"#"}"##)?)
    .await?;"###
    );
}

#[test]
fn lists_are_lent() {
    assert_eq!(
        example("{type: array, items: {type: integer}}", "[1, 2]"),
        ["let response = client.send(&[1, 2]).await?;"]
    );
    assert_eq!(
        example("{type: array, items: {type: string}}", "[a]"),
        ["let response = client.send([\"a\"]).await?;"]
    );
}
